"""Names and years that a question claims: put right only where one of their sort is told in their stead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handmade import assistant_over

from rag.compose.answering import answering
from rag.compose.asserted import figure_wrong
from rag.compose.claimed import agent_claimed, without_claim
from rag.compose.premise import WRONG
from rag.compose.selection import Scored, select
from rag.language.text import normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.understand.query import Query

LANTIAN = """兰田市公共服务提升方案

各区人民政府，市政府各部门：

一、重点任务

（一）开展价格试点。指导绍兴市开展价格调整试点，总结试点经验。

（二）推进区域协作。与苏州市合作开展药品联合采购，降低采购成本。

（三）建设健共体。2021年各区全面推开健共体建设，2023年就诊率提高到85%以上。

（四）人员下沉。新招录人员下沉乡镇时间4-8个月。

（五）资金支持。对培育项目资助金额不超过60万元。

（六）标准架构。数据标准架构分为三层。

（七）占道管理。占用道路不足5米的不予罚款。

二、组织领导

领导小组办公室设在市民政局，承担日常工作。由市长担任领导小组组长。

兰田市人民政府

2020年5月6日
"""


@pytest.fixture(scope="module")
def lantian(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(LANTIAN, tmp_path_factory.mktemp("lantian"))


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("兰田价格调整试点放在嘉兴吧？", True),
        ("兰田价格调整试点放在绍兴吧？", False),
        ("兰田药品联合采购是跟无锡合作的吧？", True),
        ("兰田药品联合采购是跟苏州合作的吧？", False),
        ("兰田领导小组办公室设在市财政局对吗？", True),
        ("兰田领导小组办公室设在市民政局对吗？", False),
        ("兰田领导小组组长是市委书记吧？", True),
        ("兰田领导小组组长是市长吧？", False),
        ("兰田健共体2023年才全面推开吧？", True),
        ("兰田健共体2021年全面推开吧？", False),
        ("兰田就诊率2023年提高到85%以上吧？", False),
        ("兰田新招录人员下沉乡镇一年对吧？", True),
        ("兰田新招录人员下沉乡镇半年对吧？", False),
        ("兰田新招录人员一年要下沉乡镇吧？", False),  # how often, not how long
        ("兰田就诊率提高到85%以上是跟苏州定的吧？", False),  # no other place is told
        ("兰田培育项目资助金额不超过90万元对吗？", True),
        ("兰田培育项目资助金额不超过60万元对吗？", False),
        ("兰田数据标准架构分五层吧？", True),
        ("兰田数据标准架构分三层吧？", False),
        ("兰田占用道路3米要罚款吗？", False),
    ],
)
def test_what_is_claimed(lantian: Assistant, question: str, wrong: bool) -> None:
    turn = lantian.turn(question)
    assert turn.composition.drafts, question
    assert turn.composition.lead == (WRONG if wrong else "")


def test_a_place_that_is_put_right_is_not_sought_besides(lantian: Assistant) -> None:
    answer = lantian.ask("兰田药品联合采购是跟无锡合作的吧？")
    assert answer.status == "answered" and "没有无锡" not in answer.text


LEAVE = """碧湖市文化局休假办法

第一条　职工结婚的，婚假13天。
第二条　职工生育享受产假158天。
第三条　怀孕满4个月流产的，产假42天；未满4个月流产的，产假15天。
第四条　一年最多能请事假15天。
第五条　样品验收由采编科组织。
第六条　有下列情形之一的，不参加评优：请事假30天以上的；受到通报的。
第七条　样品保存30天。
第八条　本办法自2024年5月1日起施行。
第九条　原《碧湖市文化局休假规定》自本办法施行之日起停止执行。
"""
TABLE = """碧湖市文化局假期表

| 假别 | 天数 | 材料 |
|---|---|---|
| 病假 | 5天 | 诊断书 |
| 婚假 | 13天 | 结婚证 |
| 年休假 | 15天 | 申请 |
| 护理假 | 20天 | 出生证明 |
"""


@pytest.fixture(scope="module")
def leave(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(LEAVE, tmp_path_factory.mktemp("leave"))


@pytest.mark.parametrize(
    ("question", "told", "wrong"),
    [
        ("产假是98天吧？", "产假158天", True),
        ("产假是158天吧？", "产假158天", False),
        ("流产假是30天吧", "产假42天", True),
        ("事假一年最多能请三十天是吧", "最多能请事假15天", True),
        ("样品验收由财务科组织，对吗？", "由采编科组织", True),
        ("样品验收由采编科组织，对吗？", "由采编科组织", False),
        ("休假办法是2024年7月1日开始执行的吧？", "自2024年5月1日起施行", True),
        ("休假办法是2024年5月开始执行的吧？", "自2024年5月1日起施行", False),
    ],
)
def test_a_claim_is_held_against_the_sentence_of_its_thing(
    leave: Assistant, question: str, told: str, wrong: bool
) -> None:
    answer = leave.ask(question)
    assert told in answer.text
    assert answer.text.startswith(WRONG) == wrong


def test_a_claimed_figure_tells_no_row_from_another(tmp_path_factory: pytest.TempPathFactory) -> None:
    table = assistant_over(TABLE, tmp_path_factory.mktemp("table"))
    answer = table.ask("婚假是15天吧？")
    assert answer.text.startswith(WRONG) and "13天" in answer.text and "年休假" not in answer.text


def test_only_what_stands_last_is_claimed() -> None:
    assert without_claim("婚假是15天吧") == "婚假是吧"
    assert without_claim("工龄15年的是10天吧") == "工龄15年的是吧"
    assert without_claim("15天的假由谁批") == "15天的假由谁批"
    assert agent_claimed("样品验收由质检科组织，对吗？") == ("质检科", "组织")
    assert agent_claimed("验收要组织专家吗？") is None


def scored_in(leave: Assistant, question: str, *texts: str) -> tuple[Query, list[Scored]]:
    """Units that begin with some texts, each fitting a little better than the next one."""
    turn = leave.turn(question)
    assert turn.query is not None
    documents = {h.clause.document_id: leave.index.document(h.clause.document_id) for h in turn.hits}
    units = select(turn.query, turn.hits, documents, {})
    chosen = [next(e for e in units if e.text.startswith(text)) for text in texts]
    return turn.query, [replace(e, unit=e.unit.scored(5.0 - 0.1 * place)) for place, e in enumerate(chosen)]


@pytest.mark.parametrize(
    ("question", "fits", "answers"),
    [
        ("产假是42天以上吧？", "怀孕满4个月流产", "怀孕满4个月流产"),
        ("产假是98天吧？", "怀孕满4个月流产", "职工生育享受产假"),
        ("婚假是15天吧？", "一年最多能请事假", "职工结婚的"),
        ("样品验收由财务科组织，对吗？", "样品保存", "样品验收由采编科"),
    ],
)
def test_what_fits_for_the_figure_alone_does_not_answer(
    leave: Assistant, question: str, fits: str, answers: str
) -> None:
    others = [answers] if answers != fits else ["职工结婚的"]
    query, scored = scored_in(leave, question, fits, *others)
    assert answering(query, scored).text.startswith(answers)


def wrong_over(leave: Assistant, question: str, *texts: str) -> bool:
    """Whether the first of some texts, each a clause, tells a claim otherwise."""
    articles = "\n".join(f"第{number}条　{text}" for number, text in zip("一二三", texts, strict=False))
    document = parse(normalise(f"碧湖市文化局办法\n\n{articles}\n"), document_id="d")
    clauses = [clause for clause in document.walk() if clause.kind == "clause"]
    first = Unit(clauses[0], *spans(clauses[0])[-1])
    return figure_wrong(leave.understood(question), first, clauses)


def test_a_figure_of_a_case_or_of_another_cell_agrees_with_no_claim(leave: Assistant) -> None:
    question, rule = "事假一年最多能请二十天是吧", "全年事假累计不得超过15天。"
    assert wrong_over(leave, question, rule)
    assert wrong_over(leave, question, rule, "事假年限内请假20天以上的，不得晋级。")
    assert wrong_over(leave, question, rule, "事假一年请假最多15天。")
    assert not wrong_over(leave, question, rule, "事假累计20天。")
