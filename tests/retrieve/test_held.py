"""What a text holds, and what the terms of a question are worth."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.language.pairs import Marks
from rag.language.tokens import tokens
from rag.retrieve.held import Worths

WORDS = st.text(alphabet="医保基金签约，。 45%", max_size=12)
TERMS = {"医保": 1.0, "签约": 1.0, "基金": 0.5}
IDF = {"医保": 2.0, "签约": 1.0, "基金": 4.0}


def marks(*texts: list[bool]) -> Marks:
    """A column of marks for each text."""
    return np.array(texts, np.bool_).T


def test_coverage_is_worth_held_over_the_worth_of_the_whole() -> None:
    worths = Worths(TERMS, IDF)
    held = worths.among(["医保基金", "签约", ""])
    assert held.T.tolist() == [[True, False, True], [False, True, False], [False, False, False]]
    assert worths.coverage(held).tolist() == [1.2, 1 / 3, 0.0], "side terms may fill it up, to 1.2 at most"


def test_terms_of_a_title_are_worth_nothing_beyond_it() -> None:
    title = marks([True, False, False], [True, False, False])
    held = marks([True, False, False], [True, True, False])
    assert Worths(TERMS, IDF).coverage(held, title).tolist() == [0.0, 1.0]


def test_a_question_without_terms_covers_nothing() -> None:
    assert Worths({}, {}).coverage(marks([], [])).tolist() == [0.0, 0.0]
    everything = marks([True, True, True])
    assert Worths(TERMS, IDF).coverage(everything, everything).tolist() == [0.0]


@given(st.lists(WORDS, max_size=4), st.lists(WORDS, max_size=3))
def test_terms_are_held_where_a_text_cut_into_terms_has_them(texts: list[str], asked: list[str]) -> None:
    terms = dict.fromkeys((term for text in asked for term in tokens(text)), 1.0)
    found = Worths(terms, terms).among(texts)
    assert found.tolist() == [[term in tokens(text) for text in texts] for term in terms]
