"""Passages searched in the files of their version: FAISS for vectors, postings for words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.index.arrays import open_array
from rag.index.layout import FIELDS, PASSAGE_DOCUMENT, VECTORS, Field
from rag.index.lexical import Postings
from rag.index.manifest import FileMark, mark_file
from rag.index.vectors import FaissStore, Floats, Rows

#: Passages of which only the best is looked at first, where the best of all are sought.
RUN = 256


class LocalStore:
    """A ``PassageStore`` on memory-mapped files."""

    def __init__(self, folder: Path) -> None:
        """Opens the files of a version.

        Raises:
            IndexStateError: one is missing or damaged.
        """
        self._vectors = FaissStore.load(folder / VECTORS)
        self._postings = {field: Postings.load(folder / field) for field in FIELDS}
        self._owners = open_array(folder / PASSAGE_DOCUMENT, np.int32)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._vectors.dim

    def counts(self) -> dict[str, int]:
        """How many passages each part holds."""
        held: dict[str, int] = {field: postings.passages for field, postings in self._postings.items()}
        return {"vectors": self._vectors.count, "owners": len(self._owners), **held}

    def dense(self, query: Floats, k: int, documents: Sequence[int] | None = None) -> tuple[Rows, Floats]:
        """The rows nearest to a query vector, best first."""
        return self._vectors.search(query, k, None if documents is None else mask_of(documents, self._owners))

    def words(self, terms: Mapping[Field, Mapping[str, float]], context: float) -> ScoredWords:
        """The terms of a question with their scores."""
        body, heading = (self._postings[field].scores(terms[field]) for field in FIELDS)
        return ScoredWords(body, heading, self._owners, context)

    def df(self, field: Field, term: str, documents: Sequence[int] | None = None) -> int:
        """Number of passages that hold a term in a field."""
        postings = self._postings[field]
        if documents is None:
            return postings.df(term)
        begin, end = postings.span(term)
        return int(np.count_nonzero(mask_of(documents, self._owners)[postings.rows[begin:end]]))

    def idf(self, field: Field, term: str) -> float:
        """Rarity of a term in a field."""
        return self._postings[field].idf(term)

    def holders(self, term: str, documents: Sequence[int]) -> set[int]:
        """Those of ``documents`` that have a passage with a term."""
        asked = np.unique(np.asarray(documents, np.int32))
        bounds = [np.searchsorted(self._owners, asked, side) for side in ("left", "right")]
        held = np.zeros(len(asked), np.bool_)
        for postings in self._postings.values():
            begin, end = postings.span(term)
            # Rows ascend: a document holds the term where one of them lies within its bounds.
            first, behind = (np.searchsorted(postings.rows[begin:end], bound) for bound in bounds)
            held |= first < behind
        return set(asked[held].tolist())

    def vectors(self, rows: Rows) -> Floats:
        """Stored vectors of ``rows``, shape (n, dim)."""
        return self._vectors.vectors(rows)


class ScoredWords:
    """``Words`` whose scores for every passage are known from the start.

    Args:
        body: BM25 of every passage in its text, shape (passages,).
        context: the same in title and headings.
        owners: ordinal of each passage's document, ascending, shape (passages,).
        weight: of the context beside the text.
    """

    def __init__(self, body: Floats, context: Floats, owners: NDArray[np.int32], weight: float) -> None:
        self._body = body
        self._context = context
        self._owners = owners
        self._mixed = np.multiply(context, np.float32(weight))
        self._mixed += body  # in place: of a million passages, memory that is new takes longer than the sum

    def best(self, k: int, documents: Sequence[int] | None = None) -> tuple[Rows, Floats]:
        """The passages with the highest scores above 0; of equals, the first in the index."""
        if documents is None:
            rows = np.flatnonzero(self._mixed >= _reached(self._mixed, k))
            scores = self._mixed[rows]
        else:
            rows = rows_of(documents, self._owners)
            scores = self._mixed[rows]
            rows, scores = rows[scores > 0], scores[scores > 0]
        order = np.argsort(-scores, kind="stable")[:k]  # rows ascend
        return rows[order], scores[order]

    def at(self, rows: Rows) -> tuple[Floats, Floats]:
        """Scores of ``rows`` in text and context."""
        return self._body[rows], self._context[rows]


def _reached(scores: Floats, k: int) -> np.float32:
    """A score above 0 that no score of the ``k`` best lies below; it may be that of more.

    The best of each run of passages is found at once: where ``k`` runs reach a score, so do ``k``
    passages. Sorting out all that hold a common word is what took long.
    """
    runs = scores[: len(scores) // RUN * RUN].reshape(-1, RUN).max(axis=1)
    reached: np.float32 = np.partition(runs, -k)[-k] if len(runs) >= k > 0 else np.float32(0)
    return max(reached, np.nextafter(np.float32(0), np.float32(1)))


def rows_of(documents: Sequence[int], owners: NDArray[np.int32]) -> NDArray[np.int64]:
    """The rows of the passages of ``documents``, ascending; ``owners`` ascend as well."""
    wanted = np.unique(np.asarray(documents, np.int32))
    begin, end = (np.searchsorted(owners, wanted, side) for side in ("left", "right"))
    spans = zip(begin.tolist(), end.tolist(), strict=True)
    return np.concatenate([np.arange(a, b) for a, b in spans] or [np.empty(0, np.int64)])


def mask_of(documents: Sequence[int], owners: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which passages belong to ``documents``, shape (passages,)."""
    # The last documents may have no passages, so their ordinals may lie beyond the last owner.
    wanted = np.zeros(max([*documents, *owners[-1:].tolist()], default=-1) + 1, np.bool_)
    wanted[np.asarray(documents, np.int64)] = True
    chosen: NDArray[np.bool_] = wanted[owners]
    return chosen


def write_vectors(draft: Path, matrix: Floats) -> FileMark:
    """Writes the vectors of a draft, the last of its files.

    Raises:
        OSError: the file cannot be written.
    """
    FaissStore.build(np.arange(len(matrix), dtype=np.int64), matrix).save(draft / VECTORS)
    return mark_file(draft / VECTORS)
