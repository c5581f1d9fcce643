"""The record store: every answer and every vote, appended to one file and read from it."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rag.errors import InputError, SettingsError
from rag.records.database import Database, now, prune, readable_json, set_of
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
from rag.records.schema import FORMAT
from rag.types import Answer, Message

log = logging.getLogger(__name__)

#: ``required``: no answer goes out without its record; ``on``: it does, and the failure is counted.
Mode = Literal["off", "on", "required"]

FILE = "records.sqlite"


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept: the mode, for how many days (0: for ever), and whether with the questions."""

    mode: Mode = "on"
    days: int = 0
    questions: bool = True


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a user said of an answer; ``exchange``: the answer as the page keeps it, in JSON values."""

    at: str
    id: str
    user: str
    vote: str
    comment: str
    index: str
    exchange: Mapping[str, Any]


class Records:
    """The store of one data folder; safe to share between threads, and between processes."""

    def __init__(self, folder: Path, keeping: Keeping | None = None) -> None:
        self.path = folder / FILE
        self.keeping = keeping or Keeping()
        self.failures = 0
        #: Why the last record could not be written; empty where it could.
        self.problem = ""
        self._base = Database(self.path, self.keeping.mode == "required")
        self._pruned = ""
        #: Whether what was pruned may still stand in the log of changes.
        self._remembered = False

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
            reranker=answer.reranker,
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
            "at": now(),
            "user": _plain(asked.user)[:MAX_NAME] or NOBODY,
            "channel": asked.channel,
            "asked": readable_json(kept) if self.keeping.questions else None,
            "documents": scope,
            "clauses": "[]",
            "verdicts": "[]",
            "timings": "{}",
            "program": program(),
            **values,
        }
        row["id"] = _plain(row["id"] or "")
        try:
            self._insert("answers", row, asked.visible)
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
                with self._base.writing() as connection:
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
            "exchange": readable_json(opinion.exchange),
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
        query = "SELECT at, id, user, vote, comment, index_version, exchange FROM feedback"
        rows = self._base.read(f"{query} ORDER BY number DESC LIMIT ?", (last,))
        return [
            Opinion(at, name, user, vote, comment, index, json.loads(exchange))
            for at, name, user, vote, comment, index, exchange in reversed(rows)
        ]

    # -- reading -------------------------------------------------------------------------------

    def entries(self, last: int = 20) -> list[Entry]:
        """The newest answers, oldest of them first."""
        rows = self._base.read(f"{_SELECT} ORDER BY number DESC LIMIT ?", (last,))
        return [_entry(row) for row in reversed(rows)]

    def entry(self, name: str) -> Entry:
        """The answer of an id, or of a number written #12.

        Raises:
            InputError: there is none, or several have that id.
        """
        if name.startswith("#") and name[1:].isdecimal():
            rows = self._base.read(f"{_SELECT} WHERE number = ?", (int(name[1:][:18]),))
        else:
            rows = self._base.read(f"{_SELECT} WHERE id = ? ORDER BY number", (_plain(name),))
        if not rows:
            raise InputError(f"no answer {name!r} in {self.path}; rag audit list shows the newest")
        if len(rows) > 1:
            numbers = ", ".join(f"#{row[0]}" for row in rows[-5:])
            raise InputError(f"{len(rows)} answers have the id {name!r}; name one by its number: {numbers}")
        return _entry(rows[0])

    def of_versions(self, versions: Sequence[str]) -> int:
        """How many recorded answers came from these index versions."""
        marks = ",".join("?" * len(versions))
        rows = self._base.read(
            f"SELECT count(*) FROM answers WHERE index_version IN ({marks})", tuple(versions)
        )
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
        try:
            with self._base.writing() as connection:
                gone = prune(connection, kept)
            if not self._base.forget_changes():
                log.warning(
                    "another process reads %s; its -wal file holds what was removed a while", self.path
                )
            return gone
        except (sqlite3.Error, OSError) as error:
            raise SettingsError(
                f"records older than {kept} days cannot be removed from {self.path}: {error}"
            ) from error

    # -- the file ------------------------------------------------------------------------------

    def close(self) -> None:
        """Closes the file; the next call opens it again."""
        self._base.close()

    def _insert(
        self, table: str, row: Mapping[str, str | None], visible: frozenset[str] | None = None
    ) -> None:
        """Appends a row; ``visible``: the documents that its visitor could see, None: all."""
        with self._base.writing() as connection:
            today = now()[:10]
            if self.keeping.days > 0 and self._pruned != today:
                # The first time, too, for a process that ended between the removal and this.
                self._remembered = any(prune(connection, self.keeping.days)) or not self._pruned
                self._pruned = today
            seen = {} if visible is None else {"visible": set_of(connection, visible)}
            whole: dict[str, str | int | None] = {**row, **seen}
            names, marks = ", ".join(whole), ", ".join("?" * len(whole))
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(whole.values()))
        if self._remembered:
            with suppress(sqlite3.Error):  # the record stands; the next one tries this again
                self._remembered = not self._base.forget_changes(patience=0)


_SELECT = (
    "SELECT number, id, at, user, channel, asked, documents, index_version, clauses, verdicts, status,"
    " mode, model, reranker, sha256, timings, program, answer,"
    " (SELECT documents FROM document_sets WHERE document_sets.number = visible) FROM answers"
)


def _entry(row: Sequence[Any]) -> Entry:
    number, id_, at, user, channel, asked, documents, index, clauses, verdicts, status, *rest = row
    mode, model, reranker, sha256, timings, made_by, answer, visible = rest
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
        visible=None if visible is None else tuple(json.loads(visible)),
        index=index,
        clauses=tuple(json.loads(clauses)),
        verdicts=tuple(json.loads(verdicts)),
        status=status,
        mode=mode,
        model=model,
        reranker=reranker,
        sha256=sha256,
        timings=json.loads(timings),
        program=made_by,
        answer=json.loads(answer) if answer else None,
    )


def _plain(text: str) -> str:
    """The text as SQLite takes it."""
    return text.encode("utf-8", "replace").decode("utf-8")
