"""Dense search: order, recall against exact search, filters, damage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.errors import EncoderError, IndexStateError
from rag.index import vectors
from rag.index.vectors import FaissStore

DIM = 256


def unit_rows(count: int, seed: int = 0, centres: int = 0) -> NDArray[np.float32]:
    """Random rows of length 1, around ``centres`` points if given, as real texts are."""
    generator = np.random.default_rng(seed)
    matrix = generator.normal(size=(count, DIM))
    if centres:
        middle = np.random.default_rng(99).normal(size=(centres, DIM))
        matrix = middle[generator.integers(0, centres, count)] + 0.4 * matrix
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix.astype(np.float32)


def store_of(matrix: NDArray[np.float32]) -> FaissStore:
    return FaissStore.build(np.arange(len(matrix), dtype=np.int64), matrix)


@pytest.fixture
def inverted(monkeypatch: pytest.MonkeyPatch) -> FaissStore:
    """A store over the size limit of flat search (which is lowered for the test)."""
    monkeypatch.setattr(vectors, "FLAT_ROWS", 1000)
    return store_of(unit_rows(20_000, centres=200))


def test_flat_search_equals_sorting_all_products() -> None:
    matrix = unit_rows(500)
    query = unit_rows(1, seed=1)[0]
    rows, scores = store_of(matrix).search(query, 10)
    exact = matrix @ query
    assert exact[rows] == pytest.approx(np.sort(exact)[::-1][:10], abs=0.001)
    assert np.abs(scores - exact[rows]).max() < 0.001


def test_inverted_lists_find_what_exact_search_finds(inverted: FaissStore) -> None:
    """But for rows as near to a last digit or two; on real vectors eval.distractors counts them."""
    matrix = unit_rows(20_000, centres=200)
    queries = unit_rows(100, seed=2, centres=200)
    found = 0
    for query in queries:
        near = matrix @ query
        exact, rows = np.argsort(-near)[:10], inverted.search(query, 10)[0]
        assert near[rows].min() >= near[exact].min() - 0.005
        found += len(set(rows) & set(exact))
    assert found / 1000 >= 0.9


def test_the_size_chooses_the_type(inverted: FaissStore) -> None:
    assert inverted._lists is not None
    assert store_of(unit_rows(999))._lists is None


@given(
    rows=st.integers(0, 40),
    k=st.integers(-1, 60),
    mask=st.lists(st.booleans(), min_size=40, max_size=40),
)
@settings(max_examples=60, deadline=None)
def test_never_more_never_padding_never_forbidden(rows: int, k: int, mask: list[bool]) -> None:
    store = store_of(unit_rows(rows)) if rows else FaissStore.build(
        np.empty(0, np.int64), np.empty((0, DIM), np.float32)
    )  # fmt: skip
    allowed = np.array(mask[:rows], bool)
    found, scores = store.search(unit_rows(1, seed=3)[0], k, allowed)
    assert len(found) == len(scores) == min(max(k, 0), int(allowed.sum()))
    assert len(set(found.tolist())) == len(found)
    assert all(allowed[row] for row in found)
    assert (np.diff(scores) <= 0).all()


@pytest.mark.parametrize("kind", ["mask", "ids"])
@pytest.mark.parametrize("count", [1, 7, 3000])
def test_a_filter_gives_the_best_of_the_allowed(inverted: FaissStore, kind: str, count: int) -> None:
    matrix = unit_rows(20_000, centres=200)
    query = unit_rows(1, seed=4, centres=200)[0]
    ids = np.sort(np.random.default_rng(5).choice(20_000, count, replace=False)).astype(np.int64)
    mask = np.zeros(20_000, bool)
    mask[ids] = True
    rows, _ = inverted.search(query, 5, mask if kind == "mask" else ids)
    exact = ids[np.argsort(-(matrix[ids] @ query))[:5]]
    assert len(set(rows) & set(exact)) >= len(exact) - (count > 100)


def test_empty_filters_find_nothing() -> None:
    store = store_of(unit_rows(10))
    query = unit_rows(1)[0]
    assert len(store.search(query, 3, np.empty(0, np.int64))[0]) == 0
    assert len(store.search(query, 3, np.zeros(10, bool))[0]) == 0


def test_removed_ids_are_gone_and_added_ones_found() -> None:
    matrix = unit_rows(100)
    store = store_of(matrix)
    assert store.remove(np.array([3, 7, 4000])) == 2
    assert store.count == 98
    assert not {3, 7} & set(store.search(matrix[3], 98)[0].tolist())
    store.add(np.array([500]), matrix[3:4])
    assert store.search(matrix[3], 1)[0].tolist() == [500]
    with pytest.raises(IndexStateError, match="row ids"):
        store.vectors(np.array([7]))


def test_stored_vectors_do_not_drift(inverted: FaissStore, tmp_path: Path) -> None:
    ids = np.arange(20_000)
    once = inverted.vectors(ids)
    assert np.abs(once - unit_rows(20_000, centres=200)).max() < 2 * vectors.code_range(1) / vectors.STEPS
    assert np.array_equal(store_of(once).vectors(ids), once), "in 8 bits again"
    few = unit_rows(50)
    assert np.abs((half := store_of(few).vectors(np.arange(50))) - few).max() < 0.001
    assert np.array_equal(store_of(half).vectors(np.arange(50)), half)


@given(st.floats(0.02, 1))
def test_the_range_of_codes_is_the_same_for_what_is_stored(largest: float) -> None:
    """Rounded to the middle of its step, as faiss does, and stored again, a number keeps range and code."""
    reach = vectors.code_range(largest)
    assert reach * 0.7 < largest < reach * 1.02

    def code(x: float) -> int:
        return int(min(1.0, (x + reach) / (2 * reach)) * vectors.STEPS)

    stored = (code(largest) + 0.5) / vectors.STEPS * 2 * reach - reach
    assert vectors.code_range(stored) == reach and code(stored) == code(largest)


@pytest.mark.parametrize("largest", [0.06, 0.1249, 0.1252, 0.127, 0.35, 0.9])
def test_whatever_the_greatest_number_nothing_drifts(largest: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "FLAT_ROWS", 100)
    rows = unit_rows(2000)
    rows[:, 0] = np.random.default_rng(1).uniform(-largest, largest, 2000)
    rows[0, 0] = largest
    rows[:, 1:] *= np.sqrt(1 - rows[:, :1] ** 2) / np.linalg.norm(rows[:, 1:], axis=1, keepdims=True)
    ids = np.arange(2000)
    once = store_of(rows).vectors(ids)
    assert np.abs(once @ rows[0] - rows @ rows[0]).max() < 0.02
    assert np.array_equal(store_of(once).vectors(ids), once)


def test_saved_and_loaded_searches_the_same(inverted: FaissStore, tmp_path: Path) -> None:
    query = unit_rows(1, seed=6, centres=200)[0]
    for store in (inverted, store_of(unit_rows(50))):
        path = tmp_path / "v.faiss"
        store.save(path)
        loaded = FaissStore.load(path)
        assert (loaded.dim, loaded.count) == (store.dim, store.count)
        rows, scores = store.search(query, 9)
        assert loaded.search(query, 9)[0].tolist() == rows.tolist()
        assert loaded.search(query, 9)[1].tolist() == scores.tolist()
        assert np.array_equal(loaded.vectors(np.array([1])), store.vectors(np.array([1])))
        path.unlink()


def test_a_loaded_store_refuses_changes(tmp_path: Path) -> None:
    store_of(unit_rows(50)).save(tmp_path / "v.faiss")
    loaded = FaissStore.load(tmp_path / "v.faiss")
    with pytest.raises(IndexStateError, match="open for reading"):
        loaded.remove(np.array([1]))
    with pytest.raises(IndexStateError, match="open for reading"):
        loaded.add(np.array([99]), unit_rows(1))


def test_wrong_vectors_are_refused() -> None:
    store = store_of(unit_rows(5))
    with pytest.raises(IndexStateError, match=f"{DIM + 1} dimensions, but the index holds {DIM}"):
        store.search(np.ones(DIM + 1, np.float32), 3)
    with pytest.raises(IndexStateError, match="rag build"):
        store.add(np.array([9]), np.ones((1, 8), np.float32))
    for value in (np.nan, 0.0, 2.0):
        with pytest.raises(EncoderError, match="length 1"):
            store.add(np.array([9]), np.full((1, DIM), value, np.float32))
    with pytest.raises(EncoderError, match="not finite"):
        store.search(np.full(DIM, np.nan, np.float32), 3)


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    with pytest.raises(IndexStateError, match=r"v\.faiss.*rag build"):
        FaissStore.load(path)
    store_of(unit_rows(500)).save(path)
    data = path.read_bytes()
    for length in (0, 3, 20, len(data) // 2):
        path.write_bytes(data[:length])
        with pytest.raises(IndexStateError, match=r"v\.faiss.*rag build"):
            FaissStore.load(path)
