"""Pairs of characters in many texts at once: the same as looked for one by one."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.language.pairs import Pairs, in_order, longest_runs, pairs_of

#: Characters of two code units, and a half of one, among plain ones.
TEXTS = st.lists(st.text(alphabet="医保基金a1\U00020000\U00030000\ud840", max_size=8), max_size=5)


@given(TEXTS, TEXTS)
def test_a_text_holds_the_pairs_that_stand_in_it_and_none_that_runs_into_the_next(
    texts: list[str], asked: list[str]
) -> None:
    pairs = [pair for text in asked for pair in pairs_of(text)]
    assert Pairs(pairs).among(texts).tolist() == [[pair in text for text in texts] for pair in pairs]


def test_pairs_are_the_neighbours_in_order() -> None:
    assert pairs_of("医保基金") == ["医保", "保基", "基金"] and pairs_of("医") == pairs_of("") == []


def test_shapes_hold_where_there_is_nothing() -> None:
    assert Pairs([]).among(["医保"]).shape == (0, 1)
    assert Pairs(["医保"]).among([]).shape == (1, 0)


@given(TEXTS, st.text(alphabet="医保基金", max_size=8))
def test_the_longest_run_is_that_of_the_pairs_held(texts: list[str], question: str) -> None:
    held = Pairs(pairs_of(question)).among(texts)
    by_hand = [
        max((len(list(run)) for marked, run in groupby(marks) if marked), default=-1) + 1
        for marks in held.T.tolist()
    ]
    assert longest_runs(held).tolist() == by_hand


@given(st.lists(st.floats(0, 1e3), max_size=20), st.integers(1, 3))
def test_sums_run_in_order_whatever_stands_beside(addends: list[float], beside: int) -> None:
    total = 0.0
    for addend in addends:
        total += addend
    column = np.array(addends, np.float64).reshape(-1, 1)
    assert in_order(np.repeat(column, beside, axis=1)).tolist() == [total] * beside
