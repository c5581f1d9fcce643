"""A part answers nothing of the whole."""

from __future__ import annotations

import pytest

from rag.evidence.counts import answers_figure


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("云山一共有多少家书屋", "新增书屋26家。", False),
        ("云山一共新增多少家书屋", "新增书屋26家。", True),
        ("云山有多少家书屋", "新增书屋26家。", True),
        ("云山一共有多少家书屋", "新增书屋26家，全县书屋达到80家。", True),
        ("云山共有多少户企业", "4262户企业恢复生产。", False),
        ("云山共有多少户企业复工", "4262户企业复工。", True),
        ("云山一共投放多少吨粮", "前期投放2000吨。", False),
        ("云山一共投放多少吨粮", "两次累计投放3500吨，其中首批2000吨。", True),
        ("云山第一批投放多少吨粮，一共几批", "首批投放2000吨。", True),
        ("粮库还剩多少吨粮", "粮库收储5000吨。", False),
        ("粮库还剩多少吨粮", "粮库剩余1500吨。", True),
        ("公共书屋有多少家", "新增书屋26家。", True),
        ("云山总共有多少户", "全村500户，其中低保20户。", True),
    ],
)
def test_a_figure_is_of_all_that_is_asked_about(question: str, text: str, answers: bool) -> None:
    assert answers_figure(question, text) is answers
