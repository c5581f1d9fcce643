"""The outline holds to the published form and to the text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rag.language.text import normalise
from rag.outline import to_json, to_text
from rag.parse.parser import parse

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
FILES = sorted((ROOT / "corpus").glob("*.txt"))


def outline(file: Path) -> tuple[str, dict[str, Any]]:
    text = normalise(file.read_text("utf-8"))
    return text, json.loads(json.dumps(to_json(parse(text, document_id=file.stem)), ensure_ascii=False))


@pytest.mark.skipif(not SHARED.exists(), reason="../shared with outline.schema.json is absent")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_published_form(file: Path) -> None:
    schema = json.loads((SHARED / "outline.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(outline(file)[1])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_spans_lead_back_to_the_text(file: Path) -> None:
    text, tree = outline(file)
    waiting = list(tree["clauses"])
    while waiting:
        clause = waiting.pop()
        assert clause["text"] == "".join(text[a:b] for a, b in clause["segments"])
        assert (clause["start"], clause["end"]) == (clause["segments"][0][0], clause["segments"][-1][1])
        waiting.extend(clause["children"])


def test_for_eyes() -> None:
    text = "某市健康工作方案\n一、目标\n（一）到2025年覆盖率达到90%以上。（责任单位：市教育局）"
    lines = to_text(parse(text, document_id="d")).split("\n")
    assert lines[0] == "某市健康工作方案"
    assert lines[-1].startswith("  （一）")
    assert "责任单位：市教育局" in lines[-1] and "90%" in lines[-1]
