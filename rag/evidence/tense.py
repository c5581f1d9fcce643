"""Plan or review, one year or several: work reports tell of what is over and of what is to come.

What was reached does not answer what is planned, however well the words fit, nor does what five years
together brought answer what one of them did; nor the other way round.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.language.numerals import chinese_number
from rag.lazy_re import either, lazy_re

_ASKS_PLAN = lazy_re(
    either(
        "今年|明年|下一步|打算|计划",
        "(?<![不没])想(?![问知了咨象法])",
        r"准备|预期|预计|力争|争取|目标|将要?|拟|定的|定了|(?:到|至)20\d\d年",
        "要(?!求|素|点|件|是|不)",
    )
)
_ASKS_REVIEW = lazy_re(
    r"去年|上年|过去|已经|回顾|成绩|(?<![一二三四五六七八九])成就|成效|(?:完成|实现|做到|建成|增长|达到|新增|达|降)了"
)
#: A year with a few words behind it, which end in what is told of it; labels part the headings.
_OF_YEAR = r"20\d\d年[^，。；、（）()\s]{0,16}?"
_REVIEW = lazy_re(
    r"回顾|(?:发展|工作|主要|历史性)成[就绩效]|取得的?(?:\S{0,4})成[就绩效]|过去[一二三四五]?年|[上去]一?年(?:主要)?工作"
    rf"|{_OF_YEAR}(?:总结|情况)"
)
_AHEAD = lazy_re(rf"{_OF_YEAR}(?:打算|安排|思路|部署|计划|(?:重点|主要)(?:工作|任务))|下一?步工作|工作打算")
#: A title that names a review and a plan says of no part which it is: 2025年工作总结和2026年工作打算.
_BOTH = lazy_re(rf"{_OF_YEAR}(?:总结|回顾|情况)(?:和|及|与|暨){_OF_YEAR}(?:打算|安排|思路|部署|计划|要点)")


@lru_cache(maxsize=4096)
def asks_for(question: str) -> int:
    """1 where a question asks for a plan, -1 for what was reached, 0 where it says neither or both."""
    return bool(_ASKS_PLAN.search(question)) - bool(_ASKS_REVIEW.search(question))


@lru_cache(maxsize=4096)
def _section(headings: str) -> tuple[int, str]:
    """Whether the last of some headings that says so tells of what was reached (-1) or is to be (1), and its words on.

    0 where none does.
    """
    headings = _BOTH.sub("", headings)
    found = [
        (match.end(), side, match.start()) for side, pattern in _SIDES for match in pattern.finditer(headings)
    ]
    _, side, start = max(found, default=(0, 0, len(headings)))
    return side, headings[max(0, start - _ITS_YEARS) :]


_SIDES = ((-1, _REVIEW), (1, _AHEAD))
#: Characters before the word of a review in which its years stand; the year of a title stands further off.
_ITS_YEARS = 14
_YEAR = lazy_re(r"(?:19|20)\d\d")


def looks_back(headings: str) -> bool:
    """Whether the headings above a text say that it tells of what was reached."""
    return _section(headings)[0] < 0


def years_headed(headings: str) -> tuple[str, ...]:
    """The years of which the headings above a text say that it tells what was reached, or is to be."""
    side, words = _section(headings)
    return tuple(_YEAR.findall(words)) if side else ()


def agreement(question: str, headings: str) -> float:
    """-1 where a question asks for a plan and the text looks back, 1 where both look back, else 0."""
    return float(-asks_for(question)) if looks_back(headings) else 0.0


#: Asks what is so by now; what a rule sets (标准, 能, 最高) is in force, and no goal.
_ASKS_NOW = lazy_re(r"目前|现在|当前|眼下|现有|现状|截至|至今|迄今|实际(?!缴|支|需)|已(?=[建有完达投开签经])")
_ASKS_RULE = lazy_re(
    either(
        "标准|条件|门槛|规定|要求|比例|限[额制]|[上下]限",
        "[价费税薪奖罚补息付缴拨报领]",
        "利率|起付|最[高低多少长短]",
        "(?<![智功性潜技产动储核节热])能(?![源耗力量效级])",
        "可以|必须|应[当该]|允许|不得",
    )
)
_REACHED = lazy_re(
    r"已(?!内|上)|目前|现有|截至|累计|同比|(?:比|较)(?:上年|去年|20\d\d年)|[上去]年|至今|"
    r"(?:达到?|实现|完成|建成|新增|增长|提高|下降|降低|超过|突破|投入|签约)了"
)
_GOAL = lazy_re(
    r"[到至]\s*20\d\d年|20\d\d年[底末]?之?前|力争|争取|确保|(?<![重主需必])要(?!求|素|点|件|是|不)|拟|预期|目标|计划|加快(?:建设|推进)"
)
#: What a plan is called: all that it tells is to be, but for what it says has been reached.
_OF_A_PLAN = lazy_re(r"方案|规划|计划|工作(?:要点|任务)|重点任务|纲要")


@lru_cache(maxsize=4096)
def asks_state(question: str) -> bool:
    """Whether a question asks what is so by now, or was in the past: 目前, 已经, 去年."""
    asks = asks_for(question)
    return (asks < 0 or (not asks and bool(_ASKS_NOW.search(question)))) and not _ASKS_RULE.search(question)


def only_a_goal(question: str, told: str, bounded: bool, above: str) -> bool:
    """Whether a question asks what is so, and a sentence with a figure tells what is to be.

    Args:
        question: as asked.
        told: the sentence up to the end of the words that would answer.
        bounded: whether its figure is but a bound: 45%以上.
        above: title and headings above it.
    """
    if not asks_state(question) or looks_back(above) or _REACHED.search(told):
        return False
    return bounded or bool(_GOAL.search(told) or _section(above)[0] > 0 or _OF_A_PLAN.search(above))


#: Asks whether something is done by now, which the day by which it is due does not tell.
_ASKS_DONE = lazy_re(
    "(?:完|完成|竣工|好|成|到位|办结)了?(?:吗|没有?|了没有?)[？?]?$|(?:是否|有没有)(?:已经?|都)?[\u4e00-\u9fff]{0,6}(?:完成|竣工|到位|办结)"
)
_DUE = lazy_re("[时期]限|完成(?:时间|日期)|(?:月|日|底|末|年)之?前")


def only_due(question: str, told: str) -> bool:
    """Whether a question asks if something is done, and a text tells no more than by when it is to be."""
    return bool(_ASKS_DONE.search(question) and _DUE.search(told)) and not _REACHED.search(told)


#: 为多年来最低 holds one year against the others.
_SEVERAL = lazy_re(
    either(
        "(?:过去|近|这|今后|未来|最近|前|后|头)的?[二两三四五六七八九十]{1,2}年",
        "[二两三四五六七八九十]年(?:来|间|里)(?!最|新[高低])",
        # “十四五”时期
        "(?<!收官)“?十[一二三四五六七]五”?(?:时期|期间)",
        "[几多]年来(?!最|新[高低]|首)",
        "年均(?!浓度|气温|降[水雨]|值)[^，,。；;]{0,4}(?:增|减|提[高升]|下降|降低)",
    )
)
_ONE = lazy_re(
    # neither end of 2021到2025年
    r"(?:今|去|上|当|全|本|明)年(?!均)|过去一年|一年来"
    r"|(?<![第\d])(?<![\d年][到至—–－~-])(?:19|20)\d\d年(?!以?来|至|到|[—–－~-])"
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


#: The first year of the sixth plan, from which on each has followed upon the one before.
_SIXTH = 1981
#: 高于“十三五”时期 and 比过去五年 only hold what is told against another time.
_SPAN = lazy_re(
    "(?<![比较同于过])(?<![比较同于过]“)(?:十(?P<plan>[一二三四五六七])五|过去(?P<number>[二两三四五六七八九十])年)"
)


def span_told(paragraph: str, headings: str, year: int | None) -> tuple[str, str] | None:
    """The first and last year of the time that a paragraph tells of without naming them; None where it does not.

    The last that it names, else that of the headings above it, where it tells of several years (五年来) at all.

    Args:
        paragraph: up to the end of the words that would answer.
        headings: above it.
        year: that the document is for, from which 过去五年 is counted.

    >>> span_told("“十四五”时期建成5座", "", None), span_told("五年来增长7%", "过去五年工作回顾", 2018)
    (('2021', '2025'), ('2013', '2017'))
    """
    if _last(paragraph, _SEVERAL) <= _last(paragraph, _ONE):
        return None
    named = [*_SPAN.finditer(headings), *_SPAN.finditer(paragraph)]
    if not named:
        return None
    if named[-1]["plan"]:
        first = _SIXTH + 5 * (4 + (chinese_number(named[-1]["plan"]) or 0))
        return str(first), str(first + 4)
    length = chinese_number(named[-1]["number"]) or 0
    return (str(year - length), str(year - 1)) if year else None
