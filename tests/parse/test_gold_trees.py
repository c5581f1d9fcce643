"""The parser against trees made by hand from real documents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eval.trees import SHARED, Score, compare, groups, read_gold, read_texts, sums, unaccounted
from rag.parse.parser import parse

if not SHARED.exists():
    pytest.skip("../shared with the real documents is absent", allow_module_level=True)


@pytest.fixture(scope="module")
def texts() -> dict[str, tuple[str, str]]:
    return read_texts()


@pytest.fixture(scope="module")
def scores(texts: dict[str, tuple[str, str]]) -> Iterator[dict[str, list[Score]]]:
    gold = read_gold()
    assert len(gold) >= 20
    yield groups([compare(g, parse(texts[g.id][1], document_id=g.id, title=texts[g.id][0])) for g in gold])


def test_the_five_pages(scores: dict[str, list[Score]]) -> None:
    paths, duties = sums(scores["the five pages"])
    assert paths.f1 >= 0.99
    assert duties.f1 >= 0.98


def test_the_others(scores: dict[str, list[Score]]) -> None:
    paths, duties = sums(scores["the others"])
    assert paths.f1 >= 0.97
    assert duties.f1 >= 0.97


def test_no_document_falls_far_behind(scores: dict[str, list[Score]]) -> None:
    behind = {s.gold.id: round(s.paths.f1, 3) for s in scores["all"] if s.paths.f1 < 0.95}
    assert not behind


def test_titles_numbers_and_dates(scores: dict[str, list[Score]]) -> None:
    right = [sum(column) for column in zip(*(s.facts for s in scores["all"]), strict=True)]
    assert min(right) >= len(scores["all"]) - 1, right


def test_every_character_of_every_document_is_accounted_for(texts: dict[str, tuple[str, str]]) -> None:
    assert len(texts) == 205
    lost = {
        key: count
        for key, (title, text) in texts.items()
        if (count := unaccounted(parse(text, document_id=key, title=title)))
    }
    assert not lost
