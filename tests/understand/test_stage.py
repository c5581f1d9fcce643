"""Which of several stages a question is of."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.understand.stage import Stage, stage_asked, stage_beside, which_stage

PLAN = """临江市渔港改造实施方案

一、实施步骤

（一）摸底阶段（2031年3月）。登记渔船，测量水深。

（二）施工阶段（2031年4月—10月）。清淤护岸，加固码头。

（三）验收阶段（2031年11月）。组织专家验收，移交管理单位。
"""


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("第二个阶段做什么", Stage(2)),
        ("第一阶段和第三阶段", Stage(3)),
        ("倒数第二个阶段", Stage(-2)),
        ("最后那个阶段做什么", Stage(-1)),
        ("摸底阶段的下一个阶段", Stage(behind=1)),
        ("验收阶段的上一个阶段的上一个阶段", Stage(behind=-2)),
        ("各阶段做什么", None),
        ("改革步伐", None),
    ],
)
def test_the_stage_asked_for(text: str, stage: Stage | None) -> None:
    assert stage_asked(text) == stage


def test_which_it_is_of_those_told() -> None:
    headings = ["摸底阶段（2031年3月）", "施工阶段", "验收阶段"]
    assert which_stage(Stage(-1), headings, "") == 2
    assert which_stage(Stage(4), headings, "") == -1, "there are not so many"
    assert which_stage(Stage(behind=1), headings, "摸底阶段的下一个阶段") == 1
    assert which_stage(Stage(behind=1), headings, "验收阶段的下一个阶段") == -1
    assert which_stage(Stage(behind=1), headings, "下一个阶段") is None, "none is named"


def test_there_is_none_before_the_first() -> None:
    assert stage_beside("第一阶段做什么", -1) is None
    assert stage_beside("渔港做什么", 1) is None


def test_the_stage_meant_is_told_alone(tmp_path: Path) -> None:
    plan = assistant_over(PLAN, tmp_path)
    for question, told, not_told in (
        ("临江渔港改造最后一个阶段做什么？", "移交管理单位", "清淤"),
        ("临江渔港改造摸底阶段的下一个阶段做什么？", "清淤护岸", "水深"),
        ("临江渔港改造第三个阶段是什么时候？", "11月", "3月"),
    ):
        answer = "".join(statement.text for statement in plan.ask(question).statements)
        assert told in answer and not_told not in answer, question
