"""eval.peers: what a chunk counts for, BM25 against bm25s, fusion, and the missing package."""

from __future__ import annotations

import sys
from dataclasses import replace

import bm25s
import numpy as np
import pytest
from eval_fakes import CLAUSES, DOCUMENT, FIRST, SECOND, THIRD, case, unanswerable
from langchain_core.embeddings import Embeddings

from eval.peers import langchain_usual as peer
from eval.peers.bm25 import BM25, words
from eval.peers.coverage import Chunk, coverage, covered, retrieval_measures
from rag.encode import HashingEncoder
from rag.errors import SettingsError


def chunk(start: int, end: int) -> Chunk:
    return Chunk(DOCUMENT.id, start, end, DOCUMENT.text[start:end])


def test_a_chunk_counts_from_half_a_clause() -> None:
    clause = CLAUSES[SECOND]
    length = clause.end - clause.start
    half = clause.start + (length + 1) // 2
    assert covered(chunk(clause.start, half), DOCUMENT.walk()) == {SECOND}
    assert covered(chunk(clause.start, clause.start + length // 2 - 1), DOCUMENT.walk()) == set()
    assert covered(chunk(0, len(DOCUMENT.text)), DOCUMENT.walk()) == set(CLAUSES)


def test_segments_count_together_and_an_empty_clause_never() -> None:
    clause = replace(CLAUSES[FIRST], segments=((0, 4), (10, 16)))
    assert covered(chunk(10, 16), [clause]) == {FIRST}
    assert covered(chunk(4, 10), [clause]) == set()
    assert covered(chunk(0, 20), [replace(clause, segments=((3, 3),))]) == set()


def test_measures_count_answerable_cases_by_place() -> None:
    cases = [case("c1", gold=((FIRST,), (THIRD,))), unanswerable("u1"), case("c2")]
    places = coverage([chunk(0, len(DOCUMENT.text)), chunk(0, 1)], [DOCUMENT])
    found = retrieval_measures(cases, [[places[1], places[0]], [], [places[0]]])
    assert found["recall@1"] == 0.5 and found["recall@5"] == 1 and found["mrr"] == 0.75


def test_bm25_agrees_with_bm25s() -> None:
    texts = [clause.text for clause in CLAUSES.values()] + ["签约率签约率", "改造工作站改造"]
    theirs = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    theirs.index([words(text) for text in texts], show_progress=False)
    for query in ("签约率达到多少", "改造专家工作站", "没有这样的词组"):
        wanted = [w for w in dict.fromkeys(words(query)) if w in theirs.vocab_dict]
        expected = theirs.get_scores(wanted) if wanted else np.zeros(len(texts))
        ours = BM25(texts).scores(" ".join(dict.fromkeys(words(query))))
        # bm25s leaves out the constant k1 + 1 of the numerator, as Lucene does
        assert ours / 2.5 == pytest.approx(expected, abs=1e-6)


def test_fusion_by_hand() -> None:
    assert peer.fuse([[1, 2, 3], [3, 1]]) == [1, 3, 2]
    assert peer.fuse([[5], [4]]) == [4, 5]


def test_the_encoder_as_langchain_embeddings() -> None:
    wrapped = peer.EncoderEmbeddings(HashingEncoder())
    assert isinstance(wrapped, Embeddings)
    rows = wrapped.embed_documents(["签约率", "改造"])
    assert len(rows) == 2 and wrapped.embed_query("改造") == rows[1]


def test_a_missing_splitter_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_text_splitters", None)
    with pytest.raises(SettingsError, match="pip install langchain-text-splitters"):
        peer.split_documents([DOCUMENT])


def test_the_usual_pipeline_runs() -> None:
    pytest.importorskip("langchain_text_splitters", reason="the peer needs langchain-text-splitters")
    long = replace(DOCUMENT, text=DOCUMENT.text + "\n\n".join(f"第{n}段。" * 60 for n in range(20)))
    for part in peer.split_documents([long]):
        assert long.text[part.start : part.end] == part.text and len(part.text) <= peer.CHUNK
    cases = [case("c1"), case("c2", question="改造什么时候完成？", gold=((THIRD,),))]
    found = peer.evaluate([long], HashingEncoder(), [*cases, unanswerable()])
    assert set(found) == {"langchain dense", "langchain bm25", "langchain ensemble"}
    assert found["langchain bm25"]["recall@1"] == 1
