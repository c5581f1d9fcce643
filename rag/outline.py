"""A document's clause tree for eyes and as JSON (outline.schema.json)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rag.language.labels import any_label_at
from rag.render import document_json, join_path
from rag.types import Clause, Document


def to_json(document: Document) -> dict[str, Any]:
    """The tree with spans, departments and figures, and what was discarded."""
    return {
        "document": document_json(document),
        "clauses": [_clause(clause) for clause in document.clauses],
        "discarded": [asdict(span) for span in document.discarded],
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "clause_id": clause.id,
        "path": list(clause.path),
        "heading": clause.heading,
        "text": clause.text,
        "start": clause.start,
        "end": clause.end,
        "segments": [list(span) for span in clause.segments],
        "responsible": {role: list(names) for role, names in clause.responsible.items()},
        "figures": [asdict(figure) for figure in clause.figures],
        "children": [_clause(child) for child in clause.children],
    }


def to_text(document: Document) -> str:
    """The tree as indented lines: label, heading, length, departments, figures."""
    facts = [
        document.title,
        f"发文字号: {document.number or '未写明'}  发文机关: {document.issuer or '未写明'}  "
        f"日期: {document.issued_on or '未写明'}  地区: {document.region or '未写明'}",
    ]
    return "\n".join([*facts, "", *_lines(document)])


def _lines(document: Document) -> Iterator[str]:
    for clause in document.walk():
        pad = "  " * (len(clause.path) - 1)
        heading = clause.heading or _opening(clause)
        line = f"{pad}{join_path(clause.path[-1:])}  {heading}  〔{len(clause.text)}字〕"
        if clause.responsible:
            line += "  " + "；".join(f"{r}：{'、'.join(n)}" for r, n in clause.responsible.items())
        if clause.figures:
            line += "  " + "，".join(f"{f.indicator}{f.text}" for f in clause.figures[:4])
        yield line


def _opening(clause: Clause) -> str:
    """What a clause without a heading begins with, its label left out; … where that is not all."""
    text = " ".join(clause.text.split())
    label = any_label_at(text) if clause.kind == "clause" else None
    text = text[label.length if label else 0 :].lstrip()
    return text if len(text) <= 24 else f"{text[:24]}…"
