"""From printed lines back to paragraphs: which line goes on, which starts anew.

A line goes on from the one before when that one is full, that is, when the next word would not
have fitted, and nothing speaks for a new paragraph: an indent, a wider gap, another size of type,
a clause label after a finished sentence. A reference at the start of a line (第三条规定的…) is no
label, so it does not tear a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rag.language.labels import ANNEX, label_at
from rag.language.masthead import NUMBER
from rag.language.text import squeeze
from rag.lazy_re import lazy_re
from rag.load.grid import lines as printed
from rag.load.layout import Line
from rag.load.sheet import Table, joined

_STOP = tuple("。！？；：!?;:")
_BULLET = lazy_re(r"^[•◦▪‣\ue000-\uf8ff]\s*")
#: The end of an entry of a table of contents: dots that lead to a page number.
_LEADERS = lazy_re(r"(?<![.．…·‥⋯])(?:[.．…·‥⋯]\s?){4,}\s*\d{0,4}\s*$")
_DATE = lazy_re(r"(?:19|20|二[〇○零])\S{2}\s*年\s*\S{1,3}\s*月(?:\s*\S{1,3}\s*日)?")
_DECIMAL = lazy_re(r"\d{1,2}(?:\.\d{1,2}){1,3}\s*[^\d.\s%％]")
#: What no line end may tear: a word, with the brackets and stops that cling to it.
_WORD = lazy_re(r"[（“‘《〔【「]{0,4}(?:[!-~]{1,40}|.)[，。、；：！？）”’》】〕」“‘（]{0,5}")


@dataclass(frozen=True, slots=True)
class _Habits:
    """How a document is set: size of its body type, line pitch in ems, first lines indented.

    ``outdented``: clause labels stand at the margin all the same.
    """

    size: float
    pitch: float
    indented: bool
    outdented: bool


def paragraphs(blocks: Sequence[Line | Table]) -> Iterator[str]:
    """The text of a document from its lines and tables in reading order, a paragraph a line."""
    habits = _habits([block for block in blocks if isinstance(block, Line)])
    open_: list[Line] = []
    before: Line | Table | None = None
    for block in blocks:
        if isinstance(block, Line) and open_ and _goes_on(open_, block, habits):
            open_.append(block)
        else:
            if open_:
                yield _text(open_)
            open_ = [block] if isinstance(block, Line) else []
            if isinstance(block, Table):
                yield from printed(_rows(block, before))
        before = block
    if open_:
        yield _text(open_)


def _text(found: Sequence[Line]) -> str:
    text = found[0].run.text
    for line in found[1:]:
        text = joined(text, line.run.text)
    return _BULLET.sub("", text)


def _rows(table: Table, before: Line | Table | None) -> Sequence[Sequence[str]]:
    """A table's rows; the head printed again where it goes on after a page break is left out."""
    again = isinstance(before, Table) and before.rows[:1] == table.rows[:1] and len(table.rows) > 1
    return table.rows[1:] if again else table.rows


def _habits(lines: Sequence[Line]) -> _Habits:
    if not lines:
        return _Habits(12.0, 1.5, True, True)
    steps = sorted(
        (b.run.base - a.run.base) / b.run.size
        for a, b in pairwise(lines)
        if a.place == b.place and _near(a.run.size, b.run.size) and b.run.base > a.run.base
    )
    pitch = steps[len(steps) // 4] if steps else 1.5
    short = [a.right - a.run.x1 > 3 * a.run.size for a in lines]
    starts = [b for ends, b in zip(short, lines[1:], strict=False) if ends]  # surely new ones
    indents = [(line.run.x0 - line.left) / line.run.size for line in starts]
    indented = sum(1.3 < indent < 2.8 for indent in indents) >= 0.4 * len(starts)
    outdented = any(
        indent < 0.9 and _labelled(line.run.text) for line, indent in zip(starts, indents, strict=True)
    )
    size = median(size for line in lines for size in [line.run.size] * len(line.run.text))
    return _Habits(size, pitch, indented, outdented)


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= 0.15 * max(a, b)


def _goes_on(found: Sequence[Line], line: Line, habits: _Habits) -> bool:
    last, run = found[-1], line.run
    if not _near(last.run.size, run.size) or _BULLET.match(run.text) or run.parted:
        return False
    if NUMBER.fullmatch(run.text.strip()) or NUMBER.fullmatch(last.run.text.strip()):
        return False
    if (last.run.parted and not _labelled(last.run.text)) or _LEADERS.search(last.run.text):
        return False
    if last.place == line.place:
        gap = run.base - last.run.base
        if gap <= 0 or gap > 1.3 * habits.pitch * run.size:
            return False
    if _title_goes_on(found, line, habits):
        return True
    if not _full(last, run.text, 1.6 if habits.indented else 0.5):
        return False
    if run.x0 - line.left <= 0.9 * run.size:
        return _not_anew(last, line, habits)
    return _hangs(found, line, habits)


def _title_goes_on(found: Sequence[Line], line: Line, habits: _Habits) -> bool:
    """A title or heading in large type, centred, broken where its author chose."""
    last = found[-1]
    large = line.run.size > 1.12 * habits.size
    anew = _labelled(line.run.text) or _DATE.fullmatch(line.run.text.strip())
    return large and _centred(line) and _centred(last) and not anew


def _centred(line: Line) -> bool:
    left, right = line.run.x0 - line.left, line.right - line.run.x1
    return abs(left - right) < 1.5 * line.run.size


def _labelled(text: str) -> bool:
    found = label_at(text) or ANNEX.match(text) or _DECIMAL.match(text)
    return found is not None


def _full(line: Line, following: str, slack: float) -> bool:
    """Whether the first word of the next line would not have fitted, by ``slack`` ems at most."""
    word = _WORD.match(following)
    width = sum(0.6 if char.isascii() else 1.0 for char in word[0]) if word else 1.0
    return line.right - line.run.x1 < line.run.size * (slack + width)


def _not_anew(last: Line, line: Line, habits: _Habits) -> bool:
    """Of a line at the left margin after a full one: whether it is the same paragraph."""
    stops = (*_STOP, "）", ")") if _labelled(line.run.text) else _STOP
    if not last.run.text.endswith(stops) or (habits.indented and not habits.outdented):
        return True
    if _labelled(line.run.text):
        return False
    if habits.indented:
        return True
    return last.right - last.run.x1 < 1.3 * last.run.size


def _hangs(found: Sequence[Line], line: Line, habits: _Habits) -> bool:
    """Of an indented line after a full one: whether it hangs under the text of its label."""
    first, last, run = found[0], found[-1], line.run
    if _labelled(squeeze(run.text)):
        return False
    if len(found) > 1 and abs(run.x0 - last.run.x0) < 0.3 * run.size:
        return True
    label = label_at(first.run.text) is not None or _BULLET.match(first.run.text) is not None
    inward = run.x0 - first.run.x0
    if label and 0.5 * run.size < inward < 5 * run.size and not last.run.text.endswith(_STOP):
        return True
    level = not habits.indented and abs(inward) < 0.3 * run.size
    return level and not last.run.text.endswith(_STOP)
