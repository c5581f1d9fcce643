"""Drafts into answers: verified statement by statement, cited by code."""

from __future__ import annotations

import dataclasses
import re

import pytest

from rag.answer import (
    UNSURE_NOTE,
    Citations,
    answer_text,
    build_answer,
    error_answer,
    evidence,
    refusal_text,
    verified,
)
from rag.compose.composer import Draft, Quote
from rag.compose.draft import widened
from rag.decide import UNSURE
from rag.language.text import normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Answer, Refusal, Statement
from rag.verify import verify

QUESTIONS = [
    "云山县家庭医生签约覆盖率目标是多少？",
    "云山医保基金谁牵头？",
    "云山县财政局要配合什么？",
    "云山和临江的家庭医生签约覆盖率目标分别是多少？",
    "云山和临江分别建多少个中医馆？",
    "云山方案的制定依据是哪个文件？",
    "云山二（一）讲什么？",
    "什么是先诊疗后付费？",
    "云山家庭医生签约覆盖率要达到60%对吗？",
    "云山方案的文号是多少，什么时候印发的？",
]
SHIPPED = [
    "徐汇区家庭医生签约覆盖率2025年要达到多少？",
    "平顶山到2022年县域就诊率要提高到多少？",
    "杨浦的药品集中议价采购怎么做？",
    "江西要在多少统筹地区开展DRG或DIP付费改革？",
    "徐汇和丽水的家庭医生签约覆盖率目标分别是多少？",
    "平办〔2020〕7号是什么文件，哪天印发的？",
    "徐汇五（二）1讲什么？",
    "平顶山市审计局配合哪些工作？",
]


def check(answer: Answer) -> None:
    """What holds for every answer that is given."""
    assert answer.status in ("answered", "partial") and answer.statements
    assert [c.mark for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        assert citation.quote == citation.document.text[citation.start : citation.end] != ""
        assert any(a <= citation.start and citation.end <= b for a, b in citation.clause.segments)
        assert citation.clause.document_id == citation.document.id
        assert citation.label.startswith(f"《{citation.document.title}》")
        assert citation.label.endswith(citation.clause.path[-1])
    sound = {c.mark for c in answer.citations if c.verdict == "verified"}
    for statement in answer.statements:
        assert statement.citations, "every statement has a citation"
        assert statement.verdict in ("verified", "partly_verified")
        assert sound & set(statement.citations), "and one that was verified"
    used = [mark for s in answer.statements for mark in s.citations]
    assert sorted(set(used)) == [c.mark for c in answer.citations], "no citation without a statement"
    assert list(dict.fromkeys(used)) == sorted(set(used)), "marks count up in the order of the text"
    assert list(dict.fromkeys(re.findall(r"\[(\d+)\]", answer.text))) == [str(m) for m in sorted(set(used))]
    assert all(s.text in answer.text for s in answer.statements)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_is_cited_to_the_letter(small: Assistant, question: str) -> None:
    check(small.ask(question))


@pytest.mark.parametrize("question", SHIPPED)
def test_over_the_documents_that_ship(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    check(answer)
    cited_digest = any(c.document.digest for c in answer.citations)
    assert any("以正式文本为准" in note for note in answer.notes) == cited_digest


@pytest.mark.parametrize("question", SHIPPED)
def test_over_the_originals(originals: Assistant, question: str) -> None:
    answer = originals.ask(question)
    check(answer)
    assert answer.notes == ()


def quote(small: Assistant, words: str) -> Quote:
    document = small.index.document("yunshan-2024")
    at = document.text.index(words)
    clause = next(c for c in document.walk() if any(a <= at < b for a, b in c.segments))
    return Quote(clause, document, at, at + len(words))


def test_the_same_quote_keeps_its_mark(small: Assistant) -> None:
    citations = Citations()
    one, two = quote(small, "新建12个中医馆"), quote(small, "针灸、推拿、拔罐")
    assert [citations.mark(q) for q in (one, two, one)] == [1, 2, 1]
    assert [c.quote for c in citations.all] == ["新建12个中医馆", "针灸、推拿、拔罐"]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("家庭医生签约覆盖率达到45%以上", True),
        ("家庭医生签约覆盖率达到百分之四十五以上", True),
        ("家庭医生签约覆盖率达到55%以上", False),
        ("家庭医生签约覆盖率不超过45%", False),
        ("到2026年，家庭医生签约覆盖率达到45%以上", False),
    ],
)
def test_a_draft_that_its_quote_does_not_bear_out_is_no_statement(
    small: Assistant, text: str, stands: bool
) -> None:
    """A planted fault: the figure, bound or year is not the one quoted."""
    citations = Citations()
    draft = Draft(text, (quote(small, "到2025年，家庭医生签约覆盖率达到45%以上"),))
    statement = verified(draft, citations)
    assert (statement is not None) is stands
    assert bool(citations.all) is stands, "what fails leaves no mark behind"


def tampered(small: Assistant, question: str, **changed: object) -> Answer:
    turn = small.turn(question)
    composition = dataclasses.replace(turn.composition, **changed)  # type: ignore[arg-type]
    return build_answer(dataclasses.replace(turn, composition=composition), small.index, 1.0)


def test_an_answer_of_which_nothing_stands_is_refused(small: Assistant) -> None:
    question = "云山县家庭医生签约覆盖率目标是多少？"
    (draft,) = small.turn(question).composition.drafts
    answer = tampered(
        small, question, drafts=(dataclasses.replace(draft, text=draft.text.replace("45", "54")),)
    )
    assert answer.status == "refused" and answer.refusal is not None
    assert answer.refusal.nearest and not answer.statements and "54" not in answer.text


@pytest.mark.parametrize(("confidence", "said"), [(UNSURE - 0.01, True), (UNSURE, False), (0.99, False)])
def test_an_answer_more_likely_wrong_than_right_says_so(
    small: Assistant, confidence: float, said: bool
) -> None:
    turn = small.turn("云山县家庭医生签约覆盖率目标是多少？")
    decision = dataclasses.replace(turn.decision, confidence=confidence)
    answer = build_answer(dataclasses.replace(turn, decision=decision), small.index, 1.0)
    check(answer)
    assert (UNSURE_NOTE in answer.notes) is said


def test_a_statement_that_falls_takes_its_row_of_the_table_with_it(small: Assistant) -> None:
    question = "云山和临江的家庭医生签约覆盖率目标分别是多少？"
    whole = small.ask(question)
    assert len(whole.table) == 3
    drafts = tuple(
        dataclasses.replace(d, text=d.text.replace("44%", "66%"))
        for d in small.turn(question).composition.drafts
    )
    answer = tampered(small, question, drafts=drafts)
    assert [row[0] for row in answer.table[1:]] == ["云山县"]
    assert "66%" not in answer.text


def test_a_document_that_says_nothing_makes_it_partial(small: Assistant) -> None:
    answer = small.ask("云山和临江分别建多少个中医馆？")
    assert answer.status == "partial" and "文件未写明：临江市。" in answer.text


def test_a_place_that_no_document_covers_is_said(small: Assistant) -> None:
    answer = small.ask("云山和北京的家庭医生签约覆盖率分别是多少？")
    assert answer.status == "partial" and "北京" in answer.text.splitlines()[-1]


def test_a_text_appealed_to_that_is_not_held_is_said(small: Assistant) -> None:
    answer = small.ask("按照《云山县家庭医生条例》，云山县家庭医生签约覆盖率要达到多少？")
    assert answer.status == "partial" and "没有《云山县家庭医生条例》的原文" in answer.text
    cited = next(d for d in small.index.headers() if d.region == "云山县")
    own = small.ask(f"按照《{cited.title}》，云山县家庭医生签约覆盖率要达到多少？")
    assert own.status == "answered" and "原文" not in own.text


def test_a_number_that_the_quoted_clause_names_is_told_of(small: Assistant) -> None:
    """No document of it is held, but what it is asked for is answered."""
    answer = small.ask("云山县方案依据的是临政发〔2022〕3号吗？")
    assert answer.status == "answered" and "所收文件中没有" not in answer.text
    assert "所收文件中没有" in small.ask("云山县方案依据的是临政发〔2022〕4号吗？").text


def test_a_refusal_names_the_clauses_nearest_to_it(small: Assistant) -> None:
    answer = small.ask("云山县有几家牙科诊所？")
    assert answer.status == "refused" and answer.refusal is not None
    assert answer.citations == answer.statements == () and not re.search(r"\[\d", answer.text)
    assert len(answer.refusal.nearest) == 3
    assert answer.text.count("· 《") == 3
    assert answer.retrieved, "what was found can still be looked at"


@pytest.mark.parametrize(
    "reason",
    [
        "not_in_documents",
        "document_not_covered",
        "off_topic",
        "too_vague",
        "not_allowed",
        "advice_out_of_scope",
    ],
)
def test_each_reason_has_words_of_its_own(reason: str) -> None:
    text = refusal_text(Refusal(reason, "说明"), [])  # type: ignore[arg-type]
    assert "说明。" in text and len(text) > len("说明。")
    assert refusal_text(Refusal(reason, "说明"), ["《甲》一"]).endswith("· 《甲》一")  # type: ignore[arg-type]


def test_the_text_has_one_statement_a_line() -> None:
    statements = [Statement("甲。", (1, 2), "verified"), Statement("乙。 ", (2,), "verified")]
    assert answer_text("与文件不符。", statements) == "与文件不符。甲。[1][2]\n乙。[2]"


def test_an_error_says_why_and_can_be_written() -> None:
    answer = error_answer("7", "\ud800" + "长" * 900, "why", "v1", 2.0)
    answer.question.encode("utf-8")
    assert (answer.id, answer.status, answer.text, answer.index) == ("7", "error", "why", "v1")
    assert len(answer.question) <= 200


def test_a_part_without_its_condition_is_shown_in_the_whole_sentence(small: Assistant) -> None:
    """A window of a sentence may leave its condition out; the sentence is given then, not a refusal."""
    document = parse(
        normalise(
            "某县办法\n\n第一条 对符合条件的企业，研发投入按一定比例给予后补助，其中集成电路领域企业研发投入按10%给予后补助。\n"
        ),
        document_id="d",
    )
    clause = next(c for c in document.walk() if c.path == ("第一条",))
    start = document.text.index("其中集成")
    end = start + len("其中集成电路领域企业研发投入按10%给予后补助")
    words = document.text[start:end]
    draft = Draft(words, (Quote(clause, document, start, end),))
    assert verify(words, evidence(draft.quotes)).verdict == "unsupported"
    statement = verified(draft, Citations())
    assert statement is not None and statement.text.startswith("对符合条件的企业")
    assert widened(Draft("别的话", draft.quotes)) is None


def test_without_the_statement_that_answers_what_is_left_is_no_answer(
    small: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three sentences shown, the one that answers does not stand: the other two say nothing of it."""
    turn = small.turn(QUESTIONS[0])
    best = turn.composition.best
    assert best is not None
    beside = Draft(best.clause.text[:1], turn.composition.drafts[0].quotes[:0])
    drafts = (beside, *turn.composition.drafts)
    turn = dataclasses.replace(turn, composition=dataclasses.replace(turn.composition, drafts=drafts))
    real = verified
    fails = turn.composition.drafts[1].text

    def planted(draft: Draft, citations: Citations) -> Statement | None:
        if draft is beside:
            return Statement("旁边的话", (), "verified")
        return None if draft.text == fails else real(draft, citations)

    monkeypatch.setattr("rag.answer.verified", planted)
    answer = build_answer(turn, small.index, 0.0)
    assert answer.status == "refused" and "不能逐句核实" in answer.text


def test_a_sentence_that_names_documents_stands_as_printed() -> None:
    """Its numbers in brackets are of other documents, and no figures to be held against the clause."""
    text = (
        "一、为落实某副总理对《甲省关于解决某村地质险情有关问题的请示》（甲政文〔2004〕15号）的批示（办761），"
        "我部于2004年4月13日至15日，组织专家组对某村地质险情进行了现场调查。"
    )
    document = parse(normalise(f"关于地质险情的函\n{text}\n二、继续监测。"), document_id="d")
    clause = next(c for c in document.walk() if "办761" in c.text)
    begin = clause.text.index("为落实")
    quotes = tuple(Quote(clause, document, *p) for p in clause.places(begin, len(clause.text.rstrip())))
    statement = verified(Draft(clause.text[begin:].strip(), quotes), Citations())
    assert statement is not None and statement.verdict == "verified"


def test_what_bears_nothing_of_a_statement_is_no_citation_of_it() -> None:
    document = parse(
        normalise("某县方案\n\n一、新建12个中医馆。\n\n二、每季度公布基金运行情况。\n"), document_id="d"
    )
    quotes = tuple(Quote(c, document, *c.segments[0]) for c in document.walk() if c.kind == "clause")
    citations = Citations()
    statement = verified(Draft("新建12个中医馆。", quotes), citations)
    assert statement is not None and (statement.citations, statement.verdict) == ((1,), "verified")
    assert [(c.clause.path, c.verdict) for c in citations.all] == [(("一",), "verified")]


def test_a_place_within_what_is_asserted_is_said_not_to_be_mentioned(small: Assistant) -> None:
    answer = small.ask("云山县的家庭医生签约覆盖率是跟福州一样的吗？")
    assert answer.status == "answered" and answer.text.endswith("文件没有提到福州。")
    both = small.ask("云山县和福州的家庭医生签约覆盖率分别是多少？")
    assert both.status == "partial" and "所收文件中没有福州的文件" in both.text


def test_of_two_verdicts_on_a_quote_the_worse_is_kept() -> None:
    document = parse(normalise("白沙县渡口办法\n一、渡费\n渡费每人3元。\n"), document_id="d")
    clause = next(document.walk())
    quote = Quote(clause, document, *clause.segments[0])
    for first, then, kept in (
        ("verified", "superseded", "superseded"),
        ("figure_mismatch", "verified", "figure_mismatch"),
        ("weak_support", "verified", "verified"),  # it bears one of the two
    ):
        citations = Citations()
        assert citations.mark(quote, first) == citations.mark(quote, then) == 1
        assert [citation.verdict for citation in citations.all] == [kept]
