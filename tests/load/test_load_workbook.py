"""XLSX: visible sheets as lines, values as shown, what is left out told, hostile packages refused."""

from __future__ import annotations

import contextlib
import datetime
import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from rag.errors import DocumentError
from rag.load import workbook
from rag.load.grid import MAX_COLUMNS
from rag.load.loaded import Content
from rag.load.shown import shown
from rag.load.workbook import read_workbook
from rag.parse.parser import parse

DAY = datetime.datetime(2024, 7, 1)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(make: Callable[[Workbook], None]) -> Content:
    book = openpyxl.Workbook()
    make(book)
    return read_workbook(saved(book))


def prices(book: Workbook) -> None:
    sheet = book.active
    for row in (
        ["云溪县供水价格表"], ["单位：元"], ["类别", "档次", "价格", None], [None, None, "水费", "污水费"],
        ["居民", "一档", 2.1, 0.95], [None, "二档", 3.15, 0.95], ["备注：自公布之日起执行。"],
    ):  # fmt: skip
        sheet.append(row)
    for box in ("A1:D1", "A3:A4", "B3:B4", "C3:D3", "A5:A6", "A7:D7"):
        sheet.merge_cells(box)
    for row in (5, 6):
        sheet.cell(row, 3).number_format = "0.00"


def test_titles_rows_and_notes() -> None:
    assert read(prices).text.split("\n") == [
        "云溪县供水价格表",
        "单位：元",
        "| 类别 | 档次 | 价格 水费 | 价格 污水费 |",
        "| 居民 | 一档 | 2.10 | 0.95 |",
        "| 居民 | 二档 | 3.15 | 0.95 |",
        "备注：自公布之日起执行。",
    ]


def test_each_sheet_stands_under_its_name() -> None:
    def make(book: Workbook) -> None:
        book.active.title = "入围企业名单"
        book.active.append(["序号", "企业"])
        book.active.append([1, "甲公司"])
        other = book.create_sheet("落选企业名单")
        other.append(["序号", "企业"])
        other.append([1, "乙公司"])

    text = read(make).text
    assert (
        text
        == "入围企业名单\n| 序号 | 企业 |\n| 1 | 甲公司 |\n\n落选企业名单\n| 序号 | 企业 |\n| 1 | 乙公司 |"
    )
    found = {"/".join(clause.path): clause for clause in parse(text, document_id="d").walk()}
    assert found["落选企业名单/1"].text == "1 | 乙公司"
    assert found["落选企业名单/1"].columns == ("序号", "企业")


def test_each_sheet_is_cited_under_its_own_caption() -> None:
    def make(book: Workbook) -> None:
        book.active.append(["云溪镇护林值班表"])
        book.active.append(["日期", "值班人"])
        book.active.append(["4月1日", "甲"])
        book.active.append(["说明：值班到次日八点。"])
        tasks = book.create_sheet()
        tasks.append(["云溪镇护林任务表"])
        tasks.append(["序号", "任务", "牵头科室"])
        tasks.append([1, "清理防火道", "林业办"])
        phones = book.create_sheet("电话")
        phones.append(["科室", "电话"])
        phones.append(["林业办", "6612"])

    document = parse(read(make).text, document_id="d")
    found = {"/".join(clause.path): clause for clause in document.walk()}
    assert document.title == "云溪镇护林值班表"
    assert list(found) == ["标题", "前言", "云溪镇护林任务表", "云溪镇护林任务表/1", "电话"]
    assert found["云溪镇护林任务表/1"].responsible == {"牵头科室": ("林业办",)}
    assert "6612" in found["电话"].text and "次日" in found["前言"].text


def test_what_is_hidden_or_not_calculated_is_told() -> None:
    def make(book: Workbook) -> None:
        sheet = book.active
        for row in (["项目", "金额", "旧额"], ["甲", 1, 9], ["乙", 2, 9], ["合计", "=B2+B3", 9]):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        book.create_sheet("底稿").sheet_state = "hidden"

    content = read(make)
    assert content.text == "| 项目 | 金额 |\n| 甲 | 1 |\n| 合计 |  |"
    assert "隐藏的工作表（底稿）、隐藏的 1 行、隐藏的 1 列、1 个没有结果的公式" in content.missing
    assert "1 hidden rows, 1 hidden columns, 1 formulas" in content.missing
    assert read(prices).missing == ""


def test_a_merged_cell_in_hidden_rows_is_said_where_it_shows() -> None:
    def make(book: Workbook) -> None:
        sheet = book.active
        for row in (["类", "项"], ["甲类", "一"], [None, "二"], [None, "三"]):
            sheet.append(row)
        sheet.merge_cells("A2:A4")
        sheet.row_dimensions[2].hidden = True

    assert read(make).text == "| 类 | 项 |\n| 甲类 | 二 |\n| 甲类 | 三 |"


def test_text_struck_through_is_deleted_text() -> None:
    def make(book: Workbook) -> None:
        book.active.append(["项目", "标准"])
        book.active.append(["甲", "300元"])
        book.active["B2"].font = Font(strike=True)

    assert "300" not in read(make).text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.052, "0.0%", "5.2%"), (0.5, "0%", "50%"), (12600.5, "#,##0.00", "12,600.50"), (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"), (1e15, "General", "1000000000000000"), (7, "000", "007"), (2.5, "0.##", "2.5"),
        (2, '0"元"', "2元"), (1234, '[$¥-804]#,##0', "¥1,234"), (-5, "#,##0;(#,##0)", "(5)"), (-5, "0", "-5"),
        (0, "0;-0;零", "0"), (2600, "0,", "3"), (123456, '0\\.0,"万元"', "12.3万元"), (12345, '0!.0,"万"', "1.2万"),
        (12_600_000, '0.0,,"百万"', "12.6百万"), (13800000000, "000-0000-0000", "138-0000-0000"), (1234, "0,000", "1,234"),
        (12000, '[>=10000]0\\.0,"万";0', "1.2万"), (900, '[>=10000]0\\.0,"万";0', "900"), (7, '"第"0"号"', "第7号"),
        (50, "[<=100]0.0;[<=1000]0;#,##0", "50.0"), (1234.5, "[<=100]0.0;[<=1000]0;#,##0", "1,235"), (3, "[>5]0", "3"),
        (DAY, 'e"年"m"月"d"日"', "2024年7月1日"), (True, "General", "TRUE"), (1.5, "# ?/?", "1.5"), (9.5, "0_ ", "10"),
        (DAY, "mm-dd-yy", "2024/7/1"), (DAY, 'yyyy"年"m"月"d"日"', "2024年7月1日"), (DAY, "yyyy-mm-dd", "2024-07-01"),
        (DAY, 'yyyy"年"m"月";@', "2024年7月"), (DAY.replace(hour=8, minute=5), "yyyy/m/d h:mm", "2024/7/1 8:05"),
        (DAY.date(), "General", "2024/7/1"), (datetime.time(8, 30), "h:mm", "8:30"), (DAY, "[$-804]aaaa", "星期一"),
        (datetime.timedelta(hours=30), "[h]:mm", "30:00"), ("文", "@", "文"),
    ],
)  # fmt: skip
def test_values_are_shown_in_their_format(value: object, form: str, text: str) -> None:
    assert shown(value, form) == text


@given(st.floats(allow_nan=False, allow_infinity=False), st.text('#0?,.;%[]"\\_*ymdhs元-$', max_size=12))
def test_any_format_shows_something(value: float, form: str) -> None:
    assert isinstance(shown(value, form), str)
    assert isinstance(shown(DAY, form), str)


PARTS = ("#", "0", "?", "元", "-", "\\元", "!-", '"第"')


@given(
    st.integers(0, 10**15), st.lists(st.sampled_from(PARTS), max_size=9).filter({"#", "0", "?"}.intersection)
)
def test_no_digit_is_lost_or_made_up(value: int, form: list[str]) -> None:
    """Literals between the places tear a number apart and change none of its digits."""
    assert re.sub(r"\D", "", shown(value, "".join(form))).lstrip("0") == str(value).lstrip("0")


def test_a_far_cell_and_a_great_merged_range_cost_nothing() -> None:
    def far(book: Workbook) -> None:
        book.active["A1"] = "甲"
        book.active["A2"] = "乙"
        book.active.cell(1_048_576, 1, "丙")

    assert read(far).text.split("\n") == ["甲", "乙", "", "丙"]

    def merged(book: Workbook) -> None:
        book.active["A1"] = "甲"
        book.active.merged_cells.add("A1:XFD1048576")  # without the cells, as a hostile file has it

    with pytest.raises(DocumentError, match="merges too many cells"):
        read(merged)


def test_columns_beyond_the_most_are_told() -> None:
    def wide(book: Workbook) -> None:
        book.active.append([f"列{x}" for x in range(MAX_COLUMNS + 3)])

    found = read(wide)
    assert found.text.count("|") == MAX_COLUMNS + 1
    assert "3 columns beyond the first 200" in found.missing


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_MARKS", 50)
    with pytest.raises(DocumentError, match="too many cells"):
        read(prices)


def test_entities_and_foreign_packages_are_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
            new.writestr(info, content)
    for data in (out.getvalue(), b"PK\x03\x04 no", saved(openpyxl.Workbook())[:200]):
        with pytest.raises(DocumentError, match="no whole XLSX"):
            read_workbook(data)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_mutated_packages_raise_nothing_else(data: st.DataObject) -> None:
    book = openpyxl.Workbook()
    prices(book)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = bytearray(old.read(info))
            for _ in range(data.draw(st.integers(0, 2))):
                at = data.draw(st.integers(0, len(content) - 1))
                content[at : at + data.draw(st.integers(1, 9))] = data.draw(st.binary(max_size=4))
            new.writestr(info.filename, bytes(content))
    with contextlib.suppress(DocumentError):
        read_workbook(out.getvalue())


def test_the_gaps_of_a_line_outside_the_tables_stay() -> None:
    def make(book: Workbook) -> None:
        book.active.append(["发布单位：云溪市财政局    截至：2026年3月"])
        book.active.append(["项目", "标准"])
        book.active.append(["办证", 10])

    assert read(make).text.startswith("发布单位：云溪市财政局    截至：2026年3月\n")
