"""Sense units: the stretches of a clause that can stand in an answer.

A unit is always a slice of the clause's text, cut at sentence ends, or at commas where a single
figure or date is asked for; never inside a figure, a bracket or a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.language.departments import CELL, ROLE
from rag.language.dialogue import asks, behind_mark
from rag.language.labels import label_end
from rag.language.text import sentences, squeeze
from rag.lazy_re import lazy_re
from rag.types import Clause


@dataclass(frozen=True, slots=True)
class Unit:
    """The slice ``clause.text[begin:stop]``; ``score``: how well it answers, in log odds."""

    clause: Clause
    begin: int
    stop: int
    score: float = 0.0

    @property
    def text(self) -> str:
        """Its words as they stand in the clause."""
        return self.clause.text[self.begin : self.stop]

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Where it stands in the document's text; several spans where a page ends inside it."""
        return self.clause.places(self.begin, self.stop)

    def scored(self, score: float) -> Unit:
        """The same slice with a score."""
        return Unit(self.clause, self.begin, self.stop, score)


#: Characters at most of the label before a bare heading, and of the stop behind it.
LABEL = 12
#: The end of a unit that says nothing without what follows.
ANNOUNCES = lazy_re(r"(?:[:：]|(?:下列|以下|如下)[^。；，]{0,12}[。：:]?)$")


def spans(clause: Clause) -> tuple[tuple[int, int], ...]:
    """Spans of the clause's sentences in its text: label and role brackets left out."""
    return _spans(clause.text, stretches(clause), clause.path[-1] if clause.path else "")


@lru_cache(maxsize=4096)
def _spans(own: str, running: tuple[tuple[int, int], ...], name: str) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    for opens, closes in running:
        text = own[opens:closes]
        begin = label_end(text, name) if opens == 0 else 0
        stop = _body_end(text)
        for a, b in _with_notes(text[begin:stop]):
            a, b = _trim(text, begin + a, begin + b)
            a = behind_mark(text, a, b)
            if a < b and not (out and CELL.fullmatch(text[a:b])):
                out.append((opens + a, opens + b))
    return tuple(out)


def stretches(clause: Clause) -> tuple[tuple[int, int], ...]:
    """Spans of running text in a clause's text: its segments, those together that the end of a page parts."""
    found = []
    opens = at = 0
    for number, (start, end) in enumerate(clause.segments):
        at += end - start
        if number not in clause.broken:
            found.append((opens, at))
            opens = at
    return tuple(found)


def so_far(unit: Unit) -> str:
    """The unit's paragraph up to its end."""
    text = unit.clause.text
    opens = next((a for a, b in stretches(unit.clause) if a <= unit.begin < b), 0)
    return text[max(opens, text.rfind("\n", opens, unit.begin) + 1) : unit.stop]


def sentence_so_far(unit: Unit) -> str:
    """The unit's sentence up to its end; the unit may open inside it."""
    before = so_far(unit)
    return before[max(before.rfind(stop, 0, len(before) - len(unit.text)) for stop in "。；;") + 1 :]


#: A bracket behind a full stop says who does what stands before it, never what comes after it:
#: …全面应用。（商务部、国家邮政局指导）垃圾焚烧…. A label in brackets opens what comes after it.
_NOTE = lazy_re(r"[（(][^（）()\n]{4,200}(?:[（(][^（）()\n]{1,20}[）)][^（）()\n]{0,200}){0,4}[）)]")


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
    while start < end and (text[start].isspace() or text[start] in "、，,；;|"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):  # the rule of a table
        end -= 1
    return start, end


def units_of(clause: Clause, fine: bool) -> Iterator[Unit]:
    """The sense units of a clause in order, its bare heading left out where it has more.

    Args:
        clause: whose text is cut.
        fine: also runs of comma-separated parts of long sentences, where one figure or date is asked for.
    """
    whole = _with_rows(clause.text, spans(clause))
    for begin, stop in whole:
        unit = Unit(clause, begin, stop)
        if len(whole) > 1 and is_heading(unit):
            continue
        if fine and len(unit.text) > 48 and "|" not in unit.text:
            yield from _windows(clause, begin, stop)
        else:
            yield unit


#: Characters at most of a row of a table that is one unit, whatever stops stand in its cells.
_ROW = 260


def _with_rows(text: str, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of units, those of one row of a table as one; running text in a cell stays apart."""
    out: list[tuple[int, int]] = []
    for begin, stop in found:
        line = text[out[-1][0] : stop] if out and "|" in text else "\n"
        if "|" in line and "\n" not in line and "。" not in line and len(line) <= _ROW:
            out[-1] = (out[-1][0], stop)
        else:
            out.append((begin, stop))
    return out


#: What a first sentence rules or gives somebody to do: it is more than a heading, however short.
_RULES = lazy_re(
    "由[^，、]{2,20}(?:负责|牵头|承担)|应当|应(?=[能给予提重按由该])|不得|不准|必须|严禁|禁止|可以"
)


#: Characters at most of a heading with a comma in it that only names something.
NAME = 24
_COMMA = lazy_re("[，,]")


def is_heading(unit: Unit) -> bool:
    """Whether a unit is no more than the clause's heading; one with a date, a figure or a rule says more."""
    text = squeeze(unit.text).rstrip("。：:；;！")
    heading = unit.clause.heading
    if asks(heading):  # of two questions each is a part of it
        return asks(text) and text in heading
    if text != heading:
        return False
    says = _RULES.search(text) or any(c.isdigit() for c in text) or (len(text) > NAME and _COMMA.search(text))
    return not says


def _windows(clause: Clause, begin: int, stop: int) -> Iterator[Unit]:
    """Runs of up to five comma-separated parts of one sentence; several only up to 110 characters."""
    text = clause.text
    parts = [(begin + a, begin + b) for a, b in sentences(text[begin:stop], "，,；;。")]
    for i in range(len(parts)):
        for j in range(i, min(len(parts), i + 5)):
            a, b = _trim(text, parts[i][0], parts[j][1])
            if a < b and (i == j or b - a <= 110):
                yield Unit(clause, a, b)
