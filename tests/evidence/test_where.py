"""What is told of a place answers for that place, not for one around or within it."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.evidence.where import of_another_place, of_the_whole
from rag.language.places import town_named
from rag.pipeline import Assistant

PLAN = """惠州市社区服务方案

为打造健康广东示范区，制定本方案。

一、主要目标

到2027年，签约率达到44%，建成12个站点。全省在2028年前建成90个中心。（牵头单位：市卫生健康局）

二、试点安排

惠东县在2026年底前建成3个驿站。怎么推进：分片包干，按季度通报。

惠州市人民政府

2025年1月6日
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("plan")
    return assistant_over(PLAN, folder)


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("惠州签约率要达到多少？", False),
        ("签约率要达到多少？", False),
        ("广东省惠州市签约率要达到多少？", False),
        ("广东签约率要达到多少？", True),  # above
        ("广东省要建成多少个中心？", False),  # told of the whole province
        ("惠州惠东县要建成几个驿站？", False),  # told of the county
        ("惠州博罗县签约率要达到多少？", True),  # within, and not told of
        ("广东签约率到哪年达标？", True),
        ("广东的签约率由哪个部门牵头？", True),
        ("广东怎么分片包干、按季度通报？", False),  # a way to do it
    ],
)
def test_a_figure_of_another_level_is_no_answer(plan: Assistant, question: str, lacks: bool) -> None:
    turn = plan.turn(question)
    assert turn.decision is not None and turn.composition.drafts
    assert bool(turn.decision.evidence["of_the_whole"]) is lacks


def test_a_refusal_names_the_place_that_is_not_told_of(plan: Assistant) -> None:
    answer = plan.ask("惠州博罗县签约率要达到多少？")
    assert answer.refusal is not None and "博罗" in answer.refusal.missing


@pytest.mark.parametrize(
    ("places", "best", "stated", "whole"),
    [
        (["烟台"], "全省算力规模达到14EFlops", "主要目标 全省算力规模达到14EFlops", True),
        (["烟台"], "算力规模达到14EFlops", "烟台 算力规模达到14EFlops", False),
        (["烟台"], "全省算力规模达到14EFlops", "烟台等市 全省算力规模达到14EFlops", False),
        (["山东"], "全省算力规模达到14EFlops", "全省算力规模达到14EFlops", False),
        (["山东"], "全国算力规模达到300EFlops", "全国算力规模达到300EFlops", True),
        (["山东"], "国内生产总值增长3%", "国内生产总值增长3%", True),
        ([], "全省算力规模达到14EFlops", "全省算力规模达到14EFlops", False),
    ],
)  # fmt: skip
def test_a_figure_of_the_whole_is_none_of_a_part(
    places: list[str], best: str, stated: str, whole: bool
) -> None:
    assert of_the_whole(places, best, stated) == whole


YEARBOOK = """2031年湖南省农机工作报告

一、成绩

农机总量稳步上升，达到880万台。衡阳农机总量跃上90万台，株洲、湘潭农机总量居前列。

二、办法

农机按季度检修。

湖南省农业农村厅

2032年1月6日
"""


def test_a_sentence_of_a_part_yields_to_the_one_that_names_no_place(tmp_path: Path) -> None:
    asked = assistant_over(YEARBOOK, tmp_path)
    for question, figure in (("湖南农机总量是多少台", "880万台"), ("衡阳农机总量是多少台", "90万台")):
        best = asked.turn(question).composition.best
        assert best is not None and figure in best.text, question


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("湖南农机总量是多少台", "衡阳农机总量跃上90万台", True),
        ("湖南农机总量是多少台", "其中衡阳市农机总量跃上90万台", True),
        ("湖南农机总量是多少台", "农机总量达到880万台，衡阳居首", False),
        ("湖南农机总量是多少台", "衡阳、株洲等农机总量共90万台", False),
        ("湖南农机总量是多少台", "湖南衡阳农机总量跃上90万台", False),
        ("农机总量是多少台", "衡阳农机总量跃上90万台", False),
        ("湖南农机怎么检修", "衡阳农机总量跃上90万台", False),
    ],
)
def test_what_a_part_of_a_sentence_opens_with(tmp_path: Path, question: str, text: str, other: bool) -> None:
    query = assistant_over(YEARBOOK, tmp_path).turn(question).query
    assert query is not None and of_another_place(query, text) is other


REPORT = """惠东县空气质量通报

一、总体情况

全县优良天数比例为78%，降雨2天。

二、各镇情况

石桥镇扬尘投诉有14起。

惠东县人民政府

2025年1月6日
"""


def test_the_figure_of_a_county_is_none_of_its_town(tmp_path: Path) -> None:
    asked = assistant_over(REPORT, tmp_path)
    assert "78%" in asked.ask("惠东县优良天数比例是多少").text
    assert asked.ask("石桥镇优良天数比例是多少").status == "refused"
    assert asked.ask("惠东县石桥镇优良天数比例是多少").status == "refused"
    assert "14起" in asked.ask("石桥镇扬尘投诉有多少起").text


@pytest.mark.parametrize(
    ("question", "town"),
    [
        ("石桥镇扬尘投诉多少", "石桥镇"),
        ("惠东石桥镇扬尘投诉多少", "石桥镇"),
        ("惠东县乡镇卫生院多少", None),
        ("全县镇级医院多少", None),
        ("人才返乡补贴多少", None),
        ("各乡镇多少", None),
    ],
)
def test_a_town_at_the_head_of_a_question(question: str, town: str | None) -> None:
    assert town_named(question, ["惠东"]) == town


PROVINCE = """2031年湖南省林场工作报告

一、成绩

全省林场产值增长9%。竹材产值增长4%，衡阳成为竹都。株洲竹笋产值增长7%。

二、办法

林场按季度巡护，护林员到四川学习。

湖南省林业局

2032年1月6日
"""


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("湖南林场产值增长多少？", False),
        ("四川林场产值增长多少？", True),  # of another province
        ("衡阳竹材产值增长多少？", True),  # named behind the figure, and of something else
        ("株洲竹笋产值增长多少？", False),
    ],
)
def test_a_figure_is_of_the_place_that_stands_with_it(tmp_path: Path, question: str, lacks: bool) -> None:
    asked = assistant_over(PROVINCE, tmp_path)
    assert (asked.ask(question).status == "refused") is lacks


NATION = """各位代表：

现在，我代表国务院，向大会报告工作，请予审议。

一、成绩

国内生产总值增长3%。海口、保定等地林场改革成效明显。

二、安排

今年林场赤字率按2%安排。
"""


@pytest.mark.parametrize("place", ["海口", "保定", "大连"])
def test_a_nation_that_mentions_a_place_tells_nothing_of_it(tmp_path: Path, place: str) -> None:
    asked = assistant_over(NATION.replace("海口、", f"{place}、"), tmp_path)
    assert asked.ask("国内生产总值增长多少").status == "answered"
    assert asked.ask(f"{place}国内生产总值增长多少").status == "refused"
