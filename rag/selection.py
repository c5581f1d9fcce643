"""Answer selection: how well each sense unit answers the question, by one small learned model.

Every feature is a line in ``FEATURES``; the weights are in ``data/selection.json``, learned by
``python -m eval.fit`` from which units state the facts asked for. A score is in log odds: the softmax
over the units of a question is the chance of each to be the one that answers.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from rag.held import Worths, longest_run, pairs_in, pairs_of, terms_in
from rag.kinds import answers_date, answers_figure, counted, dated, indicator_share, tells_who, want_of
from rag.subject import Matter
from rag.text import fold
from rag.types import Document, Hit
from rag.understand import Query
from rag.units import Unit, units_of

WEIGHTS = Path(__file__).parent / "data" / "selection.json"
#: Hits of which the units are weighed.
HITS = 8
#: Share of a content word from which a unit is said to hold it.
HELD = 0.3

#: Name of each feature with what it measures.
FEATURES: dict[str, str] = {
    "terms": "share of the question's terms, by rarity, that the unit holds",
    "terms_above": "the same of those that only the heading, title or headings above hold",
    "dense_terms": "share of terms for the unit's length",
    "subject": "share of the content words, by any name, that the unit holds",
    "subject_above": "the same of those that only title and headings hold",
    "near": "the same, a near word counting too",
    "near_above": "near words of unit, title and headings together",
    "missing": "rarity of the rarest content word that has no near word there",
    "run": "longest stretch of the question that stands in the unit to the letter, in tens",
    "figure": "a figure is asked for and one of that sort is stated",
    "counted": "a figure is asked for and any is stated",
    "beside": "share of the content words that stand beside the figure",
    "date": "a date is asked for and one of that sort is stated",
    "dated": "a date is asked for and any time is stated",
    "lacking": "a figure or date is asked for and none is stated",
    "who": "departments are asked for and the unit tells who does something",
    "list": "a list or definition is asked for and the unit has items",
    "defines": "a definition is asked for and the unit has one",
    "want": "1: the special thing asked for (money, phone …) is stated; -1: it is not",
    "years": "share of the years asked about that the unit states",
    "length": "length of the unit, logarithm",
    "behind": "how far the clause's score lies behind the best clause's, in threes",
    "place": "place of the clause among the hits, in tens",
    "front": "title, addressees, preamble or signature, and none of their facts is asked for",
    "dense": "cosine of question and passage",
}


@lru_cache(maxsize=1)
def selection_weights() -> dict[str, float]:
    """The learned weight of each feature."""
    weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit with the hit that it comes from; the unit's score is set."""

    unit: Unit
    hit: Hit


def select(
    query: Query, hits: Sequence[Hit], documents: Mapping[str, Document], idf: Mapping[str, float]
) -> list[Scored]:
    """The units of the best hits with their scores, best first.

    Args:
        query: the question taken apart.
        hits: best first; the first ``HITS`` are looked at.
        documents: those of the hits, by id.
        idf: of the question's terms.
    """
    units, table = weighed(query, hits, documents, idf)
    if not units:
        return []
    weights = selection_weights()
    scores = table @ np.array([weights.get(name, 0.0) for name in FEATURES])
    scored = [
        Scored(replace(entry.unit, score=float(score)), entry.hit)
        for entry, score in zip(units, scores, strict=True)
    ]
    scored.sort(key=lambda entry: (-entry.unit.score, entry.hit.rank, entry.unit.start))
    return scored


def weighed(
    query: Query, hits: Sequence[Hit], documents: Mapping[str, Document], idf: Mapping[str, float]
) -> tuple[list[Scored], np.ndarray]:
    """The units of the best hits, in order, and their features, shape (units, features)."""
    fine = query.kind in ("figure", "date")
    best = hits[0].score if hits else 0.0
    asked = _Asked(query, idf)
    units, rows = [], []
    for place, hit in enumerate(hits[:HITS]):
        around = _Around(asked, hit, place, best)
        for unit in units_of(hit.clause, documents[hit.clause.document_id], fine):
            units.append(Scored(unit, hit))
            rows.append(around.features(unit.text))
    return units, np.array(rows, np.float64).reshape(len(rows), len(FEATURES))


class _Around:
    """What is the same for all units of one hit."""

    def __init__(self, asked: _Asked, hit: Hit, place: int, best: float) -> None:
        query = asked.query
        self.asked = asked
        self.above = asked.worths.among(terms_in(f"{hit.clause.heading} {hit.passage.context}"))
        above = fold(hit.clause.heading) + fold(hit.passage.context)
        self.subject_above = asked.matter.held(above, above)
        near = query.near(hit.passage.context)
        self.near_above = [
            max(h, 0.8 * near.get(c.word, 0.0))
            for h, c in zip(self.subject_above, query.concepts, strict=True)
        ]
        front = hit.clause.kind in ("title", "addressees", "preamble", "signature")
        self.place = [
            min(3.0, (best - hit.score) / 3),
            place / 10,
            float(front and not query.facts),
            hit.signals.get("dense", 0.0),
        ]

    def features(self, text: str) -> list[float]:
        """The features of a unit in the order of ``FEATURES``."""
        query, worths = self.asked.query, self.asked.worths
        held = worths.among(terms_in(text))
        got = worths.coverage(held)
        return [
            got,
            worths.coverage([a and not h for a, h in zip(self.above, held, strict=True)]),
            got / math.sqrt(max(len(text), 10) / 40),
            *self._subject(text),
            min(1.5, longest_run(self.asked.pairs, pairs_in(text)) / 10),
            *self.asked.kind(text),
            sum(year in text for year in query.years) / len(query.years) if query.years else 0.0,
            math.log1p(len(text)) / 6,
            *self.place,
        ]

    def _subject(self, text: str) -> list[float]:
        """The five features of the content words: subject … missing."""
        concepts, matter = self.asked.query.concepts, self.asked.matter
        if not concepts:
            return [0.3, 0.0, 0.3, 0.3, 0.0]
        folded, near = fold(text), self.asked.query.near(text)
        hard = matter.held(folded, folded)
        here = matter.nearer(hard, near)
        both = list(map(max, here, self.near_above))
        lost = [c.rarity for c, held in zip(concepts, both, strict=True) if held < HELD]
        beyond = [0.0 if h else a for h, a in zip(hard, self.subject_above, strict=True)]
        return [*map(matter.mean, (hard, beyond, here, both)), max(lost, default=0.0)]


class _Asked:
    """What the question alone fixes."""

    def __init__(self, query: Query, idf: Mapping[str, float]) -> None:
        self.query = query
        self.worths = Worths(query.terms, {term: idf.get(term, 0.0) for term in query.terms})
        self.matter = Matter(query.concepts)
        self.pairs = pairs_of(query.text)
        self.want = want_of(query.text)

    def kind(self, text: str) -> list[float]:
        """The ten features of the kind of thing asked for: figure … want."""
        query, kind = self.query, self.query.kind
        figure, date = kind == "figure", kind == "date"
        found = figure and bool(counted(text))
        sort = figure and answers_figure(query.text, text)
        when = date and dated(text)
        return [
            float(sort),
            float(found),
            indicator_share(query.concepts, text) if figure else 0.0,
            float(date and answers_date(query.text, text)),
            float(when),
            float((figure and not (found or sort)) or (date and not when)),
            float(kind in ("department", "duty") and tells_who(text)),
            float(kind in ("list", "definition") and text.count("、") >= 2),
            float(kind == "definition" and self._defines(text)),
            0.0 if self.want is None else 1.0 if self.want[1].search(text) else -1.0,
        ]

    def _defines(self, text: str) -> bool:
        return any(
            re.search(rf"{re.escape(concept.word)}[”\"」』]?，?(?:是指|指|即|是|（|：|包括)", text)
            for concept in self.query.concepts
        )


def chances(scored: Sequence[Scored]) -> dict[str, float]:
    """The chance of each clause, by id, to hold the unit that answers; they sum to 1."""
    most = scored[0].unit.score if scored else 0.0
    mass: dict[str, float] = {}
    for entry in scored:
        name = entry.unit.clause.id
        mass[name] = mass.get(name, 0.0) + math.exp(entry.unit.score - most)
    total = sum(mass.values())
    return {name: part / total for name, part in mass.items()}
