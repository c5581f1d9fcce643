"""A row of a table is told under the heads of its columns; the heads alone answer nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.leads import units_in
from rag.pipeline import Assistant
from rag.tabled import head_over, is_head
from rag.types import Document
from rag.units import Unit

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
def tables(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(TABLES, tmp_path_factory.mktemp("tables"))


def rows(tables: Assistant) -> tuple[Document, list[Unit]]:
    (header,) = tables.index.headers()
    document = tables.index.document(header.id)
    return document, [unit for clause in document.walk() for unit in units_in(clause)]


@pytest.mark.parametrize(
    ("row", "head"),
    [
        ("煤炭吞吐量", "指标 | 单位 | 2031年 | 2032年"),
        ("岸电接入", "序号 | 收费项目 | 收费标准（元）"),
        ("指标", None),
        ("甲方", None),
    ],
)
def test_the_head_over_a_row(tables: Assistant, row: str, head: str | None) -> None:
    """Also where the rows are numbered, and clauses of their own; figures alone head nothing."""
    document, units = rows(tables)
    over = head_over(document, next(unit for unit in units if row in unit.text))
    assert (over.text if over else None) == head


def test_only_the_first_row_is_the_head(tables: Assistant) -> None:
    _, units = rows(tables)
    heads = [unit.text for unit in units if is_head(unit.clause, unit.begin, unit.stop)]
    assert heads == ["指标 | 单位 | 2031年 | 2032年", "序号 | 收费项目 | 收费标准（元）"]


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("2032年煤炭吞吐量多少万吨？", ["指标|单位| 2031年| 2032年", "煤炭吞吐量|万吨| 352 | 341"]),
        ("岸电接入收费标准是多少？", ["序号|收费项目|收费标准（元）", "2 |岸电接入| 50"]),
    ],
)
def test_a_row_is_told_with_its_head(tables: Assistant, question: str, lines: list[str]) -> None:
    statement = tables.ask(question).statements[0]
    assert statement.text.split("\n") == lines and statement.verdict == "verified"


def test_a_head_alone_is_no_answer(tables: Assistant, tmp_path: Path) -> None:
    answer = tables.ask("收费项目有哪些，收费标准是多少？")
    assert "序号|收费项目|收费标准（元）" not in [statement.text for statement in answer.statements]
