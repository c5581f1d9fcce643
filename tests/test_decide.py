"""Answer or refuse: each piece of evidence, and that the decision turns with it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from handmade import assistant_over
from hypothesis import given
from hypothesis import strategies as st

from rag.compose.composer import Composition
from rag.composition import Draft, Quote
from rag.decide import (
    LACKING,
    UNSURE,
    Decision,
    confidence,
    decide,
    evidence_model,
    nearest,
    wanted,
)
from rag.index.passages import passages
from rag.language.text import normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse
from rag.pipeline import Assistant, Turn
from rag.types import Hit
from rag.understand.subject import OTHERWISE, Concept
from rag.weigh import EVIDENCE, weigh


def weighed(small: Assistant, question: str, composition: Composition | None = None) -> dict[str, float]:
    turn = small.turn(question)
    assert turn.query is not None
    return weigh(
        turn.query,
        small._in_scope(turn.hits, turn.query),
        turn.composition if composition is None else composition,
        small._elsewhere(turn),
    )


def decided(small: Assistant, turn: Turn, **changed: object) -> Decision:
    """The decision over a turn with something about it changed."""
    turn = dataclasses.replace(turn, **changed)  # type: ignore[arg-type]
    assert turn.query is not None
    hits = small._in_scope(turn.hits, turn.query)
    return decide(turn.query, hits, turn.composition, small._elsewhere(turn))


def test_the_model_knows_each_piece_of_evidence_and_no_other() -> None:
    assert set(evidence_model()) == set(EVIDENCE) | {"bias", "threshold"}
    assert 0 < evidence_model()["threshold"] < 1


def test_all_evidence_is_within_bounds(small: Assistant) -> None:
    for question in (
        "云山县家庭医生签约覆盖率目标是多少？",
        "云山有几家牙科诊所？",
        "云山和临江的签约率分别是多少",
        "云山二（二）讲什么",
    ):
        found = weighed(small, question)
        assert set(found) == set(EVIDENCE)
        assert all(-1 <= value <= 1.6 for value in found.values()), found


@pytest.mark.parametrize(
    "question",
    [
        "云山县家庭医生签约覆盖率目标是多少？",
        "云山医保基金谁牵头？",
        "空缺岗位什么时候补齐？",
        "云山的中医馆提供哪些服务？",
        "什么是先诊疗后付费？",
        "云山方案的文号是多少？",
        "云山二（二）讲什么？",
        "云山和临江的家庭医生签约覆盖率目标分别是多少？",
        "云山医保基金能不能挪作他用？",
    ],
)
def test_what_the_documents_state_is_answered(small: Assistant, question: str) -> None:
    turn = small.turn(question)
    assert turn.decision is not None and turn.decision.refusal is None


@pytest.mark.parametrize(
    "question",
    [
        "云山县有几家牙科诊所？",
        "云山县的中医馆补助多少钱？",
        "临江建多少个中医馆？",
        "临江方案的文号是多少？",
        "云山五（九）讲什么？",
        "云山县卫生健康局的电话是多少？",
        "云山县家庭医生签约覆盖率2030年要达到多少？",
        "临江的长期护理保险什么时候开始？",
        "云山县公安局负责哪些工作？",
    ],
)
def test_what_they_do_not_state_is_refused(small: Assistant, question: str) -> None:
    turn = small.turn(question)
    assert turn.decision is not None and turn.decision.refusal is not None
    refusal = turn.decision.refusal
    assert refusal.reason == "not_in_documents" and "没有写明" in refusal.missing
    assert 0 < len(refusal.nearest) <= 3
    ranks = {hit.clause.id: hit for hit in turn.hits}
    shown = [ranks[name] for name in refusal.nearest]
    assert shown == sorted(shown, key=lambda hit: hit.rank)
    assert all(h.clause.kind == "clause" and len(h.clause.text) > len(h.clause.heading) for h in shown)


def test_without_drafts_there_is_no_answer_however_sure(small: Assistant) -> None:
    turn = small.turn("云山县家庭医生签约覆盖率目标是多少？")
    empty = dataclasses.replace(turn.composition, drafts=())
    assert decided(small, turn, composition=empty).refusal is not None


def convinced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is sure of every answer: only the hard rules are left."""
    sure = dict.fromkeys(EVIDENCE, 0.0) | {"bias": 20.0, "threshold": 0.1}
    monkeypatch.setattr("rag.decide.evidence_model", lambda: sure)


def test_no_model_however_sure_answers_without_drafts(
    small: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = small.turn("云山县家庭医生签约覆盖率目标是多少？")
    convinced(monkeypatch)
    assert decided(small, turn).refusal is None
    empty = dataclasses.replace(turn.composition, drafts=())
    assert decided(small, turn, composition=empty).refusal is not None


@pytest.mark.parametrize(
    "question",
    [
        "云山县的中医馆补助多少钱？",
        "云山县家庭医生签约覆盖率2030年要达到多少？",
        "云山县卫生健康局的电话是多少？",
    ],
)
def test_no_model_however_sure_answers_without_the_thing_asked_for(
    small: Assistant, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    turn = small.turn(question)
    convinced(monkeypatch)
    made = decided(small, turn)
    assert made.refusal is not None and made.confidence <= LACKING


def test_nor_without_the_kind_of_thing_asked_for(small: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    turn = small.turn("云山县家庭医生签约覆盖率目标是多少？")
    (draft,) = turn.composition.drafts
    plain = dataclasses.replace(draft, text="做好家庭医生签约服务。")
    convinced(monkeypatch)
    made = decided(small, turn, composition=dataclasses.replace(turn.composition, drafts=(plain,)))
    assert made.refusal is not None and made.confidence <= LACKING


def test_without_hits_there_is_no_answer(small: Assistant) -> None:
    turn = small.turn("云山县家庭医生签约覆盖率目标是多少？")
    assert decided(small, turn, hits=(), composition=Composition()).refusal is not None


def test_taking_the_figure_away_turns_an_answer_into_a_refusal(small: Assistant) -> None:
    """The clause is the same, but the words quoted no longer hold what is asked for."""
    turn = small.turn("云山县家庭医生签约覆盖率目标是多少？")
    (draft,) = turn.composition.drafts
    without = dataclasses.replace(
        turn.composition, drafts=(dataclasses.replace(draft, text="做好家庭医生签约服务。"),)
    )
    assert turn.decision is not None and turn.decision.refusal is None
    changed = decided(small, turn, composition=without)
    assert changed.refusal is not None and changed.confidence < turn.decision.confidence
    assert changed.evidence["no_kind"] == 1.0


def test_asking_for_another_year_money_or_thing_turns_it_too(small: Assistant) -> None:
    """The composition stays; only what the question fixes is changed."""
    turn = small.turn("云山县家庭医生签约覆盖率目标是多少？")
    assert turn.query is not None and turn.decision is not None
    year = dataclasses.replace(turn.query, years=("2030",))
    money = dataclasses.replace(turn.query, text="云山县家庭医生签约补助多少钱？")
    unknown = tuple(Concept(word, rarity=1.0, noun=True) for word in ("牙科", "诊所", "种植牙"))
    thing = dataclasses.replace(turn.query, concepts=unknown)
    poor = dataclasses.replace(turn.composition, fit=0.1)
    assert decided(small, turn).refusal is None
    assert decided(small, turn, query=year).refusal is not None
    assert decided(small, turn, query=money).refusal is not None
    assert decided(small, turn, query=thing).confidence < turn.decision.confidence
    assert decided(small, turn, query=thing, composition=poor).refusal is not None


@pytest.mark.parametrize(
    ("question", "name", "value"),
    [
        ("云山县家庭医生签约覆盖率目标是多少？", "kind", 1.0),
        ("云山县家庭医生签约覆盖率目标是多少？", "no_kind", 0.0),
        ("云山县家庭医生签约覆盖率目标是多少？", "region", 1.0),
        ("家庭医生签约覆盖率目标是多少？", "region", 0.0),
        ("云山县的中医馆补助多少钱？", "no_want", 1.0),
        ("云山方案的文号是多少？", "fact", 1.0),
        ("云山二（二）讲什么？", "clause", 1.0),
        ("云山家庭医生签约覆盖率2025年是多少？", "year", 0.0),
        ("云山家庭医生签约覆盖率2030年是多少？", "year", 1.0),
        ("云山和临江分别建多少个中医馆？", "missing", 0.5),
        ("云山医保基金能不能挪作他用？", "yesno", 1.0),
        ("云山的中医馆提供哪些服务？", "open", 1.0),
        ("云山有几家牙科诊所？", "unknown", 1.0),
    ],
)
def test_evidence_worked_out_by_hand(small: Assistant, question: str, name: str, value: float) -> None:
    assert weighed(small, question)[name] == value


def test_a_better_clause_of_a_document_not_asked_about_counts_against(small: Assistant) -> None:
    assert weighed(small, "临江建多少个中医馆？")["elsewhere"] > 0
    assert weighed(small, "云山建多少个中医馆？")["elsewhere"] == 0


def test_a_synonym_counts_nearly_as_the_word(small: Assistant) -> None:
    turn = small.turn("云山的医保基金谁牵头？")
    assert turn.query is not None
    hits = small._in_scope(turn.hits, turn.query)

    def subject(*others: str) -> float:
        query = dataclasses.replace(turn.query, concepts=(Concept("救命钱", others),))  # type: ignore[type-var]
        return weigh(query, hits, turn.composition, 0.0)["subject"]

    assert subject("医保基金") == OTHERWISE
    assert subject() == 0.0


def test_a_place_that_neither_document_nor_clause_names_counts_against(small: Assistant) -> None:
    turn = small.turn("云山的医保基金谁牵头？")
    assert turn.query is not None

    def place(**changed: object) -> float:
        query = dataclasses.replace(turn.query, **changed)  # type: ignore[type-var, arg-type]
        return weigh(query, turn.hits, turn.composition, 0.0)["place"]

    assert place() == 0.0
    assert place(documents=frozenset(), places=("龙岩",)) == 1.0
    assert place(documents=frozenset(), places=("龙岩", "云山")) == 0.5


@given(st.sampled_from(sorted(EVIDENCE)), st.floats(0, 1), st.floats(0, 1))
def test_confidence_grows_with_what_speaks_for_and_falls_with_what_speaks_against(
    name: str, low: float, high: float
) -> None:
    low, high = sorted((low, high))
    weight = evidence_model()[name]
    before, after = confidence({name: low}), confidence({name: high})
    assert 0 < before < 1 and 0 < after < 1
    assert after >= before if weight >= 0 else after <= before


def test_the_signs_of_the_weights_make_sense() -> None:
    model = evidence_model()
    for name in ("fit", "subject", "fact"):
        assert model[name] > 0, name
    for name in ("no_kind", "no_want", "year", "elsewhere"):
        assert model[name] < 0, name


def test_confidence_by_hand() -> None:
    assert confidence({}, {"bias": 0.0}) == 0.5
    assert confidence({"fit": 1.0}, {"bias": 0.0, "fit": 100.0}) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("云山签约率是多少", "数字"),
        ("云山什么时候补齐", "时间"),
        ("云山医保谁牵头", "负责部门"),
        ("云山医保局的电话", "电话"),
        ("怎么管好基金", "规定"),
        ("补助多少钱", "金额"),
        ("什么是三个一批", "含义"),
        ("不达标的要不要搬走", "关于“迁移”、“未通过”的规定"),
    ],
)
def test_what_is_asked_for_is_named(small: Assistant, question: str, thing: str) -> None:
    assert wanted(small.understood(question)) == thing


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("临江的文号是多少？", "临江市的文件没有写明发文字号"),
        ("云山五（九）讲什么？", "云山县的文件没有写明“五（九）”这一条"),
        ("云山县的中医馆补助多少钱？", "没有写明所问的金额（“云山县的中医馆补助多少钱”）"),
        ("云山县家庭医生签约覆盖率2030年要达到多少？", "没有写明所问的2030年的数字（“"),
        # Their own words, quoted whole: in parts they are no sentence.
        ("云山县中医馆补助金的发放具体由哪位同志签字", "（“云山县中医馆补助金的发放具体由哪位同志签字”）"),
        ("云山县中医馆里" + "的针灸推拿拔罐" * 6 + "补多少钱", "拔罐的针灸推拿…”）"),
        # As typed, not as it was read.
        ("云山县的中医馆要上交多少灌理费？", "要上交多少灌理费"),
    ],
)
def test_a_refusal_says_what_is_missing_and_where(small: Assistant, question: str, said: str) -> None:
    turn = small.turn(question)
    assert turn.decision is not None and turn.decision.refusal is not None
    assert said in turn.decision.refusal.missing
    assert turn.decision.refusal.missing.startswith(("云山县的文件", "临江市的文件"))


def test_a_count_is_not_answered_by_a_length_of_time(small: Assistant) -> None:
    """几家 asks for a count whatever words stand beside it; 3-6个月 is none."""
    turn = small.turn("云山县有几家医保经办机构？")
    assert turn.decision is not None and turn.decision.refusal is not None


@pytest.mark.parametrize(
    "name",
    ["no_kind", "no_want", "other_year", "unnamed", "unmatched", "review", "contrast", "of_the_whole"],
)
def test_what_an_answer_lacks_outweighs_all_that_speaks_for_it(name: str) -> None:
    best = dict.fromkeys(EVIDENCE, 0.0) | {
        "fit": 1.6,
        "chance": 1.0,
        "subject": 1.0,
        "coverage": 1.2,
        "kind": 1.0,
    }
    assert confidence(best) > 0.5
    assert confidence(best | {name: 1.0}) <= LACKING


def test_a_year_that_the_title_gives_otherwise_is_another_year(small: Assistant) -> None:
    """2023年的重点任务 are not those of the document that is for 2022."""
    turn = small.turn("云山县2023年中医馆有什么措施？")
    assert turn.query is not None and turn.query.years == ("2023",)
    (draft, *_) = turn.composition.drafts
    (quote, *_) = draft.quotes
    for title, other in (
        ("云山县2022年重点工作任务", True),
        ("云山县重点工作任务", False),
    ):
        document = dataclasses.replace(quote.document, title=title)
        drafts = (Draft(draft.text, (dataclasses.replace(quote, document=document),)),)
        composition = dataclasses.replace(turn.composition, drafts=drafts)
        assert bool(weigh(turn.query, turn.hits, composition, 0.0)["other_year"]) is other, title
    assert weigh(turn.query, turn.hits, turn.composition, 0.0)["other_year"] == 0.0


def answer_over(
    small: Assistant, question: str, text: str, words: str, number: str | None = None
) -> tuple[Turn, list[Hit], Composition]:
    """A question with an answer that quotes ``words`` of a document made of ``text``."""
    document = parse(normalise(text), document_id="d")
    if number:
        document = dataclasses.replace(document, number=number)
    clause = next(c for c in document.walk() if words in c.text and c.kind == "clause")
    at = document.text.index(words)
    drafts = (Draft(words, (Quote(clause, document, at, at + len(words)),)),)
    hit = Hit(clause, 5.0, 1, next(p for p in passages(document) if p.clause_id == clause.id))
    return small.turn(question), [hit], Composition(drafts, fit=5.0)


def leaning_on(composition: Composition, words: str) -> Composition:
    """The composition with the unit of its ``words`` as the best."""
    clause = composition.drafts[0].quotes[0].clause
    at = clause.text.index(words)
    return dataclasses.replace(composition, best=Unit(clause, at, at + len(words)))


PLATFORMS = "某县办法\n\n一、奖励\n\n对市级平台给予50万元。\n\n二、要求\n\n建立由负责人牵头的工作机制。\n"


def test_what_is_said_of_another_level_counts_against(small: Assistant) -> None:
    for question, other in (("云山省级平台给多少万元", 1.0), ("云山市级平台给多少万元", 0.0)):
        turn, hits, composition = answer_over(small, question, PLATFORMS, "对市级平台给予50万元。")
        assert turn.query is not None
        assert weigh(turn.query, hits, composition, 0.0)["contrast"] == other


def test_what_is_told_of_the_matter_of_one_document_answers_nothing_of_anothers(tmp_path: Path) -> None:
    """Neither by the likeness of the names, nor where the other document says nothing of it."""
    (tmp_path / "ship.txt").write_text(
        "关于推进智能船舶协同发展的意见\n\n一、主要目标\n\n建立智能船舶标准体系，船厂效率提高。\n", "utf-8"
    )
    plan = "智能工厂试点行动方案\n\n一、主要目标\n\n三年培育150家以上智能工厂试点示范企业，成本降低20%。\n"
    assistant = assistant_over(plan, tmp_path)
    for question, refused in (
        ("智能工厂示范企业成本降低多少", False),
        ("智能船舶示范企业成本降低多少", True),
    ):
        turn = assistant.turn(question)
        assert turn.decision is not None and bool(turn.decision.refusal) is refused, question
        assert bool(turn.decision.evidence["contrast"]) is refused


def test_an_asserted_figure_of_another_sort_is_neither_confirmed_nor_put_right(small: Assistant) -> None:
    question = "云山市级平台的奖励是分三年拨付的吧？"
    turn, hits, composition = answer_over(small, question, PLATFORMS, "对市级平台给予50万元。")
    assert turn.query is not None
    assert weigh(turn.query, hits, composition, 0.0)["unmatched"] == 1.0
    assert decide(turn.query, hits, composition, 0.0).refusal is not None


def test_the_year_of_a_document_is_that_of_what_it_asks_for_but_not_of_its_figures(small: Assistant) -> None:
    number = "某政发〔2018〕39号"
    for question, words, lost in (
        ("按2018年的办法要建立怎样的工作机制", "建立由负责人牵头的工作机制。", 0.0),
        ("按2019年的办法要建立怎样的工作机制", "建立由负责人牵头的工作机制。", 1.0),
        ("2018年市级平台给多少万元", "对市级平台给予50万元。", 1.0),
    ):
        turn, hits, composition = answer_over(small, question, PLATFORMS, words, number)
        assert turn.query is not None
        assert weigh(turn.query, hits, composition, 0.0)["year"] == lost, question


def test_which_document_treats_a_matter_is_told_by_its_clause(small: Assistant) -> None:
    turn = small.turn("哪份文件里讲了先诊疗后付费？")
    assert turn.decision is not None and turn.decision.refusal is None
    title, number, words = (draft.text for draft in turn.composition.drafts)
    assert "云山县基层卫生服务提升实施方案" in title and "云政办〔2024〕12号" in number
    assert words.startswith("先诊疗后付费是指")
    other = small.turn("哪份文件里讲了近视防控？")
    assert other.decision is not None and other.decision.refusal is not None


def test_items_of_the_sentence_beside_it_are_of_something_else(small: Assistant) -> None:
    """The list that is wanted must stand in the words that answer."""
    text = "某县办法\n\n一、平台\n\n建设4所区域医疗中心。推进检查、检验、影像、心电互认。\n"
    words = "建设4所区域医疗中心。推进检查、检验、影像、心电互认。"
    turn, hits, composition = answer_over(small, "云山建设的4所区域医疗中心具体是哪些？", text, words)
    assert turn.query is not None
    clause = composition.drafts[0].quotes[0].clause
    whole = dataclasses.replace(composition, best=Unit(clause, *spans(clause)[-2]))
    assert whole.best is not None and whole.best.text == "建设4所区域医疗中心。"
    assert weigh(turn.query, hits, whole, 0.0)["unnamed"] == 1.0


def test_departments_are_not_counted(small: Assistant) -> None:
    turn = small.turn("云山医保基金由哪几家负责？")
    assert turn.decision is not None and turn.decision.refusal is None
    assert turn.decision.evidence["unnamed"] == 0.0


@pytest.mark.parametrize("above", ["到2025年，主要目标是：", "到2025年，服务体系基本建立，能力明显提升。"])
def test_a_year_above_a_clause_holds_for_its_parts(small: Assistant, above: str) -> None:
    text = f"某县规划\n\n一、目标\n\n{above}\n\n（一）数字化率达到70%。\n\n（二）建成5个中心。\n"
    document = parse(normalise(text), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("一", "（一）"))
    at = document.text.index("数字化率")
    composition = Composition((Draft("数字化率达到70%。", (Quote(clause, document, at, at + 10),)),), fit=5.0)
    hit = Hit(clause, 5.0, 1, next(p for p in passages(document) if p.clause_id == clause.id))
    for year, lost in (("2025", 0.0), ("2030", 1.0)):
        query = small.understood(f"{year}年数字化率达到多少？")
        assert weigh(query, [hit], composition, 0.0)["year"] == lost


def test_duties_are_not_outweighed_by_another_document(small: Assistant) -> None:
    """Their fit is given, not learned, and cannot be held against that of a clause elsewhere."""
    turn = small.turn("云山县财政局要配合什么？")
    assert turn.query is not None and turn.composition.drafts and turn.composition.best is None
    assert weigh(turn.query, turn.hits, turn.composition, 99.0)["elsewhere"] == 0.0
    figure = small.turn("云山县家庭医生签约覆盖率目标是多少？")
    assert figure.query is not None
    assert weigh(figure.query, figure.hits, figure.composition, 99.0)["elsewhere"] == 1.0
    labelled = dataclasses.replace(figure.query, references=small.understood("第三条讲什么").references)
    assert labelled.references and weigh(labelled, figure.hits, figure.composition, 99.0)["elsewhere"] == 0.0


def test_all_that_a_department_has_to_do_is_read_off_the_roles(small: Assistant) -> None:
    assert small.ask("云山县财政局负责哪些工作？").confidence > UNSURE
    assert not small.turn("云山县财政局明年负责哪些工作？").decision.evidence["fact"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("question", "other"), [("临江县域内就诊率是多少？", 1.0), ("临江家庭医生签约率是多少？", 0.0)]
)
def test_a_rate_that_is_not_stated_is_refused_for_another(
    small: Assistant, question: str, other: float
) -> None:
    decision = small.turn(question).decision
    assert decision is not None and decision.evidence["unmatched"] == other
    assert (decision.refusal is not None) is bool(other)


def test_a_refusal_puts_what_is_quoted_in_quotation_marks_once(small: Assistant) -> None:
    for question in ("云山“三个一批”是什么？", '云山"三个一批"是什么？'):
        answer = small.ask(question)
        assert answer.status == "refused" and "“三个一批" not in answer.text
        assert re.search("所问的\\w+（“云山[‘']三个一批[’']是什么”）", answer.text)


YEARS = "某县报告\n\n一、2025年工作回顾\n\n城镇化率达到40%。\n\n二、今后目标\n\n到2027年，建成10家企业。到2030年，建成30家企业。\n"


@pytest.mark.parametrize(
    ("question", "words", "other"),
    [
        ("云山2027年要建成多少家企业", "到2027年，建成10家企业。", 0.0),
        ("云山2030年要建成多少家企业", "到2027年，建成10家企业。", 1.0),
        ("云山2030年要建成多少家企业", "到2030年，建成30家企业。", 0.0),
        ("云山2025年城镇化率是多少", "城镇化率达到40%。", 0.0),
        ("云山2026年城镇化率是多少", "城镇化率达到40%。", 1.0),
    ],
)
def test_a_figure_is_told_for_the_year_asked_about(
    small: Assistant, question: str, words: str, other: float
) -> None:
    turn, hits, composition = answer_over(small, question, YEARS, words)
    assert turn.query is not None
    assert weigh(turn.query, hits, leaning_on(composition, words), 0.0)["other_year"] == other


def test_a_noun_that_is_lost_counts_where_a_figure_is_asked_for(small: Assistant) -> None:
    text = "某县方案\n\n一、目标\n\n建成12个中医馆。\n"
    for question, lost in (("云山要配多少名全科医生", True), ("云山要建多少个中医馆", False)):
        turn, hits, composition = answer_over(small, question, text, "建成12个中医馆。")
        assert turn.query is not None
        found = weigh(turn.query, hits, composition, 0.0)
        assert bool(found["lost_figure"]) is lost and bool(found["lost_head"]) is lost, question
    turn, hits, composition = answer_over(small, "云山怎样配全科医生", text, "建成12个中医馆。")
    assert turn.query is not None and turn.query.kind == "measure"
    assert weigh(turn.query, hits, composition, 0.0)["lost_figure"] == 0.0


OF_2026 = (
    "某县2026年工作报告\n\n一、2025年工作回顾\n\n城镇化率达到40%。\n\n二、2026年安排\n\n"
    "2025年建成5家企业。今年要建成8家企业。\n"
)


@pytest.mark.parametrize(
    ("question", "words", "other"),
    [
        ("云山2026年城镇化率是多少", "城镇化率达到40%。", 1.0),  # under the review of the year before
        ("云山2025年城镇化率是多少", "城镇化率达到40%。", 0.0),
        (
            "云山2026年要建成多少家企业",
            "今年要建成8家企业。",
            0.0,
        ),  # the document is for 2026, and says so once
        ("云山2026年要建成多少家企业", "2025年建成5家企业。", 1.0),
    ],
)
def test_a_document_for_a_year_goes_back_to_others(
    small: Assistant, question: str, words: str, other: float
) -> None:
    turn, hits, composition = answer_over(small, question, OF_2026, words)
    assert turn.query is not None
    assert weigh(turn.query, hits, leaning_on(composition, words), 0.0)["other_year"] == other


@pytest.mark.parametrize(("plan", "other"), [("十三五", 0.0), ("十四五", 1.0)])
def test_a_figure_of_another_five_year_plan_is_of_another_time(
    small: Assistant, plan: str, other: float
) -> None:
    text = "某县规划\n\n一、目标\n\n“十三五”期间建成10家企业。\n"
    turn, hits, composition = answer_over(
        small, f"云山{plan}要建成多少家企业", text, "“十三五”期间建成10家企业。"
    )
    assert turn.query is not None and turn.query.kind == "figure"
    assert weigh(turn.query, hits, composition, 0.0)["other_year"] == other


def test_what_is_told_of_the_province_answers_no_city(tmp_path: Path) -> None:
    text = "山海省数据行动方案\n\n一、主要目标\n\n到2027年，全省算力规模达到14万台，全省机房达到90座。\n\n山海省人民政府\n\n2025年1月6日\n"
    assistant = assistant_over(text, tmp_path)
    answer = assistant.ask("烟台市2027年算力规模要达到多少万台？")
    assert answer.status == "refused" and answer.refusal is not None
    assert "烟台" in answer.refusal.missing


def test_a_refusal_shows_a_body_that_stands_before_the_clauses(tmp_path: Path) -> None:
    body = "东湖花市自三月起扩建，新增花架与喷灌，摊主凭证入场，傍晚清扫。" * 10
    assistant = assistant_over(f"东湖花市今年怎么办\n\n{body}\n", tmp_path)
    refusal = assistant.ask("东湖花市的摊位租金是多少元？").refusal
    assert refusal is not None and refusal.nearest[0].endswith("#前言")
    short = assistant.turn("东湖花市的摊位租金是多少元？").hits
    preamble = dataclasses.replace(
        short[0],
        clause=dataclasses.replace(short[0].clause, kind="preamble", text="根据上级要求制定本方案。"),
    )
    clause = dataclasses.replace(
        short[0],
        clause=dataclasses.replace(
            short[0].clause, id="d#一", kind="clause", text="一、花架与喷灌由市场添置。"
        ),
    )
    assert nearest([preamble, clause]) == ("d#一",), "a mere preamble tells nothing"


def test_what_names_the_kind_of_thing_asked_for_is_not_lost(tmp_path: Path) -> None:
    """A number stands beside the place, whatever the column is called elsewhere."""
    text = "渡口问答\n\n一、渡口\n\n东陵渡口 0571-8711 0926\n\n二、其他\n\n咨询电话另行公布，由县里公布。\n"
    asked = assistant_over(text, tmp_path)
    turn = asked.turn("东陵渡口咨询电话多少")
    assert turn.composition.drafts[0].text.startswith("东陵渡口")
    assert weighed(asked, "东陵渡口咨询电话多少")["lost_figure"] == 0.0
