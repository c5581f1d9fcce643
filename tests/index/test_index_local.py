"""The best passages by words, held against sorting them all."""

from __future__ import annotations

import numpy as np
import pytest

from rag.index.local import RUN, ScoredWords, rows_of

PASSAGES = 20 * RUN + 7


@pytest.fixture(scope="module")
def words() -> ScoredWords:
    """Scores with many equal ones, most of them 0, the best in the run that is not whole."""
    random = np.random.default_rng(5)
    body = random.integers(0, 6, PASSAGES).astype(np.float32) * (random.random(PASSAGES) < 0.3)
    context = random.integers(0, 3, PASSAGES).astype(np.float32)
    body[-2] = 50
    owners = np.sort(random.integers(0, 40, PASSAGES)).astype(np.int32)
    return ScoredWords(body.astype(np.float32), context, owners, 0.5)


def _sorted(words: ScoredWords, allowed: list[int]) -> list[int]:
    body, context = words.at(np.array(allowed, np.int64))
    scores = dict(zip(allowed, (body + 0.5 * context).tolist(), strict=True))
    return sorted((row for row in allowed if scores[row] > 0), key=lambda row: (-scores[row], row))


@pytest.mark.parametrize("k", [1, 3, 20, 21, 300, PASSAGES, 2 * PASSAGES])
def test_best_are_those_of_sorting_all(words: ScoredWords, k: int) -> None:
    rows, scores = words.best(k)
    assert rows.tolist() == _sorted(words, list(range(PASSAGES)))[:k]
    assert (
        scores.tolist() == sorted(scores.tolist(), reverse=True)
        and scores[0] == 50 + scores.dtype.type(0.5) * words.at(np.array([PASSAGES - 2]))[1][0]
    )


@pytest.mark.parametrize("documents", [[3], [39, 0, 7, 7], [77], []])
def test_best_of_some_documents(words: ScoredWords, documents: list[int]) -> None:
    owners = words._owners
    allowed = [row for row in range(PASSAGES) if owners[row] in documents]
    assert rows_of(documents, owners).tolist() == allowed
    rows, _ = words.best(30, documents)
    assert rows.tolist() == _sorted(words, allowed)[:30]


def test_nothing_is_best_where_no_word_stands() -> None:
    nothing = np.zeros(3 * RUN, np.float32)
    rows, scores = ScoredWords(nothing, nothing, np.zeros(3 * RUN, np.int32), 0.5).best(2)
    assert len(rows) == len(scores) == 0
