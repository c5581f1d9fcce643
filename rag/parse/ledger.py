"""The account of a document's characters: each is in one clause or in one discarded span."""

from __future__ import annotations

from collections.abc import Sequence

from rag.parse.cut import Unit
from rag.types import Clause, Discarded


def ledger(text: str, units: Sequence[Unit], clauses: Sequence[Clause]) -> tuple[Discarded, ...]:
    """What belongs to no clause, with its reason; clauses and these spans cover the text."""
    spans = [
        (start, end, "")
        for root in clauses
        for clause in root.walk()
        for start, end in clause.segments
        if start < end
    ]
    spans += [(unit.start, unit.end, unit.reason) for unit in units if unit.reason]
    spans.sort()
    out: list[Discarded] = []
    at = 0
    for start, end, reason in spans:
        if at < start:
            _blank(out, text, at, start, reason)
        if reason:
            _append(out, start, end, reason)
        at = max(at, end)
    if at < len(text):
        _blank(out, text, at, len(text), "")
    return tuple(out)


def _append(out: list[Discarded], start: int, end: int, reason: str) -> None:
    """Adds a span; one that follows another of the same reason makes it longer."""
    if out and out[-1].reason == reason and out[-1].end == start:
        out[-1] = Discarded(out[-1].start, end, reason)
    else:
        out.append(Discarded(start, end, reason))


def _blank(out: list[Discarded], text: str, start: int, end: int, following: str) -> None:
    """Adds what lies between two spans: white space, or the rules of a table."""
    if text[start:end].strip():
        _append(out, start, end, "table rule")
    elif out and out[-1].reason == following and out[-1].end == start:
        _append(out, start, end, following)
    else:
        _append(out, start, end, "blank")
