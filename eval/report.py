"""Reports of a run: Markdown, JSON, and one HTML file that asks nothing of any other host."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.page import page
from eval.records import Record, to_line
from eval.summary import COLUMNS, rows, shown


def write_report(
    folder: Path,
    name: str,
    records: Sequence[Record],
    cases: Sequence[Case],
    summary: Mapping[str, Any],
    clause_texts: Mapping[str, str],
    timings: Sequence[float] = (),
) -> list[Path]:
    """Writes ``report.md``, ``report.json`` and ``report.html``; gives their paths.

    ``clause_texts``: clause id to text, to show the gold beside the answer; may lack some.
    """
    written = {
        "report.md": markdown(name, records, summary),
        "report.json": as_json(name, records, summary),
        "report.html": page(name, records, cases, summary, clause_texts, timings),
    }
    for file, text in written.items():
        (folder / file).write_text(text, "utf-8")
    return [folder / file for file in written]


def as_json(name: str, records: Sequence[Record], summary: Mapping[str, Any]) -> str:
    """The whole run as one JSON object: name, summary, records."""
    whole = {
        "name": name,
        "summary": summary,
        "records": [json.loads(to_line(item)) for item in records],
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def markdown(name: str, records: Sequence[Record], summary: Mapping[str, Any]) -> str:
    """The table, refusals, calibration, latency, and the wrong answers by cause."""
    total, times = summary["overall"], summary["latency_ms"]
    lines = [f"# Evaluation: {_cell(name)}", ""]
    lines += _table(rows(summary))
    lines += ["", "| refusals, calibration, latency | |", "|---|--:|"]
    for title, value in (
        ("refusal precision", total["refusal_precision"]),
        ("refusal recall", total["refusal_recall"]),
        ("false refusals", total["false_refusals"]),
        ("MRR", total.get("mrr")),
        ("superseded citations", total.get("superseded")),
        ("ECE", total["ece"]),
        ("crashes", total["crashes"]),
        ("latency p50 (ms)", times["p50"]),
        ("latency p95 (ms)", times["p95"]),
    ):
        lines.append(f"| {title} | {shown(value)} |")
    lines += ["", "## Wrong answers", ""]
    for cause, count in summary["causes"].items():
        lines += [f"### {cause} ({count})", ""]
        wrong = [item for item in records if item.cause == cause]
        lines += [f"- `{item.id}` {_cell(_asked(item))}: {_cell(item.why or '')}" for item in wrong]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _asked(item: Record) -> str:
    return str(item.answer.get("question", ""))


def _table(lines: Sequence[Sequence[str]]) -> list[str]:
    width = len(COLUMNS) + 1
    text = ["| " + " | ".join(lines[0]) + " |", "|---" + "|--:" * (width - 1) + "|"]
    for line in lines[1:]:
        cells = [_cell(line[0]), *line[1:]] if len(line) > 1 else [f"**{line[0]}**"]
        text.append("| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |")
    return text


def _cell(text: str) -> str:
    """Text that breaks neither a Markdown table nor a list, and is not read as HTML."""
    for char, safe in (("\\", "\\\\"), ("|", "\\|"), ("<", "&lt;"), ("`", "'"), ("\n", " ")):
        text = text.replace(char, safe)
    return text
