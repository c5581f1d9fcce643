"""Questions asked in one breath are each found, composed and decided by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.pipeline import Assistant
from rag.types import Answer

REPORT = """临江市2026年工作报告

一、2025年工作回顾

全市新增母婴室26家，筹集保障房1.5万套，粮食产量160万吨。

二、2026年工作安排

（一）保障住房。交付保障房1.2万套，粮食产量稳定在155万吨。（牵头单位：市住房城乡建设局）

（二）照护婴幼儿。新建托育机构9家，托育机构在2026年10月底前开门收托。（牵头单位：市卫生健康委）

（三）支持科研。每个重点实验室的科研经费达到60万元。（牵头单位：市科技局）
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(REPORT, tmp_path_factory.mktemp("report"))


def lines(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


def test_another_thing_is_asked_of_each_place(small: Assistant) -> None:
    answer = small.ask("云山县中医馆个数、临江市人均预期寿命分别是多少？")
    first, second = lines(answer)
    assert first.startswith("云山县：") and "12个中医馆" in first
    assert second.startswith("临江市：") and "81.5岁" in second
    assert answer.status == "answered"


def test_each_year_has_its_figure(report: Assistant) -> None:
    told = "".join(lines(report.ask("保障房2025年筹集多少套，2026年要交付多少套？")))
    assert "1.5万套" in told and "1.2万套" in told


def test_what_names_no_thing_is_asked_of_the_clause_before(report: Assistant) -> None:
    answer = report.ask("要新建几家托育机构，什么时候开门，谁牵头？")
    told = "".join(lines(answer))
    assert "9家" in told and "10月底前" in told and "市卫生健康委" in told
    assert "市住房城乡建设局" not in told and "市科技局" not in told


def test_what_is_not_told_is_named_and_takes_nothing_from_the_rest(report: Assistant) -> None:
    answer = report.ask("新增了多少家母婴室，花了多少钱？")
    assert ["26家" in line for line in lines(answer)] == [True], "60万元 is of another matter"
    assert answer.status == "partial" and "金额" in answer.text


def test_nothing_is_told_of_what_follows_a_question_without_an_answer(report: Assistant) -> None:
    assert report.ask("要建几个急救站，名单有没有？").status == "refused"


def test_a_part_that_asks_nothing_is_no_question(report: Assistant) -> None:
    query = report.turn("市里支持科研的办法里，每个重点实验室的科研经费要达到多少？").query
    assert query is not None and not query.parts


def test_what_one_answer_says_already_is_not_said_again(report: Assistant) -> None:
    told = lines(report.ask("新建几家托育机构，托育机构什么时候开门收托？"))
    assert "9家" in "".join(told) and "10月底前" in "".join(told)
    assert not any(one in other for one in told for other in told if one is not other)


def test_what_follows_with_ne_is_asked_what_was_asked_before(report: Assistant) -> None:
    told = "".join(lines(report.ask("粮食产量2025年多少？2026年的呢？")))
    assert "160万吨" in told and "155万吨" in told


def test_the_figure_of_one_year_is_not_told_for_another(report: Assistant) -> None:
    answer = report.ask("今年要新建多少家托育机构？去年建成多少？")
    assert "9家" in "".join(lines(answer)) and answer.status == "partial", "last year's is not told"


def test_a_half_of_another_time_is_named_as_missing(report: Assistant) -> None:
    answer = report.ask("母婴室2025年新增多少家，2026年新增多少家？")
    assert any("26家" in line for line in lines(answer))
    assert answer.status == "partial" and "2026年新增多少家" in answer.text


def test_the_year_of_the_second_question_is_not_of_the_first(report: Assistant) -> None:
    assistant = report
    first, second = assistant.understood("保障房现在有多少套，2026年交付多少套").parts
    assert (first.years, second.years) == ((), ("2026",))


def test_a_day_holds_for_what_is_asked_behind_it(report: Assistant) -> None:
    _, second = report.understood("3月5日谁值班，电话多少").parts
    assert second.text == "3月5日电话多少"


def test_the_like_takes_its_place_in_the_next_question(report: Assistant) -> None:
    _, second = report.understood("市级保障房交付多少套、县级交付多少套").parts
    assert second.text == "县级保障房交付多少套"


def test_another_measure_is_that_of_the_same_thing(report: Assistant) -> None:
    _, second = report.understood("粮食种植面积是多少？总量多少？").parts
    assert second.text == "粮食种植总量是多少"


ORCHARDS = """临江市果业发展方案

一、主要目标

2031年底前，全市标准果园面积达到35万亩；2032年底前超过45万亩。

二、果农收入

2030年，苹果种植户人均收入达到5160元，五年来年均增长6%；梨种植户人均收入达到2090元。
"""


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("标准果园面积，2031年底和2032年底的目标差多少？", ("35万亩", "45万亩")),
        ("标准果园面积2032年底要达到多少？", ("45万亩",)),
        ("2030年苹果种植户人均收入多少，梨种植户呢？", ("5160元", "2090元")),
    ],
)
def test_what_stands_in_one_sentence_is_told_of_each(
    tmp_path: Path, question: str, figures: tuple[str, ...]
) -> None:
    answer = assistant_over(ORCHARDS, tmp_path).ask(question)
    assert answer.status == "answered" and all(figure in answer.text for figure in figures)


RATES = """临江市果业服务方案

一、签约服务

推广果园植保签约服务。

到2031年，果园植保签约服务覆盖率达到40%；2032年，果园植保签约服务覆盖率达到45%。
"""


def test_a_sentence_that_states_both_years_answers_for_both(tmp_path: Path) -> None:
    answer = assistant_over(RATES, tmp_path).ask("果园植保签约服务覆盖率2031年和2032年的目标差多少？")
    assert answer.status == "answered" and "40%" in answer.text and "45%" in answer.text


FERRY = """临江市渡口服务方案

为方便群众过江，经市安全委员会同意，市交通局决定从5月8日起开行夜航轮渡，现将有关事项公告如下：

一、做实渔家医生签约服务

（一）扩大覆盖面。到2026年，渔家医生签约达到45%。（责任部门：市卫生健康委、市交通局）

（二）拓展内涵。渔家医生签约后提供上门服务。（责任部门：市民政局）

（三）提升质量。开展渔家医生签约质量评议。（责任部门：市市场监管局）
"""


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(FERRY, tmp_path_factory.mktemp("ferry"))


@pytest.mark.parametrize("who", ["哪个部门负责", "责任部门是谁"])
def test_who_is_responsible_for_the_clause_that_answered(ferry: Assistant, who: str) -> None:
    told = "".join(lines(ferry.ask(f"渔家医生签约要达到百分之几，{who}？")))
    assert "45%" in told and "市交通局" in told
    assert "市市场监管局" not in told and "市民政局" not in told, (
        "the other tasks of the heading are not asked for"
    )


def test_no_answer_ends_in_what_announces_the_document(ferry: Assistant) -> None:
    answer = ferry.ask("夜航轮渡从哪天起开行，谁决定的？")
    assert "5月8日" in answer.text
    assert not any(line.endswith(("：", "如下")) for line in lines(answer))


def test_a_side_that_is_not_told_is_named(small: Assistant) -> None:
    answer = small.ask("云山县中医馆个数和临江市冷库个数哪个多")
    assert [line.startswith("云山县：") or "12个中医馆" in line for line in lines(answer)] == [True]
    assert answer.status == "partial" and "临江市" in answer.text


def test_a_place_whose_thing_is_named_alone_is_asked_about_too(small: Assistant) -> None:
    answer = small.ask("临江市的冷库、云山县的中医馆有几个")
    assert answer.status == "partial" and "12个中医馆" in answer.text and "临江市" in answer.text


RESPECTIVELY = """临江市2026年工作报告

一、2025年工作回顾

茶农和花农人均收入分别增长4.3%、5.3%。
"""


def test_what_is_told_of_both_in_one_is_missing_of_neither(tmp_path: Path) -> None:
    answer = assistant_over(RESPECTIVELY, tmp_path).ask("2025年临江市茶农和花农人均收入分别增长多少？")
    assert answer.status == "answered" and "4.3%、5.3%" in answer.text


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("云山渡口归谁管、几月几号放假？", "“云山渡口归谁管”"),
        ("云山家廷医生总投资多少亿，多少张床？", "“云山家廷医生总投资多少亿”"),  # as it was typed
    ],
)
def test_a_refusal_quotes_the_question_that_was_not_answered_alone(
    small: Assistant, question: str, quoted: str
) -> None:
    answer = small.ask(question)
    assert answer.refusal is not None and quoted in answer.refusal.missing
