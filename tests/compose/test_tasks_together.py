"""Tasks that are told together: of one heading, of a body and its annex, of one department."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose.draft import Material
from rag.compose.roles import BY_TASK, _body_first, _parts_asked
from rag.index.passages import passages
from rag.language.text import normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.retrieve.signals import stem
from rag.types import Hit

ANNEXED = """白河市签约服务方案

各县（市、区）人民政府：

一、优化家庭医生签约服务

（一）扩大覆盖面。到2025年，覆盖率达到40%。（责任单位：市卫生健康委、市民政局）

附件

家庭医生签约服务任务清单

1.设立家庭医生签约服务质控中心（责任单位：市卫生健康委）

2.印发签约服务手册（责任单位：市医保局）
"""


@pytest.fixture(scope="module")
def annexed(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(ANNEXED, tmp_path_factory.mktemp("annexed"))


def test_tasks_of_the_body_and_of_its_annex_are_told_apart(annexed: Assistant) -> None:
    answer = annexed.ask("白河市卫生健康委负责的任务有几项？")
    assert answer.text.startswith("共2项，列出2项（正文1项，附件1项）：")


def test_the_body_goes_before_the_rows_of_an_annex(annexed: Assistant) -> None:
    document = parse(normalise(ANNEXED), document_id="d")
    held = {passage.clause_id: passage for passage in passages(document)}
    body, row = (
        Hit(clause, 5.0, rank, held[clause.id])
        for rank, clause in enumerate((c for c in document.walk() if c.responsible and c.id in held), start=1)
        if clause.path[-1] in ("（一）", "1")
    )
    query = annexed.understood("家庭医生签约服务由谁负责？")
    assert _body_first(query, [row, body]) == [body, row]
    assert _body_first(query, [body, row]) == [body, row]
    other = annexed.understood("质控中心由谁负责？")
    assert _body_first(other, [row, body]) == [row, body], "the headings do not speak of it"
    asked = annexed.understood("附件里家庭医生签约服务由谁负责？")
    assert _body_first(asked, [row, body]) == [row, body]


UNDER_ONE_HEADING = """青河区社区卫生实施方案

各街道：

一、主要任务

（一）做实签约服务

1.扩大覆盖面。稳步推进家庭医生签约服务，覆盖功能社区人群。（责任部门：区卫生健康委、区教育局）

2.充实力量。鼓励志愿者参与社区卫生和家庭医生签约服务，保证质量。（责任部门：区卫生健康委、区民政局）

3.提升质量。建立家庭医生签约服务质控中心，由志愿者参加评价。（责任部门：区卫生健康委、区医保局）

（二）合理配置设备

1.配齐设备。增配心电监护仪。（责任部门：区财政局）

2.管好设备。定期维护检修。（责任部门：区财政局）

青河区人民政府

2023年5月6日
"""


@pytest.fixture(scope="module")
def qinghe(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(UNDER_ONE_HEADING, tmp_path_factory.mktemp("qinghe"))


@pytest.mark.parametrize(
    "question",
    [
        "家庭医生签约由谁负责？",
        "家庭医生签约服务由哪些部门负责？",
        "做实签约服务由谁负责？",
        "社区卫生的家庭医生签约由谁负责？",
    ],
)
def test_tasks_under_one_heading_each_have_their_departments(qinghe: Assistant, question: str) -> None:
    answer = qinghe.ask(question)
    assert [s.text for s in answer.statements] == [
        "扩大覆盖面——责任部门：区卫生健康委、区教育局",
        "充实力量——责任部门：区卫生健康委、区民政局",
        "提升质量——责任部门：区卫生健康委、区医保局",
    ]
    assert answer.text.startswith(BY_TASK)


def test_a_question_for_one_of_the_tasks_is_told_its_own(qinghe: Assistant) -> None:
    for question in ("家庭医生签约服务质控中心由谁负责？", "签约服务的质量由谁负责？"):
        (told,) = qinghe.ask(question).statements
        assert told.text.startswith("提升质量——"), question


def test_tasks_that_only_share_a_word_are_not_told_together(qinghe: Assistant) -> None:
    assert len(qinghe.ask("志愿者由谁负责？").statements) == 1


def test_a_heading_alone_is_told_by_its_tasks(qinghe: Assistant) -> None:
    told = [statement.text for statement in qinghe.ask("合理配置设备由谁负责？").statements]
    assert told == ["配齐设备——责任部门：区财政局", "管好设备——责任部门：区财政局"]


def test_tasks_that_are_one_department_s_are_not_told_one_by_one(qinghe: Assistant) -> None:
    (name,) = qinghe.index.headers()
    document = qinghe.index.document(name.id)
    material = Material((), {document.id: document})
    query = qinghe.understood("设备由谁负责？")
    clauses = {clause.path[1:]: clause for clause in document.walk()}
    assert _parts_asked(query, material, clauses["（二）", "1"]) == ()
    query = qinghe.understood("家庭医生签约由谁负责？")
    assert len(_parts_asked(query, material, clauses["（一）", "1"])) == 3
    query = qinghe.understood("签约设备的监护仪维护检修由谁负责？")
    assert _parts_asked(query, material, clauses["（一）", "1"]) == (), "they hold little of it"


DUTIES = """柳湾区夜间经济工作方案

一、重点任务

（一）管好摊位。划定夜市摊位，实行一摊一证。查处无证食品加工，公布抽检结果。补种行道树，夜间浇灌。（牵头单位：区商务委；责任单位：区市场监管局、区绿化局）

（二）改善照明。更换街巷路灯，统一灯具样式。（牵头单位：区城管局；责任单位：区市场监管局）

柳湾区人民政府

2024年5月6日
"""


@pytest.fixture(scope="module")
def duties_of(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(DUTIES, tmp_path_factory.mktemp("duties"))


def test_the_word_market_begins_the_name_of_a_department_and_is_no_level(duties_of: Assistant) -> None:
    for name in ("区市场监管局", "柳湾区市场监督管理局", "区市监局", "市场监管局"):
        turn = duties_of.turn(f"柳湾{name}负责什么？")
        assert len(turn.composition.drafts) == 2, name
    assert stem("市场监管局") == stem("区市监局") == "市场监管局"
    assert not duties_of.turn("柳湾市市监局负责什么？").composition.drafts, "another level"


def test_a_task_is_told_whole_and_quoted_once(duties_of: Assistant) -> None:
    first = duties_of.turn("柳湾区商务委负责什么？").composition.drafts[0]
    assert "一摊一证" in first.text and "行道树" in first.text
    assert (
        len(first.quotes) == 1
        and "区商务委" in first.quotes[0].document.text[first.quotes[0].start : first.quotes[0].end]
    )


def test_of_the_matter_asked_about_the_task_and_its_sentence_alone_are_told(duties_of: Assistant) -> None:
    (draft,) = duties_of.turn("柳湾区市场监管局在食品上负责什么？").composition.drafts
    assert "食品加工" in draft.text and "一摊一证" not in draft.text
    both = duties_of.turn("柳湾区市场监管局除了路灯还负责什么？").composition.drafts
    assert len(both) == 2, "what is left out is not asked for"


def test_who_does_not_lead_takes_part(duties_of: Assistant) -> None:
    answer = duties_of.ask("柳湾区市场监管局配合哪些工作？")
    assert "没有写明" not in answer.text and len(answer.statements) == 2
    leads = duties_of.turn("柳湾区市场监管局牵头哪些任务？").composition.lead
    assert leads.startswith("文件没有写明由市场监管局牵头的任务")


def test_where_further_tasks_stand_is_said(duties_of: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.compose.duties.TASKS", 1)
    answer = duties_of.ask("柳湾区市场监管局负责什么？")
    told = answer.citations[0].clause.path[-1]
    assert answer.text.startswith(f"共2项，列出1项（其余见一{'（二）' if told == '（一）' else '（一）'}）：")
    monkeypatch.setattr("rag.compose.duties.REST", 0)
    assert "其余可加上事项再问" in duties_of.ask("柳湾区市场监管局负责什么？").text
