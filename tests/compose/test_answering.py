"""The unit that answers: of what is asked for, not what stands near it."""

from __future__ import annotations

import pytest

from rag.compose.answering import answering
from rag.compose.selection import Scored
from rag.index.passages import passages
from rag.language.text import normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Hit, Passage

TEXT = """某县书院建设方案

一、碧湖书院筹备新馆开馆。

二、球场到2030年全部达标。

三、碧湖书院新馆到2029年开馆。
"""


@pytest.mark.parametrize(("other", "chosen"), [("二", "一"), ("三", "三")])
def test_the_date_of_something_else_is_none_of_what_is_asked(
    small: Assistant, other: str, chosen: str
) -> None:
    document = parse(normalise(TEXT), document_id="d")
    clauses = {c.path[0]: c for c in document.walk()}
    contexts = {p.clause_id: p.context for p in passages(document)}
    scored = [
        Scored(
            Unit(clauses[name], *spans(clauses[name])[-1], score),
            Hit(clauses[name], 1.0, 1, Passage(name, "d", 0, 1, "", contexts[clauses[name].id])),
        )
        for name, score in (("一", 5.0), (other, 4.0))
    ]
    query = small.understood("碧湖书院新馆什么时候开馆？")
    assert query.kind == "date"
    assert answering(query, scored).unit.clause.path == (chosen,)
