"""The contract: the same questions through every channel give the same citations and verdicts.

The widget and the chat page are driven in tests/browser; both show what the stream brings.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from channels import assistant, index_folder, web_app
from fastapi.testclient import TestClient

from rag.cli import main
from rag.mcp_server import Server, run
from rag.pipeline import Assistant
from rag.render import to_json
from rag.types import Message

Turns = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Case:
    """A question, the turns before it, and what every channel must come to."""

    name: str
    question: str
    status: str
    history: Turns = ()


_SIGNING: Turns = (("user", "徐汇的家庭医生签约覆盖率目标是多少？"), ("assistant", "2025年达到45%。"))
CASES = [
    Case("figure", "徐汇的家庭医生签约覆盖率目标是多少？", "answered"),
    Case("share", "江西下半年要在多大范围的统筹地区开展DRG或DIP付费改革？", "answered"),
    Case("comparison", "平顶山和杨浦的医改领导小组组长分别由谁当？", "answered"),
    Case("two documents", "徐汇和丽水的家庭医生签约覆盖率目标分别是多少？", "answered"),
    Case("partial", "徐汇和北京的家庭医生签约覆盖率目标分别是多少？", "partial"),
    Case("not in the documents", "平顶山的家庭医生签约覆盖率目标是多少？", "refused"),
    Case("off topic", "今天天气怎么样", "refused"),
    Case("no such document", "北京的家庭医生签约覆盖率目标是多少？", "refused"),
    Case("empty", "？！", "error"),
    Case("too long", "签约" * 1200, "error"),
    Case("follow-up region", "那丽水呢？", "answered", _SIGNING),
    Case("markup", "徐汇的家庭医生签约覆盖率目标<b>是</b>多少？", "answered"),
]


@dataclass(frozen=True)
class Outcome:
    """What must be the same everywhere."""

    status: str
    citations: tuple[tuple[str, str, str, str], ...]
    verdicts: tuple[str, ...]


def outcome(answer: dict[str, Any]) -> Outcome:
    """Of an answer in the published form."""
    return Outcome(
        answer["status"],
        tuple((c["clause_id"], c["label"], c["quote"], c["verdict"]) for c in answer["citations"]),
        tuple(s["verdict"] for s in answer["statements"]),
    )


_EXPECTED: dict[str, Outcome] = {}


def expected(case: Case) -> Outcome:
    """What Python gives."""
    if case.name not in _EXPECTED:
        history = [Message(role, text) for role, text in case.history]  # type: ignore[arg-type]
        _EXPECTED[case.name] = outcome(to_json(assistant().ask(case.question, history)))
    return _EXPECTED[case.name]


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
    monkeypatch.setattr(Assistant, "open", classmethod(lambda *_, **__: assistant()))
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
