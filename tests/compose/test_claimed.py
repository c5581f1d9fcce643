"""Names and years that a question claims: put right only where one of their sort is told in their stead."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose.claimed import agent_claimed, without_claim
from rag.compose.premise import WRONG
from rag.pipeline import Assistant

LANTIAN = """兰田市公共服务提升方案

各区人民政府，市政府各部门：

一、重点任务

（一）开展价格试点。指导绍兴市开展价格调整试点，总结试点经验。

（二）推进区域协作。与苏州市合作开展药品联合采购，降低采购成本。

（三）建设健共体。2021年各区全面推开健共体建设，2023年就诊率提高到85%以上。

（四）人员下沉。新招录人员下沉乡镇时间4-8个月。

（五）资金支持。对培育项目资助金额不超过60万元。

（六）标准架构。数据标准架构分为三层。

（七）占道管理。占用道路不足5米的不予罚款。

二、组织领导

领导小组办公室设在市民政局，承担日常工作。由市长担任领导小组组长。

兰田市人民政府

2020年5月6日
"""


@pytest.fixture(scope="module")
def lantian(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(LANTIAN, tmp_path_factory.mktemp("lantian"))


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("兰田价格调整试点放在嘉兴吧？", True),
        ("兰田价格调整试点放在绍兴吧？", False),
        ("兰田药品联合采购是跟无锡合作的吧？", True),
        ("兰田药品联合采购是跟苏州合作的吧？", False),
        ("兰田领导小组办公室设在市财政局对吗？", True),
        ("兰田领导小组办公室设在市民政局对吗？", False),
        ("兰田领导小组组长是市委书记吧？", True),
        ("兰田领导小组组长是市长吧？", False),
        ("兰田健共体2023年才全面推开吧？", True),
        ("兰田健共体2021年全面推开吧？", False),
        ("兰田就诊率2023年提高到85%以上吧？", False),
        ("兰田新招录人员下沉乡镇一年对吧？", True),
        ("兰田新招录人员下沉乡镇半年对吧？", False),
        ("兰田新招录人员一年要下沉乡镇吧？", False),  # how often, not how long
        ("兰田就诊率提高到85%以上是跟苏州定的吧？", False),  # no other place is told
        ("兰田培育项目资助金额不超过90万元对吗？", True),
        ("兰田培育项目资助金额不超过60万元对吗？", False),
        ("兰田数据标准架构分五层吧？", True),
        ("兰田数据标准架构分三层吧？", False),
        ("兰田占用道路3米要罚款吗？", False),
    ],
)
def test_what_is_claimed(lantian: Assistant, question: str, wrong: bool) -> None:
    turn = lantian.turn(question)
    assert turn.composition.drafts, question
    assert turn.composition.lead == (WRONG if wrong else "")


def test_a_place_that_is_put_right_is_not_sought_besides(lantian: Assistant) -> None:
    answer = lantian.ask("兰田药品联合采购是跟无锡合作的吧？")
    assert answer.status == "answered" and "没有无锡" not in answer.text


LEAVE = """碧湖市文化局休假办法

第一条　职工结婚的，婚假13天。
第二条　职工生育享受产假158天。
第三条　怀孕满4个月流产的，产假42天；未满4个月流产的，产假15天。
第四条　一年最多能请事假15天。
第五条　样品验收由采编科组织。
第六条　有下列情形之一的，不参加评优：请事假30天以上的；受到通报的。
第七条　本办法自2024年5月1日起施行。
"""
TABLE = """碧湖市文化局假期表

| 假别 | 天数 | 材料 |
|---|---|---|
| 病假 | 5天 | 诊断书 |
| 婚假 | 13天 | 结婚证 |
| 年休假 | 15天 | 申请 |
| 护理假 | 20天 | 出生证明 |
"""


@pytest.fixture(scope="module")
def leave(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(LEAVE, tmp_path_factory.mktemp("leave"))


@pytest.mark.parametrize(
    ("question", "told", "wrong"),
    [
        ("产假是98天吧？", "产假158天", True),
        ("产假是158天吧？", "产假158天", False),
        ("流产假是30天吧", "产假42天", True),
        ("事假一年最多能请三十天是吧", "最多能请事假15天", True),
        ("样品验收由财务科组织，对吗？", "由采编科组织", True),
        ("样品验收由采编科组织，对吗？", "由采编科组织", False),
        ("休假办法是2024年7月1日开始执行的吧？", "自2024年5月1日起施行", True),
        ("休假办法是2024年5月开始执行的吧？", "自2024年5月1日起施行", False),
    ],
)
def test_a_claim_is_held_against_the_sentence_of_its_thing(
    leave: Assistant, question: str, told: str, wrong: bool
) -> None:
    answer = leave.ask(question)
    assert told in answer.text
    assert answer.text.startswith(WRONG) == wrong


def test_a_claimed_figure_tells_no_row_from_another(tmp_path_factory: pytest.TempPathFactory) -> None:
    table = assistant_over(TABLE, tmp_path_factory.mktemp("table"))
    answer = table.ask("婚假是15天吧？")
    assert answer.text.startswith(WRONG) and "13天" in answer.text and "年休假" not in answer.text


def test_only_what_stands_last_is_claimed() -> None:
    assert without_claim("婚假是15天吧") == "婚假是吧"
    assert without_claim("工龄15年的是10天吧") == "工龄15年的是吧"
    assert without_claim("15天的假由谁批") == "15天的假由谁批"
    assert agent_claimed("样品验收由质检科组织，对吗？") == ("质检科", "组织")
    assert agent_claimed("验收要组织专家吗？") is None
