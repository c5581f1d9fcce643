"""Parts set narrower than the text around them: a case in a box, a column copied out of its page.

The width of a whole text (``rag.parse.lines``) says nothing of them, so each is told by its own lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.labels import label_at
from rag.language.text import STOPS
from rag.parse.cut import Unit

#: A line this much narrower than the page may be full: a word or a stop did not fit, or it is indented.
SLACK = 2.6
#: Full lines in a row that tell the width of a part, and how much they may differ in ems.
_CORE, _EVEN = 3, 1.5
_NARROWEST, _WIDEST = 14, 60
#: Lines of the longest paragraph that is looked for: a text without any stop must not be read again and again.
_LONGEST = 80


def width_of(text: str) -> float:
    """Width in ems: Latin letters and digits take about half of one."""
    return len(text) - 0.5 * len(text.encode("ascii", "ignore"))


def narrow(units: Sequence[Unit], page: float) -> frozenset[int]:
    """Where the lines start that go on in the next, in parts narrower than the ``page`` (0: not wrapped).

    A part is told by three full lines of running text in a row that end without a stop, up to one that
    has a stop. The paragraphs beside it belong to it as long as each has a full line of that width.
    """
    lines = [unit if _is_whole(units, i) else None for i, unit in enumerate(units)]
    found: set[int] = set()
    at = 0
    while at + _CORE < len(lines):
        width = _core(lines, at)
        end = _paragraph(lines, at, width) if width and (not page or width < page - 3) else None
        if end is None:
            at += 1
            continue
        for begin, behind in [(at, end), *_above(lines, at, width), *_below(lines, end + 1, width)]:
            found.update(line.start for line in lines[begin:behind] if line)
            at = max(at, behind + 1)
    return frozenset(found)


def _is_whole(units: Sequence[Unit], i: int) -> bool:
    """Whether a unit is a line, not a cell and not a piece of one."""
    alone = i + 1 == len(units) or units[i + 1].opens_line
    return units[i].opens_line and alone and not units[i].cell


def _core(lines: Sequence[Unit | None], at: int) -> float:
    """The width that full lines in a row show from ``at`` on, 0 where they show none."""
    texts = [line.text for line in lines[at : at + _CORE] if line]
    widths = [width_of(text) for text in texts]
    if len(texts) < _CORE or not _NARROWEST <= max(widths) <= _WIDEST:
        return 0.0
    even = max(widths[1:]) - min(widths[1:]) <= _EVEN and abs(widths[0] - max(widths[1:])) <= SLACK
    running = sum(bool(re.search("[，。；、]", text)) for text in texts) >= _CORE - 1
    return max(widths) if even and running else 0.0


def _paragraph(lines: Sequence[Unit | None], at: int, width: float) -> int | None:
    """The last line of the paragraph that starts at ``at``: full lines without a stop, then one with it."""
    for i in range(at, min(len(lines), at + _LONGEST)):
        line = lines[i]
        if line is None or width_of(line.text) > width + 1 or (i > at and (line.gap or label_at(line.text))):
            return None
        if line.text.endswith(STOPS):
            return i if i > at else None
        if width_of(line.text) < width - SLACK:
            return None
    return None


def _below(lines: Sequence[Unit | None], at: int, width: float) -> Iterator[tuple[int, int]]:
    """The paragraphs from ``at`` on that are set as wide: (first line, last line)."""
    while at < len(lines) and (end := _paragraph(lines, at, width)) is not None:
        yield at, end
        at = end + 1


def _above(lines: Sequence[Unit | None], at: int, width: float) -> Iterator[tuple[int, int]]:
    """The paragraphs above ``at`` that are set as wide: (first line, last line)."""
    while at > 0:
        begin = at - 1
        while (
            at - begin < _LONGEST
            and begin > 0
            and (line := lines[begin - 1]) is not None
            and not line.text.endswith(STOPS)
        ):
            if not width - SLACK <= width_of(line.text) <= width + 1:
                break
            begin -= 1
        if begin == at - 1 or _paragraph(lines, begin, width) != at - 1:
            return
        yield begin, at - 1
        at = begin
