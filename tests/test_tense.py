"""Plans are told from reviews."""

from __future__ import annotations

import pytest

from rag.tense import agreement, asks_for, looks_back


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
