"""The contract: the same questions through every channel give the same citations and verdicts.

The chat page, the widget and the frame are driven in tests/browser/test_browser_channels.py.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from channels import CASES, Case, Outcome, Turns, assistant, expected, index_folder, outcome, web_app
from fastapi.testclient import TestClient

from rag.cli import main
from rag.mcp_server import Server, run
from rag.pipeline import Assistant
from rag.types import Message


def messages(history: Turns) -> list[dict[str, str]]:
    return [{"role": role, "content": text} for role, text in history]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return TestClient(web_app(tmp_path_factory.mktemp("data")), raise_server_exceptions=False)


def data_of(text: str) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in text.split("\n") if line.startswith("data: ")]
    return [json.loads(line) for line in lines if line != "[DONE]"]


def by_http(client: TestClient, case: Case) -> Outcome:
    body = {"question": case.question, "history": messages(case.history)}
    return outcome(client.post("/api/v1/answer", json=body).json())


def by_events(client: TestClient, case: Case) -> Outcome:
    body = {"question": case.question, "history": messages(case.history), "stream": True}
    response = client.post("/api/v1/answer", json=body)
    if response.status_code == 400:
        return outcome(response.json())
    return outcome(data_of(response.text)[-1])


def _chat(client: TestClient, case: Case, stream: bool) -> Any:
    said = [*messages(case.history), {"role": "user", "content": case.question}]
    body = {"model": "policy-rag", "messages": said, "stream": stream}
    return client.post("/v1/chat/completions", json=body)


def _openai(references: list[Any], answer: dict[str, Any]) -> Outcome:
    assert [r["clause_id"] for r in references] == [c["clause_id"] for c in answer["citations"]]
    return outcome({**answer, "citations": references})


def by_openai(client: TestClient, case: Case) -> Outcome:
    made = _chat(client, case, stream=False).json()
    if "error" in made:
        assert made["error"]["code"] == "question_not_taken"
        return Outcome("error", (), ())
    message = made["choices"][0]["message"]
    assert all(r["label"] in message["content"] for r in message["references"])
    return _openai(message["references"], made["answer"])


def by_openai_stream(client: TestClient, case: Case) -> Outcome:
    response = _chat(client, case, stream=True)
    if response.status_code == 400:
        return Outcome("error", (), ())
    last = data_of(response.text)[-1]
    return _openai(last["choices"][0]["delta"]["references"], last["answer"])


def by_mcp(client: TestClient, case: Case) -> Outcome:
    arguments = {"question": case.question, "history": messages(case.history)}
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": arguments},
    }
    sink = io.BytesIO()
    run(Server(assistant), io.BytesIO(json.dumps(call).encode() + b"\n"), sink)
    result = json.loads(sink.getvalue())["result"]
    assert result["isError"] == (case.status == "error")
    return outcome(result["structuredContent"])


CHANNELS: list[Callable[[TestClient, Case], Outcome]] = [
    by_http,
    by_events,
    by_openai,
    by_openai_stream,
    by_mcp,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_questions_cover_what_can_happen(case: Case) -> None:
    found = expected(case)
    assert found.status == case.status
    assert bool(found.citations) == (case.status in ("answered", "partial"))


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.__name__)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_channel_gives_the_same(
    client: TestClient, case: Case, channel: Callable[[TestClient, Case], Outcome]
) -> None:
    assert channel(client, case) == expected(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_card_shows_the_same(client: TestClient, case: Case) -> None:
    if case.history:
        pytest.skip("a card has no history: its address is its question")
    response = client.get("/embed/answer", params={"question": case.question})
    found = expected(case)
    assert response.status_code == (400 if case.status == "error" else 200)
    chips = re.findall(
        r'<a class="chip" href="([^"]+)"[^>]*title="([^"]*)"><span class="n">\d+</span>([^<]+)</a>',
        response.text,
    )
    shown = [(unescape(label), unescape(quote)) for _, quote, label in chips]
    assert shown == [(label, quote) for _, label, quote, _ in found.citations]
    for address, _, _ in chips:
        assert "<mark>" in client.get(unescape(address)).text
    if case.status == "error":
        assert "state error" in response.text
    flagged = [verdict for verdict in found.verdicts if verdict != "verified"]
    assert response.text.count('class="flag"') >= len(flagged)


def test_the_command_line_gives_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ready = assistant()  # it is opened by what is replaced here
    monkeypatch.setattr(Assistant, "open", classmethod(lambda *_, **__: ready))
    for case in CASES:
        if case.history:
            continue
        code = main(["ask", case.question, "--json", "--index", str(index_folder())])
        assert code == (2 if case.status == "error" else 0)
        assert outcome(json.loads(capsys.readouterr().out)) == expected(case), case.name


def test_a_batch_gives_the_same(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    records = [
        {"id": case.name, "question": case.question, "history": messages(case.history)} for case in CASES
    ]
    source.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")
    assert main(["ask", "--batch", str(source), "--output", str(target), "--index", str(index_folder())]) == 0
    answers = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert {a["id"]: outcome(a) for a in answers} == {case.name: expected(case) for case in CASES}


# ---- bad input: a clear error in each channel's own form -----------------------------------------

TOO_LONG = "约" * 2001
#: More turns than a request may hold; in Python and MCP only the last are read.
HUGE = [{"role": "user", "content": "签约？"}] * 201
#: What each fault says, whichever the channel: a word of it that a person understands.
SAYS = {
    "too long": "2001",
    "empty": "空",
    "lone surrogate": "",
    "no text": "",
    "history of numbers": "history",
    "history of strangers": "history",
    "unknown document": "none",
    "unknown clause": "none#1",
    "broken JSON": "JSON",
    "huge history": "200",
}


@pytest.mark.parametrize(
    ("fault", "question", "history"),
    [
        ("too long", TOO_LONG, ()),
        ("empty", " \n", ()),
        ("lone surrogate", "\ud800", ()),
        ("no text", 7, ()),
        ("history of numbers", "签约？", [1]),
        ("history of strangers", "签约？", [Message("king", "x")]),  # type: ignore[arg-type]
    ],
)
def test_bad_input_in_python(fault: str, question: Any, history: Any) -> None:
    answer = assistant().ask(question, history)
    assert answer.status == "error" and not answer.statements
    assert SAYS[fault] in answer.text and len(answer.text) < 200


@pytest.mark.parametrize(
    ("fault", "words", "stream"),
    [
        ("too long", ["ask", TOO_LONG], "err"),
        ("empty", ["ask", "？"], "err"),
        ("no text", ["ask"], "err"),
        ("broken JSON", ["ask", "--batch", "{file}", "--output", "{file}.out"], "file"),
    ],
)
def test_bad_input_on_the_command_line(
    fault: str,
    words: list[str],
    stream: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ready = assistant()  # it is opened by what is replaced here
    monkeypatch.setattr(Assistant, "open", classmethod(lambda *_, **__: ready))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    file = tmp_path / "in.jsonl"
    file.write_text("{broken\n", "utf-8")
    code = main([w.replace("{file}", str(file)) for w in words] + ["--index", str(index_folder())])
    printed = capsys.readouterr()
    told = printed.err if stream == "err" else Path(f"{file}.out").read_text("utf-8")
    assert code == (2 if stream == "err" else 0)  # a bad record of a batch stops nothing
    assert told and SAYS[fault] in told and "Traceback" not in told
    assert ('"error"' in told) == (stream == "file")


ASKED: list[tuple[str, Any, int]] = [
    ("too long", {"question": TOO_LONG}, 400),
    ("empty", {"question": "？"}, 400),
    ("lone surrogate", b'{"question": "\\ud800"}', 400),
    ("no text", {"question": 7}, 422),
    ("history of strangers", {"question": "x", "history": [{"role": "king", "content": "x"}]}, 422),
    ("unknown document", {"question": "签约？", "documents": ["none"]}, 400),
    ("broken JSON", b"{", 422),
    ("huge history", {"question": "签约？", "history": HUGE}, 422),
]


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
@pytest.mark.parametrize(("fault", "body", "status"), ASKED, ids=[fault for fault, *_ in ASKED])
def test_bad_input_over_http_and_as_a_stream(
    client: TestClient, fault: str, body: Any, status: int, accept: str
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Accept": accept}
    response = client.post("/api/v1/answer", content=content, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/json")
    error = response.json()["error"]
    assert error["code"] and SAYS[fault] in error["message"] and len(error["message"]) < 300


def test_an_unknown_clause_over_http(client: TestClient) -> None:
    response = client.get("/api/v1/clauses/none%231")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "no_such_clause"


def said(question: Any, history: Any = ()) -> dict[str, Any]:
    return {"model": "policy-rag", "messages": [*history, {"role": "user", "content": question}]}


COMPLETED: list[tuple[str, Any, int]] = [
    ("too long", said(TOO_LONG), 400),
    ("empty", said("？"), 400),
    ("lone surrogate", b'{"model": "policy-rag", "messages": [{"role": "user", "content": "\\ud800"}]}', 400),
    ("no text", said(7), 400),
    ("broken JSON", b"{", 400),
    ("huge history", said("签约？", HUGE), 400),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("fault", "body", "status"), COMPLETED, ids=[fault for fault, *_ in COMPLETED])
def test_bad_input_in_openais_form(
    client: TestClient, fault: str, body: Any, status: int, stream: bool
) -> None:
    content = body if isinstance(body, bytes) else json.dumps({**body, "stream": stream}).encode()
    headers = {"Content-Type": "application/json"}
    response = client.post("/v1/chat/completions", content=content, headers=headers)
    error = response.json()["error"]
    assert response.status_code == status
    assert set(error) == {"message", "type", "param", "code"} and error["type"] == "invalid_request_error"
    assert SAYS[fault] in error["message"] and len(error["message"]) < 300


CALLED: list[tuple[str, str, Any]] = [
    ("too long", "ask", {"question": TOO_LONG}),
    ("empty", "ask", {"question": "？"}),
    ("no text", "ask", {"question": 7}),
    ("history of numbers", "ask", {"question": "x", "history": [1]}),
    ("unknown document", "ask", {"question": "签约？", "documents": ["none"]}),
    ("unknown clause", "open_clause", {"clause_id": "none#1"}),
    ("unknown clause", "validate_citation", {"statement": "x", "clause_ids": ["none#1"]}),
]


@pytest.mark.parametrize(("fault", "tool", "arguments"), CALLED)
def test_bad_input_to_the_tools(fault: str, tool: str, arguments: Any) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    call |= {"params": {"name": tool, "arguments": arguments}}
    sink = io.BytesIO()
    run(Server(assistant), io.BytesIO(json.dumps(call).encode() + b"\n{broken\n"), sink)
    first, second = map(json.loads, sink.getvalue().splitlines())
    told = first["result"]["content"][0]["text"]
    assert first["result"]["isError"] is True
    assert SAYS[fault] in told and len(told) < 300
    assert (
        second["error"]["code"] == -32700
    )  # what is no JSON is the protocol's error, and the next line goes on


@pytest.mark.parametrize(
    ("fault", "address", "status", "shown"),
    [
        ("too long", f"/embed/answer?question={TOO_LONG}", 400, "state error"),
        ("empty", "/embed/answer?question=？", 400, "state error"),
        ("unknown document", "/embed/answer?question=签约&documents=none", 400, "state error"),
        ("unknown document", "/documents/none", 404, "没有这份文件"),
        ("unknown document", "/documents/..%2f..%2fetc%2fpasswd", 404, "没有这"),
        ("unknown clause", "/documents/xuhui-2023-community-health?mark=9-1#none", 200, "<h1"),
        ("too long", f"/compare?topic={TOO_LONG}", 200, "<h1"),
    ],
)
def test_bad_input_on_the_pages(
    client: TestClient, fault: str, address: str, status: int, shown: str
) -> None:
    response = client.get(address, headers={"Accept": "text/html", "Accept-Language": "zh-CN"})
    assert response.status_code == status
    assert shown in response.text and "Traceback" not in response.text
    if shown == "state error":
        assert SAYS[fault] in response.text
