"""What several documents say of one matter: a row for each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handmade import composed

from rag.compose.composer import _inner, _of_document
from rag.compose.draft import called
from rag.language.text import normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Document


def test_a_row_of_a_comparison_speaks_of_the_matter(small: Assistant) -> None:
    composition = composed(small, "哪些地方规定了中医馆")
    assert [d.text.partition("：")[0] for d in composition.drafts] == ["云山县"]
    query = small.understood("哪些地方规定了中医馆")
    assert query.every_region and all("地方" not in concept.word for concept in query.concepts)


def test_a_comparison_has_a_row_a_document(small: Assistant) -> None:
    composition = composed(small, "云山和临江的家庭医生签约覆盖率目标分别是多少？")
    by_region = {d.text.partition("：")[0]: d.text for d in composition.drafts}
    assert set(by_region) == {"云山县", "临江市"}
    assert "45%以上" in by_region["云山县"] and "44%" in by_region["临江市"]
    head, *rows = composition.table
    assert len(head) == 3 and {row[0] for row in rows} == {"云山县", "临江市"}
    assert composition.missing == ()


@pytest.mark.parametrize("question", ["各地的家庭医生签约率是多少", "哪个地方的家庭医生签约率目标最高？"])
def test_a_figure_of_every_place_is_a_figure(small: Assistant, question: str) -> None:
    assert _inner(small.understood(question)).kind == "figure"
    answer = small.ask(question)
    assert (
        "45%" in answer.table[1][1] + answer.table[2][1] and "44%" in answer.table[1][1] + answer.table[2][1]
    )


def test_a_comparison_says_which_document_is_silent(small: Assistant) -> None:
    composition = composed(small, "云山和临江分别建多少个中医馆？")
    assert composition.missing == ("临江市",)
    assert len(composition.drafts) == 1 and "12个中医馆" in composition.drafts[0].text


def test_rows_of_a_comparison_are_called_by_what_tells_them_apart() -> None:
    def document(name: str, region: str | None) -> Document:
        return replace(
            parse(normalise(f"{name}\n\n一、目标\n\n到2025年达到45%。\n"), document_id=name), region=region
        )

    one, two, three = document("甲方案", "甲市"), document("乙方案", "乙市"), document("丙方案", "乙市")
    assert [called(d, [one, two, three]) for d in (one, two, three)] == ["甲市", "《乙方案》", "《丙方案》"]
    assert called(document("丁方案", None), [one]) == "《丁方案》"


def test_a_year_that_names_one_document_is_none_of_the_other(small: Assistant) -> None:
    asked = small.understood("中医馆方面，云山方案和临江市2026年报告各提了什么要求")
    document = parse(normalise("云山县方案\n\n一、目标\n\n建12个中医馆。\n"), document_id="y")
    other = parse(normalise("临江市2026年工作报告\n\n一、目标\n\n建9个中医馆。\n"), document_id="l")
    assert asked.years == ("2026",)
    assert _of_document(asked, document).years == () and _of_document(asked, other).years == ("2026",)
