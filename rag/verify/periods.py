"""How often, and of how many: 每年 and 每百名 are in the clause, not only the figure that they go with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.numerals import CHINESE, chinese_number
from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Sentence
from rag.verify.sources import Source

_TIMES = ("年", "季度", "月", "周", "日", "天")
_EACH = lazy_re(
    rf"每(?P<number>[{CHINESE}\d]*)(?:个)?(?P<unit>{'|'.join(_TIMES)}|万?[人名户家次亩吨床]|年度|平方米|公里|课时)"
)
#: What says the same of a stretch of time in other words.
_SAME = {
    "年": "年度|年均|逐年|一年|1年|按年|全年|年会|年检|历年|各年|(?<=[，。、的])年(?![度底初内])",
    "季度": "按季|季报|一季|1季",
    "月": "按月|月均|逐月|一个月|1个月|当月|各月|月报",
    "周": "一周|1周|按周|周报|每星期",
    "日": "每天|日均|一日|一天|1天|1日|逐日|按日|当日|平均每",
    "天": "每日|日均|一日|一天|1天|1日|逐日|按日|当日|平均每",
}


def check_periods(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """The faults of one sentence: a period that the clause does not know, and another number of them."""
    if "每" not in sentence.text:
        return
    yield from _each_of(sentence, sources)
    hay = "\n".join(one.haystack for one in sources)
    there = [(_value(m["number"]), m["unit"]) for m in _EACH.finditer(hay)]
    for match in _EACH.finditer(sentence.text):
        number, unit = _value(match["number"]), match["unit"]
        stated = {n for n, u in there if u == unit}
        known = number in stated or (number == 1 and unit in _SAME and re.search(_SAME[unit], hay))
        if not known and (stated or unit in _SAME):
            yield Fault("figure", f"条款此处没有“{match[0]}”")


_APIECE = lazy_re("每(?:一个|一|个|家|所|名|位|项|座|条|辆|支|种|类)")
#: What deals out a thing to each of many.
_DEALT = lazy_re("[每各均都]|分别|逐[一个]|全部|所有|全覆盖|[一1][^，。]{0,8}[一1]")


def _each_of(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """每个街道45% where the clause gives one figure for all."""
    for match in _APIECE.finditer(sentence.text):
        here = sentence.segment(match.start())
        figures = [q.key for q in sentence.quantities if sentence.segment(q.start) == here]
        there = [s.text for one in sources for s in one.body if any(q.key in figures for q in s.quantities)]
        if there and not any(map(_DEALT.search, there)):
            yield Fault("figure", f"条款此处没有“{match[0]}”")


def _value(number: str) -> int:
    """每三年 and 每3年; 每年 is every one."""
    if number.isdecimal():
        return int(number)
    return chinese_number(number) or 1
