"""The thesaurus: a plain file of equal words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SettingsError
from rag.thesaurus import FILE, Thesaurus, default_thesaurus

WORDS = st.text(alphabet="医保基金县域门诊报销", min_size=1, max_size=4)


def test_a_word_brings_its_group_and_not_itself() -> None:
    thesaurus = Thesaurus.parse("起付线 = 门槛费 = 起付标准")
    assert thesaurus.synonyms("门槛费是多少") == {"门槛费": ("起付线", "起付标准")}
    assert thesaurus.synonyms("封顶线") == {}


def test_the_longest_word_wins_and_what_lies_in_it_is_not_looked_at() -> None:
    thesaurus = Thesaurus.parse("医保 = 医疗保险\n医保局 = 医疗保障局")
    assert thesaurus.synonyms("医保局") == {"医保局": ("医疗保障局",)}
    assert thesaurus.synonyms("医保局管医保") == {"医保局": ("医疗保障局",), "医保": ("医疗保险",)}


def test_a_word_of_two_groups_has_the_words_of_both() -> None:
    thesaurus = Thesaurus.parse("人头 = 按人头付费\n人头 = 人均")
    assert thesaurus.synonyms("人头") == {"人头": ("按人头付费", "人均")}


def test_comments_blank_lines_and_case() -> None:
    thesaurus = Thesaurus.parse("# a comment = no group\n\n  DRG =  疾病诊断相关分组 \n")
    assert thesaurus.synonyms("drg付费") == {"drg": ("疾病诊断相关分组",)}


@pytest.mark.parametrize("line", ["医保", "医保 =", "= 医保", "医保 = = 医疗保险"])
def test_a_bad_line_is_named_with_its_number_and_how_to_write_it(line: str) -> None:
    with pytest.raises(SettingsError, match=r"list\.txt, line 2: write equal words as: word = word"):
        Thesaurus.parse(f"甲 = 乙\n{line}\n", "list.txt")


def test_the_file_that_ships_is_sound() -> None:
    thesaurus = default_thesaurus()
    assert "医疗保障局" in thesaurus.synonyms("医保局")["医保局"]
    for line in FILE.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            group = [word.strip() for word in line.split("=")]
            assert len(set(group)) == len(group), line


@given(st.lists(st.lists(WORDS, min_size=2, max_size=4, unique=True), max_size=5))
def test_equal_words_are_equal_both_ways(groups: list[list[str]]) -> None:
    thesaurus = Thesaurus.parse("\n".join(" = ".join(group) for group in groups))
    for group in groups:
        for word in group:
            assert set(group) - {word} <= set(thesaurus.synonyms(word)[word])


@given(
    st.lists(st.lists(WORDS, min_size=2, max_size=3, unique=True), max_size=4),
    st.text(alphabet="医保基金县域门诊报销的", max_size=20),
)
def test_only_words_that_stand_in_the_text_are_found(groups: list[list[str]], text: str) -> None:
    thesaurus = Thesaurus.parse("\n".join(" = ".join(group) for group in groups))
    assert all(word in text for word in thesaurus.synonyms(text))
