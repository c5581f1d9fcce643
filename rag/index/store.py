"""The clause store: documents, clause trees and passages in one read-only SQLite file.

Clauses lie in the document's order, so the subtree of a clause is a run of rows and one clause
is read without its document.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from rag.errors import DocumentError, IndexStateError, InputError
from rag.index import codec
from rag.types import Clause, Document, Passage

SCHEMA = """
CREATE TABLE documents (
    ordinal INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
    header BLOB NOT NULL, text BLOB NOT NULL, discarded BLOB NOT NULL);
CREATE TABLE clauses (
    ordinal INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, document INTEGER NOT NULL,
    depth INTEGER NOT NULL, last INTEGER NOT NULL, node BLOB NOT NULL);
CREATE INDEX clauses_of_document ON clauses (document, ordinal);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, clause INTEGER NOT NULL, document INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text BLOB NOT NULL, context BLOB NOT NULL, key BLOB NOT NULL);
"""
Asked = TypeVar("Asked", int, str)
_DOCUMENTS_KEPT = 32
_CLAUSES_KEPT = 2048
_VARIABLES = 500  # SQLite before 3.32 allows 999 in a statement

_PASSAGES = (
    'SELECT p.row, c.id, d.id, p.start, p."end", p.text, p.context FROM passages p '
    "JOIN clauses c ON c.ordinal = p.clause JOIN documents d ON d.ordinal = p.document "
    "WHERE p.row IN ({})"
)
_CLAUSES = (
    "SELECT a.id, b.depth, b.node FROM clauses a JOIN clauses b "
    "ON b.ordinal BETWEEN a.ordinal AND a.last WHERE a.id IN ({}) ORDER BY a.ordinal, b.ordinal"
)


def no_clause(identity: str) -> InputError:
    """What is said of a clause that is not there, of one that its reader may not see in the same words."""
    return InputError(f"索引中没有条款 {identity!r} / clause {identity!r} is not in this index")


def no_document(identity: str) -> InputError:
    """As of a clause."""
    return InputError(f"索引中没有文件 {identity!r} / document {identity!r} is not in this index")



class ClauseStoreWriter:
    """Writes a new clause store, document by document; in one transaction."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        # The file is worthless until finished, and synced as a whole afterwards.
        self._database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA + "BEGIN;")
        self.documents = self.clauses = self.passages = 0

    def add(self, document: Document, passages: Sequence[tuple[Passage, bytes]]) -> None:
        """Adds a document, its clauses, and its passages with their content keys.

        Raises:
            DocumentError: an id occurs twice, or a passage names a clause that is not there.
        """
        try:
            self._database.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?)",
                (
                    self.documents,
                    codec.pack(document.id),
                    codec.dump_header(document),
                    codec.pack(document.text),
                    codec.dump_discarded(document.discarded),
                ),
            )
        except sqlite3.IntegrityError as error:
            raise DocumentError(
                f"two documents have the id {document.id!r} (the second is {document.source}); "
                "remove or rename one of them"
            ) from error
        self._add_passages(document, passages, self._add_clauses(document))
        self.documents += 1

    def _add_clauses(self, document: Document) -> dict[str, int]:
        """Inserts the clause trees; ordinals by clause id."""
        ordinals: dict[str, int] = {}
        rows: list[tuple[Any, ...]] = []

        def visit(clause: Clause, depth: int) -> int:
            at = self.clauses + len(rows)
            ordinals[clause.id] = at
            rows.append(())  # the place is known now, the last descendant only afterwards
            last = at
            for child in clause.children:
                last = visit(child, depth + 1)
            node = codec.dump_clause(clause)
            rows[at - self.clauses] = (
                at, codec.pack(clause.id), self.documents, depth, last, node,
            )  # fmt: skip
            return last

        for clause in document.clauses:
            visit(clause, 0)
        try:
            self._database.executemany("INSERT INTO clauses VALUES (?, ?, ?, ?, ?, ?)", rows)
        except sqlite3.IntegrityError as error:
            raise DocumentError(
                f"{document.source}: a clause id of document {document.id!r} occurs twice"
            ) from error
        self.clauses += len(rows)
        return ordinals

    def _add_passages(
        self,
        document: Document,
        passages: Sequence[tuple[Passage, bytes]],
        ordinals: dict[str, int],
    ) -> None:
        rows = []
        for row, (passage, key) in enumerate(passages, start=self.passages):
            if passage.document_id != document.id or passage.clause_id not in ordinals:
                raise DocumentError(
                    f"{document.source}: a passage belongs to clause {passage.clause_id!r}, "
                    f"which document {document.id!r} does not have"
                )
            rows.append(
                (
                    row,
                    ordinals[passage.clause_id],
                    self.documents,
                    passage.start,
                    passage.end,
                    codec.pack(passage.text),
                    codec.pack(passage.context),
                    key,
                )
            )
        self._database.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self.passages += len(rows)

    def commit(self) -> None:
        """Makes what was added readable; without it, nothing is kept."""
        self._database.execute("COMMIT")

    def close(self) -> None:
        """Closes the file."""
        self._database.close()


class ClauseStore:
    """Reads a finished clause store; safe to share between threads.

    All threads share one connection behind a lock: reads take microseconds, memory stays flat
    however many threads come and go, and the store keeps working when its folder is deleted.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file.

        Raises:
            IndexStateError: it is missing, damaged or no clause store.
        """
        self._path = path
        self._lock = Lock()
        try:
            # immutable: nobody writes a finished version, so no lock file and no journal.
            self._database = sqlite3.connect(
                f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1",
                uri=True,
                check_same_thread=False,
            )
        except sqlite3.Error as error:
            raise self._damaged(error) from error
        self._counts = {name: self._count(name) for name in ("documents", "clauses", "passages")}
        self.document = lru_cache(_DOCUMENTS_KEPT)(self._read_document)
        self.clause = lru_cache(_CLAUSES_KEPT)(self._read_clause)

    @property
    def counts(self) -> dict[str, int]:
        """Number of documents, clauses and passages."""
        return dict(self._counts)

    def headers(self) -> tuple[Document, ...]:
        """All documents in order, with ``text=""`` and no clauses."""
        rows = self._rows("SELECT header FROM documents ORDER BY ordinal")
        with self._decoding():
            return tuple(codec.load_header(header) for (header,) in rows)

    def document_ids(self) -> tuple[str, ...]:
        """Document ids in order."""
        rows = self._rows("SELECT id FROM documents ORDER BY ordinal")
        with self._decoding():
            return tuple(codec.unpack(document_id) for (document_id,) in rows)

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        """The passages of ``rows``, in their order.

        Raises:
            InputError: a row is not in this index.
        """
        wanted = [int(row) for row in rows]
        found: dict[int, Passage] = {}
        for part in _parts(wanted):
            statement = _PASSAGES.format(",".join("?" * len(part)))
            with self._decoding():
                found.update(_passage(*values) for values in self._rows(statement, part))
        missing = [row for row in wanted if row not in found]
        if missing:
            raise InputError(f"passage row {missing[0]} is not in this index")
        return [found[row] for row in wanted]

    def clauses(self, clause_ids: Iterable[str]) -> dict[str, Clause]:
        """Clauses with all below them, by id.

        Raises:
            InputError: no clause has one of the ids.
        """
        wanted = list(dict.fromkeys(clause_ids))
        nodes: dict[str, list[tuple[int, bytes]]] = {clause_id: [] for clause_id in wanted}
        for part in _parts(wanted):
            statement = _CLAUSES.format(",".join("?" * len(part)))
            for clause_id, depth, node in self._rows(statement, [codec.pack(each) for each in part]):
                nodes[codec.unpack(clause_id)].append((depth, node))
        missing = [clause_id for clause_id, found in nodes.items() if not found]
        if missing:
            raise no_clause(missing[0])
        with self._decoding():
            return {clause_id: codec.load_clauses(found)[0] for clause_id, found in nodes.items()}

    def clause_ids(self, rows: Iterable[int]) -> list[str]:
        """The clause id of each passage row, in order."""
        return [passage.clause_id for passage in self.passages(rows)]

    def passage_owners(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Ordinals of document and clause of every passage, each of shape (passages,)."""
        rows = self._rows("SELECT document, clause FROM passages ORDER BY row")
        table = np.array(rows, np.int32).reshape(-1, 2)
        return np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1])

    def keys(self) -> list[bytes]:
        """The content key of every passage, in the order of rows."""
        return [key for (key,) in self._rows("SELECT key FROM passages ORDER BY row")]

    def close(self) -> None:
        """Closes the file; a read afterwards raises IndexStateError."""
        with self._lock:
            self._database.close()

    def _read_document(self, document_id: str) -> Document:
        """The whole document with its clause tree; the last few stay in memory.

        Raises:
            InputError: no document has this id.
        """
        rows = self._rows(
            "SELECT ordinal, header, text, discarded FROM documents WHERE id = ?",
            (codec.pack(document_id),),
        )
        if not rows:
            raise no_document(document_id)
        ordinal, header, text, discarded = rows[0]
        nodes = self._rows("SELECT depth, node FROM clauses WHERE document = ? ORDER BY ordinal", (ordinal,))
        with self._decoding():
            return replace(
                codec.load_header(header),
                text=codec.unpack(text),
                clauses=codec.load_clauses(nodes),
                discarded=codec.load_discarded(discarded),
            )

    def _read_clause(self, clause_id: str) -> Clause:
        """A clause with all below it; the last ones stay in memory.

        Raises:
            InputError: no clause has this id.
        """
        return self.clauses([clause_id])[clause_id]

    def _count(self, table: str) -> int:
        return int(self._rows(f"SELECT count(*) FROM {table}")[0][0])

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._lock, closing(self._database.execute(statement, values)) as cursor:
                return cursor.fetchall()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    @contextmanager
    def _decoding(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError, KeyError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> IndexStateError:
        return IndexStateError(f"cannot read {self._path} ({error}); run: rag build")


def _passage(
    row: int, clause: bytes, document: bytes, start: int, end: int, text: bytes, context: bytes
) -> tuple[int, Passage]:
    texts = [codec.unpack(data) for data in (clause, document, text, context)]
    return row, Passage(texts[0], texts[1], start, end, texts[2], texts[3])


def _parts(asked: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    for start in range(0, len(asked), _VARIABLES):
        yield asked[start : start + _VARIABLES]
