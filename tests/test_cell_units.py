"""The numbers of a table have the unit of their column."""

from __future__ import annotations

from pathlib import Path

from handmade import settings_for_tests

from rag.builder import build_index
from rag.cell_units import with_units
from rag.encode import HashingEncoder
from rag.index import open_current
from rag.pipeline import Assistant

HEAD = "一、收费\n| 序号 | 项目 | 标准（元） | 备注 |"


def test_a_bare_number_has_the_unit_of_the_head_of_its_column() -> None:
    assert with_units("2 | 照相 | 60 | 满15岁", HEAD) == "2 | 照相 | 60元| 满15岁"
    assert with_units("2 | 占比 | 60", "| 序号 | 指标 | 目标（%） |") == "2 | 占比 | 60%"
    assert with_units("照相 | 张 | 60", "| 项目 | 单位 | 标准（元） | |") == "照相 | 张 | 60元"
    assert with_units("甲 | 3.2", "| 类型 | 标准（万元/座·年） |") == "甲 | 3.2万元"


def test_a_caption_holds_for_all_columns_but_the_first() -> None:
    above = "补助表\n单位：元/台\n| 机具 | 补助 | |\n| | 省级 | 县级 |"
    assert with_units("旋耕机 | 700 | 150", above) == "旋耕机 | 700元| 150元"
    assert with_units("1 | 旋耕机 | 150", above) == "1 | 旋耕机 | 150元"


def test_other_text_stays_as_it_is() -> None:
    assert with_units("照相收60", HEAD) == "照相收60"
    assert with_units("2 | 照相 | 60", "| 序号 | 项目 | 标准 |") == "2 | 照相 | 60"
    assert with_units("2 | 60", HEAD) == "2 | 60", "a row of other cells than the head's"


PRICES = """# 云山县照相馆收费标准

## 一、收费

| 序号 | 项目 | 计费单位 | 收费标准（元） |
|:--:|---|:--:|--:|
| 1 | 证件照拍摄 | 张 | 25 |
| 2 | 婚纱照拍摄 | 套 | 600 |
"""


def test_a_price_of_a_table_is_told(tmp_path: Path) -> None:
    for folder, text in (("priced", PRICES), ("bare", PRICES.replace("（元）", ""))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "yunshan.md").write_text(text, encoding="utf-8")
        build_index([tmp_path / folder], tmp_path / f"index-{folder}", encoder="hashing")
        index = open_current(tmp_path / f"index-{folder}", fingerprint=HashingEncoder.fingerprint)
        answer = Assistant(index, HashingEncoder(), limits=settings_for_tests()).ask("云山婚纱照拍摄多少钱")
        assert ("600" in answer.text, answer.status) == (folder == "priced", STATUS[folder])
        index.close()


STATUS = {"priced": "answered", "bare": "refused"}
