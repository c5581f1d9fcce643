"""What a question asserts: said to contradict a document only where the same thing is told otherwise."""

from __future__ import annotations

import pytest
from handmade import assistant_over, composed

from rag.compose.premise import WRONG, premise
from rag.language.text import normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse
from rag.pipeline import Assistant

#: Bounds, a range, figures side by side, years in a row, a bracket that names a department in part.
QINGSHI = """青石市医疗服务实施意见

各县（市、区）人民政府：

一、主要目标

到2024年，家庭医生签约率达到30%；到2026年，家庭医生签约率达到36%。

二、主要任务

（一）药款结算。医疗机构在收货后20天内付清药款。（责任单位：市医保局、各街道）

（二）负债管理。县级医院流动负债占总资产的比例小于25%。

（三）人员下沉。新招录人员下沉社区2-5个月。

（四）示范创建。省级示范区、市级示范点覆盖率分别达到70%、40%。

（五）学历结构。县级医院硕士以上医务人员占比不低于9%。

三、组织领导

成立市深化医改领导小组，由市长任组长，市卫健委主任兼任秘书处主任。（牵头单位：市卫生健康委）

青石市人民政府

2023年5月6日
"""


@pytest.fixture(scope="module")
def qingshi(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(QINGSHI, tmp_path_factory.mktemp("qingshi"))


def lead(assistant: Assistant, question: str) -> str:
    turn = assistant.turn(question)
    assert turn.composition.drafts, question
    return turn.composition.lead


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("青石医疗机构15天付清药款可以吗？", False),
        ("青石医疗机构30天付清药款可以吗？", True),
        ("青石医疗机构要在15天内付清药款吗？", True),  # the limit itself is asserted, not kept
        ("青石县级医院流动负债占比20%符合要求吗？", False),
        ("青石县级医院流动负债占比28%符合要求吗？", True),
        ("青石县级医院硕士占比12%达标吗？", False),
        ("青石县级医院硕士占比5%达标吗？", True),
        ("青石新招录人员下沉社区4个月符合规定吗？", False),
        ("青石新招录人员下沉社区7个月符合规定吗？", True),
    ],
)
def test_what_lies_within_a_bound_complies(qingshi: Assistant, question: str, wrong: bool) -> None:
    assert lead(qingshi, question) == (WRONG if wrong else "")


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("青石省级示范区覆盖率是70%吗？", False),
        ("青石省级示范区覆盖率是40%吗？", True),
        ("青石市级示范点覆盖率是40%吗？", False),
        ("青石市级示范点覆盖率是70%吗？", True),
    ],
)
def test_each_of_several_has_its_own_figure(qingshi: Assistant, question: str, wrong: bool) -> None:
    assert lead(qingshi, question) == (WRONG if wrong else "")


@pytest.mark.parametrize(
    ("year", "figure", "wrong"), [(2024, 30, 0), (2024, 36, 1), (2026, 36, 0), (2026, 30, 1)]
)
def test_each_year_has_its_own_figure(qingshi: Assistant, year: int, figure: int, wrong: int) -> None:
    question = f"青石{year}年家庭医生签约率是{figure}%吗？"
    assert lead(qingshi, question) == (WRONG if wrong else "")


@pytest.mark.parametrize(
    "question",
    [
        "青石市卫健委主任要不要兼任秘书处主任？",  # named, and not said to lead
        "青石领导小组组长是不是市长？",
        "青石街道参与药款结算吗？",  # among those who are responsible
        "青石药款结算由街道落实吗？",
    ],
)
def test_a_department_that_the_clause_names_is_no_wrong_one(qingshi: Assistant, question: str) -> None:
    assert lead(qingshi, question) == ""


def test_a_department_that_the_clause_does_not_name_is_one(qingshi: Assistant) -> None:
    assert lead(qingshi, "青石药款结算是市教育局牵头吧？") == WRONG
    assert lead(qingshi, "青石药款结算是市医保局牵头吧？") == ""


def test_another_thing_with_a_figure_contradicts_nothing(qingshi: Assistant) -> None:
    answer = qingshi.turn("青石老年医学科覆盖率是100%吗？")
    assert answer.composition.lead == ""


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("青石县级医院硕士占比不少于8%对吗？", True),  # another limit than the one that is set
        ("青石县级医院硕士占比不低于9%对吗？", False),
        ("青石县级医院硕士占比不超过8%对吗？", True),
        ("青石2026年家庭医生签约率40%达标吗？", False),  # 达到36% is a least
        ("青石2026年家庭医生签约率30%达标吗？", True),
    ],
)
def test_a_bound_in_the_question_is_read_too(qingshi: Assistant, question: str, wrong: bool) -> None:
    assert lead(qingshi, question) == (WRONG if wrong else "")


def test_what_is_asked_yes_or_no_of_a_task_asserts_too(qingshi: Assistant) -> None:
    question = "青石县级医院有5%的硕士以上医务人员就算完成任务了，是吗？"
    assert qingshi.understood(question).kind == "duty"
    assert lead(qingshi, question) == WRONG


def test_days_are_not_held_against_months(qingshi: Assistant) -> None:
    query = qingshi.understood("青石新招录人员下沉社区20天吗？")
    turn = qingshi.turn("青石新招录人员下沉社区时间多长？")
    unit = turn.composition.best
    assert unit is not None and "2-5个月" in unit.text
    assert premise(query, unit, unit.clause) == ""
    assert premise(qingshi.understood("青石新招录人员下沉社区8个月吗？"), unit, unit.clause) == WRONG


def test_a_rare_word_that_is_not_there_makes_it_another_thing(qingshi: Assistant) -> None:
    """签约率 is told, of 托育机构 nothing is."""
    assert lead(qingshi, "青石托育签约率是90%吗？") == ""
    assert lead(qingshi, "青石家庭医生签约率是90%吗？") == WRONG


def test_what_puts_a_premise_right_stands_alone(qingshi: Assistant) -> None:
    turn = qingshi.turn("青石2026年家庭医生签约率是30%吗？")
    (draft,) = turn.composition.drafts
    assert "36%" in draft.text


@pytest.mark.parametrize(("day", "wrong"), [("2023年5月", False), ("2024年8月", True)])
def test_a_fact_told_before_another_question_is_put_right(qingshi: Assistant, day: str, wrong: bool) -> None:
    composition = qingshi.turn(f"青石这份意见是{day}印发的，药款要在几天内付清？").composition
    text = "".join(draft.text for draft in composition.drafts)
    assert "20天" in text
    assert ("2023年5月6日" in text) == wrong and composition.lead == (WRONG if wrong else "")


@pytest.mark.parametrize(
    "question",
    [
        "云山家庭医生签约覆盖率要达到60%对吗？",
        "云山医保基金是县教育局牵头吧？",
        "云山的家庭医生签约覆盖率是到2030年达到45%对吗？",
    ],
)
def test_a_wrong_premise_is_said_first(small: Assistant, question: str) -> None:
    assert composed(small, question).lead.startswith("与文件不符")


@pytest.mark.parametrize(
    "question",
    [
        "云山家庭医生签约覆盖率要达到45%对吗？",
        "云山医保基金是县医保局牵头吧？",
        "云山家庭医生签约覆盖率是多少？",
        "云山家庭医生签约覆盖率要到百分之四十五，对吧？",
    ],
)
def test_a_right_premise_is_not(small: Assistant, question: str) -> None:
    assert composed(small, question).lead == ""


def test_a_premise_is_wrong_only_where_a_figure_of_its_sort_stands(small: Assistant) -> None:
    document = parse(normalise("某县办法\n\n第一条 给予平台最高300万元补助。\n"), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("第一条",))
    unit = Unit(clause, *spans(clause)[0])
    assert premise(small.understood("平台的补助是200万元吧？"), unit, clause).startswith("与文件不符")
    assert premise(small.understood("平台的补助是分三年拨付的吧？"), unit, clause) == ""
    assert premise(small.understood("平台的补助是300万元吧？"), unit, clause) == ""
