"""BM25 against a worked example, a plain implementation and bm25s; storage; damage."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import IndexStateError
from rag.index import lexical
from rag.index.lexical import Postings, term_hash

SHORT = [["签约", "服务", "服务"], ["服务"], ["医保"], []]

TOKEN_LISTS = st.lists(st.lists(st.sampled_from("应当不得签约服务医保一二三"), max_size=12), max_size=12)


def plain_bm25(passages: list[list[str]], terms: dict[str, float], k1: float, b: float) -> list[float]:
    """BM25 straight from its definition."""
    count = len(passages)
    average = sum(map(len, passages)) / count if any(passages) else 1.0
    scores = []
    for passage in passages:
        tf = Counter(passage)
        score = 0.0
        for term, weight in terms.items():
            df = sum(term in other for other in passages)
            idf = math.log(1 + (count - df + 0.5) / (df + 0.5))
            norm = k1 * (1 - b + b * len(passage) / average)
            score += weight * idf * tf[term] / (tf[term] + norm) if tf[term] else 0.0
        scores.append(score)
    return scores


def test_worked_example() -> None:
    postings = Postings.build(SHORT, k1=1.2, b=0.75)
    # N = 4, average length 5/4; 服务 stands in 2 passages: idf = ln(1 + 2.5/2.5).
    assert postings.idf("服务") == pytest.approx(math.log(2))
    first = math.log(2) * 2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 1.25))
    second = math.log(2) * 1 / (1 + 1.2 * (0.25 + 0.75 * 1 / 1.25))
    assert postings.scores({"服务": 1.0}) == pytest.approx([first, second, 0, 0])


def test_unknown_terms_count_nothing() -> None:
    postings = Postings.build(SHORT)
    assert postings.idf("没有") == 0.0
    assert postings.df("没有") == 0
    assert not postings.scores({"没有": 5.0}).any()
    assert not postings.scores({}).any()


@given(passages=TOKEN_LISTS, terms=st.dictionaries(st.sampled_from("应当不签医零"), st.floats(-3, 3)))
@settings(max_examples=150, deadline=None)
def test_equals_the_definition(passages: list[list[str]], terms: dict[str, float]) -> None:
    postings = Postings.build(passages, k1=0.9, b=0.4)
    expected = plain_bm25(passages, terms, 0.9, 0.4)
    assert postings.scores(terms) == pytest.approx(expected, abs=1e-4)
    for term in terms:
        assert postings.df(term) == sum(term in passage for passage in passages)


def test_equals_bm25s() -> None:
    generator = np.random.default_rng(0)
    words = [f"词{i}" for i in range(300)]
    passages = [
        [words[int(i)] for i in np.minimum(generator.zipf(1.3, generator.integers(1, 60)), 300) - 1]
        for _ in range(400)
    ]
    oracle = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    oracle.index(passages, show_progress=False)
    postings = Postings.build(passages, k1=1.2, b=0.75)
    for query in (["词0", "词7", "词150"], ["词3"], ["词299", "词298"]):
        known = [term for term in query if postings.df(term)]
        assert postings.scores(dict.fromkeys(known, 1.0)) == pytest.approx(oracle.get_scores(known), abs=1e-4)


@pytest.mark.parametrize("passages", [SHORT, [[], []], []])
def test_saved_and_loaded_is_the_same(passages: list[list[str]], tmp_path: Path) -> None:
    built = Postings.build(passages, k1=1.5, b=0.6)
    built.save(tmp_path / "body")
    loaded = Postings.load(tmp_path / "body")
    assert (loaded.passages, loaded.k1, loaded.b) == (len(passages), 1.5, 0.6)
    for name in ("hashes", "starts", "rows", "impacts"):
        before, after = getattr(built, name), getattr(loaded, name)
        assert before.dtype == after.dtype
        assert np.array_equal(before, after)
    assert np.array_equal(loaded.scores({"服务": 2.0}), built.scores({"服务": 2.0}))


def test_no_term_is_kept_as_text(tmp_path: Path) -> None:
    Postings.build(SHORT).save(tmp_path)
    assert not any("签约".encode() in path.read_bytes() for path in tmp_path.iterdir())


def test_hashes_stay_the_same_between_processes() -> None:
    assert term_hash("服务") == 0x7F86379CE87ECA36  # b2sum -l 64, read as little-endian
    assert term_hash("\ud800") != term_hash("?")


@pytest.mark.parametrize("name", ["hashes.npy", "starts.npy", "rows.npy", "impacts.npy"])
def test_damaged_arrays_are_named(name: str, tmp_path: Path) -> None:
    Postings.build(SHORT).save(tmp_path)
    data = (tmp_path / name).read_bytes()
    for damaged in (b"", data[:5], data[:100], b"\x80\x04pickle" + data, data[:-1]):
        (tmp_path / name).write_bytes(damaged)
        with pytest.raises(IndexStateError, match=rf"{name}.*rag build"):
            Postings.load(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(IndexStateError, match=rf"{name}.*rag build"):
        Postings.load(tmp_path)


def test_damaged_parameters_are_named(tmp_path: Path) -> None:
    Postings.build(SHORT).save(tmp_path)
    for text in ("", "{", "[]", '{"passages": 1}', '{"passages": "x", "k1": 1, "b": 1}'):
        (tmp_path / "parameters.json").write_text(text)
        with pytest.raises(IndexStateError, match=r"parameters\.json.*rag build"):
            Postings.load(tmp_path)


def test_terms_are_counted_in_runs_of_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run ends within no passage, and a term keeps its number from run to run."""
    passages = [["药", "店", "药"], [], ["店"], ["夜", "药"], ["夜", "夜", "店"]]
    whole = Postings.build(passages)
    monkeypatch.setattr(lexical, "COUNTED", 2)
    parts = Postings.build(passages)
    for name in ("hashes", "starts", "rows", "impacts"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name)), name
