"""Answer or refuse: the evidence for an answer weighed by a small calibrated model.

What speaks for an answer and what against it says ``rag.weigh``. The weights are in ``data/evidence.json``, learned
by ``python -m eval.fit`` on the training split; the confidence is the chance that the answer is right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.composition import Composition
from rag.evidence.demand import wanted
from rag.evidence.tense import asks_state
from rag.types import Hit, Refusal
from rag.understand.claims import YES_OR_NO
from rag.understand.guard import which_of
from rag.understand.query import Query
from rag.weigh import weigh

WEIGHTS = Path(__file__).parent / "data" / "evidence.json"

#: The most that an answer can be sure of which does not hold the kind of thing asked for; it is
#: refused whatever else speaks for it (of the training cases so answered, one in ten was right).
LACKING = 0.1
#: Below this confidence an answer says that it may not be meant, and shows the best words of a second clause.
UNSURE = 0.5
#: How sure it is that a question must be asked back.
ASKED_BACK = 0.9
#: Characters of a question's own words that a refusal repeats.
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Decision:
    """The confidence that the composed answer is right, and a refusal where it is too low."""

    confidence: float
    refusal: Refusal | None
    evidence: Mapping[str, float]


@lru_cache(maxsize=1)
def evidence_model() -> dict[str, float]:
    """Weights of the evidence, ``bias`` and ``threshold``."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {**stored["weights"], "bias": stored["bias"], "threshold": stored["threshold"]}


def asserts(query: Query) -> bool:
    """Whether a question states something of one matter and asks whether it is so."""
    return bool(YES_OR_NO.search(query.text)) and query.kind != "comparison"


def confidence(evidence: Mapping[str, float], model: Mapping[str, float] | None = None) -> float:
    """The chance, 0 … 1, that an answer with this evidence is right; at most ``LACKING`` if it lacks."""
    weights = model or evidence_model()
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    return min(chance, LACKING) if lacks(evidence) else chance


def lacks(evidence: Mapping[str, float]) -> bool:
    """Whether the answer does not hold the kind of thing, the names, the place, the year or the deed asked for."""
    return any(evidence.get(name) for name in _LACKED)


_LACKED = (
    "no_kind", "no_want", "other_year", "unnamed", "unmatched", "review", "contrast", "of_the_whole", "lost_predicate",
)  # fmt: skip


def decide(
    query: Query,
    hits: Sequence[Hit],
    composition: Composition,
    elsewhere: float,
) -> Decision:
    """Whether the composed answer is given, and how sure it is."""
    if composition.unclear:
        return Decision(ASKED_BACK, which_of(composition.unclear), {})
    evidence = weigh(query, hits, composition, elsewhere)
    # Whatever it says, it is what was asked for by its label, the name of its field, or the names of a table alone.
    by_name = composition.printed or (composition.looked_up and composition.drafts)
    if by_name or (query.kind == "clause" and query.references):
        evidence = {**evidence, **dict.fromkeys(_LACKED, 0.0)}
    sure = confidence(evidence)
    if not composition.drafts or lacks(evidence) or sure < evidence_model()["threshold"]:
        return Decision(
            sure, Refusal("not_in_documents", missing(query, composition, evidence), nearest(hits)), evidence
        )
    return Decision(sure, None, evidence)


def missing(query: Query, composition: Composition, evidence: Mapping[str, float]) -> str:
    """What the documents lack, in a sentence."""
    where = "、".join(query.regions) + "的文件" if query.regions else "所收文件"
    if query.mentioned:
        return f"{where}没有提到“{query.mentioned[0]}”"
    if composition.missing and query.kind != "comparison":
        return f"{where}没有写明{'、'.join(composition.missing)}"
    if asks_state(query.text) and evidence.get("review") and _given_without(evidence, "review"):
        return f"{where}只写明了目标，没有写明所问的实际情况（“{_repeated(query)}”）"
    year = f"{'、'.join(query.years)}年的" if evidence.get("other_year") and query.years else ""
    return f"{where}没有写明所问的{year}{wanted(query)}（“{_repeated(query)}”）"


def _given_without(evidence: Mapping[str, float], name: str) -> bool:
    """Whether an answer would be given, were it not for one thing."""
    return confidence({**evidence, name: 0.0}) >= evidence_model()["threshold"]


#: Quotation marks within what is quoted.
_INNER = str.maketrans('“”"', "‘’'")


def _repeated(query: Query) -> str:
    """The user's own words, cut at ``SHOWN``: words taken out of them would not read as a sentence."""
    text = query.as_typed.strip("？?。 ").translate(_INNER)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


#: Characters from which what stands before the first clause is no mere preamble, but the body of a document.
BODY = 200


def nearest(hits: Sequence[Hit]) -> tuple[str, ...]:
    """The clauses to look at where there is no answer: three of the best that say something."""
    telling = [
        h
        for h in hits
        if (h.clause.kind == "clause" and len(h.clause.text) > len(h.clause.heading) + 8)
        or (h.clause.kind == "preamble" and len(h.clause.text) >= BODY)
    ]
    return tuple(hit.clause.id for hit in (telling or hits)[:3])
