"""A term that a document does not hold in one piece."""

from __future__ import annotations

import pytest

from rag.compose.worded import BETWEEN, worded
from rag.language.text import normalise
from rag.parse.parser import parse


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("推行球场预约的结果互认。", "预约的结果互认"),
        ("结果互认覆盖球场预约。", "互认覆盖球场预约"),
        ("推行预约，结果互认。", ""),  # not in one part of a sentence
        (f"推行预约{'与' * BETWEEN}互认。", f"预约{'与' * BETWEEN}互认"),
        (f"推行预约{'与' * (BETWEEN + 1)}互认。", ""),  # too far from one another
        ("推行登记与互认。", "登记与互认"),  # by its other name
    ],
)
def test_its_words_stand_near_one_another_in_any_order(text: str, told: str) -> None:
    document = parse(normalise(f"某县球场办法\n\n一、{text}\n"), document_id="d")
    assert worded(document, [("预约", "登记"), ("互认",)]) == told
