"""Two runs over the same questions: paired tests, intervals, win/tie/loss, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.records import Record
from eval.summary import LOWER, shown
from rag.errors import InputError

#: What ``--compare`` prints.
COMPARED = (
    "recall@1",
    "recall@5",
    "recall@10",
    "mrr",
    "ndcg@10",
    "right",
    "figures",
    "citation_recall",
    "citation_precision",
    "citation_precision_gold",
    "gold_cited",
    "label",
    "quote",
    "refused",
    "false_refusal",
)
TRIALS = 10_000
_SEED = 20200630
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B against run A in one measure, over the cases where it applies to both.

    ``low`` and ``high``: 95 % interval of the mean difference B - A. ``p``: two-sided. A win is a
    case where B is better.
    """

    measure: str
    n: int
    mean_a: float
    mean_b: float
    difference: float
    low: float
    high: float
    p: float
    wins: int
    ties: int
    losses: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that is right in one run and wrong in the other."""

    id: str
    now_right: bool
    why: str


def randomisation_p(differences: Sequence[float], trials: int = TRIALS) -> float:
    """Two-sided p of the paired randomisation test of the mean difference.

    Signs are flipped at random (Fisher; Smucker, Allan and Carterette, CIKM 2007), with a fixed
    seed; p = (1 + as extreme) / (1 + trials) (Phipson and Smyth, 2010), so never 0. Pairs that are
    equal cannot change the mean and are left out of the drawing.
    """
    moved = np.array([d for d in differences if d != 0.0])
    if moved.size == 0:
        return 1.0
    drawn = np.random.default_rng(_SEED)
    observed = abs(moved.sum()) - 1e-12
    extreme = 0
    for start in range(0, trials, 1000):
        count = min(1000, trials - start)
        signs = drawn.integers(0, 2, (count, moved.size)) * 2 - 1
        extreme += int((np.abs(signs @ moved) >= observed).sum())
    return (1 + extreme) / (1 + trials)


def bootstrap_interval(
    differences: Sequence[float], trials: int = TRIALS, level: float = 0.95
) -> tuple[float, float]:
    """Percentile bootstrap interval of the mean (Efron, 1979), with a fixed seed."""
    values: Floats = np.array(differences, dtype=np.float64)
    if values.size == 0 or not values.any():
        return 0.0, 0.0
    drawn = np.random.default_rng(_SEED)
    found: list[Floats] = []
    for start in range(0, trials, 1000):
        count = min(1000, trials - start)
        found.append(values[drawn.integers(0, values.size, (count, values.size))].mean(axis=1))
    edge = (1 - level) / 2
    low, high = np.quantile(np.concatenate(found), [edge, 1 - edge])
    return float(low), float(high)


def paired(a: Sequence[Record], b: Sequence[Record], measure: str) -> tuple[list[float], list[float]]:
    """The values of a measure in both runs, over the cases where it applies to both."""
    first = {item.id: item.measures.get(measure) for item in a}
    left, right = [], []
    for item in b:
        before, after = first.get(item.id), item.measures.get(measure)
        if before is not None and after is not None:
            left.append(before)
            right.append(after)
    return left, right


def compare(a: Sequence[Record], b: Sequence[Record], measure: str) -> Comparison:
    """Run B against run A in one measure.

    Raises:
        InputError: the measure applies to no case of both.
    """
    left, right = paired(a, b, measure)
    if not left:
        raise InputError(f"measure {measure!r} applies to no question that both runs have")
    sign = -1.0 if measure in LOWER else 1.0
    differences = [after - before for before, after in zip(left, right, strict=True)]
    low, high = bootstrap_interval(differences)
    return Comparison(
        measure=measure,
        n=len(left),
        mean_a=sum(left) / len(left),
        mean_b=sum(right) / len(right),
        difference=sum(differences) / len(differences),
        low=low,
        high=high,
        p=randomisation_p(differences),
        wins=sum(sign * d > 0 for d in differences),
        ties=sum(d == 0 for d in differences),
        losses=sum(sign * d < 0 for d in differences),
    )


def changed(a: Sequence[Record], b: Sequence[Record]) -> list[Changed]:
    """The questions right in one run and wrong in the other, in the order of B."""
    before = {item.id: item for item in a}
    found = []
    for item in b:
        old = before.get(item.id)
        if old is not None and old.right != item.right:
            found.append(Changed(item.id, item.right, (old.why if item.right else item.why) or ""))
    return found


def text(a: Sequence[Record], b: Sequence[Record]) -> str:
    """What ``--compare A B`` prints, in Markdown."""
    lines = [
        "| measure | n | A | B | B-A | 95 % interval | p | win/tie/loss |",
        "|---|--:|--:|--:|--:|---|--:|---|",
    ]
    for measure in COMPARED:
        if paired(a, b, measure)[0]:
            lines.append(_row(compare(a, b, measure)))
    ids_a, ids_b = {item.id for item in a}, {item.id for item in b}
    if ids_a != ids_b:
        lines += ["", f"only in A: {len(ids_a - ids_b)}, only in B: {len(ids_b - ids_a)} questions"]
    moved = changed(a, b)
    lines += ["", f"{len(moved)} questions changed"]
    for item in moved:
        verdict = "wrong -> right" if item.now_right else "right -> wrong"
        lines.append(f"- {item.id}: {verdict} ({item.why})")
    return "\n".join(lines)


def _row(c: Comparison) -> str:
    cells = (
        *(c.measure, str(c.n), shown(c.mean_a), shown(c.mean_b), f"{c.difference:+.3f}"),
        *(f"{c.low:+.3f} … {c.high:+.3f}", f"{c.p:.4f}", f"{c.wins}/{c.ties}/{c.losses}"),
    )
    return "| " + " | ".join(cells) + " |"
