"""Questions asked in one breath, and of two things at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.conversation.breath import MOST, asks_by_itself, questions_in, told_and_asked
from rag.conversation.sides import sides_of, things_of_places


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("到哪年建成，谁牵头？", ("到哪年建成", "谁牵头")),
        ("云山保障房，去年筹了多少套，今年要交多少套？", ("云山保障房，去年筹了多少套", "云山保障房，今年要交多少套")),
        ("签约率要达到多少？", ()),
        ("要建中医馆，建几个？", ()),
        ("渔港怎么改造，谁管", ("渔港怎么改造", "谁管")),
        ("渔港几级，水深多少", ("渔港几级", "水深多少")),
        ("渔港谁牵头、什么时候完工", ("渔港谁牵头", "什么时候完工")),
        ("渔港上接哪里、下接哪里", ()),
        ("跟谁合作，办成什么样", ()),
    ],
)  # fmt: skip
def test_each_question_has_the_words_before_the_first(text: str, parts: tuple[str, ...]) -> None:
    assert questions_in(text) == parts


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("评价机构与培训机构的遴选分别由谁负责", ("评价机构的遴选由谁负责", "培训机构的遴选由谁负责")),
        ("应急状态国家级和省级怎么区分", ("应急状态国家级", "应急状态省级")),
        ("智慧养老和智慧物流，各要培育多少家", ("智慧养老,要培育多少家", "智慧物流,要培育多少家")),
        ("智能导诊和智能问诊有啥不一样", ("智能导诊", "智能问诊")),
        ("医疗和医保怎么衔接", ()),
        ("两者有什么区别", ()),
    ],
)
def test_each_of_two_things_is_asked_about_by_itself(text: str, sides: tuple[str, ...]) -> None:
    assert sides_of(text) == sides


@given(st.text(alphabet="甲乙和与，。？多少分别各要谁", max_size=40))
def test_any_text_can_be_taken(text: str) -> None:
    assert len(questions_in(text)) in (0, *range(2, MOST + 1))
    assert len(sides_of(text)) in (0, 2)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("方案是2025年出台的，分几个阶段？", ("方案是2025年出台的", "分几个阶段")),
        ("分几个阶段？", None),
        ("到哪年建成，谁牵头？", None),
        ("谁牵头，方案是2025年出台的。", None),
    ],
)
def test_what_is_taken_for_granted_stands_before_the_question(
    text: str, parts: tuple[str, str] | None
) -> None:
    assert told_and_asked(text) == parts


@pytest.mark.parametrize(
    ("text", "places", "things"),
    [
        ("云山签约率和临江床位数各是多少？", ["云山", "临江"], ("云山签约率是多少", "临江床位数是多少")),
        ("云山签约率、临江床位数", ["云山", "临江"], ("云山签约率", "临江床位数")),
        ("云山和临江的签约率各是多少？", ["云山", "临江"], ()),
        ("云山驰援临江的医生补多少？", ["云山", "临江"], ()),
        ("说说云山签约率和临江床位数", ["云山", "临江"], ()),
        ("云山签约率多少？", ["云山"], ()),
    ],
)
def test_another_thing_of_each_place(text: str, places: list[str], things: tuple[str, ...]) -> None:
    assert things_of_places(text, places) == things


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("云山的入园率和临江的入园率哪个高", ("云山的入园率是多少", "临江的入园率是多少")),
        ("云山的幼儿园和临江的托育点，普惠占比哪边定得高？", ("云山的幼儿园普惠占比是多少", "临江的托育点普惠占比是多少")),
        ("云山的小学和临江的中学近视率谁低", ("云山的小学近视率是多少", "临江的中学近视率是多少")),
        ("云山小学近视率比临江中学高吗", ("云山小学近视率是多少", "临江中学近视率是多少")),
        ("云山去年和临江今年苗木产量各多少", ("云山去年苗木产量多少", "临江今年苗木产量多少")),
        ("云山今年和临江今年哪个造林目标多", ("云山今年造林目标是多少", "临江今年造林目标是多少")),
        ("幼儿园普惠率，云山2031年和临江分别定到多少", ("幼儿园普惠率，云山2031年定到多少", "幼儿园普惠率，临江定到多少")),
        ("比较云山的入园率和临江的就业率", ("云山的入园率", "临江的就业率")),
        ("云山和临江今年苗木产量哪个高", ()),
        ("云山的入园率比临江高吗", ()),
    ],
)  # fmt: skip
def test_each_place_that_is_compared_has_a_question(text: str, things: tuple[str, ...]) -> None:
    assert things_of_places(text, ["云山", "临江"]) == things


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("云山今年改造的桥梁比去年多还是少", ("云山今年改造的桥梁是多少", "云山去年改造的桥梁是多少")),
        ("云山改造桥梁今年比去年多吗", ("云山改造桥梁今年是多少", "云山改造桥梁去年是多少")),
        ("今年修桥多少座，比去年多吗？", ("今年修桥多少座", "去年修桥多少座")),
        ("今年造林计划比去年实际高还是低", ("今年造林计划是多少", "去年造林是多少")),
        ("2032年茶叶产值增长目标与2031年实际增速相比如何？", ("2032年茶叶产值增长目标是多少", "2031年茶叶产值增速是多少")),
        ("苗木产量2032年和2031年哪年高", ("苗木产量2032年是多少", "苗木产量2031年是多少")),
        ("今年产量比去年增长多少", ()),
        ("今年补贴是多少", ()),
    ],
)  # fmt: skip
def test_each_year_that_is_compared_has_a_question(text: str, sides: tuple[str, ...]) -> None:
    assert sides_of(text) == sides


def test_years_part_questions() -> None:
    assert sides_of("2011和2012新增就业各是多少") == ("2011年新增就业是多少", "2012年新增就业是多少")
    assert sides_of("苗木产量到2021年、2022年和2025年分别要达到多少") == tuple(
        f"苗木产量到{year}年要达到多少" for year in (2021, 2022, 2025)
    )
    assert sides_of("苗木产量2021、2022年各多少") == ("苗木产量2021年多少", "苗木产量2022年多少")
    assert sides_of("2021年和2022年的苗木产量是多少") == ()
    assert sides_of("苗圃面积，2031年底和2032年底的目标差在哪？") == (
        "苗圃面积，2031年的目标是多少",
        "苗圃面积，2032年的目标是多少",
    )
    assert questions_in("粮食2025年多少2026年目标多少") == ("粮食2025年多少", "2026年目标多少")


@pytest.mark.parametrize("text", ["支持企业的办法里，谁牵头？", "家里用了十几年了，要报废吗？"])
def test_what_asks_nothing_by_itself_parts_no_question(text: str) -> None:
    assert questions_in(text) == ()


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("年龄有啥门槛", True),
        ("2026年的呢", True),
        ("报给谁", True),
        ("支持企业的办法里", False),
        ("他们的措施", False),
    ],
)
def test_what_asks_by_itself(text: str, asks: bool) -> None:
    assert asks_by_itself(text) is asks


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        (
            "甲市苗木产量2031年的实际增速与2032年的预期目标相比如何？",
            ("甲市苗木产量2031年增速是多少", "甲市苗木产量2032年的预期目标是多少"),
        ),
        ("甲市2031年苗木产量和2032年的目标各是多少", ("甲市2031年苗木产量是多少", "甲市2032年苗木产量的目标是多少")),
        ("2031年的苗木产量和2032年差多少", ("2031年的苗木产量是多少", "2032年苗木产量是多少")),
        ("2031年的苗木产量和2032年的花卉面积分别是多少", ("2031年的苗木产量是多少", "2032年的花卉面积是多少")),
        ("2031年和2032年的重点任务有什么不同", ("2031年的重点任务", "2032年的重点任务")),
    ],
)  # fmt: skip
def test_each_of_two_years_has_a_thing_of_its_own(text: str, sides: tuple[str, ...]) -> None:
    assert sides_of(text) == sides
