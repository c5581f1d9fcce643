"""The OpenAI-compatible channel: chat front ends that exist plug in, and keep the references.

The references come twice: as a 依据 list at the end of the text, and as the field ``references``
of the message (of the last delta, where it streams); the whole answer is the field ``answer``.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel, ConfigDict, Field

from rag.errors import InputError
from rag.render import references
from rag.types import Answer, Message
from rag.web.answering import Pieces, answer_json, asked, asker, opened
from rag.web.models import MAX_TURNS, AnswerOut, CitationOut, Text
from rag.web.problems import failure, problem
from rag.web.wire import dumps
from rag.web_settings import WebSettings

if TYPE_CHECKING:
    from rag.pipeline import Assistant

MODEL = "policy-rag"
#: Parts an answer's text from its references; cut off again when it comes back as history.
SOURCES = "\n\n依据：\n"
#: The same where there are notes and no references: of a refusal that names a repealed document.
NOTES = "\n\n注意：\n"

Json = dict[str, Any]


class Part(BaseModel):
    """A part of a message's content."""

    type: str
    text: Text | None = None


class ChatMessage(BaseModel):
    """One message; what a system message asks for has no effect."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[Part] | None = None


class Completion(BaseModel):
    """A request; sampling options are taken and have no effect, answers are not sampled."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"model": MODEL, "messages": [{"role": "user", "content": "徐汇的签约覆盖率目标是多少？"}]}
            ]
        }
    )

    model: Text = Field(description="policy-rag")
    messages: list[ChatMessage] = Field(
        min_length=1, max_length=MAX_TURNS, description="对话，最后一条是问题 / the last one is the question"
    )
    stream: bool | None = Field(default=False, description="流式返回 / server-sent events")
    n: Literal[1] | None = Field(default=1, description="只有一个答案 / there is one answer")


class MessageOut(BaseModel):
    """What the assistant says, and what OpenAI's form has no place for."""

    role: Literal["assistant"]
    content: str = Field(description="the text with [1] marks, then the 依据 list")
    references: list[CitationOut]
    refusal: str | None = Field(description="what is missing")


class ChoiceOut(BaseModel):
    """The one choice."""

    index: Literal[0]
    message: MessageOut
    finish_reason: Literal["stop"]


class CompletionOut(BaseModel):
    """A completion; ``answer`` is the whole answer as the API gives it."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceOut] = Field(min_length=1, max_length=1)
    answer: AnswerOut


class Fault(BaseModel):
    """What is wrong, in OpenAI's form."""

    message: str
    type: Literal["invalid_request_error", "server_error"]
    param: str | None
    code: str | None


class Faulty(BaseModel):
    """Every error of this channel."""

    error: Fault


_ERRORS: dict[int | str, Json] = {
    "4XX": {"model": Faulty, "description": "The request cannot be taken"},
    "5XX": {"model": Faulty, "description": "The index cannot be read, or the server failed"},
}
_COMPLETION = {
    "model": CompletionOut,
    "description": "The answer. With `stream` as text/event-stream: chunks, the last with `references` and "
    "`answer`, then `[DONE]`.",
    "content": {
        "text/event-stream": {
            "schema": {"type": "object", "properties": {"data": {"type": "string"}}, "required": ["data"]}
        }
    },
}


ModelName = Annotated[str, Path(description="policy-rag")]


def openai_routes(assistant: Assistant, settings: WebSettings) -> APIRouter:
    """``/v1/chat/completions`` and ``/v1/models``."""
    router = APIRouter(prefix="/v1", tags=["openai"], responses=_ERRORS)

    @router.get("/models", summary="唯一的模型 / The one model there is")
    def models() -> Json:
        return {"object": "list", "data": [_model()]}

    @router.get("/models/{name}", summary="按名称查模型 / The model by its name")
    def model(name: ModelName, request: Request) -> Response:
        return JSONResponse(_model()) if name == MODEL else _no_model(request, name)

    @router.post(
        "/chat/completions",
        summary="以 OpenAI 的格式回答，可流式 / Answer in OpenAI's form, streaming too",
        responses={200: _COMPLETION},
    )
    def completions(wanted: Completion, request: Request) -> Response:
        if wanted.model != MODEL:
            return _no_model(request, wanted.model)
        try:
            question, history = conversation(wanted.messages)
        except InputError as error:
            return problem(request, 400, str(error), "invalid_input", param="messages")
        base, by = str(request.base_url).rstrip("/"), asker(request, settings)
        if not wanted.stream:
            answer = asked(assistant, "openai", question, history, by=by)
            if answer.status == "error":
                return _not_taken(request, answer)
            return JSONResponse(_completion(answer, assistant, base))
        pieces = opened(assistant, "openai", question, history, by=by)
        if isinstance(pieces, Answer):
            return _not_taken(request, pieces)
        chunks = _chunks(pieces, assistant, base)
        return EventSourceResponse(chunks, headers={"X-Accel-Buffering": "no"})

    return router


def conversation(given: Sequence[ChatMessage]) -> tuple[str, list[Message]]:
    """The question and the turns before it.

    Raises:
        InputError: the last message is not the user's, or a part of it is no text.
    """
    said = [m for m in given if m.role in ("user", "assistant")]
    if not said or said[-1].role != "user":
        raise InputError(
            "messages: 最后一条须是 role 为 user 的问题 / "
            "the last one must have the role user; it is the question"
        )
    history = [
        Message(
            "user" if m.role == "user" else "assistant", _text(m).partition(SOURCES)[0].partition(NOTES)[0]
        )
        for m in said[:-1]
    ]
    return _text(said[-1]), history


def _text(message: ChatMessage) -> str:
    if isinstance(message.content, str):
        return message.content
    parts = message.content or []
    if any(part.type not in ("text", "input_text", "refusal") for part in parts):
        raise InputError(
            "messages: 只能读文本，请去掉图片、声音和文件 / "
            "only text can be read; leave out images, sound and files"
        )
    return "\n".join(part.text or "" for part in parts)


def _model() -> Json:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}


def _no_model(request: Request, name: str) -> Response:
    message = f"there is no model {name!r}; the model here is {MODEL!r}"
    return problem(request, 404, message, "model_not_found", param="model")


def _not_taken(request: Request, answer: Answer) -> Response:
    return problem(request, 400, answer.text, "question_not_taken", param="messages")


def source_list(answer: Answer, base: str) -> str:
    """The 依据 list: official label, what the check said, the words quoted, a link that opens them."""
    if not answer.citations:
        return NOTES + "\n".join(answer.notes) if answer.notes else ""
    lines = [
        f"{line}：“{' '.join(citation.quote.split())}” {base}{citation.url}"
        for line, citation in zip(references(answer), answer.citations, strict=True)
    ]
    return SOURCES + "\n".join([*lines, *answer.notes])


def _fields(answer: Answer, whole: Json, base: str) -> Json:
    """What a message has beside its content."""
    found = [{**citation, "url": base + citation["url"]} for citation in whole["citations"]]
    refusal = answer.refusal.missing if answer.refusal else None
    return {"references": found, "refusal": refusal}


def _head(kind: str, answer_id: str) -> Json:
    return {
        "id": f"chatcmpl-{answer_id}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
    }


def _completion(answer: Answer, assistant: Assistant, base: str) -> Json:
    whole = answer_json(answer, assistant.index)
    text = answer.text + source_list(answer, base)
    message = {"role": "assistant", "content": text, **_fields(answer, whole, base)}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**_head("chat.completion", answer.id), "choices": [choice], "answer": whole}


def _chunks(pieces: Pieces, assistant: Assistant, base: str) -> Iterator[bytes]:
    head = _head("chat.completion.chunk", uuid.uuid4().hex)
    yield _chunk(head, {"role": "assistant", "content": ""})
    try:
        for piece in pieces:
            if isinstance(piece, str):
                yield _chunk(head, {"content": piece})
                continue
            whole = answer_json(piece, assistant.index)
            if listed := source_list(piece, base):
                yield _chunk(head, {"content": listed})
            last = {**head, "answer": whole}
            yield _chunk(last, _fields(piece, whole, base), finish="stop")
    except Exception as error:  # the status is out already: the stream itself must tell
        message, code = failure(error)
        told = {"message": message, "type": "server_error", "param": None, "code": code}
        yield format_sse_event(data_str=dumps({"error": told}))
    yield format_sse_event(data_str="[DONE]")


def _chunk(head: Json, delta: Json, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return format_sse_event(data_str=dumps({**head, "choices": [choice]}))
