"""Tables as CSV and XLSX files that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from rag.lazy_re import lazy_re

Row = Sequence[str]

#: A cell that starts so is a formula to a spreadsheet (OWASP, CSV injection); the full-width
#: forms are read as formulas by Chinese and Japanese editions.
_FORMULA = lazy_re(r"\s*[=+\-@＝＋－＠|%]|[\t\r\n]")
_NUMBER = lazy_re(r"-?\d+(\.\d+)?%?")
#: What XML 1.0 cannot hold; openpyxl refuses it.
_CONTROL = lazy_re(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def guard(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would take it for a formula."""
    cell = _CONTROL.sub("", cell)
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def to_csv(rows: Sequence[Row]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel reads Chinese as the local code page."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guard(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(rows: Sequence[Row], title: str) -> bytes:
    """One sheet, first row bold and frozen; every cell is stored as text, never as a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "Sheet"
    for r, row in enumerate(rows, start=1):
        for c, text in enumerate(row, start=1):
            cell = sheet.cell(r, c)
            cell.value = guard(text)[:32000]
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if r == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for c in range(1, (len(rows[0]) if rows else 0) + 1):
        widest = max(len(row[c - 1]) for row in rows)
        sheet.column_dimensions[get_column_letter(c)].width = min(60, 2 * widest + 4)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
