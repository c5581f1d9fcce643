"""Users, API keys and sessions in one SQLite file; of keys and sessions only hashes are kept.

Each call opens the file for itself: it is small, and threads, workers and the command line share it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.access.passwords import check_password, hashed, matches
from rag.access.roles import ROLES, Role, Visitor
from rag.access.tokens import GROUP
from rag.errors import InputError, SettingsError
from rag.lazy_re import lazy_re

FILE = "access.sqlite"
#: What a key begins with, so that a leaked one is recognised.
KEY_MARK = "rag_"
_NAME = lazy_re(r"[\w.@+-]{1,64}")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY, password TEXT NOT NULL, role TEXT NOT NULL, groups TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS keys (
    name TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL, groups TEXT NOT NULL,
    created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    hash TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES users(name) ON DELETE CASCADE,
    expires REAL NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A user or a key as it is listed: nothing secret."""

    name: str
    role: Role
    groups: tuple[str, ...]
    created: str = ""


class Accounts:
    """The file ``access.sqlite`` of a folder; made when first written to, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    # -- users ---------------------------------------------------------------------------------

    def add_user(self, name: str, password: str, role: str, groups: Iterable[str] = ()) -> None:
        """A new user.

        Raises:
            InputError: the name is taken or no name, the password too weak, the role unknown.
        """
        row = (_name(name), hashed(check_password(password)), _role(role), _groups(groups))
        with self._open(write=True) as base:
            try:
                base.execute("INSERT INTO users VALUES (?, ?, ?, ?)", row)
            except sqlite3.IntegrityError as error:
                raise InputError(f"user {name!r} is there already; choose another name") from error

    def remove_user(self, name: str) -> None:
        """Deletes a user and the sessions of theirs."""
        self._change("DELETE FROM users WHERE name = ?", name, "user")

    def set_role(self, name: str, role: str, groups: Iterable[str] | None = None) -> None:
        """A user's role, and groups where they are given; it counts from the next request on."""
        self._change("UPDATE users SET role = ?2 WHERE name = ?1", name, "user", _role(role))
        if groups is not None:
            self._change("UPDATE users SET groups = ?2 WHERE name = ?1", name, "user", _groups(groups))

    def set_password(self, name: str, password: str) -> None:
        """A new password; all sessions of the user end."""
        stored = hashed(check_password(password))
        self._change("UPDATE users SET password = ?2 WHERE name = ?1", name, "user", stored)
        with self._open(write=True) as base:
            base.execute("DELETE FROM sessions WHERE user = ?", (name,))

    def users(self) -> list[Entry]:
        """All users by name."""
        return self._listed("SELECT name, role, groups, '' FROM users ORDER BY name")

    def signed_in(self, name: str, password: str) -> Visitor | None:
        """The user with this password; a name that is not there takes as long."""
        with self._open() as base:
            row = base.execute("SELECT password, role, groups FROM users WHERE name = ?", (name,)).fetchone()
        right = matches(password, row[0] if row else _nobody())
        return Visitor(name, row[1], frozenset(row[2].split())) if row and right else None

    # -- sessions ------------------------------------------------------------------------------

    def begin_session(self, name: str, hours: float) -> str:
        """A secret for the user's browser, of 256 random bits."""
        secret = secrets.token_urlsafe(32)
        now = time.time()
        with self._open(write=True) as base:
            base.execute("DELETE FROM sessions WHERE expires <= ?", (now,))
            row = (_digest(secret), name, now + hours * 3600)
            base.execute("INSERT INTO sessions VALUES (?, ?, ?)", row)
        return secret

    def end_session(self, secret: str) -> None:
        """The secret opens nothing any more."""
        with self._open(write=True) as base:
            base.execute("DELETE FROM sessions WHERE hash = ?", (_digest(secret),))

    def session(self, secret: str) -> Visitor | None:
        """Whose session this is, with the role and groups of now."""
        with self._open() as base:
            row = base.execute(
                "SELECT name, role, groups FROM sessions JOIN users ON name = user "
                "WHERE hash = ? AND expires > ?",
                (_digest(secret), time.time()),
            ).fetchone()
        return Visitor(row[0], row[1], frozenset(row[2].split())) if row else None

    # -- keys ----------------------------------------------------------------------------------

    def add_key(self, name: str, role: str, groups: Iterable[str] = ()) -> str:
        """A new key, to be shown once: its hash alone is kept."""
        key = KEY_MARK + secrets.token_urlsafe(32)
        created = time.strftime("%Y-%m-%d", time.gmtime())
        row = (_name(name), _digest(key), _role(role), _groups(groups), created)
        with self._open(write=True) as base:
            try:
                base.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?)", row)
            except sqlite3.IntegrityError as error:
                raise InputError(f"key {name!r} is there already; remove it first") from error
        return key

    def remove_key(self, name: str) -> None:
        """Deletes a key; it opens nothing from the next request on."""
        self._change("DELETE FROM keys WHERE name = ?", name, "key")

    def keys(self) -> list[Entry]:
        """All keys by name."""
        return self._listed("SELECT name, role, groups, created FROM keys ORDER BY name")

    def key(self, given: str) -> Visitor | None:
        """Whose key this is."""
        with self._open() as base:
            query = "SELECT name, role, groups FROM keys WHERE hash = ?"
            row = base.execute(query, (_digest(given),)).fetchone()
        return Visitor(row[0], row[1], frozenset(row[2].split()), "key") if row else None

    # -- the file ------------------------------------------------------------------------------

    def _listed(self, query: str) -> list[Entry]:
        with self._open() as base:
            return [Entry(n, role, tuple(g.split()), c) for n, role, g, c in base.execute(query)]

    def _change(self, statement: str, name: str, kind: str, *values: str) -> None:
        with self._open(write=True) as base:
            if base.execute(statement, (name, *values)).rowcount != 1:
                raise InputError(f"there is no {kind} {name!r}; rag access {kind} list shows them")

    @contextmanager
    def _open(self, write: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction; a file that is not there reads as an empty one."""
        base = None
        try:
            if write:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            there = self.path.exists()
            base = sqlite3.connect(self.path if there else ":memory:", timeout=5)
            base.execute("PRAGMA foreign_keys = ON")
            if write or not there:
                base.executescript(("PRAGMA journal_mode = WAL;" if there else "") + _SCHEMA)
            with base:
                yield base
        except (sqlite3.OperationalError, sqlite3.DatabaseError, OSError) as error:
            raise SettingsError(
                f"{self.path}: the users and keys cannot be read or written ({error}); "
                "check the folder RAG_DATA, or restore the file from a backup"
            ) from error
        finally:
            if base is not None:
                base.close()


def _digest(secret: str) -> str:
    """SHA-256 will do: what is hashed has 256 random bits, so no list of guesses can be tried."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hashed(secrets.token_urlsafe(16))


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InputError(f"{name[:64]!r}: a name has 1 to 64 letters, digits or . @ + - _")
    return name


def _role(role: str) -> str:
    if role not in ROLES:
        raise InputError(f"{role!r} is no role; the roles are {', '.join(ROLES)}")
    return role


def _groups(groups: Iterable[str]) -> str:
    named = sorted(set(groups))
    for group in named:
        if not GROUP.fullmatch(group):
            raise InputError(f"{group[:64]!r}: a group has 1 to 64 letters, digits or . @ + - _")
    return " ".join(named)
