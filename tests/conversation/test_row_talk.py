"""What a turn asks of the row of a table that the question before named."""

from __future__ import annotations

import pytest

from rag.conversation.rows import of_its_row
from rag.language.tabled import tables

STAFF = tables("""
| 部门 | 姓名 | 职务 | 办公室 | 电话 |
| 器材科 | 韩冬 | 科长 | 东楼201 | 7215303 |
| 器材科 | 石玉 | 副科长 | 东楼202 | 7215304 |
| 训练科 | 苏婉 | 科长 | 西楼101 | 7215305 |
| 医务室 | 万红 | 医师 | 西楼102 | 7215306 |
""")
ROTA = tables("""
| 日期 | 带班人 | 值守科长 |
| 3月4日 | 苏婉 | 韩冬 |
| 3月5日 | 万红 | 石玉 |
""")
PRICES = tables("""
| 城市 | 处级 | 其他人员 |
| 桂林 | 420 | 330 |
| 洛阳 | 400 | 310 |
""")
PLAIN = tables("""
| 城市 | 处级 | 科级 |
| 桂林 | 420 | 330 |
| 洛阳 | 400 | 310 |
""")


@pytest.mark.parametrize(
    ("before", "answer", "turn", "meant"),
    [
        ("韩冬的电话是多少", "韩冬：电话 7215303", "他在哪办公？", "韩冬在哪办公"),
        ("器材科科长是谁", "器材科 科长：姓名 韩冬", "电话呢？", "器材科科长的电话"),
        ("器材科科长是谁", "器材科 科长：姓名 韩冬", "训练科的呢", "训练科科长是谁"),
        ("器材科副科长是谁", "器材科 副科长：姓名 石玉", "医务室呢", "医务室是谁"),
        ("器材科科长是谁", "器材科 科长：姓名 韩冬", "请假找谁批？", None),
        ("器材科科长是谁", "器材科 科长：姓名 韩冬", "器材报废的年限是多少年？", None),
        ("年休假几天", "5天", "电话呢？", None),
    ],
)
def test_the_row_goes_on_being_asked(before: str, answer: str, turn: str, meant: str | None) -> None:
    assert of_its_row(before, answer, turn, STAFF, STAFF) == meant


def test_the_day_goes_on_and_who_was_told_is_pointed_at() -> None:
    before, answer = "3月4日谁带班", "3月4日：带班人 苏婉"
    assert of_its_row(before, answer, "那值守科长呢？", ROTA, STAFF) == "3月4日的值守科长"
    assert of_its_row(before, answer, "3月5号呢？", ROTA, STAFF) == "3月5日谁带班"
    assert of_its_row(before, answer, "她电话多少？", ROTA, STAFF) == "苏婉的电话多少"
    both = "3月4日：带班人 苏婉，值守科长 韩冬"
    assert of_its_row(before, both, "她电话多少？", ROTA, STAFF) == "3月4日的电话多少", (
        "nobody, where two are told"
    )


def test_who_has_no_column_of_his_own_is_of_all_others() -> None:
    before, answer = "去洛阳住宿标准是多少", "洛阳：处级 400，其他人员 310"
    assert of_its_row(before, answer, "处级呢", PRICES, PRICES) == "洛阳的处级"
    assert of_its_row(before, answer, "科员呢", PRICES, PRICES) == "洛阳的科员"
    assert of_its_row(before, answer, "科员呢", PLAIN, PLAIN) is None
