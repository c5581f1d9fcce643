"""Retrieval: candidates from dense and lexical search, ranked by one small learned model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.encode.encoder import Encoder
from rag.index import Index, Words
from rag.language.labels import canonical
from rag.language.tokens import tokens
from rag.retrieve.rerank import DEPTH as RERANKED
from rag.retrieve.rerank import Reranker, reranked
from rag.retrieve.shelf import Shelf
from rag.retrieve.signals import SIGNALS, Look, Reader
from rag.types import Hit
from rag.understand.query import Query
from rag.understand.reference import by_last, matched

WEIGHTS = Path(__file__).parents[1] / "data" / "fusion.json"

#: Candidates from each search, and how many of them are looked at closely.
DEPTH, CLOSE = 100, 60
#: Candidates at least, where there are so many.
LEAST = 30
#: Of the clauses that a label may name, so many are looked at.
LABELLED = 400
#: Behind this many of the best, the next passage is looked at too: a list follows its lead-in.
NEAR = 15
#: Weight of title and headings beside the text, where words choose the candidates.
ABOVE_WEIGHT = 0.5


@lru_cache(maxsize=1)
def fusion_weights() -> dict[str, float]:
    """The learned weight of each signal."""
    weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights


class Retriever:
    """Finds the clauses of an index that a query asks for.

    Args:
        index: an opened index.
        encoder: the one that built it.
        weights: of the signals, by name; by default the learned ones.
        reranker: looks at the first hits again; None: they stay as they are.
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        weights: Mapping[str, float] | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.index = index
        self.encoder = encoder
        self.reranker = reranker
        chosen = fusion_weights() if weights is None else weights
        headers = index.headers()
        self._titles = {header.id: header.title for header in headers}
        self._regions = {header.id: header.region for header in headers if header.region}
        self._ordinal = {name: at for at, name in enumerate(index.document_ids)}
        self._weights = np.array([chosen.get(name, 0.0) for name in SIGNALS])
        self._shelf = Shelf(index)
        self._labels = lru_cache(maxsize=512)(self._read_labels)
        self.idf = lru_cache(maxsize=50_000)(self._idf)

    def _idf(self, term: str) -> float:
        """Inverse document frequency of a term, in texts or headings; 0 where it stands nowhere."""
        return max(self.index.idf("body", term), self.index.idf("context", term))

    def search(self, query: Query, k: int = 20, *, documents: frozenset[str] | None = None) -> list[Hit]:
        """The ``k`` best clauses, best first; one hit a clause, with its best passage.

        Args:
            query: from ``understand``.
            k: how many.
            documents: only these are searched; None: all.

        Raises:
            RerankerError: the reranker returned what it must not.
        """
        looks, table = self.looks(query, documents)
        if not looks:
            return []
        scores = table @ self._weights
        best: dict[str, int] = {}
        for i in np.argsort(-scores, kind="stable").tolist():
            best.setdefault(looks[i].held.clause.id, i)
        by_label = _by_label(table)
        ranked = sorted(best.values(), key=lambda i: by_label[i])
        sides: list[str | None] = [None] * len(looks)
        if len(query.documents) > 1 or query.every_region:
            owners = [look.clause.document_id for look in looks]
            sides = _sides(owners, query.documents, self._regions)
            ranked = _in_turn(ranked, sides)
        hits = [
            Hit(
                looks[i].clause,
                float(scores[i]),
                rank,
                looks[i].passage,
                dict(zip(SIGNALS, table[i].tolist(), strict=True)),
            )
            for rank, i in enumerate(ranked[: max(k, RERANKED) if self.reranker else k], start=1)
        ]
        if self.reranker and hits:
            # A clause named by its label is a group of its own: it stays where it is.
            groups = [i if by_label[i] else sides[i] for i in ranked[: len(hits)]]
            hits = reranked(self.reranker, query.text, hits, groups)[:k]
        return hits

    def passages(self, query: Query, k: int = 10) -> list[Look]:
        """The ``k`` best passages, best first, several of one clause where they are."""
        looks, table = self.looks(query)
        order: list[int] = np.argsort(-(table @ self._weights), kind="stable")[:k].tolist()
        return [looks[i] for i in order]

    def looks(
        self, query: Query, documents: frozenset[str] | None = None
    ) -> tuple[list[Look], NDArray[np.float64]]:
        """The candidates and their signals, shape (candidates, signals)."""
        index = self.index
        if not index.passage_count:
            return [], np.zeros((0, len(SIGNALS)))
        words = index.words(query.terms, ABOVE_WEIGHT)
        vector = self.encoder.encode_query(query.text) if query.vector is None else query.vector
        allowed = self._ordinals(documents)
        rows, sims = index.dense(vector, DEPTH, allowed)
        dense = dict(zip(rows.tolist(), sims.tolist(), strict=True))
        chosen = self._candidates(query, words, dense, allowed)
        body, context, near = self._scores(words, chosen)
        idf = {term: self.idf(term) for term in query.terms}
        ceiling = sum(w * idf[t] for t, w in query.terms.items() if w >= 1.0) * 2.2 or 1.0
        floor = min(dense.values(), default=0.0)
        owner, at = index.passage_document, np.array(chosen, np.int64)
        placed = self._placed(query.places, owner[at])
        opening = ((at == 0) | (owner[at - 1] != owner[at])).tolist()
        looks = []
        for row, held, document, opens in zip(
            chosen, self._shelf.take(chosen), owner[at].tolist(), opening, strict=True
        ):
            looks.append(
                Look(
                    row,
                    held,
                    body[row],
                    context[row],
                    dense.get(row, floor),
                    *near[row],
                    place=document in placed,
                    title=self._titles[held.passage.document_id],
                    opening=opens,
                )
            )
        return looks, Reader(query, idf, ceiling).signals(looks)

    def _placed(self, places: Sequence[str], documents: NDArray[np.int32]) -> set[int]:
        """Those of ``documents``, by ordinal, of which a passage names one of the places."""
        asked = np.unique(documents).tolist() if places else []
        pairs = {pair for place in places for pair in tokens(place)[:1]}
        return {each for pair in pairs for each in self.index.holders(pair, asked)}

    def _scores(
        self, words: Words, rows: Sequence[int]
    ) -> tuple[dict[int, float], dict[int, float], dict[int, tuple[float, float]]]:
        """Scores of ``rows`` in text and context, and in the text of their neighbours in the document."""
        owner = self.index.passage_document
        asked = sorted({near for row in rows for near in (row - 1, row, row + 1) if 0 <= near < len(owner)})
        found = words.at(np.array(asked, np.int64))
        body, context = (dict(zip(asked, scores.tolist(), strict=True)) for scores in found)

        def beside(row: int, other: int) -> float:
            return body[other] if other in body and owner[other] == owner[row] else 0.0

        return body, context, {row: (beside(row, row - 1), beside(row, row + 1)) for row in rows}

    def _ordinals(self, documents: frozenset[str] | None) -> list[int] | None:
        """Ordinals of the documents of that name; None: all."""
        if documents is None:
            return None
        return sorted(self._ordinal[name] for name in documents if name in self._ordinal)

    def _candidates(
        self, query: Query, words: Words, dense: Mapping[int, float], allowed: Sequence[int] | None
    ) -> list[int]:
        """Rows worth a closer look: the best of each search, all that a reference names."""
        mixed, most = self._mixed(words, dense, allowed)
        chosen = set(_top(mixed, CLOSE))
        if len(chosen) < LEAST:  # words that stand nowhere still have nearest clauses
            chosen.update(list(dense)[:LEAST])
        owner = self.index.passage_document
        for row in _top(mixed, NEAR):
            if row + 1 < len(owner) and owner[row + 1] == owner[row]:
                chosen.add(row + 1)
        if query.documents:
            named = self._ordinals(query.documents | query.titled) or []
            inside = named if allowed is None else sorted(set(named) & set(allowed))
            chosen.update(self._inside(words, mixed, most, inside))
            if query.of_document or query.references:
                chosen.update(self._structural(query, words, inside))
        elif (query.of_document or query.references) and self.index.passage_count <= 20_000:
            chosen.update(self._structural(query, words, allowed))
        return sorted(chosen)

    def _mixed(
        self, words: Words, dense: Mapping[int, float], allowed: Sequence[int] | None
    ) -> tuple[dict[int, float], float]:
        """Both searches in one number: words as a share of the best score, and half the cosine; the best.

        Enough rows for the ``CLOSE`` best: beside the nearest, ``DEPTH`` at most, words alone decide.
        """
        rows, scores = words.best(CLOSE + DEPTH, allowed)
        mixed = dict(zip(rows.tolist(), scores.tolist(), strict=True))
        others = [row for row in dense if row not in mixed]
        for row, body, context in zip(others, *words.at(np.array(others, np.int64)), strict=True):
            mixed[row] = float(body + ABOVE_WEIGHT * context)
        most = max(mixed.values(), default=0.0) or 1.0
        return {row: score / most + 0.5 * dense.get(row, 0.0) for row, score in mixed.items()}, most

    def _inside(
        self, words: Words, mixed: Mapping[int, float], most: float, documents: Sequence[int]
    ) -> list[int]:
        """The best rows of the documents that the question names."""
        owner, wanted = self.index.passage_document, set(documents)
        held = {row: score for row, score in mixed.items() if int(owner[row]) in wanted}
        rows, scores = words.best(CLOSE + DEPTH, documents)
        for row, score in zip(rows.tolist(), scores.tolist(), strict=True):
            held.setdefault(row, score / most)
        return _top(held, CLOSE)

    def _structural(self, query: Query, words: Words, documents: Sequence[int] | None) -> list[int]:
        """Rows of front matter, or of the clauses that a label in the question may name.

        Every document has a first article: of more than ``LABELLED`` those with the best words.
        """
        asked = by_last(query.references)
        every = range(len(self.index.document_ids)) if documents is None else documents
        wanted = [
            row
            for document in every
            for row, path, front in self._labels(document)
            if matched(asked, path) or (front and query.of_document)
        ]
        if len(wanted) <= LABELLED:
            return wanted
        body, context = words.at(np.array(wanted, np.int64))
        best = np.argsort(-(body + ABOVE_WEIGHT * context), kind="stable")[:LABELLED]
        return [wanted[i] for i in best.tolist()]

    def _read_labels(self, document: int) -> list[tuple[int, tuple[str, ...], bool]]:
        """Each row of a document with the labels of its clause, and whether that is front matter."""
        rows = self.index.rows([document]).tolist()
        paths = [p.clause_id.partition("#")[2].split("/") for p in self.index.passages(rows)]
        return [
            (
                row,
                (*path[:-1], canonical(path[-1].split("~")[0])),
                path[0] in ("标题", "主送", "前言", "落款"),
            )
            for row, path in zip(rows, paths, strict=True)
        ]


def _by_label(table: NDArray[np.float64]) -> list[float]:
    """Clauses that the question names by their label come first, whatever the weights say."""
    reference, region = (table[:, list(SIGNALS).index(name)] for name in ("reference", "region"))
    keys: list[float] = np.where((reference >= 0.7) & (region >= 0), -reference, 0.0).tolist()
    return keys


def _top(scores: Mapping[int, float], k: int) -> list[int]:
    best = sorted((-score, row) for row, score in scores.items() if score > 0)
    return [row for _, row in best[:k]]


def _sides(owners: Sequence[str], documents: frozenset[str], regions: Mapping[str, str]) -> list[str | None]:
    """What each candidate speaks for in a comparison: its region; None: nothing that is compared.

    A document without a region stands for itself. Not document by document: of a region with ten
    documents nine may not treat the matter.

    Args:
        owners: the document of each candidate.
        documents: those that the question names; none: all.
        regions: of documents, by id.
    """
    return [regions.get(owner, owner) if not documents or owner in documents else None for owner in owners]


def _in_turn(ranked: Sequence[int], sides: Sequence[str | None]) -> list[int]:
    """Candidates of the sides of a comparison in turn, best first, then those of no side.

    Args:
        ranked: numbers of candidates, best first.
        sides: of each candidate; None: of no side.
    """
    by_side: dict[str, list[int]] = {}
    for i in ranked:
        side = sides[i]
        if side is not None:
            by_side.setdefault(side, []).append(i)
    out: list[int] = []
    lists = list(by_side.values())
    for place in range(max(map(len, lists), default=0)):
        out.extend(numbers[place] for numbers in lists if place < len(numbers))
    return out + [i for i in ranked if sides[i] is None]
