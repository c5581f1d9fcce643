"""XLSX: the visible sheets of a workbook, a row a line, values as they are shown.

Left out and told: hidden sheets, rows and columns, and formulas that were saved without a value.
Text struck through is deleted text.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils import range_boundaries

from rag.errors import DocumentError
from rag.language.labels import label_at
from rag.language.text import normalise
from rag.lazy_re import lazy_re
from rag.load.grid import MAX_COLUMNS, Cell, grid, lines
from rag.load.loaded import Content
from rag.load.package import damaged, guard
from rag.load.shown import shown

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_PROGRAMS = "Excel or WPS"
#: Marks of XML in a workbook: some four for each cell, and each cell takes memory.
MAX_MARKS = 2_000_000
#: Cells that may be merged: the reader makes each of them, and a range of 30 characters may name them all.
MAX_MERGED = 100_000
_MERGED = re.compile(rb"mergeCell\s[^<>]{0,200}?ref\s{0,8}=\s{0,8}[\"']([^\"']{1,40})[\"']")
_DECLARES = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C|E\x00?N\x00?T)")
#: A formula that a program wrote and no spreadsheet has calculated yet.
_UNCOUNTED = re.compile(rb"<f(?:\s[^<>]{0,300})?>[^<]{1,8192}</f>(?:<v\s?/>|<v></v>)?</c>")
_DEFAULT_NAME = lazy_re(r"(?:Sheet|工作表|表)\s*\d*", re.IGNORECASE)
#: A line of its own among the rows, by what it says: a note, or whole sentences.
_REMARK = lazy_re(r"(?:备\s*注|注|说\s*明)\s*[：:]")


def read_workbook(data: bytes) -> Content:
    """The text of an XLSX file: each sheet a block of lines, under its name where it has one of its own.

    Raises:
        DocumentError: no XLSX, encrypted, or holding absurdly much.
    """
    guard(data, "XLSX", _PROGRAMS)
    try:
        uncounted = _looked_through(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that hold no text
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
        read = [_Sheet(sheet) for sheet in sheets]
        blocks = [
            _named(sheet, found, alone=len(read) == 1)
            for sheet, found in zip(read, map(_lines, read), strict=True)
        ]
        title = book.properties.title
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, OSError, NotImplementedError,
            zipfile.BadZipFile, zlib.error, SyntaxError) as error:  # fmt: skip
        raise damaged("XLSX", _PROGRAMS) from error
    text = "\n\n".join("\n".join(block) for block in blocks if block)
    return Content(text, (title or "").strip() or None, missing=_missing(read, hidden, uncounted))


def _looked_through(data: bytes) -> int:
    """How many formulas have no value; refuses what would take too much memory or declares entities."""
    marks = uncounted = merged = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if not info.filename.endswith((".xml", ".rels")):
                continue
            content = archive.read(info)
            marks += content.count(b"<")
            if marks > MAX_MARKS:
                raise DocumentError(
                    "单元格过多，请拆分或只留需要的工作表 / holds too many cells; split it or keep the sheets needed"
                )
            if _DECLARES.search(content):
                raise ValueError("declares a document type")
            if "/worksheets/" in info.filename:
                sheet = _in_utf8(content)
                uncounted += len(_UNCOUNTED.findall(sheet))
                merged += sum(_area(found[1].decode("ascii", "replace")) for found in _MERGED.finditer(sheet))
                if merged > MAX_MERGED:
                    raise DocumentError(
                        "合并的单元格过多，请取消整列整行的合并后另存 / "
                        "merges too many cells; unmerge whole rows and columns and save it again"
                    )
    return uncounted


def _in_utf8(content: bytes) -> bytes:
    """XML as a reader will take it: in UTF-16 no pattern above would find anything."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16").encode()
    return content


def _area(merged: str) -> int:
    """How many cells a range such as A1:C3 names.

    Raises:
        ValueError: it is none.
    """
    left, top, right, bottom = range_boundaries(merged)
    if None in (left, top, right, bottom):  # A:C
        return MAX_MERGED + 1
    return int(right - left + 1) * int(bottom - top + 1)


class _Sheet:
    """A visible sheet: its shown rows and columns, and the cells that are merged."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        # What says something, and one row behind each, where a table may end: a stray cell far away costs nothing.
        told = [place for place, cell in sheet._cells.items() if cell.value is not None]
        rows, columns = {y for y, _ in told}, sorted({x for _, x in told})
        hidden = _hidden_columns(sheet)
        hidden_rows = {y for y, row in sheet.row_dimensions.items() if row.hidden}
        self.rows = sorted((rows | {y + 1 for y in rows}) - hidden_rows)
        shown_columns = [x for x in columns if x not in hidden]
        self.columns, self.beyond = shown_columns[:MAX_COLUMNS], len(shown_columns[MAX_COLUMNS:])
        self.hidden_rows = len(rows & hidden_rows)
        self.hidden_columns = len(columns) - len(shown_columns)
        self._merged: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        for box in sheet.merged_cells.ranges:
            bounds = (box.min_row, box.min_col, box.max_row, box.max_col)
            shown_rows = self.rows[bisect_left(self.rows, bounds[0]) : bisect_right(self.rows, bounds[2])]
            shown_columns = self.columns[
                bisect_left(self.columns, bounds[1]) : bisect_right(self.columns, bounds[3])
            ]
            for y in shown_rows:
                for x in shown_columns:
                    self._merged[y, x] = (bounds[0], bounds[1], len(shown_rows), len(shown_columns))
            if shown_rows and shown_columns:
                self._merged[shown_rows[0], shown_columns[0]] = (
                    *bounds[:2],
                    len(shown_rows),
                    len(shown_columns),
                )
        self._seen: set[tuple[int, int]] = set()

    def cells(self, y: int) -> list[Cell]:
        """The cells of a row that start in it."""
        found = []
        for x in self.columns:
            merged = self._merged.get((y, x))
            if merged is None:
                found.append(Cell(self._text(y, x)))
            elif merged[:2] not in self._seen:
                self._seen.add(merged[:2])
                found.append(Cell(self._text(*merged[:2]), merged[3], merged[2]))
        return found

    def _text(self, y: int, x: int) -> str:
        cell: Any = self.sheet._cells.get((y, x))  # a look must not make a cell
        if cell is None or cell.value is None or (cell.font is not None and cell.font.strike):
            return ""
        return shown(cell.value, cell.number_format or "General").strip()


def _hidden_columns(sheet: Worksheet) -> set[int]:
    """The numbers of the columns that are hidden; one entry may stand for several."""
    hidden: set[int] = set()
    for column in sheet.column_dimensions.values():
        if column.hidden and column.min and column.max:
            hidden.update(range(column.min, min(column.max, column.min + MAX_COLUMNS) + 1))
    return hidden


def _lines(sheet: _Sheet) -> list[str]:
    """The sheet's lines: rows of its tables; titles and notes, which span its columns, as lines of their own."""
    out: list[str] = []
    table: list[Sequence[Cell]] = []
    for y in sheet.rows:
        cells = sheet.cells(y)
        told = [cell for cell in cells if cell.text.strip()]
        if told and not (len(told) == 1 and _stands_alone(told[0], table, len(sheet.columns))):
            table.append(cells)
            continue
        if told and table and not _ends(table, told[0]):
            table.append(cells)
            continue
        out += _rows(table)
        table = []
        out += (
            [_line(line) for cell in told for line in cell.text.split("\n") if line.strip()] if told else [""]
        )
    return _trimmed([*out, *_rows(table)])


def _line(text: str) -> str:
    """A line outside the tables, its gaps kept: they part 发布单位：… from 截至：…."""
    return normalise(text).strip().replace("|", "｜")


def _stands_alone(cell: Cell, table: Sequence[Sequence[Cell]], width: int) -> bool:
    """Whether the only cell of a row is no row: it stands over the table, spans most of it, or is a note."""
    return not table or 2 * cell.columns > width or _REMARK.match(cell.text) is not None


def _ends(table: Sequence[Sequence[Cell]], cell: Cell) -> bool:
    """Whether a cell across the sheet ends the table above; a labelled or short one heads a block of its rows."""
    text = cell.text.strip()
    return _REMARK.match(text) is not None or "。" in text or (label_at(text) is None and cell.rows > 1)


def _rows(table: Sequence[Sequence[Cell]]) -> Iterator[str]:
    laid = grid(table)
    used = [x for x in range(max(map(len, laid), default=0)) if any(row[x] for row in laid)]
    yield from lines([row[x] for x in used] for row in laid)


def _trimmed(found: list[str]) -> list[str]:
    """The lines without the empty ones at their ends, and no two empty ones in a row."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(found)).strip("\n").split("\n") if any(found) else []


def _named(sheet: _Sheet, found: list[str], *, alone: bool) -> list[str]:
    """A sheet's lines under its name, where it has a name of its own and no title that says it."""
    name = sheet.sheet.title.strip()
    if (
        not found
        or _DEFAULT_NAME.fullmatch(name)
        or (not found[0].startswith("|") and (alone or name in found[0]))
    ):
        return found
    return [name, *found]


def _missing(sheets: Sequence[_Sheet], hidden: Sequence[str], uncounted: int) -> str:
    """What was not read, in words for the user."""
    rows, columns = sum(s.hidden_rows for s in sheets), sum(s.hidden_columns for s in sheets)
    beyond = sum(s.beyond for s in sheets)
    told = [
        (
            bool(hidden),
            f"隐藏的工作表（{'、'.join(hidden[:10])}）",
            f"hidden sheets ({', '.join(hidden[:10])})",
        ),
        (bool(rows), f"隐藏的 {rows} 行", f"{rows} hidden rows"),
        (bool(columns), f"隐藏的 {columns} 列", f"{columns} hidden columns"),
        (
            bool(beyond),
            f"第 {MAX_COLUMNS} 列以后的 {beyond} 列",
            f"{beyond} columns beyond the first {MAX_COLUMNS}",
        ),
        (bool(uncounted), f"{uncounted} 个没有结果的公式", f"{uncounted} formulas without a value"),
    ]
    chinese, english = ([entry[n] for entry in told if entry[0]] for n in (1, 2))
    if not chinese:
        return ""
    return f"未读入：{'、'.join(map(str, chinese))}，取消隐藏或重新计算后另存 / not read: {', '.join(map(str, english))}; show or calculate them and save it again"
