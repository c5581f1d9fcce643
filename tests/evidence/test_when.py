"""Whether a unit tells of the time that a question asks about."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over, composed

from rag.evidence.when import for_others, of_several_years, of_time, years_lost
from rag.language.text import normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse
from rag.pipeline import Assistant

TITLE = "2026年云山县政府工作报告"


def unit_of(text: str) -> Unit:
    document = parse(normalise(f"云山县公告\n\n一、内容\n\n{text}\n"), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("一",))
    return Unit(clause, *spans(clause)[-1])


@pytest.mark.parametrize(
    ("question", "text", "above", "timely"),
    [
        ("云山目前签约率是多少", "签约率达到45%以上。", "云山县公告", False),
        ("云山目前签约率是多少", "签约率已达到45%以上。", "云山县公告", True),
        ("云山签约率要达到多少", "签约率达到45%以上。", "云山县公告", True),
        ("云山签约率已经45%了吧", "签约率达到45%以上。", "云山县公告", False),
        ("云山目前有哪些措施", "签约率达到45%以上。", "云山县公告", True),
        ("云山2026年怎么推进签约", "推进签约。", f"{TITLE} 2025年工作回顾", False),
        ("云山2025年怎么推进签约", "推进签约。", f"{TITLE} 2025年工作回顾", True),
        ("云山2026年怎么推进签约", "推进签约。", f"{TITLE} “十五五”时期主要任务", False),
        ("云山2026年怎么推进签约", "推进签约。", f"{TITLE} 2026年重点工作", True),
        ("云山2026年工作报告怎么说签约", "推进签约。", f"{TITLE} 2025年工作回顾", True),
    ],
)
def test_a_unit_is_of_the_time_asked_about(
    small: Assistant, question: str, text: str, above: str, timely: bool
) -> None:
    assert of_time(small.understood(question), unit_of(text), above) is timely


def test_a_plan_for_five_years_is_asked_about_by_any_of_them(small: Assistant) -> None:
    asked = small.understood("云山2026年怎么推进签约")
    assert for_others(asked, f"{TITLE} “十五五”时期主要任务")
    assert not for_others(asked, "云山县“十五五”规划 主要任务")


@pytest.mark.parametrize(
    ("question", "timely"),
    [
        ("云山2024年苹果产量是多少", True),
        ("云山2024年苹果产量增长多少", False),
        ("云山2024年梨产量是多少", False),
    ],
)
def test_what_stands_behind_the_figure_asked_for_says_nothing_of_its_time(
    small: Assistant, question: str, timely: bool
) -> None:
    unit = unit_of("2024年苹果产量达到20万吨，五年来年均增长3%，梨产量达到9万吨。")
    assert of_several_years(small.understood(question), unit) is not timely


def test_a_time_behind_a_figure_holds_for_its_part_of_the_sentence(small: Assistant) -> None:
    asked = small.understood("云山2024年梨产量是多少")
    for text, several in (
        ("2024年，苹果产量达到20万吨，五年来年均增长3%；梨产量达到9万吨。", False),
        ("2024年，苹果产量达到20万吨；五年来，梨产量达到9万吨。", True),
        ("五年来，苹果产量增加20万吨；梨产量增加9万吨。", True),
    ):
        assert of_several_years(asked, unit_of(text)) is several, text


def test_a_figure_of_a_plan_for_five_years_is_none_of_one_of_them(small: Assistant) -> None:
    asked = small.understood("云山2026年里程达到多少公里")
    assert for_others(asked, f"{TITLE} “十五五”时期主要任务", unit_of("里程达到9公里。"))
    assert not for_others(asked, f"{TITLE} “十五五”时期主要任务", unit_of("2026年里程达到9公里。"))


REPORT = "2026年云山县政府工作报告\n\n一、“十四五”时期工作回顾\n\n（一）旅游。五年来，接待游客90万人。新建旅馆12家。\n"


@pytest.mark.parametrize(
    ("question", "lost"),
    [
        ("云山2021到2025年接待了多少游客", []),
        ("云山2021年至2025年接待了多少游客", []),
        ("云山2020到2024年接待了多少游客", ["2020", "2024"]),
        ("云山2021年接待了多少游客", ["2021"]),
        ("云山2021年和2025年接待了多少游客", ["2021", "2025"]),
    ],
)
def test_the_time_between_two_years_may_be_told_by_another_name(
    tmp_path: Path, question: str, lost: list[str]
) -> None:
    report = assistant_over(REPORT, tmp_path)
    query, composition = report.understood(question), composed(report, "云山接待了多少游客")
    assert years_lost(query, "", composition, "“十四五”时期工作回顾") == lost
