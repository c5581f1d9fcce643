"""How much there is, and by how much it has changed: neither tells the other."""

from __future__ import annotations

import pytest

from rag.evidence.counts import counted
from rag.evidence.level import only_its_change, tells_change
from rag.understand.subject import Concept


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("茶园产值增长6%", [True]),
        ("茶园产值增长约6%，完成采摘80亿元", [True, False]),
        ("茶园占比提高到45%", [False]),
        ("起火、盗窃分别下降9%、4%", [True, True]),
        ("提升改造茶亭300座", [False]),
        ("新增茶亭300座", [False]),
        ("茶农减少20户", [True]),
    ],
)
def test_a_figure_tells_a_change_right_behind_its_word(text: str, changes: list[bool]) -> None:
    assert [tells_change(text, figure) for figure in counted(text)] == changes


TEA = "茶园产值增长6%，古道修缮完成80亿元。"


@pytest.mark.parametrize(
    ("question", "text", "only"),
    [
        ("茶园产值是多少亿元", TEA, True),
        ("茶园产值增长多少", TEA, False),
        ("茶园产值多少亿", TEA, True),
        ("茶园产值是多少亿元", "茶园产值达到80亿元、增长6%，古道修缮完成3亿元。", False),
        ("茶园产值是多少亿元", "茶园产值增长6%，达到80亿元。", False),  # goes on with the name before it
        ("茶园产值目标是什么", TEA, False),
        ("茶园浓度是多少", "茶园浓度下降6%。", True),
        ("茶园浓度是多少", "茶园浓度为6%。", False),
    ],
)
def test_the_growth_of_a_thing_and_the_level_of_another(question: str, text: str, only: bool) -> None:
    concepts = [Concept("茶园"), Concept("产值"), Concept("浓度")]
    asked = [concept for concept in concepts if concept.word in question]
    assert only_its_change(question, asked, text) is only
