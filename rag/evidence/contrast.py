"""Words of which one shuts out the others: 省级 and 市级, 一等奖 and 三等奖, 城镇 and 农村, 第二次 and 第三次.

What is said of one says nothing of another, however well the rest fits: an answer that names only others
is refused. Pairs and scales of the language, of no field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import lru_cache

from rag.language.grades import graded
from rag.language.numerals import chinese_number
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
    ("中等职业", "高等职业"),
    ("城镇", "农村"),
    ("职工", "居民"),
    ("上半年", "下半年"),
    ("进口", "出口", "进出口"),
    ("境内", "境外"),
    ("省内", "省外"),
    ("新建", "改建", "扩建"),
    ("门诊", "住院"),
    ("公立", "民办"),
    ("一级", "二级", "三级", "四级", "五级"),
    ("第一批", "第二批", "第三批", "第四批"),
    ("第一类", "第二类", "第三类"),
    ("一期", "二期", "三期", "四期"),
    ("甲级", "乙级", "丙级"),
    ("甲类", "乙类", "丙类"),
    ("狭义", "广义"),
    ("东部", "中部", "西部"),
    ("城东", "城西", "城南", "城北"),
    ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆"),
)
#: What else members of the scales are called; 城市 asked about may be any place, so it shuts out nothing.
SAME = {"城市": "城镇", "乡村": "农村", "中职": "中等职业", "高职": "高等职业"}
_LOOSE = "城市"


class Contrast:
    """The members of scales that a question names, to be held against many texts.

    >>> Contrast("省级孵化器给多少").shuts_out("对市级孵化器给予50万元")
    True
    """

    def __init__(self, question: str) -> None:
        self._levels = frozenset(_LEVEL.findall(question))
        spelt = _spelt_out(question.replace(_LOOSE, "，"))
        named = ((words, _members(words, spelt)) for words in _patterns())
        self._scales = [(words, members) for words, members in named if members]
        self._ordinals = _ordinals(question)

    def shuts_out(self, text: str) -> bool:
        """Whether a text names another member of one of the scales, and none that is asked about."""
        if self._levels and _other(self._levels, _levels_in(text)):
            return True
        if self._ordinals and _another_of_its_kind(self._ordinals, _ordinals(text)):
            return True
        text = _spelt_out(text) if self._scales else text
        return any(
            _other(members, _members(words, text)) and not _bounds(words, text)
            for words, members in self._scales
        )

    @property
    def names_members(self) -> bool:
        """Whether the question names any: else it shuts out and asks about none."""
        return bool(self._levels or self._scales)

    def names_one(self, text: str) -> bool:
        """Whether a text names a member that is asked about."""
        if self._levels & _levels_in(text):
            return True
        text = _spelt_out(text) if self._scales else text
        return any(members & _members(words, text) for words, members in self._scales)

    def names_no_turn(self, text: str) -> bool:
        """Whether a turn is asked about by its number (第三批), and a text speaks of none by its number."""
        turns = self._ordinals.keys() & _TURNS
        return bool(turns) and turns.isdisjoint(_ordinals(text))


@lru_cache(maxsize=64)
def contrast_of(question: str) -> Contrast:
    """That of a question; it is asked for at several stages of one answer."""
    return Contrast(question)


def _other(asked: frozenset[str], found: Set[str]) -> bool:
    return bool(found) and asked.isdisjoint(found)


def _members(words: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(SAME.get(name, name) for name in words.findall(text))


def _bounds(words: re.Pattern[str], text: str) -> bool:
    """Whether a member bounds what is told: 二级以上医院 holds for 三级, too; which way is up is not known."""
    return any(_OR_MORE.match(text, match.end()) for match in words.finditer(text))


_OR_MORE = lazy_re(r"[\u4e00-\u9fff]{0,4}?(?:及|或|（含）|\(含\))?以[上下]")
_HEADS = "特一二三四五六甲乙丙大中小微初高"
#: 二、三级, 大中型, 中小学.
_SHORTENED = lazy_re(rf"([{_HEADS}](?:[、和及或]?[{_HEADS}]){{1,20}}+)(等奖|[级类期型学])|初高中")


def _spelt_out(text: str) -> str:
    """A text with each member of a shortened list named by itself; what is of 中学 is of both its halves."""
    text = graded(text)
    out = _SHORTENED.sub(
        lambda m: (
            "、".join(f"{head}{m[2]}" for head in re.findall(f"[{_HEADS}]", m[1])) if m[2] else "初中、高中"
        ),
        text,
    )
    return out.replace("中学", "中学、初中、高中")


#: 第三次, 第5届; 第三产业 counts nothing.
_ORDINAL = lazy_re(r"第\s*([一二两三四五六七八九十百]{1,4}|\d{1,3})\s*([次届批期轮类])")

#: What of a thing has its own figures and dates each time: 类 is a sort, and the second time (次) may be any.
_TURNS = frozenset("届批期轮")


def _ordinals(text: str) -> dict[str, frozenset[int]]:
    """The numbers of what a text numbers, by what counts it: 届, 次, 批."""
    found: dict[str, set[int]] = {}
    for written, counter in _ORDINAL.findall(text):
        number = chinese_number(written) if not written.isdigit() else int(written)
        if number is not None:
            found.setdefault(counter, set()).add(number)
    return {counter: frozenset(numbers) for counter, numbers in found.items()}


def _another_of_its_kind(asked: Mapping[str, Set[int]], found: Mapping[str, Set[int]]) -> bool:
    return any(counter in found and numbers.isdisjoint(found[counter]) for counter, numbers in asked.items())


#: How grave something that happened is: common words, which are grades of that alone, 较大、重大事故, 一般突发环境事件.
_GRADES = "特别重大|重大|较大|一般"
_GRADE = lazy_re(
    rf"(?:{_GRADES})(?=(?:[、，和及或与]{{1,2}}(?:{_GRADES}))*+(?:及?以[上下])?的?"
    "(?:生产|安全|突发|自然|地质|环境|交通|火灾|医疗|质量|责任|公共|卫生|网络){0,3}"
    "(?:事故|事件|灾害|灾情|险情|疫情|舆情)(?!隐患|风险))"
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    # 不合格 before 合格: the longer first.
    also = {member: [name for name, same in SAME.items() if same == member] for member in SAME.values()}
    names = ([name for member in scale for name in (member, *also.get(member, ()))] for scale in SCALES)
    scales = (re.compile("|".join(sorted(scale, key=len, reverse=True))) for scale in names)
    return (*scales, _GRADE)


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
