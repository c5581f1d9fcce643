"""Of the cases that sentences tell, the one that a value lies in answers, and no other."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose import selection
from rag.compose.cases import asked_of, sets_case, tells_between
from rag.compose.listed import whole_rule
from rag.compose.told_cases import with_all_cases
from rag.language.bands import bands, told_in
from rag.language.units import Unit
from rag.pipeline import Assistant
from rag.types import Clause

GRANTS = """灰塘县长者与果园补贴办法

第一条 长者餐补按年龄分档发放：

（一）66至77周岁，每人每月35元；

（二）78至88周岁，每人每月95元；

（三）89周岁及以上，每人每月270元。

第二条 乘船凭证优惠，72周岁以上免票；64至71周岁半价。

第三条 果园改造补贴按造价分档，标准见下表。

表1 果园改造补贴标准

| 档次 | 造价（万元） | 补贴比例 | 单户最高补贴（万元） |
| 甲档 | 4（含）—15 | 7% | 0.9 |
| 乙档 | 15（含）—40 | 9% | 3 |
| 丙档 | 40（含）以上 | 13% | 6 |

第四条 毁坏果树，造价不足三万元的，处二千元以上六千元以下罚款；造价三万元以上的，处造价一倍以上二倍以下罚款。

第五条 对在县内新建冷库并且连续使用的农户、合作社和家庭农场，按照冷库的造价的30%给予补贴，每户累计不超过8万元，次年发放。

第六条 果园喷药器械补贴每台最多460元。

灰塘县农业农村局

2036年5月6日
"""


@pytest.fixture(scope="module")
def grants(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(GRANTS, tmp_path_factory.mktemp("grants"))


@pytest.mark.parametrize(
    ("question", "told", "others"),
    [
        ("70岁每月长者餐补多少？", "35元", ("95元", "270元")),
        ("81岁每月长者餐补多少？", "95元", ("35元", "270元")),
        ("93岁老人每月发多少长者餐补？", "270元", ("35元", "95元")),
        ("66至77岁的长者餐补每月多少", "35元", ("95元", "270元")),
    ],
)
def test_the_item_of_the_case_alone_is_told(
    grants: Assistant, question: str, told: str, others: tuple[str, ...]
) -> None:
    text = grants.ask(question).text
    assert told in text and not any(other in text for other in others)


def test_a_case_is_found_behind_the_best_hits(grants: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    turn = grants.turn("81岁每月长者餐补多少？")
    assert turn.query is not None
    hits = sorted(turn.hits, key=lambda hit: "78至88" in hit.clause.text)
    documents = {name: grants.index.document(name) for name in {hit.clause.document_id for hit in hits}}
    monkeypatch.setattr(selection, "HITS", 1)
    assert any("95元" in entry.text for entry in selection.select(turn.query, hits, documents, {}))


def test_of_a_value_in_no_case_none_is_told(grants: Assistant) -> None:
    answer = grants.ask("60岁每月能领多少长者餐补？")
    assert answer.status == "refused"


def test_where_no_case_is_named_all_are_told(grants: Assistant) -> None:
    text = grants.ask("长者餐补每人每月多少元？").text
    assert all(figure in text for figure in ("35元", "95元", "270元"))


def test_an_age_is_whose_it_is_where_it_is_asked_whether(grants: Assistant) -> None:
    assert "64至71周岁半价" in grants.ask("68岁乘船凭证优惠吗？").text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("果园改造造价20万元补贴比例是多少？", "9%"),
        ("果园改造造价12万补贴比例是多少？", "7%"),
        ("果园改造造价90万元补贴比例是多少？", "13%"),
    ],
)
def test_a_row_is_of_the_case_by_the_unit_of_its_head(grants: Assistant, question: str, told: str) -> None:
    (statement,) = grants.ask(question).statements
    assert told in statement.text and "最高补贴" in statement.text


def test_of_a_value_in_no_row_none_is_told(grants: Assistant) -> None:
    """第五条 gives a share as well, but of another thing."""
    text = grants.ask("果园改造造价2万元补贴比例是多少？").text
    assert not any(share in text for share in ("7%", "9%", "13%", "30%"))


@pytest.mark.parametrize("question", ["毁坏果树造价5000元罚多少？", "毁坏果树造价20万元罚多少？"])
def test_a_table_of_another_thing_sets_no_case(grants: Assistant, question: str) -> None:
    """造价 heads a column of 第三条."""
    text = grants.ask(question).text
    assert "罚款" in text and "档" not in text


def test_a_fine_is_no_case_of_the_value_that_lies_in_it() -> None:
    assert not tells_between("处二千元以上六千元以下罚款", told_in("造价5000元"))
    assert tells_between("二千元以上六千元以下的，公示", told_in("造价5000元"))


def test_a_figure_may_be_of_a_case_by_its_unit_or_its_scale() -> None:
    assert asked_of("投了300万") and asked_of("6吨") and not asked_of("表3")


def test_what_is_given_sets_no_case() -> None:
    text = "损失不足三万元的，处二千元以上六千元以下罚款，补贴不超过5万元，每满一年加发。"
    assert [sets_case(text, band) for band in bands(text)] == [True, False, False, False]


def test_the_cases_of_one_clause_go_with_the_one_that_answers() -> None:
    text = "果箱不足9吨的，由组长验收；9吨以上的，由科长验收。"
    clause = Clause("d#1", "d", ("1",), "", text, ((0, len(text)),))
    one = Unit(clause, 0, text.index("；") + 1)
    assert with_all_cases("果箱由谁验收", one).text == text
    assert with_all_cases("果箱4吨由谁验收", one).text == one.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("按造价的30%补贴，每户累计不超过8万元，次年发放。", "按造价的30%补贴，每户累计不超过8万元"),
        ("按造价的30%补贴，不超过9吨的，另行规定。", "按造价的30%补贴，"),
        ("按造价的30%补贴，次年发放。", "按造价的30%补贴，"),
    ],
)
def test_a_figure_is_told_with_its_limit(grants: Assistant, text: str, told: str) -> None:
    clause = Clause("d#1", "d", ("1",), "", text, ((0, len(text)),))
    query = grants.turn("新建冷库补贴多少？").query
    assert query is not None
    assert whole_rule(query, Unit(clause, 0, text.index("，") + 1)).text == told
