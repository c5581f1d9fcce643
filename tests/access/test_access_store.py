"""Users, keys and sessions: what is stored, what opens, and what no longer does."""

from __future__ import annotations

import hashlib
import sqlite3
import stat
from pathlib import Path

import pytest
from guarded import PASSWORD

from rag.access import store
from rag.access.store import Accounts
from rag.errors import InputError, SettingsError


@pytest.fixture
def accounts(tmp_path: Path, cheap: None) -> Accounts:
    made = Accounts(tmp_path / "data")
    made.add_user("li.na", PASSWORD, "curate", ["city", "board"])
    return made


def test_a_user_signs_in_with_the_right_password_only(accounts: Accounts) -> None:
    found = accounts.signed_in("li.na", PASSWORD)
    assert found is not None and (found.role, found.groups) == ("curate", {"city", "board"})
    assert accounts.signed_in("li.na", PASSWORD + "x") is None
    assert accounts.signed_in("nobody", PASSWORD) is None


def test_an_unknown_name_takes_the_work_of_a_known_one(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real = store.matches
    monkeypatch.setattr(
        store, "matches", lambda password, stored: done.append(stored) or real(password, stored)
    )
    accounts.signed_in("nobody", PASSWORD)
    assert done and done[0].startswith("scrypt$")


def test_neither_keys_nor_sessions_nor_passwords_stand_in_the_file(accounts: Accounts) -> None:
    key, session = accounts.add_key("portal", "ask"), accounts.begin_session("li.na", 1)
    held = b"".join(p.read_bytes() for p in accounts.path.parent.iterdir())
    for secret in (key, key.removeprefix("rag_"), session, PASSWORD):
        assert secret.encode() not in held
    assert hashlib.sha256(key.encode()).hexdigest().encode() in held
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600


def test_keys_have_256_random_bits(accounts: Accounts) -> None:
    keys = {accounts.add_key(f"k{i}", "ask") for i in range(20)}
    assert len(keys) == 20 and all(len(key) == len("rag_") + 43 for key in keys)


def test_a_key_opens_until_it_is_removed(accounts: Accounts) -> None:
    key = accounts.add_key("portal", "ask", ["city"])
    found = accounts.key(key)
    assert found is not None and (found.name, found.by, found.groups) == ("portal", "key", {"city"})
    assert accounts.key(key[:-1] + ("A" if key[-1] != "A" else "B")) is None
    accounts.remove_key("portal")
    assert accounts.key(key) is None


def test_a_session_ends_with_its_time_its_user_and_its_password(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = accounts.begin_session("li.na", 1)
    assert accounts.session(session) is not None
    now = store.time.time()
    monkeypatch.setattr(store.time, "time", lambda: now + 3601)
    assert accounts.session(session) is None
    monkeypatch.undo()
    for end in (
        accounts.end_session,
        lambda _: accounts.set_password("li.na", "another " + PASSWORD),
        lambda _: accounts.remove_user("li.na"),
    ):
        session = accounts.begin_session("li.na", 1)
        assert accounts.session(session) is not None
        end(session)
        assert accounts.session(session) is None


def test_a_role_that_changes_counts_at_once(accounts: Accounts) -> None:
    session = accounts.begin_session("li.na", 1)
    accounts.set_role("li.na", "ask", [])
    found = accounts.session(session)
    assert found is not None and (found.role, found.groups) == ("ask", frozenset())
    accounts.set_role("li.na", "administer")
    found = accounts.session(session)
    assert found is not None and found.reads_all


@pytest.mark.parametrize(
    ("name", "role", "groups"),
    [("", "ask", []), ("a b", "ask", []), ("x" * 65, "ask", []), ("ok", "root", []), ("ok", "ask", ["a b"])],
)
def test_what_cannot_be_a_user(accounts: Accounts, name: str, role: str, groups: list[str]) -> None:
    with pytest.raises(InputError):
        accounts.add_user(name, PASSWORD, role, groups)
    with pytest.raises(InputError):
        accounts.add_key(name, role, groups)


def test_names_are_taken_once_and_missing_ones_are_told(accounts: Accounts) -> None:
    with pytest.raises(InputError, match="already"):
        accounts.add_user("li.na", PASSWORD, "ask")
    for act in (accounts.remove_user, accounts.remove_key):
        with pytest.raises(InputError, match="there is no"):
            act("nobody")


def test_a_text_that_would_be_sql_is_a_name_like_any_other(accounts: Accounts) -> None:
    assert accounts.signed_in("' OR 1=1 --", PASSWORD) is None
    assert accounts.key("' OR 1=1 --") is None and accounts.session("' OR 1=1 --") is None
    assert [entry.name for entry in accounts.users()] == ["li.na"]


def test_without_the_file_nobody_is_known_and_none_is_made(tmp_path: Path) -> None:
    empty = Accounts(tmp_path / "none")
    assert empty.users() == [] and empty.key("rag_x") is None and empty.session("x") is None
    assert not empty.path.exists()


def test_a_damaged_file_closes_and_says_so(accounts: Accounts) -> None:
    with sqlite3.connect(accounts.path) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    accounts.path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(SettingsError, match="RAG_DATA"):
        accounts.key("rag_x")
