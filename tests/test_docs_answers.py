"""docs/answers.md has a row for every reason, verdict, kind and refusal, and each test it names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

from eval import measured
from eval.transcripts import ASKED
from eval.verifier_path import path
from rag.pipeline import Assistant
from rag.types import CitationVerdict, RefusalReason, StatementVerdict
from rag.understand.query import Kind
from rag.verify.faults import Rule

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "answers.md").read_text("utf-8")
#: The first cell of each row of the hand-written tables, and the test in its last.
ROWS = re.findall(r"^\| `(\w+)` \|.*\| `(tests/(?:\w+/)?\w+\.py)::(\w+)` \|$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("names", [Rule, StatementVerdict, CitationVerdict, Kind, RefusalReason])
def test_nothing_is_left_out(names: object) -> None:
    assert set(get_args(names)) <= {name for name, _, _ in ROWS}


def test_nothing_is_there_that_the_program_does_not_know() -> None:
    known = {n for t in (Rule, StatementVerdict, CitationVerdict, Kind, RefusalReason) for n in get_args(t)}
    assert {name for name, _, _ in ROWS} <= known


@pytest.mark.parametrize(("file", "test"), sorted({row[1:] for row in ROWS}))
def test_the_tests_named_are_there(file: str, test: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_path_shown_is_that_of_today(assistant: Assistant) -> None:
    shown = measured.stored()["path"].output
    assert tuple(path(assistant, ASKED)) == shown, "run: python -m eval.docs --measure path"
    assert f'"{ASKED}"' in measured.stored()["path"].command


def test_a_path_ends_in_what_does_not_stand(small: Assistant) -> None:
    lines = list(path(small, "云山县家庭医生签约覆盖率目标是多少？"))
    verdicts = [line.split()[1].rstrip(";") for line in lines if line.startswith("verdict")]
    assert verdicts[0] == "verified" and verdicts[-2:] == ["unsupported", "unsupported"]
    assert sum(line.startswith("reason") for line in lines) >= 2
    refused = list(path(small, "云山县的市花是什么花？"))
    assert any(line.startswith("missing") for line in refused)
    assert not any(line.startswith("tampered") for line in refused)
