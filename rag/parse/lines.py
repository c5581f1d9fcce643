"""From units to paragraphs: which line of a wrapped text goes on in the next.

Text copied out of a PDF breaks every line at the page's width; a scraped page breaks sentences
around its links. Labels, lists and references can only be told apart in whole paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.language.labels import ANNEX, DECIMAL, SERIAL, any_label_at, label_at
from rag.language.masthead import NUMBER
from rag.language.measures import LETTERED
from rag.language.text import STOPS
from rag.lazy_re import lazy_re
from rag.parse.cut import Unit
from rag.parse.narrow import SLACK, narrow, width_of
from rag.parse.torn import breaks_off, unhung

_OPENERS = ("《", "“", "（", "〈", "(")
_JOINERS = ("，", "、", ",", *_OPENERS)
_CLOSERS = ("》", "”", "）", "〉", "。", "，", "、", "；", "）", ")", "；")
_DATE = lazy_re(r"[（(]?\s*[12１２二一][\d〇○零一二三四五六七八九]{3}\s*年.{2,8}日\s*[）)]?")

#: 3.2 on a line of its own, its heading on the next one.
_BARE_DECIMAL = lazy_re(r"\d{1,2}(?:\.\d{1,2}){1,3}")
_SHORT = lazy_re(r"[^。；，：、\d]{2,25}")


@dataclass(slots=True)
class Paragraph:
    """Units that make one paragraph; ``text`` is theirs, joined.

    ``glued``: it starts with a label, but the line before was full and its sentence unfinished,
    so that the label may be a reference. ``row``: the number of the row of a table that lost its columns, else 0.
    """

    units: list[Unit]
    text: str
    glued: bool
    _starts: list[int]
    row: int = 0

    @property
    def first(self) -> Unit:
        """The unit it starts with."""
        return self.units[0]

    def carry(self, number: int, count: int) -> None:
        """Gives the first ``count`` characters of unit ``number`` to the unit before it."""
        before, unit = self.units[number - 1], self.units[number]
        before.text, unit.text = before.text + unit.text[:count], unit.text[count:]
        before.end, unit.start = before.end + count, unit.start + count
        self._starts[number] += count

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where ``text[start:end]`` stands in the document's text."""
        if len(self.units) == 1:
            base = self.units[0].start
            return [(base + start, base + end)]
        found = []
        index = max(0, bisect_right(self._starts, start) - 1)
        for i in range(index, bisect_left(self._starts, end)):
            begin, unit = self._starts[i], self.units[i]
            a, b = max(start - begin, 0), min(end - begin, unit.end - unit.start)
            if a < b:
                found.append((unit.start + a, unit.start + b))
        return found


def paragraphs(units: Sequence[Unit]) -> list[Paragraph]:
    """The paragraphs that the units make, in order; discarded units are left out."""
    kept = [unit for unit in units if unit.reason is None]
    page = _Page(kept)
    kept = unhung(kept, page.width)
    page.listed = _listed(kept)
    page.rows = _numbered_rows(kept)
    out: list[Paragraph] = []
    group: list[Unit] = []
    was_glued = False
    for i, unit in enumerate(kept):
        following = kept[i + 1].text if i + 1 < len(kept) and kept[i + 1].opens_line else ""
        goes_on, glued = page.goes_on(group, unit, following) if group else (False, False)
        if goes_on:
            group.append(unit)
            continue
        if group:
            out.append(_paragraph(group, was_glued))
        group, was_glued = [unit], glued
    if group:
        out.append(_paragraph(group, was_glued))
    for paragraph in out:
        paragraph.row = page.rows.get(paragraph.first.start, 0)
    return out


def flowing(text: str, found: Sequence[Paragraph]) -> str:
    """The text with a space for each line end inside a paragraph; every other character keeps its place.

    What the width of a page broke off is one sentence: cut there, 不得 would be lost to what follows it.
    A number that is broken off is whole again before the space: 4 and 5% on two lines are no 5%.
    """
    flown = list(text)
    for paragraph in found:
        for number, (here, there) in enumerate(pairwise(paragraph.units), start=1):
            gap = text[here.end : there.start]
            if "\n" not in gap:
                continue
            blank = gap.replace("\n", " ")
            flown[here.end : there.start] = blank
            count = 0 if blank.strip() else _broken_number(here.text, there.text)
            if count:
                flown[here.end : there.start + count] = there.text[:count] + blank
                paragraph.carry(number, count)
    return "".join(flown)


def _broken_number(before: str, after: str) -> int:
    """How many characters at the head of a line belong to the number that the line before it ends in."""
    if re.search(r"\d$", before):
        match = re.match(r"(?:\d+(?:[.．]\d+)?|[.．]\d+)?[%％‰]?", after)
        return match.end() if match else 0
    head = re.match(r"\d+[%％‰]?" if re.search(r"\d[.．]$", before) else r"\d{3}(?!\d)", after)
    return head.end() if head and re.search(r"\d[.．,]$", before) else 0


def _paragraph(group: list[Unit], glued: bool) -> Paragraph:
    starts, at = [], 0
    for unit in group:
        starts.append(at)
        at += unit.end - unit.start
    text = group[0].text if len(group) == 1 else "".join(unit.text for unit in group)
    return Paragraph(group, text, glued, starts)


class _Page:
    """How a text is set: whether its lines are wrapped, how wide, with first lines indented."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.width = _wrap_width(units, _widths(units))
        self.broken = narrow(units, self.width)
        if self.broken and not self.width:  # two widths hide one another: what is left may have one
            rest = [unit for unit in units if unit.start not in self.broken]
            self.width = _wrap_width(rest, _widths(rest))
        self.indented = self.width > 0 and _indented(units)
        self.listed = frozenset[tuple[str, int]]()
        self.rows: Mapping[int, int] = {}
        self.measured = _measured_rows(units)

    def goes_on(self, group: Sequence[Unit], unit: Unit, following: str) -> tuple[bool, bool]:
        """(whether ``unit`` goes on with the paragraph of ``group``, whether a label breaks it)."""
        last = group[-1]
        if last.level or unit.level or unit.start in self.measured or last.start in self.measured:
            return False, False
        if last.cell or unit.cell or not unit.opens_line or _is_number(last, unit) or unit.start in self.rows:
            return False, False
        if last.start in self.broken:
            open_ = True
        elif self.width:
            open_ = self._full(group, unit) and not (unit.gap and last.text.endswith(STOPS))
            if open_ and self.indented and unit.indent:
                open_ = False
        else:
            open_ = (
                last.text.endswith(_JOINERS)
                or unit.text.startswith(_CLOSERS)
                or _closes(last.text, unit.text)
                or (len(unit.text) <= 40 and _is_link(last.text, following))
            )
        if not open_:
            return breaks_off(group, unit) and not self._counts_on(unit.text), False
        if label_at(unit.text) or (last.text.endswith((*_JOINERS, *STOPS)) and self._counts_on(unit.text)):
            return False, not last.text.endswith(STOPS)
        if _BARE_DECIMAL.fullmatch(unit.text) and _SHORT.fullmatch(following):
            return False, False
        return not (ANNEX.match(unit.text) or _DATE.fullmatch(unit.text)), False

    def _counts_on(self, text: str) -> bool:
        """Whether a line opens with 2.2 or b. where another one opens with the number before or behind it."""
        stem, number = _item(text) or ("", 0)
        return bool(stem) and not self.listed.isdisjoint(((stem, number - 1), (stem, number + 1)))

    def _full(self, group: Sequence[Unit], unit: Unit) -> bool:
        """Whether the last line is as wide as lines get; spaces in a line part it into units."""
        last = group[-1].text
        width = width_of(last)
        if width >= self.width - SLACK:
            return width <= _TOO_WIDE * self.width or not last.endswith(STOPS)
        if last.endswith(_OPENERS):
            return True
        lost = (
            len(group) == 1 and not self.indented and not unit.gap and not last.endswith((*STOPS, "）", ")"))
        )
        return lost and width >= self.width - SLACK - _INDENT and any_label_at(last) is None


def _item(text: str) -> tuple[str, int] | None:
    """(series, number) of a label that is told from a figure or a word by its series alone: 2.2, b."""
    label = any_label_at(text)
    if label is None or not label.weak or label.style not in SERIAL:
        return None
    stem = label.name.rpartition(".")[0]
    return f"{label.style} {stem if label.style in DECIMAL else ''}", label.number


def _listed(units: Sequence[Unit]) -> frozenset[tuple[str, int]]:
    """The labels of series that lines open with."""
    return frozenset(item for u in units if u.opens_line and not u.cell and (item := _item(u.text)))


#: The number of a row of a table of which the columns were lost: 12 机器人词汇国家标准.
ROW = lazy_re(r"(\d{1,3})[ \u3000]+(?=[A-Za-z\u4e00-\u9fff])")
#: Rows at least that count on, and lines at most that one of them is broken into.
ROWS, ROW_LINES = 6, 4


def _numbered_rows(units: Sequence[Unit]) -> dict[int, int]:
    """Where the lines start that open with 1, 2, 3 and so on: rows, which no number at a line's end runs into."""
    found: dict[int, int] = {}
    run: list[int] = []
    last = 0
    for i, unit in enumerate(units):
        match = ROW.match(unit.text) if unit.opens_line and not unit.cell else None
        number = int(match[1]) if match else 0
        if run and number == len(run) + 1 and i - last <= ROW_LINES:
            run.append(unit.start)
        elif number == 1:
            run = [unit.start]
        else:
            continue
        last = i
        found.update(zip(run, range(1, len(run) + 1), strict=True) if len(run) >= ROWS else ())
    return found


#: A row of a table of which the columns were lost, each of a band or range: 5-6MHz -13dBm 1MHz 有效值.
_MEASURED = lazy_re(
    rf"\d+(?:\.\d+)?\s?(?:{LETTERED})?\s?[-–—~～至]\s?\d+(?:\.\d+)?\s?{LETTERED}\s+[-−]?\d+(?:\.\d+)?\s?{LETTERED}"
)


def _measured_rows(units: Sequence[Unit]) -> frozenset[int]:
    """Where the lines start that open with a range of one unit and a figure of another, where several do."""
    found = [unit.start for unit in units if unit.opens_line and not unit.cell and _MEASURED.match(unit.text)]
    return frozenset(found if len(found) > 1 else ())


def _is_number(last: Unit, unit: Unit) -> bool:
    """Whether either line is a document's own number, which no sentence and no title runs into."""
    if last.text.endswith(_OPENERS):  # …的意见》（ and the number that it cites
        return False
    return any(len(line.text) <= 30 and NUMBER.fullmatch(line.text) for line in (last, unit))


def _is_link(before: str, after: str) -> bool:
    """Whether a line between these two is a link torn out of its sentence."""
    torn = after.startswith(("。", "，", "、", "；"))
    return torn and len(before) > 20 and not before.endswith((*STOPS, "）", "》"))


def _closes(before: str, text: str) -> bool:
    """Whether a line closes the bracket that the one before it leaves open: …2月5日电（记者 / 甲乙）….."""
    at = re.search("[）)》（(《]", text)
    closed = at is not None and at.start() <= _NEAR and at[0] in "）)》"
    return (len(text) <= _NEAR or closed) and _unclosed(before)


#: Characters between the ends of a bracket that a line end tore, at most.
_NEAR = 20


def _unclosed(text: str) -> bool:
    """Whether a bracket at the end of a line is still open: …细颗粒物（PM."""
    closed = max(text.rfind("）"), text.rfind("》"), text.rfind(")"))
    return max(text.rfind("（"), text.rfind("《")) > max(closed, len(text) - 40)


def _widths(units: Sequence[Unit]) -> list[float]:
    """The widths of the lines that may tell how wide a page is."""
    return [width_of(u.text) for u in units if u.opens_line and not u.cell and len(u.text) > 3]


#: A line this many times as wide as the page is no line of it: with a stop it is a whole paragraph.
_TOO_WIDE = 1.4
#: What the first line of a paragraph is narrower by where the indent itself was lost.
_INDENT = 2
#: Lines from which on most of them tell the width of a page.
MANY = 8


def _wrap_width(units: Sequence[Unit], widths: Sequence[float]) -> float:
    """The width at which lines are broken, or 0 where each line is a paragraph."""
    if len(widths) < MANY:
        return _few_lines(units, widths)
    counts = Counter(round(width) for width in widths if width >= 12)
    if not counts:
        return 0.0

    def around(width: int) -> int:
        return counts[width - 1] + counts[width] + counts[width + 1]

    best = max(counts, key=lambda width: (around(width), width))
    if best > 60 or around(best) < 0.3 * len(widths):
        return 0.0
    full = [u for u in units if u.opens_line and abs(width_of(u.text) - best) <= 1.5]
    broken = sum(not unit.text.endswith(STOPS) for unit in full)
    return best if broken >= 0.6 * len(full) else 0.0


def _few_lines(units: Sequence[Unit], widths: Sequence[float]) -> float:
    """The same for a text of a few lines: running text that ends with a stop, each line but the last as wide."""
    lines = [unit for unit in units if unit.opens_line and not unit.cell and len(unit.text) > 3]
    widest = max(widths, default=0.0)
    wide = [unit for unit in lines if width_of(unit.text) >= widest - SLACK]
    running = all(re.search("[，。；]", unit.text) and not unit.text.endswith(STOPS) for unit in wide[:-1])
    whole = 2 <= len(wide) >= len(lines) - 1 and lines[-1].text.endswith(STOPS)
    return widest if whole and running and 18 <= widest <= 60 else 0.0


def _indented(units: Sequence[Unit]) -> bool:
    """Whether paragraphs start with an indent: some lines do, and hardly any looks like a list."""
    count = sum(unit.indent for unit in units if unit.opens_line)
    return 0.05 * len(units) <= count <= 0.7 * len(units)
