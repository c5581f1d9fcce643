"""rag.understand.reference: an article is found by its label, however it is written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from handmade import assistant_over

from eval.laws import articles, laws
from rag.language.labels import canonical, element_place
from rag.language.numerals import to_chinese
from rag.types import Document, Message
from rag.understand.reference import by_last, instead, matched, matches, references

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "law_articles.jsonl.gz"

RULES = """云山县渡口管理办法

第一章 总则
第一条　为保障渡口安全，制定本办法。
第二条　县交通局主管渡口工作。
乡镇人民政府负责日常巡查。
第二章 渡运
第三条　渡船有下列情形之一的，不得开航：
（一）风力超过五级的；
（二）载客超过核定人数的。
第四条　渡工应当持证上岗。
"""


def spellings_of(label: str) -> Iterator[str]:
    """An article in the numerals and the sloppiness of those who ask."""
    place = element_place(label)
    assert place is not None
    number, inserted = place[1], label.partition("条")[2]
    for written in (to_chinese(number), to_chinese(number).replace("零", "〇"), str(number)):
        yield f"第{written}条{inserted}"
        yield f"某法{written}条{inserted}讲的啥"
    yield f"《某法》第 {number} 条{inserted}的规定"


@pytest.mark.parametrize(
    "number", [1, 10, 13, 38, 99, 100, 101, 102, 110, 113, 120, 999, 1000, 1010, 1260, 3021]
)
def test_every_number_is_read_in_every_spelling(number: int) -> None:
    label = f"第{to_chinese(number)}条"
    for said in spellings_of(label):
        assert [r.path for r in references(said)] == [(label,)], said


def some_laws() -> Iterator[Document]:
    return islice(laws(islice(articles(), 0, None, 1)), 0, 3000, 60)


@pytest.mark.skipif(not DATA.is_file(), reason="../shared/data/law_articles.jsonl.gz is absent")
def test_each_article_of_some_laws_is_found_by_each_spelling() -> None:
    for document in some_laws():
        paths = [c.path for c in document.walk() if c.path[-1].startswith("第") and "条" in c.path[-1]]
        for path in paths:
            for said in spellings_of(path[-1]):
                (reference,) = references(said)
                found = {canonical(p[-1]) for p in paths if canonical(p[-1]) == canonical(reference.path[0])}
                assert matches(reference.path, path) >= 0.7, (document.title, said)
                assert found == {canonical(path[-1])}


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("第102条第2款第（三）项", [("第一百零二条", "第二款", "（三）")]),
        ("某办法12条3款", [("第十二条", "第三款")]),
        ("第十二条之一第二款", [("第十二条之一", "第二款")]),
        ("第三十九条和第41条", [("第三十九条",), ("第四十一条",)]),
        ("第五条第（一）项、第（三）项", [("第五条", "（一）"), ("第五条", "（三）")]),
        ("基层卫生20条讲什么", []),
        ("一共38条", []),
        ("出台20条措施", []),
        ("这个方法3条是什么", []),
    ],
)
def test_labels_of_a_question(text: str, paths: list[tuple[str, ...]]) -> None:
    assert [r.path for r in references(text)] == paths


def test_the_first_paragraph_of_an_article_of_one_is_the_article() -> None:
    assert matches(("第四条", "第一款"), ("第二章", "第四条")) > 0
    assert matches(("第四条", "第一款", "3"), ("第二章", "第四条", "（三）")) > 0
    assert matches(("第四条", "第二款"), ("第二章", "第四条")) == 0.0


@pytest.mark.parametrize(
    ("before", "said", "meant"),
    [
        ("第三十二条第一款", "第二款", "第三十二条第二款"),
        ("第五条第（二）项", "第三项", "第五条第3项"),
        ("第五条", "第二款", "第五条第二款"),
        ("第五条", "第六条", ""),
    ],
)
def test_a_part_named_behind_an_article_is_of_it(before: str, said: str, meant: str) -> None:
    assert instead(references(before)[0], references(said)[0]) == meant


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("渡口管理办法第三条", "载客超过核定人数的"),
        ("渡口管理办法3条讲的啥", "风力超过五级的"),
        ("第4条", "渡工应当持证上岗"),
        ("渡口办法第二条第2款", "乡镇人民政府负责日常巡查"),
        ("把渡口管理办法第三条第一款第二项原文发我看看", "载客超过核定人数的"),
    ],
)
def test_an_article_is_told_whole(question: str, told: str, tmp_path: Path) -> None:
    answer = assistant_over(RULES, tmp_path).ask(question)
    assert answer.status == "answered", answer.text
    assert told in answer.text


@pytest.mark.parametrize(
    ("asked", "path", "named"),
    [
        ("第十二条第一款", ("第十二条",), True),  # of one paragraph, which prints no label
        ("第二条", ("五", "（二）"), True),
        ("（二）", ("五", "（二）", "1"), False),
        ("第十二条和第十三条", ("第十三条",), True),
        ("第十二条和第十三条", ("第十四条",), False),
    ],
)
def test_what_a_label_may_name_is_found_by_its_last_part(
    asked: str, path: tuple[str, ...], named: bool
) -> None:
    found = references(asked)
    assert matched(by_last(found), path) == max(matches(reference.path, path) for reference in found)
    assert (matched(by_last(found), path) > 0) is named


def test_a_label_has_so_many_parts_and_is_named_once() -> None:
    """A thousand labels in a row are no path; each would be held against all before it."""
    asked = references("（一）" * 600)
    assert all(len(reference.path) <= 12 for reference in asked) and len(asked) < 3


def test_a_paragraph_asked_for_behind_an_article_is_of_that_article(tmp_path: Path) -> None:
    before = (
        Message("user", "渡口管理办法第二条第一款讲什么？"),
        Message("assistant", "县交通局主管渡口工作。"),
    )
    answer = assistant_over(RULES, tmp_path).ask("那第二款呢？", before)
    assert "乡镇人民政府负责日常巡查" in answer.text


def test_an_article_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    answer = assistant_over(RULES, tmp_path).ask("渡口管理办法第九条讲什么")
    assert answer.status == "refused"
    assert "“第九条”这一条" in answer.text


def test_of_two_places_with_a_law_of_one_name_both_are_told_or_it_is_asked_which(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(
        "临江市渡口管理办法\n\n第一条　为了安全，制定本办法。\n第二条　市水务局主管渡口。\n第三条　渡船每年检验一次。\n",
        "utf-8",
    )
    assistant = assistant_over(RULES, tmp_path)
    both = assistant.ask("渡口管理办法第四条讲什么").text
    assert "渡工应当持证上岗" in both and "文件未写明" in both
    told = assistant.ask("渡口管理办法第三条讲什么").text
    assert "每年检验一次" in told and "不得开航" in told
    assert "每年检验一次" not in assistant.ask("云山县渡口管理办法第三条讲什么").text
    asked = assistant.ask("第三条讲什么")
    assert asked.refusal is not None and asked.refusal.reason == "too_vague"
    assert "《临江市渡口管理办法》" in asked.text and "《云山县渡口管理办法》" in asked.text
