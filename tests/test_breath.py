"""Questions asked in one breath, and of two things at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.breath import MOST, questions_in, sides_of, told_and_asked


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("到哪年建成，谁牵头？", ("到哪年建成", "谁牵头")),
        ("云山保障房，去年筹了多少套，今年要交多少套？", ("云山保障房，去年筹了多少套", "云山保障房，今年要交多少套")),
        ("签约率要达到多少？", ()),
        ("要建中医馆，建几个？", ()),
    ],
)  # fmt: skip
def test_each_question_has_the_words_before_the_first(text: str, parts: tuple[str, ...]) -> None:
    assert questions_in(text) == parts


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("评价机构与培训机构的遴选分别由谁负责", ("评价机构的遴选由谁负责", "培训机构的遴选由谁负责")),
        ("应急状态国家级和省级怎么区分", ("应急状态国家级", "应急状态省级")),
        ("智慧养老和智慧物流，各要培育多少家", ("智慧养老,要培育多少家", "智慧物流,要培育多少家")),
        ("医疗和医保怎么衔接", ()),
        ("两者有什么区别", ()),
    ],
)
def test_each_of_two_things_is_asked_about_by_itself(text: str, sides: tuple[str, ...]) -> None:
    assert sides_of(text) == sides


@given(st.text(alphabet="甲乙和与，。？多少分别各要谁", max_size=40))
def test_any_text_can_be_taken(text: str) -> None:
    assert len(questions_in(text)) in (0, *range(2, MOST + 1))
    assert len(sides_of(text)) in (0, 2)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("方案是2025年出台的，分几个阶段？", ("方案是2025年出台的", "分几个阶段")),
        ("分几个阶段？", None),
        ("到哪年建成，谁牵头？", None),
        ("谁牵头，方案是2025年出台的。", None),
    ],
)
def test_what_is_taken_for_granted_stands_before_the_question(
    text: str, parts: tuple[str, str] | None
) -> None:
    assert told_and_asked(text) == parts
