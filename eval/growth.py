"""How an index grows: ``python -m eval.growth ARTICLES FOLDER`` builds one size, with ``--ask`` it is asked.

``--peer`` builds and asks LangChain's usual pipeline over the same documents instead, in memory.

The five originals and so many law articles; above the size of the file, copies with exchanged
characters. Vectors are drawn at random, seeded by the text, so that a million clauses need no day
of encoding: times and sizes are those of real ones, similarities mean nothing. Questions are
encoded by the bundled encoder, and its time is part of a query's.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from eval.cases import Case, load_cases
from eval.distractors import originals
from eval.laws import grown, laws
from eval.lint import QUESTIONS
from eval.timing import Clock, search, size_of
from rag.encode.encoder import BundledEncoder, Matrix
from rag.errors import RagError
from rag.index import open_current
from rag.index.build import build
from rag.pipeline import Assistant
from rag.types import Document

#: Questions asked of each size.
ASKED = 60


class DrawnEncoder:
    """Rows of length 1 drawn at random for passages; the bundled encoder's for questions."""

    name = "drawn"
    dim = BundledEncoder.dim
    fingerprint = "drawn-512"

    def __init__(self) -> None:
        self._real: BundledEncoder | None = None

    def encode_documents(self, texts: Sequence[str]) -> Matrix:
        """The same row for the same text, shape (len(texts), dim)."""
        rows = np.empty((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            np.random.default_rng(zlib.crc32(text.encode())).standard_normal(out=row, dtype=np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    def encode_query(self, text: str) -> Matrix:
        """The bundled encoder's row, shape (dim,)."""
        return self.encode_question(text, ())[0]

    def encode_question(self, text: str, words: Sequence[str]) -> tuple[Matrix, Matrix]:
        """The bundled encoder's rows of a question, shape (dim,), and of words, (len(words), dim)."""
        self._real = self._real or BundledEncoder()
        return self._real.encode_question(text, words)


def documents(count: int) -> Iterator[Document]:
    """The originals, then laws with ``count`` articles in all."""
    yield from originals()
    yield from laws(grown(count))


def asked() -> list[Case]:
    """Answerable questions spread evenly over the curated set."""
    cases = [case for case in load_cases(QUESTIONS) if case.answerable]
    return list(islice(cases, 0, None, max(1, len(cases) // ASKED)))[:ASKED]


def built(count: int, folder: Path) -> dict[str, Any]:
    """One size built from nothing: seconds, without encoding to speak of, and bytes."""
    encoder, began = DrawnEncoder(), time.perf_counter()
    with closing(build(documents(count), encoder, folder)) as index:
        passages = index.passage_count
    took = time.perf_counter() - began
    return {"articles": count, "passages": passages, "build_s": took, "bytes": size_of(folder)}


def queried(folder: Path) -> dict[str, Any]:
    """The questions asked of an opened index: ms of a query and of an answer, MiB afterwards."""
    encoder = DrawnEncoder()
    assistant = Assistant(open_current(folder, fingerprint=encoder.fingerprint), encoder)
    cases, query, answer = asked(), Clock(), Clock()
    for case in cases:  # pages are read once before anything is timed
        assistant.ask(case.question, case.history)
    for case in cases:
        query.time(partial(search, assistant, case))
        answer.time(partial(assistant.ask, case.question, case.history))
    return {"query": query.spread(), "answer": answer.spread(), **_memory()}


def usual(count: int) -> dict[str, Any]:
    """LangChain's ensemble over one size: seconds of the build, ms of a query, MiB afterwards.

    It gets the documents' texts, vectors drawn as ours are, and the same questions, without their history.
    """
    from eval.peers.langchain_usual import UsualPipeline

    texts = [replace(document, clauses=()) for document in documents(count)]
    encoder, began = DrawnEncoder(), time.perf_counter()
    pipeline = UsualPipeline(texts, encoder)
    took, cases, query = time.perf_counter() - began, asked(), Clock()
    for case in cases:
        pipeline.rank(case.question, "ensemble")
    for case in cases:
        query.time(partial(pipeline.rank, case.question, "ensemble"))
    return {"build_s": took, "query": query.spread(), **_memory()}


def _memory() -> dict[str, float]:
    """MiB of this process: its own, and of files that it has mapped."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    own, mapped = (int(status[name].split()[0]) / 1024 for name in ("RssAnon", "RssFile"))
    return {"own_mib": own, "mapped_mib": mapped}


def main(argv: Sequence[str] | None = None) -> int:
    """Prints one JSON object: of the index that is built, of the one that is asked, or of the peer."""
    assert __doc__
    parser = argparse.ArgumentParser(prog="python -m eval.growth", description=__doc__)
    parser.add_argument("articles", type=int)
    parser.add_argument("folder", type=Path)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--ask", action="store_true", help="ask the index that is there")
    what.add_argument("--peer", action="store_true", help="build and ask LangChain's usual pipeline")
    args = parser.parse_args(argv)
    try:
        if args.peer:
            print(json.dumps(usual(args.articles)))
        else:
            print(json.dumps(queried(args.folder) if args.ask else built(args.articles, args.folder)))
    except RagError as error:
        print(f"eval.growth: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
