"""Lists that a document has as headings: told whole, with their labels, where they are of what is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.compose.headed import heads_in
from rag.language.text import normalise, squeeze
from rag.parse.parser import parse
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


def test_heads_that_run_into_the_text_are_listed() -> None:
    text = (
        "某县意见\n\n一、基本原则\n\n坚持问题导向，注重创新。着力解决当前基层服务能力不足、人员不稳、设施陈旧等突出问题，"
        "形成长效机制。坚持因地制宜，分类施策。各乡镇根据人口规模和服务半径，明确目标，细化任务，持续提升服务水平。"
        "坚持系统集成，协同联动。统筹医疗、医保、医药相关改革，加强部门之间的协调配合，推动形成工作合力。\n"
    )
    document = parse(normalise(text), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("一",))
    heads = [squeeze(unit.text) for unit in heads_in(clause)]
    assert heads == ["坚持问题导向，注重创新。", "坚持因地制宜，分类施策。", "坚持系统集成，协同联动。"]
    plain = parse(
        normalise("某县意见\n\n一、任务\n\n新建中医馆。配备医生。开展服务。加强督查。\n"), document_id="d"
    )
    assert heads_in(next(c for c in plain.walk() if c.path == ("一",))) == []


def test_each_line_below_a_head_begins_with_one() -> None:
    text = (
        "某县意见\n\n一、基本原则\n\n坚持问题导向。着力解决基层服务能力不足、人员不稳、设施陈旧等突出问题。\n\n"
        "坚持分类施策。各乡镇根据人口规模和服务半径明确目标，细化任务，持续提升。\n\n"
        "统筹医疗、医保、医药相关改革，加强部门之间的协调配合，推动形成工作合力。\n\n"
        "坚持协同联动。各部门加强沟通协调，定期会商，及时解决推进中的困难和问题。\n"
    )
    document = parse(normalise(text), document_id="d")
    assert heads_in(next(c for c in document.walk() if c.path == ("一",))) == []


def test_what_is_done_with_a_list_names_nothing_of_which_it_is(tmp_path: Path) -> None:
    plan = assistant_over(PLAN.replace("每月一课。", "坚持每月一课。"), tmp_path)
    texts = [statement.text for statement in plan.ask("港口建设坚持哪些基本原则？").statements]
    assert texts == ["政府引导。", "企业主体。"]


def test_a_list_of_something_else_is_none(plan: Assistant) -> None:
    texts = [statement.text for statement in plan.ask("岸线养护坚持哪些基本原则？").statements]
    assert "政府引导。" not in texts


LINES = """白河市冷链物流实施方案

一、基本原则

统筹布局。由市商务局会同各区确定冷库选址，避免重复建设和闲置浪费。

绿色低碳。新建冷库采用天然工质，逐年淘汰高耗能的制冷机组。

安全可控。冷库运营单位每月开展一次消防演练，并留存影像记录备查。

二、重点任务

（一）新建产地冷库。三年内建成产地冷库60座。

（二）更新冷藏车辆。更新电动冷藏车200辆。

白河市商务局

2030年7月8日
"""


def test_the_heads_of_the_lines_are_the_list(tmp_path: Path) -> None:
    texts = [s.text for s in assistant_over(LINES, tmp_path).ask("冷链物流有哪些基本原则？").statements]
    assert texts == ["统筹布局。", "绿色低碳。", "安全可控。"]


def test_the_section_of_a_document_that_is_asked_for_by_name(tmp_path: Path) -> None:
    assistant = assistant_over(LINES.replace("方案\n", "方案（2030—2032年）\n", 1), tmp_path)
    for question, told in (
        ("白河市冷链物流实施方案，基本原则包括哪几方面？", ["统筹布局。", "绿色低碳。", "安全可控。"]),
        ("白河市2030年的重点任务有哪些？", ["二、重点任务", "（一）新建产地冷库", "（二）更新冷藏车辆"]),
    ):
        assert [statement.text for statement in assistant.ask(question).statements] == told, question


STEPS = """白河市渔港改造实施方案

一、进一步护岸固堤

（一）清淤护岸。实施方案印发后先清淤。

（二）加固码头。按照实施方案加固码头。

二、实施步骤

（一）摸底阶段（2031年3月）。登记渔船。

（二）施工阶段（2031年4月—10月）。加固堤坝。

（三）验收阶段（2031年11月）。组织专家验收。
"""


def test_steps_are_the_parts_of_the_section_so_called(tmp_path: Path) -> None:
    answer = assistant_over(STEPS, tmp_path).ask("白河市实施方案分几步走？")
    assert all(name in answer.text for name in ("摸底阶段", "施工阶段", "验收阶段"))
