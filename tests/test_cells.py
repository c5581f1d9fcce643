"""The numbers of a table have the unit of their column."""

from __future__ import annotations

from rag.cells import with_units

HEAD = "一、收费\n| 序号 | 项目 | 标准（元） | 备注 |"


def test_a_bare_number_has_the_unit_of_the_head_of_its_column() -> None:
    assert with_units("2 | 照相 | 60 | 满15岁", HEAD) == "2 | 照相 | 60元| 满15岁"
    assert with_units("2 | 占比 | 60", "| 序号 | 指标 | 目标（%） |") == "2 | 占比 | 60%"
    assert with_units("甲 | 3.2", "| 类型 | 标准（万元/座·年） |") == "甲 | 3.2万元"


def test_a_caption_holds_for_all_columns_but_the_first() -> None:
    above = "补助表\n单位：元/台\n| 机具 | 补助 | |\n| | 省级 | 县级 |"
    assert with_units("旋耕机 | 700 | 150", above) == "旋耕机 | 700元| 150元"
    assert with_units("1 | 旋耕机 | 150", above) == "1 | 旋耕机 | 150元"


def test_other_text_stays_as_it_is() -> None:
    assert with_units("照相收60", HEAD) == "照相收60"
    assert with_units("2 | 照相 | 60", "| 序号 | 项目 | 标准 |") == "2 | 照相 | 60"
    assert with_units("2 | 60", HEAD) == "2 | 60", "a row of other cells than the head's"
