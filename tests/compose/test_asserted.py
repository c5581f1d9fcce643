"""Figures that a question asserts: denied where they are told otherwise, never where another sentence tells them."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose.premise import WRONG
from rag.pipeline import Assistant

#: The same sort of figure in neighbouring sentences, several things with one each, counts that add up, a date.
BAIHE = """白河市农田水利实施意见

各县（市、区）人民政府：

一、工程建设

（一）水库除险。开工建设6座中型水库。抓紧启动2座抽水蓄能水库的前期工作。改造泵站9座、水闸14座。

（二）灌区改造。大型灌区改造完成率达到85%，中型灌区改造完成率达到70%。市级、县级管护队伍分别配备12人、30人。

（三）节水补助。对发展喷灌的农户，补助比例为40%。对发展滴灌的农户，补助比例为55%。

二、管理改革

（一）水费收缴。2024年水费收缴率达到60%，2026年水费收缴率达到75%。高效节水灌溉亩均用水量降低到300立方米。

（二）泵房租金。2024年3月份、4月份泵房租金减半。用水合作社应在15天内备案。

（三）结算。每个乡镇至少设一个结算网点，每个网点至少配备3台终端。

白河市人民政府

2024年5月6日
"""


@pytest.fixture(scope="module")
def baihe(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(BAIHE, tmp_path_factory.mktemp("baihe"))


def denied(assistant: Assistant, question: str) -> bool:
    turn = assistant.turn(question)
    assert turn.composition.drafts, question
    return turn.composition.lead == WRONG


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("白河抽水蓄能水库2座，中型水库6座，对吗？", False),  # each in a sentence of its own
        ("白河抽水蓄能水库前期工作是6座吗？", True),  # told of the other
        ("白河抽水蓄能水库前期工作是5座吗？", True),  # told of none
        ("白河补助比例喷灌40%、滴灌55%，对吗？", False),
    ],
)
def test_a_figure_of_the_next_sentence_is_none_that_is_wrong(
    baihe: Assistant, question: str, wrong: bool
) -> None:
    assert denied(baihe, question) == wrong


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("白河大型灌区改造完成率85%、中型灌区70%，对吗？", False),
        ("白河大型灌区改造完成率70%、中型灌区85%，对吗？", True),
        ("白河管护队伍市级12人、县级30人，对吗？", False),
        ("白河管护队伍市级30人、县级12人，对吗？", True),
        ("白河水费收缴率2024年60%、2026年75%，对吗？", False),
        ("白河水费收缴率2024年75%、2026年60%，对吗？", True),
    ],
)
def test_figures_told_of_one_another_are_wrong(baihe: Assistant, question: str, wrong: bool) -> None:
    assert denied(baihe, question) == wrong


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("白河改造泵站和水闸共23座，对吗？", False),
        ("白河改造泵站和水闸共24座，对吗？", True),
    ],
)
def test_a_sum_of_what_is_told_is_not_wrong(baihe: Assistant, question: str, wrong: bool) -> None:
    assert denied(baihe, question) == wrong


@pytest.mark.parametrize(("month", "wrong"), [("3月", False), ("4月份", False), ("6月", True)])
def test_a_month_is_held_against_those_named(baihe: Assistant, month: str, wrong: bool) -> None:
    assert denied(baihe, f"白河{month}泵房租金减半，对吗？") == wrong


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("白河高效节水灌溉亩均用水量降低到300立方米，对吗？", False),
        ("白河高效节水灌溉亩均用水量提高到300立方米，对吗？", True),
    ],
)
def test_up_is_not_down(baihe: Assistant, question: str, wrong: bool) -> None:
    assert denied(baihe, question) == wrong


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("白河用水合作社15天内备案，对吗？", False),
        ("白河用水合作社60天内备案就可以吧？", True),  # another term, though the later one is kept too
        ("白河用水合作社10天内备案可以吗？", False),
        ("白河结算网点至少配备5台终端，对吗？", True),  # 算 of 结算 asks for no bound that is kept
    ],
)
def test_a_term_is_the_one_that_is_set(baihe: Assistant, question: str, wrong: bool) -> None:
    assert denied(baihe, question) == wrong
