"""A question that a document answers in so many words."""

from __future__ import annotations

import pytest

from rag.evidence.answered import asked_there
from rag.pipeline import Assistant


@pytest.mark.parametrize(
    ("question", "heading", "same"),
    [
        ("云山的公园什么时间不能遛狗？", "什么时间不能遛狗？", True),
        ("云山遛狗什么时间要办证？", "什么时间不能进公园遛狗？", False),
        ("云山配偶和孩子能一起迁吗？", "配偶和孩子能一起迁吗？", True),
        ("云山遛狗要交多少钱？", "遛狗什么时间要交钱？", False),
        ("云山遛狗要交多少钱？", "", False),
    ],
)
def test_the_heading_asks_the_same(small: Assistant, question: str, heading: str, same: bool) -> None:
    assert asked_there(small.understood(question), heading) is same
