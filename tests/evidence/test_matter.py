"""What is told of another matter answers nothing, though the kind of thing asked for is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from handmade import assistant_over

from rag.evidence.matter import of_another_matter
from rag.pipeline import Assistant
from rag.understand.query import FAR


@pytest.mark.parametrize(
    ("question", "quoted", "above", "other"),
    [
        ("结婚登记要交多少钱", "县财政每年安排河道经费30万元。", "", True),
        ("结婚登记要交多少钱", "结婚免收工本费9元。", "", False),
        ("结婚登记要交多少钱", "工本费9元。", "结婚登记", False),
        ("船闸收费怎么算", "不收费。", "渔港", True),
        ("船闸收费怎么算", "不收费。", "船闸", False),
        # Of the same name but for the word before it.
        ("学校停车场怎么收费", "医院停车场每小时3元。", "", True),
        ("学校停车场怎么收费", "学校停车场每小时3元。", "", False),
        # What is no fee may be told of another thing of its name as well.
        ("学校停车场怎么申请", "医院停车场每天申请。", "", False),
        # 学历 is told by 本科, whatever stands before the second word.
        ("学历职称有什么要求", "本科以上，具有高级职称。", "", False),
        # Who is responsible is read off roles.
        ("船闸归哪个部门管", "由县农业局负责。", "", False),
        # Nothing is named but a place.
        ("云山县有多少", "共有30个。", "", False),
    ],
)
def test_no_word_of_the_matter(small: Assistant, question: str, quoted: str, above: str, other: bool) -> None:
    query = replace(small.understood(question), near=FAR)
    assert of_another_matter(query, quoted, above, "") is other


def test_the_rest_of_the_clause_may_tell_of_the_matter(small: Assistant) -> None:
    query = replace(small.understood("结婚登记要交多少钱"), near=FAR)
    assert not of_another_matter(query, "工本费9元。", "", "结婚登记时，工本费9元。")


def test_one_of_several_questions_may_be_about_what_those_before_are(small: Assistant) -> None:
    query = replace(small.understood("结婚登记要交多少钱"), near=FAR)
    assert not of_another_matter(replace(query, leans="partly"), "河道经费30万元。", "", "")


BUDGET = """云山县渔港管理办法

一、经费

县财政每年安排渔港经费30万元，用于渔港维修。

二、登记

渔船登记每艘收费20元。
"""


def test_money_of_another_matter_is_refused(tmp_path: Path) -> None:
    asked = assistant_over(BUDGET, tmp_path)
    assert "20元" in asked.ask("渔船登记要交多少钱").text
    turn = asked.turn("结婚要交多少钱")
    assert turn.composition.drafts and turn.decision is not None
    assert turn.decision.evidence["unmatched"] == 1.0 and turn.decision.refusal is not None
