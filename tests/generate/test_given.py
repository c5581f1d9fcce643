"""The model is given whole clauses, numbered and fenced; quotes are whole sentences of them."""

from __future__ import annotations

import pytest
from generation_fakes import QUESTION, TRUE, corpus_index, talking

from rag.generate.given import given_clauses, quotes_for
from rag.index import Index


@pytest.fixture(scope="session")
def index() -> Index:
    return corpus_index()


def test_given_clauses_are_whole_numbered_and_bounded(index: Index) -> None:
    assistant, _ = talking(index)
    turn = assistant.turn(QUESTION)
    given = given_clauses(turn, index, 6, 8000)
    assert [g.number for g in given] == list(range(1, len(given) + 1))
    assert len({g.clause.id for g in given}) == len(given) and 2 <= len(given) <= 8
    drafted = {q.clause.id for d in turn.composition.drafts for q in d.quotes}
    assert drafted <= {g.clause.id for g in given}
    assert {g.document.region for g in given} == {given[0].document.region}
    assert len(given_clauses(turn, index, 6, 1)) == 1


def test_prompt_holds_the_clauses_with_their_official_labels(index: Index) -> None:
    assistant, model = talking(index, TRUE)
    answer = assistant.ask(QUESTION)
    assert answer.citations[0].label in model.prompts[0]
    assert answer.citations[0].clause.text.strip() in model.prompts[0]
    assert QUESTION in model.prompts[0]


def test_heading_brings_its_parts(index: Index) -> None:
    assistant, _ = talking(index)
    turn = assistant.turn("徐汇五（二）讲什么")
    given = given_clauses(turn, index, 6, 8000)
    assert any(g.clause.id.endswith("五/（二）/1") for g in given)


def test_quotes_are_whole_sentences_that_share_the_words(index: Index) -> None:
    assistant, _ = talking(index)
    given = given_clauses(assistant.turn(QUESTION), index, 6, 8000)
    for one in given:
        for text in ("家庭医生签约覆盖率45%", "责任部门", "无关的话", ""):
            quotes = quotes_for(text, one)
            assert quotes
            for quote in quotes:
                words = one.document.text[quote.start : quote.end]
                assert words in one.clause.text and words == words.strip()
