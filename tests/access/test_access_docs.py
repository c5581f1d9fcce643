"""docs/security.md: every line of the lists names tests, and every test that it names exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/\w+\.py)::(\w+)`", PAGE)))


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_the_test_that_a_line_names_exists(path: str, name: str) -> None:
    assert (ROOT / path).is_file(), path
    assert name in functions_of(path)


def test_every_line_of_both_lists_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| (A|LLM)\d\d", line)]
    assert len(rows) >= 40
    assert [row for row in rows if "::test_" not in row] == []
    for names in ({f"A{n:02}" for n in range(1, 11)}, {f"LLM{n:02}" for n in range(1, 11)}):
        assert names <= {row[2:].split()[0] for row in rows}
    second = {row.split("|")[2].strip() for row in rows if row.startswith("| A")}
    assert {f"A{n:02}" for n in range(1, 11)} <= second, "the list of 2021 is covered too"


def test_every_setting_of_the_page_exists() -> None:
    from rag.web_settings import WebSettings

    known = {f"RAG_{name.upper()}" for name in WebSettings.model_fields} | {"RAG_API_KEY"}
    assert set(re.findall(r"RAG_[A-Z_]+", PAGE)) <= known
