"""Rows of a table: told under the heads of their columns, which are no answer by themselves."""

from __future__ import annotations

from rag.lazy_re import lazy_re
from rag.types import Clause, Document
from rag.units import Unit

#: A cell of a head: short, and no number or mark alone.
_HEAD_CELL = lazy_re(r"(?=.*[\u4e00-\u9fffA-Za-z])[^|。；]{1,24}")


def head_over(document: Document, unit: Unit) -> Unit | None:
    """The head of the table of which a unit is a row of several cells; None for the head itself, or where there is none."""
    if "|" not in unit.text or not unit.places:
        return None
    text = document.text
    begin = text.rfind("\n", 0, unit.places[0][0]) + 1
    top = None
    while begin > 0 and text.startswith("|", begin):
        top, begin = begin, text.rfind("\n", 0, begin - 1) + 1
        if not text.startswith("|", begin):
            break
    if top is None or text.rfind("\n", 0, unit.places[0][0]) + 1 == top:
        return None
    end = text.find("\n", top)
    return _unit_at(document, top, end) if _is_head(text[top:end]) else None


def is_head(clause: Clause, begin: int, stop: int) -> bool:
    """Whether a stretch of a clause is the head of a table that has its rows behind it, or in the clause's parts."""
    text = clause.text
    line = text.rfind("\n", 0, begin) + 1
    if not text.startswith("|", line) or "|" not in text[begin:stop] or not _is_head(text[begin:stop]):
        return False
    above = text[text.rfind("\n", 0, max(0, line - 1)) + 1 : line]
    rows = text.startswith("|", text.find("\n", stop) + 1) if "\n" in text[stop:] else bool(clause.children)
    return not above.startswith("|") and rows


def _is_head(line: str) -> bool:
    cells = [cell.strip() for cell in line.strip("| \n").split("|") if cell.strip()]
    return len(cells) > 1 and all(_HEAD_CELL.fullmatch(cell) for cell in cells)


def _unit_at(document: Document, start: int, end: int) -> Unit | None:
    """The unit of a stretch of the document's text, without the rules at its ends."""
    while start < end and document.text[start] in "| ":
        start += 1
    while end > start and document.text[end - 1] in "| ":
        end -= 1
    for clause in document.walk():
        at = 0
        for first, last in clause.segments:
            if first <= start and end <= last:
                return Unit(clause, at + start - first, at + end - first)
            at += last - first
    return None
