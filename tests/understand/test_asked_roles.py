"""Questions for who has a task, in whatever words, and departments claimed to have it."""

from __future__ import annotations

import pytest

from rag.understand.asked_roles import without_role
from rag.understand.asking import kind_of


@pytest.mark.parametrize(
    "question",
    [
        "河道清淤谁打头",
        "河道清淤，谁扛大旗？",
        "河道清淤哪家唱主角",
        "河道清淤，哪头张罗呢",
        "河道清淤谁来盯",
        "河道清淤是哪几家的活",
        "河道清淤这差事派给谁了",
        "河道清淤的任务落到哪个单位头上",
        "河道清淤找哪家办",
        "河道清淤领导小组谁当副手",
        "河道清淤是水利局打头吗",
        "河道清淤，水利局说了算吗",
        "河道清淤归城管局吧",
        "河道清淤由住建局来抓对不对",
    ],
)
def test_a_body_is_asked_for_whatever_it_does(question: str) -> None:
    assert kind_of(question) == "department"


@pytest.mark.parametrize(
    "question",
    [
        "河道清淤补贴谁能领",
        "河道清淤谁符合条件",
        "两边谁定得高",
        "河道清淤，支持谁来参与",
        "清淤贷款去哪家银行办",
        "想跟哪家单位合作",
        "河道清淤是给谁服务的",
        "清淤的费用谁兜",
        "清淤是水利局出钱吗",
    ],
)
def test_what_is_no_duty_asks_for_no_department(question: str) -> None:
    assert kind_of(question) != "department"


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("河道清淤谁扛大旗", "河道清淤谁"),
        ("河道清淤哪家张罗", "河道清淤哪家"),  # no document has it
        ("河道清淤谁监督", "河道清淤谁监督"),  # what is done is of the matter
        ("河道清淤是水利局打头吗", "河道清淤，吗"),
    ],
)
def test_everyday_words_for_leading_are_of_no_matter(question: str, matter: str) -> None:
    assert without_role(question, lambda word: word in ("河道", "监督")) == matter
