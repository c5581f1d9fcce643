"""Every channel of the server records what it was asked; where records are required, nothing goes out without."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fakes import FakeAssistant, web_client
from fastapi.testclient import TestClient
from handmade import settings_for_tests
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import SettingsError
from rag.records.entry import Asked
from rag.records.replay import replay
from rag.records.store import FILE, Keeping, Records
from rag.types import Message
from rag.web.answering import Asker, answer_json, asked, asker, opened, recorded
from rag.web.asking import Scope as Within
from rag.web.asking import pieces
from rag.web.exchanges import Conversation, Exchange
from rag.web_settings import WebSettings

QUESTION = "徐汇的签约目标是多少？"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def client(folder: Path) -> TestClient:
    return web_client(folder)


def entries(folder: Path) -> list[Any]:
    return Records(folder).entries(1000)


@pytest.fixture
def new(folder: Path) -> Callable[[], list[Any]]:
    """The records since the test began."""
    before = len(entries(folder))
    return lambda: entries(folder)[before:]


New = Callable[[], list[Any]]


def test_the_api_records_question_history_scope_and_answer(client: TestClient, new: New) -> None:
    history = [{"role": "user", "content": "徐汇"}, {"role": "assistant", "content": "好"}]
    sent = {"question": QUESTION, "history": history, "id": "q-1"}
    given = client.post("/api/v1/answer", json=sent).json()
    (entry,) = new()
    assert (entry.channel, entry.user, entry.question) == ("api", "-", QUESTION)
    assert entry.history == (Message("user", "徐汇"), Message("assistant", "好"))
    assert entry.documents is None and entry.index == given["index"]
    assert list(entry.clauses) == list(dict.fromkeys(c["clause_id"] for c in given["citations"]))


def test_each_channel_under_its_name(client: TestClient, new: New) -> None:
    completion = {"model": "policy-rag", "messages": [{"role": "user", "content": QUESTION}]}
    client.post("/api/v1/answer", json={"question": QUESTION})
    client.post("/api/v1/answer", json={"question": QUESTION, "stream": True})
    client.post("/v1/chat/completions", json=completion)
    client.post("/v1/chat/completions", json={**completion, "stream": True})
    client.get("/embed/answer", params={"question": QUESTION})
    found = [(entry.channel, entry.status, entry.sha256) for entry in new()]
    assert [channel for channel, _, _ in found] == ["api", "sse", "openai", "openai", "card"]
    assert {status for _, status, _ in found} == {"answered"} and len({sha for *_, sha in found}) == 1


def test_the_chat_page_records(tmp_path: Path) -> None:
    by = Asker("王芳", Records(tmp_path))
    talk = Conversation(exchanges=(Exchange("1", "徐汇", "answered", "好"),))
    *_, exchange = pieces(FakeAssistant(), QUESTION, talk, Within(frozenset({"a"}), ()), "zh", by)  # type: ignore[arg-type]
    (entry,) = entries(tmp_path)
    assert isinstance(exchange, Exchange) and entry.id == exchange.id
    assert (entry.channel, entry.user, entry.documents) == ("chat", "王芳", ("a",))
    assert [message.content for message in entry.history] == ["徐汇", "好"]


class Signed:
    """As an access control does: puts a user into the state of every request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["user"] = SimpleNamespace(name="李强")
        await self.app(scope, receive, send)


def test_the_name_of_the_user_is_recorded(client: TestClient, folder: Path, new: New) -> None:
    signed = TestClient(Signed(client.app))
    signed.post("/api/v1/answer", json={"question": QUESTION})
    signed.post("/api/v1/feedback", json={"question": QUESTION, "vote": "up"})
    assert [entry.user for entry in new()] == ["李强"]
    assert [opinion.user for opinion in Records(folder).opinions()] == ["李强"]


def test_what_fails_or_is_given_up_is_recorded_too(client: TestClient, folder: Path, new: New) -> None:
    client.post("/api/v1/answer", json={"question": "故障"})
    stream = recorded(FakeAssistant(), Asked("sse", QUESTION), Asker(records=Records(folder)))  # type: ignore[arg-type]
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    failed, aborted = new()
    assert (failed.status, failed.question, failed.sha256) == ("failed", "故障", None)
    assert (aborted.status, aborted.question) == ("aborted", QUESTION)


def test_off_and_without_questions(tmp_path: Path) -> None:
    for name, kept in (("off", {"audit": "off"}), ("silent", {"audit_questions": False})):
        chosen = WebSettings(_env_file=None, data=tmp_path / name, **kept)  # type: ignore[call-arg,arg-type]
        asked(FakeAssistant(), "api", QUESTION, by=asker(object(), chosen))  # type: ignore[arg-type]
    assert not (tmp_path / "off" / FILE).exists()
    (entry,) = entries(tmp_path / "silent")
    assert entry.question is None and entry.clauses


# a store that cannot be written


@pytest.fixture
def full(tmp_path: Path) -> Path:
    (tmp_path / FILE).mkdir()
    return tmp_path


def failures(client: TestClient) -> int:
    text = client.get("/metrics").text
    return int(next(x for x in text.splitlines() if x.startswith("rag_records_failed_total ")).split()[1])


def test_answers_go_out_and_the_failure_shows(full: Path) -> None:
    client = web_client(full)
    before = failures(client)
    assert client.post("/api/v1/answer", json={"question": QUESTION}).status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["records"]) == (200, "failing")
    assert failures(client) == before + 1
    (full / FILE).rmdir()
    assert client.get("/readyz").json()["records"] == "ok"


def test_where_records_are_required_every_channel_holds_the_answer_back(full: Path) -> None:
    client = web_client(full, audit="required")
    completion = {"model": "policy-rag", "messages": [{"role": "user", "content": QUESTION}]}
    responses = [
        client.post("/api/v1/answer", json={"question": QUESTION}),
        client.post("/api/v1/answer", json={"question": QUESTION, "stream": True}),
        client.post("/v1/chat/completions", json=completion),
        client.post("/v1/chat/completions", json={**completion, "stream": True}),
        client.get("/embed/answer", params={"question": QUESTION}),
    ]
    for response in responses:
        assert response.status_code == 503 and "RAG_AUDIT" in response.text
        assert "45%" not in response.text
    page = client.get("/compare", params={"topic": QUESTION})
    assert page.status_code == 200 and "未能取得" in page.text and "45%" not in page.text
    assert client.get("/readyz").status_code == 503
    (full / FILE).rmdir()
    assert client.get("/readyz").status_code == 200
    assert "45%" in client.get("/compare", params={"topic": QUESTION}).text
    assert client.post("/api/v1/answer", json={"question": QUESTION}).status_code == 200


def test_nothing_is_shown_before_its_record_where_that_is_required(full: Path) -> None:
    by = Asker(records=Records(full, Keeping("required")))
    shown: list[Any] = []
    with pytest.raises(SettingsError):
        shown.extend(recorded(FakeAssistant(), Asked("sse", QUESTION), by))  # type: ignore[arg-type]
    (told,) = pieces(FakeAssistant(), QUESTION, Conversation(), None, "zh", by)  # type: ignore[arg-type]
    assert shown == [] and isinstance(told, Exchange) and told.status == "error" and "45%" not in told.text


def test_the_record_is_written_before_the_answer_is_given(tmp_path: Path) -> None:
    by = Asker(records=Records(tmp_path))
    stream = opened(FakeAssistant(), "sse", QUESTION, by=by)  # type: ignore[arg-type]
    for piece in stream:  # type: ignore[union-attr]
        if not isinstance(piece, str):
            assert entries(tmp_path)[-1].id == piece.id


def test_the_api_answer_is_what_replay_gives(tmp_path: Path, small: Any, small_index_folder: Path) -> None:
    """Byte for byte: what the API sends, without id, timings and the links of a refusal."""
    by, limits = Asker(records=Records(tmp_path)), settings_for_tests()
    for question in ("云山县家庭医生签约覆盖率目标是多少？", "云山县有几家牙科诊所？"):
        given = answer_json(asked(small, "api", question, by=by), small.index)
        found = replay(entries(tmp_path)[-1], small_index_folder, limits)
        for name in ("id", "timings_ms", "nearest", "rest"):
            del given[name]
        assert found.result == "same"
        assert json.dumps(given, ensure_ascii=False, indent=2, sort_keys=True) == found.text


def test_settings_say_what_is_kept() -> None:
    chosen = WebSettings(_env_file=None)  # type: ignore[call-arg]
    assert (chosen.audit, chosen.audit_days, chosen.audit_questions) == ("on", 0, True)
