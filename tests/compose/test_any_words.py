"""Who does something, asked in any words, and departments claimed to do it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from handmade import assistant_over

from rag.compose.premise import WRONG, surely_of
from rag.compose.roles import UNSURE, _of_the_matter_first
from rag.index.passages import passages
from rag.language.text import normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Hit
from rag.understand.subject import Concept

HEATING = """白河市供热工作方案

一、重点任务

（一）改造老旧管网。更换市区管道，减少热量损失，提升居民取暖水平，加大财政投入。（牵头单位：市住建局；责任单位：市财政局）

（二）调整热价。建立价格联动机制，测算供热成本。（牵头单位：市发展改革委；责任单位：市财政局）

（三）加强组织领导。成立供热工作领导小组，市长任组长，分管副市长任副组长。（牵头单位：市政府办公室）
"""


@pytest.fixture(scope="module")
def heating(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(HEATING, tmp_path_factory.mktemp("heating"))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("白河调整热价谁打头", "调整热价——牵头单位：市发展改革委"),
        ("白河调整热价，谁说了算", "调整热价——牵头单位：市发展改革委"),
        ("白河调整热价是哪几家的活", "调整热价——牵头单位：市发展改革委；责任单位：市财政局"),
        ("白河供热工作领导小组谁当副手", "分管副市长任副组长"),
        ("白河搞供热，谁是头一号", "市长任组长"),
    ],
)
def test_who_is_told_whatever_the_words(heating: Assistant, question: str, told: str) -> None:
    answer = heating.ask(question)
    text = answer.statements[0].text
    assert answer.status == "answered" and told in text and ("责任单位" in text) == ("责任单位" in told)


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("白河调整热价是财政局打头吗", True),
        ("白河调整热价，财政局说了算吗", True),
        ("白河调整热价是财政局管吗", False),
        ("白河调整热价是发改委打头吗", False),
        ("白河调整热价是教育局管吗", True),
    ],
)
def test_a_claimed_department_is_held_against_the_roles(
    heating: Assistant, question: str, wrong: bool
) -> None:
    composition = heating.turn(question).composition
    assert composition.drafts and composition.lead == (WRONG if wrong else "")


def test_nothing_is_read_off_the_departments_of_what_may_be_another_matter(heating: Assistant) -> None:
    query = heating.understood("白河供暖费上涨是住建局打头吗")
    document = parse(normalise(HEATING), document_id="d")
    (pipes, price, _) = (clause for clause in document.walk() if clause.responsible)
    asked = replace(
        query,
        concepts=(
            Concept("供暖费", ("热价", "取暖水平"), 0.7, True),
            Concept("上涨", ("提升", "调整"), 0.5),
        ),
    )
    assert surely_of(asked, price), "called so in its heading"
    assert not surely_of(asked, pipes), "by other names, in passing"
    refusal = heating.ask("白河掏钱是发改委打头吗").refusal  # 财政投入, in passing
    assert refusal is not None and UNSURE in refusal.missing


def test_a_heading_that_is_only_near_to_a_word_does_not_go_first(heating: Assistant) -> None:
    query = heating.understood("白河热损谁牵头")
    document = parse(normalise(HEATING), document_id="d")
    held = {passage.clause_id: passage for passage in passages(document)}
    clauses = [clause for clause in document.walk() if clause.responsible]
    hits = [Hit(c, 9.0 - at / 10, 1, held[c.id]) for at, c in enumerate(clauses)]
    near = replace(
        query,
        concepts=(Concept("热损", ("热量损失",), 0.7, True),),
        near=lambda words, texts, rare=0.0: np.array([[float("热价" in text) for text in texts]]),
    )
    assert _of_the_matter_first(near, hits) == hits
