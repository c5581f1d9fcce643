"""Lexical search: BM25 as sparse arrays that are memory-mapped, not parsed.

Score of a term for a passage, as Lucene computes it (BM25Similarity; Robertson and Zaragoza,
"The Probabilistic Relevance Framework", 2009, without the constant factor k1 + 1)::

    idf(t) · tf / (tf + k1 · (1 - b + b · length / average length))
    idf(t) = ln(1 + (N - df + 0.5) / (df + 0.5))
"""

from __future__ import annotations

import hashlib
import json
import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexStateError
from rag.index.arrays import open_array, save_array

K1 = 1.2
B = 0.75
#: Tokens whose terms are counted together: 10 MB.
COUNTED = 500_000


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The terms of a field, and in how many passages each stands.

    Term i is ``hashes[i]`` (ascending); ``starts[i+1] - starts[i]`` passages hold it. Terms are
    known by a 64-bit hash only: among a million terms two collide with a chance of 3 in 100 million.
    """

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    passages: int
    k1: float
    b: float

    @classmethod
    def load(cls, folder: Path) -> Self:
        """What :meth:`Postings.save` wrote, memory-mapped; of a ``Lexicon``, its own arrays only.

        Raises:
            IndexStateError: a file is missing or damaged.
        """
        path = folder / "parameters.json"
        try:
            parameters = json.loads(path.read_text(encoding="utf-8"))
            arrays: dict[str, Any] = {
                name: open_array(folder / f"{name}.npy", kind) for name, kind in cls.arrays().items()
            }
            return cls(
                **arrays,
                passages=int(parameters["passages"]),
                k1=float(parameters["k1"]),
                b=float(parameters["b"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexStateError(f"cannot read {path}: missing or damaged; run: rag build") from error

    @classmethod
    def arrays(cls) -> dict[str, type[np.generic]]:
        """The arrays by name, with their types."""
        return {"hashes": np.uint64, "starts": np.int64}

    def ordinals(self, terms: Sequence[str]) -> list[int | None]:
        """The number of each term, 0 … terms - 1; None if no passage holds it.

        Looked up at once: a search for forty takes hardly longer than one for a single term.
        """
        if not len(self.hashes):
            return [None] * len(terms)
        wanted = np.fromiter(map(term_hash, terms), np.uint64, len(terms))
        at = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        met = self.hashes[at] == wanted
        return [number if found else None for number, found in zip(at.tolist(), met.tolist(), strict=True)]

    def df(self, term: str) -> int:
        """Number of passages that hold ``term``."""
        begin, end = self.span(term)
        return end - begin

    def idf(self, term: str) -> float:
        """Rarity of ``term``, 0.0 if no passage holds it."""
        df = self.df(term)
        return math.log1p((self.passages - df + 0.5) / (df + 0.5)) if df else 0.0

    def span(self, term: str) -> tuple[int, int]:
        """Where the entries of ``term`` begin and end; equal if there are none."""
        return self.spans([term])[0]

    def spans(self, terms: Sequence[str]) -> list[tuple[int, int]]:
        """The span of each term."""
        starts = self.starts
        return [
            (0, 0) if at is None else (int(starts[at]), int(starts[at + 1])) for at in self.ordinals(terms)
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Postings(Lexicon):
    """For each term the passages that hold it, and how much it adds to their score.

    The passages of term i are ``rows[starts[i]:starts[i+1]]`` (ascending) with ``impacts``
    beside them.
    """

    rows: NDArray[np.int32]
    impacts: NDArray[np.float32]

    @classmethod
    def build(cls, token_lists: Iterable[Sequence[str]], *, k1: float = K1, b: float = B) -> Postings:
        """Postings of passages given as their tokens, in the order of their rows."""
        writer = PostingsWriter()
        for tokens in token_lists:
            writer.add(tokens)
        return writer.finish(k1=k1, b=b)

    def scores(self, terms: Mapping[str, float]) -> NDArray[np.float32]:
        """Sum over ``terms`` of weight · BM25, for every passage: shape (passages,)."""
        total = np.zeros(self.passages, np.float32)
        for (begin, end), weight in zip(self.spans(list(terms)), terms.values(), strict=True):
            if begin < end:
                # A term names a passage once, so plain indexed addition loses nothing.
                total[self.rows[begin:end]] += self.impacts[begin:end] * np.float32(weight)
        return total

    def save(self, folder: Path) -> None:
        """Writes one .npy file per array and the parameters into ``folder``, made if missing."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in self.arrays():
            save_array(folder / f"{name}.npy", getattr(self, name))
        parameters = {"passages": self.passages, "k1": self.k1, "b": self.b}
        (folder / "parameters.json").write_text(json.dumps(parameters), encoding="utf-8")

    @classmethod
    def arrays(cls) -> dict[str, type[np.generic]]:
        """The arrays by name, with their types."""
        return {"hashes": np.uint64, "starts": np.int64, "rows": np.int32, "impacts": np.float32}

    def by_passage(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """The same entries in the order of passages: bounds (passages + 1,), term ordinals, impacts."""
        counts = np.bincount(self.rows, minlength=self.passages)
        bounds = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        terms = np.repeat(np.arange(len(self.hashes), dtype=np.int32), np.diff(self.starts))
        order = np.argsort(self.rows, kind="stable")
        return bounds, terms[order], self.impacts[order]


class PostingsWriter:
    """Collects token lists one by one, so that no token list has to be kept."""

    def __init__(self) -> None:
        self._terms: defaultdict[str, int] = defaultdict()
        self._terms.default_factory = self._terms.__len__  # a new term gets the next number
        self._tokens = array("i")  # the numbers of the terms of those passages that are not counted yet
        self._length = array("i")
        self._counted = 0
        self._entries: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]] = []

    def add(self, tokens: Sequence[str]) -> None:
        """Adds the next passage."""
        self._tokens.fromlist([self._terms[token] for token in tokens])
        self._length.append(len(tokens))
        if len(self._tokens) >= COUNTED:
            self._count()

    def _count(self) -> None:
        """Counts the terms of the passages that came last: their rows, terms and frequencies."""
        lengths = _int32(self._length[self._counted :])
        rows = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
        # Sorted as numbers: a fifth of the time of a dictionary for each passage.
        keys = np.sort(rows * len(self._terms) + _int32(self._tokens))
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        row, term = np.divmod(keys[first], max(1, len(self._terms)))
        times = np.diff(first, append=len(keys))
        row += self._counted
        self._entries.append((row.astype(np.int32), term.astype(np.int32), times.astype(np.int32)))
        self._counted, self._tokens = len(self._length), array("i")

    def finish(self, *, k1: float = K1, b: float = B) -> Postings:
        """The postings of everything added."""
        self._count()
        lengths = _int32(self._length).astype(np.float64)
        rows, terms, times = map(np.concatenate, zip(*self._entries, strict=True))
        tf = times.astype(np.float64)
        average = float(lengths.mean()) if lengths.sum() else 1.0
        saturation = tf + (k1 * (1 - b + b * lengths / average))[rows]
        impacts = (tf / saturation).astype(np.float32)
        return self._by_term(rows, terms, impacts, len(lengths), k1, b)

    def _by_term(
        self,
        rows: NDArray[np.int32],
        terms: NDArray[np.int32],
        impacts: NDArray[np.float32],
        passages: int,
        k1: float,
        b: float,
    ) -> Postings:
        """Turns entries in the order of passages into entries in the order of term hashes."""
        hashes = np.fromiter(map(term_hash, self._terms), np.uint64, len(self._terms))
        order = np.argsort(hashes)
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        term = rank[terms]
        df = np.bincount(term, minlength=len(order))
        idf = np.log1p((passages - df + 0.5) / (df + 0.5)).astype(np.float32)
        entries = np.argsort(term, kind="stable")  # stable: rows stay ascending
        return Postings(
            hashes=hashes[order],
            starts=np.concatenate(([0], np.cumsum(df))).astype(np.int64),
            rows=rows[entries],
            impacts=(impacts * idf[term])[entries],
            passages=passages,
            k1=k1,
            b=b,
        )


def term_hash(term: str) -> int:
    """64 bits that stand for a term in every process (Python's own hash changes)."""
    data = term.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


def _int32(values: array[int]) -> NDArray[np.int32]:
    return np.frombuffer(values, dtype=np.int32) if len(values) else np.empty(0, np.int32)
