"""The questions on documents of other fields: proved against them, and split like ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval import covid, policies
from eval.cases import load_cases, split
from eval.corpus import read_documents
from eval.lint import QUESTIONS, lint
from eval.training import FRESH

EXAMS = tuple(policies.HERE / "exam" / name for name in ("five.jsonl", "open.jsonl"))
ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not covid.DATA.is_dir(), reason="../shared/data with the policy documents is not here"
    ),
]


@pytest.mark.parametrize("name", policies.SETS)
def test_every_case_is_proved_against_its_document(name: str) -> None:
    asked = policies.SETS[name]
    assert lint(load_cases(asked.questions), policies.documents(asked.titles)) == []


@pytest.mark.parametrize("file", [*FRESH, *EXAMS], ids=str)
def test_the_later_questions_on_the_five_documents_are_proved(file: Path) -> None:
    assert lint(load_cases(file), read_documents(ROOT.parent / "shared" / "corpus")) == []


@pytest.mark.parametrize("name", policies.SETS)
def test_titles_are_given_to_those_only_that_have_none(name: str) -> None:
    wanted = policies.SETS[name].titles
    titles = {document.id: document.title for document in policies.documents(wanted)}
    assert set(titles) == set(wanted)
    if "laws" not in name:  # those are known by their titles
        assert not titles.keys() & set(titles.values())
    assert all(titles.values())


@pytest.mark.parametrize(
    "file", [*(policies.SETS[name].questions for name in policies.READ), *FRESH], ids=str
)
def test_both_sides_have_questions_of_both_kinds(file: Path) -> None:
    cases = load_cases(file)
    sides = split(cases)
    for side in ("train", "test"):
        held = [case for case in cases if sides[case.id] == side]
        assert len(held) > 30 and {case.answerable for case in held} == {True, False}


def test_no_question_stands_in_two_sets() -> None:
    files = (*(one.questions for one in policies.SETS.values()), *FRESH, *EXAMS, QUESTIONS)
    asked = [(case.question, case.history) for file in files for case in load_cases(file)]
    assert len(asked) == len(set(asked))


def test_no_document_is_in_two_sets() -> None:
    held = [name for one in policies.SETS.values() for name in one.titles]
    assert len(held) == len(set(held))


def test_each_set_is_asked_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[list[str]] = []

    def evaluate(arguments: list[str]) -> int:
        asked.append(arguments)
        return 0

    built: list[str] = []
    monkeypatch.setattr(policies, "evaluate", evaluate)
    monkeypatch.setattr(policies, "build_index", lambda name, folder: built.append(name))
    for name, one in policies.SETS.items():
        assert policies.main(["--set", name, "--index", str(tmp_path / name), "--split", "test"]) == 0
        assert asked[-1][2:] == ["--questions", str(one.questions), "--split", "test"]
    assert built == list(policies.SETS)
