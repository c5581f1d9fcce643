"""eval.measures: hand-worked cases, and agreement with independent implementations."""

from __future__ import annotations

import math
from dataclasses import replace

import ir_measures
import numpy as np
import pytest
from eval_fakes import DOCUMENT, FIRST, SECOND, THIRD, answer, case, citation, refusal, unanswerable
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from eval import measures as m
from eval.labels import label_right
from rag.types import Answer, Document, Statement

WRONG = Answer(id="x", question="x", status="error", text="broken")


# ---- retrieval ----


def test_ranks_take_the_first_alternative_and_repeats_hold_one_place() -> None:
    gold = (("a", "b"), ("c",), ("z",))
    ranking = m.places(["x", "x", "b", "a", "c"])
    assert m.evidence_ranks(gold, ranking) == [2, 4, None]


def test_a_chunk_may_meet_two_evidences_at_one_place() -> None:
    ranks = m.evidence_ranks((("a",), ("b",)), [frozenset("x"), frozenset("ab")])
    assert ranks == [2, 2]
    assert m.ndcg_at_k([1, 1], 10) == 1.0


def test_hand_worked_retrieval() -> None:
    ranks = [2, 4, None]
    assert m.recall_at_k(ranks, 1) == 0
    assert m.recall_at_k(ranks, 3) == pytest.approx(1 / 3)
    assert m.recall_at_k(ranks, 10) == pytest.approx(2 / 3)
    assert m.success_at_k(ranks, 1) == 0 and m.success_at_k(ranks, 2) == 1
    assert m.reciprocal_rank(ranks) == 0.5 and m.reciprocal_rank([None]) == 0
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert m.ndcg_at_k(ranks, 10) == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)


@settings(deadline=None, max_examples=60)
@given(st.permutations(range(14)), st.sets(st.integers(0, 20), min_size=1, max_size=6))
def test_agrees_with_ir_measures(order: list[int], gold: set[int]) -> None:
    qrels = [ir_measures.Qrel("q", str(n), 1) for n in gold]
    run = [ir_measures.ScoredDoc("q", str(n), 100.0 - i) for i, n in enumerate(order)]
    wanted = [R @ 1, R @ 5, R @ 10, Success @ 5, RR, nDCG @ 10, nDCG @ 3]
    theirs = ir_measures.calc_aggregate(wanted, qrels, run)
    ranks = m.evidence_ranks([[str(n)] for n in sorted(gold)], m.places(map(str, order)))
    ours = {
        R @ 1: m.recall_at_k(ranks, 1),
        R @ 5: m.recall_at_k(ranks, 5),
        R @ 10: m.recall_at_k(ranks, 10),
        Success @ 5: m.success_at_k(ranks, 5),
        RR: m.reciprocal_rank(ranks),
        nDCG @ 10: m.ndcg_at_k(ranks, 10),
        nDCG @ 3: m.ndcg_at_k(ranks, 3),
    }
    for measure, value in theirs.items():
        assert ours[measure] == pytest.approx(value, abs=1e-9), measure


# ---- right answers ----


def test_right_needs_every_fact_and_a_gold_citation() -> None:
    assert m.right_answer(case(), answer())
    assert m.right_answer(case(), answer("到二〇二五年达到百分之四十五。[1]"))
    assert not m.right_answer(case(), answer("达到45%。[1]"))
    elsewhere = answer(citations=(citation(SECOND),))
    assert not m.right_answer(case(), elsewhere)
    assert m.right_answer(case(gold=((THIRD, SECOND),)), elsewhere)
    assert not m.right_answer(case(), refusal()) and not m.right_answer(case(), WRONG)


def test_right_for_the_unanswerable_is_a_refusal_and_an_error_is_none() -> None:
    assert m.right_answer(unanswerable(), refusal())
    assert not m.right_answer(unanswerable(), answer())
    assert not m.right_answer(unanswerable(), WRONG)


def test_a_citation_mark_is_no_figure_but_a_document_number_is_kept() -> None:
    marked = answer("共有若干家。[12]", citations=(citation(mark=12),))
    assert m.missing_facts(case(facts=(("12",),)), marked) == [("12",)]
    numbered = answer("文号甲办[2021]3号[1]")
    assert not m.missing_facts(case(facts=(("甲办〔2021〕3号",),)), numbered)


def test_a_fact_may_stand_in_the_table() -> None:
    assert m.right_answer(case(), answer("见表。[1]", table=(("年份", "2025"), ("目标", "45%"))))


def test_figure_accuracy() -> None:
    wanted = case(facts=(("45%",), ("2025",), ("市卫生健康委",)))
    assert m.figure_accuracy(wanted, answer("达到45%，2024年")) == 0.5
    assert m.figure_accuracy(wanted, refusal()) == 0
    assert m.figure_accuracy(case(facts=(("市医保局",),)), answer()) is None


# ---- citations ----


def test_alce_recall_and_precision_by_hand() -> None:
    good, weak = citation(FIRST, 1), citation(SECOND, 2, verdict="weak_support")
    given = answer(
        citations=(good, weak, citation(THIRD, 3, verdict="weak_support")),
        statements=(
            Statement("a", (1, 2), "verified"),  # 2 is irrelevant: 1 supports alone
            Statement("b", (2, 3), "verified"),  # neither alone: both are needed
            Statement("c", (1,), "unsupported"),
            Statement("d", (), "verified"),
        ),
    )
    assert m.citation_recall(given) == 0.5
    assert m.citation_precision(given) == pytest.approx(3 / 5)
    assert m.citation_recall(refusal()) == 0 and m.citation_precision(refusal()) == 0


def test_a_mark_that_points_nowhere_counts_against_precision() -> None:
    assert m.citation_precision(answer(statements=(Statement("a", (1, 7), "verified"),))) == 0.5


def test_precision_and_recall_against_gold() -> None:
    given = answer(citations=(citation(FIRST, 1), citation(SECOND, 2)))
    assert m.citation_precision_gold(case(), given) == 0.5
    assert m.citation_recall_gold(case(gold=((FIRST,), (THIRD,))), given) == 0.5
    assert m.citation_precision_gold(case(), refusal()) == 0


def test_label_leads_to_the_cited_clause() -> None:
    assert m.label_accuracy(answer()) == 1
    spaced = citation(label="《甲市试行方案》（甲办〔2021〕3号）一、（一）")
    assert label_right(spaced)
    for label in ("《甲市试行方案》（甲办〔2021〕3号）一（二）", "《甲市试行方案》一（一）", ""):
        assert not label_right(citation(label=label))
    clause = citation().clause
    moved = replace(clause, path=("一", "（三）"))
    assert not label_right(citation(clause=moved, label="《甲市试行方案》（甲办〔2021〕3号）一（三）"))
    unnumbered = citation(document=replace(DOCUMENT, number=None), label="《甲市试行方案》一（一）")
    assert label_right(unnumbered)
    assert m.label_accuracy(refusal()) is None


def test_the_label_of_an_article_needs_no_chapter_where_its_number_is_its_own() -> None:
    def law(*paths: tuple[str, ...]) -> Document:
        clauses = tuple(replace(citation().clause, id=f"law#{'/'.join(p)}", path=p) for p in paths)
        return replace(DOCUMENT, id="law", title="渡船管理办法", number=None, clauses=clauses)

    path = ("第二章", "第七条", "第一款", "（二）")
    other = ("第三章", "第七条", "第一款", "（二）")

    def right(label: str, document: Document) -> bool:
        return label_right(citation(document=document, clause=document.clauses[0], label=label))

    assert right("《渡船管理办法》第七条第一款第（二）项", law(path))
    assert right("《渡船管理办法》第二章第七条第一款第（二）项", law(path, other))
    assert not right("《渡船管理办法》第七条第一款第（二）项", law(path, other))  # of which chapter?
    assert not right("《渡船管理办法》第七条第一款第（三）项", law(path))
    assert not right("《渡船管理办法》第七条", law(path))
    assert right("《渡船管理办法》§1 2", law(("§1", "2"), ("§12",)))
    assert not right("《渡船管理办法》§12", law(("§1", "2"), ("§12",)))


def test_quote_must_stand_to_the_letter_in_the_cited_clause() -> None:
    assert m.quote_fidelity(answer()) == 1
    whole = citation()
    assert not m.quote_right(citation(quote=whole.quote.replace("45", "46")))
    assert not m.quote_right(citation(start=whole.start + 1, end=whole.end + 1))
    other = citation(THIRD)
    beside = citation(quote=other.quote, start=other.start, end=other.end)
    assert not m.quote_right(beside)
    assert not m.quote_right(citation(quote="", end=whole.start))


def test_superseded_rate() -> None:
    old = citation(SECOND, 2, document=replace(DOCUMENT, status="repealed"))
    marked = citation(THIRD, 3, verdict="superseded")
    assert m.superseded_rate(answer(citations=(citation(), old, marked, citation()))) == 0.5
    assert m.superseded_rate(refusal()) is None


# ---- refusal, calibration, latency ----


def test_refusal_measures_by_hand() -> None:
    pairs = [(True, True), (True, False), (True, False), (True, False), (False, True), (False, 0)]
    cleaned = [(a, bool(b)) for a, b in pairs]
    assert m.refusal_precision(cleaned) == 0.5
    assert m.refusal_recall(cleaned) == 0.5
    assert m.false_refusals(cleaned) == 0.25
    assert m.refusal_precision([(True, False)]) is None


def test_ece_by_hand() -> None:
    confidences, right = [0.95, 0.85, 0.85, 0.1], [True, True, False, False]
    assert m.ece(confidences, right) == pytest.approx((0.05 + 2 * 0.35 + 0.1) / 4)
    assert m.ece([], []) is None
    bins = m.reliability_bins(confidences, right)
    assert [(b.low, b.count) for b in bins] == [(0.0, 1), (0.8, 2), (0.9, 1)]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_ece_agrees_with_an_independent_one(pairs: list[tuple[float, bool]]) -> None:
    confidences = np.array([c for c, _ in pairs])
    right = np.array([float(r) for _, r in pairs])
    edges = np.linspace(0, 1, 11)
    total = 0.0
    for n in range(10):
        low, high = edges[n] + 1e-10 if n else -1.0, edges[n + 1] + 1e-10
        held = (confidences > low) & (confidences <= high)
        if held.any():
            total += held.mean() * abs(right[held].mean() - confidences[held].mean())
    assert m.ece(list(confidences), [r for _, r in pairs]) == pytest.approx(total, abs=1e-9)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.floats(0, 1))
def test_percentile_agrees_with_numpy(values: list[float], share: float) -> None:
    assert m.percentile(values, share) == pytest.approx(float(np.quantile(values, share)))


def test_percentile_of_nothing() -> None:
    assert m.percentile([], 0.5) is None
