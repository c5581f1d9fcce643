"""The printed page, however it was read: glyphs, runs of text, ruled lines and tables.

Coordinates are in points (OCR: pixels), x to the right and y **downwards**.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from rag.language.text import raised


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character; ``base`` is the height of its baseline, ``size`` its em."""

    char: str
    x0: float
    x1: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Run:
    """Characters printed side by side on one baseline; also a whole line once put together.

    ``parted``: it was put together over a gap wider than prose has, as in a list of pairs.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    parted: bool = False

    @property
    def top(self) -> float:
        """The height of its upper edge."""
        return self.base - self.size

    @property
    def width(self) -> float:
        """From the first glyph's left edge to the last one's right edge."""
        return self.x1 - self.x0


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: its rows of cells, and the box it fills."""

    rows: tuple[tuple[str, ...], ...]
    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size and what stands on it, in no order yet."""

    width: float
    height: float
    runs: tuple[Run, ...]
    tables: tuple[Table, ...] = ()


#: A superscript: smaller than what it stands beside by this at least, raised by so much of its em …
_SMALLER, _LOW, _HIGH = 0.87, 0.15, 0.6
#: … hard at its side, and of so few characters; a note is longer.
_CLOSE, _SHORT = 0.5, 8


def with_superscripts(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """The glyphs, where raised digits are superscripts on the baseline of what they stand beside.

    The 9 of 10⁹ or the mark of a note would else be a digit of the number before it, or a line of its own.
    """
    out: list[Glyph] = []
    stretches = list(_stretches(glyphs))
    for i, here in enumerate(stretches):
        before = out[-1] if out else None
        after = stretches[i + 1][0] if i + 1 < len(stretches) else None
        inked = [glyph for glyph in here if not glyph.char.isspace()]
        beside = next((side for side in (before, after) if side and _is_raised(inked, side)), None)
        if beside is None:
            out += here
            continue
        chars = raised("".join(glyph.char for glyph in inked))
        out += [
            replace(glyph, char=char, base=beside.base, size=beside.size)
            for glyph, char in zip(inked, chars, strict=True)
        ]
    return out


def _stretches(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs side by side of one size on one baseline, in the order they were drawn."""
    open_: list[Glyph] = []
    for glyph in glyphs:
        last = open_[-1] if open_ else None
        alike = last is not None and abs(last.size - glyph.size) <= 0.05 * last.size
        if last and not (alike and abs(last.base - glyph.base) <= 0.1 * last.size and _adjoins(last, glyph)):
            yield open_
            open_ = []
        open_.append(glyph)
    if open_:
        yield open_


def _is_raised(small: Sequence[Glyph], beside: Glyph) -> bool:
    """Whether glyphs are a superscript of the one before them, or behind them as the mark that opens a note."""
    if not 0 < len(small) <= _SHORT or small[0].size > _SMALLER * beside.size:
        return False
    gap = max(small[0].x0 - beside.x1, beside.x0 - small[-1].x1) / beside.size
    up = (beside.base - small[0].base) / beside.size
    return abs(gap) < _CLOSE and _LOW < up < _HIGH


def runs(glyphs: Iterable[Glyph]) -> Iterator[Run]:
    """Glyphs in the order they were drawn, put together where they stand side by side."""
    open_: list[Glyph] = []
    for glyph in glyphs:
        if open_ and _overprinted(open_[-1], glyph):
            continue
        if open_ and not _adjoins(open_[-1], glyph):
            yield _run(open_)
            open_ = []
        open_.append(glyph)
    if open_:
        yield _run(open_)


def _adjoins(left: Glyph, right: Glyph) -> bool:
    size = max(left.size, right.size)
    same_line = abs(left.base - right.base) < 0.35 * size
    return same_line and -0.6 * size < right.x0 - left.x1 < 2.0 * size


def _overprinted(left: Glyph, right: Glyph) -> bool:
    """The same character again at the same place: bold, as cheap producers make it."""
    return left.char == right.char and abs(left.x0 - right.x0) < 0.3 * (left.x1 - left.x0)


def _run(glyphs: Sequence[Glyph]) -> Run:
    size = median(glyph.size for glyph in glyphs)
    parts = [glyphs[0].char]
    for left, right in pairwise(glyphs):
        latin = left.char < "\u0250" and right.char < "\u0250"
        wide = right.x0 - left.x1 > (0.2 if latin else 0.7) * size
        if wide and not left.char.isspace() and not right.char.isspace():
            parts.append(" ")
        parts.append(right.char)
    text = "".join(parts)
    inked = [glyph for glyph in glyphs if not glyph.char.isspace()] or glyphs
    return Run(text, inked[0].x0, inked[-1].x1, median(glyph.base for glyph in glyphs), size)


def text_lines(found: Iterable[Run]) -> list[Run]:
    """Runs put together to lines, from top to bottom, and from left to right in each."""
    rows: list[list[Run]] = []
    for run in sorted((run for run in found if run.text.strip()), key=lambda run: run.base):
        if rows and run.base - rows[-1][0].base < 0.45 * max(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [_line(sorted(row, key=lambda run: run.x0)) for row in rows]


def _line(row: Sequence[Run]) -> Run:
    text, parted = row[0].text, False
    for left, right in pairwise(row):
        size = max(left.size, right.size)
        if left.text == right.text and abs(left.x0 - right.x0) < 0.3 * size:
            continue  # printed twice, for bold
        gap = right.x0 - left.x1
        text += (" " if gap > 0.7 * size else "") + right.text
        parted = parted or gap > 2 * size
    longest = max(row, key=lambda run: len(run.text))
    end = max(run.x1 for run in row)
    return replace(longest, text=text.strip(), x0=row[0].x0, x1=end, parted=parted)


def joined(left: str, right: str) -> str:
    """Two lines of one paragraph as one: a space only between two words of Latin letters."""
    between = left[-1:].isascii() and right[:1].isascii()
    return left + (" " if between and left[-1:].isalnum() and right[:1].isalnum() else "") + right
