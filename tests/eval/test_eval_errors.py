"""eval.errors: each wrong answer is put down to the stage that lost it."""

from __future__ import annotations

import pytest
from eval_fakes import (
    CLAUSES,
    FIRST,
    SECOND,
    answer,
    case,
    citation,
    hit,
    refusal,
    unanswerable,
)

from eval.cases import Case
from eval.errors import attribute
from rag.types import Answer, Statement

KNOWN = frozenset(CLAUSES)
FAR = tuple(hit(f"x#{n}", n) for n in range(1, 11))
CRASH = Answer(id="c1", question="x", status="error", text="KeyError: 3")


@pytest.mark.parametrize(
    ("item", "given", "cause", "why"),
    [
        (case(), CRASH, "crash", "KeyError: 3"),
        (unanswerable(), CRASH, "crash", "KeyError"),
        (unanswerable(), answer(), "refusal", "off_topic"),
        (case(gold=(("jia#九", "jia#十"),)), answer(), "parsing", "jia#九 or jia#十"),
        (case(), refusal(retrieved=()), "retrieval", "not retrieved"),
        (case(), answer("不知", retrieved=(*FAR, hit(FIRST, 11))), "retrieval", "rank 11"),
        (
            case(gold=((FIRST,), ("jia#二/1",)), facts=(("12月",),)),
            answer(),
            "retrieval",
            "jia#二/1 not",
        ),
        (case(), refusal(), "refusal", "not_in_documents"),
        (
            case(),
            answer("达到45%。", statements=(Statement("达到45%。", (1,), "unsupported"),)),
            "verification",
            "unsupported: 达到45%",
        ),
        (case(), answer("达到45%。"), "composition", "facts missing: 2025"),
        (case(), answer(citations=(citation(SECOND),)), "composition", "no gold clause is cited"),
    ],
)
def test_cause(item: Case, given: Answer, cause: str, why: str) -> None:
    found = attribute(item, given, KNOWN)
    assert found is not None
    assert found[0] == cause and why in found[1]


def test_a_right_answer_has_no_cause() -> None:
    assert attribute(case(), answer(), KNOWN) is None
    assert attribute(unanswerable(), refusal(), KNOWN) is None


def test_without_the_index_a_clause_never_made_counts_as_not_retrieved() -> None:
    found = attribute(case(gold=(("jia#九",),)), answer())
    assert found is not None and found[0] == "retrieval"
