"""What a text holds, and what the terms of a question are worth."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.held import Held, Worths, pairs_in, pairs_of, terms_in
from rag.subject import Concept, Matter, share
from rag.text import fold
from rag.tokens import tokens
from rag.types import Clause, Passage

WORDS = st.text(alphabet="医保基金签约，。 45%", max_size=12)
TERMS = {"医保": 1.0, "签约": 1.0, "基金": 0.5}
IDF = {"医保": 2.0, "签约": 1.0, "基金": 4.0}


def test_coverage_is_worth_held_over_the_worth_of_the_whole() -> None:
    worths = Worths(TERMS, IDF)
    held = worths.among(frozenset({"医保", "基金"}))
    assert held == [True, False, True]
    assert worths.coverage(held) == 1.2, "side terms may fill it up, to 1.2 at most"
    assert worths.coverage([False, True, False]) == 1 / 3
    assert worths.coverage_of_both([True, False, False], [False, True, False]) == 1.0


def test_terms_of_a_title_are_worth_nothing_beyond_it() -> None:
    beyond = Worths(TERMS, IDF).without(frozenset({"医保"}))
    assert beyond.coverage([True, False, False]) == 0.0
    assert beyond.coverage([True, True, False]) == 1.0


def test_a_question_without_terms_covers_nothing() -> None:
    assert Worths({}, {}).coverage([]) == 0.0
    assert Worths(TERMS, IDF).without(frozenset(TERMS)).coverage([True, True, True]) == 0.0


@given(WORDS)
def test_terms_and_pairs_are_those_of_the_text(text: str) -> None:
    folded = fold(text)
    assert terms_in(text) == frozenset(tokens(text))
    assert pairs_in(text) == {a + b for a, b in pairwise(folded)}
    assert pairs_of(text) == [folded[i : i + 2] for i in range(len(folded) - 1)]


@given(WORDS, WORDS, st.lists(st.tuples(WORDS.filter(bool), st.lists(WORDS.filter(bool), max_size=2))))
def test_content_words_are_found_alike_with_pairs_and_without(
    text: str, context: str, words: list[tuple[str, list[str]]]
) -> None:
    clause = Clause("d#1", "d", ("1",), "", text, ((0, len(text)),))
    held = Held.read(Passage("d#1", "d", 0, len(text), text, context), clause)
    concepts = [Concept(fold(word), tuple(map(fold, others))) for word, others in words if fold(word)]
    matter = Matter(concepts)
    assert matter.mean(matter.held(held.whole, held.whole_pairs)) == share(
        concepts, fold(text) + fold(context)
    )
    assert matter.mean(matter.held(held.text, held.pairs)) == share(concepts, fold(text))
