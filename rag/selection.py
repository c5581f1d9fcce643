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

from rag.kinds import answers_date, answers_figure, counted, dated, indicator_share, want_of
from rag.signals import _run
from rag.text import fold
from rag.tokens import tokens
from rag.types import Document, Hit
from rag.understand import Query
from rag.units import Unit, units_of

WEIGHTS = Path(__file__).parent / "data" / "selection.json"
#: Hits of which the units are weighed.
HITS = 8

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

_WHO = re.compile(r"牵头|配合|责任|负责|组长|主任|担任|设在|领导小组|统筹|协调|承担")


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
    units, rows = [], []
    for place, hit in enumerate(hits[:HITS]):
        around = _Around(query, hit, place, best, idf)
        for unit in units_of(hit.clause, documents[hit.clause.document_id], fine):
            units.append(Scored(unit, hit))
            rows.append(around.features(unit.text))
    return units, np.array(rows, np.float64).reshape(len(rows), len(FEATURES))


@lru_cache(maxsize=20_000)
def _terms(text: str) -> frozenset[str]:
    return frozenset(tokens(text))


class _Around:
    """What is the same for all units of one hit."""

    def __init__(self, query: Query, hit: Hit, place: int, best: float, idf: Mapping[str, float]) -> None:
        self.query = query
        self.above = _terms(hit.clause.heading) | _terms(hit.passage.context)
        self.above_text = fold(hit.clause.heading) + fold(hit.passage.context)
        self.near_above = query.near(hit.passage.context)
        self.worth = {term: weight * idf.get(term, 0.0) for term, weight in query.terms.items()}
        self.most = sum(w for term, w in self.worth.items() if query.terms[term] >= 1.0) or 1.0
        self.behind = min(3.0, (best - hit.score) / 3)
        self.place = place / 10
        self.front = float(
            hit.clause.kind in ("title", "addressees", "preamble", "signature") and not query.facts
        )
        self.dense = hit.signals.get("dense", 0.0)
        self.want = want_of(query.text)

    def features(self, text: str) -> list[float]:
        """The features of a unit in the order of ``FEATURES``."""
        query, kind = self.query, self.query.kind
        held = _terms(text)
        got = sum(worth for term, worth in self.worth.items() if term in held)
        beyond = sum(worth for term, worth in self.worth.items() if term in self.above and term not in held)
        figure, date = kind == "figure", kind == "date"
        return [
            min(1.2, got / self.most),
            min(1.2, beyond / self.most),
            got / self.most / math.sqrt(max(len(text), 10) / 40),
            *self._subject(text),
            min(1.5, _run(query.text, text) / 10),
            float(figure and answers_figure(query.text, text)),
            float(figure and bool(counted(text))),
            indicator_share(query.concepts, text) if figure else 0.0,
            float(date and answers_date(query.text, text)),
            float(date and dated(text)),
            float((figure and not counted(text)) or (date and not dated(text))),
            float(kind in ("department", "duty") and bool(_WHO.search(text))),
            float(kind in ("list", "definition") and text.count("、") >= 2),
            float(kind == "definition" and self._defines(text)),
            0.0 if self.want is None else 1.0 if self.want[1].search(text) else -1.0,
            sum(year in text for year in query.years) / len(query.years) if query.years else 0.0,
            math.log1p(len(text)) / 6,
            self.behind,
            self.place,
            self.front,
            self.dense,
        ]

    def _subject(self, text: str) -> list[float]:
        """The five features of the content words: subject … missing."""
        concepts = self.query.concepts
        if not concepts:
            return [0.3, 0.0, 0.3, 0.3, 0.0]
        folded, near = fold(text), self.query.near(text)
        hard = [concept.share(folded) for concept in concepts]
        above = [concept.share(self.above_text) for concept in concepts]
        here = [max(h, near.get(c.word, 0.0)) for h, c in zip(hard, concepts, strict=True)]
        both = [
            max(h, a, 0.8 * self.near_above.get(c.word, 0.0))
            for h, a, c in zip(here, above, concepts, strict=True)
        ]
        lost = [c.rarity for c, held in zip(concepts, both, strict=True) if held < 0.3]
        worths = [concept.worth for concept in concepts]
        beyond = [0.0 if h else a for h, a in zip(hard, above, strict=True)]
        return [*(_mean(worths, held) for held in (hard, beyond, here, both)), max(lost, default=0.0)]

    def _defines(self, text: str) -> bool:
        return any(
            re.search(rf"{re.escape(concept.word)}[”\"」』]?，?(?:是指|指|即|是|（|：|包括)", text)
            for concept in self.query.concepts
        )


def _mean(worths: Sequence[float], held: Sequence[float]) -> float:
    return sum(w * h for w, h in zip(worths, held, strict=True)) / sum(worths)


def chances(scored: Sequence[Scored]) -> dict[str, float]:
    """The chance of each clause, by id, to hold the unit that answers; they sum to 1."""
    most = scored[0].unit.score if scored else 0.0
    mass: dict[str, float] = {}
    for entry in scored:
        name = entry.unit.clause.id
        mass[name] = mass.get(name, 0.0) + math.exp(entry.unit.score - most)
    total = sum(mass.values())
    return {name: part / total for name, part in mass.items()}
