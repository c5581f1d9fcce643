"""Plans are told from reviews."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import settings_for_tests

from rag.builder import build_index
from rag.encode import HashingEncoder
from rag.index import open_current
from rag.pipeline import Assistant
from rag.tense import agreement, asks_for, asks_one_year, looks_back, plans_in, too_long


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("云山今年签约率打算到多少？", 1),
        ("今年要新建几个中医馆", 1),
        ("去年完成了几个中医馆", -1),
        ("签约率增长了多少", -1),
        ("签约率是多少", 0),
        ("去年建成了几个，今年要建几个", 0),
        ("有什么要求", 0),
    ],
)
def test_what_a_question_asks_for(question: str, asks: int) -> None:
    assert asks_for(question) == asks


@pytest.mark.parametrize(
    ("headings", "back"),
    [
        ("2026年云山县政府工作报告 2025年工作回顾", True),
        ("2026年云山县政府工作报告 “十四五”发展成就", True),
        ("2026年云山县政府工作报告 2026年重点工作", False),
        ("云山县实施方案 总体目标", False),
    ],
)
def test_headings_that_look_back(headings: str, back: bool) -> None:
    assert looks_back(headings) is back


def test_a_review_does_not_answer_for_the_plan() -> None:
    review = "政府工作报告 2025年工作回顾"
    assert agreement("今年打算建几个？", review) == -1.0
    assert agreement("去年建成了几个？", review) == 1.0
    assert agreement("今年打算建几个？", "政府工作报告 2026年重点工作") == 0.0
    assert agreement("建几个？", review) == 0.0


@pytest.mark.parametrize(
    ("question", "one"),
    [
        ("2015年新增就业多少人", True),
        ("去年新增就业多少人", True),
        ("十四五期间新增就业多少人", False),
        ("2021年以来新增就业多少人", False),
        ("这五年新增就业多少人", False),
        ("新增就业多少人", False),
    ],
)
def test_what_asks_about_one_year(question: str, one: bool) -> None:
    assert asks_one_year(question) is one


@pytest.mark.parametrize(
    ("told", "long"),
    [
        ("2015年是“十二五”收官之年。过去五年，成就举世瞩目。新增就业超过6400万人。", True),
        ("五年来，新增就业6400万人。2015年，新增就业1312万人。", False),
        ("过去五年成就很大。去年，新增就业1312万人。", False),
        ("新增就业1312万人。", False),
        ("今后五年，新增就业5000万人。", True),
    ],
)
def test_what_several_years_brought_is_not_of_one(told: str, long: bool) -> None:
    assert too_long("2015年新增就业多少人", told) is long
    assert too_long("十二五期间新增就业多少人", told) is False


def test_plans_are_named() -> None:
    assert plans_in("“十四五”和十五五规划，十四五") == ("十四五", "十五五")


REPORT = """2016年云山县政府工作报告

一、2015年工作回顾

过去一年，工作取得新进展。新增就业312人，超过预期目标。

“十二五”时期，成就显著。五年来，全县新增就业人数达到6400人。

二、2016年重点工作

全年新增就业350人以上。“十三五”时期，全县新增就业人数达到7000人。
"""


def test_a_figure_is_told_of_the_time_asked_about(tmp_path: Path) -> None:
    (tmp_path / "yunshan.txt").write_text(REPORT, encoding="utf-8")
    build_index([tmp_path], tmp_path / "index", encoder="hashing")
    index = open_current(tmp_path / "index", fingerprint=HashingEncoder.fingerprint)
    asked = Assistant(index, HashingEncoder(), limits=settings_for_tests())
    told = {
        question: " ".join(s.text for s in asked.ask(question).statements)
        for question in (
            "2015年云山新增就业多少人",
            "云山十二五期间新增就业多少人",
            "云山十一五期间新增就业多少人",
        )
    }
    assert [("312人" in text, "6400人" in text) for text in told.values()] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    index.close()
