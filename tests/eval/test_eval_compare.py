"""eval.compare: tests against exact enumeration and scipy; win, tie, loss; what changed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
import pytest
from eval_fakes import Scripted, case, refusal, unanswerable
from scipy import stats

from eval.compare import (
    bootstrap_interval,
    changed,
    compare,
    paired,
    randomisation_p,
    text,
)
from eval.records import Record
from eval.run import run
from rag.errors import InputError
from rag.types import Answer

CASES = [case(f"c{n}") for n in range(40)] + [unanswerable(f"u{n}") for n in range(10)]


def records(wrong: range | tuple[int, ...] = ()) -> list[Record]:
    script: Mapping[str, Answer] = {f"c{n}": refusal() for n in wrong}
    return run(Scripted(script), CASES)


def test_p_agrees_with_all_sign_flips() -> None:
    differences = [0.5, -0.2, 0.9, 0.1, 0.4, -0.6, 0.3, 0.8]
    observed = abs(sum(differences))
    flips = [
        abs(sum(s * d for s, d in zip(signs, differences, strict=True))) >= observed - 1e-12
        for signs in product((1, -1), repeat=len(differences))
    ]
    assert randomisation_p(differences) == pytest.approx(sum(flips) / len(flips), abs=0.015)


def test_p_is_one_without_a_difference_and_never_zero() -> None:
    assert randomisation_p([0.0] * 50) == 1 and randomisation_p([]) == 1
    assert 0 < randomisation_p([1.0] * 60) < 0.001
    assert randomisation_p([1.0, -1.0] * 10) == 1


def test_interval_agrees_with_scipy() -> None:
    values = np.random.default_rng(1).normal(0.2, 1, 80)
    low, high = bootstrap_interval(list(values))
    theirs = stats.bootstrap(
        (values,), np.mean, method="percentile", n_resamples=10_000, rng=np.random.default_rng(2)
    ).confidence_interval
    assert low == pytest.approx(theirs.low, abs=0.02)
    assert high == pytest.approx(theirs.high, abs=0.02)
    assert bootstrap_interval([]) == (0, 0)


def test_win_tie_loss_and_direction() -> None:
    before, after = records((0, 1, 2)), records((2, 3, 4, 5, 6))
    right = compare(before, after, "right")
    assert (right.n, right.wins, right.ties, right.losses) == (40, 2, 34, 4)
    assert right.difference == pytest.approx(-2 / 40) and right.low <= right.difference <= right.high
    less = compare(before, after, "false_refusal")
    assert (less.wins, less.losses) == (2, 4) and less.difference == pytest.approx(2 / 40)
    assert compare(before, after, "refused").p == 1


def test_only_pairs_count() -> None:
    assert paired(records(), records()[:3], "right") == ([1.0] * 3, [1.0] * 3)
    with pytest.raises(InputError, match="nothing"):
        compare(records(), records(), "nothing")


def test_changed_questions_and_text() -> None:
    moved = changed(records((0, 1)), records((1, 2)))
    assert [(item.id, item.now_right) for item in moved] == [("c0", True), ("c2", False)]
    shown = text(records((0, 1)), records((1, 2))[:-1])
    assert "- c2: right -> wrong" in shown and "only in A: 1, only in B: 0" in shown
    assert "| right | 40 | 0.950 | 0.950 | +0.000 |" in shown


def test_the_same_twice() -> None:
    a, b = records((0, 1)), records((5,))
    assert compare(a, b, "right") == compare(a, b, "right")
