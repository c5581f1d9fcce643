"""Who is claimed to lead a task: held against those who do, and no word of the matter."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose.premise import WRONG
from rag.pipeline import Assistant
from rag.understand.asked_roles import without_role

#: The department that leads one task takes part in another, and is in no words of a third.
CLAIMED = """柳湾市道路养护实施方案

各县（市、区）人民政府：

一、重点任务

（一）完善桥梁检测制度。建立桥梁定期检测台账，公布检测结果。（牵头单位：市交通局；责任单位：市财政局、市公安局）

（二）落实养护投入责任。将农村公路养护经费纳入预算。（牵头单位：市财政局；责任单位：市审计局）

（三）强化超载治理。推行非现场执法，由市公安局牵头开展联合整治。（牵头单位：市交通局）

（四）建立养护队伍。市财政局、市人社局推动养护队伍转制。（牵头单位：市教育局）

柳湾市人民政府

2024年5月6日
"""


@pytest.fixture(scope="module")
def liuwan(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(CLAIMED, tmp_path_factory.mktemp("liuwan"))


@pytest.mark.parametrize(
    ("question", "told", "wrong"),
    [
        ("柳湾桥梁检测是不是市财政局牵头", "市交通局", True),  # it takes part only
        ("柳湾养护投入责任的牵头单位是市教育局没错吧", "市财政局", True),
        ("柳湾养护投入是否由市财政局牵头", "市财政局", False),
        ("柳湾桥梁检测由市公安局负责吗", "市公安局", False),
        ("柳湾桥梁检测由市审计局还是市财政局牵头", "市交通局", False),  # asked, not claimed
        ("柳湾超载治理是市公安局牵头吧", "市交通局", False),  # the words of the clause say so
    ],
)
def test_a_task_is_found_by_its_matter_not_by_who_is_claimed_to_lead_it(
    liuwan: Assistant, question: str, told: str, wrong: bool
) -> None:
    composition = liuwan.turn(question).composition
    (draft,) = composition.drafts
    assert told in draft.text and "——" in draft.text
    assert composition.lead == (WRONG if wrong else "")


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("门诊统筹是不是市财政局牵头", "门诊统筹，牵头"),
        ("价格调整由医保局还是卫健委牵头", "价格调整，牵头"),
        ("财政局负责的事谁牵头", "财政局负责的事谁牵头"),
        ("领导小组设在卫健委吗", "领导小组设在卫健委吗"),
    ],
)
def test_who_is_claimed_to_lead_says_nothing_of_the_matter(question: str, matter: str) -> None:
    assert without_role(question, lambda _: True) == matter


def test_the_department_claimed_draws_no_clause(liuwan: Assistant) -> None:
    query = liuwan.understood("柳湾养护投入责任的牵头单位是市教育局没错吧")
    assert query.departments == () and not any("教育" in term for term in (*query.terms, *query.subject))


@pytest.mark.parametrize(
    ("question", "lead"),
    [("白河市医保局是不是牵头基金监管？", ""), ("白河市财政局是不是牵头基金监管？", WRONG)],
)
def test_a_department_named_before_its_task_is_held_against_those_that_lead(
    baihe: Assistant, question: str, lead: str
) -> None:
    answer = baihe.ask(question)
    (only,) = answer.statements
    assert "牵头单位：市医保局" in only.text and answer.text.startswith(lead or only.text)
