"""Passages searched on a Milvus server: in the collection of their version, by vector and by words.

What lies there, and how it comes there, says ``rag.index.milvus_collection``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import EncoderError, IndexStateError
from rag.index.arrays import open_array
from rag.index.layout import FIELDS, PASSAGE_DOCUMENT, Field
from rag.index.lexical import Lexicon
from rag.index.milvus_collection import LOAD_TIMEOUT, TIMEOUT, Server, count, description
from rag.index.vectors import Floats, Rows

MOST = 16_384
"""As many results Milvus returns at most."""
ASKED_AT_ONCE = 1000
"""Rows whose scores or vectors one request asks for."""


class MilvusStore:
    """A ``PassageStore`` on one collection."""

    def __init__(
        self,
        server: Server,
        collection: str,
        kind: str,
        lexicons: Mapping[Field, Lexicon],
        owners: NDArray[np.int32],
    ) -> None:
        """Loads the collection, if it is not.

        Args:
            owners: ordinal of each passage's document, shape (passages,).

        Raises:
            IndexStateError: the server or the collection is not there.
        """
        self._server = server
        self._collection = collection
        self._kind = kind
        self._lexicons = lexicons
        self._owners = owners
        with server.asked(f"open the collection {collection}") as client:
            client.load_collection(collection, timeout=LOAD_TIMEOUT)
            fields = client.describe_collection(collection)["fields"]
        self._dim = next(int(field["params"]["dim"]) for field in fields if field["name"] == "dense")
        self._count = count(server, collection)

    @classmethod
    def open(cls, folder: Path) -> MilvusStore:
        """The collection of a version folder.

        Raises:
            IndexStateError: a file, the server or the collection is not there.
        """
        found = description(folder)
        lexicons = {field: Lexicon.load(folder / field) for field in FIELDS}
        owners = open_array(folder / PASSAGE_DOCUMENT, np.int32)
        return cls(Server.chosen(), found["collection"], found["index"], lexicons, owners)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    def counts(self) -> dict[str, int]:
        """How many passages the collection and the lexicons hold."""
        held: dict[str, int] = {field: lexicon.passages for field, lexicon in self._lexicons.items()}
        return {"collection": self._count, **held}

    def dense(self, query: Floats, k: int, documents: Sequence[int] | None = None) -> tuple[Rows, Floats]:
        """The rows nearest to a query vector, best first."""
        if query.shape[-1] != self._dim:
            raise IndexStateError(
                f"vector of {query.shape[-1]} dimensions, but the index holds {self._dim}: "
                "another encoder built it; run: rag build, or choose that encoder"
            )
        if not np.isfinite(query).all():
            raise EncoderError("the query vector is not finite; check the encoder")
        values = np.asarray(query, np.float32).reshape(-1)
        return self._search("dense", [values], k, _of(documents), _looked_at(self._kind, k))[0]

    def words(self, terms: Mapping[Field, Mapping[str, float]], context: float) -> MilvusWords:
        """The terms of a question as sparse vectors."""
        body, headings = (self._sparse(field, terms[field]) for field in FIELDS)
        return MilvusWords(self, body, headings, context)

    def df(self, field: Field, term: str, documents: Sequence[int] | None = None) -> int:
        """Number of passages that hold a term in a field.

        Within ``documents`` counted up to as many as a search returns; beyond, their share of all.
        """
        everywhere = self._lexicons[field].df(term)
        filter = _of(documents)
        if not filter or not everywhere:
            return 0 if filter is None else everywhere
        found = len(self.find([self._sparse(field, {term: 1.0})], MOST, filter)[0][0])
        if found < MOST:
            return found
        return max(found, everywhere * count(self._server, self._collection, filter) // self._count)

    def idf(self, field: Field, term: str) -> float:
        """Rarity of a term in a field."""
        return self._lexicons[field].idf(term)

    def holders(self, term: str, documents: Sequence[int]) -> set[int]:
        """Those of ``documents`` that have a passage with a term."""
        vector = {k: v for field in FIELDS for k, v in self._sparse(field, {term: 1.0}).items()}
        left, held = set(documents), set[int]()
        while vector and left:
            rows, _ = self.find([vector], MOST, f"document in {sorted(left)}")[0]
            found = set(self._owners[rows].tolist())
            held |= found
            left = left - found if len(rows) == MOST else set()
        return held

    def vectors(self, rows: Rows) -> Floats:
        """Stored vectors of ``rows``, shape (n, dim).

        Raises:
            IndexStateError: a row is not there.
        """
        found: dict[int, Any] = {}
        for part in _parts(rows):
            with self._server.asked("read vectors") as client:
                entries = client.query(
                    self._collection, f"row in {part}", ["row", "dense"], timeout=TIMEOUT, limit=len(part)
                )
            found.update((entry["row"], entry["dense"]) for entry in entries)
        missing = [row for row in rows.tolist() if row not in found]
        if missing:
            raise IndexStateError(f"the collection {self._collection} has no row {missing[0]}")
        matrix = np.array([found[row] for row in rows.tolist()], np.float32)
        return matrix.reshape(len(rows), self._dim)

    def find(self, vectors: list[dict[int, float]], k: int, filter: str) -> list[tuple[Rows, Floats]]:
        """For each sparse vector at most ``k`` (rows, inner products) that pass a filter, best first."""
        return self._search("words", vectors, k, filter, {})

    def _search(
        self, field: str, queries: list[Any], k: int, filter: str | None, params: dict[str, int]
    ) -> list[tuple[Rows, Floats]]:
        k = min(k, self._count)
        if k <= 0 or filter is None:
            return [(np.empty(0, np.int64), np.empty(0, np.float32)) for _ in queries]
        with self._server.asked(f"search the collection {self._collection}") as client:
            found = client.search(
                self._collection,
                queries,
                filter=filter,
                limit=k,
                output_fields=["row"],
                anns_field=field,
                search_params={"metric_type": "IP", "params": params},
                # A version does not change any more, so there is nothing to wait for.
                consistency_level="Eventually",
                timeout=TIMEOUT,
            )
        return [_hits(hits) for hits in found]

    def _sparse(self, field: Field, terms: Mapping[str, float]) -> dict[int, float]:
        """Dimension and weight of the terms that the field has."""
        lexicon = self._lexicons[field]
        start = 0 if field == "body" else len(self._lexicons["body"].hashes)
        places = zip(lexicon.ordinals(list(terms)), terms.values(), strict=True)
        return {start + place: weight for place, weight in places if place is not None and weight}


class MilvusWords:
    """``Words`` that are looked up when asked for."""

    def __init__(
        self, store: MilvusStore, body: dict[int, float], context: dict[int, float], weight: float
    ) -> None:
        self._store = store
        self._body = body
        self._context = context
        self._both = {**body, **{dimension: weight * value for dimension, value in context.items()}}

    def best(self, k: int, documents: Sequence[int] | None = None) -> tuple[Rows, Floats]:
        """The passages with the highest scores; of equals, the first in the index."""
        filter = _of(documents)
        if not self._both or filter is None:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        rows, scores = self._store.find([self._both], k, filter)[0]
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def at(self, rows: Rows) -> tuple[Floats, Floats]:
        """Scores of ``rows`` in text and context; what a search does not return scores 0."""
        asked = [vector for vector in (self._body, self._context) if vector]
        found: list[dict[int, float]] = [{} for _ in asked]
        for part in _parts(rows) if asked else ():
            hits = self._store.find(asked, len(part), f"row in {part}")
            for scores, (there, values) in zip(found, hits, strict=True):
                scores.update(zip(there.tolist(), values.tolist(), strict=True))
        body = found[0] if self._body else {}
        return _scores(body, rows), _scores(found[-1] if self._context else {}, rows)


def is_complete(folder: Path) -> bool:
    """Whether the collection of a version is there with every passage.

    Raises:
        IndexStateError: the server is not there.
    """
    collection = description(folder)["collection"]
    with Server.chosen().asked(f"look for the collection {collection}") as client:
        if not client.has_collection(collection, timeout=TIMEOUT):
            return False
    return len(set(MilvusStore.open(folder).counts().values())) == 1


def _scores(found: Mapping[int, float], rows: Rows) -> Floats:
    return np.array([found.get(row, 0.0) for row in np.asarray(rows).tolist()], np.float32)


def _hits(hits: Any) -> tuple[Rows, Floats]:
    rows = np.array([hit["row"] for hit in hits], np.int64)
    return rows, np.array([hit["distance"] for hit in hits], np.float32)


def _of(documents: Sequence[int] | None) -> str | None:
    """The filter for rows of ``documents``; empty for all, None where none can pass."""
    if documents is None:
        return ""
    return f"document in {[int(each) for each in documents]}" if len(documents) else None


def _parts(rows: Rows) -> Iterator[list[int]]:
    values = np.asarray(rows, np.int64).tolist()
    for start in range(0, len(values), ASKED_AT_ONCE):
        yield values[start : start + ASKED_AT_ONCE]


def _looked_at(kind: str, k: int) -> dict[str, int]:
    """How much of an approximate index a search looks at."""
    return {
        "IVF_SQ8": {"nprobe": 64},
        "HNSW": {"ef": max(200, 2 * k)},
        "DISKANN": {"search_list": max(200, 2 * k)},
    }.get(kind, {})
