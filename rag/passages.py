"""Clauses into passages: slices short enough to be found and quoted, never across a clause."""

from __future__ import annotations

from collections.abc import Iterator

from rag.text import sentences, squeeze
from rag.types import Clause, Document, Passage

#: Characters; sentences are packed up to this length. The mean stays below 200.
TARGET = 480
#: Characters at most of a lead-in that count as the heading of what it announces.
LEAD_IN = 60


def passages(document: Document) -> tuple[Passage, ...]:
    """The passages of a document, in its order; each is a slice of one clause's own text.

    The context line, title and headings above the clause, is embedded and searched, never quoted.
    """
    out: list[Passage] = []
    for clause in document.clauses:
        out.extend(_below(document, clause, ()))
    return tuple(out)


def _below(document: Document, clause: Clause, headings: tuple[str, ...]) -> Iterator[Passage]:
    own = (*headings, clause.heading) if clause.heading else headings
    context = squeeze(" ".join((document.title, *own)))
    below = own if clause.heading or not clause.children else (*headings, _lead_in(clause.text))
    for start, end in _slices(document.text, clause):
        text = document.text[start:end]
        yield Passage(clause.id, document.id, start, end, text, context)
    for child in clause.children:
        yield from _below(document, child, below)


def _lead_in(text: str) -> str:
    """What a clause without heading says above its parts: the last sentence, if it announces them, else the first.

    有下列情形之一的： announces; 园区内企业自主评价技能人才的，给予补贴。 is what the parts below are about.
    """
    found = [text[a:b].strip() for a, b in sentences(text)]
    if not found:
        return ""
    last = found[-1]
    return last[-LEAD_IN:] if last.endswith(("：", ":")) or len(found) == 1 else found[0][:LEAD_IN]


def _slices(text: str, clause: Clause) -> Iterator[tuple[int, int]]:
    """Spans of packed sentences; a sentence longer than the target is cut at its commas."""
    for start, end in clause.segments:
        if start == end:
            continue
        at = start
        last = start
        for stop in _stops(text, start, end):
            if stop - at > TARGET and last > at:
                yield _trim(text, at, last)
                at = last
            last = stop
        if text[at:end].strip():
            yield _trim(text, at, end)


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for a, b in sentences(text[start:end]):
        if b - a <= TARGET:
            yield start + b
            continue
        at = a
        for c, d in sentences(text[start + a : start + b], "，,、：:；;。\n"):
            if a + d - at > TARGET and a + c > at:
                yield start + a + c
                at = a + c
        yield start + b


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
