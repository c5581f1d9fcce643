"""Drafts into an answer: each statement verified, each citation built by code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.compose.draft import behind, widened
from rag.compose.premise import WRONG
from rag.composition import Draft, Quote
from rag.decide import UNSURE, asserts, nearest
from rag.index import Index
from rag.language.apart import names
from rag.language.text import fold
from rag.language.units import Unit
from rag.lazy_re import lazy_re
from rag.render import DIGEST_NOTE, label, name_of, url
from rag.types import Answer, Citation, Clause, Document, Refusal, RefusalReason, Statement
from rag.verify import Evidence, verify

if TYPE_CHECKING:
    from rag.turn import Turn


#: Opens the statement of a second clause where the first may not be the one meant.
ALSO = "相近条款："


#: The verdicts of a citation, the worst first. One that bears nothing of a statement may bear another.
_WORST = ("quote_not_found", "superseded", "figure_mismatch", "label_mismatch", "verified", "weak_support")


class Citations:
    """Numbers the quotes of an answer in the order they are used; the same quote keeps its mark."""

    def __init__(self) -> None:
        self.all: list[Citation] = []

    def hold(self, quote: Quote) -> bool:
        """Whether words are quoted."""
        return any(
            one.clause.id == quote.clause.id and one.start <= quote.start and quote.end <= one.end
            for one in self.all
        )

    def mark(self, quote: Quote, verdict: str = "verified") -> int:
        """The mark of a quote, 1 for the first; of two verdicts on it the worse one is kept."""
        for i, citation in enumerate(self.all):
            if citation.clause.id == quote.clause.id and (citation.start, citation.end) == (
                quote.start,
                quote.end,
            ):
                worse = min(citation.verdict, verdict, key=_WORST.index)
                self.all[i] = replace(citation, verdict=worse)  # type: ignore[arg-type]
                return citation.mark
        document, clause = quote.document, quote.clause
        citation = Citation(
            mark=len(self.all) + 1,
            clause=clause,
            document=document,
            label=label(document, clause),
            quote=document.text[quote.start : quote.end],
            start=quote.start,
            end=quote.end,
            verdict=verdict,  # type: ignore[arg-type]
            url=url(document, clause, quote.start, quote.end),
        )
        self.all.append(citation)
        return citation.mark


def evidence(quotes: tuple[Quote, ...]) -> list[Evidence]:
    """The quotes as the verifier takes them."""
    return [Evidence(q.clause, q.document, q.document.text[q.start : q.end]) for q in quotes]


def verified(draft: Draft, citations: Citations) -> Statement | None:
    """The draft as a statement with its verdict, in whole sentences if a part does not stand; else None.

    The words of the question prove nothing, so the verifier is not given them. Where the lead-in over a
    statement was to be told before it and fell, it is told here: alone the statement would say another thing.
    """
    if not all(quote in draft.quotes or citations.hold(quote) for quote in draft.under):
        draft = behind(draft.under, draft)
    verdict = verify(draft.text, evidence(draft.quotes))
    if verdict.verdict == "unsupported":
        whole = widened(draft)
        return verified(whole, citations) if whole else None
    cited = list(zip(draft.quotes, verdict.citation_verdicts, strict=True))
    # What bears nothing of a statement that others bear is no citation of it.
    bearing = [(quote, state) for quote, state in cited if state != "weak_support"]
    marks = tuple(dict.fromkeys(citations.mark(quote, state) for quote, state in bearing or cited))
    return Statement(draft.text, marks, verdict.verdict)


def build_answer(turn: Turn, index: Index, elapsed_ms: float) -> Answer:
    """The answer of a turn: composed and verified, or the refusal."""
    assert turn.query is not None and turn.decision is not None
    base = Answer(
        id=turn.id,
        question=turn.question,
        status="refused",
        text="",
        retrieved=turn.hits,
        standalone_question=turn.standalone,
        confidence=turn.decision.confidence,
        timings_ms={**dict(turn.timings), "total": elapsed_ms},
        index=index.id,
        reranker=turn.reranker,
    )
    if turn.decision.refusal:
        refused = _refused(base, turn.decision.refusal, index)
        return replace(refused, notes=(*refused.notes, *_carried(turn)))
    citations = Citations()
    statements = []
    one = not (turn.query.parts or turn.composition.table)  # of several, the rest is still an answer
    for draft in turn.composition.drafts:
        statement = verified(draft, citations)
        if statement:
            statements.append(statement)
        elif one and _holds(draft, turn.composition.best):  # what is left would look like the answer
            statements = []
            break
    other = turn.composition.alternate
    if statements and other and turn.decision.confidence < UNSURE:
        statement = verified(other, citations)
        if statement:
            statements.append(replace(statement, text=f"{ALSO}{statement.text}"))
    if not statements:
        return _refused(
            base,
            Refusal("not_in_documents", "找到的条款不能逐句核实这个问题的答案", nearest(turn.hits)),
            index,
        )
    missing = turn.composition.missing
    # A place that is claimed, and put right, is none that a document is sought of.
    foreign = () if turn.composition.lead == WRONG else _not_told_of(turn)
    text = answer_text(turn.composition.lead, statements)
    if missing:
        text += f"\n文件未写明：{'、'.join(missing)}。"
    numbered = any(map(_YEAR_AND_NUMBER.search, foreign))
    asserted = asserts(turn.query) and not numbered
    if foreign and asserted:  # a place within what is asserted is not asked about
        text += f"\n文件没有提到{'、'.join(foreign)}。"
    elif foreign:
        text += f"\n所收文件中没有{'、'.join(foreign)}的文件。"
    unheld = _unheld(turn)
    if unheld:
        text += f"\n所收文件中没有{'、'.join(f'《{name}》' for name in unheld)}的原文。"
    return replace(
        base,
        status="partial" if missing or unheld or (foreign and not asserted) else "answered",
        text=text,
        statements=tuple(statements),
        citations=tuple(citations.all),
        notes=notes_on(citations.all, turn.decision.confidence, index),
        table=_marked(turn.composition.table, statements),
    )


def _carried(turn: Turn) -> tuple[str, ...]:
    """That a place of the conversation was taken over, where the question by itself may be answered.

    Whoever reads that the documents say nothing would not think of a place that they did not type.
    """
    assert turn.query is not None and turn.decision is not None and turn.decision.refusal is not None
    places = [place for place in turn.query.places if place not in turn.question]
    if turn.standalone is None or not places or turn.decision.refusal.reason != "not_in_documents":
        return ()
    named = "、".join(dict.fromkeys(places))
    return (f"“{named}”沿用自上文；如果问的不是{named}，请写明地区或文件，或新建对话再问。",)


#: The year and number of a document's number; words may have run into what stands before.
_YEAR_AND_NUMBER = lazy_re(r"((?:19|20)\d\d)\W*?第?(\d+)\s*号")


def _not_told_of(turn: Turn) -> tuple[str, ...]:
    """The foreign places and numbers of a question without those numbers that the quoted clauses name."""
    assert turn.query is not None
    quoted = " ".join(quote.clause.text for draft in turn.composition.drafts for quote in draft.quotes)
    if "issuer" in turn.query.facts and asserts(turn.query):  # a place within the name of an organ
        return ()
    told = set(_YEAR_AND_NUMBER.findall(quoted))
    return tuple(name for name in turn.query.foreign if told.isdisjoint(_YEAR_AND_NUMBER.findall(name)))


def _unheld(turn: Turn) -> list[str]:
    """The texts that a question appeals to (按照《…条例》) and that are neither held nor named by what is quoted."""
    assert turn.query is not None
    quoted = {
        quote.document.id: quote.document for draft in turn.composition.drafts for quote in draft.quotes
    }
    told = fold("".join(document.text for document in quoted.values())) if turn.query.unheld else ""
    return [name for name in dict.fromkeys(turn.query.unheld) if fold(name) not in told]


def _holds(draft: Draft, best: Unit | None) -> bool:
    """Whether a draft quotes the unit that answers."""
    return best is not None and any(
        quote.clause.id == best.clause.id and quote.start <= begin and stop <= quote.end
        for quote in draft.quotes
        for begin, stop in best.places
    )


def _marked(table: tuple[tuple[str, ...], ...], statements: list[Statement]) -> tuple[tuple[str, ...], ...]:
    """The comparison table; a row is kept only where its statements stood the verification."""
    texts = [s.text for s in statements]
    return tuple(
        row
        for i, row in enumerate(table)
        if i == 0 or not row[2] or any(t.startswith(f"{row[0]}：") for t in texts)
    )


def answer_text(lead: str, statements: list[Statement]) -> str:
    """The text a person reads: one statement a line, each with its marks."""
    lines = [f"{s.text.rstrip()}{''.join(f'[{m}]' for m in s.citations)}" for s in statements]
    return lead + "\n".join(lines)


#: Every word is verified to stand there; whether it is what was asked, verification cannot tell.
UNSURE_NOTE = "把握不大：所引条款写的可能不是所问的事，请对照原文。"


def notes_on(citations: list[Citation], confidence: float, index: Index) -> tuple[str, ...]:
    """What a reader must know of an answer.

    That it may not be meant, that it is from a digest, repealed, or that another document has the same title.

    Args:
        citations: of the answer.
        confidence: of the decision.
        index: tells which documents another one repeals, and which have one title.
    """
    digest = any(c.document.digest for c in citations)
    cited, ended = {c.document.id: c.document for c in citations}, index.repealed
    return (
        (UNSURE_NOTE,) * (confidence < UNSURE)
        + (f"所引文件为{DIGEST_NOTE}。",) * digest
        + tuple(_ended(document, ended[name]) for name, document in cited.items() if name in ended)
        + tuple(
            f"另有同名文件{'、'.join(names([document, *others])[1:])}，请核对适用哪一份。"
            for name, document in cited.items()
            if (
                others := [
                    d
                    for d in index.namesakes.get(name, ())
                    if not {d.id, name} & ended.keys() and d.id not in cited
                ]
            )
        )
    )


def _ended(old: Document, later: Document) -> str:
    since = f"自{later.effective_on}起" if later.effective_on else ""
    return f"{name_of(old)}{since}被{name_of(later)}废止或替代，请查对后者。"


def _refused(base: Answer, refusal: Refusal, index: Index) -> Answer:
    named = dict.fromkeys(index.clause(name).document_id for name in refusal.nearest)
    return replace(
        base,
        status="refused",
        refusal=refusal,
        text=refusal_text(refusal, _labels(refusal, index)),
        notes=tuple(_ended(index.document(d), index.repealed[d]) for d in named if d in index.repealed),
    )


def _labels(refusal: Refusal, index: Index) -> list[str]:
    labels = []
    for name in refusal.nearest:
        clause: Clause = index.clause(name)
        document: Document = index.document(clause.document_id)
        heading = f" {clause.heading}" if clause.heading else ""
        labels.append(f"{label(document, clause)}{heading}")
    return labels


#: How a refusal begins, by its reason.
OPENINGS: dict[RefusalReason, str] = {
    "not_in_documents": "现有文件不能回答这个问题：",
    "document_not_covered": "没有收录相应的文件：",
    "off_topic": "这个问题不属于所收文件的范围：",
    "too_vague": "请把问题说得具体一些：",
    "not_allowed": "不能这样做：",
    "advice_out_of_scope": "不能提供这方面的意见：",
}


def refusal_text(refusal: Refusal, nearest: list[str]) -> str:
    """What a person reads in the place of an answer: what is missing and where to look."""
    text = f"{OPENINGS[refusal.reason]}{refusal.missing}。"
    if nearest:
        text += "\n最接近的条款：\n" + "\n".join(f"· {line}" for line in nearest)
    return text


def error_answer(name: str, question: str, message: str, index: str, elapsed_ms: float) -> Answer:
    """An answer that says why the input cannot be taken."""
    shown = question.encode("utf-8", "replace").decode("utf-8")[:200]
    timings: Mapping[str, float] = {"total": elapsed_ms}
    return Answer(id=name, question=shown, status="error", text=message, timings_ms=timings, index=index)
