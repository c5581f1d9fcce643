"""Whither something goes: a claim is denied where the same thing is told to have gone the other way."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose.directions import turn_of
from rag.compose.premise import WRONG
from rag.pipeline import Assistant

#: Up and down side by side, of two things in one sentence, and growth that is curbed.
SHATAN = """沙滩市经济运行情况通报

各县（市、区）人民政府：

一、主要指标

（一）外贸。全市出口总额增长6%，进口总额下降2%。

（二）水质。近岸海域氮磷浓度下降9%。

（三）渔业。养殖补助每亩再提高50元。

（四）工业。规上工业增加值80亿元。海洋牧场成为新的增长点。

（五）旅游。全市游客增长4%。乡村游客下降3%。

二、政策措施

（一）报销。对越级就诊的居民提高起付标准，降低支付比例。

（二）药费。控制门诊药费增长。

沙滩市人民政府

2024年2月6日
"""


@pytest.fixture(scope="module")
def shatan(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(SHATAN, tmp_path_factory.mktemp("shatan"))


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("沙滩市出口总额是不是下降了？", True),
        ("沙滩市出口总额增长了吧？", False),
        ("沙滩市进口总额增长了吧？", True),
        ("沙滩市进口总额下滑了吧？", False),
        ("沙滩市近岸海域氮磷浓度不是上升了吗？", True),
        ("听说沙滩市近岸海域氮磷浓度上升了，上升了多少？", True),
        ("沙滩市近岸海域氮磷浓度下降了吧？", False),
        # What asks whither it went claims nothing.
        ("沙滩市进口总额增长了吗？", False),
        ("沙滩市养殖补助降了吧？", True),
        ("沙滩市养殖补助涨了吧？", False),
        # Of what stands right behind the verb, though the sentence says the other of something else.
        ("沙滩市对越级就诊的居民是要提高支付比例吧？", True),
        ("沙滩市对越级就诊的居民是要降低支付比例吧？", False),
        ("沙滩市对越级就诊的居民是要降低起付标准吧？", True),
        ("沙滩市去年出口不是下降了吗？", True),
        ("沙滩市游轮码头的出口总额下降了吧？", False),
        # One sentence says the one of all, another the other of some.
        ("沙滩市游客下降了吧？", False),
        # 增加值 and 增长点 go nowhere.
        ("沙滩市规上工业下滑了吧？", False),
        ("沙滩市海洋牧场下滑了吧？", False),
        # Curbed growth is none, nor a fall.
        ("沙滩市门诊药费下降了吧？", False),
    ],
)
def test_the_other_way_is_wrong(shatan: Assistant, question: str, wrong: bool) -> None:
    composition = shatan.turn(question).composition
    assert composition.drafts, question
    assert composition.lead == (WRONG if wrong else "")


@pytest.mark.parametrize(
    ("before", "turn"),
    [("提高到", "+到"), ("下降", "-"), ("回落至", "-到"), ("负增长", "-"), ("补助为", ""), ("涨了", "+")],
)
def test_the_verb_before_a_figure(before: str, turn: str) -> None:
    assert turn_of(before) == turn
