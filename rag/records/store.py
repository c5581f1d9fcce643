"""The record store: every answer and every vote in one SQLite file (WAL) that is only appended to."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from rag.errors import InputError, SettingsError
from rag.records.entry import (
    MAX_NAME,
    NOBODY,
    Asked,
    Entry,
    Outcome,
    by_model,
    canonical,
    digest,
    lasting,
    program,
    verdicts_of,
)
from rag.records.schema import FORMAT, SCHEMA
from rag.types import Answer, Message

log = logging.getLogger(__name__)

#: ``required``: no answer goes out without its record; ``on``: it does, and the failure is counted.
Mode = Literal["off", "on", "required"]

FILE = "records.sqlite"
#: Where feedback was kept before there was this store; read once, when the store is made.
OLD_FEEDBACK = "feedback.jsonl"
#: Seconds that a writer waits for another one; a record takes about a millisecond.
PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept: the mode, for how many days (0: for ever), and whether with the questions."""

    mode: Mode = "on"
    days: int = 0
    questions: bool = True


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a user said of an answer; ``turn``: the answer as the page keeps it, in JSON values."""

    at: str
    id: str
    user: str
    vote: str
    comment: str
    index: str
    turn: Mapping[str, Any]


class Records:
    """The store of one data folder; safe to share between threads, and between processes."""

    def __init__(self, folder: Path, keeping: Keeping | None = None) -> None:
        self.path = folder / FILE
        self.keeping = keeping or Keeping()
        self.failures = 0
        #: Why the last record could not be written; empty where it could.
        self.problem = ""
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._pruned = ""

    # -- answers -------------------------------------------------------------------------------

    def answered(self, asked: Asked, answer: Answer) -> None:
        """Records an answer.

        Raises:
            SettingsError: it cannot be written, and the mode is ``required``.
        """
        cited = list(dict.fromkeys(citation.clause.id for citation in answer.citations))
        written = by_model(answer.timings_ms) and self.keeping.questions
        self._record(
            asked,
            id=answer.id,
            index_version=answer.index,
            clauses=canonical(cited),
            verdicts=canonical(verdicts_of(answer)),
            status=answer.status,
            mode=answer.mode,
            model=answer.model,
            sha256=digest(lasting(answer)),
            timings=canonical({name: round(ms, 3) for name, ms in answer.timings_ms.items()}),
            answer=canonical(lasting(answer)) if written else None,
        )

    def unanswered(self, asked: Asked, outcome: Outcome, index: str, id: str = "") -> None:
        """Records a question that got no answer; a log that fails here is counted, no more."""
        with suppress(SettingsError):
            self._record(asked, id=id, index_version=index, status=outcome)

    def _record(self, asked: Asked, **values: str | None) -> None:
        if self.keeping.mode == "off":
            return
        kept = {"question": asked.question, "history": [[m.role, m.content] for m in asked.history]}
        scope = None if asked.documents is None else canonical(sorted(asked.documents))
        row: dict[str, str | None] = {
            "at": _now(),
            "user": _plain(asked.user)[:MAX_NAME] or NOBODY,
            "channel": asked.channel,
            "asked": _json(kept) if self.keeping.questions else None,
            "documents": scope,
            "clauses": "[]",
            "verdicts": "[]",
            "timings": "{}",
            "program": program(),
            **values,
        }
        row["id"] = _plain(row["id"] or "")
        try:
            self._insert("answers", row)
        except (sqlite3.Error, OSError, SettingsError) as error:
            self._failed(error)
        else:
            self.problem = ""

    def _failed(self, error: Exception) -> None:
        """Counts a record that could not be written.

        Raises:
            SettingsError: the mode is ``required``.
        """
        self.failures += 1
        self.problem = f"{self.path}: {error}"
        log.error("a record cannot be written: %s", self.problem)
        if self.keeping.mode == "required":
            raise SettingsError(
                f"the answer is held back: its record cannot be written to {self.path} ({error}); free "
                "space or correct the permissions, or set RAG_AUDIT=on to answer without a record"
            ) from error

    def is_well(self) -> bool:
        """Whether records can be written; after a failure it is tried again."""
        if self.problem:
            try:
                with self._writing() as connection:
                    connection.execute(f"PRAGMA user_version = {FORMAT}")
                self.problem = ""
            except (sqlite3.Error, OSError, SettingsError) as error:
                self.problem = f"{self.path}: {error}"
        return not self.problem

    # -- feedback ------------------------------------------------------------------------------

    def said(self, opinion: Opinion) -> None:
        """Records what a user says of an answer; a later one on the same answer supersedes.

        Raises:
            SettingsError: the store cannot be written.
        """
        row: dict[str, str | None] = {
            "at": opinion.at,
            "id": _plain(opinion.id),
            "user": _plain(opinion.user)[:MAX_NAME] or NOBODY,
            "vote": _plain(opinion.vote),
            "comment": _plain(opinion.comment),
            "index_version": opinion.index,
            "turn": _json(opinion.turn),
        }
        try:
            self._insert("feedback", row)
        except (sqlite3.Error, OSError) as error:
            raise SettingsError(
                f"feedback cannot be written to {self.path}: {error}; "
                "free space, or point RAG_DATA to a folder that can be written"
            ) from error

    def opinions(self, last: int = 10_000) -> list[Opinion]:
        """What users said, oldest first; of more than ``last``, the newest."""
        query = "SELECT at, id, user, vote, comment, index_version, turn FROM feedback"
        rows = self._read(f"{query} ORDER BY number DESC LIMIT ?", (last,))
        return [
            Opinion(at, name, user, vote, comment, index, json.loads(turn))
            for at, name, user, vote, comment, index, turn in reversed(rows)
        ]

    # -- reading -------------------------------------------------------------------------------

    def entries(self, last: int = 20) -> list[Entry]:
        """The newest answers, oldest of them first."""
        rows = self._read(f"{_SELECT} ORDER BY number DESC LIMIT ?", (last,))
        return [_entry(row) for row in reversed(rows)]

    def entry(self, name: str) -> Entry:
        """The answer of an id, or of a number written #12.

        Raises:
            InputError: there is none, or several have that id.
        """
        if name.startswith("#") and name[1:].isdecimal():
            rows = self._read(f"{_SELECT} WHERE number = ?", (int(name[1:][:18]),))
        else:
            rows = self._read(f"{_SELECT} WHERE id = ? ORDER BY number", (_plain(name),))
        if not rows:
            raise InputError(f"no answer {name!r} in {self.path}; rag audit list shows the newest")
        if len(rows) > 1:
            numbers = ", ".join(f"#{row[0]}" for row in rows[-5:])
            raise InputError(f"{len(rows)} answers have the id {name!r}; name one by its number: {numbers}")
        return _entry(rows[0])

    def of_versions(self, versions: Sequence[str]) -> int:
        """How many recorded answers came from these index versions."""
        marks = ",".join("?" * len(versions))
        rows = self._read(f"SELECT count(*) FROM answers WHERE index_version IN ({marks})", tuple(versions))
        return int(rows[0][0]) if rows else 0

    # -- retention -----------------------------------------------------------------------------

    def prune(self, days: int | None = None) -> tuple[int, int]:
        """Deletes what is older than ``days``; how many (answers, votes) went. 0 days: nothing.

        The removal itself is recorded, and what was deleted is overwritten in the file.

        Raises:
            SettingsError: the store cannot be written.
        """
        kept = self.keeping.days if days is None else days
        if kept <= 0 or not self.path.exists():
            return 0, 0
        before = _stamp(datetime.now(UTC) - timedelta(days=kept))
        try:
            with self._writing() as connection:
                gone = _prune(connection, before)
            with self._lock:  # the log of changes still holds the old pages
                self._opened().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return gone
        except (sqlite3.Error, OSError) as error:
            raise SettingsError(
                f"records older than {kept} days cannot be removed from {self.path}: {error}"
            ) from error

    # -- the file ------------------------------------------------------------------------------

    def close(self) -> None:
        """Closes the file; the next call opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _insert(self, table: str, row: Mapping[str, str | None]) -> None:
        names = ", ".join(row)
        with self._writing() as connection:
            today = _now()[:10]
            if self.keeping.days > 0 and self._pruned != today:
                _prune(connection, _stamp(datetime.now(UTC) - timedelta(days=self.keeping.days)))
                self._pruned = today
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))

    def _read(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        if not self.path.exists():
            return []
        try:
            with self._lock:
                return self._opened().execute(query, values).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise SettingsError(
                f"the records in {self.path} cannot be read: {error}; see RAG_DATA"
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; a connection that failed is not used again."""
        with self._lock:
            connection = self._opened()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                self._connection = None
                with suppress(sqlite3.Error):
                    connection.close()  # rolls back
                raise

    def _opened(self) -> sqlite3.Connection:
        """The connection, made and its tables too where they are missing; the caller holds the lock."""
        if self._connection is not None and self._file == _identity(self.path):
            return self._connection  # else it was removed, or a backup was put in its place
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            # FULL: a record is on disk, also after a power cut, before its answer goes out.
            full = self.keeping.mode == "required"
            connection.execute(f"PRAGMA synchronous = {'FULL' if full else 'NORMAL'}")
            connection.execute("PRAGMA secure_delete = ON")
            _make(connection, self.path)
        except BaseException:
            connection.close()
            raise
        self._connection, self._file = connection, _identity(self.path)
        return connection


def _make(connection: sqlite3.Connection, path: Path) -> None:
    """The tables of a new file, and what an older release left beside it.

    Raises:
        SettingsError: the file is of a format that this code does not know.
    """
    if _format(connection) == FORMAT:
        return
    connection.execute("BEGIN IMMEDIATE")
    found = _format(connection)  # again: another process may have been quicker
    if found not in (0, FORMAT):
        raise SettingsError(f"{path} has format {found}, this version reads {FORMAT}; update the program")
    if found == 0:
        path.chmod(0o600)  # it holds what people asked
        for statement in _statements(SCHEMA):
            connection.execute(statement)
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
                _json(said["turn"]),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError):  # a line that was cut off
            continue
        connection.execute(
            "INSERT INTO feedback (at, id, user, vote, comment, index_version, turn) VALUES (?,?,?,?,?,?,?)",
            row,
        )


def _prune(connection: sqlite3.Connection, before: str) -> tuple[int, int]:
    """Deletes what is older; the line in ``retention`` comes first, the triggers ask for it."""
    counts = [
        int(connection.execute(f"SELECT count(*) FROM {table} WHERE at < ?", (before,)).fetchone()[0])
        for table in ("answers", "feedback")
    ]
    if any(counts):
        connection.execute(
            "INSERT INTO retention (at, before, answers, feedback) VALUES (?, ?, ?, ?)",
            (_now(), before, *counts),
        )
        for table in ("answers", "feedback"):
            connection.execute(f"DELETE FROM {table} WHERE at < ?", (before,))
    return counts[0], counts[1]


_SELECT = (
    "SELECT number, id, at, user, channel, asked, documents, index_version, clauses, verdicts, status,"
    " mode, model, sha256, timings, program, answer FROM answers"
)


def _entry(row: Sequence[Any]) -> Entry:
    number, id_, at, user, channel, asked, documents, index, clauses, verdicts, status, *rest = row
    mode, model, sha256, timings, made_by, answer = rest
    said = json.loads(asked) if asked else None
    return Entry(
        number=number,
        id=id_,
        at=at,
        user=user,
        channel=channel,
        question=said["question"] if said else None,
        history=tuple(Message(role, text) for role, text in said["history"]) if said else None,
        documents=None if documents is None else tuple(json.loads(documents)),
        index=index,
        clauses=tuple(json.loads(clauses)),
        verdicts=tuple(json.loads(verdicts)),
        status=status,
        mode=mode,
        model=model,
        sha256=sha256,
        timings=json.loads(timings),
        program=made_by,
        answer=json.loads(answer) if answer else None,
    )


def _now() -> str:
    return _stamp(datetime.now(UTC))


def _stamp(moment: datetime) -> str:
    """UTC to the millisecond, in the one form whose order as text is that of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _plain(text: str) -> str:
    """The text as SQLite takes it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _json(value: Any) -> str:
    """Readable JSON; where UTF-8 cannot hold it, escaped, so that nothing of it is lost."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True)
    return text
