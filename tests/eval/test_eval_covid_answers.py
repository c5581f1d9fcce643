"""ROUGE-L, figures and refusals: worked out by hand, and against a slow definition."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.covid import Question
from eval.covid_answers import Answered, figures_held, lcs, limit, report, rouge_l, sure
from rag.pipeline import Assistant


@pytest.mark.parametrize(
    ("one", "other", "length"),
    [
        ("", "甲", 0),
        ("甲乙丙", "甲乙丙", 3),
        ("甲乙丙丁", "乙丁", 2),
        ("甲乙", "乙甲", 1),
        ("甲甲乙", "甲乙乙", 2),
    ],
)
def test_longest_common_subsequence(one: str, other: str, length: int) -> None:
    assert lcs(one, other) == lcs(other, one) == length


@given(st.text("甲乙丙", max_size=7), st.text("甲乙丙", max_size=7))
def test_it_is_the_longest_of_all_common_ones(one: str, other: str) -> None:
    def parts(text: str) -> set[str]:
        return {"".join(p) for n in range(len(text) + 1) for p in combinations(text, n)}

    assert lcs(one, other) == max(map(len, parts(one) & parts(other)))


def test_rouge_l_by_hand() -> None:
    """Three of four characters of the answer, in order, are three of the six of the gold."""
    found = rouge_l("甲 乙x丙", "甲乙丁丙戊己")
    assert (found.precision, found.recall) == (0.75, 0.5)
    assert found.f1 == pytest.approx(0.6)
    assert rouge_l("", "甲").f1 == rouge_l("乙", "甲").f1 == 0.0
    assert rouge_l("４５％", "45%").f1 == 1.0, "width does not count"


def test_figures_by_value() -> None:
    assert figures_held("到2025年达到百分之四十五", "45%，2025年，3家") == (2, 3)
    assert figures_held("没有", "没有数字") == (0, 0)


def test_the_threshold_leaves_that_share_below() -> None:
    confidences = [n / 100 for n in range(101)]
    assert limit(confidences, 0.05) == pytest.approx(0.05)


def test_the_report_counts_refused_answers_as_nothing() -> None:
    asked = [Question("a", "问", "d", 0, 1, "甲乙3家"), Question("b", "问", "d", 0, 1, "甲乙")]
    given_ = [Answered(0.9, False, "甲乙3家"), Answered(0.02, True, "")]
    other = [Answered(0.01, True, ""), Answered(0.5, False, "丙"), Answered(0.04, False, "丙")]
    lines = report(asked, given_, other, 0.05)
    assert "2 questions, 1 answered" in lines[0]
    assert "F1 0.500" in lines[1] and "F1 1.000" in lines[2]
    assert "gold answers with figures: 1" in lines[3] and "1.000, 1 of 1" in lines[3]
    assert "unanswerable refused 0.333, answerable refused 0.500" in lines[4]
    assert "unanswerable refused 0.667, answerable refused 0.500" in lines[5]


def test_what_the_guard_refuses_is_not_sure_at_all(small: Assistant) -> None:
    assert sure(small.turn("今天天气怎么样")) == 0.0
    turn = small.turn("云山县家庭医生签约覆盖率目标是多少？")
    assert turn.decision is not None and sure(turn) == turn.decision.confidence > 0.3
