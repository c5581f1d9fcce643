"""A clause that is asked for by its label."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over, composed, paths

from rag.pipeline import Assistant


@pytest.mark.parametrize(
    ("question", "path", "words"),
    [
        ("云山二（二）讲什么？", "二/（二）", "每季度公布"),
        ("云山方案二（二）讲什么？", "二/（二）", "每季度公布"),
        ("云山三（二）讲什么？", "三/（二）", "通报"),
        ("云山二（一）2的内容是什么？", "二/（一）/2", "12个中医馆"),
    ],
)
def test_a_clause_by_its_label(small: Assistant, question: str, path: str, words: str) -> None:
    composition = composed(small, question)
    assert set(paths(composition)) == {path}
    assert words in "".join(d.text for d in composition.drafts)


def test_a_heading_is_told_with_its_parts(small: Assistant) -> None:
    found = paths(composed(small, "云山二（一）讲什么？"))
    assert {"二/（一）/1", "二/（一）/2"} <= set(found)


def test_a_clause_that_does_not_exist_is_missing(small: Assistant) -> None:
    composition = composed(small, "云山五（九）讲什么？")
    assert composition.drafts == () and "五（九）" in composition.missing[0]


def test_a_named_clause_of_short_parts_is_told_whole(tmp_path: Path) -> None:
    long = "乙方应当每日清点花架并登记在册，缺损的当日补齐。" * 12
    text = (
        "花架租赁合同\n\n第一条 租金\n（一）租金按月支付。逾期的，每日加收万分之三。\n（二）押金退场时退还。损坏的从中扣除。\n\n"
        f"第二条 养护\n（一）花架由乙方擦拭。{long}\n（二）喷灌由甲方检修。{long}\n\n第三条 其他\n（一）本合同一式两份。\n"
    )
    asked = assistant_over(text, tmp_path)
    rent = "".join(draft.text for draft in asked.turn("合同第一条规定了什么？").composition.drafts)
    assert "万分之三" in rent and "从中扣除" in rent
    care = "".join(draft.text for draft in asked.turn("合同第二条规定了什么？").composition.drafts)
    assert "喷灌由甲方检修" in care and "登记在册" not in care, "of long parts the first sentence"
