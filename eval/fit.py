"""Fits the three small models on the training splits and writes them as text.

``python -m eval.fit INDEX`` learns the fusion of the retrieval signals (``rag/data/fusion.json``) and
the choice of sense units (``rag/data/selection.json``) by listwise softmax, and the weights of the
evidence for an answer (``rag/data/evidence.json``) by logistic regression. Test cases are never read for
fitting.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.training import Outcome, Ranking, Side, outcomes, sides
from rag import decide
from rag.compose import selection
from rag.compose.selection import FEATURES
from rag.pipeline import Assistant
from rag.retrieve import retriever
from rag.retrieve.signals import SIGNALS
from rag.weigh import EVIDENCE

Floats = NDArray[np.float64]

#: The share of answerable questions that may be refused, on the training split, of which one in six is open
#: and hard to tell from what the documents do not say.
FALSE_REFUSALS = 0.05

#: Where the weights start from and are drawn back to: judgement, before any data.
PRIOR = {
    "near_subject": 1.0, "body": 3.0, "context": 1.5, "dense": 1.0, "coverage": 2.0, "passage_coverage": 1.0, "beyond": 1.0, "opening": -0.3, "run": 1.0,
    "subject": 1.0, "region": 1.5, "place": 0.5, "place_here": 0.3, "year": 0.5, "number": 0.5, "figure": 0.4, "date": 0.3,
    "department": 0.3, "enumeration": 0.2, "named_department": 0.6, "fact": 4.0, "front": -0.5,
    "bare_heading": -0.5, "annex": -0.1, "annex_asked": 1.0, "heading": 0.5, "reference": 5.0,
}  # fmt: skip
EVIDENCE_PRIOR = {
    "fit": 2.0, "subject": 2.0, "unknown": -2.0, "kind": 0.5, "no_kind": -2.0, "no_want": -2.0, "fact": 1.0,
    "clause": 1.0, "year": -1.0, "missing": -0.5, "no_indicator": -1.0, "role_subject": -1.0,
    "elsewhere": -1.5, "place": -2.0, "of_the_whole": -1.0, "review": -1.0, "contrast": -1.5, "unmatched": -2.0,
}  # fmt: skip
#: What more of an evidence may do to the chance of a right answer: raise it or lower it. Evidences overlap,
#: and a sign that only the training questions want does not hold for others.
SIGNS: dict[str, tuple[float | None, float | None]] = {
    **dict.fromkeys(
        ("fit", "chance", "coverage", "subject", "kind", "named", "fact", "clause"), (0.0, None)
    ),
    **dict.fromkeys(
        ("unknown", "no_kind", "no_want", "unnamed", "year", "other_year", "missing", "place", "place_here", "of_the_whole",
         "role_subject", "no_indicator", "elsewhere", "review", "unmatched", "contrast", "behind", "unlisted", "lost_figure", "lost_head", "lost_predicate"),
        (None, 0.0),
    ),
}  # fmt: skip
#: Strength of the pull towards the prior.
PULL, EVIDENCE_PULL = 0.003, 0.003


def fit_fusion(data: Sequence[Ranking], l2: float = PULL) -> Floats:
    """Weights of the signals that give the gold candidates the largest softmax share."""
    return fit_softmax(data, np.array([PRIOR.get(name, 0.0) for name in SIGNALS]), l2)


def fit_softmax(data: Sequence[Ranking], start: Floats, l2: float) -> Floats:
    """Weights that give the gold candidates the largest softmax share, drawn towards ``start``."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros_like(weights)
        for ranking in data:
            scores = ranking.table @ weights
            scores -= scores.max()
            share = np.exp(scores)
            share /= share.sum()
            mass = share[ranking.gold].sum()
            total -= ranking.weight * np.log(mass + 1e-12)
            inside = np.where(ranking.gold, share / (mass + 1e-12), 0.0)
            slope += ranking.weight * (ranking.table.T @ (share - inside))
        n = sum(ranking.weight for ranking in data)
        away = weights - start
        return total / n + l2 * float(away @ away) / 2, slope / n + l2 * away

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    fitted: Floats = found.x
    return fitted


def fit_evidence(data: Sequence[Outcome], l2: float = EVIDENCE_PULL) -> tuple[Floats, float]:
    """Weights and bias of the logistic regression of right answers on the evidence."""
    rows = np.array([[o.evidence[name] for name in EVIDENCE] for o in data])
    right = np.array([o.right for o in data])
    counts = np.array([o.weight for o in data])
    counts /= counts.sum()
    prior = np.array([EVIDENCE_PRIOR.get(name, 0.0) for name in EVIDENCE])

    def loss(parameters: Floats) -> tuple[float, Floats]:
        weights, bias = parameters[:-1], parameters[-1]
        z = rows @ weights + bias
        total = float(counts @ np.logaddexp(0, np.where(right, -z, z)))
        total += l2 * float((weights - prior) @ (weights - prior)) / 2
        error = counts * (1 / (1 + np.exp(-z)) - right)
        slope = np.append(rows.T @ error + l2 * (weights - prior), error.sum())
        return float(total), slope

    bounds = [SIGNS.get(name, (None, None)) for name in EVIDENCE]
    start = np.append(
        np.clip(prior, [b[0] or -np.inf for b in bounds], [b[1] or np.inf for b in bounds]), -2.0
    )
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)])
    return found.x[:-1], float(found.x[-1])


#: Parts that the cases are split into, so that each is scored by a fit that has not seen it.
FOLDS = 5


def unseen_scores(data: Sequence[Outcome], more: Sequence[Outcome]) -> Floats:
    """The score of each case, before the logistic function, from a fit without its fold."""
    rows = np.array([[o.evidence[name] for name in EVIDENCE] for o in data])
    scores = np.zeros(len(data))
    for fold in range(FOLDS):
        held = np.arange(len(data)) % FOLDS == fold
        weights, bias = fit_evidence([*(o for o, out in zip(data, held, strict=True) if not out), *more])
        scores[held] = rows[held] @ weights + bias
    return scores


def platt(scores: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Scale and shift that turn scores into chances of a right answer (Platt scaling).

    They are fitted on scores of cases unseen: on those it was fitted on, a model is too sure. The pages'
    labels would not do: a right answer there quotes one given span.
    """

    def loss(stretch: Floats) -> float:
        z = scores * stretch[0] + stretch[1]
        return float(np.logaddexp(0, np.where(right, -z, z)).mean())

    scale, shift = minimize(loss, np.array([1.0, 0.0])).x
    return float(scale), float(shift)


#: Where the weights of the units' features start from and are drawn back to, and how strongly.
SELECTION_PRIOR = {"paper": -2.0, "named": 0.5, "contrast": -1.0, "defines": 2.0}
SELECTION_PULL = 0.01


def threshold(data: Sequence[Outcome], sure: Sequence[float], share: float = FALSE_REFUSALS) -> float:
    """The confidence under which ``share`` of the answerable lie, between two of them where it falls so."""
    values = [s for o, s in zip(data, sure, strict=True) if o.answerable]
    return round(float(np.quantile(values, share)), 4) if values else 0.0


def main() -> int:
    """Fits the models and prints how they do on each side."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit", description=__doc__)
    parser.add_argument("index", type=Path, help="index folder over the original documents")
    parser.add_argument("--covid", type=Path, help="index folder of python -m eval.covid --index")
    parser.add_argument(
        "--policies", type=Path, help="folder for the indexes over the documents of other fields"
    )
    parser.add_argument("--false-refusals", type=float, default=FALSE_REFUSALS)
    parser.add_argument("--only", choices=("fusion", "selection", "evidence"), help="fit this one alone")
    args = parser.parse_args()
    assistant = Assistant.open(args.index)
    side = sides(assistant, args.policies, args.covid)
    if args.only in (None, "fusion"):
        data = side["train"].rankings()
        _write_weights(
            retriever.WEIGHTS, SIGNALS, fit_fusion(data), f"{len(data)} rankings of the training splits"
        )
        retriever.fusion_weights.cache_clear()
        side["train"].refreshed()
    if args.only in (None, "selection"):
        data = side["train"].selections()
        start = np.array([SELECTION_PRIOR.get(name, 0.0) for name in FEATURES])
        weights = fit_softmax(data, start, SELECTION_PULL)
        _write_weights(selection.WEIGHTS, FEATURES, weights, f"{len(data)} questions of the training splits")
        selection.selection_weights.cache_clear()
    if args.only in (None, "evidence"):
        _fit_decision(side, args.false_refusals)
    return 0


def _fit_decision(side: Mapping[str, Side], false_refusals: float) -> None:
    """Fits the evidence model and its threshold, writes them and prints how they do on each side."""
    data, more = side["train"].outcomes(), side["train"].page_outcomes()
    learned, bias = fit_evidence([*data, *more])
    scores = unseen_scores(data, more)
    scale, shift = platt(scores, np.array([o.right for o in data]))
    learned, bias = learned * scale, bias * scale + shift
    model = {name: round(float(w), 3) for name, w in zip(EVIDENCE, learned, strict=True)}
    unseen = 1 / (1 + np.exp(-(scores * scale + shift)))
    sure = [
        min(s, decide.LACKING) if decide.lacks(o.evidence) else s for o, s in zip(data, unseen, strict=True)
    ]
    limit = threshold(data, sure, false_refusals)
    stored = {
        "fitted_on": f"{len(data)} cases and {len(more)} questions of the training splits",
        "bias": round(bias, 3),
        "threshold": limit,
    }
    _write(decide.WEIGHTS, {**stored, "weights": model})
    print("train", _summary(data, {**model, "bias": bias}, limit))
    for assistant, cases in (entry for entry in side["test"].cases if entry[1]):
        print("test", _summary(outcomes(assistant, cases), {**model, "bias": bias}, limit))
    if more:
        print("pages, train", _summary(more, {**model, "bias": bias}, limit))
        print("pages, test", _summary(side["test"].page_outcomes(), {**model, "bias": bias}, limit))


def _write_weights(file: Path, names: Iterable[str], weights: Floats, source: str) -> None:
    named = {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}
    _write(file, {"fitted_on": source, "weights": named})


def _summary(data: Sequence[Outcome], model: dict[str, float], limit: float) -> str:
    sure = [decide.confidence(o.evidence, model) for o in data]
    good = [s for o, s in zip(data, sure, strict=True) if o.answerable]
    bad = [s for o, s in zip(data, sure, strict=True) if not o.answerable]
    right = sum(o.right for o in data) / max(1, len(good))
    at = sorted(good)[int(0.05 * len(good))] if good else 0.0
    return (
        f"right if answered {right:.3f}, refused unanswerable {sum(s < limit for s in bad) / max(1, len(bad)):.3f} "
        f"(of {len(bad)} that reach the decision), false refusals {sum(s < limit for s in good) / max(1, len(good)):.3f}; "
        f"refused at 5 % false refusals {sum(s < at for s in bad) / max(1, len(bad)):.3f}"
    )


def _write(file: Path, value: dict[str, object]) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
