"""Lists told whole, what is announced, and answers behind a question that the text asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handmade import assistant_over

from rag.compose.draft import Material
from rag.compose.extract import joined
from rag.compose.leads import units_in
from rag.compose.listed import (
    SERIES,
    answer_behind,
    asks_itself,
    counted_off,
    finished,
    firsts,
    list_around,
    of_such_cases,
    whole_rule,
)
from rag.language.units import Unit
from rag.pipeline import Assistant
from rag.types import Clause

PARK = """白河市示范园区认定办法

各县（市、区）人民政府：

一、申报示范园区的条件

（一）注册地在本市，成立满三年。

（二）上年度营业收入不低于1000万元。

（三）符合申报示范园区的其他条件。

二、检查前的准备

各园区在迎检前应当做好以下准备：清点设备；整理台账；安排专人陪同。检查后应当报送总结。

三、园区建设要求

园区建设应当符合以下要求：

（一）面积。不得超过140亩。

（二）绿地。不得少于20亩。

四、其他规定

（一）取消资格的园区应当退回以下款项：

（二）尚未使用的补助。

（三）已经减免的租金。

五、收件方式。

联系方式如下：

通讯地址是清河路5号。联系人是园区办公室。来信须注明园区名称。

六、附加说明。本办法由市工业和信息化局解释。具体联系人如下：

白河市人民政府

2023年5月6日
"""
PAGE = """白河市高龄津贴政策问答

一、哪些老人可以领取高龄津贴？

年满80周岁、具有本市户籍的老人可以领取高龄津贴。已经领取其他养老补贴的，可以同时领取。

二、高龄津贴怎么申请？

（一）本人申请。向居委会提交身份证。

（二）街道审核。街道在5个工作日内审核。

三、津贴标准每年调整吗？

四、答复。津贴标准每两年调整一次。

五、问题解答。外地户籍的老人能领高龄津贴吗？不能。高龄津贴只发给本市户籍的老人。津贴能补发吗？可以补发三个月。

白河市民政局

2023年5月6日
"""


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(PARK, tmp_path_factory.mktemp("park"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(PAGE, tmp_path_factory.mktemp("page"))


def material(assistant: Assistant) -> Material:
    (header,) = assistant.index.headers()
    return Material((), {header.id: assistant.index.document(header.id)})


def clause(assistant: Assistant, *path: str) -> Clause:
    (document,) = material(assistant).documents.values()
    return next(c for c in document.walk() if c.path == path)


def unit(assistant: Assistant, *path: str, at: int = 0) -> Unit:
    return units_in(clause(assistant, *path))[at]


def around(assistant: Assistant, question: str, *path: str) -> list[str]:
    query = assistant.understood(question)
    return [u.text for u in list_around(query, material(assistant), unit(assistant, *path)).units]


CONDITIONS = [
    "申报示范园区的条件",
    "注册地在本市，成立满三年。",
    "上年度营业收入不低于1000万元。",
    "符合申报示范园区的其他条件。",
]


def test_an_item_is_told_with_the_list_that_the_heading_names(park: Assistant) -> None:
    for question in ("申报示范园区有哪些条件？", "申报示范园区要什么条件？"):
        assert around(park, question, "一", "（二）") == CONDITIONS, question


@pytest.mark.parametrize(
    "question",
    ["上年度营业收入有哪些规定？", "怎么申报示范园区", "申报的台账、补助、租金、绿地有哪些规定？"],
)
def test_an_item_that_is_asked_for_itself_stays_alone(park: Assistant, question: str) -> None:
    assert around(park, question, "一", "（二）") == []


def test_an_item_that_holds_the_words_as_well_as_the_heading_stays_alone(park: Assistant) -> None:
    assert around(park, "申报示范园区有哪些条件？", "一", "（三）") == []


def test_items_that_stand_beside_what_announces_them(park: Assistant) -> None:
    told = around(park, "取消资格的园区要退回哪些款项？", "四", "（三）")
    assert told == ["取消资格的园区应当退回以下款项：", "尚未使用的补助。", "已经减免的租金。"]


def test_a_long_list_says_how_many_are_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    items = "\n\n".join(f"{n}.{'安全生产' * 20}第{n}项。" for n in range(1, 10))
    text = f"白河市园区办法\n\n各县：\n\n一、申报条件\n\n{items}\n\n白河市人民政府\n\n2023年5月6日\n"
    long = assistant_over(text, tmp_path_factory.mktemp("long"))
    found = list_around(long.understood("申报条件有哪些？"), material(long), unit(long, "一", "2"))
    assert (found.total, found.told) == (9, len(found.units) - 1)
    assert 1 < found.told < 9 and sum(len(u.text) for u in found.units) <= SERIES


def test_a_sentence_that_counts_off_is_told_whole(park: Assistant) -> None:
    answer = park.ask("园区迎检前要做好哪些准备？")
    assert "以下准备：清点设备；整理台账；安排专人陪同。" in answer.text
    assert "报送总结" not in answer.text


def test_a_part_of_a_sentence_that_counts_off_brings_the_rest(park: Assistant) -> None:
    parts = units_in(clause(park, "二"))
    part = next(u for u in parts if u.text.startswith("整理台账"))
    told = counted_off(park.understood("园区迎检前做哪些准备？"), part)
    assert "".join(u.text for u in told).endswith("准备：清点设备；整理台账；安排专人陪同。")
    assert counted_off(park.understood("台账有哪些内容？"), part) == [], "that alone is asked for"
    assert counted_off(park.understood("园区迎检前准备何时完成？"), part) == [], "one thing is asked for"


def test_what_each_requirement_says_is_told_where_all_are_short(park: Assistant) -> None:
    said = ["面积。不得超过140亩。", "绿地。不得少于20亩。"]
    assert [u.text for u in firsts(clause(park, "三"), whole=True)] == said
    assert [u.text for u in firsts(clause(park, "三"))] == ["面积。", "绿地。"]
    answer = park.ask("示范园区建设有哪些要求？")
    assert [s.text for s in answer.statements] == ["园区建设应当符合以下要求：", *said]


def test_what_a_colon_announces_follows(park: Assistant) -> None:
    (lead,) = units_in(clause(park, "四", "（一）"))
    told = finished(material(park), [lead])
    assert [u.text for u in told] == [
        "取消资格的园区应当退回以下款项：",
        "尚未使用的补助。",
        "已经减免的租金。",
    ]


def test_what_is_announced_goes_before_what_stands_further_on(park: Assistant) -> None:
    lead, *behind = units_in(clause(park, "五"))[1:]
    assert finished(material(park), [lead, behind[2]]) == [lead, *behind]
    assert finished(material(park), [lead, behind[0]]) == [lead, behind[0]], "it is what is announced"


def test_lines_without_a_stop_stay_apart() -> None:
    text = "地址：清河路5号\n邮编：100085\n来信须注明名称。收到即回复。"
    lines = units_in(Clause("d#1", "d", ("1",), "", text, ((0, len(text)),)))
    assert [u.text for u in joined(lines)] == [
        "地址：清河路5号",
        "邮编：100085",
        "来信须注明名称。收到即回复。",
    ]


def test_what_the_parts_of_a_clause_say_follows_its_colon(park: Assistant) -> None:
    lead = units_in(clause(park, "三"))[-1]
    assert [u.text for u in finished(material(park), [lead])] == [lead.text, "面积。", "绿地。"]


def test_a_clause_that_is_named_is_told_with_what_it_announces(park: Assistant) -> None:
    answer = park.ask("第四条（一）的原文是什么？")
    assert answer.text.startswith("取消资格的园区应当退回以下款项：") and "已经减免的租金。" in answer.text


def test_a_part_of_a_sentence_that_ends_in_a_colon_goes_on(park: Assistant) -> None:
    whole = next(u for u in units_in(clause(park, "二")) if "：" in u.text)
    part = replace(whole, stop=whole.begin + whole.text.index("：") + 1)
    assert finished(material(park), [part]) == [whole]


def test_announcing_words_without_anything_behind_them_go(park: Assistant) -> None:
    units = units_in(clause(park, "六"))
    assert units[-1].text == "具体联系人如下："
    assert finished(material(park), units[-2:]) == units[-2:-1]
    both = Unit(units[-1].clause, units[-2].begin, units[-1].stop)
    assert [u.text for u in finished(material(park), [both])] == ["本办法由市工业和信息化局解释。"]
    assert finished(material(park), units[-1:]) == units[-1:], "nothing else would be left"


def behind(page: Assistant, *path: str, at: int = 0) -> str:
    asked = unit(page, *path, at=at)
    assert asks_itself(asked)
    return "".join(u.text for u in answer_behind(material(page), asked, [asked]))


def test_the_answer_stands_behind_the_question(page: Assistant) -> None:
    assert behind(page, "一").startswith("年满80周岁") and behind(page, "一").endswith("同时领取。")
    assert behind(page, "二") == "本人申请。向居委会提交身份证。街道审核。街道在5个工作日内审核。"
    assert behind(page, "三") == "答复。津贴标准每两年调整一次。"


def test_a_question_told_beside_its_answer_brings_the_whole_of_it(page: Assistant) -> None:
    units = units_in(clause(page, "五"))
    asked = next(i for i, u in enumerate(units) if u.text.startswith("外地户籍"))
    told = answer_behind(material(page), units[asked + 2], units[asked : asked + 3])
    assert [u.text for u in told] == ["不能。", "高龄津贴只发给本市户籍的老人。"], "up to the next question"
    assert answer_behind(material(page), units[-1], units[-1:]) == [], "no question is told"


def test_a_page_of_questions_answers_without_them(page: Assistant) -> None:
    for question in ("哪些老人可以领取高龄津贴？", "外地户籍的老人能领高龄津贴吗？"):
        text = page.ask(question).text
        assert "？" not in text and "高龄津贴" in text, question
    assert "不能。" in text


RULES = """白河市车位管理细则

一、收费。来访车辆停放2小时以内免费；超过2小时的，每小时收费3元；新能源车辆除外。停车费每月结算。

二、考核。管理员考核不合格的，扣发当月绩效；连续两年不合格的，解除聘用合同。

三、分工。停车场由城管局巡查；收费由财政局核定；泊位由交通局划定。

四、登记

长期停放的车辆应当登记；

未登记的，不发车位证。

五、计时。每停满一小时计一次费。半小时以上不满一小时的，按一小时计；不满半小时的，不计费。但是，占用充电泊位的除外。

六、车长。六米以下客车停东区；八米以上货车停西区。

白河市城市管理局

2023年5月6日
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(RULES, tmp_path_factory.mktemp("rules"))


def ruled(rules: Assistant, question: str, *path: str, at: int) -> str:
    return whole_rule(rules.understood(question), unit(rules, *path, at=at)).text


@pytest.mark.parametrize("at", [1, 2, 3])
def test_what_holds_otherwise_is_told_with_the_rule(rules: Assistant, at: int) -> None:
    """Whichever part is the best; the sentence behind the stop is none of the rule."""
    told = ruled(rules, "停车怎么收费？", "一", at=at)
    assert told == "来访车辆停放2小时以内免费；超过2小时的，每小时收费3元；新能源车辆除外。"


@pytest.mark.parametrize("at", [1, 2, 3])
def test_bounds_and_provisos_are_told_with_the_rule(rules: Assistant, at: int) -> None:
    told = ruled(rules, "停车怎么计时？", "五", at=at)
    assert told.endswith(
        "半小时以上不满一小时的，按一小时计；不满半小时的，不计费。但是，占用充电泊位的除外。"
    )


def test_what_opens_with_a_bound_is_a_case_of_the_same_rule(rules: Assistant) -> None:
    assert ruled(rules, "客车停哪儿？", "六", at=1) == "六米以下客车停东区；八米以上货车停西区。"


def test_parts_that_stand_side_by_side_stay_apart(rules: Assistant) -> None:
    assert ruled(rules, "停车场谁巡查？", "三", at=1) == "停车场由城管局巡查；"


def test_a_part_of_which_is_asked_as_well_is_told_too(rules: Assistant) -> None:
    told = ruled(rules, "停车场谁巡查，收费谁核定？", "三", at=1)
    assert told == "停车场由城管局巡查；收费由财政局核定；"


def test_a_part_on_a_line_of_its_own_stays_apart(rules: Assistant) -> None:
    assert ruled(rules, "长期停放的车辆要登记吗？", "四", at=1) == "长期停放的车辆应当登记；"


def test_a_rule_that_is_too_long_is_told_in_part(rules: Assistant) -> None:
    text = f"不合格的，扣发绩效；连续两年不合格的，{'还要整改' * 65}。"
    long = Clause("d#1", "d", ("一",), "", text, ((0, len(text)),))
    assert whole_rule(rules.understood("不合格怎么办？"), Unit(long, 0, 10)).stop == 10


def test_an_answer_tells_the_whole_rule(rules: Assistant) -> None:
    answer = rules.ask("管理员连续两年考核不合格怎么处理？")
    assert answer.text.startswith("管理员考核不合格的，扣发当月绩效；连续两年不合格的，解除聘用合同。")


@pytest.mark.parametrize(
    ("question", "lead", "such"),
    [
        ("哪些情形可以停航？", "有下列情形之一的，可以停航：", True),
        ("哪些情形不能停航？", "有下列情形之一的，可以停航：", False),
        ("哪些情形不能停航？", "有下列情形之一的，不得停航：", True),
        ("哪些情形可以停航？", "有下列情形之一的，不得停航：", False),
        ("哪些情形要退票？", "应当退票的情形包括：", True),
        ("哪些情形要退票？", "退票应当提交下列材料：", False),
    ],
)
def test_cases_listed_are_those_asked_for(small: Assistant, question: str, lead: str, such: bool) -> None:
    assert of_such_cases(small.understood(question), lead) is such


def test_cases_are_listed_although_one_of_them_holds_more_of_the_question(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text = (
        "白河市游船办法\n\n第一条 有下列情形之一的，可以停航：\n\n"
        "（一）大风等情形需要停航的；\n\n（二）游船检修的。\n"
    )
    made = assistant_over(text, tmp_path_factory.mktemp("cases"))
    query = made.understood("哪些情形需要停航？")
    assert list_around(query, material(made), unit(made, "第一条", "（一）")).total == 2
    query = made.understood("大风需要停航的要求？")
    assert list_around(query, material(made), unit(made, "第一条", "（一）")).total == 0
