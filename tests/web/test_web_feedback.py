"""Feedback: one row each, also from several writers; a folder that cannot be written is named."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.records.database import OLD_FEEDBACK
from rag.records.store import Keeping, Records
from rag.web.candidates import voices
from rag.web.exchanges import Exchange, plain_exchange
from rag.web.feedback import MAX_COMMENT, record_feedback

EXCHANGE = Exchange("1", "问\n题", "answered", "答")


def test_words_of_many_users_are_all_kept(tmp_path: Path) -> None:
    records = Records(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: record_feedback(records, EXCHANGE, "up", str(n) * 500), range(40)))
    said = Records(tmp_path).opinions()
    assert sorted(opinion.comment for opinion in said) == sorted(str(n) * 500 for n in range(40))


def test_a_comment_is_cut_and_odd_characters_do_not_stop_it(tmp_path: Path) -> None:
    records = Records(tmp_path / "new" / "folder")
    record_feedback(records, EXCHANGE, "down", "\ud800" + "长" * 5000, user="\udfff王")
    (opinion,) = records.opinions()
    assert len(opinion.comment) == MAX_COMMENT and opinion.user == "?王"


def test_the_last_word_on_an_answer_counts(tmp_path: Path) -> None:
    records = Records(tmp_path)
    for vote, comment in (("up", ""), ("down", "错了"), ("none", "")):
        record_feedback(records, Exchange("2", "别的", "answered", "答"), "up", "对")
        record_feedback(records, EXCHANGE, vote, comment)
        expected = [("别的", "up")] if vote == "none" else [("问\n题", vote), ("别的", "up")]
        assert [(voice.question, voice.vote) for voice in voices(records)] == expected


def test_it_is_kept_where_answers_are_not_recorded(tmp_path: Path) -> None:
    records = Records(tmp_path, Keeping("off"))
    record_feedback(records, EXCHANGE, "up")
    assert len(records.opinions()) == 1


def test_what_an_older_release_left_is_taken_over_once(tmp_path: Path) -> None:
    old = {"at": "2026-01-02T03:04:05+00:00", "vote": "up", "comment": "好", "index": "v1"}
    whole = json.dumps({**old, "turn": plain_exchange(EXCHANGE)}, ensure_ascii=False)
    (tmp_path / OLD_FEEDBACK).write_text(f'{whole}\n{{"cut off\n[1]\n', "utf-8")
    for _ in range(2):
        record_feedback(Records(tmp_path), Exchange("3", "新", "answered", "答"), "down")
    said = Records(tmp_path).opinions()
    assert [(opinion.comment, opinion.exchange["question"]) for opinion in said] == [
        ("好", "问\n题"), ("", "新"), ("", "新"),
    ]  # fmt: skip
    assert (tmp_path / OLD_FEEDBACK).exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="RAG_DATA"):
        record_feedback(Records(tmp_path / "file"), EXCHANGE, "up")
