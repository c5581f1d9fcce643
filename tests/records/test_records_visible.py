"""An answer given to a visitor of some documents comes again byte for byte, over these documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeAssistant
from fastapi.testclient import TestClient
from guarded import accounts, client_of, guarded
from handmade import settings_for_tests
from test_access_part import FOLLOW_UP, IDS, QUESTIONS, TEXTS, built
from test_records_store import ASKED, aged, rows

from rag.access.part import limited
from rag.pipeline import Assistant
from rag.records.entry import Asked, Entry
from rag.records.replay import replay
from rag.records.schema import FORMAT, STEPS
from rag.records.store import FILE, Records
from rag.types import Message
from rag.web.answering import Asker, asked, opened

ANSWER = FakeAssistant().ask("徐汇的签约目标是多少？")
#: A question whose answer tells of a document that only the county may read.
TELLING = "青溪县托育机构每班最多多少名幼儿？"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("visible")


@pytest.fixture(scope="module")
def whole(root: Path) -> Assistant:
    (root / "corpus").mkdir()
    for name, text in TEXTS.items():
        (root / "corpus" / name).write_text(text, encoding="utf-8")
    return built(root / "corpus", root / "index")


def again(entry: Entry, root: Path) -> str:
    return replay(entry, root / "index", settings_for_tests()).result


@pytest.mark.parametrize("seen", [frozenset(IDS[:2]), frozenset(IDS[2:]), frozenset[str](), None])
def test_every_answer_comes_again_as_its_visitor_had_it(
    seen: frozenset[str] | None, whole: Assistant, root: Path, tmp_path: Path
) -> None:
    assistant = whole if seen is None else limited(whole, seen)
    by = Asker("王芳", Records(tmp_path))
    for question in QUESTIONS:
        asked(assistant, "api", question, by=by)
    list(opened(assistant, "sse", "那临江呢？", FOLLOW_UP, documents=frozenset(IDS[:1]), by=by))
    for entry in Records(tmp_path).entries(100):
        assert entry.visible == (None if seen is None else tuple(sorted(seen)))
        assert again(entry, root) == "same", entry.question


def test_without_what_the_visitor_could_see_it_would_be_another(
    whole: Assistant, root: Path, tmp_path: Path
) -> None:
    asked(limited(whole, frozenset(IDS[:2])), "api", TELLING, by=Asker(records=Records(tmp_path)))
    (entry,) = Records(tmp_path).entries()
    assert again(entry, root) == "same" and again(replace(entry, visible=None), root) == "different"


@pytest.fixture(scope="module")
def served(whole: Assistant, root: Path) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.web.app._mount_chat", lambda *_: None)
        yield guarded(root, whole, rules={"qingxi-*": ["county"]}, index=root / "index")


@pytest.fixture
def client(served: Any, root: Path, request: pytest.FixtureRequest) -> TestClient:
    """A client of somebody without groups."""
    return client_of(served, accounts(root).add_key(request.node.callspec.params["channel"], "ask"))


CHANNELS = {
    "api": ("/api/v1/answer", {"question": TELLING}),
    "sse": ("/api/v1/answer", {"question": TELLING, "stream": True}),
    "openai": (
        "/v1/chat/completions",
        {"model": "policy-rag", "messages": [{"role": "user", "content": TELLING}]},
    ),
    "card": ("/embed/answer", None),
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_records_what_its_visitor_could_see(
    channel: str, client: TestClient, root: Path
) -> None:
    path, body = CHANNELS[channel]
    response = client.post(path, json=body) if body else client.get(path, params={"question": TELLING})
    assert response.status_code == 200
    entry = Records(root / "data").entries()[-1]
    assert (entry.channel, entry.question) == (channel, TELLING)
    assert entry.visible == tuple(sorted(IDS[:2])) and again(entry, root) == "same"


def test_what_changes_while_it_answers_does_not_count(whole: Assistant, root: Path, tmp_path: Path) -> None:
    """The assistant that began is the one that is recorded, whoever stands in its place by then."""

    class Changing:
        """Stands for one assistant at first, then for another, as after a change of groups."""

        def __init__(self) -> None:
            self.parts = [limited(whole, frozenset(IDS[:2])), whole]

        def __getattr__(self, name: str) -> Any:
            now = self.parts.pop(0) if len(self.parts) > 1 else self.parts[0]
            return getattr(now, name)

    stand_in: Any = Changing()
    asked(stand_in, "api", TELLING, by=Asker(records=Records(tmp_path)))
    list(opened(Changing(), "sse", TELLING, by=Asker(records=Records(tmp_path))))  # type: ignore[arg-type]
    for entry in Records(tmp_path).entries():
        assert entry.visible == tuple(sorted(IDS[:2])) and again(entry, root) == "same"


# how it is kept


def test_a_set_of_documents_is_kept_once_and_goes_with_its_last_answer(tmp_path: Path) -> None:
    records = Records(tmp_path)
    many = frozenset(f"document-{number}" for number in range(2000))
    for _ in range(20):
        records.answered(replace(ASKED, visible=many), ANSWER)
    records.answered(replace(ASKED, visible=frozenset()), ANSWER)
    records.answered(replace(ASKED, visible=None), ANSWER)
    assert rows(records, "document_sets") == 2
    assert [len(e.visible or ()) for e in records.entries()][-3:] == [2000, 0, 0]
    assert [e.visible for e in records.entries()][-2:] == [(), None]
    aged(records, 400)
    with closing(sqlite3.connect(records.path)) as connection, connection:
        connection.execute("INSERT INTO document_sets (sha256, documents) VALUES ('x', '[\"old\"]')")
        connection.execute("DROP TRIGGER answers_no_update")
        connection.execute("UPDATE answers SET visible = 3 WHERE id = 'old'")
    records.prune(30)
    assert rows(records, "document_sets") == 2 and records.entries()[-2].visible == ()


def test_a_store_of_the_format_before_is_brought_up_to_date(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.executescript(STEPS[0])
        connection.execute(
            "INSERT INTO feedback (at, id, user, vote, comment, index_version, turn)"
            " VALUES ('2026-01-02T03:04:05Z', 'a', '-', 'up', '好', 'v', '{\"question\": \"问\"}')"
        )
        connection.execute("PRAGMA user_version = 1")
    records = Records(tmp_path)
    assert [said.exchange for said in records.opinions()] == [{"question": "问"}]
    aged(records, 3)
    records.answered(ASKED, ANSWER)
    old, new = records.entries()
    assert (old.id, old.visible, new.visible) == ("old", None, ("a", "b", "c"))
    with closing(sqlite3.connect(records.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute("DELETE FROM document_sets")


def test_ids_that_utf8_cannot_hold_are_kept(tmp_path: Path) -> None:
    records = Records(tmp_path)
    odd = frozenset({"\ud800", "文件"})
    records.answered(Asked("api", "问", (Message("user", "答"),), None, "-", odd), ANSWER)
    assert frozenset(records.entries()[0].visible or ()) == odd
