"""The questions on office documents that the repository holds are proved against those documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.cases import load_cases
from eval.corpus import read_documents
from eval.lint import lint
from eval.measured import OFFICE, ROOT


@pytest.mark.parametrize("folder", OFFICE.values())
def test_each_question_is_proved_by_its_documents(folder: str) -> None:
    place = ROOT / folder
    cases = load_cases(place / "questions.jsonl")
    assert len(cases) >= 80 and any(not case.answerable for case in cases)
    assert lint(cases, read_documents(place / "corpus")) == []


def test_every_folder_is_measured() -> None:
    here = {path.name for path in (ROOT / "eval" / "office").iterdir() if path.is_dir()}
    assert {Path(folder).name for folder in OFFICE.values()} == here
