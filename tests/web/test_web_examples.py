"""Example questions come from the documents by rule, and only those that are answered."""

from __future__ import annotations

from fakes import DOCUMENTS, XUHUI, FakeAssistant, FakeIndex

from rag.web.examples import candidates, example_questions
from rag.web.lists import Lists


def lists(*documents: object) -> Lists:
    return Lists(FakeIndex(documents or DOCUMENTS))  # type: ignore[arg-type]


def test_kinds_of_questions_on_one_document() -> None:
    assert list(candidates(XUHUI))[:3] == [
        "上海市徐汇区到2025年家庭医生签约覆盖率要达到多少？",
        "上海市徐汇区“扩大签约覆盖”由哪个部门牵头？",
        "上海市徐汇区在“扩大签约覆盖”方面有哪些要求？",
    ]


def test_examples_alternate_over_documents() -> None:
    first, second, *_ = example_questions(lists())
    assert "徐汇" in first and "丽水" in second


def test_a_refused_example_is_not_offered() -> None:
    class Refuses(FakeAssistant):
        def ask(self, question, history=(), *, id=None, documents=None):  # type: ignore[no-untyped-def]
            return super().ask("牙科" if "丽水" in question else question)

    chosen = example_questions(lists(), Refuses())  # type: ignore[arg-type]
    assert chosen and not any("丽水" in question for question in chosen)


def test_no_documents_no_examples() -> None:
    assert example_questions(Lists(FakeIndex([]))) == []  # type: ignore[arg-type]
