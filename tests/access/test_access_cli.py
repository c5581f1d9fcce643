"""``rag access`` and ``rag mcp`` as they are typed."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from guarded import PASSWORD
from handmade import SMALL

from rag import mcp_server
from rag.access.store import Accounts
from rag.builder import build_index
from rag.cli import main
from rag.errors import SettingsError
from rag.pipeline import Assistant
from rag.settings import Settings


@pytest.fixture
def here(tmp_path: Path, process_settings: Settings, monkeypatch: pytest.MonkeyPatch, cheap: None) -> Path:
    """A data folder and a corpus folder of this test's own."""
    monkeypatch.setenv("RAG_DATA", str(tmp_path / "data"))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    monkeypatch.setenv("RAG_CORPUS", str(corpus))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["access", *arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def test_a_key_is_printed_once_and_opens(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "key", "add", "portal", "--role", "ask", "--groups", "city", "board")
    assert code == 0 and out.startswith("rag_") and out.count("\n") == 1 and "once" in err
    found = Accounts(here / "data").key(out.strip())
    assert found is not None and found.groups == {"city", "board"}
    _, listed, _ = run(capsys, "key", "list")
    assert listed.startswith("portal  ask  board,city  20") and out.strip() not in listed
    assert run(capsys, "key", "remove", "portal")[0] == 0
    assert Accounts(here / "data").key(out.strip()) is None
    assert run(capsys, "key", "remove", "portal")[0] == 2


def test_users_come_change_and_go(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n{PASSWORD} 2\nshort\n"))
    accounts = Accounts(here / "data")
    assert run(capsys, "user", "add", "wang", "--role", "curate") == (0, "", "")
    assert accounts.signed_in("wang", PASSWORD) is not None
    assert run(capsys, "user", "password", "wang")[0] == 0
    assert accounts.signed_in("wang", PASSWORD) is None and accounts.signed_in("wang", f"{PASSWORD} 2")
    code, _, err = run(capsys, "user", "add", "li")
    assert code == 2 and "12 to 256 characters" in err
    assert run(capsys, "user", "role", "wang", "--role", "administer")[0] == 0
    assert run(capsys, "user", "list")[1] == "wang  administer\n"
    assert run(capsys, "user", "remove", "wang")[0] == 0 and run(capsys, "user", "list")[1] == ""


@pytest.mark.parametrize("arguments", [[], ["user"], ["key", "add"], ["user", "add", "a", "--role", "root"]])
def test_wrong_use_is_told(here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["access", *arguments])
    assert stopped.value.code == 2 and "usage: rag access" in capsys.readouterr().err


def test_who_may_read_what_is_listed_and_slips_are_told(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = here / "corpus" / "groups.json"
    rules.write_text('{"yunshan-*": ["county"], "lingjiang-*": []}')
    code, out, err = run(capsys, "groups")
    assert code == 1 and "yunshan-2024.txt  county" in out and "linjiang-2023.txt  everyone" in out
    assert "'lingjiang-*' matches no document" in err
    rules.write_text('{"yunshan-*": "county"}')
    code, _, err = run(capsys, "groups")
    assert code == 2 and "groups.json" in err and "list of groups" in err


def test_the_mcp_server_serves_the_documents_of_its_key(
    here: Path, small: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "corpus" / "groups.json").write_text(json.dumps({"linjiang-*": ["city"]}))
    store = Accounts(here / "data")
    monkeypatch.setenv("RAG_ACCESS", "accounts")
    for key in ("", "rag_wrong"):
        monkeypatch.setenv("RAG_API_KEY", key)
        with pytest.raises(SettingsError, match="RAG_API_KEY"):
            mcp_server._reader()
    call = {"name": "search", "arguments": {"query": "人均预期寿命"}}
    for name, groups, role, seen in (
        ("a", [], "ask", False),
        ("b", ["city"], "ask", True),
        ("c", [], "administer", True),
    ):
        monkeypatch.setenv("RAG_API_KEY", store.add_key(name, role, groups))
        limit = mcp_server._reader()
        server = mcp_server.Server(lambda limit=limit: limit(small))  # type: ignore[misc]
        reply = server.message({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
        assert ("linjiang-2023" in json.dumps(reply, ensure_ascii=False)) == seen
    monkeypatch.setenv("RAG_ACCESS", "off")
    assert mcp_server._reader()(small) is small


def test_a_build_takes_no_notice_of_the_groups_file(here: Path) -> None:
    for name, text in SMALL.items():
        (here / "corpus" / name).write_text(text, encoding="utf-8")
    (here / "corpus" / "groups.json").write_text("{}")
    report = build_index([here / "corpus"], here / "index", encoder="hashing")
    assert report.documents == 2 and report.skipped == ()
