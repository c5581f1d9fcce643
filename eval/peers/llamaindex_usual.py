"""LlamaIndex's usual start: SentenceSplitter and VectorStoreIndex at their defaults, our encoder.

Dense search only: its BM25 retriever is a package of its own. What the splitter reads (tokens,
sentences) comes with the package, so nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from eval.peers.beside import DEPTH, Peer, taking
from eval.peers.coverage import Chunk, Ranking, coverage
from rag.errors import SettingsError
from rag.types import Document

if TYPE_CHECKING:
    from rag.encode.encoder import Encoder


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise SettingsError(
            "the LlamaIndex peer needs llama-index-core; run: pip install llama-index-core"
        ) from error


def _embedding(encoder: Encoder) -> Any:
    """Our encoder in LlamaIndex's interface; the class can only be made where the package is."""
    base: Any = _package("llama_index.core.embeddings").BaseEmbedding

    class EncoderEmbedding(base):  # type: ignore[misc]
        def _get_query_embedding(self, query: str) -> list[float]:
            return cast("list[float]", encoder.encode_query(query).tolist())

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return cast("list[float]", encoder.encode_documents([text])[0].tolist())

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return cast("list[list[float]]", encoder.encode_documents(texts).tolist())

    return EncoderEmbedding(model_name=encoder.name, embed_batch_size=64)


class VectorSearch:
    """The peer over some documents."""

    def __init__(self, documents: Sequence[Document], encoder: Encoder) -> None:
        """Cuts, encodes and indexes the documents.

        Raises:
            SettingsError: the package is not installed.
        """
        core = _package("llama_index.core")
        splitter = _package("llama_index.core.node_parser").SentenceSplitter()
        nodes = splitter.get_nodes_from_documents([core.Document(text=d.text, id_=d.id) for d in documents])
        self.chunks = [_chunk(node, {d.id: d.text for d in documents}) for node in nodes]
        places = coverage(self.chunks, documents)
        self._covered = {node.node_id: ids for node, ids in zip(nodes, places, strict=True)}
        index = core.VectorStoreIndex(nodes, embed_model=_embedding(encoder))
        self._retriever = index.as_retriever(similarity_top_k=DEPTH)

    def ranking(self, question: str) -> Ranking:
        """The clauses that each place retrieves, best place first."""
        return [self._covered[found.node.node_id] for found in self._retriever.retrieve(question)]


def _chunk(node: Any, texts: dict[str, str]) -> Chunk:
    """A node as a slice of its document; one whose words were changed is found by its head."""
    start = node.start_char_idx
    if start is None:
        start = max(0, texts[node.ref_doc_id].find(node.text[:50]))
    return Chunk(node.ref_doc_id, start, start + len(node.text), node.text)


def peers(documents: Sequence[Document], encoder: Encoder) -> list[Peer]:
    """The vector search as a peer; a follow-up is asked as its last question alone."""
    _package("llama_index.core")  # importing it takes seconds that are no part of a build
    search, took = taking(lambda: VectorSearch(documents, encoder))
    return [Peer("llamaindex dense", lambda case: search.ranking(case.question), took)]
