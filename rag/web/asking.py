"""Asking from the chat page: which documents to search, and errors as answers of their own."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rag.errors import RagError
from rag.types import Answer, Document
from rag.web.metrics import METRICS
from rag.web.turns import Conversation, Turn, failed, turn_from
from rag.web.words import Language, words

if TYPE_CHECKING:
    from rag.pipeline import Assistant

log = logging.getLogger(__name__)


def scope_of(
    headers: Iterable[Document], documents: Sequence[str] | None, regions: Sequence[str] | None
) -> frozenset[str] | None:
    """Ids of the documents to search: those chosen, of the regions chosen; None for all."""
    if not documents and not regions:
        return None
    return frozenset(
        header.id
        for header in headers
        if (not documents or header.id in documents) and (not regions or header.region in regions)
    )


def pieces(
    assistant: Assistant,
    question: str,
    talk: Conversation,
    scope: frozenset[str] | None,
    language: Language,
) -> Iterator[str | Turn]:
    """Pieces of text as they come, then the turn; an error becomes a turn that says what to do."""
    w = words(language)
    if scope is not None and not scope:
        yield failed(question, w["scope_empty"])
        return
    try:
        for piece in assistant.stream(question, talk.history(), documents=scope):
            if isinstance(piece, Answer):
                METRICS.answered("chat", piece)
                yield turn_from(piece, assistant.index)
            else:
                yield piece
    except RagError as error:
        yield failed(question, str(error))
    except Exception:
        number = secrets.token_hex(4)
        log.exception("a question failed, number %s", number)
        yield failed(question, w["failed"] + number)
