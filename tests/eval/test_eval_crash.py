"""The crash run: nothing is lost; and it would notice if something were."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from eval import crash
from eval.crash import QUESTIONS, Tally, answered, corpora, key, opened, peaceful
from eval.kept import keep, kept
from rag.builder import build_index
from rag.errors import InputError

#: ``RAG_CRASH_POINTS=300`` kills that often.
POINTS = int(os.environ.get("RAG_CRASH_POINTS", "4"))


def test_nothing_is_lost(tmp_path: Path) -> None:
    tally = crash.run(POINTS, tmp_path)
    assert tally.well, tally.lines()
    assert tally.kills == POINTS and tally.answers > 0 and tally.versions > 0


def test_the_documents_differ_in_what_is_asked(tmp_path: Path) -> None:
    sources = corpora(tmp_path)
    assert len(peaceful(tmp_path, sources)) == 3
    texts = []
    for source in sources:
        assistant = opened(tmp_path / f"peace-{source.name}")
        with closing(assistant.index):
            texts.append([assistant.ask(question).text for question in QUESTIONS[:2]])
    few, more, changed = texts
    assert few == more and "40%" in few[0] and "41%" in few[1]
    assert "40%" not in changed[0] and "77%" in changed[1], "deleted, and changed"


def test_a_lost_document_a_wrong_answer_and_a_damaged_file_are_noticed(tmp_path: Path) -> None:
    sources = corpora(tmp_path)
    right = peaceful(tmp_path, sources)
    index = tmp_path / "index"
    build_index([sources[0]], index, encoder="hashing")
    assistant = opened(index)
    with closing(assistant.index):
        assert right[key(assistant.index)] == tuple(answered(assistant, q) for q in QUESTIONS)
    tally = Tally(answers=1)
    crash._examine(index, right, sources, Random(0), tally)
    assert tally.well
    wrong = {held: ("x", *answers[1:]) for held, answers in right.items()}
    crash._examine(index, wrong, sources, Random(0), tally)
    assert len(tally.lost) == 2 and not tally.well
    for path in index.rglob("*.faiss"):
        path.write_bytes(path.read_bytes()[:-8])
    crash._examine(index, right, sources, Random(0), tally)
    assert len(tally.unloadable) == 1


def test_no_questions_asked_is_not_well() -> None:
    assert not Tally(kills=1).well


def test_a_result_is_stored_with_its_command(tmp_path: Path) -> None:
    keep("crash", "python -m eval.crash", ["a"], 3, 0.52, {"x": 1}, tmp_path)
    found = kept(tmp_path, ["crash"])["crash"]
    assert (found.output, found.summary, found.load) == (("a",), {"x": 1}, 0.5)
    with pytest.raises(InputError, match=r"python -m eval\.load"):
        kept(tmp_path, ["load"])


def test_the_worker_works(tmp_path: Path) -> None:
    """Without the kill it builds, cleans up and switches, and never ends by itself."""
    sources = corpora(tmp_path)
    seen = []

    class Doing:
        """Ends the worker after a few steps."""

        def __setattr__(self, name: str, value: int) -> None:
            seen.append(value)
            if len(seen) > 12:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crash.work(tmp_path / "index", [sources[0]], 3, Doing())
    assert set(seen) == {1, 2, 3}
