"""Periods finer than a year: whether what is told is of the quarter, month or day that a question names.

The figure of one quarter is none of the next, nor that of one day of another: a figure has the period
that its paragraph names last before it, else that of the headings above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.evidence.counts import counted
from rag.evidence.years import held_against
from rag.language.numerals import chinese_number
from rag.language.units import Unit, so_far
from rag.lazy_re import either, lazy_re

Day = tuple[int, int]
"""Month and day."""

#: Kinds of questions of which the answer may itself be a time, or sets one against the time asked about.
_OF_ANY_TIME = frozenset({"date", "yesno", "comparison", "clause", "document"})

_NUMBER = r"(?:[12]?\d|3[01]|[一二三四五六七八九十]{1,3})"
_UPTO = r"\s*[-—–－~～至到]{1,2}(?:[次翌]年)?\s*"
_PERIOD = lazy_re(
    either(
        r"(?:第?(?P<quarter>[一二三四1-4])|(?P<quarters>前[一二三1-3]))季度",
        "(?P<half>[上下])半年",
        # 从2月2日的…增长到11日的…
        r"(?<=[到至在])(?P<alone>[12]?\d|3[01])日(?![内以之])",
        # 1—3月, 2月3日至9日, 10月1日起; neither 满6月 nor 6月龄
        rf"(?<![\d.个满每隔第零一二三四五六七八九十])(?:(?P<from>{_NUMBER}){_UPTO})?(?P<month>{_NUMBER})月(?!龄)份?"
        rf"(?:\s*(?P<day>{_NUMBER})\s*[日号])?(?:{_UPTO}(?:(?P<month2>{_NUMBER})月)?(?:(?P<day2>{_NUMBER})[日号])?)?"
        r"(?:\d{1,2}(?:[-—至]\d{1,2})?时)?(?P<on>以?[起后])?",
    )
)
#: 去年: what stands under a month or a quarter without a year is of the document's own.
_LAST_YEAR = lazy_re("[去上]年(?!同期|同比)")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last`` of a year, and where a text names them.

    ``reported``: a quarter or half of a year, for which figures are told as a whole; ``one``: a single day.
    """

    first: Day
    last: Day
    start: int
    end: int
    reported: bool = False

    @property
    def one(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last

    def tells_of(self, asked: Period) -> bool:
        """Whether what is told for this period may be so for the one asked about.

        What holds from July to September holds in August; of a quarter's sum no month's can be told.
        """
        if self.last < asked.first or asked.last < self.first:
            return False
        if self.reported and asked.reported:
            return (self.first, self.last) == (asked.first, asked.last)
        inside = self.first <= asked.first and asked.last < self.last
        return not (self.reported and inside)


@lru_cache(maxsize=4096)
def periods(text: str) -> tuple[Period, ...]:
    """The periods that a text names, in order; one that runs over the end of a year is none."""
    found: list[Period] = []
    for match in _PERIOD.finditer(text):
        period = _period(match, found[-1].last[0] if found else 0)
        if period and period.first <= period.last:
            found.append(period)
    return tuple(found)


def _period(match: re.Match[str], month: int) -> Period | None:
    """The period that is named, a day alone being one of the month named before it; None where it is none."""
    start, end = match.span()
    if match["alone"]:
        day = (month, int(match["alone"]))
        return Period(day, day, start, end) if month else None
    if match["half"]:
        first, last = ((1, 1), (6, 31)) if match["half"] == "上" else ((7, 1), (12, 31))
        return Period(first, last, start, end, reported=True)
    if match["quarter"] or match["quarters"]:
        number = _value((match["quarter"] or match["quarters"])[-1])
        opens = 1 if match["quarters"] else number * 3 - 2
        return Period((opens, 1), (number * 3, 31), start, end, reported=True)
    return _days(match, start, end)


def _days(match: re.Match[str], start: int, end: int) -> Period | None:
    month = _value(match["month"])
    opens = _value(match["from"]) if match["from"] else month
    closes = _value(match["month2"]) if match["month2"] else month
    if not all(1 <= number <= 12 for number in (opens, month, closes)):
        return None
    first = (opens, _value(match["day"]) if match["day"] else 1)
    last = (
        closes,
        _value(match["day2"] or match["day"]) if match["day2"] or (match["day"] and closes == month) else 31,
    )
    return Period(first, (12, 31) if match["on"] else last, start, end)


def _value(written: str) -> int:
    return int(written) if written.isdecimal() else chinese_number(written) or 0


def of_another_period(question: str, kind: str, unit: Unit, above: str) -> bool:
    """Whether a question names a period, and what a unit tells is of others alone.

    Args:
        question: as asked.
        kind: of what is asked for.
        unit: that would answer.
        above: title and headings above it.
    """
    asked = periods(question)
    if kind != "figure" or not (asked or _LAST_YEAR.search(question)):
        return (
            bool(asked) and kind not in _OF_ANY_TIME and _none_of(asked, [*_over(above), *periods(unit.text)])
        )
    told = _told(unit, above)
    if asked:
        return bool(told) and all(_none_of(asked, some) for some in told)
    return bool(told) and all(told) and not _LAST_YEAR.search(f"{above} {so_far(unit)}")


def _none_of(asked: Sequence[Period], told: Sequence[Period]) -> bool:
    """Whether some periods are told of, and none of those asked about."""
    return bool(told) and not any(one.tells_of(other) for one in told for other in asked)


def _told(unit: Unit, above: str) -> list[Sequence[Period]]:
    """The period that each count or share of a unit is told for; none where nothing tells."""
    before = so_far(unit)
    opens = len(before) - len(unit.text)
    named = periods(before)
    own = [p for p in named if not held_against(before, p.start, p.end)]
    figures = [opens + q.start for q in counted(unit.text)]
    figures = [at for at in figures if not any(p.start <= at < p.end for p in named)] or [len(before)]
    return [[p for p in own if p.end <= at][-1:] or _over(above) for at in figures]


def _over(above: str) -> list[Period]:
    """The periods that title and headings name; a day there is that of an event, or of the document."""
    return [period for period in periods(above) if not period.one]
