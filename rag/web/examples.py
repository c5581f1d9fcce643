"""Example questions, made by rule from the documents, so that they fit whatever is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

from rag.lazy_re import lazy_re
from rag.types import Clause, Document
from rag.web.lists import Lists

if TYPE_CHECKING:
    from rag.pipeline import Assistant

#: A heading or indicator that reads well inside a question: Chinese, no punctuation.
_NAME = lazy_re(r"[\u4e00-\u9fffA-Za-z]{4,16}")
_LEAD = ("牵头", "责任")


def candidates(document: Document) -> Iterator[str]:
    """Questions on one document: a target, who leads, which measures; at most one of each twice."""
    where = document.region or ""
    clauses = [c for c in document.walk() if c.kind == "clause"]
    kinds = (
        (_target(c, where) for c in clauses),
        (_lead(c, where) for c in clauses),
        (_measures(c, where) for c in clauses),
    )
    taken = [list(islice((q for q in kind if q), 2)) for kind in kinds]
    return (q for q in chain.from_iterable(zip_longest(*taken)) if q)


def _target(clause: Clause, where: str) -> str | None:
    for figure in clause.figures:
        if figure.unit == "%" and _NAME.fullmatch(figure.indicator):
            year = f"到{figure.by}年" if figure.by and figure.by.isdigit() else ""
            return f"{where}{year}{figure.indicator}要达到多少？"
    return None


def _lead(clause: Clause, where: str) -> str | None:
    leads = any(role.startswith(_LEAD) for role in clause.responsible)
    if not leads or not _NAME.fullmatch(clause.heading):
        return None
    return f"{where}“{clause.heading}”由哪个部门牵头？"


def _measures(clause: Clause, where: str) -> str | None:
    if clause.children or not _NAME.fullmatch(clause.heading):
        return None
    return f"{where}在“{clause.heading}”方面有哪些要求？"


def example_questions(lists: Lists, assistant: Assistant | None = None, count: int = 4) -> list[str]:
    """Questions over different documents and of different kinds.

    With an ``assistant`` only those that it answers; an example that is refused teaches nothing.
    """
    chosen: list[str] = []
    offered = [list(candidates(lists.index.document(i))) for i in lists.headers][: 2 * count]
    for turn in range(6):
        for number, questions in enumerate(offered):
            if len(chosen) == count:
                return chosen
            question = questions[(turn + number) % len(questions)] if questions else None
            if question and question not in chosen and _answered(question, assistant):
                chosen.append(question)
    return chosen


def _answered(question: str, assistant: Assistant | None) -> bool:
    return assistant is None or assistant.ask(question).status == "answered"
