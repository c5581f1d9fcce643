"""Plan or review, one year or several: work reports tell of what is over and of what is to come.

What was reached does not answer what is planned, however well the words fit, nor does what five years
together brought answer what one of them did; nor the other way round.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.lazy_re import lazy_re

_ASKS_PLAN = lazy_re(
    r"今年|明年|下一步|打算|计划|(?<![不没])想(?![问知了咨象法])|准备|预期|预计|力争|争取|目标|将要?|拟|定的|定了|(?:到|至)20\d\d年|要(?!求|素|点|件|是|不)"
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


_SEVERAL = lazy_re(
    r"(?:过去|近|这|今后|未来|最近|前|后|头)的?[二两三四五六七八九十]{1,2}年|[二两三四五六七八九十]年(?:来|间|里)|(?<!收官)“?十[一二三四五六七]五”?(?:时期|期间)|几年来|多年来"
)
_ONE = lazy_re(
    r"(?:今|去|上|当|全|本|明)年(?!均)|过去一年|一年来|(?<![第\d])(?:19|20)\d\d年(?!以?来|至|到|[—－-])"
)


def _last(text: str, pattern: re.Pattern[str]) -> int:
    """Where the last match of a pattern in a text ends; -1 where there is none."""
    return max((match.end() for match in pattern.finditer(text)), default=-1)


@lru_cache(maxsize=4096)
def asks_one_year(question: str) -> bool:
    """Whether a question asks about one year, and names no longer time."""
    return bool(_ONE.search(question)) and not _SEVERAL.search(question) and "五年" not in question


def too_long(question: str, told: str) -> bool:
    """Whether one year is asked about, and a paragraph, by what it said last of time, tells of several together.

    Args:
        question: as asked.
        told: the paragraph up to the end of the words that would answer.
    """
    return asks_one_year(question) and _last(told, _SEVERAL) > _last(told, _ONE)


_PLAN = lazy_re("十[一二三四五六七]五")


def plans_in(text: str) -> tuple[str, ...]:
    """The five-year plans that a text names: 十四五."""
    return tuple(dict.fromkeys(_PLAN.findall(text)))
