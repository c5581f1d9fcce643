"""A figure of another indicator with the same head answers nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.evidence.indicator import of_another_base, of_another_sum, of_what_grows
from rag.understand.subject import Concept


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("旅行支出多少", "门票销售额达到3亿元，旅行支出占比升至20%。", True),
        ("旅行支出多少", "旅行支出达到3亿元。", False),
        ("门票收入是多少", "门票销售额达到3亿元。", True),
        ("销售收入是多少", "门票销售额达到3亿元。", False),
        ("旅行支出多少", "安排3亿元。", False),
        ("旅行支出增长多少", "门票销售额达到3亿元。", False),
    ],
)
def test_a_sum_of_another_name(question: str, text: str, other: bool) -> None:
    assert of_another_sum(question, text) is other


@pytest.mark.parametrize(
    ("question", "text", "above", "told"),
    [
        ("茶叶产量增长目标是多少", "全县增长目标为5%左右", "", False),
        ("茶叶产量增长目标是多少", "茶叶增产，增长5%", "", True),
        ("茶叶产量增长目标是多少", "增长5%左右", "茶叶", True),
        ("茶叶产量增长目标是多少", "茗茶增长5%左右", "", True),  # its other name
        ("增长目标是多少", "全县增长目标为5%左右", "", True),
        ("增长的茶叶有多少", "全县增长目标为5%左右", "", True),
    ],
)
def test_what_grows_is_named(question: str, text: str, above: str, told: bool) -> None:
    tea = Concept("茶叶产量", ("茗茶",), 0.9, noun=True)
    assert of_what_grows(question, [tea], text, above) is told


def test_the_growth_of_what_all_speak_of_may_go_without_its_name() -> None:
    assert of_what_grows("经济增长多少", [Concept("经济", (), 0.2, noun=True)], "增长5%", "")


GOALS = """云山县2031年工作报告

一、目标

今年的增长目标为全县经济增长6%左右。

二、办法

书屋借阅量按月统计。
"""


def test_the_goal_of_the_whole_is_none_of_one_thing(tmp_path: Path) -> None:
    asked = assistant_over(GOALS, tmp_path)
    assert "6%" in asked.ask("云山2031年经济增长目标是多少").text
    assert asked.ask("云山2031年财政收入增长目标是多少").status == "refused"


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("云山每千人有多少医生", "每千名儿童有儿科医生1.1人。", True),
        ("云山每千人有多少医生", "每千常住人口有医生3.2人。", False),
        ("每千个娃配几个儿科医生", "每千名儿童有儿科医生1.1人。", False),
        ("每万名居民有几名全科医生", "每万人口全科医生3.9人。", False),
        ("每千名儿童有多少医生", "每千人有医生3.2人。", True),
        ("云山有多少医生", "每千名儿童有儿科医生1.1人。", False),
    ],
)
def test_so_many_for_each_of_one_sort_are_not_those_for_all(question: str, text: str, other: bool) -> None:
    assert of_another_base(question, text) is other


def test_the_growth_of_the_economy_is_that_of_its_product(tmp_path: Path) -> None:
    report = GOALS.replace(
        "今年的增长目标为全县经济增长6%左右。", "今年茶园经济带动游客增长9%。全县生产总值增长6%左右。"
    )
    asked = assistant_over(report, tmp_path)
    assert "6%" in asked.ask("云山今年经济增长目标是多少").text
    assert "9%" not in asked.ask("云山经济增速预期多少").text
