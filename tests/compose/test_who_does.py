"""Who does a deed: read in the sentence that tells of it, or by the bracket of its task."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from handmade import assistant_over, said

from rag.compose.draft import Material
from rag.compose.roles import _by_itself, _of_part, _of_the_matter_first, _short
from rag.compose.selection import Scored
from rag.evidence.predicate import of_its_matter
from rag.index.passages import passages
from rag.language.text import normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Hit


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("白河医院管理委员会由谁牵头？", "由政府主要领导牵头的医院管理委员会"),
        ("白河诊疗行为谁承担主体责任？", "医疗机构对本机构诊疗行为承担主体责任"),
        ("白河药款由谁支付给企业？", "药款由医疗机构按月支付"),
    ],
)
def test_who_does_it_is_read_in_the_sentence(baihe: Assistant, question: str, words: str) -> None:
    assert words in baihe.ask(question).text


def test_a_task_of_its_own_is_answered_by_its_departments(baihe: Assistant) -> None:
    assert "牵头单位：市卫生健康委" in baihe.ask("白河建立办医体制由谁牵头？").text
    assert "牵头单位：市医保局" in baihe.ask("白河改革药品采购归哪个部门管？").text


def test_who_bears_a_cost_is_no_department_of_the_clause(baihe: Assistant) -> None:
    answer = baihe.ask("白河超支的费用谁承担？")
    assert answer.status == "refused" and "卫生健康委" not in answer.text


@pytest.mark.parametrize(
    ("question", "subject", "by_itself"),
    [
        ("白河领导小组组长是谁？", 0.0, True),  # an office
        ("白河药款由谁支付？", 0.0, True),
        ("白河医院管理委员会由谁牵头？", 1.0, True),
        ("白河医院管理委员会由谁牵头？", 0.5, False),
        ("白河医院管理委员会归哪个部门管？", 1.0, False),  # departments, which the bracket names
        ("白河办医体制由谁牵头？", 1.0, False),  # the task itself
    ],
)
def test_whether_a_sentence_tells_who_or_the_bracket(
    baihe: Assistant, question: str, subject: float, by_itself: bool
) -> None:
    (header,) = baihe.index.headers()
    document = baihe.index.document(header.id)
    clause = next(c for c in document.walk() if c.path == ("一", "（一）"))
    passage = next(p for p in passages(document) if p.clause_id == clause.id)
    at = clause.text.index("成立由政府")
    unit = Unit(clause, at, clause.text.index("。", at) + 1, 5.0)
    query = baihe.understood(question)
    assert _by_itself(query, Scored(unit, Hit(clause, 5.0, 1, passage), subject)) is by_itself


GRANT = """白河市冬季取暖补助办法

第一条　为规范取暖补助的申请、审批和发放，制定本办法。

第二条　具有白河市户籍、家中没有集中供热的居民，可以申请取暖补助。

第三条　申请取暖补助，由户主向居住地的社区居民委员会提出，并提交房产证明。

第四条　街道办事处应当自收到申请之日起3个工作日内完成初审；市民政局应当在5个工作日内作出审批决定。

第五条　取暖补助从审批后的次月开始算，以前的月份不予补发。

第六条　供热单位不得拆除用户的散热器。

第七条　用户欠缴供热费的，供热单位可以书面催告；催告后用户仍欠缴供热费的，供热单位可以提起诉讼。
"""


@pytest.fixture(scope="module")
def grant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(GRANT, tmp_path_factory.mktemp("grant"))


@pytest.mark.parametrize("question", ["哪个部门审批取暖补助？", "取暖补助由谁审批？", "谁来审批取暖补助"])
def test_to_whom_one_applies_does_not_say_who_approves(grant: Assistant, question: str) -> None:
    answer = grant.ask(question)
    assert answer.status == "answered" and "市民政局" in answer.text, question
    assert "居民委员会" not in answer.statements[0].text


def test_what_is_told_of_the_deed_goes_before_what_else_is_told_of_the_matter(grant: Assistant) -> None:
    answer = grant.ask("用户欠缴供热费，供热单位可以拆散热器吗？")
    assert answer.status == "answered" and answer.statements[0].text == "供热单位不得拆除用户的散热器。"


def test_what_tells_of_the_deed_must_be_on_the_matter(grant: Assistant) -> None:
    """审批 is told of the grant alone, and 拆除 of radiators."""
    asked = grant.turn("欠缴供热费的用户，低保由哪个部门审批？").composition
    assert all("市民政局" not in draft.text for draft in asked.drafts)
    query = grant.understood("用户欠缴供热费，供热单位可以拆散热器吗？")
    assert of_its_matter(query, "供热单位不得拆除用户的散热器。")
    assert not of_its_matter(query, "散热器由厂家回收。")


def test_the_clause_called_by_the_matter_tells_who_leads(tmp_path: Path) -> None:
    """掏钱 is 财政投入 by the thesaurus: one clause has it in its heading, the other among what a board looks after."""
    text = (
        "白河市公立医院改革方案\n\n一、任务\n\n"
        "（一）健全办医体制。成立公立医院管理委员会，统筹公立医院规划、公立医院财政投入和考核。（牵头单位：市卫生健康委）\n\n"
        "（二）加大财政投入。足额安排公立医院建设经费。（牵头单位：市财政局）\n"
    )
    assistant = assistant_over(text, tmp_path)
    query = assistant.understood("白河市给公立医院掏钱哪个局牵头")
    document = parse(normalise(text), document_id="d")
    held = {passage.clause_id: passage for passage in passages(document)}
    tasks_of_it = [clause for clause in document.walk() if clause.responsible]
    hits = [
        Hit(clause, score, 1, held[clause.id]) for clause, score in zip(tasks_of_it, (9.0, 8.5), strict=True)
    ]
    assert [hit.clause.heading for hit in _of_the_matter_first(query, hits)] == [
        "加大财政投入",
        "健全办医体制",
    ]
    named = replace(
        query, concepts=tuple(replace(c, word="财政投入") if c.word == "掏钱" else c for c in query.concepts)
    )
    assert _of_the_matter_first(named, hits) == hits, "the best has it by its own word"
    assert _of_the_matter_first(query, [hits[0], replace(hits[1], score=7.0)])[0] is hits[0]


def test_a_department_by_its_role(small: Assistant) -> None:
    (lead,) = said(small, "云山医保基金谁牵头？")
    assert lead == "管好医保基金——牵头单位：县医保局"
    (both,) = said(small, "云山医保基金的牵头和配合单位分别有哪些？")
    assert both == "管好医保基金——牵头单位：县医保局；配合单位：县审计局、县财政局"


def test_departments_of_the_part_that_is_asked_about(small: Assistant) -> None:
    text = (
        "某县方案\n\n一、绿色生活\n\n推进快递绿色包装，基本实现环境友好型包装全面应用。（县商务局、县邮政局指导）"
        "推动公共机构无纸化办公。焚烧企业应当公开排放数据，确保达标排放。（县生态环境局指导）\n"
    )
    document = parse(normalise(text), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("一",))
    material = Material((), {"d": document})
    units = {clause.text[a:b][:4]: Unit(clause, a, b) for a, b in spans(clause)}
    told = {name: _of_part(material, unit) for name, unit in units.items()}
    assert told["推进快递"] is not None and told["推进快递"].text.endswith("（县商务局、县邮政局指导）")
    assert told["推动公共"] is not None and told["推动公共"].text.endswith("（县生态环境局指导）")
    assert all("县商务局" not in draft.text for name, draft in told.items() if draft and name != "推进快递")


def test_a_lead_opens_with_no_words_that_were_taken_out() -> None:
    text = "白河市任务表\n\n一、任务\n\n1.(略)规定要求,及时调整公园票价,方便市民入园,完善年票的办理和使用办法。(责任部门:市园林局)\n"
    document = parse(normalise(text), document_id="d")
    clause = next(c for c in document.walk() if c.path[-1:] == ("1",))
    assert _short(clause) == "及时调整公园票价"
