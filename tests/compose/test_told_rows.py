"""Rows and columns that a question names are told, each cell behind its head; nothing is computed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from handmade import assistant_over

from rag.pipeline import Assistant

TOWN = """云山县文化馆场地与值守公告

一、场地收费标准

| 序号 | 场地 | 计费单位 | 平日价格（元） | 周末价格（元） | 备注 |
| 1 | 排练厅（东侧） | 半天 | 120 | 180 | 含音响 |
| 2 | 排练厅（西侧） | 半天 | 90 | 140 | |
| 3 | 陶艺工坊 | 次 | 35 | 45 | 材料另计 |

二、值守安排

| 日期 | 值守人员 | 带队领导 | 值守地点 | 值守电话 |
| 5月1日 | 秦雨、高朗 | 罗建 | 一楼大厅 | 7301122 |
| 5月2日 | 方晴 | 邓云 | 二楼展厅 | 7301133 |

三、馆藏指标

| 指标 | 单位 | 2031年 | 2032年 |
| 图书藏量 | 万册 | 12.6 | 13.9 |
| 到馆读者 | 万人次 | 44 | 51 |

云山县文化馆

2033年4月20日
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(TOWN, tmp_path_factory.mktemp("town"))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("陶艺工坊周末价格是多少元？", "陶艺工坊：计费单位 次，周末价格（元）45，备注 材料另计"),
        ("西侧排练厅平日价格是多少元？", "排练厅（西侧）：计费单位 半天，平日价格（元）90"),
        ("2031年图书藏量是多少？", "图书藏量：单位 万册，2031年 12.6"),
        ("5月2日的带队领导是谁？", "5月2日：带队领导 邓云"),
        ("5月1日值守电话是多少？", "5月1日：值守电话 7301122"),
    ],
)
def test_the_cell_asked_for_behind_its_head(town: Assistant, question: str, told: str) -> None:
    statement = town.ask(question).statements[0]
    assert (statement.text, statement.verdict) == (told, "verified")


def test_the_quote_is_the_words_of_the_row(town: Assistant) -> None:
    answer = town.ask("2031年图书藏量是多少？")
    assert [citation.quote for citation in answer.citations] == ["图书藏量 | 万册 | 12.6"]


def test_rows_that_the_question_does_not_tell_apart_are_all_told(town: Assistant) -> None:
    told = [statement.text.split("：")[0] for statement in town.ask("排练厅平日价格是多少元？").statements]
    assert told == ["排练厅（东侧）", "排练厅（西侧）"]


def test_nothing_is_added_up(town: Assistant) -> None:
    answer = town.ask("三个场地平日价格一共多少元？")
    assert not any(figure in answer.text for figure in ("245", "365"))


def test_a_row_of_another_thing_is_none(town: Assistant) -> None:
    assert town.ask("舞蹈教室平日价格是多少元？").status == "refused"
    assert town.ask("5月4日的带队领导是谁？").status == "refused"


def test_a_workbook_is_answered_by_its_rows(tmp_path: Path) -> None:
    """Its table stands under the title alone, and a cell that a web page would have as a button is none."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("云山县春训日程",),
        ("时间", "内容", "授课人"),
        ("4月8日上午", "档案整理", "尹航"),
        ("4月8日下午", "公文写作", "贺敏"),
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    folder = tmp_path / "docs"
    folder.mkdir()
    book.save(folder / "春训日程.xlsx")
    from handmade import settings_for_tests

    from rag.builder import build_index
    from rag.encode.encoder import HashingEncoder
    from rag.index import open_current

    build_index([folder], tmp_path / "index", encoder="hashing")
    index = open_current(tmp_path / "index", fingerprint=HashingEncoder.fingerprint)
    asked = Assistant(index, HashingEncoder(), limits=settings_for_tests()).ask("4月8日下午的内容是什么？")
    assert [statement.text for statement in asked.statements] == ["4月8日下午：内容 公文写作"]
    index.close()
