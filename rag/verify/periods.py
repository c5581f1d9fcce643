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
    hay = "\n".join(one.haystack for one in sources)
    there = [(_value(m["number"]), m["unit"]) for m in _EACH.finditer(hay)]
    for match in _EACH.finditer(sentence.text):
        number, unit = _value(match["number"]), match["unit"]
        stated = {n for n, u in there if u == unit}
        known = number in stated or (number == 1 and unit in _SAME and re.search(_SAME[unit], hay))
        if not known and (stated or unit in _SAME):
            yield Fault("figure", f"条款此处没有“{match[0]}”")


def _value(number: str) -> int:
    """每三年 and 每3年; 每年 is every one."""
    if number.isdecimal():
        return int(number)
    return chinese_number(number) or 1
