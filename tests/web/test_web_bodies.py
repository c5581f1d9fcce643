"""Bodies: whoever sends half a question holds no place, and nobody waits for the rest for ever."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fakes import FakeAssistant, web_client
from starlette.types import Message

from rag.web import bodies
from rag.web.app import create_app
from rag.web.bodies import TooLarge, TooSlow, whole
from rag.web.portals import MAX_PAGE_BODY
from rag.web_settings import WebSettings

ASK = json.dumps({"question": "徐汇的签约目标是多少？"}).encode()


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The application behind a real server, with two places and a queue of two; its port."""
    settings = WebSettings(_env_file=None, data=folder, answers_at_once=2, answers_waiting=2)  # type: ignore[call-arg]
    app = create_app(FakeAssistant(), settings)  # type: ignore[arg-type]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(30)


def begun(port: int, length: int, body: bytes, path: str = "/api/v1/answer") -> socket.socket:
    """A request that says how long its body is, and sends this much of it."""
    line = socket.create_connection(("127.0.0.1", port), timeout=60)
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    line.sendall(head.encode() + body)
    return line


def status(line: socket.socket) -> int:
    return int(line.recv(4096).split()[1])


def test_half_a_question_holds_no_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.web.app._mount_chat", lambda *_: None)
    monkeypatch.setattr(bodies, "PATIENCE", 5.0)
    with served(tmp_path) as port:
        halves = [begun(port, len(ASK), ASK[:10]) for _ in range(8)]
        time.sleep(0.3)
        with begun(port, len(ASK), ASK) as asked:
            assert status(asked) == 200, "eight who have not yet asked take none of the two places"
        with halves.pop() as late:
            late.sendall(ASK[10:])
            assert status(late) == 200, "who sends the rest in time is answered"
        assert [status(half) for half in halves] == [408] * 7
        for half in halves:
            half.close()


# the body itself


def given(messages: Sequence[Message], limit: int = 100, patience: float = 5.0) -> list[Message]:
    """What the application reads of a request whose messages are these, until it is told of the end."""

    async def run() -> list[Message]:
        left = list(messages)

        async def receive() -> Message:
            if not left:
                await asyncio.sleep(60)
            return left.pop(0)

        again = await whole(receive, limit, patience)
        return [await again() for _ in messages]

    # In a thread of its own: a browser test before may have left its loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, run()).result()


def part(body: bytes, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_the_body_is_given_again_and_then_what_comes_after_it() -> None:
    messages = [part(b"a", True), part(b"b", False), {"type": "http.disconnect"}]
    assert given(messages) == messages
    assert given([{"type": "http.disconnect"}]) == [{"type": "http.disconnect"}]


@pytest.mark.parametrize(
    ("messages", "error"),
    [
        ([part(b"a", True)], TooSlow),
        ([part(b"a" * 60, True), part(b"a" * 60, False)], TooLarge),
        ([part(b"a", True)] * 300, TooLarge),
    ],
)
def test_what_is_late_or_too_large_is_said(messages: list[Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        given(messages, patience=0.05)


def test_a_body_in_many_small_parts_takes_time_in_proportion() -> None:
    parts: list[Message] = [{"type": "http.request", "body": b"x", "more_body": True}] * 100_000
    began = time.monotonic()
    given([*parts, {"type": "http.request", "body": b"", "more_body": False}], limit=200_000)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "path", ["/gradio_api/queue/join", "/gradio_api/run/predict", "/login", "/manage/remove"]
)
def test_what_pages_send_has_a_limit_too(tmp_path: Path, path: str) -> None:
    """Gradio by itself reads whatever comes, twice over in memory."""
    client = web_client(tmp_path, FakeAssistant())
    answer = client.post(
        path, content=b"a" * (MAX_PAGE_BODY + 1), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413 and str(MAX_PAGE_BODY) in answer.json()["error"]["message"]
    assert client.post(path, content=b"a" * 1000).status_code != 413


def test_half_a_body_for_a_page_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.web.app._mount_chat", lambda *_: None)
    monkeypatch.setattr(bodies, "PATIENCE", 0.3)
    with served(tmp_path) as port, begun(port, 100, b"{", "/gradio_api/queue/join") as half:
        assert status(half) == 408
