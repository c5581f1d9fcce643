"""The rows of a Milvus collection: passages with vector, terms and what one may filter by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rag.index.layout import FIELDS
from rag.index.lexical import Postings
from rag.index.store import ClauseStore
from rag.index.vectors import Floats

BATCH = 500
VARCHAR = 65_535
"""Longest text of a field in bytes, as Milvus limits it."""


def batches(store: ClauseStore, draft: Path, matrix: Floats) -> Iterator[list[dict[str, Any]]]:
    """The rows of the collection, batch by batch."""
    postings = [Postings.load(draft / field) for field in FIELDS]
    entries = [each.by_passage() for each in postings]
    offsets = (0, len(postings[0].hashes))
    nowhere = sum(len(each.hashes) for each in postings)
    headers = store.headers()
    documents, _ = store.passage_owners()
    for start in range(0, len(matrix), BATCH):
        batch = range(start, min(start + BATCH, len(matrix)))
        yield [
            {
                "row": row,
                "document": int(documents[row]),
                "dense": matrix[row],
                "words": _terms(entries, offsets, row) or {nowhere: 1.0},  # none is not allowed
                "document_id": _text(passage.document_id),
                "clause_id": _text(passage.clause_id),
                "text": _text(passage.text),
                "region": _text(headers[documents[row]].region or ""),
                "issued_on": headers[documents[row]].issued_on or "",
                "status": headers[documents[row]].status,
            }
            for row, passage in zip(batch, store.passages(batch), strict=True)
        ]


def _terms(entries: Sequence[Any], offsets: Sequence[int], row: int) -> dict[int, float]:
    """Dimension and value of the terms of a passage, in text and context."""
    found: dict[int, float] = {}
    for (bounds, terms, impacts), offset in zip(entries, offsets, strict=True):
        here = slice(bounds[row], bounds[row + 1])
        found.update(zip((terms[here] + offset).tolist(), impacts[here].tolist(), strict=True))
    return found


def _text(text: str) -> str:
    """What a VARCHAR takes: UTF-8, of limited length in bytes."""
    return text.encode("utf-8", "replace")[:VARCHAR].decode("utf-8", "ignore")
