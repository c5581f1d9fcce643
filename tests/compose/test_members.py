"""What stands under the heading of one member of a scale answers nothing of another one."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose.draft import of_its_member
from rag.pipeline import Assistant

PLAN = """银滩市沙暴应急预案

1 总则

1.1 适用范围

本预案适用于银滩市境内沙暴的防范。

2 分级响应

2.1 Ⅲ级响应

2.1.1 启动权限

由市沙暴办值班员批准启动。

2.1.2 启动条件

出现下列情况之一的，启动Ⅲ级沙暴响应：

a) 能见度低于900米；

b) 风力达到8级以上。

2.1.3 响应措施

（1）洒水车出动不少于14辆；

（2）各镇每9小时报告一次。

2.2 Ⅱ级响应

2.2.1 启动权限

由市沙暴指挥部副总指挥批准启动。

2.2.2 启动条件

a) 能见度低于400米；

b) 风力达到10级以上。

2.2.3 响应措施

（1）洒水车出动不少于33辆；

（2）各镇每5小时报告一次。

2.3 Ⅰ级响应

2.3.1 启动权限

由市沙暴指挥部总指挥批准启动。

2.3.2 启动条件

a) 能见度低于150米；

b) 风力达到12级以上。

2.3.3 响应措施

（1）洒水车出动不少于71辆；

（2）各镇每2小时报告一次。

3 附则

本预案由市林草局负责解释。

银滩市人民政府

2037年2月3日
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(PLAN, tmp_path_factory.mktemp("plan"))


@pytest.mark.parametrize("grade", ["Ⅱ级", "II级", "二级", "2级"])
def test_who_starts_it_is_told_of_the_grade_asked_about(plan: Assistant, grade: str) -> None:
    (statement,) = plan.ask(f"沙暴{grade}响应由谁批准启动？").statements
    assert "副总指挥" in statement.text


@pytest.mark.parametrize(("grade", "cars"), [("Ⅰ级", "71辆"), ("二级", "33辆"), ("3级", "14辆")])
def test_how_much_is_told_of_the_grade_asked_about(plan: Assistant, grade: str, cars: str) -> None:
    (statement,) = plan.ask(f"沙暴{grade}响应时洒水车出动多少辆？").statements
    assert cars in statement.text


def test_of_a_grade_that_there_is_not_nothing_is_told(plan: Assistant) -> None:
    assert plan.ask("沙暴Ⅳ级响应由谁批准启动？").status == "refused"


def test_what_stands_under_another_member_is_left_out(plan: Assistant) -> None:
    turn = plan.turn("沙暴Ⅰ级响应的启动条件是什么？")
    assert turn.query is not None
    names = {hit.clause.document_id for hit in turn.hits}
    documents = {name: plan.index.document(name) for name in names}
    under = [hit.clause.path[:2] for hit in of_its_member(turn.query, turn.hits, documents)]
    others = {("2", "2.1"), ("2", "2.2")}
    assert ("2", "2.3") in under and others.isdisjoint(under)
    assert not others.isdisjoint(hit.clause.path[:2] for hit in turn.hits)


def test_conditions_are_told_of_the_grade_asked_about(plan: Assistant) -> None:
    """That of another one says 启动…级响应 itself, in more of the words of the question."""
    text = plan.ask("沙暴Ⅰ级响应的启动条件是什么？").text
    assert "150米" in text and "900米" not in text


def test_a_list_is_told_of_the_grade_asked_about(plan: Assistant) -> None:
    text = plan.ask("Ⅱ级沙暴响应的启动条件有哪些？").text
    assert "400米" in text and "150米" not in text and "900米" not in text
