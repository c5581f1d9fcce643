"""A definition is asked for: what explains a term, and what merely holds it."""

from __future__ import annotations

import pytest

from rag.evidence.definition import explains
from rag.pipeline import Assistant


@pytest.mark.parametrize(
    ("question", "text", "explained"),
    [
        ("什么是巡回车", "巡回车是指按月到村里坐诊的车。", True),
        ("什么是巡回车", "巡回车（按月到村里坐诊的车）由县里配。", True),
        ("什么是巡回车", "巡回车：按月到村里坐诊的车。", True),
        ("什么是巡回车", "按月到村里坐诊的车（以下称“巡回车”）。", True),
        ("什么是巡回车", "为每个乡镇配巡回车。", False),
        ("什么是巡回车", "巡回车是否更新由县里定。", False),
        ("什么叫MCN", "推广多站联网(MCN)。", True),
        ("四联签是什么意思", "实行村里记、乡里看、县里管、市里查的“四联签”。", True),
        ("三方联办是什么意思", "推进民政、教育、残联三方联办。", True),
        ("三方联办是什么意思", "居家、社区、多模式的三方联办要推开。", False),
        ("什么是两个优先", "住院优先，检查优先。落实“两个优先”。", True),
        ("什么是两个优先", "落实“两个优先”要求。", False),
        ("什么是巡回率", "巡回率提高到30%。", False),
        ("康护80是什么意思", "建成“康护80”评估中心。", False),
        ("巡回车（XC）是什么意思", "XC是指按月到村里坐诊的车。", True),
        # Several things, or none that could be told.
        ("“六联办”指哪几样", "落实“六联办”。", None),
        ("巡回车有几辆", "为每个乡镇配巡回车。", None),
    ],
)
def test_what_explains_a_term(small: Assistant, question: str, text: str, explained: bool | None) -> None:
    assert explains(small.understood(question), text) is explained


def test_a_heading_may_be_the_term(small: Assistant) -> None:
    query = small.understood("什么是巡回车")
    assert explains(query, "按月到村里坐诊的车。", "2 巡回车")
    assert not explains(query, "按月到村里坐诊的车。", "巡回车的管理")


def test_a_sentence_that_merely_holds_a_term_is_no_answer(small: Assistant) -> None:
    given = small.ask("什么是先诊疗后付费？")
    assert given.status == "answered" and "不交押金" in given.text
    assert small.ask("什么是中医馆？").status == "refused"
