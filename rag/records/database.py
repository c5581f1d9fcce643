"""The SQLite file of the records (WAL): opened, its tables made or brought up to date, written whole or not."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rag.errors import SettingsError
from rag.records.entry import NOBODY, canonical
from rag.records.schema import FORMAT, STEPS

#: Where feedback was kept before there was this store; read once, when the store is made.
OLD_FEEDBACK = "feedback.jsonl"
#: Seconds that a writer waits for another one; a record takes about a millisecond.
PATIENCE = 5.0


class Database:
    """The file at ``path``, made when first written to; safe to share between threads.

    ``durable``: what is written is on disk, also after a power cut, before the call returns.
    """

    def __init__(self, path: Path, durable: bool) -> None:
        self.path = path
        self._durable = durable
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    def read(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        """The rows of a query; none where there is no file.

        Raises:
            SettingsError: the file cannot be read.
        """
        if not self.path.exists():
            return []
        try:
            with self._lock:
                return self.opened().execute(query, values).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise SettingsError(
                f"the records in {self.path} cannot be read: {error}; see RAG_DATA"
            ) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; a connection that failed is not used again."""
        with self._lock:
            connection = self.opened()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                self._connection = None
                with suppress(sqlite3.Error):
                    connection.close()  # rolls back
                raise

    def forget_changes(self, patience: float = PATIENCE) -> bool:
        """Empties the log of changes, which still holds the pages as they were.

        False where another process reads them for longer than ``patience``, in seconds.
        """
        with self._lock:
            connection = self.opened()
            connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
            try:
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.execute(f"PRAGMA busy_timeout = {round(PATIENCE * 1000)}")
        return not busy

    def close(self) -> None:
        """Closes the file; the next call opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def opened(self) -> sqlite3.Connection:
        """The connection, made and its tables too where they are missing; the caller holds the lock."""
        if self._connection is not None and self._file == _identity(self.path):
            return self._connection  # else it was removed, or a backup was put in its place
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
            connection.execute("PRAGMA secure_delete = ON")
            _make(connection, self.path)
        except BaseException:
            connection.close()
            raise
        self._connection, self._file = connection, _identity(self.path)
        return connection


def prune(connection: sqlite3.Connection, days: int) -> tuple[int, int]:
    """Deletes what is older than ``days``; how many (answers, votes) went.

    The line in ``retention`` comes first: the triggers ask for it.
    """
    before = stamp(datetime.now(UTC) - timedelta(days=days))
    counts = [
        int(connection.execute(f"SELECT count(*) FROM {table} WHERE at < ?", (before,)).fetchone()[0])
        for table in ("answers", "feedback")
    ]
    if any(counts):
        connection.execute(
            "INSERT INTO retention (at, before, answers, feedback) VALUES (?, ?, ?, ?)",
            (now(), before, *counts),
        )
        for table in ("answers", "feedback"):
            connection.execute(f"DELETE FROM {table} WHERE at < ?", (before,))
        connection.execute(
            "DELETE FROM document_sets WHERE NOT EXISTS"
            " (SELECT 1 FROM answers WHERE visible = document_sets.number)"
        )
    return counts[0], counts[1]


def set_of(connection: sqlite3.Connection, documents: frozenset[str]) -> int:
    """The number of a set of documents, put down where it is new."""
    text = canonical(sorted(documents))
    sha256 = hashlib.sha256(text.encode("ascii")).hexdigest()
    query = "SELECT number FROM document_sets WHERE sha256 = ?"
    found = connection.execute(query, (sha256,)).fetchone()
    if found is None:
        insert = "INSERT INTO document_sets (sha256, documents) VALUES (?, ?) RETURNING number"
        found = connection.execute(insert, (sha256, text)).fetchone()
    return int(found[0])


def now() -> str:
    """This moment as it stands in the file."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """UTC to the millisecond, in the one form whose order as text is that of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def readable_json(value: Any) -> str:
    """Readable JSON; where UTF-8 cannot hold it, escaped, so that nothing of it is lost."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True)
    return text


def _make(connection: sqlite3.Connection, path: Path) -> None:
    """The tables of a new file, or those that an older one lacks, and what an older release left beside it.

    Raises:
        SettingsError: the file is of a format that this code does not know.
    """
    if _format(connection) == FORMAT:
        return
    connection.execute("BEGIN IMMEDIATE")
    found = _format(connection)  # again: another process may have been quicker
    if found > FORMAT:
        raise SettingsError(f"{path} has format {found}, this version reads {FORMAT}; update the program")
    if found == 0:
        path.chmod(0o600)  # it holds what people asked
    for statement in _statements("\n".join(STEPS[found:])):
        connection.execute(statement)
    if found == 0:
        _import(connection, path.with_name(OLD_FEEDBACK))
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.execute("COMMIT")


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there; None where none does."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; ``executescript`` would end the transaction."""
    whole = ""
    for line in script.splitlines(keepends=True):
        whole += line
        if sqlite3.complete_statement(whole):
            yield whole
            whole = ""


def _import(connection: sqlite3.Connection, path: Path) -> None:
    """Takes over the lines of the file in which feedback was kept before; the file stays."""
    for line in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            said = json.loads(line)
            row = (
                said["at"], said["turn"]["id"], NOBODY, said["vote"], said["comment"], said["index"],
                readable_json(said["turn"]),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError):  # a line that was cut off
            continue
        connection.execute(
            "INSERT INTO feedback (at, id, user, vote, comment, index_version, exchange) VALUES (?,?,?,?,?,?,?)",
            row,
        )
