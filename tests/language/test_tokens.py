"""Terms of the lexical index: nothing that stands in a text is beyond finding."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.numerals import to_chinese
from rag.language.text import fold
from rag.language.tokens import tagged, tokens, words

HAN = st.text(alphabet="县市区医保局应当不得少于签约率服务的是和一二三十百", min_size=2, max_size=30)


def test_terms_of_a_sentence_worked_out_by_hand() -> None:
    found = tokens("签约率不低于45%")
    assert {"签约", "约率", "率不", "不低", "低于", "45%", "=45%"} <= set(found)
    assert "率45" not in found, "a pair is two Chinese characters that stand side by side"


@pytest.mark.parametrize("word", ["不得", "应当", "必须", "可以", "除外", "以上", "没有"])
def test_words_that_carry_the_rule_are_terms(word: str) -> None:
    """Stop-word lists drop just these."""
    assert word in tokens(f"任何单位{word}挪用")
    assert tokens(word) == [word]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("百分之四十五", "45%"),
        ("百分之四十五", "４５％"),
        ("七成", "70%"),
        ("三名", "3名"),
        ("二〇二五年", "2025年"),
        ("1.5万人", "15000人"),
    ],
)
def test_two_ways_to_write_a_number_share_a_term(here: str, there: str) -> None:
    shared = {t for t in tokens(here) if t[0] == "="} & {t for t in tokens(there) if t[0] == "="}
    assert shared, (tokens(here), tokens(there))


def test_a_share_is_no_count() -> None:
    assert "=45" not in tokens("45%")
    assert "=45%" not in tokens("45家")


def test_the_number_of_a_clause_is_no_quantity() -> None:
    assert not [t for t in tokens("（二）") if t.startswith("=")]


def test_latin_words_keep_their_letters_and_lose_their_case() -> None:
    assert {"drg", "dip"} <= set(tokens("DRG/DIP付费"))
    assert tokens("ＣＴ") == tokens("ct") == ["ct"]
    assert "①" in tokens("①第一项")


def test_a_two_character_word_counts_once_and_a_longer_one_beside_its_pairs() -> None:
    assert tokens("医保") == ["医保"]
    found = tokens("家庭医生")
    assert found.count("家庭医生") == 1
    assert {"家庭", "庭医", "医生"} <= set(found)


def test_a_lone_character_is_a_term() -> None:
    assert "药" in tokens("药，CT")


def test_empty_text_has_no_terms() -> None:
    assert tokens("") == tokens(" \n，。") == []


def test_words_and_tags() -> None:
    assert "医疗" in words("医疗保障局") and all(re.fullmatch("[㐀-鿿]+", w) for w in words("DRG付费45%"))
    assert ("丽水", "ns") in tagged("丽水的方案")
    assert "".join(word for word, _ in tagged("徐汇区2025年")) == "徐汇区2025年"


@given(HAN)
def test_every_pair_of_neighbours_is_a_term(text: str) -> None:
    found = set(tokens(text))
    assert {text[i : i + 2] for i in range(len(text) - 1)} <= found


@given(HAN, HAN)
def test_a_question_that_quotes_a_text_shares_its_pairs(text: str, more: str) -> None:
    pairs = {text[i : i + 2] for i in range(len(text) - 1)}
    assert pairs <= set(tokens(text)) & set(tokens(f"{more}{text}{more}"))


@given(st.text(max_size=60))
def test_terms_are_never_empty_and_hold_no_white_space(text: str) -> None:
    assert all(t and not any(c.isspace() for c in t) for t in tokens(text))


@given(st.text(max_size=40))
def test_width_case_and_spaces_make_no_difference(text: str) -> None:
    plain = [t for t in tokens(text) if t[0] != "="]
    folded = [t for t in tokens(fold(text)) if t[0] != "="]
    assert sorted(plain) == sorted(folded)


@given(st.integers(1, 100))
def test_a_percentage_in_chinese_numerals_is_the_arabic_one(value: int) -> None:
    assert f"={value}%" in tokens(f"达到百分之{to_chinese(value)}以上")
    assert f"={value}%" in tokens(f"达到{value}%以上")
