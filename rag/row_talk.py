"""A conversation read turn by turn, with the tables that answer it: what is asked of a row goes on being asked of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from rag.compose.draft import Material
from rag.compose.looked_up import looked_up
from rag.conversation.history import KEPT, Standalone, Talk
from rag.conversation.rows import SHORT, of_its_row
from rag.language.tabled import Table, row_at, tables
from rag.types import Message
from rag.understand.query import Query

Tables = tuple[tuple[Table, ...], tuple[Table, ...]]
"""The tables that answer a question by the names that it gives, and all that are near."""


def tables_near(query: Query, material: Material) -> Tables:
    """The tables that answer a question by the names that it gives, and all of the documents near it."""
    cells = looked_up(query, material, material.hits)
    quotes = [quote for draft in cells.drafts for quote in draft.quotes] if cells else []
    own = [found[0] for quote in quotes if (found := row_at(quote.document.text, quote.start))]
    near = dict.fromkeys(hit.clause.document_id for hit in material.hits)
    every = [table for name in near for table in tables(material.documents[name].text)]
    return tuple(dict.fromkeys(own)), tuple(every)


class RowTalk:
    """Reads conversations as ``Talk`` does, but for turns on rows of tables."""

    def __init__(self, talk: Talk, tables_of: Callable[[str, frozenset[str] | None], Tables]) -> None:
        self.talk = talk
        self._tables = lru_cache(maxsize=KEPT)(tables_of)

    def standalone(
        self, question: str, history: Sequence[Message], documents: frozenset[str] | None = None
    ) -> Standalone:
        """The question as understood with the history; ``documents``: those that may be seen."""
        read: list[Message] = []
        alone, answer = None, ""
        for message in (*history, Message("user", question)):
            if message.role != "user":
                answer = message.content
                read.append(message)
                continue
            of_row = self._of_row(alone, answer, message.content, documents) if alone else None
            alone = Standalone(of_row, True) if of_row else self.talk.standalone(message.content, read)
            read.append(Message("user", of_row) if of_row else message)
            answer = ""
        assert alone is not None
        return alone

    def _of_row(
        self, before: Standalone, answer: str, turn: str, documents: frozenset[str] | None
    ) -> str | None:
        """What a short turn asks of the row that the question before named."""
        if len(turn) > SHORT + 2:
            return None
        own, every = self._tables(before.text, documents)
        return of_its_row(before.text, answer, turn, own, every) if own else None
