"""Collections on a Milvus server: made for a version, found, named by an alias, dropped.

The only file that imports pymilvus. A row of a collection is a passage: its vector, its terms as a
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
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import IndexStateError
from rag.index.layout import CLAUSES, FIELDS, STORE
from rag.index.manifest import FileMark, mark_file, replace_file
from rag.index.milvus_rows import VARCHAR, batches
from rag.index.store import ClauseStore
from rag.index.vectors import FLAT_ROWS, Floats
from rag.settings import settings

ALIAS = "policy_current"
"""Names the collection of the version in use, for other programs; ours open theirs by name."""
PREFIX = "policy_"
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
    told = {
        "collection": collection,
        "index": kind,
        "moved": {name: [mark.bytes, mark.sha256] for name, mark in moved.items()},
    }
    # Before the collection is there: whoever cleans up after a killed build must know of it.
    replace_file(draft / STORE, json.dumps(told, indent=1) + "\n")
    server = Server.chosen()
    _create(server, collection, matrix.shape[1])
    _upload(server, collection, draft, matrix)
    _index(server, collection, kind)
    if (held := count(server, collection)) != len(matrix):
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
    return {name: FileMark(*mark) for name, mark in description(folder)["moved"].items()}


def set_alias(folder: Path) -> None:
    """Lets the alias name the collection of a version, in one step of the server.

    Raises:
        IndexStateError: the server or the collection is not there.
    """
    collection = description(folder)["collection"]
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
    collection = description(folder)["collection"]
    with Server.chosen().asked(f"drop the collection {collection}") as client:
        if not client.has_collection(collection, timeout=TIMEOUT):
            return
        for alias in client.list_aliases(collection, timeout=TIMEOUT)["aliases"]:
            client.drop_alias(alias, timeout=TIMEOUT)  # a collection with an alias cannot be dropped
        client.drop_collection(collection, timeout=TIMEOUT)


def described(folder: Path) -> str:
    """Where the passages of a version lie, in words."""
    found = description(folder)
    return f"Milvus {settings().store}, collection {found['collection']} ({found['index']})"


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


def description(folder: Path) -> dict[str, Any]:
    """What ``store.json`` says: the collection's name, its kind of index, the files that went there.

    Raises:
        IndexStateError: it is missing or damaged.
    """
    path = folder / STORE
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(values["collection"], str) and values["index"] in _BUILD and values["moved"]:
            return dict(values)
        raise ValueError("not what was written")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexStateError(f"cannot read {path}: missing or damaged ({error}); run: rag build") from error


def count(server: Server, collection: str, filter: str = "") -> int:
    """How many rows of a collection pass a filter.

    Raises:
        IndexStateError: the server or the collection is not there.
    """
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
