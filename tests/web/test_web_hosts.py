"""A server for this machine alone answers under its own names, so that no page of a site reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fakes import FakeAssistant
from fastapi.testclient import TestClient
from guarded import accounts, settings_for

from rag.web.app import create_app, own_names
from rag.web_settings import WebSettings

ASK = {"question": "徐汇的签约目标是多少？"}


def client(folder: Path, monkeypatch: pytest.MonkeyPatch, access: str = "off", **more: Any) -> TestClient:
    monkeypatch.setattr("rag.web.app._mount_chat", lambda *_: None)
    settings = settings_for(folder, access, **more)
    return TestClient(own_names(create_app(FakeAssistant(), settings), settings))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:7861", "LOCALHOST", "127.0.0.1:1", "[::1]", "[::1]:80"]
)
def test_its_own_names(host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = client(tmp_path, monkeypatch)
    assert made.post("/api/v1/answer", json=ASK, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:7861", "127.0.0.1.evil.example", "localhost.evil.example", "[::2]", ""],
)
def test_a_name_that_was_led_here_gets_no_answer(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the browser takes this server for the page's own site, so no origin differs."""
    made = client(tmp_path, monkeypatch)
    headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    for response in (
        made.post("/api/v1/answer", json=ASK, headers=headers),
        made.get("/documents", headers={**headers, "accept": "text/html"}),
        made.get("/healthz", headers=headers),
    ):
        assert response.status_code == 421 and "RAG_ACCESS" in response.text
        assert (
            "45%" not in response.text
            and "frame-ancestors 'none'" in response.headers["content-security-policy"]
        )


def test_servers_for_others_have_other_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = {"Host": "policy.example"}
    public = client(tmp_path, monkeypatch, public_without_access=True)
    assert public.post("/api/v1/answer", json=ASK, headers=named).status_code == 200
    guarded = client(tmp_path, monkeypatch, "accounts")
    key = accounts(tmp_path).add_key("a", "ask")
    bearer = {**named, "Authorization": f"Bearer {key}"}
    assert guarded.get("/docs", headers=bearer).status_code == 200


def test_the_server_is_started_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """``serve`` hands over the application that checks the name, and lets nobody but us read proxies' headers."""
    from rag.web import app as module
    from rag.web.hosts import OnlyThisMachine

    run: dict[str, Any] = {}
    monkeypatch.setattr("uvicorn.run", lambda app, **more: run.update(more, app=app))
    monkeypatch.setattr(module, "create_app", lambda *_: object())
    monkeypatch.setattr(module, "web_settings", lambda: WebSettings(_env_file=None))  # type: ignore[call-arg]
    module.serve(FakeAssistant, "127.0.0.1", 1)  # type: ignore[arg-type]
    assert isinstance(run["app"], OnlyThisMachine) and run["proxy_headers"] is False
