"""What is kept of one question's run: the answer in plain JSON, its measures, and why it is wrong.

A record holds nothing that differs between two runs over the same input: no timings, no index
version. Those go into files of their own.
"""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from eval import measures
from eval.cases import Case
from eval.errors import attribute
from eval.labels import label_right
from rag.types import Answer

#: Places of the ranking that are kept; no measure looks further.
KEPT = 20


@dataclass(frozen=True, slots=True)
class Record:
    """One case's answer and measures.

    ``answer``: text, statements, citations, retrieved clause ids, refusal … as plain JSON.
    ``measures``: name to value; None where the measure does not apply. ``cause`` and ``why``:
    what made it wrong (``eval.errors``), None where it is right.
    """

    id: str
    kind: str
    style: str
    answerable: bool
    documents: tuple[str, ...]
    status: str
    right: bool
    error: str | None
    answer: Mapping[str, Any]
    measures: Mapping[str, float | None]
    cause: str | None
    why: str | None

    @property
    def confidence(self) -> float:
        """The answer's own confidence, 0–1."""
        return float(self.answer.get("confidence", 0.0))


def record(
    case: Case, answer: Answer, error: str | None = None, known: Container[str] | None = None
) -> Record:
    """The record of an answer to a case; ``error`` is the message of a crash."""
    blame = attribute(case, answer, known)
    return Record(
        id=case.id,
        kind=case.kind,
        style=case.style,
        answerable=case.answerable,
        documents=case.documents,
        status=answer.status,
        right=measures.right_answer(case, answer),
        error=error,
        answer=_plain(answer),
        measures=measure(case, answer),
        cause=blame[0] if blame else None,
        why=blame[1] if blame else None,
    )


def crashed(case: Case, error: BaseException, known: Container[str] | None = None) -> Record:
    """The record of a question that raised: a wrong answer with the message."""
    message = f"{type(error).__name__}: {error}"
    answer = Answer(id=case.id, question=case.question, status="error", text=message)
    return record(case, answer, message, known)


def measure(case: Case, answer: Answer) -> dict[str, float | None]:
    """Every per-case measure by name.

    Which cases count in which: retrieval, ``right``, ``citation_*`` and ``false_refusal`` in all
    answerable ones (refusing there scores 0, and 1 in ``false_refusal``); ``figures`` in the
    answerable that need one; ``gold_cited`` in the answerable that were answered; ``refused`` in
    the unanswerable; ``label``, ``quote`` and ``superseded`` wherever something is cited. A crash
    counts as worst in each that could apply.
    """
    crash = answer.status == "error"
    cited = {
        "label": 0.0 if crash else measures.label_accuracy(answer),
        "quote": 0.0 if crash else measures.quote_fidelity(answer),
        "superseded": measures.superseded_rate(answer),
    }
    if not case.answerable:
        return {"refused": float(measures.refused(answer)), **cited}
    ranking = measures.places(hit.clause.id for hit in answer.retrieved)
    ranks = measures.evidence_ranks(case.gold, ranking)
    gold_cited = float(measures.cites_gold(case, answer))
    return {
        "recall@1": measures.recall_at_k(ranks, 1),
        "recall@5": measures.recall_at_k(ranks, 5),
        "recall@10": measures.recall_at_k(ranks, 10),
        "success@5": measures.success_at_k(ranks, 5),
        "mrr": measures.reciprocal_rank(ranks),
        "ndcg@10": measures.ndcg_at_k(ranks, 10),
        "right": float(measures.right_answer(case, answer)),
        "figures": measures.figure_accuracy(case, answer),
        "citation_recall": measures.citation_recall(answer),
        "citation_precision": measures.citation_precision(answer),
        "citation_recall_gold": measures.citation_recall_gold(case, answer),
        "citation_precision_gold": measures.citation_precision_gold(case, answer),
        "gold_cited": None if measures.refused(answer) else gold_cited,
        "false_refusal": float(measures.refused(answer)),
        **cited,
    }


def _plain(answer: Answer) -> dict[str, Any]:
    refusal = answer.refusal
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "text": answer.text,
        "statements": [
            {"text": s.text, "citations": list(s.citations), "verdict": s.verdict} for s in answer.statements
        ],
        "citations": [
            {
                "mark": c.mark,
                "clause_id": c.clause.id,
                "label": c.label,
                "quote": c.quote,
                "verdict": c.verdict,
                "label_right": label_right(c),
                "quote_right": measures.quote_right(c),
            }
            for c in answer.citations
        ],
        "table": [list(row) for row in answer.table],
        "retrieved": [hit.clause.id for hit in answer.retrieved[:KEPT]],
        "refusal": None
        if refusal is None
        else {
            "reason": refusal.reason,
            "missing": refusal.missing,
            "nearest": list(refusal.nearest),
        },
        "confidence": round(float(answer.confidence), 6),
        "mode": answer.mode,
        "model": answer.model,
    }


#: The measures of a ranking, which need no answer.
RETRIEVAL = ("recall@1", "recall@5", "recall@10", "success@5", "mrr", "ndcg@10")


def only_retrieval(item: Record) -> Record:
    """The record without the measures of an answer that nobody composed; a crash keeps its cause."""
    kept = {name: value for name, value in item.measures.items() if name in RETRIEVAL}
    found = item.measures.get("recall@10") == 1.0
    blamed = item.cause in ("crash", "parsing", "retrieval") and not found
    cause, why = (item.cause, item.why) if blamed else (None, None)
    status = item.status if item.status == "error" else "retrieved"
    return replace(item, status=status, measures=kept, right=found, cause=cause, why=why)


def to_line(item: Record) -> str:
    """The record as one line of JSON, without the line end; equal records give equal bytes."""
    return json.dumps(asdict(item), ensure_ascii=True, sort_keys=True, allow_nan=False)


def from_line(line: str) -> Record:
    """The record that ``to_line`` wrote.

    Raises:
        ValueError: the line is none.
    """
    try:
        fields = json.loads(line)
        return Record(**(fields | {"documents": tuple(fields["documents"])}))
    except (TypeError, KeyError) as error:
        raise ValueError(f"not a record of this version: {error}") from error
