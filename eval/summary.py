"""Averages over records, overall and by group, and the table that is printed."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from eval.errors import CAUSES
from eval.measures import (
    ece,
    false_refusals,
    percentile,
    refusal_precision,
    refusal_recall,
    reliability_bins,
)
from eval.records import Record

#: Measures of which less is better.
LOWER = frozenset({"false_refusal", "superseded", "ece", "crashes", "false_refusals"})
#: Columns of the table: heading and measure.
COLUMNS = (
    ("n", "n"),
    ("R@1", "recall@1"),
    ("R@5", "recall@5"),
    ("R@10", "recall@10"),
    ("nDCG", "ndcg@10"),
    ("right", "right"),
    ("figures", "figures"),
    ("citR", "citation_recall"),
    ("citP", "citation_precision"),
    ("goldP", "citation_precision_gold"),
    ("gold", "gold_cited"),
    ("label", "label"),
    ("quote", "quote"),
    ("refused", "refused"),
    ("falseR", "false_refusal"),
)
GROUPS: tuple[tuple[str, Callable[[Record], Iterable[str]]], ...] = (
    ("kind", lambda r: [r.kind if r.answerable else "unanswerable"]),
    ("style", lambda r: [r.style if r.answerable else f"{r.style} (unanswerable)"]),
    ("document", lambda r: r.documents or ["none"]),
)


def means(records: Sequence[Record]) -> dict[str, float | None]:
    """The mean of every per-case measure over the cases that it applies to."""
    names = dict.fromkeys(name for item in records for name in item.measures)
    result: dict[str, float | None] = {}
    for name in names:
        values = [v for item in records if (v := item.measures.get(name)) is not None]
        result[name] = math.fsum(values) / len(values) if values else None
    return result


def summarise(records: Sequence[Record], timings: Sequence[float] = ()) -> dict[str, Any]:
    """Everything that is reported of a run, as JSON; ``timings`` in ms go under ``latency_ms``."""
    groups: dict[str, dict[str, Any]] = {}
    for name, keys in GROUPS:
        held: dict[str, list[Record]] = {}
        for item in records:
            for group in keys(item):
                held.setdefault(group, []).append(item)
        groups[name] = {key: _averages(held[key]) for key in sorted(held)}
    causes = Counter(item.cause for item in records if item.cause)
    return {
        "overall": overall(records),
        "by": groups,
        "causes": {cause: causes[cause] for cause in CAUSES if causes[cause]},
        "reliability": [
            {"low": b.low, "high": b.high, "count": b.count}
            | {"confidence": b.confidence, "accuracy": b.accuracy}
            for b in reliability_bins(*_sure(records))
        ],
        "latency_ms": latency(timings),
    }


def overall(records: Sequence[Record]) -> dict[str, Any]:
    """The averages over all cases, and what is only defined over a set of them.

    ``ece`` is over the answers given (refusals have no claim to be sure of), a case being right
    if the answer is; an unanswerable one that was answered is wrong.
    """
    pairs = [(item.answerable, item.status == "refused") for item in records]
    return _averages(records) | {
        "answerable": sum(item.answerable for item in records),
        "refusal_precision": refusal_precision(pairs),
        "refusal_recall": refusal_recall(pairs),
        "false_refusals": false_refusals(pairs),
        "ece": ece(*_sure(records)),
        "crashes": sum(item.status == "error" for item in records) / max(1, len(records)),
    }


def _averages(records: Sequence[Record]) -> dict[str, Any]:
    return {"n": len(records)} | means(records)


def _sure(records: Sequence[Record]) -> tuple[list[float], list[bool]]:
    given = [item for item in records if item.status in ("answered", "partial")]
    return [item.confidence for item in given], [item.right for item in given]


def latency(timings: Sequence[float]) -> dict[str, float | None]:
    """Median, 95th percentile and maximum, in milliseconds."""
    return {
        "p50": percentile(timings, 0.50),
        "p95": percentile(timings, 0.95),
        "max": max(timings, default=None),
    }


# ---- the table ---------------------------------------------------------------------------------


def rows(summary: Mapping[str, Any]) -> list[list[str]]:
    """The table's rows of text: heading, overall, then one for each group; a title for each."""
    lines = [["", *(heading for heading, _ in COLUMNS)]]
    lines.append(["overall", *_cells(summary["overall"])])
    for name, groups in summary["by"].items():
        lines.append([f"by {name}"])
        lines += [[key, *_cells(values)] for key, values in groups.items()]
    return lines


def _cells(values: Mapping[str, Any]) -> list[str]:
    return [shown(values.get(measure)) for _, measure in COLUMNS]


def shown(value: object) -> str:
    """A value as the table shows it: counts whole, shares with three places, none as –."""
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def table(summary: Mapping[str, Any]) -> str:
    """The table as text for a terminal (CJK characters count two columns)."""
    lines = rows(summary)
    first = max(_width(line[0]) for line in lines)
    widths = [max(len(line[i]) for line in lines if len(line) > 1) for i in range(1, len(lines[0]))]
    text = []
    for line in lines:
        cells = [line[0] + " " * (first - _width(line[0]))]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths, strict=False)]
        text.append("  ".join(cells).rstrip())
    return "\n".join([*text, "", *_notes(summary)])


def _notes(summary: Mapping[str, Any]) -> list[str]:
    total, times = summary["overall"], summary["latency_ms"]
    causes = ", ".join(f"{cause} {count}" for cause, count in summary["causes"].items())
    return [
        f"refusals: precision {shown(total['refusal_precision'])}, "
        f"recall {shown(total['refusal_recall'])}, false {shown(total['false_refusals'])}",
        f"MRR {shown(total.get('mrr'))}, ECE {shown(total['ece'])}, "
        f"superseded {shown(total.get('superseded'))}, crashes {shown(total['crashes'])}",
        f"latency: p50 {_ms(times['p50'])}, p95 {_ms(times['p95'])}",
        f"wrong answers by cause: {causes or 'none'}",
    ]


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} ms"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
