"""Whose task it is, whose it is not, and the parts asked for by their number."""

from __future__ import annotations

import pytest

from rag.pipeline import Assistant
from rag.understand.asked_roles import HOW_MANY_TASKS


def tasks(assistant: Assistant, question: str) -> set[str]:
    """The clauses of the tasks that are told."""
    turn = assistant.turn(question)
    assert turn.query is not None and turn.query.kind == "duty", question
    return {quote.clause.path[-1] for draft in turn.composition.drafts for quote in draft.quotes}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("白河市卫生健康委牵头哪些任务？", {"（一）", "（四）"}),
        ("白河哪些任务不是市卫生健康委牵头的？", {"（二）", "（三）"}),
        ("白河市卫生健康委不参与哪些任务？", {"（三）"}),
        ("白河不由市卫生健康委牵头的任务有哪些？", {"（二）", "（三）"}),
        ("白河牵头单位不是市医保局的任务有哪些？", {"（一）", "（四）"}),
        ("白河责任单位不包括市财政局的任务有哪些？", {"（二）"}),
        ("白河没有市卫生健康委参与的任务有哪些？", {"（三）"}),
        ("白河是不是由市医保局牵头的任务有哪些？", {"（二）", "（三）"}),  # denies nothing
        ("白河市卫生健康委在哪些任务中是责任单位？", {"（二）"}),
        ("白河哪些任务只由市医保局一家负责？", {"（三）"}),
        ("白河市医保局负责哪些任务？", {"（二）", "（三）"}),
    ],
)
def test_the_tasks_of_a_department_and_those_of_others(
    baihe: Assistant, question: str, told: set[str]
) -> None:
    assert tasks(baihe, question) == told
    assert baihe.ask(question).status == "answered"


def test_every_task_is_either_of_a_department_or_of_others(baihe: Assistant) -> None:
    every = {"（一）", "（二）", "（三）", "（四）"}
    for name in ("市卫生健康委", "市医保局", "市财政局"):
        own = tasks(baihe, f"白河{name}参与哪些任务？")
        others = tasks(baihe, f"白河{name}不参与哪些任务？")
        assert own | others == every and not own & others, name


def test_what_nobody_does_alone_is_missing(baihe: Assistant) -> None:
    answer = baihe.ask("白河哪些任务只由市财政局负责？")
    assert answer.status == "refused" and answer.refusal is not None
    assert "只由市财政局负责的任务" in answer.refusal.missing


def test_how_many_tasks_is_told_as_a_number(baihe: Assistant) -> None:
    for question in ("白河市卫生健康委牵头的任务一共有多少项？", "白河市卫生健康委牵头几项？"):
        assert HOW_MANY_TASKS.search(question)
        assert baihe.ask(question).text.startswith("共2项，列出2项："), question


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("白河第二条基本原则是什么？", "坚持协同。"),
        ("白河的第3个原则讲的啥", "坚持创新。"),
        ("白河有几条基本原则", "坚持公益。"),
    ],
)
def test_a_part_by_its_number(baihe: Assistant, question: str, words: str) -> None:
    assert words in baihe.ask(question).text


def test_a_part_that_does_not_exist_is_missing(baihe: Assistant) -> None:
    answer = baihe.ask("白河第五条基本原则是什么？")
    assert answer.status == "refused" and answer.refusal is not None
    assert "第5条原则" in answer.refusal.missing


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("白河市财政局有没有负责什么任务？", {"（一）"}),
        ("白河市卫生健康委除了办医体制还负责哪些任务？", {"（一）", "（二）", "（四）"}),
        ("白河市医保局不用配合，但要负责哪些任务？", {"（二）", "（三）"}),
        ("白河市卫生健康委和市财政局都参与的任务有哪些？", {"（一）"}),
        ("白河哪些任务单独由市医保局牵头？", {"（二）", "（三）"}),
    ],
)
def test_a_no_that_denies_nothing(baihe: Assistant, question: str, told: set[str]) -> None:
    assert tasks(baihe, question) == told


def test_one_department_but_not_another_is_not_taken_apart(baihe: Assistant) -> None:
    assert baihe.ask("白河哪些任务有市卫生健康委但没有市财政局？").status == "refused"


def test_parts_are_counted_from_the_end_too(baihe: Assistant) -> None:
    assert "坚持协同。" in baihe.ask("白河倒数第二条基本原则是什么？").text
    assert "坚持创新。" in baihe.ask("白河最后一条基本原则是什么？").text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("白河市哪些任务由市医保局负责？", {"（二）", "（三）"}),
        ("白河市医保局负责哪几项任务？", {"（二）", "（三）"}),
        ("白河市卫生健康委负责或配合哪些任务？", {"（一）", "（二）", "（四）"}),
    ],
)
def test_the_tasks_of_a_department_in_other_words(baihe: Assistant, question: str, told: set[str]) -> None:
    assert tasks(baihe, question) == told
    assert baihe.ask(question).status == "answered"
