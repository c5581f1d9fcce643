"""A row of a table as pairs of head and cell; the head alone is no answer."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose.leads import units_in
from rag.language.tabled import Cell, is_head, row_of, tables
from rag.language.units import Unit
from rag.pipeline import Assistant
from rag.types import Document

TABLES = """白河市港口统计公报

一、吞吐量

| 指标 | 单位 | 2031年 | 2032年 |
| 集装箱吞吐量 | 万箱 | 905 | 1020 |
| 煤炭吞吐量 | 万吨 | 352 | 341 |

二、收费标准

| 序号 | 收费项目 | 收费标准（元） |
| 1 | 拖轮使用 | 980 |
| 2 | 岸电接入 | 50 |

三、签字

| 1001 | 1002 |
| 甲方 | 乙方 |

白河市港航局

2033年1月6日
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(TABLES, tmp_path_factory.mktemp("tables"))


def rows(port: Assistant) -> tuple[Document, list[Unit]]:
    (header,) = port.index.headers()
    document = port.index.document(header.id)
    return document, [unit for clause in document.walk() for unit in units_in(clause)]


@pytest.mark.parametrize(
    ("row", "pairs"),
    [
        ("煤炭吞吐量", ["指标 煤炭吞吐量", "单位 万吨", "2031年 352万吨", "2032年 341万吨"]),
        ("岸电接入", ["收费项目 岸电接入", "收费标准（元）50元"]),
        ("指标", None),
        ("甲方", None),
    ],
)
def test_a_row_has_pairs_of_head_and_cell(port: Assistant, row: str, pairs: list[str] | None) -> None:
    """Also where the rows are numbered, and clauses of their own; figures alone head nothing."""
    document, units = rows(port)
    found = row_of(document, next(unit for unit in units if row in unit.text))
    assert ([cell.meant for cell in found[1].telling] if found else None) == pairs


def test_only_the_first_row_is_the_head(port: Assistant) -> None:
    document, units = rows(port)
    heads = [unit.text for unit in units if is_head(document, unit)]
    assert heads == ["指标 | 单位 | 2031年 | 2032年", "序号 | 收费项目 | 收费标准（元）"]


def meant(text: str) -> list[str]:
    return [row.meant for table in tables(text) for row in table.rows]


def test_a_bare_number_has_the_unit_of_its_head() -> None:
    assert meant("| 项目 | 标准（元） | |\n|---|--:|---|\n| 照相 | 60 | 满15岁 |") == [
        "项目 照相，标准（元）60元，满15岁"
    ]
    assert meant("| 类型 | 标准（万元/座·年） |\n| 甲 | 3.2 |") == ["类型 甲，标准（万元/座·年）3.2万元"]
    assert meant("| 项目 | 标准 |\n| 照相 | 60 |") == ["项目 照相，标准 60"]


def test_a_price_is_not_counted_in_what_it_is_for() -> None:
    assert meant("| 项目 | 单位 | 价格 |\n| 照相 | 张 | 60 |") == ["项目 照相，单位 张，价格 60"]


def test_a_caption_holds_for_all_columns_but_the_first() -> None:
    above = "单位：元/台\n\n| 机具 | 补助 | |\n| | 省级 | 县级 |\n| 甲机 | 700 | 150 |"
    assert meant(above) == ["机具 甲机，补助省级 700元，补助县级 150元"]


def test_a_head_of_two_rows_is_one() -> None:
    text = "| 项目 | 价格 | |\n| | 在岗 | 退休 |\n| 量血压 | 5 | 3 |\n| 验血 | 20 | 12 |"
    assert meant(text) == ["项目 量血压，价格在岗 5，价格退休 3", "项目 验血，价格在岗 20，价格退休 12"]


def test_an_empty_first_cell_below_a_full_head_is_a_row() -> None:
    text = "| 项目 | 内容 |\n| | 甲类 |\n| 乙 | 丙类 |"
    assert meant(text) == ["内容 甲类", "项目 乙，内容 丙类"]


def test_a_head_alone_is_no_answer(port: Assistant) -> None:
    answer = port.ask("收费项目有哪些，收费标准是多少？")
    assert "序号|收费项目|收费标准（元）" not in [statement.text for statement in answer.statements]


@pytest.mark.parametrize(
    ("text", "unit", "valued"),
    [
        ("36.80", "米", "36.80米"),
        ("38.17（1994）", "米", "38.17米（1994）"),
        ("4（含）—15", "万元", "4（含）—15万元"),
        ("40（含）以上", "万元", "40万元（含）以上"),
        ("-12.8", "%", "-12.8%"),
        ("当场办结", "", "当场办结"),
    ],
)
def test_the_unit_stands_behind_the_number(text: str, unit: str, valued: str) -> None:
    assert Cell(1, "水位", text, 0, len(text), unit).valued == valued


def test_units_of_the_caption_of_a_column_and_of_the_head() -> None:
    text = (
        "表1 水位（单位：米）\n| 站 | 水位 |\n| 甲 | 3.5 |\n\n"
        "表2 物资\n| 物资 | 单位 | 市级 | 单价 |\n| 皮艇 | 艘 | 17 | 900 |\n\n"
        "| 单位 | 电话 |\n| 水文科 | 7301122 |\n"
    )
    meant = [row.meant for table in tables(text) for row in table.rows]
    assert meant == [
        "站 甲，水位 3.5米",
        "物资 皮艇，单位 艘，市级 17艘，单价 900",
        "单位 水文科，电话 7301122",
    ]


def test_a_table_is_called_by_the_line_over_that_of_its_unit() -> None:
    rows = "| 机具 | 补助 |\n| 甲机 | 700 |"
    (priced,) = tables(f"表2 购机补助\n单位：元/台\n\n{rows}")
    assert priced.over == "表2 购机补助\n单位：元/台" and dict(priced.heads) == {0: "机具", 1: "补助"}
    assert tables(f"补助照下表执行。\n{rows}")[0].over == "补助照下表执行。"


def test_the_caption_over_the_unit_is_no_answer(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = "白河市购机补助办法\n\n一、补助\n\n表2 购机补助标准\n单位：元/台\n\n| 机具 | 补助 |\n| 甲机 | 700 |\n| 乙机 | 650 |\n"
    shop = assistant_over(text, tmp_path_factory.mktemp("shop"))
    assert [s.text for s in shop.ask("甲机的购机补助标准是多少？").statements] == ["甲机：补助 700"]
    document, units = rows(shop)
    assert "表2 购机补助标准" in [unit.text for unit in units if is_head(document, unit)]


def test_a_head_over_two_columns_is_told_once() -> None:
    text = "| 部门 | 项目 | 项目 | 标准 |\n| 公安 | 护照 | 首次 | 120元 |\n| 公安 | 护照 | 补办 | 160元 |"
    assert meant(text)[0] == "部门 公安，项目 护照，首次，标准 120元"
