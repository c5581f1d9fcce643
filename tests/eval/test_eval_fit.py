"""Fitting: by hand and over made-up data of which the answer is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from eval import fit
from eval.training import Outcome, Ranking
from rag import decide
from rag.compose import selection
from rag.compose.selection import FEATURES
from rag.retrieve import retriever
from rag.retrieve.signals import SIGNALS
from rag.weigh import EVIDENCE


def test_softmax_weighs_what_tells_the_gold_candidate() -> None:
    """Of two columns the first tells gold in each ranking, the second in none."""
    random = np.random.default_rng(3)
    data = []
    for _ in range(60):
        table = random.normal(size=(8, 2))
        gold = np.arange(8) == table[:, 0].argmax()
        data.append(Ranking(table, gold))
    first, second = fit.fit_softmax(data, np.zeros(2), 0.01)
    assert first > 1 and abs(second) < 0.3 * first
    stronger, _ = fit.fit_softmax(data, np.zeros(2), 1.0)
    assert 0 < stronger < first, "a stronger pull towards 0 gives less"


def outcome(right: bool, **evidence: float) -> Outcome:
    return Outcome(right, dict.fromkeys(EVIDENCE, 0.0) | evidence, right)


def test_no_evidence_counts_against_its_sign() -> None:
    """In these cases a missing year goes with right answers, and a good fit with wrong ones."""
    data = [outcome(True, year=1.0, coverage=0.9)] * 20 + [outcome(False, fit=1.0, coverage=0.1)] * 20
    weights, _ = fit.fit_evidence(data)
    named = dict(zip(EVIDENCE, weights.tolist(), strict=True))
    assert named["coverage"] > 0.5
    for name, (least, most) in fit.SIGNS.items():
        assert named[name] >= (-np.inf if least is None else least), name
        assert named[name] <= (np.inf if most is None else most), name
    assert named["year"] == pytest.approx(0.0) and named["fit"] == pytest.approx(0.0)


def test_every_sign_is_of_an_evidence_that_there_is() -> None:
    assert set(fit.SIGNS) <= set(EVIDENCE) and set(fit.EVIDENCE_PRIOR) <= set(EVIDENCE)
    assert set(fit.PRIOR) <= set(SIGNALS)


def test_the_threshold_refuses_its_share_of_the_answerable_alone() -> None:
    data = [outcome(True)] * 100 + [outcome(False)] * 100
    sure = [*np.linspace(0, 1, 100), *np.zeros(100)]
    limit = fit.threshold(data, sure, 0.05)
    assert sum(s < limit for s in sure[:100]) == 5


def test_what_is_stored_is_what_the_models_read() -> None:
    """And it says what it was fitted on."""
    kept: tuple[tuple[Path, object], ...] = (
        (retriever.WEIGHTS, SIGNALS),
        (selection.WEIGHTS, FEATURES),
        (decide.WEIGHTS, EVIDENCE),
    )
    for file, names in kept:
        stored = json.loads(file.read_text(encoding="utf-8"))
        assert list(stored["weights"]) == list(names), file.name  # type: ignore[call-overload]
        assert "training splits" in stored["fitted_on"]
    model = decide.evidence_model()
    for name, (least, most) in fit.SIGNS.items():
        assert (least is None or model[name] >= least) and (most is None or model[name] <= most), name
