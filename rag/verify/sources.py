"""What a statement may lean on: the cited clause, the headings above it, and the document's facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.departments import responsible_in
from rag.types import Clause, Document
from rag.verify.reading import Sentence, Word, plain, read
from rag.verify.words import ROLES


@dataclass(frozen=True, slots=True)
class Source:
    """One cited clause, read.

    ``body`` are the sentences of its own text without the bracket of departments, ``context`` the
    title and the headings above it; ``facts`` is what the document says of itself, ``text`` all of
    the clause, both plain; ``roles`` maps a class of role to plain names.
    """

    document: Document
    clause: Clause
    body: tuple[Sentence, ...]
    context: tuple[Sentence, ...]
    facts: str
    text: str
    roles: tuple[tuple[str, str], ...]

    @property
    def named(self) -> str:
        """What needs no place in a sentence: facts of the document, and the departments."""
        return "\n".join((self.facts, *(name for _, name in self.roles)))

    @property
    def haystack(self) -> str:
        """Everything that may be named, as one plain text."""
        return f"{self.text}\n{self.named}"


_ROLE_BRACKET = re.compile(
    r"[（(\[【]\s*(?:" + "|".join(ROLES) + r")(?:部门|单位|处室|机构|地区)?\s*[：:]"
    r"[^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*(?:[）)\]】]|$)"
)


def source(clause: Clause, document: Document) -> Source:
    """The clause read for verification (the costly part is kept by ``read``)."""
    context = [document.title, *_headings(clause, document)]
    facts = [document.title, document.number, document.issuer, document.region, *context]
    facts += [*document.addressees, *document.implements, *document.replaces, "".join(clause.path)]
    return Source(
        document,
        clause,
        _body(clause.text),
        tuple(s for part in context for s in read(part)),
        plain("\n".join(f for f in facts if f)),
        plain(clause.text),
        tuple(_roles(clause)),
    )


@lru_cache(maxsize=4096)
def _body(text: str) -> tuple[Sentence, ...]:
    return read(_ROLE_BRACKET.sub("\n", text))


@lru_cache(maxsize=4096)
def _printed_roles(text: str) -> dict[str, tuple[str, ...]]:
    return responsible_in(text)


def _roles(clause: Clause) -> Iterator[tuple[str, str]]:
    for roles in (clause.responsible, _printed_roles(clause.text)):
        for role, names in roles.items():
            kind = next((k for word, k in ROLES.items() if word in role), "responsible")
            yield from ((kind, plain(name)) for name in names)


def _headings(clause: Clause, document: Document) -> Iterator[str]:
    """The headings on the way from the root of the tree down to the clause."""
    level: Sequence[Clause] = document.clauses
    for depth in range(1, len(clause.path) + 1):
        here = next((c for c in level if c.path == clause.path[:depth]), None)
        if here is None:
            break
        if here.heading:
            yield here.heading
        level = here.children
    if clause.heading:
        yield clause.heading


def holds(text: str, word: Word) -> bool:
    """Whether a plain text holds the word, not as the rest of its denial (合格 in 不合格)."""
    at = text.find(word.text)
    if at < 0:
        return word.run and len(word.text) < 4 and all(c in text for c in word.text)
    return True
