"""What speaks for a clause being the one asked for: one number a signal, all within about ±1.

Each signal is a line in ``SIGNALS``; their weights are in ``data/fusion.json``, learned by
``python -m eval.fit``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np

from rag.evidence.tense import agreement, asks_for
from rag.language.numerals import quantities, share_of_years
from rag.language.pairs import Floats, Pairs, longest_runs, pairs_of
from rag.language.short_forms import LEVEL_BEFORE, short_name
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.retrieve.held import Held, Worths
from rag.types import Clause, Passage
from rag.understand.query import Query
from rag.understand.reference import by_last, matched
from rag.understand.subject import matter_of

Column = Floats | Sequence[float] | float
"""A number for every candidate, or one for all."""
Columns = Mapping[str, Column]
"""Signals by name."""
One = TypeVar("One")

#: Name of each signal with what it measures.
SIGNALS: dict[str, str] = {
    "body": "BM25 of the passage, as a share of the most the question could score",
    "context": "the same over title and headings",
    "dense": "cosine of question and passage",
    "coverage": "share of the question's terms, by rarity, that clause and headings hold",
    "passage_coverage": "the same for the passage alone",
    "context_coverage": "the same for title and headings alone",
    "beyond": "share of the terms that the document's title lacks which the passage holds",
    "opening": "the first passage of its document, which repeats the title",
    "before": "BM25 of the passage before it in the document: what a lead-in announces",
    "after": "BM25 of the passage behind it",
    "run": "longest stretch of the question that stands in the passage to the letter, in tens",
    "subject": "share of the question's content words, by any name, that clause and headings hold",
    "passage_subject": "the same for the passage alone",
    "near_subject": "the same as subject, a near word counting too",
    "passage_near": "the same for the passage alone",
    "region": "1: a document that the question names; -1: one of another region; 0: not known",
    "place": "the document, if it has no region, speaks of a place that the question names",
    "place_here": "share of the places asked about that the passage, its headings or its title name",
    "year": "share of the years asked about that the clause states",
    "number": "share of the figures in the question that the clause states",
    "figure": "a figure is asked for and the passage states one",
    "date": "a date is asked for and the passage states one",
    "department": "departments are asked for and the clause names some",
    "enumeration": "a list is asked for and the passage has one",
    "named_department": "the clause is the task of a department that the question names",
    "fact": "the part of the document that states the fact asked for: number, date, issuer …",
    "front": "title, addressees, preamble or signature, and none of their facts is asked for",
    "bare_heading": "a heading without text of its own",
    "annex": "the clause stands in an annex",
    "annex_asked": "the same, and the question speaks of an annex",
    "heading": "share of the heading that the question repeats",
    "length": "length of the clause, logarithm",
    "review": "-1: a plan is asked for and the headings tell of what was reached; 1: both do",
    "reference": "the clause that the question names by its label",
}


@dataclass(frozen=True, slots=True)
class Look:
    """One candidate: what its passage and clause hold, and the scores that the searches gave it.

    ``before`` and ``after``: body scores of its neighbours in the document; ``place``: its document
    names a place of the question; ``title``: of its document; ``opening``: the first of its document.
    """

    row: int
    held: Held
    body: float
    context: float
    dense: float
    before: float = 0.0
    after: float = 0.0
    place: bool = False
    title: str = ""
    opening: bool = False

    @property
    def passage(self) -> Passage:
        """The passage itself."""
        return self.held.passage

    @property
    def clause(self) -> Clause:
        """The clause that the passage is of."""
        return self.held.clause


class Reader:
    """The signals of candidates for one query; what the query alone fixes is worked out once.

    Args:
        query: the question taken apart.
        idf: of every term of the question.
        ceiling: the most BM25 could give the question.
    """

    def __init__(self, query: Query, idf: Mapping[str, float], ceiling: float) -> None:
        self._query = query
        self._ceiling = ceiling
        self._worths = Worths(query.terms, idf)
        self._matter = matter_of(query.concepts)
        self._pairs = pairs_of(fold(query.text))

    def signals(self, looks: Sequence[Look]) -> Floats:
        """The signals of some candidates, in the order of ``SIGNALS``; shape (candidates, signals)."""
        helds = [look.held for look in looks]
        columns = {
            **self._scores(looks),
            **self._terms(looks),
            **self._subject(helds),
            **self._places(looks),
            **self._stated(helds),
            **self._form(helds),
        }
        table = np.empty((len(looks), len(SIGNALS)))
        for at, name in enumerate(SIGNALS):
            table[:, at] = columns[name]
        return table

    def _scores(self, looks: Sequence[Look]) -> Columns:
        """What the searches gave, and what stands beside the passage."""
        shares = ("body", "context", "before", "after")
        return {
            **{name: [getattr(look, name) / self._ceiling for look in looks] for name in shares},
            "dense": [look.dense for look in looks],
            "opening": [look.opening for look in looks],
        }

    def _terms(self, looks: Sequence[Look]) -> Columns:
        """How much of the question's terms and of its very words is held."""
        worths = self._worths
        helds = [look.held for look in looks]
        texts = [
            *(held.passage.text for held in helds),
            *(held.passage.context for held in helds),
            *(held.clause.text for held in helds),
            *(look.title for look in looks),
        ]
        passage, above, clause, title = np.split(worths.among(texts), 4, axis=1)
        runs = longest_runs(Pairs(self._pairs).among([held.text for held in helds]))
        return {
            "coverage": worths.coverage(clause | above),
            "passage_coverage": worths.coverage(passage),
            "context_coverage": worths.coverage(above),
            "beyond": worths.coverage(passage, title),
            "run": np.minimum(1.5, runs / 10),
        }

    def _subject(self, helds: Sequence[Held]) -> Columns:
        """Share of the content words in clause and passage, and the same with near words."""
        matter = self._matter
        held = matter.held([*(held.whole for held in helds), *(held.text for held in helds)])
        clause, passage = np.split(held, 2, axis=1)
        texts = [*(held.passage.text for held in helds), *(held.passage.context for held in helds)]
        here, above = np.split(self._query.near(matter.words, texts), 2, axis=1)
        by_passage = np.maximum(passage, here)
        by_clause = np.maximum(np.maximum(clause, here), above)
        return {
            "subject": matter.mean(clause),
            "passage_subject": matter.mean(passage),
            "near_subject": matter.mean(by_clause),
            "passage_near": matter.mean(by_passage),
        }

    def _places(self, looks: Sequence[Look]) -> Columns:
        """Whether the document, or the passage, is of the place asked about."""
        query = self._query
        documents = [look.held.clause.document_id for look in looks]
        region = {document: _region(query, document) for document in set(documents)}
        return {
            "region": [region[document] for document in documents],
            "place": _each(
                query.places, lambda look: look.place and query.in_scope(look.clause.document_id), looks
            ),
            "place_here": _each(
                query.places,
                lambda look: _share(query.places, look.passage.text + look.passage.context),
                looks,
            ),
        }

    def _stated(self, helds: Sequence[Held]) -> Columns:
        """Whether what is asked for, or named, is stated."""
        query, asks = self._query, self._query.kind
        listing = asks in ("list", "definition")
        named = by_last(query.references)
        return {
            "year": _each(query.years, lambda held: share_of_years(query.years, held.clause.text), helds),
            "number": _each(query.asked, lambda held: _numbers(query.asked, held.clause.text), helds),
            "figure": _each(asks == "figure", lambda held: held.figure, helds),
            "date": _each(asks == "date", lambda held: held.date, helds),
            "department": _each(asks == "department", lambda held: bool(held.clause.responsible), helds),
            "enumeration": _each(listing, lambda held: held.lists, helds),
            "named_department": _each(
                query.departments, lambda held: _department(query.departments, held.clause), helds
            ),
            "fact": _each(query.facts, lambda held: _fact(query.facts, held.clause.kind), helds),
            "reference": _each(query.references, lambda held: matched(named, held.clause.path), helds),
        }

    def _form(self, helds: Sequence[Held]) -> Columns:
        """What part of its document the clause is."""
        query, asked = self._query, frozenset(self._pairs)
        return {
            "front": _each(not query.of_document, lambda held: held.front, helds),
            "bare_heading": [held.bare for held in helds],
            "annex": [held.annex for held in helds],
            "annex_asked": _each(query.annex, lambda held: held.annex, helds),
            "heading": [len(held.heading & asked) / max(1, len(held.heading)) for held in helds],
            "length": [held.length for held in helds],
            "review": _each(
                asks_for(query.text), lambda held: agreement(query.text, held.passage.context), helds
            ),
        }


def _each(asked: object, worth: Callable[[One], float], ones: Sequence[One]) -> Column:
    """What each is worth to a question; 0 for all of them where it asks for nothing of the sort."""
    return [worth(one) for one in ones] if asked else 0.0


def _region(query: Query, document_id: str) -> float:
    # A title or number names the one document; a place beside it names no others.
    if document_id in query.documents or (document_id in query.titled and not query.exact):
        return 1.0
    if not query.documents or document_id in query.placeless:
        return 0.0
    return -1.0


def _share(words: Sequence[str], text: str) -> float:
    return sum(word in text for word in words) / len(words)


def _numbers(asked: Sequence[str], text: str) -> float:
    held = {q.value for q in quantities(text)}
    return sum(value in held for value in asked) / len(asked)


def _department(named: Sequence[str], clause: Clause) -> float:
    held = "、".join(name for names in clause.responsible.values() for name in names)
    if any(stem(name) in stem(held) for name in named):
        return 1.0
    return 0.4 if any(stem(name) in stem(clause.text) for name in named) else 0.0


_OF_LEVEL = lazy_re(rf"(?<![\u4e00-\u9fff])(?:上海市|江西)?{LEVEL_BEFORE}(?=[\u4e00-\u9fff]{{2}})")


@lru_cache(maxsize=4096)
def stem(name: str) -> str:
    """A department's short name without its level: 市卫生健康委 and 卫健委 are equal."""
    return _OF_LEVEL.sub("", short_name(name))


#: Where a document states a fact of itself.
_STATED_IN = {
    "number": {"title": 1.0},
    "title": {"title": 1.0, "preamble": 0.3},
    "date": {"signature": 1.0},
    "issuer": {"signature": 1.0, "title": 0.8},
    "addressees": {"addressees": 1.0},
    "basis": {"preamble": 1.0},
    "validity": {},
    "speaker": {"title": 1.0},
}


def _fact(facts: Sequence[str], kind: str) -> float:
    return max(_STATED_IN[fact].get(kind, 0.0) for fact in facts)
