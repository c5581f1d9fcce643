"""What is told of one quarter, month or day is none of another."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over
from test_when import unit_of

from rag.evidence.periods import of_another_period, periods


@pytest.mark.parametrize(
    ("question", "text", "above", "other"),
    [
        ("云山县二季度客流量多少", "一季度，客流量为40万人次，降雨2天。", "", True),
        ("云山县一季度客流量多少", "一季度，客流量为40万人次。", "", False),
        ("云山县二季度客流量多少", "客流量为40万人次。", "云山县一季度通报", True),
        ("云山县2月客流量多少", "一季度，客流量为40万人次。", "", True),
        ("云山县上半年客流量多少", "一季度，客流量为40万人次。", "", True),
        ("云山县上半年客流量多少", "1—6月，客流量为40万人次。", "", False),
        ("云山县3月9日客流量多少", "截至3月5日，客流量为40万人次。", "", True),
        ("云山县3月5日客流量多少", "截至3月5日，客流量为40万人次。", "", False),
        ("云山县3月9日客流量多少", "客流量从3月5日的4万人次升到9日的6万人次。", "", False),
        ("云山县8月门票多少元", "7月1日起，门票40元。", "", False),
        ("云山县8月门票多少元", "7月至9月，门票40元。", "", False),
        ("云山县6月门票多少元", "7月1日起，门票40元。", "", True),
        ("云山县6月门票多少元", "门票40元。", "", False),
        ("云山县二季度客流量多少", "二季度客流量40万人次，比一季度少3万人次。", "", False),
        ("云山县去年客流量多少", "一季度，客流量为40万人次。", "", True),
        ("云山县去年一季度客流量多少", "去年一季度，客流量为40万人次。", "", False),
        ("云山县满6月的宝宝多少", "一季度，客流量为40万人次。", "", False),
    ],
)
def test_a_figure_of_another_period(question: str, text: str, above: str, other: bool) -> None:
    assert of_another_period(question, "figure", unit_of(text), above) is other


@pytest.mark.parametrize(
    ("kind", "other"), [("list", True), ("department", True), ("yesno", False), ("date", False)]
)
def test_what_is_no_figure_is_told_under_its_period(kind: str, other: bool) -> None:
    assert of_another_period("二季度排名最后的", kind, unit_of("河口镇排名最后。"), "一季度通报") is other


@pytest.mark.parametrize("text", ["满6月", "6月龄", "3个月", "13月", "11月至次年2月"])
def test_no_periods(text: str) -> None:
    assert periods(text) == ()


REPORT = """云山县渡口客流通报

一、总体情况

截至3月5日，渡口客流量达到40万人次，货运量达到3万吨。

二、补助

补助在5月8日前申报。
"""


def test_another_period_is_refused(tmp_path: Path) -> None:
    asked = assistant_over(REPORT, tmp_path)
    assert "40万人次" in asked.ask("云山3月5日渡口客流量是多少").text
    assert asked.ask("云山3月9日渡口客流量是多少").status == "refused"
    assert "5月8日" in asked.ask("云山补助什么时候申报").text
    assert asked.ask("云山第三批补助什么时候申报").status == "refused"
