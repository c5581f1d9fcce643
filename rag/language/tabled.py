"""Rows of tables as pairs of head and cell, whatever clauses they were dealt out to.

A table is a block of lines ``| a | b |`` of a document's text, its head the first of them. What a row
says is read here alone: to select and to judge it by, to tell it, and to verify what was told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from rag.language.departments import NUMBER_COLUMN
from rag.language.numerals import UNIT
from rag.language.text import squeeze
from rag.language.units import Unit
from rag.lazy_re import lazy_re
from rag.types import Document

#: A cell of a head: short, and no number or mark alone.
_HEAD_CELL = lazy_re(r"(?=.*[\u4e00-\u9fffA-Za-z])[^|。；]{1,24}")
_UNIT = rf"(?:{UNIT}|[万亿千])"
_IN_HEAD = lazy_re(rf"[（(](?:单位[：:])?\s*(?P<unit>{_UNIT})(?:\s*[/／·每][^（）()]{{1,6}})?\s*[）)]")
_IN_CAPTION = lazy_re(rf"单位\s*[：:]\s*(?P<unit>{_UNIT})(?=\s*[/／·每）)|\n]|\s*$)")
_UNIT_LINE = lazy_re(r"[（(]?\s*单位\s*[：:][^|，。；]{1,16}")
UNIT_COLUMN = lazy_re(r"(?:计[量费价])?单位")
#: The same where it is what the quantities of a row are counted in, not what a price is for.
_COUNTED_IN, _COUNTS = lazy_re(r"(?:计量)?单位"), lazy_re(_UNIT)
_PRICE_COLUMN = lazy_re("[价费元额]|标准|序号|编[号码]|代码|电话|年份|时间|日期")
#: What heads the column that tells the rank of each row.
RANK_COLUMN = lazy_re(r"排\s*(?:名|序|位)|[名位]\s*次")
#: What heads a column of persons.
PERSON_COLUMN = lazy_re("人|领导|姓名|[师员者长]$|负责")
#: What heads the column of what is said besides.
REMARK_COLUMN = lazy_re("备\\s*注|说明|条件|上限|限额|封顶|最高(?:限|补|奖|资|扶|支持|金额|额度)")
#: What a column, or a row, is called that holds for all that have none of their own.
REST = lazy_re("其[他它余]")
#: Characters at most of what numbers a row.
_LONGEST_NUMBER = 4
_YEAR_COLUMN = lazy_re(r"\d{4}\s*年?度?|数[量值额]")
_NUMBER = r"\d(?:[\d,，]|(?<=\d) (?=\d{3}(?!\d)))*(?:\.\d+)?"
#: A number or range without its unit, which belongs before the ``rest``: 36.80, 38.17（1994）, 200（含）—500, 3000（含）以上.
_BARE = lazy_re(
    rf"[-−+]?{_NUMBER}(?:\s*(?:[（(]含[）)])?\s*[-—–~～至]{{1,2}}\s*{_NUMBER})?"
    r"(?P<rest>\s*(?:[（(](?:含|[^（）()\d]{0,4}\d{4}[^（）()\d]{0,4})[）)])?(?:及?以[上下内]|[以之]内)?)"
)
#: What a table is called on the line above it.
_CAPTION = lazy_re(r"附?表\s*[\d一二三四五六七八九十]")
#: A drawn rule |---|:--:|.
_RULE = lazy_re(r"[|+:=\-─━ ]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty: ``text`` is what stands from ``begin`` to ``end`` of the document's text.

    ``head``: what its column is called, empty where it is not. ``unit``: that of a bare number, by its
    head, the column of units beside it or the caption.
    """

    column: int
    head: str
    text: str
    begin: int
    end: int
    unit: str = ""

    @property
    def pair(self) -> str:
        """Head and cell, as they are told."""
        return f"{self.head}{self.text}" if self.head.endswith("）") else f"{self.head} {self.text}".strip()

    @property
    def called(self) -> str:
        """What its column is called, without the unit in brackets."""
        return _IN_HEAD.sub("", self.head)

    @property
    def valued(self) -> str:
        """What it says with its unit: 36.80米, 3000万元（含）以上."""
        bare = _BARE.fullmatch(self.text) if self.unit else None
        at = len(self.text) - len(bare["rest"]) if bare else len(self.text)
        return f"{self.text[:at]}{self.unit}{self.text[at:]}"

    @property
    def meant(self) -> str:
        """Head and cell with its unit."""
        return f"{self.pair.removesuffix(self.text)}{self.valued}"

    @property
    def numbers(self) -> bool:
        """Whether it only numbers its row; a rank tells something, and so does the code of a thing."""
        if NUMBER_COLUMN.fullmatch(self.head):
            return len(self.text) <= _LONGEST_NUMBER
        return self.column == 0 and self.text.isdecimal() and not RANK_COLUMN.search(self.head)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table below its head: its line runs from ``begin`` to ``end`` of the document's text."""

    begin: int
    end: int
    cells: tuple[Cell, ...]

    @property
    def telling(self) -> tuple[Cell, ...]:
        """Its cells without the one that numbers it."""
        return tuple(cell for cell in self.cells if not cell.numbers) or self.cells

    @property
    def meant(self) -> str:
        """All that it says, under its heads and with its units."""
        return "，".join(cell.meant for cell in self.telling)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table with a head, which ends at ``below``; ``over``: what it is called on the line above it.

    ``heads``: what its columns are called, by their place; those without a cell are left out.
    """

    begin: int
    below: int
    over: str
    rows: tuple[Row, ...]
    heads: Mapping[int, str]


def row_of(document: Document, unit: Unit) -> tuple[Table, Row] | None:
    """The row that a unit of several cells stands in; None for a head, or where there is none."""
    return row_at(document.text, unit.places[0][0]) if "|" in unit.text and unit.places else None


def row_at(text: str, at: int) -> tuple[Table, Row] | None:
    """The row that stands at a place of a document's text; None for a head, or where there is none."""
    table = _at(tables(text), at)
    row = table and _at(table.rows, at)
    return (table, row) if table and row and at < row.end else None


def is_head(document: Document, unit: Unit) -> bool:
    """Whether a unit is of the head of a table that has rows, or its caption: 表1 各校得分."""
    at = unit.places[0][0] if unit.places else -1
    table = _at(tables(document.text), at)
    if table and at < table.below:
        return bool(table.rows)
    if not _CAPTION.match(unit.text):
        return False
    return any(unit.text in table.over.split("\n") and at < table.begin for table in tables(document.text))


_Placed = TypeVar("_Placed", Table, Row)


def _at(among: Sequence[_Placed], at: int) -> _Placed | None:
    """The last of these that begins at a place or before it."""
    number = bisect_right(among, at, key=lambda one: one.begin)
    return among[number - 1] if number else None


@lru_cache(maxsize=256)
def tables(text: str) -> tuple[Table, ...]:
    """The tables of a text that have a head."""
    found: list[Table] = []
    lines: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n") if "|" in text else ():
        if line.startswith("|"):
            lines.append((at, at + len(line)))
        elif lines:
            found += _table(text, lines)
            lines = []
        at += len(line) + 1
    found += _table(text, lines)
    return tuple(found)


def _table(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[Table]:
    """The table that is drawn in some lines; none without a head and rows."""
    told = [span for span in lines if not _RULE.fullmatch(text, *span)]
    heads = _heads([_cells(text, *span) for span in told[:3]])
    count = 2 if len(told) > 2 and _goes_on(_cells(text, *told[0]), _cells(text, *told[1])) else 1
    if not heads or len(told) <= count:
        return
    opens = max(lines[0][0] - 60, text.rfind("|", 0, lines[0][0]) + 1)  # not the caption of the table before
    stated = _IN_CAPTION.search(text, max(0, opens), lines[0][0])
    common = stated["unit"] if stated else ""
    rows = tuple(Row(a, b, _with_units(_cells(text, a, b), heads, common)) for a, b in told[count:])
    rows = tuple(row for row in rows if row.cells)
    named = {cell.column: cell.head for row in rows for cell in row.telling if cell.head}
    yield Table(lines[0][0], told[count - 1][1], _line_over(text, lines[0][0]), rows, named)


def _line_over(text: str, begin: int) -> str:
    """The last line before a place that says something; where that gives the unit alone, with the one above it."""
    lines = text[max(0, begin - 200) : begin].rstrip().split("\n")
    unit = len(lines) > 1 and _UNIT_LINE.fullmatch(lines[-1].strip())
    return "\n".join(lines[-2:]) if unit else lines[-1]


def _heads(top: Sequence[Sequence[Cell]]) -> dict[int, str]:
    """What the columns are called by the first lines of a table; a head of two rows is one: 价格 over 在职 and 退休."""
    if not top or len(top[0]) < 2 or not all(_HEAD_CELL.fullmatch(cell.text) for cell in top[0]):
        return {}
    heads = {cell.column: cell.text for cell in top[0]}
    if len(top) > 2 and _goes_on(top[0], top[1]):
        upper = ""
        for column in range(1 + max(cell.column for line in top[:2] for cell in line)):
            upper = heads.get(column, upper)
            lower = next((cell.text for cell in top[1] if cell.column == column), "")
            if lower:
                heads[column] = f"{upper} {lower}".strip()
    return heads


def _goes_on(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """Whether a line is the lower half of a head: it leaves the first cells empty and names parts of the others."""
    return (
        bool(lower)
        and lower[0].column > (upper[0].column if upper else 0)
        and all(_HEAD_CELL.fullmatch(cell.text) and not any(map(str.isdecimal, cell.text)) for cell in lower)
        and len(upper) < 1 + max(cell.column for cell in (*upper, *lower))
    )


def _cells(text: str, begin: int, end: int) -> tuple[Cell, ...]:
    """The cells of a line, those that are empty left out."""
    found = []
    at = begin + 1
    for column, cell in enumerate(text[at:end].split("|")):
        if words := cell.strip():
            start = at + cell.index(words)
            found.append(Cell(column, "", words, start, start + len(words)))
        at += len(cell) + 1
    return tuple(found)


def _with_units(cells: Sequence[Cell], heads: dict[int, str], common: str) -> tuple[Cell, ...]:
    """The cells of a row below their heads, bare numbers with the unit that these, a cell beside or the caption give.

    A column of units tells that of quantities (指标 | 单位 | 2024年), and what a price is for elsewhere.
    """
    beside = next((c.text for c in cells if UNIT_COLUMN.fullmatch(heads.get(c.column, ""))), "")
    counted = _COUNTS.fullmatch(beside) and any(_COUNTED_IN.fullmatch(head) for head in heads.values())
    found = []
    for cell in cells:
        head = squeeze(heads.get(cell.column, ""))
        shared = head == squeeze(heads.get(cell.column - 1, ""))  # one head over two columns is told once
        stated = _IN_HEAD.search(head)
        unit = stated["unit"] if stated else ""
        if (
            not unit
            and beside
            and (_YEAR_COLUMN.search(head) or (counted and not _PRICE_COLUMN.search(head)))
        ):
            unit = beside
        if not unit and cell.column:
            unit = common
        bare = _BARE.fullmatch(cell.text) and not NUMBER_COLUMN.fullmatch(head)
        head = "" if shared else head
        found.append(Cell(cell.column, head, squeeze(cell.text), cell.begin, cell.end, unit if bare else ""))
    return tuple(found)
