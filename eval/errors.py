"""Why an answer is wrong: the first stage of the flow that lost it, with a line why."""

from __future__ import annotations

from collections.abc import Container
from typing import Literal

from eval.cases import Case
from eval.measures import cites_gold, evidence_ranks, missing_facts, places, refused, right_answer
from rag.types import Answer

Cause = Literal["crash", "parsing", "retrieval", "refusal", "verification", "composition"]
#: In the order of the flow; ``crash`` first, for it says nothing of the stages.
CAUSES: tuple[Cause, ...] = (
    "crash",
    "parsing",
    "retrieval",
    "refusal",
    "verification",
    "composition",
)
#: A gold clause must be among the first so many places for retrieval not to be the cause.
DEPTH = 10


def attribute(case: Case, answer: Answer, known: Container[str] | None = None) -> tuple[Cause, str] | None:
    """The cause of a wrong answer and a line why; None where the answer is right.

    ``known``: the clause ids in the index. Without it a clause that the parser never made counts
    as not retrieved.
    """
    if right_answer(case, answer):
        return None
    if answer.status == "error":
        return "crash", f"the question ended in an error: {answer.text or 'no message'}"
    if not case.answerable:
        return "refusal", f"answered, though the documents do not answer it ({case.reason})"
    return _parsing(case, known) or _retrieval(case, answer) or _answering(case, answer)


def _parsing(case: Case, known: Container[str] | None) -> tuple[Cause, str] | None:
    if known is None:
        return None
    for evidence in case.gold:
        if not any(clause in known for clause in evidence):
            return "parsing", f"no clause {' or '.join(evidence)} in the index"
    return None


def _retrieval(case: Case, answer: Answer) -> tuple[Cause, str] | None:
    ranks = evidence_ranks(case.gold, places(hit.clause.id for hit in answer.retrieved))
    for evidence, rank in zip(case.gold, ranks, strict=True):
        if rank is None or rank > DEPTH:
            where = "not retrieved" if rank is None else f"only at rank {rank}"
            return "retrieval", f"{' or '.join(evidence)} {where}"
    return None


def _answering(case: Case, answer: Answer) -> tuple[Cause, str]:
    if refused(answer):
        reason = answer.refusal.reason if answer.refusal else "no reason given"
        return "refusal", f"refused ({reason}), though its clauses were retrieved"
    failed = [s for s in answer.statements if s.verdict != "verified"]
    if failed:
        return "verification", f"{failed[0].verdict}: {failed[0].text[:60]}"
    missing = missing_facts(case, answer)
    lost = [] if cites_gold(case, answer) else ["no gold clause is cited"]
    if missing:
        lost.append("facts missing: " + ", ".join(" or ".join(fact) for fact in missing))
    return "composition", "; ".join(lost) or f"status {answer.status}"
