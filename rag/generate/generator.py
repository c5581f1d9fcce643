"""Answers that a language model writes: every sentence verified before anybody sees it.

    clauses → prompt → model, streamed → sentences with marks → verify → stands
                                                        └ fails → asked once more → verify
                                                                └ fails → the clause's own words

The model is any LangChain chat model. What the decision refuses never comes here, and what the
extractive answer refuses is refused here too, so that both modes refuse the same questions.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.answer import Citations, answer_text, build_answer, evidence, notes_on, verified
from rag.composition import Draft, Quote
from rag.errors import ModelError
from rag.evidence.counts import counted, dated
from rag.generate.given import Given, as_data, given_clauses, quotes_for
from rag.generate.model import chat_model, chunks, name_of
from rag.generate.prompts import load
from rag.generate.written import Reader, Written, is_bare, is_lead, is_not_stated, is_stub
from rag.language.text import fold
from rag.types import Answer, Statement
from rag.verify import verify

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.index import Index
    from rag.settings import Settings
    from rag.turn import Turn

__all__ = ["Writing", "chat_model", "generated"]

log = logging.getLogger(__name__)

#: A model that loops is cut off: sentences and characters that are read of one answer.
MAX_SENTENCES, MAX_CHARACTERS = 16, 4000
#: Failed sentences that the model is asked to write again.
MAX_REPAIRS = 3


def generated(
    turn: Turn, index: Index, settings: Settings, model: BaseChatModel | None, began: float
) -> Iterator[str | Answer]:
    """Pieces of text, then the answer, for a turn whose decision is to answer.

    Only verified sentences are given out. Those that were written again or replaced come last in
    the stream and in their place in ``Answer.text``, which is what counts.
    """
    plain = build_answer(turn, index, _ms(began))
    if plain.status == "refused":
        yield plain.text
        yield plain
        return
    writing = Writing(turn, plain, index, settings, model)
    failed = ""
    try:
        yield from writing.pieces()
    except ModelError as error:
        failed = str(error)
        writing.rows, writing.notes = [], [f"{failed}，以下答案直接摘自条款。"]
    answer = writing.answer(_ms(began), failed)
    if answer.mode == "generative":
        yield from filter(None, [writing.tail()])
    else:
        yield ("\n" if writing.shown else "") + answer.text
    yield answer


@dataclass(slots=True)
class Row:
    """A sentence of the model, why it fails, and what stands in its place."""

    written: Written
    drafts: tuple[Draft, ...] = ()
    reasons: tuple[str, ...] = ()
    outcome: str = "stands"


@dataclass(slots=True)
class Writing:
    """One question put to the model. ``plain`` is the extractive answer that stands behind it."""

    turn: Turn
    plain: Answer
    index: Index
    settings: Settings
    model: BaseChatModel | None
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    first: list[Row] = field(default_factory=list)
    shown: bool = False
    citations: Citations = field(default_factory=Citations)
    given: tuple[Given, ...] = ()
    deadline: float = 0.0
    model_ms: float = 0.0

    def pieces(self) -> Iterator[str]:
        """Verified sentences as they come; then the failed ones, written again or replaced.

        Raises:
            ModelError: the model cannot be reached, fails, or takes too long.
        """
        chosen = self.settings
        began = time.perf_counter()
        self.deadline = began + chosen.llm_timeout
        self.given = given_clauses(self.turn, self.index, chosen.llm_clauses, chosen.llm_context)
        for written in self.ask("answer", self.given):
            yield from self.take(written)
        self.mend()
        self.model_ms = _ms(began)
        if self.standing():
            self.first = self._point()
            late = [row for row in self.rows if row.outcome in ("repaired", "replaced")]
            for row in [*late, *self.first]:
                yield from self.show(row)

    def mend(self) -> None:
        """Failed sentences written again by the model, or replaced by the clause's own words."""
        failed = [row for row in self.rows if row.outcome == "removed"]
        for row in failed[:MAX_REPAIRS]:
            self.repair(row)
        for row in failed:
            if row.outcome == "removed":
                self.replace(row)

    def take(self, written: Written) -> Iterator[str]:
        """One sentence of the model, verified; given out where it stands."""
        if is_lead(written.text):
            return
        if is_not_stated(written.text):
            self.note("模型认为所给条款没有写明所问内容的一部分或全部（此判断未经核对）。")
            return
        if any(fold(row.written.text) == fold(written.text) for row in self.rows):
            return
        row = self.check(written, self.given)
        self.rows.append(row)
        yield from self.show(row)

    def check(self, written: Written, given: Sequence[Given]) -> Row:
        """A sentence with its quotes and verdict; it stands only if no rule fails."""
        if told := self.empty(written.text):
            return Row(written, (), (f"empty: {told}",), "removed")
        cited = [g for g in given if g.number in written.marks]
        if not cited:
            told = "所标编号不在给出的条款中" if written.unknown else "没有标出条款编号"
            return Row(written, (), (f"uncited: {told}",), "removed")
        draft, reasons = _proved(written.text, cited)
        if draft is None:
            return Row(written, (), reasons, "removed")
        return Row(written, (draft,))

    def empty(self, text: str) -> str:
        """Why a sentence says nothing that could be verified; such a one would pass every rule."""
        assert self.turn.query is not None
        query = self.turn.query
        if is_bare(text):
            return "只有是否，没有可核对的内容"
        if is_stub(text):
            return "只有一个词，没有说明什么"
        if text.endswith(("？", "?")) or (query.kind != "yesno" and fold(text) in fold(query.text)):
            return "只是重复问题"
        return "句子不完整" if text.endswith(tuple("，,、：:（(")) else ""

    def repair(self, row: Row) -> None:
        """Asks the model once to write a failed sentence again."""
        cited = [g for g in self.given if g.number in row.written.marks] or list(self.given)
        reasons = "\n".join(reason.partition(": ")[2] or reason for reason in row.reasons)
        try:
            again = list(self.ask("repair", cited, statement=row.written.text, reasons=reasons))
        except ModelError as error:
            log.warning("a sentence could not be written again: %s", error)
            return
        checked = [self.check(w, cited) for w in again if not is_lead(w.text)]
        known = {fold(d.text) for other in self.rows for d in other.drafts}
        drafts = [d for one in checked for d in one.drafts if fold(d.text) not in known]
        if drafts and all(one.outcome == "stands" for one in checked):
            row.drafts, row.outcome = tuple(drafts), "repaired"

    def replace(self, row: Row) -> None:
        """The extractive statements, not yet used, of the clauses that a failed sentence cites."""
        cited = {g.clause.id for g in self.given if g.number in row.written.marks}
        used = [fold(d.text) for other in self.rows for d in other.drafts]
        drafts = tuple(
            draft
            for draft in self.turn.composition.drafts
            if cited & {quote.clause.id for quote in draft.quotes}
            and not any(fold(draft.text).strip(".;") in text for text in used)
        )
        if drafts:
            row.drafts, row.outcome = drafts, "replaced"

    def show(self, row: Row) -> Iterator[str]:
        """The text of a row's statements with their marks, the answer's lead before the first."""
        for statement in self._statements(row, self.citations):
            lead = "\n" if self.shown else self.turn.composition.lead
            self.shown = True
            yield lead + answer_text("", [statement])

    def _statements(self, row: Row, citations: Citations) -> Iterator[Statement]:
        for draft in row.drafts:
            statement = verified(draft, citations)
            if statement:
                yield statement

    def ask(self, name: str, given: Sequence[Given], **values: str) -> Iterator[Written]:
        """The sentences that the model writes to a prompt, as they come."""
        assert self.turn.query is not None and self.model is not None
        filled = load(self.settings.prompts, name).fill(
            question=self.turn.query.text, clauses=as_data(given), **values
        )
        reader = Reader([g.number for g in given])
        sentences = size = 0
        with closing(chunks(self.model, filled, self.deadline)) as heard:
            for chunk in heard:
                size += len(chunk)
                for written in reader.feed(chunk):
                    sentences += 1
                    yield written
                if sentences >= MAX_SENTENCES or size >= MAX_CHARACTERS:
                    self.note("模型的答复过长，只取了开头的部分。")
                    return
        yield from reader.close()

    def note(self, text: str) -> None:
        """Adds a note once."""
        if text not in self.notes:
            self.notes.append(text)

    def standing(self) -> list[Row]:
        """The rows with words of the model that stand."""
        return [row for row in self.rows if row.outcome in ("stands", "repaired")]

    def answer(self, elapsed_ms: float, failed: str = "") -> Answer:
        """The answer: generative if a sentence of the model stands, else the extractive one."""
        timings = {**self.plain.timings_ms, "model": self.model_ms, "total": elapsed_ms}
        extra = {"rejected": [_rejected(row) for row in self.rows if row.reasons]}
        if not self.standing():
            if not failed:
                what = "写的话没有一句通过核对" if self.rows else "没有写出可以核对的句子"
                self.notes.append(f"模型{what}，以下答案直接摘自条款。")
            notes = (*self.plain.notes, *self.notes)
            return replace(self.plain, notes=notes, timings_ms=timings, extra=extra)
        citations = Citations()
        rows = [*self.first, *self.rows]
        statements = tuple(s for row in rows for s in self._statements(row, citations))
        noted = notes_on(citations.all, self.plain.confidence, self.index)
        return replace(
            self.plain,
            text=answer_text(self.turn.composition.lead, list(statements)) + self.tail(),
            statements=statements,
            citations=tuple(citations.all),
            notes=(*noted, *self.notes, *_outcomes(self.rows)),
            mode="generative",
            model=name_of(self.model, self.settings),
            timings_ms=timings,
            extra=extra,
        )

    def tail(self) -> str:
        """What the extractive answer says after its statements: what is not stated."""
        said = answer_text(self.turn.composition.lead, list(self.plain.statements))
        return self.plain.text.removeprefix(said)

    def _point(self) -> list[Row]:
        """The extractive statements, where a figure or date is asked for and the model has none."""
        assert self.turn.query is not None
        tells: dict[str, Callable[[str], object]] = {"figure": counted, "date": dated}
        holds = tells.get(self.turn.query.kind)
        texts = [draft.text for row in self.rows for draft in row.drafts]
        if holds is None or any(holds(text) for text in texts):
            return []
        drafts = tuple(d for d in self.turn.composition.drafts if holds(d.text))
        if not drafts:
            return []
        self.notes.append("模型没有写出所问的数字或时间，答案开头直接摘自条款。")
        return [Row(Written("", ()), drafts, outcome="first")]


def _proved(text: str, cited: Sequence[Given]) -> tuple[Draft | None, tuple[str, ...]]:
    """A sentence with the quotes that bear it, or why it does not stand."""
    quotes = tuple(quote for one in cited for quote in quotes_for(text, one))
    verdict = verify(text, evidence(quotes))
    faults = tuple(r for r in verdict.reasons if not r.startswith("citation "))
    if verdict.verdict == "unsupported" or faults:
        return None, faults or verdict.reasons
    states = zip(quotes, verdict.citation_verdicts, strict=True)
    bearing = tuple(quote for quote, state in states if state != "weak_support")
    if bearing != quotes and _stands(text, bearing):
        quotes = bearing
    return Draft(text, quotes), ()


def _stands(text: str, quotes: tuple[Quote, ...]) -> bool:
    return bool(quotes) and not verify(text, evidence(quotes)).reasons


#: What a rule of the verifier is about, for the notes: never the model's own words.
_RULES = {
    "figure": "数字", "bound": "界限", "indicator": "指标", "term": "名称", "department": "部门",
    "role": "部门角色", "region": "地区", "duty": "义务用语", "negation": "否定",
    "condition": "条件", "number": "文号", "title": "文件名", "label": "条号", "fact": "文件信息",
    "opposite": "相反用语", "words": "用语", "empty": "无内容", "uncited": "无出处",
    "instruction": "对助手的指示", "length": "长度",
}  # fmt: skip
_TOLD = {
    "repaired": "已由模型按条款改写并重新核对",
    "replaced": "已改用条款原文",
    "removed": "已删去",
}


def _outcomes(rows: Sequence[Row]) -> Iterator[str]:
    """One note for each sentence that did not stand: its place, the rules, what was done."""
    for place, row in enumerate(rows, start=1):
        if row.outcome in _TOLD:
            rules = dict.fromkeys(_RULES.get(r.partition(":")[0], "引文") for r in row.reasons)
            yield f"模型写的第{place}句未通过核对（{'、'.join(rules)}），{_TOLD[row.outcome]}。"


def _rejected(row: Row) -> dict[str, object]:
    return {"text": row.written.text, "reasons": list(row.reasons), "outcome": row.outcome}


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000
