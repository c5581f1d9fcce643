"""An item is told with the lead-in that governs it: what it forbids, of whom, or on what condition."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handmade import assistant_over

from rag.answer import Citations, verified
from rag.compose.leads import bare_heading, lead_over, leads_over, rule_of, units_in
from rag.generate.given import given_clauses
from rag.language.units import Unit
from rag.pipeline import Assistant
from rag.types import Clause, Document

PARK = """清河县公园管理办法

第一条 公园内禁止下列行为：

（一）携带犬只进入儿童活动区；

（二）在湖面游泳、垂钓；

（三）燃放烟花、燃放孔明灯。

第二条 摊位经营者不得占道、不得夜间扩音，不符合以下要求的不予续约：摊位整洁；货品标价。

第三条 办理年卡的材料包括：

（一）身份证复印件；

（二）近期照片。

第四条 不予受理的活动申请

（一）商业性促销；

（二）夜间露营。

第五条 有下列情形之一的，吊销摊位许可：

（一）转租。把摊位交给他人经营的；

（二）下列违规经营：

1.出售过期食品的；

2.夜间扩音的。

（三）欠缴租金。租金按月缴纳。逾期以银行回单为准。

第六条 游客有下列行为之一的，处五十元以上一百元以下罚款；逾期不缴的，按应缴数额百分之一的标准加处：

（一）攀折花木的；

（二）污损座椅的。

第七条 入园应当遵守下列秩序：

（一）骑车的，推行；

（二）带犬的，牵绳。

清河县城市管理局

2024年3月1日
"""


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(PARK, tmp_path_factory.mktemp("leads"))


def document(park: Assistant) -> Document:
    (header,) = park.index.headers()
    return park.index.document(header.id)


def clause(park: Assistant, *path: str) -> Clause:
    return next(c for c in document(park).walk() if c.path == path)


def leads(park: Assistant, *path: str, at: int = 0) -> list[str]:
    return [lead.text for lead in leads_over(document(park), units_in(clause(park, *path))[at])]


@pytest.mark.parametrize(
    ("path", "at", "over"),
    [
        (("第一条", "（二）"), 0, ["公园内禁止下列行为："]),
        (("第四条", "（二）"), 0, ["不予受理的活动申请"]),
        (("第五条", "（一）"), 1, ["有下列情形之一的，吊销摊位许可："]),
        (("第五条", "（二）", "1"), 0, ["有下列情形之一的，吊销摊位许可：", "下列违规经营："]),
        (
            ("第六条", "（一）"),
            0,
            ["游客有下列行为之一的，处五十元以上一百元以下罚款；逾期不缴的，按应缴数额百分之一的标准加处："],
        ),
        (("第二条",), 1, ["摊位经营者不得占道、不得夜间扩音，不符合以下要求的不予续约："]),
    ],
)
def test_an_item_has_the_lead_ins_over_it(
    park: Assistant, path: tuple[str, ...], at: int, over: list[str]
) -> None:
    assert leads(park, *path, at=at) == over


@pytest.mark.parametrize(
    ("path", "at"), [(("第三条", "（一）"), 0), (("第五条", "（三）"), 2), (("第一条",), 0), (("第二条",), 0)]
)
def test_what_stands_for_itself_has_none(park: Assistant, path: tuple[str, ...], at: int) -> None:
    """材料包括： changes nothing; a second sentence of an item, and the lead-in itself, are governed by none."""
    assert leads(park, *path, at=at) == []


@pytest.mark.parametrize(
    ("path", "several", "governed"),
    [
        (("第六条", "（一）"), True, True),
        (("第六条", "（一）"), False, True),
        (("第七条", "（一）"), True, False),
        (("第七条", "（一）"), False, True),
        (("第三条", "（一）"), False, False),
    ],
)
def test_the_rule_that_an_item_is_one_sentence_with(
    park: Assistant, path: tuple[str, ...], several: bool, governed: bool
) -> None:
    """Where several may be asked for, that is the rule of which the item is a condition alone."""
    item = clause(park, *path)
    assert bool(rule_of(lead_over(document(park), item), units_in(item)[0], several)) is governed


@pytest.mark.parametrize(
    "question", ["攀折公园花木的，怎么罚？", "攀折公园花木罚多少？", "攀折花木会怎么样？"]
)
def test_a_deed_in_an_item_is_answered_with_the_penalty_over_it(park: Assistant, question: str) -> None:
    answer = park.ask(question)
    assert answer.status == "answered"
    (statement,) = answer.statements
    assert statement.text.startswith("游客有下列行为之一的，处五十元以上一百元以下罚款；逾期不缴的，")
    assert statement.text.endswith("攀折花木的")


def test_what_announces_items_is_told_whole_and_once(park: Assistant) -> None:
    texts = [statement.text for statement in park.ask("游客的哪些行为要罚款？").statements]
    assert texts[0].startswith("游客有下列行为之一的，处五十元") and texts[0].endswith("加处：")
    assert texts[1:] == ["攀折花木的", "污损座椅的。"]


def test_an_item_with_a_heading_stands_for_itself_under_what_binds_all(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text = "清河县公园工作方案\n\n一、应当做好以下工作：\n\n（一）清理湖面。每月清理一次湖面。\n\n（二）修剪草坪。每周修剪一次草坪。\n"
    made = assistant_over(text, tmp_path_factory.mktemp("headed"))
    assert leads(made, "一", "（一）") == []


@pytest.mark.parametrize("question", ["公园里可以垂钓吗？", "公园的湖面能不能游泳？"])
def test_a_ban_is_told_as_a_ban(park: Assistant, question: str) -> None:
    answer = park.ask(question)
    assert answer.statements[0].text == "公园内禁止下列行为：\n在湖面游泳、垂钓"
    assert [c.quote for c in answer.citations] == ["公园内禁止下列行为：", "在湖面游泳、垂钓；"]


def test_a_lead_in_is_told_once(park: Assistant) -> None:
    texts = [statement.text for statement in park.ask("公园内禁止哪些行为？").statements]
    assert texts[0] == "公园内禁止下列行为：" and len(texts) == 4
    assert not any("禁止" in text for text in texts[1:])


def test_an_item_whose_lead_in_fell_is_told_with_it(park: Assistant) -> None:
    """The statement before it held the lead-in, and did not stand the verification."""
    turn = park.turn("公园内禁止哪些行为？")
    item = turn.composition.drafts[1]
    assert item.text == "携带犬只进入儿童活动区"
    told = verified(item, Citations())
    assert told and told.text == "公园内禁止下列行为：\n携带犬只进入儿童活动区"
    after = Citations()
    assert verified(turn.composition.drafts[0], after)
    told = verified(item, after)
    assert told and told.text == "携带犬只进入儿童活动区"


def test_a_model_is_given_the_lead_in_before_the_item(park: Assistant) -> None:
    turn = park.turn("公园的湖面能不能游泳？")
    turn = replace(turn, composition=replace(turn.composition, drafts=()))
    paths = [given.clause.path for given in given_clauses(turn, park.index, 1, 8000)]
    assert paths == [("第一条",), ("第一条", "（二）")]


def test_a_heading_set_without_a_blank_behind_its_number_is_bare() -> None:
    whole = Clause("d#7", "d", ("7",), "附则", "7附则", ((0, 3),))
    assert bare_heading(Unit(whole, 0, 3))
