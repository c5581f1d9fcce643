"""Texts encoded together: the package's own rows, though what repeats is reckoned once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.encode import shared
from rag.encode.encoder import BundledEncoder

#: Repeated wholly, in part, beside each other and at the edges; a lone letter, and one that is unknown.
TEXTS = [
    "药店夜间售药",
    "药店夜间售药",
    "夜间售药",
    "售药售药售药售药",
    "药",
    "\ue000",
    "a b",
    "药店夜间售药登记三年",
]


@pytest.fixture(scope="module")
def backend() -> Any:
    return BundledEncoder()._model.result()._backend


def rows(backend: Any, texts: list[str]) -> Any:
    with ThreadPoolExecutor(2) as pool:
        found = shared.encoded(backend, backend.sp.encode(texts), pool)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_the_rows_are_those_of_the_package(backend: Any) -> None:
    assert np.allclose(rows(backend, TEXTS), backend.encode(TEXTS), atol=2e-6)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("药店夜售ab 1。\n", min_size=1, max_size=14), min_size=1, max_size=9))
def test_of_any_texts(backend: Any, texts: list[str]) -> None:
    assert np.allclose(rows(backend, texts), backend.encode(texts), atol=5e-6)


def test_a_text_longer_than_a_block_and_chunks_of_any_size(
    backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [*TEXTS, "门诊特病处方流转" * 30, *TEXTS]
    expected = backend.encode(texts)
    for name, size in (("BLOCK", 20), ("CHUNK", 3), ("SUMMED", 5)):
        monkeypatch.setattr(shared, name, size)
        assert np.allclose(rows(backend, texts), expected, atol=5e-6), name


def test_what_repeats_is_reckoned_once(backend: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten texts that say the same take no more rows of the second layers than one does."""
    counts = []
    in_chunks = shared._in_chunks

    def noted(fill: Any, count: int, pool: Any) -> None:
        counts.append(count)
        in_chunks(fill, count, pool)

    monkeypatch.setattr(shared, "_in_chunks", noted)
    rows(backend, TEXTS[:1])
    rows(backend, TEXTS[:1] * 10)
    one, ten = counts[:7], counts[7:]
    assert ten[:6] == one[:6] and min(one[:6]) > 3
    assert (one[6], ten[6]) == (1, 10)  # the dense layers are of texts
