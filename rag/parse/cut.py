"""A text as units: stretches between line ends, table rules and wide gaps.

Tables reach the text as rows ``| a | b |``, or set out with wide gaps in a plain text; both give
units that know their column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from rag.language.departments import COLUMN, NUMBER_COLUMN
from rag.language.labels import label_at
from rag.language.masthead import NUMBER_LINE, is_masthead
from rag.lazy_re import lazy_re


@dataclass(slots=True)
class Unit:
    """A stretch of text on one line: ``text`` is ``document.text[start:end]``, stripped.

    ``opens_line``: nothing stands before it on its line. ``gap``: a blank line stands before it.
    ``cell``: a table rule stands beside it. ``column``: which cell of a row ``| a | b |`` it is in,
    -1 outside such rows. ``indent``: its line starts with white space. ``reason``: why it is
    discarded, or None. ``level``: of a heading that the file marks as one, else 0.
    """

    start: int
    end: int
    text: str
    opens_line: bool
    gap: bool
    cell: bool
    column: int = -1
    indent: bool = False
    reason: str | None = None
    level: int = 0


_WIDE_GAP = lazy_re(r"[ \u3000]{2,}")
_CELL = lazy_re(r"[^|]+")


#: A drawn rule: |---|:--:|, ┌──┬──┐, or a line of hyphens.
_RULE = lazy_re(r"[|+:=\-─━│┃┌┐└┘├┤┬┴┼╋┏┓┗┛ ]{3,}")


def cut(text: str, headings: Mapping[int, int] = MappingProxyType({})) -> list[Unit]:
    """The units of a text, in order; what lies between them is white space and table rules.

    Args:
        text: of the whole document.
        headings: where lines begin that are marked as headings, with their levels.
    """
    units = _units(text)
    for unit in units if headings else ():
        unit.level = headings.get(unit.start, 0)
    return units


def _units(text: str) -> list[Unit]:
    units: list[Unit] = []
    at, gap = 0, False
    if len(text) > 200 and "\n" not in text.strip():
        return _one_line(text)
    lines = text.split("\n")
    rows = _text_rows(lines)
    for number, line in enumerate(lines):
        bare = line.strip()
        if not bare or bare.strip("| ") == "" or _RULE.fullmatch(bare):
            gap = gap or not bare
        elif number in rows:
            units.extend(_columns(line, at, gap))
            gap = False
        elif "|" in bare:
            units.extend(_cells(line, at, gap))
            gap = False
        else:
            start = at + line.index(bare[0])
            indent = start - at >= 2 or line[0] == "\u3000"
            units.extend(_pieces(bare, start, gap, indent))
            gap = False
        at += len(line) + 1
    return units


#: Where a line end became a space: beside a Chinese character or its punctuation.
LOST_END = lazy_re(r"(?<=[^\x00-\x7f])[ \u3000]+|(?<! )[ \u3000]+(?=[^\x00-\x7f])")


def _one_line(text: str) -> list[Unit]:
    """The units of a page that was copied into one line, its line ends turned into spaces."""
    units: list[Unit] = []
    begin = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    for match in [*LOST_END.finditer(text, begin, last), None]:
        end = match.start() if match else last
        if match and (_spaced_out(text, match) or _bare_label(text[begin : min(end, begin + 13)])):
            continue
        if begin < end:
            units.append(Unit(begin, end, text[begin:end], True, False, False))
        begin = match.end() if match else end
    return units


def _pieces(bare: str, start: int, gap: bool, indent: bool) -> list[Unit]:
    """A line's parts between wide gaps; a label alone keeps what stands behind the gap.

    So do 2024年  第3号 and 《甲机关  乙机关关于…》: a gap inside a number or a title parts nothing.
    """
    if ("  " not in bare and "\u3000" not in bare) or (len(bare) < 80 and NUMBER_LINE.fullmatch(bare)):
        return [Unit(start, start + len(bare), bare, True, gap, False, -1, indent)]
    units: list[Unit] = []
    begin = 0
    for match in [*_WIDE_GAP.finditer(bare), None]:
        end = match.start() if match else len(bare)
        if match and (
            _spaced_out(bare, match)
            or _bare_label(bare[begin : min(end, begin + 13)])
            or _in_title(bare[begin:end])
            or _in_source(bare, end)
        ):
            continue
        piece = bare[begin:end]
        units.append(Unit(start + begin, start + end, piece, not units, gap and not units, False, -1, indent))
        begin = match.end() if match else end
    return units


def _in_title(piece: str) -> bool:
    """Whether a title that is cited, 《…, is still open at the end of a piece."""
    opened = piece.rfind("《")
    return opened >= 0 and "》" not in piece[opened:] and len(piece) - opened < 80


#: （来源：某局    更新日期：2025-02-20） is one note, whatever gaps are in it.
_SOURCE = lazy_re(r"[（(]\s*(?:信息)?来源\s*[：:][^（）()]{0,80}[）)]")


def _in_source(line: str, at: int) -> bool:
    """Whether a gap stands in the note on a line that says where a text comes from."""
    return "来源" in line and any(m.start() < at < m.end() for m in _SOURCE.finditer(line))


def _bare_label(piece: str) -> bool:
    label = label_at(piece + " x") if len(piece) <= 12 else None
    return label is not None and label.length >= len(piece)


def _spaced_out(line: str, gap: re.Match[str]) -> bool:
    """Whether single characters stand on both sides (总　　则, 标　题：): a word spaced out."""
    a, b = gap.span()
    return line[a - 2 : a - 1].strip() == "" and line[b + 1 : b + 2].strip(" \u3000：:") == ""


def _cells(line: str, at: int, gap: bool) -> list[Unit]:
    """A line's cells; their columns are known only where the line is a whole row.

    Number and signer side by side in a table without rules, as the head of a document is set, are
    no row of a table.
    """
    units: list[Unit] = []
    head = all(is_masthead(cell) for part in line.split("|") if (cell := part.strip()))
    row = line.strip()[:1] == "|" and not head
    bars, last = 0, 0
    for match in _CELL.finditer(line):
        bars, last = bars + match.start() - last, match.end()
        text = match[0].strip()
        if not text:
            continue
        start = at + match.start() + match[0].index(text[0])
        column = bars - 1 if row else -1
        for piece in _pieces(text, start, False, False) if not row else [None]:
            a, b = (piece.start, piece.end) if piece else (start, start + len(text))
            units.append(
                Unit(a, b, text[a - start : b - start], not units, gap and not units, not head, column)
            )
    return units


def _text_rows(lines: Sequence[str]) -> frozenset[int]:
    """Which lines are rows of a table that a plain text sets out with wide gaps.

    Three columns or more, in lines of as many pieces one below the other; its head names a column of
    numbers or departments, or its rows count up from 1. Without such a sign they may be signatures.
    """
    pieces = [_WIDE_GAP.split(line.strip()) if "|" not in line else [""] for line in lines]
    rows: set[int] = set()
    begin = 0
    for i in range(1, len(lines) + 1):
        if i < len(lines) and len(pieces[i]) == len(pieces[begin]):
            continue
        if i - begin > 1 and len(pieces[begin]) >= 3 and _is_table(pieces[begin:i]):
            rows.update(range(begin, i))
        begin = i
    return frozenset(rows)


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    if any(NUMBER_COLUMN.fullmatch(cell) or COLUMN.fullmatch(cell) for cell in rows[0]):
        return True
    numbers = [int(row[0]) if row[0].isdecimal() else 0 for row in rows]
    pages = [int(row[-1]) if row[-1].isdecimal() else -1 for row in rows]
    contents = pages[0] >= 0 and all(a <= b for a, b in pairwise(pages))
    return (
        numbers[0] == 1 and len(rows) > 2 and all(b == a + 1 for a, b in pairwise(numbers)) and not contents
    )


def _columns(line: str, at: int, gap: bool) -> list[Unit]:
    """The cells of a row set out with wide gaps."""
    units: list[Unit] = []
    begin = at + len(line) - len(line.lstrip())
    for cell in _WIDE_GAP.split(line.strip()):
        units.append(
            Unit(begin, begin + len(cell), cell, not units, gap and not units, True, column=len(units))
        )
        match = _WIDE_GAP.match(line, begin + len(cell) - at)
        begin = at + match.end() if match else begin
    return units
