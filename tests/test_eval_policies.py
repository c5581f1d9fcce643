"""The questions on documents of other fields: proved against them, and split like ours."""

from __future__ import annotations

import pytest

from eval import covid, policies
from eval.cases import load_cases, split
from eval.lint import lint

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not covid.DATA.is_dir(), reason="../shared/data with the policy documents is not here"
    ),
]


def test_every_case_is_proved_against_its_document() -> None:
    assert lint(load_cases(policies.QUESTIONS), policies.documents()) == []


def test_titles_are_given_to_those_only_that_have_none() -> None:
    titles = {document.id: document.title for document in policies.documents()}
    assert set(titles) == set(policies.DOCUMENTS)
    assert all(title and title != name for name, title in titles.items())


def test_both_sides_have_questions_of_both_kinds() -> None:
    cases = load_cases(policies.QUESTIONS)
    sides = split(cases)
    for side in ("train", "test"):
        held = [case for case in cases if sides[case.id] == side]
        assert len(held) > 50 and {case.answerable for case in held} == {True, False}
