"""Questions with their answers, as documents print them."""

from __future__ import annotations

import pytest

from rag.language.dialogue import asks, behind_mark, question_at, without_marks


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("问：怎么申请？要带什么？\n答：带身份证。", "怎么申请？要带什么？"),
        ("Q3：几个月的狗要登记？", "几个月的狗要登记？"),
        ("收费吗？不收费。", "收费吗？"),
        ("问：本市推行新办法。哪些人适用？答：全体。", "本市推行新办法。哪些人适用？"),
        ("为此投入资金。够不够？够。", ""),
        ("不收费。", ""),
        (f"{'长' * 90}吗？是。", ""),
        (f"问：{'长' * 90}吗？", f"{'长' * 90}吗？"),
    ],
)
def test_the_question_that_a_line_begins_with(text: str, question: str) -> None:
    assert question_at(text) == question


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("答：可以。", "可以。"),
        ("【答】：可以。", "可以。"),
        ("A12: 可以。", "可以。"),
        ("问题：资金不足。", "问题：资金不足。"),
        ("答复意见：可以。", "答复意见：可以。"),
        ("某局答：可以。", "某局答：可以。"),
    ],
)
def test_the_word_for_an_answer_is_not_told(text: str, told: str) -> None:
    assert text[behind_mark(text, 0, len(text)) :] == told


def test_a_text_without_the_words_for_question_and_answer() -> None:
    told = without_marks("问：收费吗？答：不收。\n  答：另有规定的除外。")
    assert told.split() == ["收费吗？", "不收。", "另有规定的除外。"]
    assert without_marks("他问：收费吗") == "他问：收费吗"
    assert asks("收费吗？") and not asks("收费")
