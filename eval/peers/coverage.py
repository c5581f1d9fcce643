"""From chunks to clauses: which clauses a chunk stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.measures import evidence_ranks, ndcg_at_k, recall_at_k, reciprocal_rank, success_at_k
from rag.types import Clause, Document

#: Share of a clause's own text that a chunk must cover to count as retrieving it.
COVERED = 0.5


@dataclass(frozen=True, slots=True)
class Chunk:
    """A slice ``[start, end)`` of a document's text, in code points."""

    document_id: str
    start: int
    end: int
    text: str


def covered(chunk: Chunk, clauses: Iterable[Clause]) -> frozenset[str]:
    """Ids of the clauses of the chunk's document of which it covers at least half the text."""
    found = []
    for clause in clauses:
        length = sum(end - start for start, end in clause.segments)
        shared = sum(max(0, min(end, chunk.end) - max(start, chunk.start)) for start, end in clause.segments)
        if length and shared >= COVERED * length:
            found.append(clause.id)
    return frozenset(found)


def coverage(chunks: Sequence[Chunk], documents: Iterable[Document]) -> list[frozenset[str]]:
    """For each chunk, the clauses that it retrieves."""
    clauses = {document.id: list(document.walk()) for document in documents}
    return [covered(chunk, clauses[chunk.document_id]) for chunk in chunks]


def retrieval_measures(
    cases: Sequence[Case], rankings: Sequence[Sequence[frozenset[str]]]
) -> dict[str, float]:
    """Mean retrieval measures of the answerable cases; ``rankings``: one for each case."""
    totals: dict[str, float] = {}
    count = 0
    for case, ranking in zip(cases, rankings, strict=True):
        if case.answerable:
            count += 1
            ranks = evidence_ranks(case.gold, ranking)
            for name, value in {
                "recall@1": recall_at_k(ranks, 1),
                "recall@5": recall_at_k(ranks, 5),
                "recall@10": recall_at_k(ranks, 10),
                "success@5": success_at_k(ranks, 5),
                "mrr": reciprocal_rank(ranks),
                "ndcg@10": ndcg_at_k(ranks, 10),
            }.items():
                totals[name] = totals.get(name, 0.0) + value
    return {name: total / count for name, total in totals.items()}
