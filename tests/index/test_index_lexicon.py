"""The words of an index and their vectors: copied where known, the same whoever else is in the index."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rag.encode.encoder import HashingEncoder
from rag.errors import IndexStateError
from rag.index import lexicon
from rag.index.layout import WORD_VECTORS, WORDS
from rag.index.lexicon import (
    Lexicon,
    as_bytes,
    as_floats,
    common_words,
    write_word_vectors,
    write_words,
)


class Counting(HashingEncoder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_documents(self, texts):  # type: ignore[no-untyped-def]
        self.asked += texts
        return super().encode_documents(texts)


def written(folder: Path, words: list[str], previous: Lexicon | None = None) -> tuple[Lexicon, list[str]]:
    folder.mkdir()
    encoder = Counting()
    write_words(folder, Counter(words))
    write_word_vectors(folder, encoder, previous)
    return Lexicon.open(folder, encoder.dim), encoder.asked


def test_each_word_has_the_row_of_its_vector(tmp_path: Path) -> None:
    lexicon, asked = written(tmp_path / "a", ["药品", "医生", "药品"])
    assert list(lexicon.row) == ["医生", "药品"] and asked == [*common_words(), "医生", "药品"]
    rows = np.array([lexicon.row["药品"]])
    expected = HashingEncoder().encode_documents(["药品"])
    assert float((lexicon.vectors(rows) * expected).sum()) == pytest.approx(1.0, abs=1e-3)


def test_bytes_keep_the_direction() -> None:
    rows = np.random.default_rng(1).normal(size=(50, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert ((as_floats(as_bytes(rows)) * rows).sum(axis=1) > 0.9995).all()


def test_known_words_are_copied_and_the_bytes_are_those_of_a_build_from_nothing(tmp_path: Path) -> None:
    first, _ = written(tmp_path / "first", ["医生", "药品"])
    _, asked = written(tmp_path / "next", ["医生", "床位"], first)
    written(tmp_path / "anew", ["医生", "床位"])
    assert asked == ["床位"]
    for name in (WORDS, WORD_VECTORS):
        assert (tmp_path / "next" / name).read_bytes() == (tmp_path / "anew" / name).read_bytes()


@pytest.mark.parametrize("name", [WORDS, WORD_VECTORS])
def test_a_missing_or_torn_file_is_named(name: str, tmp_path: Path) -> None:
    written(tmp_path / "a", ["医生", "药品"])
    path = tmp_path / "a" / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexStateError, match=r"word"):
        Lexicon.open(tmp_path / "a", HashingEncoder.dim)
    path.unlink()
    with pytest.raises(IndexStateError, match="rag build"):
        Lexicon.open(tmp_path / "a", HashingEncoder.dim)


def test_of_too_many_words_those_of_the_most_passages_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon, "MOST_WORDS", 3)
    write_words(tmp_path, {"稀见": 1, "乙乡": 2, "签约": 9, "甲乡": 2, "罕用": 1})
    assert (tmp_path / WORDS).read_text("utf-8").split("\n")[1:-1] == ["乙乡", "甲乡", "签约"]
