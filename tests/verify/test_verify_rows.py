"""A row that is told is verified cell by cell, each behind its own head."""

from __future__ import annotations

from datetime import date

import pytest

from rag.parse.parser import parse
from rag.verify import Evidence, verify

TEXT = """白河市泵站运行公告

一、泵站

| 泵站 | 功率（千瓦） | 扬程（米） | 值守人 |
| 东港泵站 | 55 | 12 | 尤立 |
| 西港泵站 | 75 | 55 | 滕飞 |

白河市水务局

2033年5月6日
"""


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("东港泵站：功率（千瓦）55", "verified"),
        ("东港泵站：功率（千瓦）55，值守人 尤立", "verified"),
        ("泵站：东港泵站、西港泵站", "verified"),
        ("东港泵站：扬程（米）55", "unsupported"),
        ("东港泵站：功率（千瓦）75", "unsupported"),
        ("东港泵站：功率（千瓦）55，扬程（米）55", "unsupported"),
        ("西港泵站：值守人 尤立", "unsupported"),
    ],
)
def test_a_row_is_told_with_its_own_cells(statement: str, verdict: str) -> None:
    document = parse(TEXT, document_id="b", source="b.txt")
    quotes = ("东港泵站 | 55", "西港泵站 | 75")
    evidence = [Evidence(c, document, quote) for c in document.walk() for quote in quotes if quote in c.text]
    assert [e.clause.path[-1] for e in evidence] == ["行1", "行2"]
    found = verify(statement, evidence, today=date(2034, 1, 1))
    assert (found.verdict == "verified") == (verdict == "verified"), found.reasons


def test_a_row_of_another_clause_is_not_cited() -> None:
    document = parse(
        TEXT.replace("| 西港", "二、另设\n\n| 泵站 | 功率（千瓦） |\n| 西港"), document_id="b", source="b.txt"
    )
    clause = next(c for c in document.walk() if "东港" in c.text)
    evidence = [Evidence(clause, document, "东港泵站 | 55")]
    assert verify("西港泵站：功率（千瓦）75", evidence, today=date(2034, 1, 1)).verdict != "verified"
