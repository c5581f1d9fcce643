"""What the models are fitted on: the questions of one side with what each stage makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval import covid
from eval import policies as other
from eval.cases import Case, load_cases, split
from eval.facts import fact_found
from eval.lint import QUESTIONS
from eval.measures import right_answer
from rag.answer import build_answer
from rag.compose.selection import Scored, weighed
from rag.index import open_current
from rag.pipeline import Assistant, Turn
from rag.retrieve.retriever import Retriever
from rag.types import Answer

Floats = NDArray[np.float64]

#: The later sets of questions on our own documents: of every kind, and open ones alone (yes or no, how, what).
FRESH = tuple(other.HERE / "fresh" / f"{name}.jsonl" for name in ("five", "open", *other.LATER))


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates of one question: signals (candidates, signals), and which are gold."""

    table: Floats
    gold: NDArray[np.bool_]
    weight: float = 1.0


def rankings(assistant: Assistant, cases: Sequence[Case]) -> list[Ranking]:
    """The candidates of each answerable case whose gold is among them."""
    out = []
    for case in cases:
        if not case.answerable:
            continue
        query = assistant.understood(case.question, case.history)
        looks, table = assistant.retriever.looks(query)
        for evidence in case.gold:
            gold = np.array([look.clause.id in evidence for look in looks])
            if gold.any() and not gold.all():
                others = {c for e in case.gold if e is not evidence for c in e}
                keep = gold | np.array([look.clause.id not in others for look in looks])
                out.append(Ranking(table[keep], gold[keep]))
    return out


#: A question on one-line web pages counts for less than one on clauses.
COVID_WEIGHT = 0.4
#: The same for the decision between answer and refusal, of which the labels are not all right.
COVID_DECISION = 0.1


def passage_rankings(assistant: Assistant, asked: Sequence[covid.Question]) -> list[Ranking]:
    """The candidates of questions with answer spans; gold are the passages that cover half of one."""
    out = []
    for question in asked:
        looks, table = assistant.retriever.looks(assistant.understood(question.text))
        gold = np.array(
            [
                look.passage.document_id == question.document
                and covid.covers(look.passage.start, look.passage.end, question)
                for look in looks
            ],
            dtype=bool,
        )
        if gold.any() and not gold.all():
            out.append(Ranking(table, gold, COVID_WEIGHT))
    return out


def selections(assistant: Assistant, cases: Sequence[Case]) -> list[Ranking]:
    """The units of each answerable case, gold those of gold clauses that state the most of its facts."""
    out = []
    for case in cases:
        turn = assistant.turn(case.question, case.history)
        if not case.answerable or not case.facts or turn.query is None or turn.query.kind in _OTHERWISE:
            continue
        units, table = weighed_units(assistant, turn)
        stated = np.array(
            [
                sum(fact_found(fact, entry.unit.text) for fact in case.facts)
                if entry.unit.clause.id in case.gold_ids
                else 0
                for entry in units
            ]
        )
        gold = stated == max(1, stated.max(initial=0))
        if gold.any() and not gold.all():
            out.append(Ranking(table, gold))
    return out


#: Kinds of question that are answered by other means than the best unit.
_OTHERWISE = ("comparison", "clause", "document")


def page_selections(assistant: Assistant, asked: Sequence[covid.Question]) -> list[Ranking]:
    """The units for questions with answer spans; gold are those that cover half of one."""
    out = []
    for question in asked:
        turn = assistant.turn(question.text)
        if turn.query is None or turn.query.kind in _OTHERWISE:
            continue
        units, table = weighed_units(assistant, turn)
        gold = np.array(
            [
                entry.unit.clause.document_id == question.document
                and covid.covers(entry.unit.places[0][0], entry.unit.places[-1][1], question)
                for entry in units
            ],
            dtype=bool,
        )
        if gold.any() and not gold.all():
            out.append(Ranking(table, gold, COVID_WEIGHT))
    return out


def weighed_units(assistant: Assistant, turn: Turn) -> tuple[list[Scored], Floats]:
    """The units of a turn's hits and their features."""
    assert turn.query is not None
    hits = [hit for hit in turn.hits if turn.query.in_scope(hit.clause.document_id)]
    documents = {h.clause.document_id: assistant.index.document(h.clause.document_id) for h in hits}
    idf = {term: assistant.idf(term) for term in turn.query.terms}
    return weighed(turn.query, hits, documents, idf)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question that reached the decision: its evidence, and whether the answer would be right."""

    answerable: bool
    evidence: Mapping[str, float]
    right: bool
    weight: float = 1.0


def outcomes(assistant: Assistant, cases: Sequence[Case]) -> list[Outcome]:
    """Every case with the evidence that the decision sees; those refused before are left out."""
    out = []
    for case in cases:
        turn: Turn = assistant.turn(case.question, case.history)
        assert turn.decision is not None
        if not turn.decision.evidence:
            continue
        right = case.answerable and right_answer(case, _answered(assistant, turn))
        out.append(Outcome(case.answerable, turn.decision.evidence, right))
    return out


def _answered(assistant: Assistant, turn: Turn) -> Answer:
    """The answer that a turn would give if it were not refused."""
    assert turn.decision is not None
    given = replace(turn, decision=replace(turn.decision, refusal=None))
    return build_answer(given, assistant.index, 0.0)


def passage_outcomes(assistant: Assistant, asked: Sequence[covid.Question]) -> list[Outcome]:
    """Questions with answer spans, right where a quote covers half of one, and unanswerable ones."""
    out = []
    for question in asked:
        turn = assistant.turn(question.text)
        assert turn.decision is not None
        if not turn.decision.evidence:
            continue
        right = bool(question.document) and any(
            c.document.id == question.document and covid.covers(c.start, c.end, question)
            for c in _answered(assistant, turn).citations
        )
        out.append(Outcome(bool(question.document), turn.decision.evidence, right, COVID_DECISION))
    return out


@dataclass(frozen=True, slots=True)
class Side:
    """The questions of one side: curated ones by the assistant that answers them, and those on pages."""

    cases: tuple[tuple[Assistant, tuple[Case, ...]], ...]
    pages: Assistant | None
    asked: tuple[covid.Question, ...]

    def rankings(self) -> list[Ranking]:
        """For the fusion of the signals."""
        found = [ranking for assistant, cases in self.cases for ranking in rankings(assistant, cases)]
        return found + (passage_rankings(self.pages, self._answered) if self.pages else [])

    def selections(self) -> list[Ranking]:
        """For the choice of units."""
        found = [ranking for assistant, cases in self.cases for ranking in selections(assistant, cases)]
        return found + (page_selections(self.pages, self._answered) if self.pages else [])

    def outcomes(self) -> list[Outcome]:
        """Of the curated questions, for the decision."""
        return [outcome for assistant, cases in self.cases for outcome in outcomes(assistant, cases)]

    def page_outcomes(self) -> list[Outcome]:
        """Of the questions on pages, for the decision."""
        return passage_outcomes(self.pages, self.asked) if self.pages else []

    @property
    def _answered(self) -> list[covid.Question]:
        return [question for question in self.asked if question.document]

    def refreshed(self) -> None:
        """Takes the weights that have just been written into use."""
        for assistant in {*(a for a, _ in self.cases), *([self.pages] if self.pages else [])}:
            assistant.retriever = Retriever(assistant.index, assistant.retriever.encoder)


def sides(assistant: Assistant, policies: Path | None, pages: Path | None) -> dict[str, Side]:
    """Train and test; the questions on other fields that may be read are all on the training side.

    Args:
        assistant: over our own documents.
        policies: folder with an index for each set of them; one that is not there is built.
        pages: index folder of ``eval.covid``.
    """
    halves = [(assistant, cases, split(cases)) for cases in map(load_cases, (QUESTIONS, *FRESH))]
    for name in other.READ if policies else ():
        assert policies is not None
        if not (policies / name).is_dir():
            other.build_index(name, policies / name)
        cases = load_cases(other.SETS[name].questions)
        halves.append((_beside(assistant, policies / name), cases, dict.fromkeys(split(cases), "train")))
    read = _beside(assistant, pages) if pages else None
    asked = (
        [*((q, q.document) for q in covid.questions()), *((q, q.id) for q in covid.unanswerable())]
        if pages
        else []
    )
    return {
        side: Side(
            tuple((one, tuple(c for c in cases if half[c.id] == side)) for one, cases, half in halves),
            read,
            tuple(question for question, key in asked if covid.side(key) == side),
        )
        for side in ("train", "test")
    }


def _beside(assistant: Assistant, folder: Path) -> Assistant:
    """An assistant over another index with the same encoder."""
    return Assistant(open_current(folder), assistant.retriever.encoder)
