"""What the cells of a table say by themselves: a bare number, the points of a list, the names of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rag.language.labels import Label, label_at
from rag.lazy_re import lazy_re
from rag.parse.lines import Paragraph

#: Characters at most of what a head calls a column.
_LONGEST_NAME = 40
#: Where a point of a list may begin inside a cell; its line end became a space.
_POINT = lazy_re(r"(?:^|(?<=[。；;：:！）)”\s]))(?=[（(]?[\d一二三四五六七八九十]|[①-⑳])")


def is_number(text: str) -> bool:
    """Whether a cell holds nothing but a number, as a column of numbers does."""
    return len(text) <= 3 and text.isascii() and text.isdigit()


def points(text: str) -> list[tuple[int, Label]]:
    """Where the points of a list inside a cell begin: 1.建设站点。2.培训人员。; none for fewer than two."""
    found: list[tuple[int, Label]] = []
    for match in _POINT.finditer(text):
        label = label_at(text[match.start() : match.start() + 24])
        if label is None or label.style not in ("1.", "（1）", "①", "（一）"):
            continue
        if label.number == len(found) + 1 and (not found or label.style == found[0][1].style):
            found.append((match.start(), label))
    return found if len(found) > 1 else []


def column_heads(row: Sequence[Paragraph], upper: Mapping[int, str] = MappingProxyType({})) -> dict[int, str]:
    """What the cells of a head call their columns, below the ``upper`` half of the head; none for a row that is no head.

    A cell of the upper half spans the columns up to its next one.
    """
    if len(row) < 2 or any(len(p.text) > _LONGEST_NAME or is_number(p.text) or label_at(p.text) for p in row):
        return {}
    lower = {p.first.column: p.text for p in row}
    found = dict(upper) | lower
    for column in lower if upper else ():
        above = next((upper[c] for c in range(column, -1, -1) if c in upper), "")
        found[column] = f"{above} {lower[column]}".strip()
    return found
