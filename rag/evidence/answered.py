"""Whether a document answers a question in so many words: a clause is headed by the same one."""

from __future__ import annotations

from functools import lru_cache

from rag.evidence.kinds import wants_of
from rag.language.pairs import pairs_of
from rag.language.text import fold
from rag.understand.asking import kind_of
from rag.understand.query import Query

#: Share of a heading that a question must repeat to ask the same.
SAME = 0.6


def asked_there(query: Query, heading: str) -> bool:
    """Whether the question that heads a clause asks for the same kind of thing, mostly in the same words.

    What is answered there answers it, whether or not its words look like what is asked for: 什么时间不能去公园 is
    answered by 7时至9时不得进入, and whether children may come too by 可以随迁.
    """
    if not heading:
        return False
    return _repeated(query.text, heading) >= SAME and _alike(query.kind, query.text, heading)


@lru_cache(maxsize=1024)
def _repeated(question: str, heading: str) -> float:
    """The share of a heading's pairs of characters that a question has too."""
    theirs = frozenset(pairs_of(fold(heading)))
    return len(theirs & frozenset(pairs_of(fold(question)))) / max(1, len(theirs))


@lru_cache(maxsize=1024)
def _alike(kind: str, question: str, heading: str) -> bool:
    return kind_of(heading) == kind and set(wants_of(question)) <= set(wants_of(heading))
