"""Fields that minutes print by their names, and when and where the meeting was held."""

from __future__ import annotations

import pytest
from handmade import assistant_over, said

from rag.pipeline import Assistant

MINUTES = """碧湖市图书馆馆务会议纪要
〔2025〕4号
碧湖市图书馆办公室　　2025年4月2日

2025年4月1日上午，馆长贺兰山在二楼多功能厅主持召开第4次馆务会议，研究书库搬迁工作。现将议定事项纪要如下：

一、关于书库搬迁
搬迁工作由典藏部牵头，流通部参加，6月底前完成。参加搬迁的人员由典藏部登记。

二、其他事项
会议决定，第5次馆务会议于5月8日召开。

主持：贺兰山
出席：骆明远　　邢　岚　　尤小满
列席：流通部聂川，典藏部杭一舟
缺席：甘霖（外出培训）
记录：沈一白
分送：馆领导，各部室。
"""


@pytest.fixture(scope="module")
def minutes(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(MINUTES, tmp_path_factory.mktemp("minutes"))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("这次馆务会谁缺席了？", ["缺席：甘霖（外出培训）"]),
        ("会议是谁记录的", ["记录：沈一白"]),
        ("纪要分送给谁", ["分送：馆领导，各部室"]),
        ("会议谁主持的？", ["主持：贺兰山"]),
        ("4月1日的馆务会哪些人参加了？", ["出席：骆明远、邢", "列席：流通部聂川"]),
        ("馆务会是在哪里开的？", ["二楼多功能厅"]),
        ("馆务会是哪天开的？", ["2025年4月1日上午"]),
    ],
)
def test_a_field_is_told_by_its_name(minutes: Assistant, question: str, told: list[str]) -> None:
    answer = minutes.ask(question)
    assert answer.status == "answered"
    assert all(words in answer.text for words in told), answer.text
    assert {statement.verdict for statement in answer.statements} == {"verified"}


@pytest.mark.parametrize(
    ("question", "untold"),
    [
        ("哪些部室参加书库搬迁？", "出席"),
        ("下次馆务会什么时候开？", "4月1日"),
        ("下次馆务会的时间是几号？", "4月1日"),
        ("馆务会会议记录存多少年？", "沈一白"),
    ],
)
def test_no_field_is_told_of_another_meeting_or_matter(
    minutes: Assistant, question: str, untold: str
) -> None:
    assert not any(untold in text for text in said(minutes, question))
    assert untold not in minutes.ask(question).text
