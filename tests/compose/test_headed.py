"""Lists that a document has as headings: told whole, with their labels, where they are of what is asked."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.pipeline import Assistant

PLAN = """白河市智慧港口建设规划

一、基本原则

——政府引导。由市港航局统筹。

——企业主体。由港口企业出资。

二、重点任务

（一）改造岸桥。三年内改造岸桥40台，推广远程操控。

（二）建设云平台。汇集船期和货物信息。

（三）培训职工。每年轮训岸桥司机。

三、分步实施

2031年重点做好三个方面工作。

（一）选好试点码头

先在东港区试点。

（二）管好试点资金

资金专户存放。

（三）办好试点培训

每月一课。

四、应急演练任务

（一）每季度演练一次。

（二）每年评估一次。

五、岸线养护

（一）清理淤泥。每年汛后清理航道淤泥。

（二）加固护坡。护坡开裂的，由港口企业加固。

（三）更换系船柱。每五年更换一次。

白河市港航局

2030年5月6日
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(PLAN, tmp_path_factory.mktemp("plan"))


@pytest.mark.parametrize("question", ["智慧港口的重点任务有哪些？", "智慧港口建设有哪些重点任务？"])
def test_a_list_is_the_headings_below_its_name(plan: Assistant, question: str) -> None:
    texts = [statement.text for statement in plan.ask(question).statements]
    assert texts == ["（一）改造岸桥。", "（二）建设云平台。", "（三）培训职工。"]


def test_a_dash_is_no_label(plan: Assistant) -> None:
    texts = [statement.text for statement in plan.ask("智慧港口的基本原则有哪些？").statements]
    assert texts == ["政府引导。", "企业主体。"]


def test_parts_that_the_text_counts_like_the_question(plan: Assistant) -> None:
    texts = [statement.text for statement in plan.ask("2031年重点做好哪三个方面工作？").statements]
    assert texts == ["（一）选好试点码头", "（二）管好试点资金", "（三）办好试点培训"]


@pytest.mark.parametrize("question", ["远程操控岸桥的重点任务有哪些？", "2031年重点做好哪四个方面工作？"])
def test_the_list_of_something_else_is_none(plan: Assistant, question: str) -> None:
    assert "（二）" not in plan.ask(question).text.partition("最接近")[0]


@pytest.mark.parametrize("question", ["智慧港口的岸线养护有哪几条措施？", "智慧港口建设岸线养护要抓哪几件事"])
def test_the_parts_of_a_heading_that_is_named_whole(plan: Assistant, question: str) -> None:
    texts = [statement.text for statement in plan.ask(question).statements]
    assert texts == ["（一）清理淤泥。", "（二）加固护坡。", "（三）更换系船柱。"]


def test_what_else_stands_under_a_heading_is_not_its_parts(plan: Assistant) -> None:
    assert "清理淤泥" not in plan.ask("智慧港口岸线养护有哪些补贴？").text.partition("最接近")[0]
