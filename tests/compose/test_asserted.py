"""Figures that a question asserts: denied where they are told otherwise, never where another sentence tells them."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose.asserted import figure_wrong
from rag.compose.premise import WRONG
from rag.pipeline import Assistant

#: The same sort of figure in neighbouring sentences, several things with one each, counts that add up, a date.
BAIHE = """白河市农田水利实施意见

各县（市、区）人民政府：

一、工程建设

（一）水库除险。开工建设6座中型水库。抓紧启动2座抽水蓄能水库的前期工作。改造泵站9座、水闸14座。

（二）灌区改造。大型灌区改造完成率达到85%，中型灌区改造完成率达到70%。市级、县级管护队伍分别配备12人、30人。

（三）节水补助。对发展喷灌的农户，补助比例为40%。对发展滴灌的农户，补助比例为55%。

二、管理改革

（一）水费收缴。2024年水费收缴率达到60%，2026年水费收缴率达到75%。高效节水灌溉亩均用水量降低到300立方米。

（二）泵房租金。2024年3月份、4月份泵房租金减半。用水合作社应在15天内备案。

（三）结算。每个乡镇至少设一个结算网点，每个网点至少配备3台终端。

白河市人民政府

2024年5月6日
"""


@pytest.fixture(scope="module")
def baihe(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(BAIHE, tmp_path_factory.mktemp("baihe"))


def denied(assistant: Assistant, question: str) -> bool:
    turn = assistant.turn(question)
    assert turn.composition.drafts, question
    return turn.composition.lead == WRONG


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("白河抽水蓄能水库2座，中型水库6座，对吗？", False),  # each in a sentence of its own
        ("白河抽水蓄能水库前期工作是6座吗？", True),  # told of the other
        ("白河抽水蓄能水库前期工作是5座吗？", True),  # told of none
        ("白河补助比例喷灌40%、滴灌55%，对吗？", False),
    ],
)
def test_a_figure_of_the_next_sentence_is_none_that_is_wrong(
    baihe: Assistant, question: str, wrong: bool
) -> None:
    assert denied(baihe, question) == wrong


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("白河大型灌区改造完成率85%、中型灌区70%，对吗？", False),
        ("白河大型灌区改造完成率70%、中型灌区85%，对吗？", True),
        ("白河管护队伍市级12人、县级30人，对吗？", False),
        ("白河管护队伍市级30人、县级12人，对吗？", True),
        ("白河水费收缴率2024年60%、2026年75%，对吗？", False),
        ("白河水费收缴率2024年75%、2026年60%，对吗？", True),
    ],
)
def test_figures_told_of_one_another_are_wrong(baihe: Assistant, question: str, wrong: bool) -> None:
    assert denied(baihe, question) == wrong


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("白河改造泵站和水闸共23座，对吗？", False),
        ("白河改造泵站和水闸共24座，对吗？", True),
    ],
)
def test_a_sum_of_what_is_told_is_not_wrong(baihe: Assistant, question: str, wrong: bool) -> None:
    assert denied(baihe, question) == wrong


@pytest.mark.parametrize(("month", "wrong"), [("3月", False), ("4月份", False), ("6月", True)])
def test_a_month_is_held_against_those_named(baihe: Assistant, month: str, wrong: bool) -> None:
    assert denied(baihe, f"白河{month}泵房租金减半，对吗？") == wrong


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("白河高效节水灌溉亩均用水量降低到300立方米，对吗？", False),
        ("白河高效节水灌溉亩均用水量提高到300立方米，对吗？", True),
    ],
)
def test_up_is_not_down(baihe: Assistant, question: str, wrong: bool) -> None:
    assert denied(baihe, question) == wrong


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("白河用水合作社15天内备案，对吗？", False),
        ("白河用水合作社60天内备案就可以吧？", True),  # another term, though the later one is kept too
        ("白河用水合作社10天内备案可以吗？", False),
        ("白河结算网点至少配备5台终端，对吗？", True),  # 算 of 结算 asks for no bound that is kept
    ],
)
def test_a_term_is_the_one_that_is_set(baihe: Assistant, question: str, wrong: bool) -> None:
    assert denied(baihe, question) == wrong


#: A head that names several things, figures of two sorts in one part, days, an age, a figure told of one body alone.
HEIYAN = """黑岩市乡村电网实施意见

各县（市、区）人民政府：

一、建设标准

（一）站点。新建一批乡镇变电站和村级配电室，智能监测覆盖率达95%以上，乡镇变电站标准化率75%以上，村级配电室标准化率85%以上。

（二）经费。每百名检修人员培训经费达8万元以上，设备改造资金达3万元以上。

（三）验收。2027年乡镇变电站验收合格率达90%以上。

（四）村级验收。2027年村级配电室验收合格率达70%以上。

二、用户服务

（一）档案。报装合同文本至少保存二年备查。工龄不足五年的检修人员按年参加培训。

（二）复核。用户要求复核电表的，应当自收到账单之日起三日内提出。

（三）减免。六十周岁以上的用户免交装表费。

（四）计划。每年2月20日前报送装表计划。

黑岩市人民政府

2025年3月8日
"""


@pytest.fixture(scope="module")
def heiyan(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(HEIYAN, tmp_path_factory.mktemp("heiyan"))


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        # What the sentence says before its figures is of both things: their own parts tell which has which.
        ("黑岩村级配电室标准化率75%以上对不对", True),
        ("黑岩村级配电室标准化率85%以上对不对", False),
        ("黑岩乡镇变电站标准化率75%以上对不对", False),
        # A count of another sort in the same part takes no words from the sum.
        ("黑岩每百名检修人员培训经费3万元以上就达标了吧？", True),
        ("黑岩每百名检修人员培训经费8万元以上就达标了吧？", False),
        # 保存五年 lacks no word of a clause on how long they are kept, and 五年 of another thing is no such figure.
        ("黑岩报装合同文本要保存五年吧？", True),
        ("黑岩报装合同文本要保存两年吧？", False),
        ("黑岩用户复核电表要七天内提出吧？", True),
        ("黑岩用户复核电表要三天内提出吧？", False),
        ("黑岩装表计划要15天内报送吧？", False),  # 20日 of February is no length of time
        ("黑岩合同文书要保存五年吧？", True),
        ("黑岩变电所监测覆盖率要七成对吧？", True),
        ("黑岩今年起合同文书要保存五年吧？", True),
        # An age says of whom, and claims nothing.
        ("黑岩70岁的用户免交装表费对吧？", False),
    ],
)
def test_a_figure_is_held_against_that_of_the_same_thing(
    heiyan: Assistant, question: str, wrong: bool
) -> None:
    assert denied(heiyan, question) == wrong


def test_a_figure_told_nearer_elsewhere_is_the_one_meant(heiyan: Assistant) -> None:
    """Of 配电室, the figure of a sentence that names no 配电室 contradicts nothing."""
    station = heiyan.turn("黑岩2027年乡镇变电站验收合格率是多少？").composition.best
    room = heiyan.turn("黑岩2027年村级配电室验收合格率是多少？").composition.best
    assert station is not None and "变电站" in station.text
    assert room is not None and "配电室" in room.text
    query = heiyan.understood("黑岩2027年电室验收合格率有六成，对吗？")
    assert figure_wrong(query, station, (station.clause,))
    assert not figure_wrong(query, station, (station.clause, room.clause))
