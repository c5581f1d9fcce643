"""Sense units: the stretches of a clause that can stand in an answer.

A unit is always a slice of the document's text, cut at sentence ends, or at commas where a single
figure or date is asked for; never inside a figure, a bracket or a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.departments import CELL, ROLE
from rag.labels import label_at
from rag.text import sentences, squeeze
from rag.types import Clause, Document


@dataclass(frozen=True, slots=True)
class Unit:
    """A slice ``document.text[start:end]`` of a clause; ``score``: how well it answers, in log odds."""

    clause: Clause
    start: int
    end: int
    text: str
    score: float = 0.0

    def scored(self, score: float) -> Unit:
        """The same slice with a score."""
        return Unit(self.clause, self.start, self.end, self.text, score)


def spans(clause: Clause) -> tuple[tuple[int, int], ...]:
    """Spans of the clause's sentences in the document's text: label and role brackets left out."""
    return _spans(clause.text, clause.segments)


@lru_cache(maxsize=4096)
def _spans(own: str, segments: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    at = 0
    for index, (start, end) in enumerate(segments):
        text = own[at : at + end - start]
        at += end - start
        begin = 0
        if index == 0 and (label := label_at(text)):
            begin = label.length
        stop = _body_end(text)
        for a, b in _with_notes(text[begin:stop]):
            a, b = _trim(text, begin + a, begin + b)
            if a < b and not (out and CELL.fullmatch(text[a:b])):
                out.append((start + a, start + b))
    return tuple(out)


#: A bracket behind a full stop says who does what stands before it, never what comes after it:
#: …全面应用。（商务部、国家邮政局指导）垃圾焚烧…. A label in brackets opens what comes after it.
_NOTE = re.compile(r"[（(][^（）()\n]{4,200}(?:[（(][^（）()\n]{1,20}[）)][^（）()\n]{0,200}){0,4}[）)]")


def _with_notes(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of one paragraph, a bracket behind a stop with the sentence before it."""
    held: tuple[int, int] | None = None
    for start, end in sentences(text):
        note = _NOTE.match(text, start) if held and "\n" not in text[held[1] - 1 : start] else None
        if held and note:
            held, start = (held[0], note.end()), note.end()
            if not text[start:end].strip(" 。；;"):
                held = (held[0], end)
                continue
        if held:
            yield held
        held = (start, end)
    if held:
        yield held


def _body_end(text: str) -> int:
    """Where a trailing bracket with departments begins."""
    match = re.search(r"[（(]\s*(?:牵头|责任|配合)(?:部门|单位)?[：:]?", text)
    if (
        match
        and ROLE.match(text, match.start() + 1)
        and text.rstrip().endswith(("）", ")", "府", "局", "委"))
    ):
        rest = text[match.start() :]
        if "。" not in rest[:-3] or "不再列出" in rest or "负责" in rest[-12:]:
            return match.start()
    return len(text)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "、，,；;"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def units_of(clause: Clause, document: Document, fine: bool) -> Iterator[Unit]:
    """The sense units of a clause in order, its bare heading left out where it has more.

    Args:
        clause: of the document.
        document: whose text is cut.
        fine: also runs of comma-separated parts of long sentences, where one figure or date is asked for.
    """
    whole = spans(clause)
    for start, end in whole:
        unit = Unit(clause, start, end, document.text[start:end])
        if len(whole) > 1 and is_heading(unit):
            continue
        if fine and len(unit.text) > 48:
            yield from _windows(clause, document.text, start, end)
        else:
            yield unit


def is_heading(unit: Unit) -> bool:
    """Whether a unit is no more than the clause's heading; one with a date or figure says more."""
    text = squeeze(unit.text).rstrip("。：:；;！")
    return text == unit.clause.heading and not any(c.isdigit() for c in text)


def _windows(clause: Clause, text: str, start: int, end: int) -> Iterator[Unit]:
    """Runs of up to five comma-separated parts of one sentence; several only up to 110 characters."""
    parts = [(start + a, start + b) for a, b in sentences(text[start:end], "，,；;。")]
    for i in range(len(parts)):
        for j in range(i, min(len(parts), i + 5)):
            a, b = _trim(text, parts[i][0], parts[j][1])
            if a < b and (i == j or b - a <= 110):
                yield Unit(clause, a, b, text[a:b])
