"""txtai's usual hybrid search: its own BM25 and a FAISS index, weighed half and half.

``Embeddings(hybrid=True)`` as its documentation sets it up, one record a line of the documents (its
``lines`` segmentation), with our encoder as the external transform. Its tokenizer cuts Chinese into
single characters, which is what a user gets who sets nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from eval.peers.beside import DEPTH, Peer, taking
from eval.peers.coverage import Chunk, Ranking, coverage
from rag.errors import SettingsError
from rag.types import Document

if TYPE_CHECKING:
    from rag.encode.encoder import Encoder


def lines(documents: Sequence[Document]) -> list[Chunk]:
    """The lines of the documents that hold more than white space."""
    chunks = []
    for document in documents:
        start = 0
        for line in document.text.split("\n"):
            if line.strip():
                chunks.append(Chunk(document.id, start, start + len(line), line))
            start += len(line) + 1
    return chunks


def _package() -> Any:
    try:
        return import_module("txtai")
    except ImportError as error:
        raise SettingsError("the txtai peer needs txtai; run: pip install txtai") from error


class HybridSearch:
    """The peer over some documents."""

    def __init__(self, documents: Sequence[Document], encoder: Encoder) -> None:
        """Cuts, encodes and indexes the documents.

        Raises:
            SettingsError: the package is not installed.
        """
        txtai = _package()
        self.chunks = lines(documents)
        self._covered = coverage(self.chunks, documents)

        def transform(texts: Sequence[str]) -> npt.NDArray[np.float32]:
            return encoder.encode_documents(list(texts))

        self._embeddings = txtai.Embeddings(method="external", transform=transform, hybrid=True)
        self._embeddings.index([(n, chunk.text, None) for n, chunk in enumerate(self.chunks)])

    def ranking(self, question: str) -> Ranking:
        """The clauses that each place retrieves, best place first."""
        return [self._covered[int(n)] for n, _ in self._embeddings.search(question, DEPTH)]


def peers(documents: Sequence[Document], encoder: Encoder) -> list[Peer]:
    """The hybrid search as a peer; a follow-up is asked as its last question alone."""
    _package()  # importing it takes seconds that are no part of a build
    search, took = taking(lambda: HybridSearch(documents, encoder))
    return [Peer("txtai hybrid", lambda case: search.ranking(case.question), took)]
