"""Measures as plain functions, with the field's names and sources.

Per case: a float, or None where the measure does not apply to it. Every measure counts the whole
question set: a case whose question crashed has the worst value, never none.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.facts import fact_found, is_figure
from eval.labels import label_right
from rag.language.text import fold
from rag.types import Answer, Citation, Statement

Gold = Sequence[Sequence[str]]
#: 1-based rank at which each needed evidence is first met; None where it never is.
Ranks = Sequence[int | None]


# ---- retrieval ---------------------------------------------------------------------------------


def evidence_ranks(gold: Gold, ranking: Sequence[Collection[str]]) -> list[int | None]:
    """The rank at which each needed evidence is first met.

    ``ranking`` holds, best first, the clause ids that each place stands for: one id for a clause
    retriever, ``[{"a"}, {"b"}]``; those that a chunk covers for a chunk retriever.
    """
    ranks: list[int | None] = []
    for evidence in gold:
        wanted = set(evidence)
        places = (n for n, ids in enumerate(ranking, 1) if not wanted.isdisjoint(ids))
        ranks.append(next(places, None))
    return ranks


def places(clause_ids: Iterable[str]) -> list[frozenset[str]]:
    """The ranking that a list of retrieved clause ids is; repeated ones hold one place."""
    return [frozenset([clause]) for clause in dict.fromkeys(clause_ids)]


def recall_at_k(ranks: Ranks, k: int) -> float:
    """Recall@k: the share of the needed evidences that the first k places meet."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def success_at_k(ranks: Ranks, k: int) -> float:
    """Success@k: 1 if one of the needed evidences is among the first k places, else 0."""
    return float(any(rank is not None and rank <= k for rank in ranks))


def reciprocal_rank(ranks: Ranks) -> float:
    """Reciprocal rank of the first evidence met (Voorhees, TREC-8 QA, 1999); its mean is MRR."""
    return max((1 / rank for rank in ranks if rank is not None), default=0.0)


def ndcg_at_k(ranks: Ranks, k: int) -> float:
    """nDCG@k with gain 1 for each evidence at the place that first meets it.

    Discount 1/log2(rank + 1) (Järvelin and Kekäläinen, 2002). A second alternative of an evidence
    that is met already gains nothing. With one alternative for each evidence this is the nDCG of
    trec_eval with binary judgements. At most 1, also where one place meets two evidences.
    """
    gained = sum(1 / math.log2(rank + 1) for rank in ranks if rank is not None and rank <= k)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(ranks), k) + 1))
    return min(1.0, gained / ideal)


# ---- answers -----------------------------------------------------------------------------------


def answer_text(answer: Answer) -> str:
    """What a person reads of the answer: its text without citation marks, and its table.

    Marks go out because ``[12]`` would pass for the figure 12.
    """
    text = answer.text
    for citation in answer.citations:
        text = text.replace(f"[{citation.mark}]", " ")
    return "\n".join([text, *(" | ".join(row) for row in answer.table)])


def refused(answer: Answer) -> bool:
    """Whether the answer is a refusal (an error is none: it is a wrong answer)."""
    return answer.status == "refused"


def answered(answer: Answer) -> bool:
    """Whether the answer says something, all of it or part."""
    return answer.status in ("answered", "partial")


def missing_facts(case: Case, answer: Answer) -> list[tuple[str, ...]]:
    """The needed facts that the answer's text does not state."""
    text = answer_text(answer)
    return [fact for fact in case.facts if not fact_found(fact, text)]


def cites_gold(case: Case, answer: Answer) -> bool:
    """Whether the answer cites one of the case's gold clauses."""
    return any(citation.clause.id in case.gold_ids for citation in answer.citations)


def right_answer(case: Case, answer: Answer) -> bool:
    """Whether the answer is right.

    Answerable: it answers, states every needed fact, and cites a gold clause. Unanswerable: it
    refuses.
    """
    if not case.answerable:
        return refused(answer)
    return answered(answer) and cites_gold(case, answer) and not missing_facts(case, answer)


def figure_accuracy(case: Case, answer: Answer) -> float | None:
    """The share of the needed figures and dates that the answer states with the same value.

    None where the case needs no figure. A refusal states none of them.
    """
    figures = [fact for fact in case.facts if is_figure(fact)]
    if not figures:
        return None
    if not answered(answer):
        return 0.0
    text = answer_text(answer)
    return sum(fact_found(fact, text) for fact in figures) / len(figures)


# ---- citations ---------------------------------------------------------------------------------


def citation_recall(answer: Answer) -> float:
    """ALCE citation recall (Gao et al., EMNLP 2023, §4): the share of supported statements.

    A statement is supported if it has a citation and its citations together entail it; the verdict
    of the verifier, by lookup and equality, stands in the place of ALCE's NLI model. 0 where
    there is no statement.
    """
    supported = [_supported(statement) for statement in answer.statements]
    return sum(supported) / len(supported) if supported else 0.0


def citation_precision(answer: Answer) -> float:
    """ALCE citation precision (Gao et al., EMNLP 2023, §4): the share of citations that count.

    A citation counts for a statement if the statement is supported and the citation is not
    irrelevant: it supports on its own (its verdict is verified), or no other citation of the
    statement does, so that it is needed. 0 where there is no citation.
    """
    by_mark = {citation.mark: citation for citation in answer.citations}
    counts = [
        _supported(statement) and not _irrelevant(mark, statement, by_mark)
        for statement in answer.statements
        for mark in statement.citations
    ]
    return sum(counts) / len(counts) if counts else 0.0


def _supported(statement: Statement) -> bool:
    return bool(statement.citations) and statement.verdict == "verified"


def _irrelevant(mark: int, statement: Statement, by_mark: Mapping[int, Citation]) -> bool:
    alone = {m for m in statement.citations if m in by_mark and by_mark[m].verdict == "verified"}
    return mark not in by_mark or (mark not in alone and bool(alone))


def citation_precision_gold(case: Case, answer: Answer) -> float:
    """The share of the citations whose clause is a gold alternative; 0 where there is none."""
    gold = set(case.gold_ids)
    right = [citation.clause.id in gold for citation in answer.citations]
    return sum(right) / len(right) if right else 0.0


def citation_recall_gold(case: Case, answer: Answer) -> float:
    """The share of the needed evidences of which the answer cites an alternative."""
    cited = {citation.clause.id for citation in answer.citations}
    return sum(not cited.isdisjoint(evidence) for evidence in case.gold) / len(case.gold)


def label_accuracy(answer: Answer) -> float | None:
    """The share of the citations whose label is right; None where nothing is cited."""
    return _share([label_right(citation) for citation in answer.citations])


def quote_right(citation: Citation) -> bool:
    """Whether the quote stands to the letter at its offsets, and inside the cited clause."""
    quote = citation.document.text[citation.start : citation.end]
    inside = fold(citation.quote) in fold(citation.clause.text)
    return bool(citation.quote) and quote == citation.quote and inside


def quote_fidelity(answer: Answer) -> float | None:
    """The share of the citations whose quote is verbatim; None where nothing is cited."""
    return _share([quote_right(citation) for citation in answer.citations])


def superseded_rate(answer: Answer) -> float | None:
    """The share of the citations of a document no longer in force; None where nothing is cited."""
    over = ("superseded", "repealed")
    cited = answer.citations
    return _share([c.document.status in over or c.verdict == "superseded" for c in cited])


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


# ---- refusal -----------------------------------------------------------------------------------


def refusal_precision(pairs: Iterable[tuple[bool, bool]]) -> float | None:
    """Of (answerable, refused) pairs: the share of the refusals that were due; None without any."""
    return _share([not answerable for answerable, was_refused in pairs if was_refused])


def refusal_recall(pairs: Iterable[tuple[bool, bool]]) -> float | None:
    """Of (answerable, refused) pairs: the share of the unanswerable that were refused."""
    return _share([was_refused for answerable, was_refused in pairs if not answerable])


def false_refusals(pairs: Iterable[tuple[bool, bool]]) -> float | None:
    """Of (answerable, refused) pairs: the share of the answerable that were refused."""
    return _share([was_refused for answerable, was_refused in pairs if answerable])


# ---- calibration and latency -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a reliability diagram: how many, how sure on average, how often right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def reliability_bins(confidences: Sequence[float], correct: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Bins of equal width over 0–1, the empty ones left out; a bin holds its upper edge."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in zip(confidences, correct, strict=True):
        number = min(bins - 1, max(0, math.ceil(confidence * bins - 1e-9) - 1))
        held.setdefault(number, []).append((confidence, right))
    return [
        Bin(
            low=number / bins,
            high=(number + 1) / bins,
            count=len(pairs),
            confidence=math.fsum(c for c, _ in pairs) / len(pairs),
            accuracy=sum(r for _, r in pairs) / len(pairs),
        )
        for number, pairs in sorted(held.items())
    ]


def ece(confidences: Sequence[float], correct: Sequence[bool], bins: int = 10) -> float | None:
    """Expected calibration error (Guo et al., ICML 2017): the gap of each bin, weighted by count.

    None where there is nothing to count.
    """
    if not confidences:
        return None
    found = reliability_bins(confidences, correct, bins)
    return math.fsum(b.count * abs(b.accuracy - b.confidence) for b in found) / len(confidences)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which ``share`` (0–1) of the values lie, interpolated linearly."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
