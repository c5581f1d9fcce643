"""Plan or review: work reports tell of the year that is over and of the year to come.

What was reached does not answer what is planned, however well the words fit, nor the other way round.
"""

from __future__ import annotations

from functools import lru_cache

from rag.lazy_re import lazy_re

_ASKS_PLAN = lazy_re(
    r"今年|明年|下一步|打算|计划|准备|预期|预计|力争|争取|目标|将要?|拟|定的|定了|(?:到|至)20\d\d年|要(?!求|素|点|件|是|不)"
)
_ASKS_REVIEW = lazy_re(
    r"去年|上年|过去|已经|回顾|成绩|成就|成效|(?:完成|实现|做到|建成|增长|达到|新增|达|降)了"
)
_REVIEW = lazy_re(
    r"回顾|(?:发展|工作|主要|历史性)成[就绩效]|取得的?(?:\S{0,4})成[就绩效]|过去[一二三四五]?年|[上去]一?年(?:主要)?工作"
)


@lru_cache(maxsize=4096)
def asks_for(question: str) -> int:
    """1 where a question asks for a plan, -1 for what was reached, 0 where it says neither or both."""
    return bool(_ASKS_PLAN.search(question)) - bool(_ASKS_REVIEW.search(question))


@lru_cache(maxsize=4096)
def looks_back(headings: str) -> bool:
    """Whether the headings above a text say that it tells of what was reached."""
    return bool(_REVIEW.search(headings))


def agreement(question: str, headings: str) -> float:
    """-1 where a question asks for a plan and the text looks back, 1 where both look back, else 0."""
    return float(-asks_for(question)) if looks_back(headings) else 0.0
