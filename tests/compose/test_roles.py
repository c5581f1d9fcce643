"""Whose task it is, whose it is not, and who does what inside a clause."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from handmade import assistant_over, said

from rag.compose.draft import Material
from rag.compose.premise import WRONG
from rag.compose.roles import BY_TASK, _body_first, _by_itself, _of_part, _of_the_matter_first, _parts_asked
from rag.compose.selection import Scored
from rag.evidence.kinds import ASKS_WHO_PAYS, tells_who, tells_who_pays
from rag.evidence.predicate import of_its_matter
from rag.index.passages import passages
from rag.language.text import normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.retrieve.signals import stem
from rag.types import Hit
from rag.understand.asked_roles import HOW_MANY_TASKS, without_claimed
from rag.understand.asking import kind_of

TASKS = """白河市深化医改工作方案

各县（市、区）人民政府：

一、重点任务

（一）建立办医体制。成立由政府主要领导牵头的医院管理委员会，统筹医院发展规划。（牵头单位：市卫生健康委；责任单位：市财政局）

（二）强化基金监管。医疗机构对本机构诊疗行为承担主体责任。（牵头单位：市医保局；责任单位：市卫生健康委）

（三）改革药品采购。药款由医疗机构按月支付给企业。（牵头单位：市医保局）

（四）提升服务能力。落实结余留用、合理超支分担。（牵头单位：市卫生健康委）

二、基本原则

（一）坚持公益。把健康放在首位，维护公平。

（二）坚持协同。推动医疗、医保、医药联动。

（三）坚持创新。鼓励基层探索，及时总结经验。

白河市人民政府

2023年5月6日
"""


@pytest.fixture(scope="module")
def baihe(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(TASKS, tmp_path_factory.mktemp("baihe"))


def tasks(assistant: Assistant, question: str) -> set[str]:
    """The clauses of the tasks that are told."""
    turn = assistant.turn(question)
    assert turn.query is not None and turn.query.kind == "duty", question
    return {quote.clause.path[-1] for draft in turn.composition.drafts for quote in draft.quotes}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("白河市卫生健康委牵头哪些任务？", {"（一）", "（四）"}),
        ("白河哪些任务不是市卫生健康委牵头的？", {"（二）", "（三）"}),
        ("白河市卫生健康委不参与哪些任务？", {"（三）"}),
        ("白河不由市卫生健康委牵头的任务有哪些？", {"（二）", "（三）"}),
        ("白河牵头单位不是市医保局的任务有哪些？", {"（一）", "（四）"}),
        ("白河责任单位不包括市财政局的任务有哪些？", {"（二）"}),
        ("白河没有市卫生健康委参与的任务有哪些？", {"（三）"}),
        ("白河是不是由市医保局牵头的任务有哪些？", {"（二）", "（三）"}),  # denies nothing
        ("白河市卫生健康委在哪些任务中是责任单位？", {"（二）"}),
        ("白河哪些任务只由市医保局一家负责？", {"（三）"}),
        ("白河市医保局负责哪些任务？", {"（二）", "（三）"}),
    ],
)
def test_the_tasks_of_a_department_and_those_of_others(
    baihe: Assistant, question: str, told: set[str]
) -> None:
    assert tasks(baihe, question) == told
    assert baihe.ask(question).status == "answered"


def test_every_task_is_either_of_a_department_or_of_others(baihe: Assistant) -> None:
    every = {"（一）", "（二）", "（三）", "（四）"}
    for name in ("市卫生健康委", "市医保局", "市财政局"):
        own = tasks(baihe, f"白河{name}参与哪些任务？")
        others = tasks(baihe, f"白河{name}不参与哪些任务？")
        assert own | others == every and not own & others, name


def test_what_nobody_does_alone_is_missing(baihe: Assistant) -> None:
    answer = baihe.ask("白河哪些任务只由市财政局负责？")
    assert answer.status == "refused" and answer.refusal is not None
    assert "只由市财政局负责的任务" in answer.refusal.missing


def test_how_many_tasks_is_told_as_a_number(baihe: Assistant) -> None:
    for question in ("白河市卫生健康委牵头的任务一共有多少项？", "白河市卫生健康委牵头几项？"):
        assert HOW_MANY_TASKS.search(question)
        assert baihe.ask(question).text.startswith("共2项，列出2项："), question


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
    ("question", "pays"),
    [
        ("超支的费用谁承担", True),
        ("药款由谁支付给企业", True),
        ("超支部分由谁分担", True),
        ("看病的钱谁来出", True),
        ("上门服务的费用要老百姓出吗", True),
        ("培训的钱是政府全包吧", True),
        ("经费由单位出具证明吗", False),
        ("主体责任谁承担", False),
        ("基金监管谁负责", False),
        ("谁支持社会办医", False),
    ],
)
def test_who_pays_is_asked(question: str, pays: bool) -> None:
    assert bool(ASKS_WHO_PAYS.search(question)) is pays


def test_who_pays_is_told() -> None:
    assert tells_who_pays("所需资金由市级财政承担") and tells_who_pays("医疗机构应在30天内支付药款")
    assert not tells_who_pays("落实结余留用、合理超支分担") and not tells_who_pays("推进支付方式改革")


def test_who_answers_for_something_is_told() -> None:
    assert tells_who("医疗卫生机构对本机构依法执业、服务质量等承担主体责任")
    assert not tells_who("压实主体责任")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("谁是居民健康的守门人？", "measure"),
        ("谁是领导小组组长？", "department"),
        ("谁是牵头单位？", "department"),
        ("社区门诊量占比是40%吗？", "yesno"),
        ("社区门诊量占比是多少？", "figure"),
        ("什么情形下可以续签固定期限合同？", "measure"),
        ("给不给上养老保险", "yesno"),
        ("谁负责制定年度任务清单？", "department"),
        ("方案是谁制定的？", "document"),
    ],
)
def test_kinds_that_one_word_decides(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("白河第二条基本原则是什么？", "坚持协同。"),
        ("白河的第3个原则讲的啥", "坚持创新。"),
        ("白河有几条基本原则", "坚持公益。"),
    ],
)
def test_a_part_by_its_number(baihe: Assistant, question: str, words: str) -> None:
    assert words in baihe.ask(question).text


def test_a_part_that_does_not_exist_is_missing(baihe: Assistant) -> None:
    answer = baihe.ask("白河第五条基本原则是什么？")
    assert answer.status == "refused" and answer.refusal is not None
    assert "第5条原则" in answer.refusal.missing


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("白河市财政局有没有负责什么任务？", {"（一）"}),
        ("白河市卫生健康委除了办医体制还负责哪些任务？", {"（一）", "（二）", "（四）"}),
        ("白河市医保局不用配合，但要负责哪些任务？", {"（二）", "（三）"}),
        ("白河市卫生健康委和市财政局都参与的任务有哪些？", {"（一）"}),
        ("白河哪些任务单独由市医保局牵头？", {"（二）", "（三）"}),
    ],
)
def test_a_no_that_denies_nothing(baihe: Assistant, question: str, told: set[str]) -> None:
    assert tasks(baihe, question) == told


def test_one_department_but_not_another_is_not_taken_apart(baihe: Assistant) -> None:
    assert baihe.ask("白河哪些任务有市卫生健康委但没有市财政局？").status == "refused"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("薪酬形式除了年薪制还有哪些？", "list"),
        ("牵头的还有哪些？", "department"),
        ("还有哪些部门？", "department"),
        ("平台的链接由谁发布到门户上？", "department"),
        ("网信办全称是什么？", "measure"),
        ("方案的全称是什么？", "document"),
    ],
)
def test_what_else_there_is_need_be_no_department(question: str, kind: str) -> None:
    assert kind_of(question) == kind


def test_parts_are_counted_from_the_end_too(baihe: Assistant) -> None:
    assert "坚持协同。" in baihe.ask("白河倒数第二条基本原则是什么？").text
    assert "坚持创新。" in baihe.ask("白河最后一条基本原则是什么？").text


ANNEXED = """白河市签约服务方案

各县（市、区）人民政府：

一、优化家庭医生签约服务

（一）扩大覆盖面。到2025年，覆盖率达到40%。（责任单位：市卫生健康委、市民政局）

附件

家庭医生签约服务任务清单

1.设立家庭医生签约服务质控中心（责任单位：市卫生健康委）

2.印发签约服务手册（责任单位：市医保局）
"""


def test_tasks_of_the_body_and_of_its_annex_are_told_apart(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    annexed = assistant_over(ANNEXED, tmp_path_factory.mktemp("annexed"))
    answer = annexed.ask("白河市卫生健康委负责的任务有几项？")
    assert answer.text.startswith("共2项，列出2项（正文1项，附件1项）：")


def test_the_body_goes_before_the_rows_of_an_annex(baihe: Assistant) -> None:
    document = parse(normalise(ANNEXED), document_id="d")
    held = {passage.clause_id: passage for passage in passages(document)}
    body, row = (
        Hit(clause, 5.0, rank, held[clause.id])
        for rank, clause in enumerate((c for c in document.walk() if c.responsible and c.id in held), start=1)
        if clause.path[-1] in ("（一）", "1")
    )
    query = baihe.understood("家庭医生签约服务由谁负责？")
    assert _body_first(query, [row, body]) == [body, row]
    assert _body_first(query, [body, row]) == [body, row]
    other = baihe.understood("质控中心由谁负责？")
    assert _body_first(other, [row, body]) == [row, body], "the headings do not speak of it"
    asked = baihe.understood("附件里家庭医生签约服务由谁负责？")
    assert _body_first(asked, [row, body]) == [row, body]


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
    document = parse(normalise(TASKS), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("一", "（一）"))
    passage = next(p for p in passages(document) if p.clause_id == clause.id)
    at = clause.text.index("成立由政府")
    unit = Unit(clause, at, clause.text.index("。", at) + 1, 5.0)
    query = baihe.understood(question)
    assert _by_itself(query, Scored(unit, Hit(clause, 5.0, 1, passage), subject)) is by_itself


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
    assert without_claimed(question) == matter


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


def test_what_is_pooled_in_a_region_is_no_duty_of_it() -> None:
    assert not tells_who("在全县六成的统筹地区试行新办法")
    assert kind_of("云山什么单位负责急救") == "department"


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


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("谁来宣传医改", "department"),
        ("派出所联动哪家管", "department"),
        ("哪几家管派出所联动", "department"),
        ("谁来给居民看病", "measure"),
        ("哪家管得严", "list"),
        ("哪些任务由市医保局督办", "duty"),
        ("市医保局督办哪几家单位", "duty"),
    ],
)
def test_who_does_it_in_other_words(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("白河市哪些任务由市医保局负责？", {"（二）", "（三）"}),
        ("白河市医保局负责哪几项任务？", {"（二）", "（三）"}),
        ("白河市卫生健康委负责或配合哪些任务？", {"（一）", "（二）", "（四）"}),
    ],
)
def test_the_tasks_of_a_department_in_other_words(baihe: Assistant, question: str, told: set[str]) -> None:
    assert tasks(baihe, question) == told
    assert baihe.ask(question).status == "answered"


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


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("市民政局应当自收到申请之日起5个工作日内作出决定。", True),
        ("街道办事处应当在3个工作日内完成初审。", True),
        ("居民应当在3个工作日内领取。", False),
        ("完善对医院、主要负责人、职工的评价。", False),
    ],
)
def test_who_must_do_something_within_a_time(text: str, tells: bool) -> None:
    assert tells_who(text) is tells


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
