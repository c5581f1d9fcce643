"""Asking from the chat page: which documents to search, and errors as answers of their own."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.errors import RagError
from rag.language.apart import marks
from rag.records.entry import Asked
from rag.types import Answer, Document
from rag.web.answering import UNKNOWN, Asker, recorded
from rag.web.exchanges import Conversation, Exchange, exchange_from, failed
from rag.web.words import Language, words

if TYPE_CHECKING:
    from rag.pipeline import Assistant

log = logging.getLogger(__name__)

#: Seconds between two states of an answer that arrives: each sends the whole conversation again,
#: so that an answer which is there at once would come later for being shown piece by piece.
PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids of the documents to search, and the names of what was chosen."""

    ids: frozenset[str]
    names: tuple[str, ...]


def scope_of(
    headers: Iterable[Document], documents: Sequence[str] | None, regions: Sequence[str] | None
) -> Scope | None:
    """What to search: the documents chosen, of the regions chosen; None for all."""
    if not documents and not regions:
        return None
    known = list(headers)
    ids = frozenset(
        header.id
        for header in known
        if (not documents or header.id in documents) and (not regions or header.region in regions)
    )
    behind = marks(known)
    chosen = [f"《{h.title}》{behind[h.id]}" for h in known if h.id in (documents or ())]
    return Scope(ids, (*(regions or ()), *chosen))


def pieces(
    assistant: Assistant,
    question: str,
    talk: Conversation,
    scope: Scope | None,
    language: Language,
    by: Asker = UNKNOWN,
) -> Iterator[str | Exchange]:
    """Pieces of text as they come, then the exchange; an error becomes an exchange that says what to do."""
    w = words(language)
    if scope is not None and not scope.ids:
        yield failed(question, w["scope_empty"])
        return
    wanted = Asked("chat", question, tuple(talk.history()), scope.ids if scope else None, by.user)
    try:
        for piece in recorded(assistant, wanted, by):
            if isinstance(piece, Answer):
                exchange = exchange_from(piece, assistant.index)
                yield replace(exchange, scope=scope.names if scope else ())
            else:
                yield piece
    except RagError as error:
        yield failed(question, str(error))
    except Exception:
        number = secrets.token_hex(4)
        log.exception("a question failed, number %s", number)
        yield failed(question, w["failed"] + number)


def gathered(pieces: Iterable[str | Exchange], pause: float = PAUSE) -> Iterator[str | Exchange]:
    """The text so far, at most every ``pause`` seconds and always more than before; then the exchange."""
    text, shown = "", time.monotonic()
    for piece in pieces:
        if isinstance(piece, Exchange):
            yield piece
            return
        text += piece
        if time.monotonic() - shown >= pause:
            yield text
            shown = time.monotonic()
