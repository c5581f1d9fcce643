"""The retriever and the encoder as LangChain's own types, for use in other people's chains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.encode.encoder import Encoder
from rag.pipeline import Assistant
from rag.render import label


class ClauseEmbeddings(Embeddings):
    """An encoder as LangChain embeddings: rows of length 1 as lists of floats."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        """One row a text."""
        rows: list[list[float]] = self.encoder.encode_documents(list(texts)).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """The row of a query."""
        row: list[float] = self.encoder.encode_query(text).tolist()
        return row


class ClauseRetriever(BaseRetriever):
    """The clauses that a question asks for, as LangChain documents, best first.

    ``metadata``: clause_id, document_id, path, label (the official reference), heading, score.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **_: Any
    ) -> list[LangChainDocument]:
        hits = self.assistant.retriever.search(self.assistant.understood(query), self.k)
        return [
            LangChainDocument(
                id=hit.clause.id,
                page_content=hit.clause.text,
                metadata={
                    "clause_id": hit.clause.id,
                    "document_id": hit.clause.document_id,
                    "path": list(hit.clause.path),
                    "label": label(self.assistant.index.document(hit.clause.document_id), hit.clause),
                    "heading": hit.clause.heading,
                    "score": hit.score,
                },
            )
            for hit in hits
        ]
