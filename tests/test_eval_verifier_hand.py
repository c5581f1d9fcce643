"""The statements written by hand: they are what they say, and nearly all are judged rightly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.verifier_hand import FILE, by_hand, line, of_digests
from eval.verifier_sets import SHARED
from rag.errors import InputError
from rag.text import fold

ROWS = [json.loads(row) for row in FILE.read_text("utf-8").splitlines()]
NEEDS = pytest.mark.skipif(
    not (SHARED / "data" / "policies.jsonl.gz").exists(), reason="../shared/data is not beside the repository"
)


def test_the_set_is_well_formed() -> None:
    assert len(ROWS) >= 80
    assert all(row.keys() == {"document", "in", "faithful", "tampered", "change"} for row in ROWS)
    assert len({row["in"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert fold(row["faithful"]) != fold(row["tampered"]) and row["change"]


def test_a_document_that_is_not_at_hand_is_named() -> None:
    with pytest.raises(InputError, match="no sentence with"):
        by_hand([])


@NEEDS
def test_most_of_them_are_judged_rightly() -> None:
    judged = by_hand()
    tampered = [one for one in judged if one.change]
    faithful = [one for one in judged if not one.change]
    assert len(tampered) == len(faithful) == len(ROWS)
    assert sum(one.right for one in tampered) >= 0.95 * len(tampered), line("tampered", tampered, "caught")
    assert sum(one.right for one in faithful) >= 0.9 * len(faithful), line("faithful", faithful, "verified")


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="../shared/corpus is not beside the repository")
def test_sentences_of_the_digests_stand_in_their_originals() -> None:
    judged = of_digests()
    assert len(judged) > 500
    assert sum(one.right for one in judged) >= 0.97 * len(judged), line("digests", judged, "verified")


def test_a_digest_held_against_itself_stands(tmp_path: Path) -> None:
    """Each sentence to the letter: what fails here fails for another reason than its wording."""
    corpus = Path(__file__).resolve().parents[1] / "corpus"
    judged = of_digests(corpus, corpus)
    assert sum(one.right for one in judged) >= 0.99 * len(judged)
