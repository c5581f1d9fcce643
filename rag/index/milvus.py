"""Passages on a Milvus server: a collection for each version, searched by vector and by words there.

The only file that imports pymilvus. A row of the collection is a passage: its vector, its terms as a
sparse vector, its text, and what of its document one may filter by. The value of a term is its BM25
as ``rag.index.lexical`` computes it, so an inner product there is the score here, and no analyzer of
a server comes into it. Text and context share one sparse field: term i of the text is dimension i, term
j of the context is dimension j behind all terms of the text, so one search weighs both.

The version folder keeps the clause store, the lexicons (term to dimension, rarity) and ``store.json``
with the name of the collection.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import EncoderError, IndexStateError
from rag.index.layout import CLAUSES, FIELDS, STORE, Field
from rag.index.lexical import Lexicon
from rag.index.manifest import FileMark, mark_file, replace_file
from rag.index.milvus_rows import VARCHAR, batches
from rag.index.store import ClauseStore
from rag.index.vectors import FLAT_ROWS, Floats, Rows
from rag.settings import settings

ALIAS = "policy_current"
"""Names the collection of the version in use, for other programs; ours open theirs by name."""
PREFIX = "policy_"
MOST = 16_384
"""As many results Milvus returns at most."""
ASKED_AT_ONCE = 1000
"""Rows whose scores or vectors one request asks for."""
TIMEOUT = 30.0
LOAD_TIMEOUT = 3600.0
#: Files of a draft whose content goes to the server.
_MOVED = tuple(f"{field}/{name}.npy" for field in FIELDS for name in ("rows", "impacts"))
#: Per segment, as Milvus builds its indexes; the searches look at more than the default.
_BUILD: dict[str, dict[str, int]] = {
    "FLAT": {},
    "IVF_SQ8": {"nlist": 1024},
    "HNSW": {"M": 16, "efConstruction": 200},
    "DISKANN": {},
}


class MilvusStore:
    """A ``PassageStore`` on one collection."""

    def __init__(self, server: Server, collection: str, kind: str, lexicons: Mapping[Field, Lexicon]) -> None:
        """Loads the collection, if it is not.

        Raises:
            IndexStateError: the server or the collection is not there.
        """
        self._server = server
        self._collection = collection
        self._kind = kind
        self._lexicons = lexicons
        with server.asked(f"open the collection {collection}") as client:
            client.load_collection(collection, timeout=LOAD_TIMEOUT)
            fields = client.describe_collection(collection)["fields"]
        self._dim = next(int(field["params"]["dim"]) for field in fields if field["name"] == "dense")
        self._count = _count(server, collection)

    @classmethod
    def open(cls, folder: Path) -> MilvusStore:
        """The collection of a version folder.

        Raises:
            IndexStateError: a file, the server or the collection is not there.
        """
        description = _description(folder)
        lexicons = {field: Lexicon.load(folder / field) for field in FIELDS}
        return cls(Server.chosen(), description["collection"], description["index"], lexicons)

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
        return max(found, everywhere * _count(self._server, self._collection, filter) // self._count)

    def idf(self, field: Field, term: str) -> float:
        """Rarity of a term in a field."""
        return self._lexicons[field].idf(term)

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
        places = ((lexicon.ordinal(term), weight) for term, weight in terms.items())
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


def write_collection(draft: Path, matrix: Floats, marks: dict[str, FileMark]) -> dict[str, FileMark]:
    """Makes the collection of a draft; returns the marks of the files that stay.

    Raises:
        IndexStateError: the server is not there or did not take everything.
        OSError: a file cannot be written.
    """
    # As a rebuild from stored vectors would have them: files hold half floats too.
    matrix = matrix.astype(np.float16).astype(np.float32)
    kind = "FLAT" if len(matrix) <= FLAT_ROWS else settings().store_index
    collection = _name(draft, matrix, marks)
    moved = {name: marks[name] for name in _MOVED}
    description = {
        "collection": collection,
        "index": kind,
        "moved": {name: [mark.bytes, mark.sha256] for name, mark in moved.items()},
    }
    # Before the collection is there: whoever cleans up after a killed build must know of it.
    replace_file(draft / STORE, json.dumps(description, indent=1) + "\n")
    server = Server.chosen()
    _create(server, collection, matrix.shape[1])
    _upload(server, collection, draft, matrix)
    _index(server, collection, kind)
    if (held := _count(server, collection)) != len(matrix):
        raise IndexStateError(
            f"Milvus holds {held} of {len(matrix)} passages in {collection}; the version in use is not "
            "harmed; look into the server's log, then run: rag build"
        )
    for name in _MOVED:
        (draft / name).unlink()
    kept = {name: mark for name, mark in marks.items() if name not in moved}
    return {**kept, STORE: mark_file(draft / STORE)}


def moved_files(folder: Path) -> dict[str, FileMark]:
    """The marks of the files whose content went to the server.

    Raises:
        IndexStateError: ``store.json`` is missing or damaged.
    """
    return {name: FileMark(*mark) for name, mark in _description(folder)["moved"].items()}


def is_complete(folder: Path) -> bool:
    """Whether the collection of a version is there with every passage.

    Raises:
        IndexStateError: the server is not there.
    """
    collection = _description(folder)["collection"]
    with Server.chosen().asked(f"look for the collection {collection}") as client:
        if not client.has_collection(collection, timeout=TIMEOUT):
            return False
    return len(set(MilvusStore.open(folder).counts().values())) == 1


def set_alias(folder: Path) -> None:
    """Lets the alias name the collection of a version, in one step of the server.

    Raises:
        IndexStateError: the server or the collection is not there.
    """
    collection = _description(folder)["collection"]
    with Server.chosen().asked(f"let {ALIAS} name {collection}") as client:
        if _alias_of(client, ALIAS) is None:
            client.create_alias(collection, ALIAS, timeout=TIMEOUT)
        else:
            client.alter_alias(collection, ALIAS, timeout=TIMEOUT)


def drop_collection(folder: Path) -> None:
    """Drops the collection of a version, if it is there.

    Raises:
        IndexStateError: the server is not there.
    """
    collection = _description(folder)["collection"]
    with Server.chosen().asked(f"drop the collection {collection}") as client:
        if not client.has_collection(collection, timeout=TIMEOUT):
            return
        for alias in client.list_aliases(collection, timeout=TIMEOUT)["aliases"]:
            client.drop_alias(alias, timeout=TIMEOUT)  # a collection with an alias cannot be dropped
        client.drop_collection(collection, timeout=TIMEOUT)


def described(folder: Path) -> str:
    """Where the passages of a version lie, in words."""
    description = _description(folder)
    return f"Milvus {settings().store}, collection {description['collection']} ({description['index']})"


# ---- the collection ------------------------------------------------------------------------------


def _name(draft: Path, matrix: Floats, marks: dict[str, FileMark]) -> str:
    """A name that sorts by time and ends in a hash of the content, as the version's does."""
    digest = hashlib.sha256(np.ascontiguousarray(matrix).tobytes())
    for name, mark in sorted(marks.items()):
        digest.update(f"{name}:{mark.sha256}\n".encode())
    time = "".join(character if character.isalnum() else "_" for character in draft.name.rpartition("-")[2])
    return f"{PREFIX}{time}_{digest.hexdigest()[:12]}"


def _create(server: Server, collection: str, dim: int) -> None:
    with server.asked(f"make the collection {collection}") as client:
        from pymilvus import DataType

        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("document", DataType.INT64)
        schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dim)
        schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
        for name in ("document_id", "clause_id", "text", "region", "issued_on", "status"):
            schema.add_field(name, DataType.VARCHAR, max_length=VARCHAR, mmap_enabled=name == "text")
        client.create_collection(collection, schema=schema, consistency_level="Strong", timeout=TIMEOUT)


def _upload(server: Server, collection: str, draft: Path, matrix: Floats) -> None:
    with closing(ClauseStore(draft / CLAUSES)) as store:
        for rows in batches(store, draft, matrix):
            with server.asked(f"fill the collection {collection}") as client:
                client.insert(collection, rows, timeout=LOAD_TIMEOUT)
    with server.asked(f"close the collection {collection}") as client:
        client.flush(collection, timeout=LOAD_TIMEOUT)


def _index(server: Server, collection: str, kind: str) -> None:
    """Builds the indexes, once all rows are there, and loads the collection."""
    with server.asked(f"index the collection {collection}") as client:
        indexes = client.prepare_index_params()
        indexes.add_index("dense", index_type=kind, metric_type="IP", params=_BUILD[kind])
        indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        indexes.add_index("document", index_type="INVERTED")
        # A small collection needs no waiting: without an index its rows are compared one by one.
        client.create_index(collection, indexes, timeout=LOAD_TIMEOUT, sync=kind != "FLAT")
        client.load_collection(collection, timeout=LOAD_TIMEOUT)


# ---- asking the server ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Server:
    """A Milvus server by its address; its connection is shared by all threads of the process."""

    uri: str
    token: str

    @classmethod
    def chosen(cls) -> Server:
        """The one of the settings.

        Raises:
            IndexStateError: they name none.
        """
        chosen = settings()
        if chosen.store == "faiss":
            raise IndexStateError(
                "this index version lies on a Milvus server; set RAG_STORE to its address, or run: rag build"
            )
        return cls(chosen.store, chosen.store_token.get_secret_value() if chosen.store_token else "")

    @contextmanager
    def asked(self, doing: str) -> Iterator[Any]:
        """The client for a request; its errors in our words.

        Raises:
            IndexStateError: the server is not there or refuses, or pymilvus is not installed.
        """
        try:
            from pymilvus.exceptions import MilvusException
        except ImportError as error:
            raise IndexStateError(
                f"RAG_STORE={self.uri} needs pymilvus: install the extra [milvus], or unset RAG_STORE"
            ) from error
        try:
            yield _client(self)
        except MilvusException as error:
            reason = error.message or str(error)
            raise IndexStateError(
                f"cannot {doing} on Milvus at {self.uri}: {reason}; check that the server runs and that "
                "RAG_STORE and RAG_STORE_TOKEN are right; if the collection is gone, run: rag build"
            ) from error


@lru_cache(maxsize=8)
def _client(server: Server) -> Any:
    from pymilvus import MilvusClient

    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs tracebacks of what it raises
    return MilvusClient(server.uri, token=server.token, timeout=TIMEOUT)


def _description(folder: Path) -> dict[str, Any]:
    path = folder / STORE
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(values["collection"], str) and values["index"] in _BUILD and values["moved"]:
            return dict(values)
        raise ValueError("not what was written")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexStateError(f"cannot read {path}: missing or damaged ({error}); run: rag build") from error


def _count(server: Server, collection: str, filter: str = "") -> int:
    with server.asked(f"count the rows of {collection}") as client:
        # Strong: whatever is read afterwards sees as much.
        found = client.query(collection, filter, ["count(*)"], consistency_level="Strong", timeout=TIMEOUT)
        return int(found[0]["count(*)"])


def _alias_of(client: Any, alias: str) -> str | None:
    """The collection that an alias names, if there is such an alias."""
    for collection in client.list_collections(timeout=TIMEOUT):
        if alias in client.list_aliases(collection, timeout=TIMEOUT)["aliases"]:
            return str(collection)
    return None


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
