"""Embedding: who may frame what, the card without scripts, the snippet, the widget's script."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fakes import SCRIPT, web_client
from fastapi.testclient import TestClient

from rag.errors import SettingsError
from rag.web.page import STATIC
from rag.web_settings import WebSettings, web_settings

QUESTION = "徐汇的签约目标是多少？"
PORTAL = "https://portal.example"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return web_client(tmp_path_factory.mktemp("data"), portal_origins=PORTAL)


def framers(client: TestClient, path: str) -> str:
    policy = client.get(path).headers["content-security-policy"]
    return policy.rpartition("frame-ancestors ")[2]


def test_portals_frame_what_is_made_for_it_and_nothing_else(client: TestClient) -> None:
    for path in ("/embed", "/embed/answer?question=签约", "/embed/setup"):
        assert framers(client, path) == f"'self' {PORTAL}"
    for path in ("/", "/documents", "/docs"):
        assert framers(client, path) == "'self'"


@pytest.mark.parametrize(
    ("ancestors", "portals", "expected"),
    [
        ("'self'", "", "'self'"),
        ("'none'", "", "'none'"),
        ("'none'", "https://a.example", "https://a.example"),
        ("'self' https://a.example", "https://a.example", "'self' https://a.example"),
    ],
)
def test_who_may_frame_the_embedded_pages(ancestors: str, portals: str, expected: str) -> None:
    made = WebSettings(frame_ancestors=ancestors, portal_origins=portals)  # type: ignore[call-arg]
    assert made.embed_ancestors == expected


@pytest.mark.parametrize("value", ["portal", "https://a.example/path", "*", "https://a; x", "https://a\nb"])
def test_origins_that_are_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("RAG_PORTAL_ORIGINS", value)
    with pytest.raises(SettingsError, match="RAG_PORTAL_ORIGINS"):
        web_settings()


def test_the_card_stands_without_scripts(client: TestClient) -> None:
    response = client.get("/embed/answer", params={"question": QUESTION})
    page = response.text
    assert response.status_code == 200 and "<script" not in page
    assert "45%以上" in page and "已核对" in page
    assert 'href="/documents/xuhui-2023-community-health?mark=' in page
    assert "（徐府办〔2023〕5号）五（二）1" in page
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', page) == []


def test_a_link_to_the_card_has_a_preview(client: TestClient) -> None:
    page = client.get("/embed/answer", params={"question": QUESTION}).text
    metas = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page))
    assert unescape(metas["og:title"]) == QUESTION
    assert "45%以上" in metas["og:description"]
    assert metas["og:url"].startswith("http://testserver/embed/answer?question=")
    assert metas["robots"] == "noindex"


def test_the_card_of_a_refusal_an_error_and_nothing(client: TestClient) -> None:
    refused = client.get("/embed/answer?question=牙科诊所有多少？")
    assert refused.status_code == 200 and "文件没有写明牙科诊所的数量" in refused.text
    unknown = client.get("/embed/answer?question=签约&documents=none")
    assert unknown.status_code == 400 and "none" in unknown.text
    empty = client.get("/embed/answer")
    assert empty.status_code == 200 and "<form" in empty.text


def test_what_is_typed_stays_text(client: TestClient) -> None:
    for path in ("/embed/answer?question=", "/embed?heading=", "/embed?documents=", "/embed/setup?heading="):
        page = client.get(path + SCRIPT + '"onload="x', headers={"accept": "text/html"}).text
        assert SCRIPT not in page and '"onload=' not in page


class Tags(HTMLParser):
    """The tags of a snippet as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def snippet(client: TestClient, query: str) -> list[tuple[str, dict[str, str | None]]]:
    page = client.get(f"/embed/setup?{query}").text
    code = re.search(r"<pre[^>]*><code>(.*?)</code>", page, re.DOTALL)
    assert code is not None
    return Tags(unescape(code[1])).found


def test_the_snippet_of_each_form(client: TestClient) -> None:
    [(tag, bubble)] = snippet(client, "mode=bubble&theme=dark&widget_lang=en")
    assert (tag, bubble["src"]) == ("script", "http://testserver/embed.js")
    assert (bubble["data-mode"], bubble["data-theme"], bubble["data-lang"]) == ("bubble", "dark", "en")
    place, (_, inline) = snippet(client, "mode=inline&documents=lishui-2023-health-modernisation")
    assert inline["data-target"] == f"#{place[1]['id']}"
    assert inline["data-documents"] == "lishui-2023-health-modernisation"
    [(tag, frame)] = snippet(client, "mode=frame&theme=light")
    assert (tag, frame["src"]) == ("iframe", "http://testserver/embed?theme=light")
    [(_, card)] = snippet(client, "mode=card&question=签约目标%26x=1？")
    assert client.get(str(card["src"])).status_code == 200
    assert "签约目标&amp;x=1？" in client.get(str(card["src"])).text


def test_a_heading_cannot_leave_its_attribute(client: TestClient) -> None:
    for mode in ("bubble", "inline", "frame", "card"):
        tags = snippet(client, f"mode={mode}&heading=%22%3E%3Cimg src=x%3E")
        assert {tag for tag, _ in tags} <= {"script", "div", "iframe"}


def test_the_setup_page_says_which_portals_are_allowed(client: TestClient, tmp_path: Path) -> None:
    assert PORTAL in client.get("/embed/setup").text
    assert "RAG_PORTAL_ORIGINS" in web_client(tmp_path).get("/embed/setup").text


def test_the_script_is_small_and_may_be_loaded_anywhere(client: TestClient) -> None:
    response = client.get("/embed.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(response.content) <= 30_000
    source = (STATIC / "embed.js").read_text("utf-8")
    for risky in ("innerHTML", "insertAdjacentHTML", "eval(", "document.write", "localStorage", "cookie"):
        assert risky not in source
