"""Feedback: one line each, also from several writers; a folder that cannot be written is named."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.web.feedback import MAX_COMMENT, record_feedback
from rag.web.turns import Turn

TURN = Turn("1", "问\n题", "answered", "答")


def test_lines_from_many_writers_stay_whole(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: record_feedback(tmp_path, TURN, "up", str(n) * 500), range(40)))
    lines = (tmp_path / "feedback.jsonl").read_text().splitlines()
    assert len([json.loads(line) for line in lines]) == 40


def test_a_comment_is_cut_and_odd_characters_do_not_stop_it(tmp_path: Path) -> None:
    record_feedback(tmp_path / "new" / "folder", TURN, "down", "\ud800" + "长" * 5000)
    line = json.loads((tmp_path / "new" / "folder" / "feedback.jsonl").read_text())
    assert len(line["comment"]) == MAX_COMMENT


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="RAG_DATA"):
        record_feedback(tmp_path / "file", TURN, "up")
