"""Texts longer than a model reads: nothing of them is lost to their rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_models import sentence_model

from rag.encode.encoder import Encoder, load_encoder
from rag.encode.export import export_encoder
from rag.encode.windows import LEAST, SPARE, Matrix, window, windowed


def counted(texts: Sequence[str]) -> Matrix:
    """How often 甲, 乙 and any other character stand in each text, as rows of length 1."""
    rows = np.array([[t.count("甲"), t.count("乙"), len(t) + 1e-3] for t in texts], np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_a_window_leaves_room_for_prompts_and_marks() -> None:
    assert window(512, ["", "passage: "]) == 512 - SPARE - 9
    assert window(20, ["query: "]) == LEAST, "a model that reads next to nothing"
    assert window(None, ["query: "]) is None


def test_a_long_text_is_the_mean_of_its_windows() -> None:
    text = "甲" * 10 + "乙" * 10
    (row,) = windowed([text], 10, counted)
    mean = (counted(["甲" * 10])[0] + counted(["乙" * 10])[0]) / 2
    assert np.allclose(row, mean / np.linalg.norm(mean), atol=1e-6)


@given(st.lists(st.text("甲乙丙", max_size=50), min_size=1, max_size=6), st.integers(3, 20))
def test_every_character_is_read_once_and_no_window_is_too_long(texts: list[str], size: int) -> None:
    seen: list[str] = []

    def encode(parts: Sequence[str]) -> Matrix:
        seen.extend(parts)
        return counted(parts)

    rows = windowed(texts, size, encode)
    assert "".join(seen) == "".join(texts)
    assert max(map(len, seen)) <= size
    assert rows.shape == (len(texts), 3) and np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    short = [i for i, text in enumerate(texts) if len(text) <= size]
    for i in short:
        assert np.allclose(rows[i], counted([texts[i]])[0], atol=1e-6)


@pytest.fixture(scope="module")
def encoders(tmp_path_factory: pytest.TempPathFactory) -> list[Encoder]:
    """A model that reads 32 tokens, and its export."""
    folder = tmp_path_factory.mktemp("windows")
    model = sentence_model(folder)
    made = export_encoder(str(model), folder / "onnx")
    return [load_encoder(str(model)), load_encoder(str(made.folder))]


def test_the_end_of_a_long_passage_counts(encoders: list[Encoder]) -> None:
    start = "家庭医生签约" * 20
    for encoder in encoders:
        one, other = encoder.encode_documents(
            [f"{start}不得将医保基金挪作他用", f"{start}乡镇卫生院发展中服务馆"]
        )
        assert one @ other < 0.9999, encoder.name


def test_the_marks_and_a_window_fit_into_the_model(tmp_path: Path) -> None:
    """Cut anywhere, a window of the tiny model, a token a character, is read whole."""
    folder = sentence_model(tmp_path, prompts={"document": "乡镇", "query": "指纹目标"})
    encoder = load_encoder(str(folder))
    size = window(32, ["乡镇", "指纹目标"])
    assert size is not None and size + len("乡镇") + 2 <= 32
    text = "家庭医生签约覆盖率目标是多少不得将基金挪作他用"[:size]
    whole, cut = encoder.encode_documents([text, text[:-1] + "馆"])
    assert not np.array_equal(whole, cut)
