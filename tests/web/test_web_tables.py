"""Exports: nothing that a spreadsheet would run, and the same cells in both formats."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from rag.web.tables import guard, to_csv, to_xlsx

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+cmd",
    "@SUM(A1)",
    "\t=1",
    "\n=1",
    " =1",
    "＝1",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_formulas_are_disarmed(cell: str) -> None:
    assert guard(cell).startswith("'")


@pytest.mark.parametrize("cell", ["-5", "45%", "-0.5%", "区卫生健康委", "", "≥ 45%", "（一）"])
def test_plain_cells_stay(cell: str) -> None:
    assert guard(cell) == cell


@given(st.text(max_size=30))
def test_no_guarded_cell_starts_a_formula(cell: str) -> None:
    first = guard(cell).lstrip(" ")[:1]
    assert first not in set("=+@＝＋＠\t\r\n") and (first != "-" or guard(cell) == cell.strip())


def test_csv_opens_as_utf8_in_excel_and_reads_back() -> None:
    data = to_csv([["部门", "内容"], ["区医保局", '他说"好"，\n第二行']])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["部门", "内容"], ["区医保局", '他说"好"，\n第二行']]


def test_xlsx_cells_are_text() -> None:
    rows = [["a", "b"], ["=1+1", "文\x00字\x0b"], ["x" * 40000, ""]]
    sheet = load_workbook(io.BytesIO(to_xlsx(rows, "责任/分工[1]"))).active
    assert sheet is not None
    assert sheet["A2"].value == "'=1+1" and sheet["A2"].data_type == "s"
    assert sheet["B2"].value == "文字"
    assert len(sheet["A3"].value) == 32000
    assert sheet.title == "责任 分工 1 "


def test_xlsx_of_nothing() -> None:
    assert load_workbook(io.BytesIO(to_xlsx([], ""))).active.title == "Sheet"
