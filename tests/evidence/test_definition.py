"""A definition is asked for: what explains a term, and what merely holds it."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

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
        ("什么是双核验", "推行“双核验”：系统核验一遍，窗口核验一遍。", True),
        ("什么是双核验", "推行双核验，加强核验。", False),
        ("什么是三纵两环", "形成“三纵两环”路网，三纵即东、中、西三条干线，两环是指内外环线。", True),
        ("什么是三纵两环", "加快建设“三纵两环”路网。", False),
        ("什么是巡回率", "巡回率提高到30%。", False),
        ("康护80是什么意思", "建成“康护80”评估中心。", False),
        ("巡回车（XC）是什么意思", "XC是指按月到村里坐诊的车。", True),
        ("啥样的车才算巡回车", "巡回车是指按月到村里坐诊的车。", True),
        ("如何界定巡回车", "为每个乡镇配巡回车。", False),
        ("什么是巡回车", "固定诊室与巡回车是互补的。", False),
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


def test_a_term_is_looked_for_where_it_is_explained(tmp_path: Path) -> None:
    """Ten clauses speak of it more than the one that says what it is."""
    more = "\n\n".join(
        f"{'二三四五六七八九'[i]}、巡回车第{i + 1}项任务\n\n巡回车要抓好第{i + 1}类服务，巡回车按月排班，巡回车统一标识。"
        for i in range(8)
    )
    text = (
        "禾田县流动诊疗服务方案\n\n各乡镇人民政府：\n\n一、总体要求\n\n"
        "坚持就近就便，巡回车是按月到村里坐诊的车，方便老人看病，各乡镇要统筹安排人员、经费和场地，"
        f"做好宣传引导，加强日常调度，年底进行总结。\n\n{more}\n\n禾田县人民政府\n\n2024年1月5日\n"
    )
    answer = assistant_over(text, tmp_path).ask("什么是巡回车？")
    assert answer.status == "answered" and "按月到村里坐诊的车" in answer.text


def test_a_term_is_looked_for_without_what_else_the_thing_is_called(small: Assistant) -> None:
    plain, asked = small.understood("什么叫巡回车"), small.understood("啥样的诊疗车才能叫巡回车")
    assert asked.kind == "definition" and asked.terms == plain.terms
