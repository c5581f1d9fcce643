"""Plans are told from reviews."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over, settings_for_tests

from rag.builder import build_index
from rag.encode.encoder import HashingEncoder
from rag.evidence.tense import (
    agreement,
    asks_for,
    asks_one_year,
    asks_state,
    looks_back,
    only_a_goal,
    only_due,
    plans_in,
    span_told,
    too_long,
    years_headed,
)
from rag.index import open_current
from rag.pipeline import Assistant


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("云山今年签约率打算到多少？", 1),
        ("今年要新建几个中医馆", 1),
        ("去年完成了几个中医馆", -1),
        ("签约率增长了多少", -1),
        ("签约率是多少", 0),
        ("签约率有八成就够了吧", 0),  # no 成就
        ("去年建成了几个，今年要建几个", 0),
        ("有什么要求", 0),
    ],
)
def test_what_a_question_asks_for(question: str, asks: int) -> None:
    assert asks_for(question) == asks


@pytest.mark.parametrize(
    ("headings", "back"),
    [
        ("2026年云山县政府工作报告 2025年工作回顾", True),
        ("2026年云山县政府工作报告 “十四五”发展成就", True),
        ("2026年云山县政府工作报告 2026年重点工作", False),
        ("云山县实施方案 总体目标", False),
    ],
)
def test_headings_that_look_back(headings: str, back: bool) -> None:
    assert looks_back(headings) is back


def test_a_review_does_not_answer_for_the_plan() -> None:
    review = "政府工作报告 2025年工作回顾"
    assert agreement("今年打算建几个？", review) == -1.0
    assert agreement("去年建成了几个？", review) == 1.0
    assert agreement("今年打算建几个？", "政府工作报告 2026年重点工作") == 0.0
    assert agreement("建几个？", review) == 0.0


@pytest.mark.parametrize(
    ("question", "one"),
    [
        ("2015年新增就业多少人", True),
        ("去年新增就业多少人", True),
        ("十四五期间新增就业多少人", False),
        ("2021年以来新增就业多少人", False),
        ("这五年新增就业多少人", False),
        ("新增就业多少人", False),
    ],
)
def test_what_asks_about_one_year(question: str, one: bool) -> None:
    assert asks_one_year(question) is one


@pytest.mark.parametrize(
    ("told", "long"),
    [
        ("2015年是“十二五”收官之年。过去五年，成就举世瞩目。新增就业超过6400万人。", True),
        ("五年来，新增就业6400万人。2015年，新增就业1312万人。", False),
        ("过去五年成就很大。去年，新增就业1312万人。", False),
        ("新增就业1312万人。", False),
        ("今后五年，新增就业5000万人。", True),
        ("就业人数年均增长5%。", True),
        ("去年，颗粒物年均浓度下降5%。", False),
        ("去年，失业率2.1%，为多年来最低。", False),
    ],
)
def test_what_several_years_brought_is_not_of_one(told: str, long: bool) -> None:
    assert too_long("2015年新增就业多少人", told) is long
    assert too_long("十二五期间新增就业多少人", told) is False


@pytest.mark.parametrize(
    ("question", "state"),
    [
        ("云山目前有几家书屋", True),
        ("云山已建成几家书屋", True),
        ("云山去年建了几家书屋", True),
        ("云山书屋现在要建几家", False),
        ("云山书屋建几家", False),
        ("现在的租书费是多少", False),
        ("现在最多能借几本", False),
        ("现在智能书屋有几家", True),
    ],
)
def test_what_asks_for_a_state(question: str, state: bool) -> None:
    assert asks_state(question) is state


@pytest.mark.parametrize(
    ("told", "bounded", "above", "goal"),
    [
        ("新建书屋12家", False, "云山县书屋建设方案", True),
        ("新建书屋12家", False, "云山县书屋建设公告", False),
        ("书屋达到12家以上", True, "云山县书屋建设公告", True),
        ("到2027年，书屋达到12家", False, "云山县公告", True),
        ("力争书屋达到12家", False, "云山县公告", True),
        ("加快建设12家书屋", False, "云山县公告", True),
        ("已有书屋12家以上", True, "云山县书屋建设方案", False),
        ("截至2024年底，书屋达到12家", False, "云山县书屋建设方案", False),
        ("书屋达到12家", False, "云山县书屋建设方案 工作成效", False),
    ],
)
def test_a_goal_answers_nothing_of_what_is_so(told: str, bounded: bool, above: str, goal: bool) -> None:
    assert only_a_goal("云山目前有几家书屋", told, bounded, above) is goal
    assert not only_a_goal("云山要建几家书屋", told, bounded, above)


YEARS = """2026年云山县政府工作报告

一、2025年工作回顾

拓展书屋服务，书屋服务走进学校。

二、“十五五”时期主要目标

（一）书屋服务遍及乡村

书屋遍及乡村。

（二）农田旱涝保收

农田连片整治。

三、2026年重点工作

全县经济社会发展的主要预期目标是：书屋增长5%，农田增长4%，全年财政赤字8000万元，其中县级赤字5500万元，代发地方债2500万元。
"""


def test_what_a_report_tells_of_other_years_is_not_told_of_its_own(tmp_path: Path) -> None:
    asked = assistant_over(YEARS, tmp_path)
    goals = asked.ask("2026年云山经济社会发展的主要预期目标有哪些").text
    assert "书屋增长5%" in goals and "旱涝保收" not in goals
    assert "旱涝保收" in asked.ask("云山十五五时期主要目标有哪些").text


def test_all_members_are_told_where_one_is_asked_for(tmp_path: Path) -> None:
    told = assistant_over(YEARS, tmp_path).ask("2026年云山财政赤字多少，其中地方债多少").text
    assert "2500万元" in told


PLAN = """云山县书屋建设方案

一、建设任务

新建书屋12家，借阅率提高到45%以上。

二、基础

全县已有书屋30家。
"""


def test_only_a_goal_is_named_in_the_refusal(tmp_path: Path) -> None:
    asked = assistant_over(PLAN, tmp_path)
    refused = asked.ask("云山书屋目前借阅率是多少")
    assert refused.status == "refused" and "只写明了目标，没有写明所问的实际情况" in refused.text
    assert "45%" in asked.ask("云山书屋借阅率要提高到多少").text
    assert "30家" in asked.ask("云山目前有多少家书屋").text
    assert asked.ask("云山书屋借阅率已经45%了吗").status == "refused"


def test_plans_are_named() -> None:
    assert plans_in("“十四五”和十五五规划，十四五") == ("十四五", "十五五")


REPORT = """2016年云山县政府工作报告

一、2015年工作回顾

过去一年，工作取得新进展。新增就业312人，超过预期目标。

“十二五”时期，成就显著。五年来，全县新增就业人数达到6400人。

二、2016年重点工作

全年新增就业350人以上。“十三五”时期，全县新增就业人数达到7000人。
"""


def test_a_figure_is_told_of_the_time_asked_about(tmp_path: Path) -> None:
    (tmp_path / "yunshan.txt").write_text(REPORT, encoding="utf-8")
    build_index([tmp_path], tmp_path / "index", encoder="hashing")
    index = open_current(tmp_path / "index", fingerprint=HashingEncoder.fingerprint)
    asked = Assistant(index, HashingEncoder(), limits=settings_for_tests())
    told = {
        question: " ".join(s.text for s in asked.ask(question).statements)
        for question in (
            "2015年云山新增就业多少人",
            "云山十二五期间新增就业多少人",
            "云山十一五期间新增就业多少人",
        )
    }
    assert [("312人" in text, "6400人" in text) for text in told.values()] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    index.close()


@pytest.mark.parametrize(
    ("headings", "back", "years"),
    [
        ("汐城港务局2031年工作总结和2032年工作打算2031年工作完成情况靠泊", True, ("2031",)),
        ("汐城港务局2031年工作总结和2032年工作打算2032年工作打算靠泊", False, ("2032",)),
        ("汐城港务局2031年工作总结和2032年工作打算存在的问题", False, ()),
        ("汐城港务局工作报告2031年工作回顾到2035年的目标", True, ("2031", "2035")),
        ("汐城港务局航道规程", False, ()),
    ],
)
def test_the_last_heading_tells_of_which_year_a_text_is(
    headings: str, back: bool, years: tuple[str, ...]
) -> None:
    assert looks_back(headings) is back
    assert years_headed(headings) == years


LAST_AND_THIS = """汐城港务局2031年工作总结和2032年工作打算

一、2031年工作完成情况

（一）靠泊稳步增长。全年靠泊货船412艘，集装箱准点率88%。

（二）航道养护有序。疏浚航道36公里。

二、2032年工作打算

（一）做强靠泊。全年靠泊货船450艘，集装箱引航准点率控制在91%以上。

（二）做优航道。疏浚航道52公里。

汐城港务局

2032年1月8日
"""


@pytest.mark.parametrize(
    ("question", "figure", "other"),
    [
        ("去年靠泊货船多少艘？", "412艘", "450艘"),
        ("上年疏浚航道多少公里？", "36公里", "52公里"),
        ("2031年靠泊货船多少艘？", "412艘", "450艘"),
        ("2031年靠泊货船实际完成多少艘？", "412艘", "450艘"),
        ("2032年靠泊货船多少艘？", "450艘", "412艘"),
        ("今年计划疏浚航道多少公里？", "52公里", "36公里"),
        ("今年准点率控制在多少？", "91%", "88%"),
    ],
)
def test_last_year_and_this_year_are_told_apart(
    tmp_path: Path, question: str, figure: str, other: str
) -> None:
    answer = assistant_over(LAST_AND_THIS, tmp_path).ask(question)
    assert figure in answer.text and other not in answer.text


@pytest.mark.parametrize(
    ("question", "told", "due"),
    [
        ("碧湖泵站检修完了吗？", "碧湖泵站：检修时限 6月2日", True),
        ("碧湖泵站是否已经检修到位？", "6月底前完成检修。", True),
        ("碧湖泵站检修完了吗？", "碧湖泵站已于6月2日前检修完毕。", False),
        ("碧湖泵站什么时候检修完？", "碧湖泵站：检修时限 6月2日", False),
        ("碧湖泵站要检修吗？", "碧湖泵站：检修时限 6月2日", False),
    ],
)
def test_when_something_is_due_does_not_tell_that_it_is_done(question: str, told: str, due: bool) -> None:
    assert only_due(question, told) is due


def test_a_due_day_is_no_answer_to_whether_something_is_done(tmp_path: Path) -> None:
    rows = "| 序号 | 名称 | 检修时限 |\n| 1 | 碧湖泵站 | 6月2日 |\n| 2 | 青石水闸 | 7月9日 |\n"
    asked = assistant_over(f"碧湖市泵闸检修清单\n\n一、清单\n{rows}", tmp_path)
    assert "6月2日" in asked.ask("碧湖泵站的检修时限是什么时候？").text
    assert asked.ask("碧湖泵站检修完成了吗？").status == "refused"


@pytest.mark.parametrize(
    ("paragraph", "headings", "year", "told"),
    [
        ("“十四五”时期新建公园9座", "", None, ("2021", "2025")),
        ("五年来新建公园9座", "2025年和“十三五”时期工作回顾", None, ("2016", "2020")),
        ("过去三年，新建公园9座", "", 2020, ("2017", "2019")),
        # Without the year of the document it is not known from where.
        ("过去三年，新建公园9座", "", None, None),
        # What is told of one year under such a heading is of that.
        ("五年来面貌一新。2025年新建公园2座", "“十四五”时期工作回顾", None, None),
        ("新建公园2座", "“十四五”时期工作回顾", None, None),
        # What is only held against it.
        ("“十四五”时期新建公园9座，高于“十三五”时期", "", None, ("2021", "2025")),
        ("五年来新建公园9座，比“十三五”多2座", "", None, None),
    ],
)
def test_the_years_of_a_time_that_is_named_without_them(
    paragraph: str, headings: str, year: int | None, told: tuple[str, str] | None
) -> None:
    assert span_told(paragraph, headings, year) == told


def test_neither_end_of_a_span_is_one_year() -> None:
    assert not asks_one_year("2021年至2025年新建多少公园") and not asks_one_year("2013—2017年新建多少")
    assert asks_one_year("到2025年要新建多少公园") and asks_one_year("2025年新建多少公园")
