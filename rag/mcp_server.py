"""``rag mcp``: the Model Context Protocol over standard input and output, JSON-RPC 2.0 by hand.

One JSON object a line (https://modelcontextprotocol.io, the revisions in ``REVISIONS``, stdio transport).
Four tools: ask, search, open_clause, validate_citation. Standard output carries messages only.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from rag import lookup
from rag.errors import InputError, RagError, SettingsError
from rag.records.kept import record_of_a_tool
from rag.render import to_json, to_text
from rag.settings import settings
from rag.types import Message

if TYPE_CHECKING:
    from rag.pipeline import Assistant

log = logging.getLogger(__name__)

Json = dict[str, Any]

#: Revisions that these messages fit, newest first.
REVISIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
#: Longest line that is read, in bytes.
MAX_LINE = 1 << 20

PARSE_ERROR, INVALID_REQUEST, NO_METHOD, BAD_PARAMS, INTERNAL = -32700, -32600, -32601, -32602, -32603

_TEXT: Json = {"type": "string"}
_TEXTS: Json = {"type": "array", "items": _TEXT}
_DOCUMENTS: Json = {**_TEXTS, "description": "search only these document ids; absent: all"}
_HISTORY: Json = {
    "type": "array",
    "description": "earlier turns, oldest first",
    "items": {
        "type": "object",
        "required": ["role", "content"],
        "properties": {"role": {"enum": ["user", "assistant"]}, "content": _TEXT},
    },
}


def _tool(name: str, description: str, required: list[str], **properties: Json) -> Json:
    return {
        "name": name,
        "description": description,
        "inputSchema": {"type": "object", "required": required, "properties": properties},
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    }


TOOLS = (
    _tool(
        "ask",
        "Answers a Chinese question from the loaded policy documents; every sentence carries its "
        "official clause reference, checked. Refuses what the documents do not say.",
        ["question"],
        question=_TEXT,
        history=_HISTORY,
        documents=_DOCUMENTS,
    ),
    _tool(
        "search",
        "The clauses of the policy documents nearest to a query, best first.",
        ["query"],
        query=_TEXT,
        k={"type": "integer", "minimum": 1, "maximum": lookup.MAX_FOUND, "default": 10},
        documents=_DOCUMENTS,
    ),
    _tool(
        "open_clause",
        "One clause by its id, with all below it, its document and official label.",
        ["clause_id"],
        clause_id={**_TEXT, "description": "document id # path, as the other tools give it"},
    ),
    _tool(
        "validate_citation",
        "Whether a statement stands in the clauses it cites: verdict and reasons, by lookup and equality.",
        ["statement", "clause_ids"],
        statement=_TEXT,
        clause_ids=_TEXTS,
        quotes={**_TEXTS, "description": "the words leaned on, one for each clause"},
        question={**_TEXT, "description": "its words need no support"},
    ),
)


class RpcError(Exception):
    """A JSON-RPC error: code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Server:
    """Answers messages; ``opened`` gives the assistant when a tool first needs it."""

    def __init__(self, opened: Callable[[], Assistant]) -> None:
        self._opened = opened
        self._assistant: Assistant | None = None
        self._tools: dict[str, Callable[[Json], tuple[str, Json]]] = {
            "ask": self._ask,
            "search": self._search,
            "open_clause": self._open_clause,
            "validate_citation": self._validate,
        }

    def line(self, line: bytes) -> str | None:
        """The reply to one line; None where it needs none."""
        if not line.strip():
            return None
        try:
            message = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError):
            return _dump(_error(None, PARSE_ERROR, "the line is not JSON in UTF-8"))
        if not isinstance(message, list):
            reply = self.message(message)
            return None if reply is None else _dump(reply)
        if not message:
            return _dump(_error(None, INVALID_REQUEST, "an empty batch"))
        replies = [reply for reply in map(self.message, message) if reply is not None]
        return _dump(replies) if replies else None

    def message(self, message: Any) -> Json | None:
        """The reply to one message; a notification and a response get none."""
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            return _error(None, INVALID_REQUEST, 'a message is an object with "jsonrpc": "2.0"')
        identity, method = message.get("id"), message.get("method")
        if method is None and ("result" in message or "error" in message):
            return None
        if not isinstance(method, str) or isinstance(identity, (bool, list, dict)):
            return _error(None, INVALID_REQUEST, "a request has a method and an id, text or number")
        if "id" not in message:
            return None
        try:
            return {"jsonrpc": "2.0", "id": identity, "result": self._result(method, message.get("params"))}
        except RpcError as error:
            return _error(identity, error.code, str(error))
        except Exception:
            log.exception("%s failed", method)
            return _error(identity, INTERNAL, "the server failed; its standard error says more")

    def _result(self, method: str, params: Any) -> Json:
        given = {} if params is None else params
        if not isinstance(given, dict):
            raise RpcError(BAD_PARAMS, "params must be an object")
        if method == "initialize":
            return _initialized(given)
        if method == "ping":
            return {}
        if method == "tools/list":
            return {"tools": list(TOOLS)}
        if method == "tools/call":
            return self._call(given)
        raise RpcError(
            NO_METHOD, f"there is no method {method!r}; there are initialize, ping, tools/list, tools/call"
        )

    def _call(self, params: Json) -> Json:
        """A tool's result; what a tool cannot take is a result marked as an error, as MCP asks."""
        tool = self._tools.get(str(params.get("name")))
        if tool is None:
            raise RpcError(BAD_PARAMS, f"there is no tool {params.get('name')!r}; tools/list names them")
        arguments = params.get("arguments")
        try:
            if not isinstance(arguments, dict):
                raise InputError("arguments: give an object")
            text, value = tool(arguments)
        except RagError as error:
            return {"content": [{"type": "text", "text": str(error)}], "isError": True}
        failed = value.get("status") == "error"
        return {
            "content": [{"type": "text", "text": text}],
            "structuredContent": value,
            "isError": failed,
        }

    @property
    def assistant(self) -> Assistant:
        """The assistant, opened when first needed."""
        if self._assistant is None:
            self._assistant = self._opened()
        return self._assistant

    # -- tools ---------------------------------------------------------------------------------

    def _ask(self, given: Json) -> tuple[str, Json]:
        question, history = _text(given, "question"), _turns(given)
        within = lookup.scope(self.assistant.index, _texts(given, "documents"))
        answer = self.assistant.ask(question, history, documents=within)
        visible = self.assistant.index.limited_to
        record_of_a_tool("mcp", question, answer, history, within, visible)
        return to_text(answer), to_json(answer)

    def _search(self, given: Json) -> tuple[str, Json]:
        k = given.get("k", 10)
        if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= lookup.MAX_FOUND:
            raise InputError(f"k: give a number from 1 to {lookup.MAX_FOUND}")
        found = lookup.search(self.assistant, _text(given, "query"), k, _texts(given, "documents"))
        text = "\n\n".join(f"{h['clause_id']}\n{h['label']} {h['heading']}\n{h['text']}" for h in found)
        return text, {"results": found}

    def _open_clause(self, given: Json) -> tuple[str, Json]:
        clause = lookup.clause_json(self.assistant.index, _text(given, "clause_id"))
        return f"{clause['label']}\n{clause['text']}", clause

    def _validate(self, given: Json) -> tuple[str, Json]:
        said = lookup.validate(
            self.assistant.index,
            _text(given, "statement"),
            _texts(given, "clause_ids") or [],
            _texts(given, "quotes") or [],
            _text(given, "question", ""),
        )
        return "\n".join([said["verdict"], *said["reasons"]]), said


def _initialized(params: Mapping[str, Any]) -> Json:
    wanted = params.get("protocolVersion")
    try:
        own = version("policy-rag")
    except PackageNotFoundError:
        own = "unknown"
    return {
        "protocolVersion": wanted if wanted in REVISIONS else REVISIONS[0],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": "policy-rag", "title": "政策文件问答", "version": own},
        "instructions": "Ask in Chinese. Quote the answers with their [n] marks and references.",
    }


def _text(given: Json, name: str, default: str | None = None) -> str:
    value = given.get(name, default)
    if not isinstance(value, str):
        raise InputError(f"{name}: give a text")
    return value


def _texts(given: Json, name: str) -> list[str] | None:
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InputError(f"{name}: give a list of texts")
    return value


def _turns(given: Json) -> list[Message]:
    turns = given.get("history") or []
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise InputError("history: give a list of {role, content}")
    return [Message(turn.get("role"), turn.get("content")) for turn in turns]


def _error(identity: Any, code: int, message: str) -> Json:
    return {"jsonrpc": "2.0", "id": identity, "error": {"code": code, "message": message}}


def _dump(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode("utf-8")


def run(server: Server, source: IO[bytes], sink: IO[bytes]) -> None:
    """Answers line after line until the input ends."""
    while line := source.readline(MAX_LINE):
        whole = line.endswith(b"\n")
        while not whole and (rest := source.readline(MAX_LINE)):
            line, whole = b"{", rest.endswith(b"\n")  # too long: read past it, and say so
        reply = server.line(line)
        if reply is not None:
            sink.write(reply.encode("utf-8") + b"\n")
            sink.flush()


def main(index: Path | None = None) -> int:
    """Serves until the client closes standard input; the exit code."""
    from rag.pipeline import Assistant

    # A library that prints would break the protocol: what it prints goes to standard error.
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    folder = index or settings().index
    limit = _reader()
    run(Server(lambda: limit(Assistant.open(folder))), sys.stdin.buffer, sink)
    return 0


def _reader() -> Callable[[Assistant], Assistant]:
    """Whose documents are served: with access control, those of the API key in ``RAG_API_KEY``.

    Raises:
        SettingsError: there is access control, and no key or none that is known.
    """
    from rag.access.groups import EVERYONE, read_rules
    from rag.access.part import limited
    from rag.access.store import Accounts
    from rag.web_settings import web_settings

    chosen = web_settings()
    if chosen.access == "off":
        return lambda assistant: assistant
    visitor = Accounts(chosen.data).key(os.environ.get("RAG_API_KEY", ""))
    if visitor is None:
        raise SettingsError(
            f"RAG_ACCESS={chosen.access}: give rag mcp a key in RAG_API_KEY; rag access key add NAME makes one"
        )
    if visitor.reads_all:
        return lambda assistant: assistant
    rules = read_rules(chosen.corpus, frozenset((EVERYONE,) if chosen.ungrouped == "everyone" else ()))
    return lambda assistant: limited(assistant, rules.readable(visitor, assistant.index.headers()))
