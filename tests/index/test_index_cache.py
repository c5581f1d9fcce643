"""Vectors of interrupted builds come back whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.index.cache import EncodedCache, remove_caches

DIM = 4
RECORD = 32 + 4 * DIM + 4


def key(number: int) -> bytes:
    """Keys may begin and end with zero bytes, which numpy's byte strings would lose."""
    return bytes([0, number]) + bytes(30)


def rows(*numbers: int) -> NDArray[np.float32]:
    return np.array([[n] * DIM for n in numbers], np.float32)


def fill(folder: Path) -> Path:
    cache = EncodedCache(folder, "f", DIM)
    cache.append([key(1), key(2)], rows(1, 2))
    cache.append([key(3)], rows(3))
    cache.close()
    (path,) = folder.glob(".encoded-*.cache")
    return path


def kept(folder: Path) -> list[int]:
    """Which of the three vectors are there, each checked for its value."""
    cache = EncodedCache(folder, "f", DIM)
    found = []
    for number in (1, 2, 3):
        vector = cache.get(key(number))
        if vector is not None:
            assert vector.tolist() == [number] * DIM
            found.append(number)
    cache.close()
    return found


def test_all_come_back(tmp_path: Path) -> None:
    assert fill(tmp_path).stat().st_size == 3 * RECORD
    assert kept(tmp_path) == [1, 2, 3]


@given(length=st.integers(0, 3 * RECORD))
@settings(max_examples=60, deadline=None)
def test_a_torn_end_is_cut_off(length: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("torn")
    path = fill(folder)
    path.write_bytes(path.read_bytes()[:length])
    whole = length // RECORD
    assert kept(folder) == [1, 2, 3][:whole]
    assert path.stat().st_size == whole * RECORD
    cache = EncodedCache(folder, "f", DIM)
    cache.append([key(9)], rows(9))
    cache.close()
    assert kept(folder) == [1, 2, 3][:whole]
    assert EncodedCache(folder, "f", DIM).get(key(9)) is not None


@given(position=st.integers(0, 3 * RECORD - 1), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_a_flipped_bit_ends_it(position: int, bit: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("flipped")
    path = fill(folder)
    data = bytearray(path.read_bytes())
    data[position] ^= 1 << bit
    path.write_bytes(data)
    assert kept(folder) == [1, 2, 3][: position // RECORD]


def test_encoders_do_not_share_vectors(tmp_path: Path) -> None:
    fill(tmp_path)
    assert EncodedCache(tmp_path, "g", DIM).get(key(1)) is None
    assert EncodedCache(tmp_path, "f", DIM + 1).get(key(1)) is None
    remove_caches(tmp_path)
    assert list(tmp_path.iterdir()) == []
