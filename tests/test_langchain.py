"""The retriever and the encoder as LangChain's own types."""

from __future__ import annotations

import numpy as np
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda

from rag.encode.encoder import HashingEncoder
from rag.langchain import ClauseEmbeddings, ClauseRetriever
from rag.pipeline import Assistant


def test_embeddings_are_the_rows_of_the_encoder() -> None:
    encoder = HashingEncoder()
    embeddings = ClauseEmbeddings(encoder)
    assert isinstance(embeddings, Embeddings)
    assert np.allclose(embeddings.embed_query("签约"), encoder.encode_query("签约"))
    assert np.allclose(
        embeddings.embed_documents(["签约", "医保"]), encoder.encode_documents(["签约", "医保"])
    )
    assert embeddings.embed_documents([]) == []
    assert type(embeddings.embed_query("签约")[0]) is float


def test_the_retriever_gives_clauses_with_their_references(small: Assistant) -> None:
    retriever = ClauseRetriever(assistant=small, k=3)
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke("中医馆要建几个")
    assert len(found) == 3
    first = found[0]
    assert first.id == first.metadata["clause_id"] == "yunshan-2024#二/（一）/2"
    assert first.page_content == small.index.clause(first.id).text
    assert first.metadata["label"] == "《云山县基层卫生服务提升实施方案》（云政办〔2024〕12号）二（一）2"
    assert first.metadata["path"] == ["二", "（一）", "2"]
    scores = [d.metadata["score"] for d in found]
    assert scores == sorted(scores, reverse=True)


def test_it_stands_in_a_chain(small: Assistant) -> None:
    chain = ClauseRetriever(assistant=small, k=2) | RunnableLambda(
        lambda found: [d.metadata["label"] for d in found]
    )
    assert chain.invoke("医保基金能不能挪作他用")[0].endswith("二（二）")


def test_it_finds_what_the_assistant_finds(small: Assistant) -> None:
    question = "家庭医生签约覆盖率目标是多少"
    found = [d.id for d in ClauseRetriever(assistant=small, k=20).invoke(question)]
    assert found == [h.clause.id for h in small.ask(question).retrieved]
