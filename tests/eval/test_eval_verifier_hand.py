"""The statements written by hand: they are what they say, and nearly all are judged rightly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.verifier_hand import EXAM, FILE, FOURTH, SECOND, THIRD, by_hand, line, of_digests
from eval.verifier_sets import SHARED
from rag.errors import InputError
from rag.language.text import fold

SETS = {
    path: [json.loads(row) for row in path.read_text("utf-8").splitlines()]
    for path in (FILE, SECOND, THIRD, FOURTH, EXAM)
}
#: The least share of the tampered and of the faithful statements that must be judged rightly.
LEAST = {FILE: (0.97, 0.94), SECOND: (0.92, 0.74), THIRD: (0.94, 0.7), FOURTH: (0.9, 0.85), EXAM: (0.7, 0.7)}
NEEDS = pytest.mark.skipif(
    not (SHARED / "data" / "policies.jsonl.gz").exists(), reason="../shared/data is not beside the repository"
)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_the_set_is_well_formed(path: Path) -> None:
    rows = SETS[path]
    assert len(rows) >= 80
    assert all(row.keys() == {"document", "in", "faithful", "tampered", "change"} for row in rows)
    assert len({row["faithful"] for row in rows}) == len(rows)
    for row in rows:
        assert fold(row["faithful"]) != fold(row["tampered"]) and row["change"]
        places = [row["in"]] if isinstance(row["in"], str) else row["in"]
        assert places and all(len(words) < 30 for words in places)  # a phrase to find it by, no sentence


def test_a_document_that_is_not_at_hand_is_named() -> None:
    with pytest.raises(InputError, match="no sentence with"):
        by_hand(FILE, [])


@NEEDS
@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_most_of_them_are_judged_rightly(path: Path) -> None:
    judged = by_hand(path)
    tampered = [one for one in judged if one.change]
    faithful = [one for one in judged if not one.change]
    assert len(tampered) == len(faithful) == len(SETS[path])
    caught, verified = LEAST[path]
    assert sum(one.right for one in tampered) >= caught * len(tampered), line("tampered", tampered, "caught")
    assert sum(one.right for one in faithful) >= verified * len(faithful), line("", faithful, "verified")


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="../shared/corpus is not beside the repository")
def test_sentences_of_the_digests_stand_in_their_originals() -> None:
    judged = of_digests()
    assert len(judged) > 500
    assert sum(one.right for one in judged) >= 0.97 * len(judged), line("digests", judged, "verified")


def test_a_digest_held_against_itself_stands(tmp_path: Path) -> None:
    """Each sentence to the letter: what fails here fails for another reason than its wording."""
    corpus = Path(__file__).resolve().parents[2] / "corpus"
    judged = of_digests(corpus, corpus)
    assert sum(one.right for one in judged) >= 0.99 * len(judged)
