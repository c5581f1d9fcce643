"""Clauses into passages: slices short enough to be found, never across a clause, or a short clause with its parts."""

from __future__ import annotations

from collections.abc import Iterator

from rag.language.text import sentences, squeeze
from rag.types import Clause, Document, Passage
from rag.language.units import LABEL

#: Characters; sentences are packed up to this length, and the parts of a clause stay together that fit into it.
#: The mean stays below 200.
TARGET = 750
#: Characters at most of a lead-in that count as the heading of what it announces.
LEAD_IN = 60


def passages(document: Document) -> tuple[Passage, ...]:
    """The passages of a document, in its order.

    Each is a slice of one clause's own text; of a clause that says something and is short with all its parts
    it is the whole, so that what a list says is found as one. The parts have passages of their own too.

    The context line, title and headings above the clause, with the names of a row's columns, is embedded and searched, never quoted.
    """
    out: list[Passage] = []
    for clause in document.clauses:
        out.extend(_below(document, clause, ()))
    return tuple(out)


def _below(document: Document, clause: Clause, headings: tuple[str, ...]) -> Iterator[Passage]:
    own = (*headings, clause.heading) if clause.heading else headings
    context = squeeze(" ".join((document.title, *own, *clause.columns)))
    below = (*own, *_lead_in(clause))
    for start, end in _gathered(clause) or _slices(document.text, clause):
        text = document.text[start:end]
        yield Passage(clause.id, document.id, start, end, text, context)
    for child in clause.children:
        yield from _below(document, child, below)


def _gathered(clause: Clause) -> list[tuple[int, int]]:
    """The span of a clause with its parts, where its own words go on in them; empty where it is too long for that.

    So does a heading above a list; parts with headings of their own are told apart by these.
    """
    end = max(part.end for part in clause.walk())
    says = len(clause.text) > len(clause.heading) + LABEL
    bare = clause.heading and not any(part.heading for part in clause.children)
    goes_on = clause.children and (says or bare)
    return [(clause.start, end)] if goes_on and end - clause.start <= TARGET else []


def _lead_in(clause: Clause) -> tuple[str, ...]:
    """What a clause says above its parts, beside its heading: the sentence that announces them.

    有下列情形之一的： and 到2025年，主要目标是： do; a clause without a heading is told by its first sentence.
    """
    found = [clause.text[a:b].strip() for a, b in sentences(clause.text)] if clause.children else []
    if found and found[-1].endswith(("：", ":")):
        return (found[-1][-LEAD_IN:],)
    return (found[0][:LEAD_IN],) if found and not clause.heading else ()


def _slices(text: str, clause: Clause) -> Iterator[tuple[int, int]]:
    """Spans of packed sentences; a sentence longer than the target is cut at its commas, or else anywhere."""
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
            while a + d - at > TARGET:  # no comma either: digits or a run of letters
                at += TARGET
                yield start + at
        yield start + b


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
