"""Logs: one JSON object a line; no question, no key, no password, whoever logs what."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fakes import FakeAssistant, web_client
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from rag.errors import InputError
from rag.records import logs
from rag.records.logs import Json, Text, configure, hidden, secrets_of
from rag.web_settings import WebSettings

KEY = "sk-Zx81-vQ.77_key"


@pytest.fixture
def restored() -> Iterator[None]:
    """Logging as it was before."""
    root, ours = logging.getLogger(), logging.getLogger("rag")
    handlers, level, own = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:], root.level, ours.level = handlers, level, own


def line(message: str, *values: Any, style: str = "json", **extra: Any) -> str:
    record = logging.LogRecord("rag.x", logging.INFO, __file__, 1, message, values, None)
    vars(record).update(extra)
    return (Json if style == "json" else Text)((KEY,)).format(record)


def failing(error: Exception, style: str) -> str:
    try:
        raise error
    except Exception as caught:
        info = (type(caught), caught, caught.__traceback__)
        record = logging.LogRecord("rag.x", logging.ERROR, __file__, 1, "failed", (), info)
        return (Json if style == "json" else Text)((KEY,)).format(record)


def test_a_line_is_a_json_object() -> None:
    told = json.loads(line("answer %s", 7, channel="api", status="answered", ms=1.5))
    assert told["at"].endswith("+00:00") and told["level"] == "info" and told["logger"] == "rag.x"
    assert (told["message"], told["channel"], told["ms"]) == ("answer 7", "api", 1.5)


@given(st.text(st.characters(exclude_categories=())), st.text())
@settings(max_examples=50, deadline=None)
def test_whatever_is_logged_is_one_line(message: str, extra: str) -> None:
    written = line("%s", message, note=extra)
    assert "\n" not in written and json.loads(written)["logger"] == "rag.x"
    written.encode("utf-8")


@pytest.mark.parametrize("style", ["json", "text"])
@pytest.mark.parametrize(
    "told",
    [
        f"using {KEY}",
        f"Authorization: Bearer {KEY}",
        "Authorization: Basic dXNlcjpwYXNzd29yZA==",
        '{"password": "hunter2 with spaces", "a": 1}',
        "password='hunter2'",
        "token=hunter2&next=/",
        "RAG_ADMIN_TOKEN=hunter2",
        "RAG_LLM_KEY: hunter2",
        "api-key: hunter2",
        "Cookie: rag_manage=hunter2; session=hunter2",
        "Set-Cookie: a=hunter2; HttpOnly",
        "portal_secret = hunter2",
        "got bearer hunter2hunter2 from",
    ],
)
def test_no_secret_in_any_form(told: str, style: str) -> None:
    for written in (
        line(told, style=style),
        line("%s", told, style=style),
        line("x", style=style, note=told),
    ):
        assert not any(word in written for word in ("hunter2", KEY, "dXNlcjpwYXNzd29yZA")), written


def test_words_that_only_look_alike_are_kept() -> None:
    for text in ("3 tokens were read", "the session ended", "basic care", "secretary of state"):
        assert hidden(text) == text


@pytest.mark.parametrize("style", ["json", "text"])
def test_an_error_is_told_by_kind_and_place(style: str) -> None:
    written = failing(ValueError("徐汇的签约目标是多少？ 绝密"), style)
    assert "ValueError" in written and "test_records_logs.py" in written and "failing" in written
    assert "绝密" not in written
    assert "type a question" in failing(InputError("empty; type a question"), style)


def test_fields_that_hold_what_people_wrote_are_left_out() -> None:
    told = line(
        "x", question="绝密", history=["绝密"], comment="绝密", answer="绝密", body="绝密", text="绝密"
    )
    assert "绝密" not in told


def test_the_secrets_of_the_settings_are_known() -> None:
    chosen = WebSettings(_env_file=None, llm_key=SecretStr(KEY), admin_token=SecretStr("correct horse"))  # type: ignore[call-arg]
    assert {KEY, "correct horse"} <= set(secrets_of(chosen))


@pytest.mark.usefixtures("restored")
def test_json_tells_of_requests_and_answers_and_never_of_questions(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    monkeypatch.setattr(logs.sys, "stderr", out)
    configure("json", ["correct horse battery"])
    client = web_client(tmp_path, FakeAssistant(), admin_token="correct horse battery")
    secret = "绝密徐汇签约"
    client.post("/api/v1/answer", json={"question": secret})
    client.get("/embed/answer", params={"question": secret})
    client.post("/api/v1/answer", json={"question": f"{secret} 故障"})
    client.get("/manage", headers={"Authorization": "Bearer correct horse battery"})
    client.post("/manage/login", data={"token": "a wrong password"})
    completion = {"model": "policy-rag", "messages": [{"role": "user", "content": secret}]}
    client.post("/v1/chat/completions", json=completion)
    opinion = {"question": secret, "vote": "up", "comment": secret}
    client.post("/api/v1/feedback", json=opinion)
    told = [json.loads(written) for written in out.getvalue().splitlines()]
    answers = [entry for entry in told if entry["message"] == "answered"]
    assert [entry["channel"] for entry in answers] == ["api", "card", "openai"]
    requests = [(entry["route"], entry["status"]) for entry in told if entry["message"] == "request"]
    assert ("/api/v1/answer", 200) in requests and ("/embed/answer", 200) in requests
    assert any(entry["level"] == "error" for entry in told), "the failure is logged"
    for word in ("绝密", "correct horse", "a wrong password", "secret detail"):
        assert word not in out.getvalue()


@pytest.mark.usefixtures("restored")
def test_text_tells_of_what_is_wrong_only(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(logs.sys, "stderr", out)
    logging.getLogger("rag.web").disabled = True  # as another package's set-up leaves it
    configure("text")
    logging.getLogger("rag.web.metrics").info("request", extra={"route": "/"})
    logging.getLogger("uvicorn").info("started")
    assert out.getvalue() == ""
    try:
        raise RuntimeError("绝密")
    except RuntimeError:
        logging.getLogger("rag.web").exception("a question failed, number %s", "ab12")
    assert "ab12" in out.getvalue() and "RuntimeError" in out.getvalue() and "绝密" not in out.getvalue()


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_line_end_in_a_name_forges_no_line(style: str) -> None:
    told = line(
        "request %s failed", "/documents/x\r\n2026-01-01 INFO rag.web: all well\x1b[2J\u2028", style=style
    )
    assert "\n" not in told and "\r" not in told and "\x1b" not in told and "all well" in told
