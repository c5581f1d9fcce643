"""Asking for a channel: the stream opened, errors told apart, answers counted and recorded."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from rag.lookup import references
from rag.records.entry import NOBODY, Asked
from rag.records.kept import records_of
from rag.records.store import Records
from rag.render import to_json
from rag.types import Answer, Message
from rag.web.metrics import METRICS, Channel
from rag.web.rest import rest_of
from rag.web_settings import WebSettings

if TYPE_CHECKING:
    from rag.index import Index
    from rag.pipeline import Assistant

Pieces = Iterator[str | Answer]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where that is recorded; without ``records`` nowhere."""

    user: str = NOBODY
    records: Records | None = None

    def answered(self, asked: Asked, answer: Answer) -> None:
        """Counts and records an answer.

        Raises:
            SettingsError: no answer may go out without its record, and that cannot be written.
        """
        METRICS.answered(asked.channel, answer)
        told = {"id": answer.id, "channel": asked.channel, "status": answer.status, "index": answer.index}
        log.info("answered", extra={**told, "ms": round(answer.timings_ms.get("total", 0.0), 1)})
        if self.records is None:
            return
        try:
            self.records.answered(asked, answer)
        finally:
            if self.records.problem:
                METRICS.not_recorded()

    def unanswered(self, asked: Asked, left: bool, index: str) -> None:
        """Records a question that failed, or whose reader left before the answer was there."""
        if self.records is not None:
            self.records.unanswered(asked, "aborted" if left else "failed", index)

    @property
    def holds_back(self) -> bool:
        """Whether nothing of an answer may be shown before it is recorded."""
        return self.records is not None and self.records.keeping.mode == "required"


UNKNOWN = Asker()


def asker(request: object, settings: WebSettings) -> Asker:
    """Who sends a request, FastAPI's or Gradio's: the name that access control put into its state."""
    user = getattr(getattr(request, "state", None), "user", None)
    return Asker(str(getattr(user, "name", "") or NOBODY), records_of(settings))


def asked(
    assistant: Assistant,
    channel: Channel,
    question: str,
    history: Sequence[Message] = (),
    *,
    id: str | None = None,
    documents: frozenset[str] | None = None,
    by: Asker = UNKNOWN,
) -> Answer:
    """The answer, counted for its channel and recorded."""
    assistant = assistant.itself
    wanted = Asked(channel, question, tuple(history), documents, by.user, assistant.index.limited_to)
    try:
        answer = assistant.ask(question, history, id=id, documents=documents)
    except Exception:
        by.unanswered(wanted, False, assistant.index.id)
        raise
    by.answered(wanted, answer)
    return answer


def opened(
    assistant: Assistant,
    channel: Channel,
    question: str,
    history: Sequence[Message] = (),
    *,
    id: str | None = None,
    documents: frozenset[str] | None = None,
    by: Asker = UNKNOWN,
) -> Answer | Pieces:
    """The pieces of an answer, the first of them already there; or an answer that is an error.

    A status can only be sent before the first byte: what cannot be taken, and an index that
    fails, must show before the stream begins.
    """
    wanted = Asked(channel, question, tuple(history), documents, by.user)
    pieces = recorded(assistant, wanted, by, id)
    first = next(pieces)
    if isinstance(first, Answer) and first.status == "error":
        return first
    return chain([first], pieces)


def recorded(assistant: Assistant, wanted: Asked, by: Asker, id: str | None = None) -> Pieces:
    """The pieces of an answer and the answer, which is recorded before it is given."""
    assistant = assistant.itself  # what is recorded of it is of the one that answers
    wanted = replace(wanted, visible=assistant.index.limited_to)
    held: list[str | Answer] = []
    done = False
    try:
        for piece in assistant.stream(wanted.question, wanted.history, id=id, documents=wanted.documents):
            if isinstance(piece, Answer):
                done = True
                by.answered(wanted, piece)
                yield from held
            elif by.holds_back:
                held.append(piece)
                continue
            yield piece
    except (Exception, GeneratorExit) as error:
        if not done:
            by.unanswered(wanted, isinstance(error, GeneratorExit), assistant.index.id)
        raise


def answer_json(answer: Answer, index: Index) -> dict[str, Any]:
    """The answer in the published form; beside it a refusal's nearest clauses, and the rest of a list."""
    nearest = references(index, answer.refusal.nearest) if answer.refusal else []
    return {**to_json(answer), "nearest": nearest, "rest": rest_of(answer)}
