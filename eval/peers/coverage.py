"""From chunks to clauses: which clauses a chunk stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

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


#: Places, best first; each names the clauses that it retrieves.
Ranking = Sequence[frozenset[str]]


def case_measures(case: Case, ranking: Ranking) -> dict[str, float]:
    """The retrieval measures of one answerable case."""
    ranks = evidence_ranks(case.gold, ranking)
    return {
        "recall@1": recall_at_k(ranks, 1),
        "recall@5": recall_at_k(ranks, 5),
        "recall@10": recall_at_k(ranks, 10),
        "success@5": success_at_k(ranks, 5),
        "mrr": reciprocal_rank(ranks),
        "ndcg@10": ndcg_at_k(ranks, 10),
    }


def mean_measures(values: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each measure; nothing where there is no value."""
    return {
        name: fsum(value[name] for value in values) / len(values) for name in (values[0] if values else ())
    }


def retrieval_measures(cases: Sequence[Case], rankings: Sequence[Ranking]) -> dict[str, float]:
    """Mean retrieval measures of the answerable cases; ``rankings``: one for each case."""
    pairs = zip(cases, rankings, strict=True)
    return mean_measures([case_measures(case, ranking) for case, ranking in pairs if case.answerable])
