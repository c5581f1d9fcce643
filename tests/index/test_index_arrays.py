"""Arrays on disk: readable by numpy, mapped by us, damage refused, many threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexStateError
from rag.index.arrays import open_array, save_array

TYPES = [np.uint64, np.int64, np.int32, np.float32]


@pytest.mark.parametrize("count", [0, 1, 1000])
@pytest.mark.parametrize("dtype", TYPES)
def test_what_was_saved_comes_back(dtype: type[np.generic], count: int, tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    saved = np.arange(count).astype(dtype)
    save_array(path, saved)
    opened = open_array(path, dtype)
    assert opened.dtype == saved.dtype
    assert opened.tolist() == saved.tolist() == np.load(path).tolist()
    assert type(opened) is np.ndarray


def test_opened_arrays_cannot_be_written(tmp_path: Path) -> None:
    save_array(tmp_path / "a.npy", np.arange(3, dtype=np.int32))
    with pytest.raises(ValueError, match="read-only"):
        open_array(tmp_path / "a.npy", np.int32)[0] = 1


def test_other_types_shapes_and_damage_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.arange(6, dtype=np.int32))
    data = path.read_bytes()
    for other in (np.float32, np.int64, np.uint64):
        with pytest.raises(IndexStateError, match=r"a\.npy.*rag build"):
            open_array(path, other)
    np.save(path, np.arange(6, dtype=np.int32).reshape(2, 3))
    with pytest.raises(IndexStateError, match=r"a\.npy"):
        open_array(path, np.int32)
    np.save(path, np.array(["object", None]), allow_pickle=True)
    with pytest.raises(IndexStateError, match=r"a\.npy"):
        open_array(path, np.int32)
    for damaged in (
        b"",
        data[:100],
        data[:128],
        data[:-1],
        data[:-4],
        data + b"0000",
        b"x" + data[1:],
    ):
        path.write_bytes(damaged)
        with pytest.raises(IndexStateError, match=r"a\.npy.*rag build"):
            open_array(path, np.int32)
    path.unlink()
    with pytest.raises(IndexStateError, match=r"a\.npy.*rag build"):
        open_array(path, np.int32)


def test_many_threads_open_at_once(tmp_path: Path) -> None:
    """``numpy.load`` fails here now and then, see the module."""
    path = tmp_path / "a.npy"
    save_array(path, np.arange(5, dtype=np.int32))
    with ThreadPoolExecutor(8) as pool:
        sums = pool.map(lambda _: int(open_array(path, np.int32).sum()), range(2000))
        assert set(sums) == {10}
