"""A builder killed at any moment: the index opens, and the next build carries on.

``RAG_CRASH_POINTS=300`` kills it that often (default 10).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from test_index_build import CORPUS, PairEncoder, answers, document, make, names

from rag.index import encoding, open_current, versions

POINTS = int(os.environ.get("RAG_CRASH_POINTS", "10"))
LARGE = [
    *CORPUS,
    *(document(f"文{i}", *(f"第{j}项任务由{i}局负责" for j in range(6))) for i in range(6)),
]
CORPORA = [list(CORPUS), LARGE, LARGE[1:]]


class Slow(PairEncoder):
    """Takes long enough to be killed while encoding."""

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the parent, a millisecond a batch."""
        time.sleep(0.001)
        return super().encode_documents(texts)


def build_forever(folder: Path) -> None:
    """Add, delete, clean up, switch back, again and again, until killed."""
    encoding.BATCH = 4
    print("ready", flush=True)
    for turn in range(10**6):
        # A new fingerprint now and then, so that there is always something to encode.
        make(CORPORA[turn % 3], folder, Slow(f"pairs-{turn // 6 % 3}")).close()
        if turn % 4 == 3:
            versions.gc(folder, keep=2)
            versions.use(folder, versions.list_versions(folder)[0].id)


def start(folder: Path) -> subprocess.Popen[str]:
    """A builder in a process of its own, past its imports."""
    process = subprocess.Popen([sys.executable, __file__, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_killed_builders_lose_nothing(tmp_path: Path) -> None:
    expected: dict[tuple[str, ...], tuple[object, ...]] = {}
    for corpus in CORPORA:
        with closing(make(corpus, tmp_path / f"expected{len(expected)}")) as index:
            expected[index.document_ids] = answers(index)
    folder = tmp_path / "index"
    make(CORPORA[0], folder).close()
    generator = random.Random(0)
    for _ in range(POINTS):
        process = start(folder)
        # Questions all the while, up to the moment of the kill.
        until = time.monotonic() + generator.uniform(0, 0.4)
        while time.monotonic() < until:
            with closing(open_current(folder)) as index:
                assert index.document_ids in expected
                assert index.lexical("context", {"办法": 1.0}).all()
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        with closing(open_current(folder, full_check=True)) as index:
            assert answers(index) == expected[index.document_ids]
        corpus = CORPORA[generator.randrange(3)]
        with closing(make(corpus, folder)) as index:
            assert answers(index) == expected[tuple(d.id for d in corpus)]
        assert names(folder) == set()


@pytest.mark.parametrize("batches", [1, 3, 7])
def test_a_killed_build_has_kept_its_vectors(batches: int, tmp_path: Path) -> None:
    """Killed at the start of a batch: the batches before it need not be encoded again."""
    killer = f"""
import os, signal, sys
sys.path[:0] = {sys.path!r}
from test_index_crash import LARGE, PairEncoder, encoding, make
from pathlib import Path
encoding.BATCH = 4
class Killed(PairEncoder):
    def encode_documents(self, texts):
        if len(self.encoded) == {4 * batches}:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode_documents(texts)
make(LARGE, Path({str(tmp_path)!r}), Killed())
"""
    assert subprocess.run([sys.executable, "-c", killer]).returncode == -signal.SIGKILL
    encoder = PairEncoder()
    with closing(make(LARGE, tmp_path, encoder)) as index:
        assert len(encoder.encoded) == index.passage_count - 4 * batches
    assert names(tmp_path) == set()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        build_forever(Path(sys.argv[1]))
