"""MCP over standard input and output: the protocol, the tools, and what cannot be taken."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from channels import assistant, index_folder
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.mcp_server import MAX_LINE, REVISIONS, Server, run

QUESTION = "徐汇的家庭医生签约覆盖率目标是多少？"


@pytest.fixture(scope="module")
def server() -> Server:
    return Server(assistant)


def call(server: Server, method: str, params: Any = None, identity: Any = 1) -> dict[str, Any]:
    message = {"jsonrpc": "2.0", "id": identity, "method": method, "params": params}
    reply = server.line(json.dumps(message).encode())
    assert reply is not None and "\n" not in reply
    value: dict[str, Any] = json.loads(reply)
    assert (value["jsonrpc"], value["id"]) == ("2.0", identity)
    return value


def tool(server: Server, name: str, **arguments: Any) -> dict[str, Any]:
    result: dict[str, Any] = call(server, "tools/call", {"name": name, "arguments": arguments})["result"]
    return result


@pytest.mark.parametrize("asked", [*REVISIONS, "1999-01-01", None])
def test_initialize_agrees_on_a_revision(server: Server, asked: str | None) -> None:
    result = call(server, "initialize", {"protocolVersion": asked, "capabilities": {}})["result"]
    assert result["protocolVersion"] == (asked if asked in REVISIONS else REVISIONS[0])
    assert result["serverInfo"]["name"] == "policy-rag" and "tools" in result["capabilities"]
    assert server.line(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}') is None
    assert call(server, "ping", identity="a")["result"] == {}


def test_tools_are_described_by_schemas(server: Server) -> None:
    import jsonschema

    tools = call(server, "tools/list")["result"]["tools"]
    assert [t["name"] for t in tools] == ["ask", "search", "open_clause", "validate_citation"]
    for one in tools:
        jsonschema.Draft202012Validator.check_schema(one["inputSchema"])
        assert set(one["inputSchema"]["required"]) <= set(one["inputSchema"]["properties"])


def test_ask_search_open_and_validate(server: Server) -> None:
    answer = tool(server, "ask", question=QUESTION)
    cited = answer["structuredContent"]["citations"][0]
    assert "45%" in answer["content"][0]["text"] and cited["label"] in answer["content"][0]["text"]
    found = tool(server, "search", query="签约覆盖率", k=3)
    assert len(found["structuredContent"]["results"]) == 3
    clause = tool(server, "open_clause", clause_id=cited["clause_id"])["structuredContent"]
    assert (clause["text"], clause["label"]) == (cited["text"], cited["label"])
    ids = [cited["clause_id"]]
    good = tool(server, "validate_citation", statement=cited["quote"], clause_ids=ids)
    assert good["structuredContent"]["verdict"] == "verified"
    bad = tool(server, "validate_citation", statement=cited["quote"].replace("45", "46"), clause_ids=ids)
    assert bad["structuredContent"]["verdict"] == "unsupported" and "46" in bad["content"][0]["text"]


def test_history_and_documents(server: Server) -> None:
    history = [{"role": "user", "content": QUESTION}]
    follow = tool(server, "ask", question="那丽水呢？", history=history)["structuredContent"]
    assert "丽水" in follow["standalone_question"]
    within = tool(server, "search", query="签约", documents=["lishui-2023-health-modernisation"])
    ids = {hit["document_id"] for hit in within["structuredContent"]["results"]}
    assert ids == {"lishui-2023-health-modernisation"}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ask", {}),
        ("ask", {"question": 7}),
        ("ask", {"question": ""}),
        ("ask", {"question": "\ud800"}),
        ("ask", {"question": "x", "history": "x"}),
        ("ask", {"question": "x", "history": [{"role": "king", "content": "x"}]}),
        ("ask", {"question": "x", "documents": ["none"]}),
        ("search", {"query": "签约", "k": 0}),
        ("search", {"query": "签约", "k": True}),
        ("open_clause", {"clause_id": "none#1"}),
        ("open_clause", {"clause_id": "\ud800"}),
        ("validate_citation", {"statement": "x", "clause_ids": []}),
        ("validate_citation", {"statement": "x", "clause_ids": [1]}),
    ],
)
def test_what_a_tool_cannot_take_is_an_error_of_the_tool(
    server: Server, name: str, arguments: dict[str, Any]
) -> None:
    result = tool(server, name, **arguments)
    assert result["isError"] is True and result["content"][0]["text"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", -32700),
        (b"\xff", -32700),
        (b"[" * 100_000, -32700),
        (b"[]", -32600),
        (b"7", -32600),
        (b"{}", -32600),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": 3}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "nothing"}', -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": []}', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "x"}}', -32602),
    ],
)
def test_protocol_errors(server: Server, line: bytes, code: int) -> None:
    reply = server.line(line)
    assert reply is not None
    assert json.loads(reply)["error"]["code"] == code


def test_notifications_blank_lines_and_responses_get_no_reply(server: Server) -> None:
    for line in (b"\n", b'{"jsonrpc": "2.0", "method": "x"}', b'{"jsonrpc": "2.0", "id": 1, "result": {}}'):
        assert server.line(line) is None


def test_a_batch_is_answered_as_a_batch(server: Server) -> None:
    batch = b'[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"x"},7]'
    replies = json.loads(server.line(batch) or "")
    assert [r.get("id") for r in replies] == [1, None]


def test_a_failing_index_is_told_and_tried_again() -> None:
    from rag.errors import IndexStateError

    def closed() -> Any:
        raise IndexStateError("no index; run: rag build")

    result = tool(Server(closed), "search", query="签约")
    assert result["isError"] and "rag build" in result["content"][0]["text"]


def test_a_line_too_long_is_passed_over() -> None:
    ping = b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n'
    sink = io.BytesIO()
    run(Server(assistant), io.BytesIO(ping + b"x" * (2 * MAX_LINE + 5) + b"\n" + ping), sink)
    codes = [json.loads(line).get("error", {}).get("code") for line in sink.getvalue().splitlines()]
    assert codes == [None, -32700, None]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=[]), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(
    name=st.sampled_from(["ask", "search", "open_clause", "validate_citation", "x"]),
    arguments=st.dictionaries(
        st.sampled_from(
            ["question", "history", "documents", "query", "k", "clause_id", "statement", "clause_ids"]
        ),
        _VALUES,
        max_size=4,
    )
    | _VALUES,
)
def test_no_argument_makes_the_server_fail(name: str, arguments: Any) -> None:
    reply = call(Server(assistant), "tools/call", {"name": name, "arguments": arguments})
    assert reply.get("error", {}).get("code") in (None, -32602)


def test_standard_output_carries_messages_only() -> None:
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": REVISIONS[0]}},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "tools/call",
            "params": {"name": "ask", "arguments": {"question": QUESTION}},
        },
    ]
    code = "import sys, pathlib, rag.mcp_server as m; sys.exit(m.main(pathlib.Path(sys.argv[1])))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(index_folder())],
        input="".join(json.dumps(m) + "\n" for m in messages).encode(),
        capture_output=True,
        timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr.decode()
    replies = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert [r["id"] for r in replies] == [1, 2]
    assert "45%" in replies[1]["result"]["content"][0]["text"]
