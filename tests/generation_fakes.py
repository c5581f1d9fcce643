"""A scripted chat model, an OpenAI-compatible stub on a real socket, and an index of corpus/."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from rag.builder import build_index
from rag.encode.encoder import HashingEncoder
from rag.index import Index, open_current
from rag.pipeline import Assistant
from rag.settings import Settings
from rag.types import Answer

CORPUS = Path(__file__).resolve().parent.parent / "corpus"

QUESTION = "徐汇2025年家庭医生签约覆盖率要达到多少？"
TRUE = "家庭医生签约服务对本区常住居民的覆盖率，2025年达到45%[1]。"
ALSO = "重点人群落实应签尽签[1]。"
WRONG = "家庭医生签约服务对本区常住居民的覆盖率，2025年达到55%[1]。"


class Scripted(BaseChatModel):
    """Says its lines one after the other, a few characters at a time; an error line is raised.

    ``prompts`` are the texts it was sent, system and user joined.
    """

    lines: list[Any]
    size: int = 3
    prompts: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _next(self, messages: list[BaseMessage]) -> str:
        self.prompts.append("\n".join(str(message.content) for message in messages))
        line = self.lines.pop(0) if self.lines else ""
        if isinstance(line, Exception):
            raise line
        return str(line)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = self._next(messages)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        text = self._next(messages)
        yield ChatGenerationChunk(message=AIMessageChunk(content=""))
        for at in range(0, len(text), self.size):
            piece = text[at : at + self.size]
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


def make_settings(**values: Any) -> Settings:
    """Settings that read no file; ``values`` override the defaults."""
    return Settings(_env_file=None, **values)  # type: ignore[call-arg]


@lru_cache(maxsize=1)
def corpus_index() -> Index:
    """The index of corpus/ with the hashing encoder, built once in a run of the tests."""
    folder = Path(tempfile.mkdtemp(prefix="generation-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    build_index([CORPUS], folder, encoder="hashing")
    return open_current(folder)


def talking(index: Index, *lines: Any, **values: Any) -> tuple[Assistant, Scripted]:
    """An assistant whose model says ``lines``; ``values`` are settings."""
    model = Scripted(lines=list(lines))
    return Assistant(index, HashingEncoder(), model, make_settings(**values)), model


def streamed(assistant: Assistant, question: str) -> tuple[list[str], Answer]:
    """The pieces and the answer of one question."""
    *pieces, answer = assistant.stream(question)
    assert isinstance(answer, Answer) and all(isinstance(piece, str) for piece in pieces)
    return [str(piece) for piece in pieces], answer


def holds(answer: Answer) -> None:
    """What every answer keeps: verified statements with citations, quotes to the letter."""
    marks = {c.mark: c for c in answer.citations}
    assert list(marks) == list(range(1, len(marks) + 1))
    used = [mark for statement in answer.statements for mark in statement.citations]
    assert set(used) == set(marks)
    for statement in answer.statements:
        assert statement.citations and statement.verdict == "verified"
        assert statement.text in answer.text
    for citation in answer.citations:
        assert citation.quote == citation.document.text[citation.start : citation.end]
        assert citation.quote.strip() and citation.quote in citation.clause.text
        assert citation.verdict == "verified"


class Stub:
    """The script of the stub server: what each request is answered with, and what was sent.

    A line is a text to stream, a number to fail with as HTTP status, or ``"hang"``.
    """

    def __init__(self, lines: Sequence[str | int]) -> None:
        self.lines = list(lines)
        self.requests: list[dict[str, Any]] = []

    def app(self) -> FastAPI:
        """The OpenAI-compatible end point that LangChain talks to."""
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def completions(request: Request) -> Response:
            self.requests.append(await request.json())
            line = self.lines.pop(0) if self.lines else 500
            if isinstance(line, int):
                return JSONResponse({"error": {"message": "secret of the server"}}, line)
            return StreamingResponse(_events(line), media_type="text/event-stream")

        return app


def _events(text: str) -> Iterator[str]:
    if text == "hang":
        time.sleep(1.5)
        return
    for at in range(0, len(text), 4):
        choice = {"index": 0, "delta": {"content": text[at : at + 4]}, "finish_reason": None}
        yield _event(choice)
    yield _event({"index": 0, "delta": {}, "finish_reason": "stop"})
    yield "data: [DONE]\n\n"


def _event(choice: dict[str, Any]) -> str:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "stub"}
    return f"data: {json.dumps({**chunk, 'choices': [choice]}, ensure_ascii=False)}\n\n"


@contextmanager
def stub_server(*lines: str | int) -> Iterator[tuple[str, Stub]]:
    """Serves a stub on a free port of this machine; gives its base URL and the stub."""
    stub = Stub(lines)
    config = uvicorn.Config(stub.app(), host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the stub server did not start"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/v1", stub
    finally:
        server.should_exit = True
        thread.join(10)
