"""A grade is one however it is written, and what counts otherwise is none."""

from __future__ import annotations

import pytest

from rag.language.grades import graded, in_signs, spellings


@pytest.mark.parametrize("written", ["二级管控", "Ⅱ级管控", "II级管控", "2级管控"])
def test_a_grade_is_one_however_it_is_written(written: str) -> None:
    assert graded(written) == "二级管控"


def test_grades_of_a_list_are_each_one() -> None:
    assert graded("Ⅲ、Ⅳ级管控") == "三、四级管控"


@pytest.mark.parametrize("text", ["12级大风", "6.2级地震", "VIII级", "AI级"])
def test_what_counts_otherwise_is_no_grade(text: str) -> None:
    assert graded(text) == text


def test_the_one_above_is_no_first_grade() -> None:
    assert "一级" not in graded("报上一级机关备案")


def test_a_grade_in_letters_is_printed_with_its_sign() -> None:
    assert in_signs("IV级和III级") == "Ⅳ级和Ⅲ级"


def test_the_other_spellings_of_a_grade() -> None:
    assert spellings("三级") == ("ⅲ级", "3级")
    assert spellings("高级") == ()
