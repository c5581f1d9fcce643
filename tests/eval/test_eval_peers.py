"""eval.peers: what a chunk counts for, BM25 against bm25s, each peer, the paired test, missing packages."""

from __future__ import annotations

import socket
import sys
from dataclasses import replace

import bm25s
import numpy as np
import pytest
from eval_fakes import CLAUSES, DOCUMENT, FIRST, SECOND, THIRD, case, unanswerable
from langchain_core.embeddings import Embeddings

from eval.peers import beside, llamaindex_usual, txtai_usual
from eval.peers import langchain_usual as peer
from eval.peers.bm25 import BM25, words
from eval.peers.coverage import Chunk, coverage, covered, retrieval_measures
from rag.encode.encoder import HashingEncoder
from rag.errors import SettingsError
from rag.parse.parser import parse


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


LONG = replace(DOCUMENT, text=DOCUMENT.text + "\n\n".join(f"第{n}段。" * 60 for n in range(20)))
CASES = [case("c1"), case("c2", question="改造什么时候完成？", gold=((THIRD,),)), unanswerable()]


def test_the_usual_pipeline_runs() -> None:
    pytest.importorskip("langchain_text_splitters", reason="the peer needs langchain-text-splitters")
    for part in peer.split_documents([LONG]):
        assert LONG.text[part.start : part.end] == part.text and len(part.text) <= peer.CHUNK
    found = {p.name: beside.measure(p, CASES) for p in peer.peers([LONG], HashingEncoder())}
    assert list(found) == ["langchain dense", "langchain bm25", "langchain ensemble"]
    assert found["langchain bm25"].means["recall@1"] == 1
    assert found["langchain bm25"].tested == (1.0, 1.0), "answerable cases only"


def test_txtai_gives_the_clauses_of_its_lines(offline: None) -> None:
    pytest.importorskip("txtai", reason="the peer needs txtai")
    chunks = txtai_usual.lines([DOCUMENT])
    assert [DOCUMENT.text[c.start : c.end] for c in chunks] == DOCUMENT.text.split()
    (found,) = txtai_usual.peers([DOCUMENT], HashingEncoder())
    ranking = found.ranking(case(question=CLAUSES[THIRD].text))
    assert ranking[0] == {THIRD}


def test_llamaindex_gives_the_clauses_of_its_nodes(offline: None) -> None:
    pytest.importorskip("llama_index.core", reason="the peer needs llama-index-core")
    search = llamaindex_usual.VectorSearch([LONG], HashingEncoder())
    assert len(search.chunks) > 1
    assert all(LONG.text[c.start : c.end] == c.text for c in search.chunks)
    assert set(CLAUSES) <= set().union(*search.ranking(CLAUSES[THIRD].text))


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a peer reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_a_peer_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("txtai", "llama_index.core", "langchain_text_splitters"):
        monkeypatch.setitem(sys.modules, name, None)
    missing: list[str] = []
    assert list(beside.available([DOCUMENT], HashingEncoder(), missing)) == []
    assert [line.split("; ")[1] for line in missing] == [
        "run: pip install langchain-text-splitters",
        "run: pip install txtai",
        "run: pip install llama-index-core",
    ]


def measured(name: str, *tested: float) -> beside.Measured:
    return beside.Measured(name, dict.fromkeys(beside.COLUMNS, 0.5), tested, 1.5, 1.0, beside.Took(2.0, 1.0))


def test_the_paired_test_counts_wins_ties_and_losses() -> None:
    found = beside.paired(measured("ours", 1, 1, 0.5, 0), measured("other", 0, 1, 0, 1))
    assert (found.wins, found.ties, found.losses) == (2, 1, 1) and found.difference == 0.125
    even = beside.paired(measured("ours", 1, 0), measured("other", 1, 0))
    assert even.p == 1.0 and even.ties == 2
    sure = beside.paired(measured("ours", *[1.0] * 40), measured("other", *[0.0] * 40))
    assert sure.p < 0.001 and sure.low == sure.high == 1.0


def test_what_is_printed_and_kept() -> None:
    runs = [measured("ours", 1, 1), measured("other thing", 0, 1)]
    text = beside.text(runs, ["not run: x"])
    assert "other thing" in text and "1/1/0" in text and text.endswith("not run: x")
    kept = beside.as_json(runs, ["not run: x"])
    assert kept["paired"]["other thing"]["wins"] == 1 and kept["retrieval"]["ours"]["build"] == {
        "wall_s": 2.0,
        "cpu_s": 1.0,
    }


def test_ours_is_a_peer_too() -> None:
    read = parse(DOCUMENT.text, document_id="jia", source="jia.txt", sha256="0" * 64, title=DOCUMENT.title)
    found = beside.ours([read], HashingEncoder())
    wanted = next(clause.id for clause in read.walk() if "签约率" in clause.text)
    assert {wanted} in found.ranking(case(question="签约率目标是多少？"))[:3]
