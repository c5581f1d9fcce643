"""What a question was about, without what it asks for."""

from __future__ import annotations

import pytest

from rag.conversation.topic import topic_of
from rag.understand.catalog import Named

NONE = Named(frozenset(), (), (), ())


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("粮库要建几座？", "粮库"),
        ("轮渡几点到几点", "轮渡"),
        ("渔船登记截止到什么时候", "渔船登记截止"),
        ("景区门票价格怎么调？", "景区门票价格"),
        ("山林巡护怎么监管", "山林巡护监管"),
        ("灌区改造要覆盖多少乡镇", "灌区改造覆盖的乡镇"),
        ("停车场有几个出口", "停车场的出口"),
        ("哪几个市在试点农村客运公交", "试点农村客运公交"),
        ("养老驿站打算跟谁合作", "养老驿站合作"),
        ("有渔业保险吗", "渔业保险"),
        ("谁负责渔船登记", "渔船登记"),
        ("困难户能退多少保费", "困难户退的保费"),
        ("8月2日谁值班", "8月2日值班"),
        ("渔船年审什么时候办", "渔船年审"),
        ("云平台要在多少乡镇用", "云平台"),
        ("要在多少个乡试点渔业保险", "试点渔业保险"),
    ],
)
def test_nothing_is_left_hanging(question: str, topic: str) -> None:
    assert topic_of(question, NONE) == topic


@pytest.mark.parametrize("asked", ["呢", "吗", "多少", "在多少县", "渔船登记找谁"])
def test_a_question_may_ask_a_thousand_times(asked: str) -> None:
    """Each is taken out of what is left: one that called itself for each would end in an error."""
    assert isinstance(topic_of(asked * 2000, NONE), str)


def test_names_of_places_are_no_part_of_it() -> None:
    assert topic_of("云山渔船登记找谁", Named(frozenset(), (), (), (), places=("云山",))) == "渔船登记"
