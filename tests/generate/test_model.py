"""The model is opened from the settings and spoken to over a real socket; it may fail in any way."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from generation_fakes import (
    ALSO,
    QUESTION,
    TRUE,
    WRONG,
    corpus_index,
    holds,
    make_settings,
    streamed,
    stub_server,
)

from rag.encode.encoder import HashingEncoder
from rag.errors import ModelError, SettingsError
from rag.generate.generator import chat_model
from rag.index import Index
from rag.pipeline import Assistant
from rag.types import Answer


@pytest.fixture(scope="session")
def index() -> Index:
    return corpus_index()


@pytest.fixture(scope="session")
def extractive(index: Index) -> Answer:
    return Assistant(index, HashingEncoder(), None, make_settings()).ask(QUESTION)


def over(index: Index, base: str, **values: Any) -> Assistant:
    """An assistant whose model is on a server."""
    chosen = make_settings(
        llm_url=base, llm_model="stub-1", llm_key="sk-secret", **{"llm_timeout": 10.0, **values}
    )
    return Assistant(index, HashingEncoder(), chat_model(chosen), chosen)


def test_stub_server_streams_and_repairs(index: Index) -> None:
    with stub_server(f"{ALSO}\n{WRONG}", TRUE) as (base, stub):
        _, answer = streamed(over(index, base), QUESTION)
    holds(answer)
    assert (answer.mode, answer.model) == ("generative", "stub-1") and len(answer.statements) == 2
    first, second = stub.requests
    assert first["stream"] is True and first["temperature"] == 0 and first["model"] == "stub-1"
    assert [m["role"] for m in first["messages"]] == ["system", "user"]
    assert "stream_options" not in first and WRONG.replace("[1]", "") in str(second["messages"])


@pytest.mark.parametrize(
    ("line", "told"),
    [(401, "密钥不被接受"), (404, "没有这个模型"), (400, "不接受请求"), (403, "没有权限")],
)
def test_stub_server_refuses(index: Index, extractive: Answer, line: int, told: str) -> None:
    with stub_server(line) as (base, _):
        answer = over(index, base).ask(QUESTION)
    assert answer.text == extractive.text
    (note,) = (note for note in answer.notes if "模型" in note)
    assert told in note and "secret" not in note


def test_stub_server_fails_twice_then_extractive(index: Index, extractive: Answer) -> None:
    with stub_server(500, 500, 500) as (base, stub):
        answer = over(index, base).ask(QUESTION)
    assert answer.text == extractive.text and len(stub.requests) == 2
    assert any("服务内部出错" in note for note in answer.notes)


def test_server_that_hangs(index: Index, extractive: Answer) -> None:
    with stub_server("hang", "hang") as (base, _):
        answer = over(index, base, llm_timeout=0.3).ask(QUESTION)
    assert answer.text == extractive.text
    assert any("超时" in note for note in answer.notes)


def test_no_server(index: Index, extractive: Answer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    answer = over(index, f"http://127.0.0.1:{port}/v1").ask(QUESTION)
    assert answer.text == extractive.text
    assert any("连接不上服务" in note for note in answer.notes)


def test_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_openai", None)
    with pytest.raises(ModelError, match=r"langchain-openai is missing.*\[llm\]"):
        chat_model(make_settings(llm_url="http://127.0.0.1:1/v1", llm_model="m"))


@pytest.mark.parametrize("values", [{"llm_model": "m"}, {"llm_url": "http://127.0.0.1:1/v1"}])
def test_half_a_setting_is_refused(values: dict[str, str]) -> None:
    """Without an address the client would send the questions to a public service."""
    with pytest.raises(SettingsError, match="RAG_LLM_URL"):
        chat_model(make_settings(**values))


def test_faulty_prompt_is_found_when_the_model_is_opened(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"answer\.md"):
        chat_model(make_settings(llm_url="http://x/v1", llm_model="m", prompts=tmp_path))


def test_tokens_are_never_counted(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting them would fetch a file from the network."""
    import tiktoken

    def fail(*_: object) -> None:
        raise AssertionError("tokens are counted")

    monkeypatch.setattr(tiktoken, "get_encoding", fail)
    monkeypatch.setattr(tiktoken, "encoding_for_model", fail)
    with stub_server(TRUE) as (base, _):
        assert over(index, base).ask(QUESTION).mode == "generative"
