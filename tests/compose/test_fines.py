"""A penalty that is set by the number of a rule is told with that rule, and no other one."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.pipeline import Assistant

RULES = """碧湖市公园管理条例

第一章 游园

第一条 游客应当遵守下列规定：
（一）不得攀折花木；
（二）不得投喂天鹅；
（三）不得在湖面放飞气球。

第二条 禁止在草坪上搭建帐篷。
携带风筝的，应当在指定区域放飞。

第三条 摊贩不得占用步道经营。

第二章 罚则

第四条 违反本条例第一条第一项、第三项规定的，由公园管理机构处四十元以上九十元以下罚款；违反第二项规定的，处七十元罚款。

第五条 违反《碧湖市绿化条例》第三条规定的，处六千元罚款。

第六条 违反本条例第二条第一款规定的，责令拆除；拒不拆除的，处三百元罚款。

第七条 违反本条例第三条规定，摊贩占用步道的，处八百元罚款。

第八条 本条例自2021年7月1日起施行。
"""


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(RULES, tmp_path_factory.mktemp("park"))


@pytest.mark.parametrize(
    ("question", "rule", "penalty"),
    [
        ("攀折花木罚多少钱？", "攀折花木", "四十元以上九十元以下"),
        ("放飞气球罚多少钱？", "放飞气球", "四十元以上九十元以下"),
        ("投喂天鹅罚多少钱？", "投喂天鹅", "七十元"),
        ("在草坪搭建帐篷罚多少钱？", "搭建帐篷", "三百元"),
    ],
)
def test_the_penalty_by_the_number_of_the_rule(
    park: Assistant, question: str, rule: str, penalty: str
) -> None:
    answer = park.ask(question)
    assert rule in answer.text and penalty in answer.text
    others = {"四十元", "七十元", "三百元", "六千元", "八百元"} - {penalty[:3]}
    assert not any(other in answer.text for other in others)
    assert {statement.verdict for statement in answer.statements} == {"verified"}


def test_a_rule_without_a_penalty_has_none(park: Assistant) -> None:
    """The second paragraph of 第二条 is not what 第二条第一款 is about."""
    assert "罚款" not in park.ask("携带风筝不在指定区域放飞罚多少钱？").text


def test_a_penalty_that_names_the_deed_is_told_alone(park: Assistant) -> None:
    (statement,) = park.ask("摊贩占用步道罚多少钱？").statements
    assert "八百元" in statement.text
