"""LangChain's usual pipeline: recursive splitter 500/50, FAISS, and BM25 fused by rank.

The tutorial's own retriever, with our encoder wrapped as ``Embeddings``; the flat FAISS index and
the fusion stand in for LangChain's FAISS store and ensemble retriever, whose packages are no longer
maintained; they give the same ranking. Needs ``langchain-text-splitters``, which the plain install
does not bring.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
from langchain_core.embeddings import Embeddings

from eval.peers.beside import DEPTH, Peer, taking
from eval.peers.bm25 import BM25
from eval.peers.coverage import Chunk, coverage
from rag.errors import SettingsError
from rag.types import Document

if TYPE_CHECKING:
    from rag.encode.encoder import Encoder

Mode = Literal["dense", "bm25", "ensemble"]
MODES: tuple[Mode, ...] = ("dense", "bm25", "ensemble")
CHUNK, OVERLAP = 500, 50
#: Reciprocal rank fusion's constant (Cormack, Clarke and Büttcher, SIGIR 2009).
_RRF = 60


class EncoderEmbeddings(Embeddings):
    """Our encoder in LangChain's interface."""

    def __init__(self, encoder: Encoder) -> None:
        """Wraps the encoder."""
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Rows of length 1 for the texts."""
        return cast("list[list[float]]", self._encoder.encode_documents(texts).tolist())

    def embed_query(self, text: str) -> list[float]:
        """The row of length 1 for a query."""
        return cast("list[float]", self._encoder.encode_query(text).tolist())


def split_documents(documents: Sequence[Document]) -> list[Chunk]:
    """The documents' whole texts cut by the recursive splitter at its usual settings.

    Raises:
        SettingsError: the splitter's package is not installed.
    """
    try:
        splitters = import_module("langchain_text_splitters")
    except ImportError as error:
        raise SettingsError(
            "the LangChain peer needs langchain-text-splitters; run: pip install langchain-text-splitters"
        ) from error
    splitter = splitters.RecursiveCharacterTextSplitter(
        chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True
    )
    chunks = []
    for document in documents:
        for part in splitter.create_documents([document.text]):
            start, text = int(part.metadata["start_index"]), part.page_content
            chunks.append(Chunk(document.id, start, start + len(text), text))
    return chunks


class UsualPipeline:
    """The peer over some documents: dense, BM25, or both fused by reciprocal rank."""

    def __init__(self, documents: Sequence[Document], encoder: Encoder) -> None:
        """Cuts, encodes and indexes the documents."""
        import faiss

        self._embeddings = EncoderEmbeddings(encoder)
        self._documents = documents
        self.chunks = split_documents(documents)
        texts = [chunk.text for chunk in self.chunks]
        self._bm25 = BM25(texts)
        rows = np.asarray(self._embeddings.embed_documents(texts), dtype=np.float32)
        faiss.omp_set_num_threads(1)
        self._index = faiss.IndexFlatIP(rows.shape[1])
        self._index.add(rows)

    @cached_property
    def _covered(self) -> list[frozenset[str]]:
        """The clauses of each chunk: not the pipeline's own work, only what it is judged by."""
        return coverage(self.chunks, self._documents)

    def rank(self, question: str, mode: Mode) -> list[int]:
        """Chunk numbers, best first."""
        if mode == "dense":
            return self._dense(question)
        if mode == "bm25":
            return self._lexical(question)
        return fuse([self._dense(question), self._lexical(question)])

    def ranking(self, question: str, mode: Mode) -> list[frozenset[str]]:
        """The clauses that each place retrieves, best place first."""
        return [self._covered[chunk] for chunk in self.rank(question, mode)[:DEPTH]]

    def _dense(self, question: str) -> list[int]:
        row = np.asarray([self._embeddings.embed_query(question)], dtype=np.float32)
        _, found = self._index.search(row, DEPTH)
        return [int(n) for n in found[0] if n >= 0]  # faiss pads with -1

    def _lexical(self, question: str) -> list[int]:
        scores = self._bm25.scores(question)
        order = np.argsort(-scores, kind="stable")[:DEPTH]
        return [int(n) for n in order if scores[n] > 0]


def fuse(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Reciprocal rank fusion; ties by number, so that the order is always the same."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, number in enumerate(ranking, 1):
            scores[number] = scores.get(number, 0.0) + 1 / (_RRF + rank)
    return sorted(scores, key=lambda number: (-scores[number], number))


def peers(documents: Sequence[Document], encoder: Encoder) -> list[Peer]:
    """The pipeline in each mode, built once.

    A follow-up is asked as its last question alone: the usual retriever sees no history.
    """
    pipeline, took = taking(lambda: UsualPipeline(documents, encoder))

    def in_mode(mode: Mode) -> Peer:
        return Peer(f"langchain {mode}", lambda case: pipeline.ranking(case.question, mode), took)

    return [in_mode(mode) for mode in MODES]
