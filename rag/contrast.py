"""Words of which one shuts out the others: 省级 and 市级, 一等奖 and 三等奖, 城镇 and 农村.

What is said of one says nothing of another, however well the rest fits. Pairs and scales of the language,
of no field; how much they count for is learned.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.lazy_re import lazy_re

#: Levels of offices from the highest down.
LEVELS = ("国家级", "省级", "市级", "区级", "县级", "乡级", "村级")
#: The members of each other pair or scale.
SCALES: tuple[tuple[str, ...], ...] = (
    ("特等奖", "一等奖", "二等奖", "三等奖", "优秀奖"),
    ("三甲", "三乙", "二甲", "二乙"),
    ("博士", "硕士", "本科", "大专", "中专"),
    ("大型", "中型", "小型", "微型"),
    ("优秀", "良好", "合格", "不合格"),
    ("初级", "中级", "高级"),
    ("小学", "初中", "高中", "大学"),
    ("幼儿园", "小学", "中学", "高校"),
    ("城镇", "农村"),
    ("职工", "居民"),
    ("上半年", "下半年"),
    ("进口", "出口", "进出口"),
    ("境内", "境外"),
    ("省内", "省外"),
    ("新建", "改建", "扩建"),
    ("门诊", "住院"),
    ("公立", "民办"),
    ("一级", "二级", "三级", "四级"),
    ("第一批", "第二批", "第三批", "第四批"),
    ("第一类", "第二类", "第三类"),
    ("甲级", "乙级", "丙级"),
)


class Contrast:
    """The members of scales that a question names, to be held against many texts.

    >>> Contrast("省级孵化器给多少").shuts_out("对市级孵化器给予50万元")
    True
    """

    def __init__(self, question: str) -> None:
        self._levels = frozenset(_LEVEL.findall(question))
        named = ((words, frozenset(words.findall(question))) for words in _patterns())
        self._scales = [(words, members) for words, members in named if members]

    def shuts_out(self, text: str) -> bool:
        """Whether a text names another member of one of the scales, and none that is asked about."""
        if self._levels and _other(self._levels, _levels_in(text)):
            return True
        return any(_other(members, words.findall(text)) for words, members in self._scales)


@lru_cache(maxsize=64)
def contrast_of(question: str) -> Contrast:
    """That of a question; it is asked for at several stages of one answer."""
    return Contrast(question)


def _other(asked: frozenset[str], found: list[str] | set[str]) -> bool:
    return bool(found) and asked.isdisjoint(found)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    # 不合格 before 合格: the longer first.
    return tuple(re.compile("|".join(sorted(scale, key=len, reverse=True))) for scale in SCALES)


_LEVEL = lazy_re("|".join(LEVELS))
_AND_ABOVE = lazy_re(rf"({_LEVEL.pattern})(?:及|（含）|\(含\))?以上")
_LISTED = lazy_re(r"((?:[国家省市区县乡村]{1,2}[、，和及或])+)[省市区县乡村]级")


def _levels_in(text: str) -> set[str]:
    """The levels that a text is of: 市级以上 is of 省级 too, and 国家、省级 of both."""
    named = set(_LEVEL.findall(text))
    for lowest in _AND_ABOVE.findall(text):
        named.update(LEVELS[: LEVELS.index(lowest) + 1])
    for listed in _LISTED.findall(text):
        named.update(f"{name}级" for name in re.split("[、，和及或]", listed) if name)
    return named
