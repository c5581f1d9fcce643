"""Names in a text that cells of a table are, and the rows in which they meet."""

from __future__ import annotations

import pytest

from rag.language.keyed import keyed, names_in
from rag.language.tabled import Table, tables

WORKS = tables("""
| 序号 | 项目名称 | 建设单位 | 监理单位 | 开工日期 | 负责人 |
| 1 | 青石渡口改建 | 云山交通公司 | 恒信咨询公司 | 3月4日 | 骆冰 |
| 2 | 南坡水厂扩容 | 云山水务公司 | 中正咨询公司 | 3月9日 | 邱岚 |
| 3 | 老街灯光改造 | 云山交通公司 | 中正咨询公司 | 4月1日 | 骆冰 |
| 4 | 文化广场翻新 | 恒信咨询公司 | 云山交通公司 | 4月6日 | 顾青 |
""")[0]
STAFF = tables("""
| 部门 | 姓名 | 职务 | 办公室 | 电话 | 备注 |
| 办公室 | 丁一鸣 | 主任 | 东楼101 | 7215301 | 兼采购 |
| 办公室 | 庄敏 | 干事 | 东楼102 | 7215302 | |
| 器材科 | 韩冬 | 科长 | 东楼201 | 7215303 | |
| 器材科 | 万红、石玉 | 副科长（档案） | 东楼202 | 7215304 | |
| 训练科 | 苏婉 | 科长 | 西楼101 | 7215305 | |
""")[0]


def _rows(table: Table, text: str, partly: bool = False) -> list[str] | None:
    """The second cell of each row that a text names."""
    found = keyed(table, text, partly)
    return (
        None
        if found is None
        else [row.telling[0].text if table is WORKS else row.cells[1].text for row in found.rows]
    )


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("器材科科长是谁", ["韩冬"]),
        ("器材科副科长是谁", ["万红、石玉"]),
        ("训练科副科长是谁", []),
        ("器材科和训练科的科长", ["韩冬", "苏婉"]),
        ("石玉的电话", ["万红、石玉"]),
        ("7215305是谁的电话", ["苏婉"]),
        ("97215305是谁的电话", None),
        ("明年的计划", None),
    ],
)
def test_names_of_different_columns_meet_in_a_row(text: str, rows: list[str] | None) -> None:
    assert _rows(STAFF, text) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("云山交通公司建设的项目有哪些", ["青石渡口改建", "老街灯光改造"]),
        ("云山交通公司监理的项目有哪些", ["文化广场翻新"]),
        ("云山交通公司的项目有哪些", ["青石渡口改建", "老街灯光改造", "文化广场翻新"]),
        ("监理单位是中正咨询公司的项目", ["南坡水厂扩容", "老街灯光改造"]),
        ("云山水务公司监理的项目", []),
        ("恒信咨询公司监理的项目谁建设", ["青石渡口改建"]),
        ("中正咨询公司在哪天监理", ["南坡水厂扩容", "老街灯光改造"]),
        ("恒信咨询公司哪天监理", ["青石渡口改建"]),
        ("恒信咨询公司的项目由谁监理", ["青石渡口改建", "文化广场翻新"]),
    ],
)
def test_a_name_is_meant_as_the_column_beside_it(text: str, rows: list[str]) -> None:
    assert _rows(WORKS, text) == rows


def test_what_a_column_is_called_and_a_cell_too() -> None:
    assert _rows(STAFF, "办公室主任的电话") == ["丁一鸣"]
    assert _rows(STAFF, "韩冬的办公室在哪") == ["韩冬"]
    found = keyed(STAFF, "庄敏的办公室在哪")
    assert found is not None and found.rest == ",的办公室在哪"


def test_a_day_and_what_is_no_name() -> None:
    assert _rows(WORKS, "3月9号开工的是哪个") == ["南坡水厂扩容"]
    assert keyed(STAFF, "谁兼采购") is None, "a remark names no row"


def test_two_names_in_one_cell_are_one_thing() -> None:
    halls = tables("""
| 场地 | 价格（元） |
| 排练厅（东侧） | 120 |
| 排练厅（西侧） | 90 |
| 陶艺工坊 | 35 |
""")[0]
    found = keyed(halls, "西侧排练厅多少钱")
    assert found is not None and [row.cells[1].text for row in found.rows] == ["90"]


def test_a_long_part_of_one_cell_names_its_row_where_that_is_wanted() -> None:
    assert _rows(WORKS, "南坡水厂谁建设") is None
    assert _rows(WORKS, "南坡水厂谁建设", partly=True) == ["南坡水厂扩容"]
    assert _rows(WORKS, "咨询公司的项目", partly=True) is None, "it is of several rows"
    assert _rows(WORKS, "文化广场率", partly=True) is None, "a measure of it is another thing"


def test_where_names_stand() -> None:
    assert len(names_in(STAFF, "办公室副主任是谁")) == 1, "主任 of 副主任 is another"
    names = names_in(STAFF, "器材科科长是谁")
    assert [(name.begin, name.end) for name in names] == [(0, 3), (3, 5)]
    found = keyed(WORKS, "云山交通公司监理的项目")
    assert found is not None and found.given == {3} and found.unsaid == 0
    unsaid = keyed(WORKS, "云山交通公司的项目")
    assert unsaid is not None and not unsaid.given and unsaid.unsaid == 1
