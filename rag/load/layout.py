"""From what stands on a page to its reading order, without the page's furniture.

Furniture is what a page prints for itself: running headers and footers, and page numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.load.sheet import Page, Run, Table, text_lines

_ZONE = 0.12  # of the page's height, at its head and at its foot
_ENDS = 3  # lines at the head and at the foot that may be furniture
_PAGE_NUMBER = lazy_re(
    r"[-—–―·・.~\s]*+(?:第?\s*(?:\d{1,4}|[ivxlc]{1,6}|[一二三四五六七八九十百]{1,5})\s*页"
    r"(?:[,，/／\s]*(?:共|总)\s*\d{1,4}\s*页)?|\d{1,4}\s*[/／]\s*\d{1,4}|(?:page\s*)?\d{1,4}"
    r"(?:\s*of\s*\d{1,4})?|[ivxlc]{1,6})[-—–―·・.~\s]*",
    re.IGNORECASE,
)
_BARE = lazy_re(r"\d{1,4}|[ivxlc]{1,6}", re.IGNORECASE)
#: What browsers print on every page: the address at the foot, date and time at the head.
_BY_BROWSER = lazy_re(
    r"(?:https?|file)://\S+(?:\s+\d{1,4}/\d{1,4})?"
    r"|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s+\d{1,2}:\d\d(?:\s?[AP]M)?(?:\s.{0,300})?"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line in reading order, with the margins of the column it stands in.

    ``place``: page and column. Lines of one place stand one below the other.
    """

    run: Run
    left: float
    right: float
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Band:
    """What stands in one column between two lines that cross the page; side: whole, left, right."""

    side: str
    lines: list[Run]
    tables: list[Table]


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages less the lines that repeat at one height on many of them, and page numbers."""
    ends = [_ends(page) for page in pages]
    places: dict[str, list[tuple[int, Run]]] = defaultdict(list)
    for number, lines in enumerate(ends):
        for line in lines:
            places[re.sub(r"\d+", "#", fold(line.text))].append((number, line))
    dropped: dict[int, set[float]] = defaultdict(set)
    for found in places.values():
        middle = median(line.base for _, line in found)
        level = [(number, line) for number, line in found if abs(line.base - middle) < 6]
        if len({number for number, _ in level}) >= max(min(3, len(pages)), 2, 0.3 * len(pages)):
            for number, line in level:
                dropped[number].add(line.base)
    for number, (page, lines) in enumerate(zip(pages, ends, strict=True)):
        dropped[number] |= {line.base for line in lines if _is_page_number(line, page)}
    return [_less(page, dropped[number]) for number, page in enumerate(pages)]


def _ends(page: Page) -> list[Run]:
    lines = text_lines(page.runs)
    head = [line for line in lines[:_ENDS] if line.base < _ZONE * page.height]
    foot = [line for line in lines[-_ENDS:] if line.base > (1 - _ZONE) * page.height]
    return head + foot


def _is_page_number(line: Run, page: Page) -> bool:
    text = line.text.strip()
    if _BY_BROWSER.fullmatch(text):
        return True
    if not _PAGE_NUMBER.fullmatch(text):
        return False
    others = [run for run in page.runs if abs(run.base - line.base) > 0.5 * line.size]
    if not others or not _BARE.fullmatch(text):
        return bool(others)
    # A bare number may also be the end of a paragraph: then it stands close below its line.
    return min(abs(run.base - line.base) for run in others) > 2.2 * line.size or all(
        run.x0 < line.x0 - 4 * line.size for run in others if run.base < line.base
    )


def _less(page: Page, bases: set[float]) -> Page:
    if not bases:
        return page
    kept = [run for run in page.runs if all(abs(run.base - b) > 0.45 * run.size for b in bases)]
    return replace(page, runs=tuple(kept))


def flow(pages: Sequence[Page]) -> list[Line | Table]:
    """Everything on the pages in reading order, two columns one after the other.

    Margins are those of all pages of one width, since a page may hold but a few short lines.
    """
    bands = [_bands(page, gutter) for page, gutter in zip(pages, _gutters(pages), strict=True)]
    held: dict[tuple[int, str], list[Run]] = defaultdict(list)
    for page, found in zip(pages, bands, strict=True):
        for band in found:
            held[round(page.width / 20), band.side] += band.lines
    margins = {key: _margins(lines) for key, lines in held.items() if lines}
    out: list[Line | Table] = []
    for number, (page, found) in enumerate(zip(pages, bands, strict=True)):
        for place, band in enumerate(found):
            left, right = margins.get((round(page.width / 20), band.side), (0.0, page.width))
            blocks: list[Run | Table] = [*band.lines, *band.tables]
            for block in sorted(blocks, key=lambda block: block.top):
                if isinstance(block, Run):
                    out.append(Line(block, left, right, (number, place)))
                else:
                    out.append(block)
    return out


def _margins(lines: Sequence[Run]) -> tuple[float, float]:
    """Left and right edge of a column: where several lines start, and where the longest end."""
    starts: dict[int, list[float]] = defaultdict(list)
    for line in lines:
        starts[round(line.x0 / 3)].append(line.x0)
    enough = max(2, 0.05 * len(lines))
    common = [bin_ for bin_, found in starts.items() if len(found) >= enough]
    left = min(starts[min(common)]) if common else min(line.x0 for line in lines)
    ends = sorted(line.x1 for line in lines)
    return left, ends[-1 - len(ends) // 20]


def _bands(page: Page, gutter: float | None) -> list[_Band]:
    if gutter is None:
        return [_Band("whole", text_lines(page.runs), list(page.tables))]
    crossing = [run for run in page.runs if run.x0 < gutter < run.x1]
    wide = [table for table in page.tables if table.x0 < gutter < table.x1]
    cuts: list[Run | Table] = [*text_lines(crossing), *wide]
    bands: list[_Band] = []
    above = float("-inf")
    for cut in [*sorted(cuts, key=lambda cut: cut.top), None]:
        below = float("inf") if cut is None else cut.top
        for side in ("left", "right"):
            edges = (float("-inf"), gutter) if side == "left" else (gutter, float("inf"))
            runs = [run for run in page.runs if _within(run, edges, (above, below))]
            tables = [table for table in page.tables if _within(table, edges, (above, below))]
            if runs or tables:
                bands.append(_Band(side, text_lines(runs), tables))
        if isinstance(cut, Run):
            bands.append(_Band("whole", [cut], []))
        elif cut is not None:
            bands.append(_Band("whole", [], [cut]))
        above = below
    return bands


def _within(item: Run | Table, across: tuple[float, float], down: tuple[float, float]) -> bool:
    return across[0] <= item.x0 and item.x1 <= across[1] and down[0] <= item.top < down[1]


def _gutters(pages: Sequence[Page]) -> list[float | None]:
    """The gutter of every page; a page too short to show its own takes that of the others."""
    own = [_gutter(page) for page in pages]
    known = [gutter for gutter in own if gutter is not None]
    if len(known) < 0.4 * len(pages):
        return own
    shared = median(known)
    return [gutter or _shared(page, shared) for page, gutter in zip(pages, own, strict=True)]


def _shared(page: Page, gutter: float) -> float | None:
    """The other pages' gutter, where next to nothing on this page crosses it."""
    crossing = sum(run.x0 < gutter < run.x1 for run in page.runs)
    return gutter if crossing <= 0.25 * len(page.runs) else None


def _gutter(page: Page) -> float | None:
    """Where the white between two columns of prose is, or None.

    Both sides must hold several lines, most of them long: a list with two entries a line is read
    line by line.
    """
    runs = [run for run in page.runs if run.text.strip()]
    if not 8 <= len(runs) <= 1000:
        return None
    low, high = min(run.x0 for run in runs), max(run.x1 for run in runs)
    steps = [low + (high - low) * k / 100 for k in range(35, 66)]
    crossed = {x: sum(run.x0 < x < run.x1 for run in runs) for x in steps}
    fewest = min(crossed.values())
    white = [x for x in steps if crossed[x] == fewest]
    gutter = white[len(white) // 2]
    left = [run for run in runs if run.x1 <= gutter]
    right = [run for run in runs if run.x0 >= gutter]
    if min(len(left), len(right)) < 4 or fewest > 0.25 * len(runs):
        return None
    full = median(run.width for run in left) > 0.6 * (gutter - low) and (
        median(run.width for run in right) > 0.6 * (high - gutter)
    )
    level = sum(any(abs(a.base - b.base) < a.size for b in right) for a in left)
    return gutter if full and level >= 3 else None
