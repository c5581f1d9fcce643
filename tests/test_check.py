"""Each planted fault of a corpus is found, and a healthy corpus has none."""

from __future__ import annotations

from datetime import date

from rag.check import Problem, check
from rag.load import Skipped
from rag.parse.parser import parse
from rag.types import Document

TODAY = date(2026, 1, 1)
HEAD = "某市健康工作办法\n某政办〔2023〕5号\n"
TAIL = "\n某市人民政府办公室\n2023年3月1日"
BODY = "第一条　甲。\n第二条　乙。\n第三条　依照本办法第二条办理。"


def read(text: str, source: str = "a.txt") -> Document:
    return parse(text, document_id=source.split(".")[0], source=source)


def kinds(*texts: str) -> list[tuple[str, str]]:
    documents = [read(text, f"{name}.txt") for name, text in zip("abc", texts, strict=False)]
    return [(problem.source[0], problem.kind) for problem in check(documents, today=TODAY)]


def test_a_healthy_document() -> None:
    assert kinds(HEAD + BODY + TAIL) == []


def test_missing_number_date_and_clauses() -> None:
    assert kinds("某市健康工作办法\n" + BODY) == [("a", "no number"), ("a", "no date")]
    assert ("a", "no clauses") in kinds("只有一段话，没有条款。")


def test_numbering() -> None:
    assert kinds(HEAD + "一、甲\n二、乙\n四、丙" + TAIL) == [("a", "broken numbering")]
    assert kinds(HEAD + "一、甲\n二、乙\n二、丙\n三、丁" + TAIL) == [("a", "repeated number")]
    assert kinds(HEAD + "一、甲\n（一）乙\n二、丙\n（二）丁\n（三）戊" + TAIL) == []
    assert kinds(HEAD + "第一条　甲。\n第二条　乙。\n第二条之一　丙。\n第三条　丁。" + TAIL) == []
    assert kinds(HEAD + "1.甲\n2.乙\n1.丙\n2.丁" + TAIL) == []


def test_references() -> None:
    assert kinds(HEAD + BODY.replace("本办法第二条", "本办法第九条") + TAIL) == [("a", "dangling reference")]
    other = (
        HEAD.replace("健康", "卫生").replace("5号", "6号")
        + "第一条　依照《某市健康工作办法》第十二条办理。\n第二条　乙。"
        + TAIL
    )
    assert kinds(HEAD + BODY + TAIL, other) == [("b", "dangling reference")]
    assert kinds(other.replace("第十二条", "第九十九条")) == [], (
        "a document that is not here cannot be looked into"
    )


def test_duplicates_and_succession() -> None:
    long = (
        HEAD
        + BODY
        + "\n"
        + "".join(f"第{n}条　第{n}项工作按照规定办理并及时报告。\n" for n in "四五六七八九十")
        + TAIL.strip()
    )
    assert ("b", "duplicate") in kinds(long, long)
    new = (
        "某市新健康工作办法\n某政办〔2025〕9号\n第一条　甲。\n第二条　《某市健康工作办法》（某政办〔2023〕5号）同时废止。"
        + TAIL
    )
    assert ("a", "superseded") in kinds(HEAD + BODY + TAIL, new)


def test_expiry_and_unreadable_files() -> None:
    text = HEAD + BODY + "\n第四条　本办法自2023年4月1日起施行，有效期至2025年3月31日。" + TAIL
    assert kinds(text) == [("a", "expired")]
    assert check([read(text)], today=date(2024, 1, 1)) == []
    assert check([Skipped("x.pdf", "is encrypted")]) == [Problem("unreadable", "x.pdf", "is encrypted")]


def test_labels_are_shown_as_one_reads_them() -> None:
    text = "1.甲\n2.乙\n1.丙\n3.丁"
    messages = [
        p.message for p in check([parse(text, document_id="d", source="d")]) if p.kind == "broken numbering"
    ]
    assert messages == ["the numbering §2 3 follows number 1"]
