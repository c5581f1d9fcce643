"""Asking for a channel that programs use: the stream opened, errors told apart, answers counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from rag.lookup import references
from rag.render import to_json
from rag.types import Answer, Message
from rag.web.metrics import METRICS, Channel

if TYPE_CHECKING:
    from rag.index import Index
    from rag.pipeline import Assistant

Pieces = Iterator[str | Answer]


def asked(
    assistant: Assistant,
    channel: Channel,
    question: str,
    history: Sequence[Message] = (),
    *,
    id: str | None = None,
    documents: frozenset[str] | None = None,
) -> Answer:
    """The answer, counted for its channel."""
    answer = assistant.ask(question, history, id=id, documents=documents)
    METRICS.answered(channel, answer)
    return answer


def opened(
    assistant: Assistant,
    channel: Channel,
    question: str,
    history: Sequence[Message] = (),
    *,
    id: str | None = None,
    documents: frozenset[str] | None = None,
) -> Answer | Pieces:
    """The pieces of an answer, the first of them already there; or an answer that is an error.

    A status can only be sent before the first byte: what cannot be taken, and an index that
    fails, must show before the stream begins.
    """
    pieces = _counted(assistant.stream(question, history, id=id, documents=documents), channel)
    first = next(pieces)
    if isinstance(first, Answer) and first.status == "error":
        return first
    return chain([first], pieces)


def _counted(pieces: Pieces, channel: Channel) -> Pieces:
    for piece in pieces:
        if isinstance(piece, Answer):
            METRICS.answered(channel, piece)
        yield piece


def answer_json(answer: Answer, index: Index) -> dict[str, Any]:
    """The answer in the published form, and the nearest clauses of a refusal with label and link."""
    nearest = references(index, answer.refusal.nearest) if answer.refusal else []
    return {**to_json(answer), "nearest": nearest}
