"""For which year a paragraph tells something."""

from __future__ import annotations

import pytest

from rag.compose.extract import with_its_year
from rag.evidence.years import of_another_goal, of_others, of_years, years_told
from rag.language.numerals import states_year
from rag.language.text import normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse

TEXT = (
    "某县规划\n\n一、目标\n\n到2025年，建成10家中心。配备设备20台。\n\n"
    "到2035年，建成30家中心。队伍达到先进水平。\n\n二、进展\n\n产量比2020年增加5万吨。\n"
)


def units(path: str) -> list[Unit]:
    document = parse(normalise(TEXT), document_id="d")
    clause = next(c for c in document.walk() if c.path == (path,))
    return [Unit(clause, *span) for span in spans(clause)]


def test_the_year_named_last_before_a_figure_is_its_year() -> None:
    found = {q.value: year for unit in units("一") for q, year in years_told(unit)}
    assert found["10"] == found["20"] == "2025" and found["30"] == "2035"


def test_a_year_that_another_is_held_against_is_not() -> None:
    (told,) = [year for unit in units("二") for _, year in years_told(unit)]
    assert told == ""


def test_figures_of_the_years_asked_about() -> None:
    first = next(unit for unit in units("一") if "10家" in unit.text)
    assert not of_others(["2025"], first) and of_others(["2035"], first) and not of_others([], first)
    assert (
        [q.value for q in of_years(["2025"], first)] == [q.value for q in of_years(["1999"], first)] == ["10"]
    )


def test_a_goal_holds_for_the_whole_paragraph() -> None:
    last = next(unit for unit in units("一") if "先进水平" in unit.text)
    assert of_another_goal("到2025年队伍要达到什么水平", last)
    assert not of_another_goal("到2035年队伍要达到什么水平", last)
    assert not of_another_goal("队伍要达到什么水平", last)


def test_a_year_behind_the_goal_may_be_one_of_its_own() -> None:
    text = "某县规划\n\n一、目标\n\n到2023年，覆盖率达到30%；2025年，覆盖率达到45%。\n"
    clause = next(c for c in parse(normalise(text), document_id="d").walk() if c.path == ("一",))
    at = clause.text.index("2025年")
    last = Unit(clause, at, len(clause.text))
    assert not of_another_goal("到2025年覆盖率要达到多少", last)
    assert not of_another_goal("到2024年覆盖率要达到多少", last), "it is no goal of 2023 either"


@pytest.mark.parametrize(
    ("text", "year", "stated"),
    [
        ("一九五九年办起食堂", "1959", True),
        ("二〇二五年底前", "2025", True),
        ("一九五九年办起食堂", "1960", False),
        ("到2025年", "2025", True),
        ("一千九百五十九户", "1959", False),
    ],
)
def test_years_in_either_numerals(text: str, year: str, stated: bool) -> None:
    assert states_year(text, year) is stated


def test_what_puts_a_goal_right_is_told_with_its_year() -> None:
    last = next(unit for unit in units("一") if "先进水平" in unit.text)
    assert (
        with_its_year("到2025年队伍要达到先进水平吗", last).text
        == "到2035年，建成30家中心。队伍达到先进水平。"
    )
    assert with_its_year("到2035年队伍要达到先进水平吗", last) == last


@pytest.mark.parametrize("words", ["是2018年的3.1倍", "为2018年以来最多", "比2018年增加"])
def test_a_year_compared_with_behind_is_none_of_the_figures_after(words: str) -> None:
    text = f"某县报告\n\n一、回顾\n\n投入经费9万元，{words}，修路40条。\n"
    clause = next(c for c in parse(normalise(text), document_id="d").walk() if c.path == ("一",))
    unit = Unit(clause, clause.text.index("投入"), len(clause.text))
    assert {year for _, year in years_told(unit)} == {""}
