"""A document that was removed while the server runs: no address finds, cites, counts or opens it any more."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from handmade import settings_for_tests
from test_access_hidden import HIDDEN, MARKS, addresses
from test_access_part import FOLLOW_UP, IDS, QUESTIONS, TEXTS, built

from rag.index import open_current
from rag.web.app import create_app
from rag.web_settings import WebSettings


class Server:
    """The whole application over a corpus folder of three documents, as its operator sees it."""

    def __init__(self, root: Path) -> None:
        corpus, self.index = root / "corpus", root / "index"
        corpus.mkdir()
        for name, text in TEXTS.items():
            (corpus / name).write_text(text, encoding="utf-8")
        settings = WebSettings(_env_file=None, data=root / "data", corpus=corpus, index=self.index)  # type: ignore[call-arg]
        self.app = create_app(built(corpus, self.index), settings)
        base = "http://127.0.0.1:7860"
        self.client = TestClient(self.app, base_url=base, client=("127.0.0.1", 1))

    def told(self) -> dict[str, str]:
        """What every address and every question is answered with."""
        pages = {path: self.client.get(path).text for path in sorted(addresses())}
        history = [{"role": m.role, "content": m.content} for m in FOLLOW_UP]
        for question in QUESTIONS:
            for body in ({"question": question}, {"question": question, "history": history, "stream": True}):
                answer = self.client.post("/api/v1/answer", json=body).text
                pages[f"{question} {len(body)}"] = answer.replace(question, "")
        return pages

    def remove(self, name: str) -> None:
        """Removes a file on the page of the operator and rebuilds."""
        assert self.client.post("/manage/remove", data={"name": name}).status_code == 200
        before = open_current(self.index).id
        self.client.post("/manage/rebuild")
        for thread in threading.enumerate():
            if thread.name == "rebuild":
                thread.join(timeout=120)
        assert open_current(self.index).id != before


def shown(pages: dict[str, str]) -> list[tuple[str, str]]:
    """Where a mark of the document stands that was not asked for."""
    return [
        (path, mark)
        for path, text in pages.items()
        for mark in MARKS
        if mark not in unquote(path) and (mark in text or mark in unquote(text))
    ]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr("rag.builder.settings", lambda: HASHING)
    monkeypatch.setattr("rag.pipeline.settings", lambda: HASHING)
    return Server(tmp_path)


HASHING: Any = settings_for_tests().model_copy(update={"encoder": "hashing"})


def test_nothing_of_a_removed_document_is_left(server: Server) -> None:
    before = server.told()
    assert len(shown(before)) > 50, "there was something to be seen"
    server.remove(f"{HIDDEN}.txt")
    after = server.told()
    assert shown(after) == []
    assert {d["id"] for d in server.client.get("/api/v1/documents").json()["documents"]} == set(IDS[:2])
    for path in (f"/documents/{HIDDEN}", f"/api/v1/documents/{HIDDEN}", f"/api/v1/clauses/{HIDDEN}%23第二条"):
        assert server.client.get(path).status_code == 404, path
