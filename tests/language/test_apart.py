"""Documents of one title, told apart wherever several are listed."""

from __future__ import annotations

from dataclasses import replace

from fakes import DOCUMENTS

from rag.compose.draft import called
from rag.language.apart import marks, names, titles
from rag.understand.guard import which_of
from rag.web.page import environment

OLD, NEW, BARE, OTHER = (
    replace(DOCUMENTS[0], id=name, title=title, number=number, source=f"{name}.txt", region="某市")
    for name, title, number in (
        ("old", "某市奖励办法", "某政发〔2021〕3号"),
        ("new", "某市奖励办法", "某政发〔2022〕8号"),
        ("bare", "某市奖励办法", None),
        ("other", "某市绿化办法", "某政发〔2021〕3号"),
    )
)


def test_a_title_that_is_the_only_one_stands_alone() -> None:
    assert marks([OLD, OTHER]) == {"old": "", "other": ""}
    assert names([OTHER]) == ["《某市绿化办法》"]


def test_equal_titles_are_told_apart_by_number_or_else_by_file() -> None:
    assert names([OLD, NEW, BARE]) == [
        "《某市奖励办法》（某政发〔2021〕3号）",
        "《某市奖励办法》（某政发〔2022〕8号）",
        "《某市奖励办法》（bare.txt）",
    ]
    twice = [OLD, replace(NEW, number=OLD.number)]
    assert titles(twice) == {"old": "某市奖励办法（old.txt）", "new": "某市奖励办法（new.txt）"}


def test_refusals_lists_and_the_entries_of_pages_tell_them_apart() -> None:
    assert which_of(names([OLD, NEW])).missing == (
        "请说明是哪一份文件：《某市奖励办法》（某政发〔2021〕3号）、《某市奖励办法》（某政发〔2022〕8号）"
    )
    assert called(NEW, [OLD, NEW, OTHER]) == "《某市奖励办法》（某政发〔2022〕8号）"
    assert called(OTHER, [OLD, NEW, OTHER]) == "《某市绿化办法》"
    options = environment().filters["options"]
    assert options([OLD, NEW, "2025"]) == [
        ("old", "某市奖励办法（某政发〔2021〕3号）"),
        ("new", "某市奖励办法（某政发〔2022〕8号）"),
        ("2025", "2025"),
    ]
