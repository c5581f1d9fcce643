"""Words of which one shuts out the others: 省级 and 市级, 一等奖 and 三等奖, 城镇 and 农村.

What is said of one says nothing of another, however well the rest fits. Pairs and scales of the language,
of no field; how much they count for is learned.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: The members of each pair or scale; a scale of offices from the highest down.
LEVELS = ("国家级", "省级", "市级", "区级", "县级", "乡级", "村级")
SCALES: tuple[tuple[str, ...], ...] = (
    ("特等奖", "一等奖", "二等奖", "三等奖", "优秀奖"),
    ("博士", "硕士", "本科", "大专", "中专"),
    ("大型", "中型", "小型", "微型"),
    ("优秀", "良好", "合格", "不合格"),
    ("初级", "中级", "高级"),
    ("小学", "初中", "高中", "大学"),
    ("幼儿园", "小学", "中学", "高校"),
    ("城镇", "农村"),
    ("职工", "居民"),
    ("上半年", "下半年"),
    ("进口", "出口"),
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


def contrasts(question: str, text: str) -> bool:
    """Whether a question names a member of a scale that a text does not, and the text another one.

    Args:
        question: as asked.
        text: what would answer it, with what stands above it.
    """
    return _levels(question, text) or any(_only_others(words, question, text) for words in _patterns())


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(map(_pattern, SCALES))


def _pattern(scale: tuple[str, ...]) -> re.Pattern[str]:
    # 不合格 before 合格: the longer first.
    return re.compile("|".join(sorted(scale, key=len, reverse=True)))


def _only_others(words: re.Pattern[str], question: str, text: str) -> bool:
    asked = set(words.findall(question))
    named = set(words.findall(text)) if asked else set()
    return bool(named) and not named & asked


_LEVEL = re.compile("|".join(LEVELS))
_AND_ABOVE = re.compile(rf"({_LEVEL.pattern})(?:及|（含）|\(含\))?以上")


def _levels(question: str, text: str) -> bool:
    """The same of the levels of offices: 市级以上 is of 省级 too, and 国家、省级 of both."""
    asked = set(_LEVEL.findall(question))
    if not asked:
        return False
    named = set(_LEVEL.findall(text))
    for lowest in _AND_ABOVE.findall(text):
        named.update(LEVELS[: LEVELS.index(lowest) + 1])
    for listed in re.findall(r"((?:[国家省市区县乡村]{1,2}[、，和及或])+)[省市区县乡村]级", text):
        named.update(f"{name}级" for name in re.split("[、，和及或]", listed) if name)
    return bool(named) and not named & asked
