"""The application: headers, health, errors that tell, and a page that stays on this host."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeAssistant, FakeIndex, web_client
from fastapi.testclient import TestClient

from rag.errors import IndexStateError, SettingsError
from rag.web.headers import policy
from rag.web_settings import WebSettings, web_settings

PAGES = [
    "/",
    "/documents",
    "/documents/xuhui-2023-community-health",
    "/duties",
    "/targets",
    "/compare",
    "/nowhere",
    "/page/page.css",
    "/healthz",
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return web_client(tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize(
    "path", [*PAGES, "/embed", "/embed/answer", "/embed.js", "/manage", "/readyz", "/api/v1/documents"]
)
def test_head_is_answered_as_get_without_the_body(client: TestClient, path: str) -> None:
    got, asked = client.get(path), client.head(path)
    assert asked.status_code == got.status_code and asked.content == b""
    assert asked.headers["content-type"] == got.headers["content-type"]


def test_head_changes_nothing(client: TestClient) -> None:
    for path in ("/manage/rebuild", "/api/v1/feedback"):
        assert client.head(path).status_code == client.get(path).status_code in (404, 405)


@pytest.mark.parametrize("path", PAGES)
def test_every_response_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_policy_names_no_other_host(path: str) -> None:
    assert "http" not in policy(path, "'self'")
    assert ("unsafe-eval" in policy(path, "'self'")) == (path in ("/", "/nowhere"))


@pytest.mark.parametrize("path", PAGES[1:6])
def test_own_pages_load_nothing_from_another_host(client: TestClient, path: str) -> None:
    page = client.get(path).text
    for address in re.findall(r'(?:src|href|action)="([^"]*)"', page):
        assert address.startswith(("/", "#")) and not address.startswith("//"), address


def test_the_chat_page_links_no_font_script_or_style_of_another_host(client: TestClient) -> None:
    page = client.get("/").text
    assert "fonts.googleapis" not in page
    assert re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="https?://[^"]+', page) == []
    assert client.get("/config").status_code == 200


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert (ready["status"], ready["documents"], ready["index"]) == ("ready", 2, "v1")


def test_not_ready_without_documents_or_with_a_broken_index(tmp_path: Path) -> None:
    assistant = FakeAssistant()
    client = web_client(tmp_path, assistant)
    assistant.index = FakeIndex([], "v2")
    assert client.get("/readyz").status_code == 503

    class Broken(FakeIndex):
        def headers(self):  # type: ignore[no-untyped-def]
            raise IndexStateError("the index is damaged; run: rag build")

    assistant.index = Broken(name="v3")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "rag build" in answer.json()["reason"]
    page = client.get("/documents", headers={"accept": "text/html"})
    assert page.status_code == 503
    assert "run: rag build" in page.text


def test_an_unexpected_error_shows_a_number_and_no_detail(tmp_path: Path) -> None:
    client = web_client(tmp_path)
    for accept in ("text/html", "application/json"):
        answer = client.get("/compare?topic=故障", headers={"accept": accept})
        assert answer.status_code == 500
        assert "secret detail" not in answer.text and "Traceback" not in answer.text
        assert "编号" in answer.text
        assert "frame-ancestors" in answer.headers["content-security-policy"]


def test_wrong_method_and_missing_page_are_clear(client: TestClient) -> None:
    assert client.post("/documents").status_code in (404, 405)
    page = client.get("/nowhere", headers={"accept": "text/html"})
    assert page.status_code == 404 and "没有这个地址" in page.text
    told = client.get("/nowhere", headers={"accept-language": "en"}).json()["error"]
    assert told == {"message": "There is no such address.", "code": "not_found", "status": 404}
    assert client.post("/config").json()["error"]["code"] == "method_not_allowed"
    assert client.get("/page/none.css", headers={"accept": "text/html"}).status_code == 404


def test_a_full_queue_of_the_chat_page_is_told_in_the_visitors_language(tmp_path: Path) -> None:
    made = web_client(tmp_path, FakeAssistant())
    config = made.get("/config").json()
    asking = next(d for d in config["dependencies"] if len(d["inputs"]) == 5 and d["queue"])
    mounted: Any = made.app.routes[-1]  # type: ignore[attr-defined]
    mounted.app.get_blocks()._queue.max_size = 0
    sent = {"data": ["签约", None, {}, [], []], "fn_index": asking["id"], "session_hash": "x"}
    answer = made.post("/gradio_api/queue/join", json=sent, headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 429 and answer.headers["retry-after"] == "5"
    assert "服务器暂时忙不过来" in answer.json()["detail"]


@pytest.mark.parametrize("body", [b'{"data": "\\ud800"}', b'{"k": 1e999}', b"[" * 200_000, b"\xff", b"null"])
def test_nonsense_for_the_chat_page_is_refused_and_never_an_error_of_the_server(
    client: TestClient, body: bytes
) -> None:
    answer = client.post("/gradio_api/queue/join", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422) and isinstance(answer.json()["detail"], str)


@pytest.mark.parametrize("value", ["*", "'none'", "https://a.example https://*.b.example:8443"])
def test_frame_ancestors(value: str) -> None:
    assert WebSettings(frame_ancestors=value).frame_ancestors == value  # type: ignore[call-arg]


@pytest.mark.parametrize("value", ["", "self; script-src *", "https://a\r\nX: y", "javascript:x"])
def test_frame_ancestors_that_would_break_the_header(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("RAG_FRAME_ANCESTORS", value)
    with pytest.raises(SettingsError, match="RAG_FRAME_ANCESTORS"):
        web_settings()


def test_telemetry_is_off(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert all(d["api_visibility"] == "private" for d in config["dependencies"])


@pytest.mark.parametrize("path", ["/login", "/logout", "/account"])
def test_where_everybody_may_come_in_signing_in_leads_to_the_chat_page(client: TestClient, path: str) -> None:
    led = client.get(path, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/")
