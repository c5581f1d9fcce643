"""The gate: a run against a stored baseline; a real drop in any measure closes it.

Closed by a drop that is significant (p < 0.01, paired randomisation) and larger than the
tolerance, or by a drop of five points or more whatever its p. Latency is no part of it: it depends
on the machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.compare import randomisation_p
from eval.records import Record
from eval.summary import LOWER, overall
from rag.errors import InputError

#: Drop of a measure's mean that is let through even if significant.
TOLERANCE = 0.01
#: Drop that is never let through.
LIMIT = 0.05
#: Below this p a drop is significant.
SIGNIFICANT = 0.01
_FORMAT = 1
#: Not measures, though in the overall averages.
_COUNTS = frozenset({"n", "answerable"})


@dataclass(frozen=True, slots=True)
class Drop:
    """A measure that fell: from, to, and why this closes the gate."""

    measure: str
    before: float | None
    after: float | None
    reason: str

    def __str__(self) -> str:
        values = " -> ".join("none" if v is None else f"{v:.4f}" for v in (self.before, self.after))
        return f"{self.measure}: {values} ({self.reason})"


def baseline(records: Sequence[Record]) -> dict[str, Any]:
    """What is stored of a run to compare later ones with: averages and per-case values."""
    return {
        "format": _FORMAT,
        "overall": overall(records),
        "cases": {item.id: dict(item.measures) for item in records},
    }


def write_baseline(path: Path, records: Sequence[Record]) -> None:
    """Writes a run as the baseline."""
    text = json.dumps(baseline(records), ensure_ascii=True, sort_keys=True, indent=0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", "utf-8")


def read_baseline(path: Path) -> dict[str, Any]:
    """The stored baseline.

    Raises:
        InputError: there is none, or it is of another format.
    """
    try:
        stored = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path}: cannot be read as a baseline ({error}); write one with --write-baseline"
        ) from error
    if not isinstance(stored, dict) or stored.get("format") != _FORMAT:
        raise InputError(f"{path}: not a baseline of this version; use --write-baseline")
    return stored


def drops(stored: Mapping[str, Any], records: Sequence[Record]) -> list[Drop]:
    """Every measure in which the run fell so far behind the baseline that the gate closes.

    Only questions that the baseline has are looked at. One that the run lacks closes the gate too:
    a measure must not rise by leaving questions out.
    """
    lost = sorted(set(stored["cases"]) - {item.id for item in records})
    if lost:
        named = ", ".join(lost[:5])
        reason = f"{len(lost)} questions of the baseline were not run: {named}; renew the baseline"
        return [Drop("questions", None, None, reason)]
    same = [item for item in records if item.id in stored["cases"]]
    now = overall(same)
    found = []
    for measure, before in stored["overall"].items():
        after = now.get(measure)
        why = _reason(measure, before, after, stored["cases"], same)
        if why and measure not in _COUNTS:
            found.append(Drop(measure, before, after, why))
    return found


def _reason(
    measure: str,
    before: float | None,
    after: float | None,
    cases: Mapping[str, Mapping[str, float | None]],
    records: Sequence[Record],
) -> str | None:
    """Why the measure's change closes the gate; None where it does not."""
    if before is None:
        return None
    if after is None:
        return None if measure in LOWER else "no case is left that it applies to"
    sign = -1.0 if measure in LOWER else 1.0
    drop = sign * (before - after)
    if drop >= LIMIT - 1e-9:
        return f"down {100 * drop:.1f} points"
    pairs = [
        (old, new)
        for item in records
        if (old := cases[item.id].get(measure)) is not None
        and (new := item.measures.get(measure)) is not None
    ]
    differences = [sign * (old - new) for old, new in pairs]
    mean = sum(differences) / len(differences) if differences else 0.0
    if mean > TOLERANCE and (p := randomisation_p(differences)) < SIGNIFICANT:
        return f"down {100 * mean:.1f} points, p = {p:.4f}"
    return None
