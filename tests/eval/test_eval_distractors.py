"""What the run among the law articles measures beside recall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pytest

from eval.distractors import NEAREST, Found, nearest_found, text
from eval.growth import DrawnEncoder
from rag.encode.encoder import Matrix
from rag.index import Index
from rag.index.build import build
from rag.language.text import normalise
from rag.parse.parser import parse

QUESTIONS = ["第七项由谁负责", "签约率", "第三十项"]


class Drawn(DrawnEncoder):
    """Rows drawn at random for questions too: none are equally near."""

    def encode_query(self, text: str) -> Matrix:
        """A row of length 1, shape (dim,)."""
        row: Matrix = self.encode_documents([text])[0]
        return row

    def encode_question(self, text: str, words: Sequence[str]) -> tuple[Matrix, Matrix]:
        """Rows of a question, shape (dim,), and of words, (len(words), dim)."""
        return self.encode_query(text), self.encode_documents(words)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    numerals = "一二三四五六七八九十"
    tasks = "\n\n".join(f"{i}、第{i}项\n\n第{i}项由县{i}局负责，每年报告一次。" for i in numerals)
    text = f"某县方案\n\n{tasks}\n"
    many = [parse(normalise(text.replace("某县", f"{name}县")), document_id=name) for name in "甲乙丙丁"]
    return build(many, Drawn(), tmp_path_factory.mktemp("index"))


def test_an_exact_search_finds_all_of_the_nearest(index: Index) -> None:
    assert nearest_found(index, Drawn(), QUESTIONS) == 1.0


def test_a_search_that_passes_over_some_shows(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = index.dense
    monkeypatch.setattr(index, "dense", lambda row, k: tuple(part[k // 2 :] for part in exact(row, k)))
    assert nearest_found(index, Drawn(), QUESTIONS) <= 0.5


def test_what_storing_rounds_away_shows(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors stored with great errors, searched exactly."""
    exact = index.vectors(np.arange(index.passage_count))
    stored = exact + np.random.default_rng(0).normal(0, 0.05, exact.shape).astype(np.float32)
    monkeypatch.setattr(index, "vectors", lambda rows: stored[rows])
    monkeypatch.setattr(
        index, "dense", lambda row, k: (np.argsort(-(stored @ row), kind="stable")[:k], np.zeros(k))
    )
    assert nearest_found(index, Drawn(), QUESTIONS) < 0.9


def test_the_aims_are_held_against_what_was_found() -> None:
    times = {"p50": 5.0, "p95": 9.0, "cpu_p50": 4.0}
    found = Found(5, 100, 10, (0.8, 0.93, 0.97), {"formal": (0.8, 0.93, 0.97)}, times, times, 0.97)
    shown = text(found, cast("Any", found))
    assert "recall@5 ≥ 0.92 met" in shown and "search p50 ≤ 40 ms met" in shown
    assert f"of the {NEAREST} nearest passages the dense search finds 0.970" in shown
    assert "of the nearest ≥ 0.98 missed" in shown
