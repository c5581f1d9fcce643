"""What a question asserts, held against the words that answer it: 「与文件不符」 where they say otherwise.

Said only where the same thing is told with another figure, year or department: a document that is said
to contradict what it states is worse than one that is left to speak for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from rag.asking import DEPARTMENT
from rag.counts import TIME_UNITS, indicator_share, of_another_rate, same_sort
from rag.demand import ASSERTS
from rag.lazy_re import lazy_re
from rag.numerals import Quantity, quantities, states_year
from rag.signals import stem
from rag.subject import share
from rag.text import fold
from rag.types import Clause
from rag.understand import Query
from rag.units import Unit, so_far
from rag.years import of_another_goal, of_years

WRONG = "与文件不符。文件写明："
#: Share of the content words that must stand with a figure, or above it, for it to be that of the question.
OF_IT = 0.5
#: The same share of the whole unit from which it speaks of nothing else, wherever the figure stands.
NEARLY_ALL = 0.7

#: Asks whether something is enough or allowed: what lies within a bound is (25天付清可以吗, 12%达标吗).
_COMPLIES = lazy_re(
    "达标|符合|合规|合格(?!的)|违[反规]|超标|可以|允许|行不行|行[吗么]|够不够|够[吗么了]|算不?算?|满足|来得及"
)


def premise(query: Query, unit: Unit, clause: Clause) -> str:
    """``WRONG`` where a question asserts what the unit that answers it gives otherwise; else empty."""
    if query.kind != "yesno" and not ASSERTS.search(query.text):
        return ""
    wrong = _figure_wrong(query, unit) or _year_wrong(query, unit, clause) or _department_wrong(query, clause)
    return WRONG if wrong else ""


def _figure_wrong(query: Query, unit: Unit) -> bool:
    """Whether the unit tells another figure of what a figure is asserted of."""
    asserted = [q for q in quantities(query.text) if q.kind in ("percent", "number")]
    told = [q for q in of_years(query.years, unit) if any(_same(one, q) for one in asserted)]
    above, concepts = unit.clause.heading, query.concepts
    held = share(concepts, fold(unit.text) + fold(above)) if concepts else 1.0
    if held < OF_IT or (held < NEARLY_ALL and indicator_share(concepts, unit.text, above) < OF_IT):
        return False
    if of_another_rate(query.text, query.concepts, unit.text):
        return False
    meant = _paired(query.text, unit.text, told)
    complies = bool(_COMPLIES.search(query.text))
    for one in asserted:
        same = [q for q in meant if _same(one, q)]
        if complies and any(_inside(one, a, b, unit.text) for a, b in pairwise(same)):
            continue
        if same and not any(_agrees(one, q, complies) for q in same):
            return True
    return False


#: From which a number without a unit is a sum of money where one is told: 补30万.
_SUM = 10_000


def _same(asserted: Quantity, told: Quantity) -> bool:
    """Whether two figures are of one sort."""
    sum_of_money = told.unit == "元" and asserted.kind == "number" and not asserted.unit
    if (
        asserted.unit in TIME_UNITS or told.unit in TIME_UNITS
    ):  # 6个月 and 84天 are not held against one another
        return asserted.kind == told.kind and asserted.unit.lstrip("个") == told.unit.lstrip("个")
    return same_sort(asserted, told) or (sum_of_money and Decimal(asserted.value) >= _SUM)


def _agrees(asserted: Quantity, told: Quantity, complies: bool) -> bool:
    """Whether a figure is the one told; within its bound where it is asked whether it complies."""
    one, other = Decimal(asserted.value), Decimal(told.value)
    if one == other:
        return True
    if (asserted.bound in (">=", ">") and other > one) or (asserted.bound in ("<=", "<") and other < one):
        return True  # 不少于5张对吗: 5.8张 are
    at_least = told.bound in (">=", ">") or (told.bound == "=" and told.kind == "percent")  # 达到45%
    return complies and ((at_least and one > other) or (told.bound in ("<=", "<") and one < other))


def _inside(asserted: Quantity, low: Quantity, high: Quantity, text: str) -> bool:
    """Whether a figure lies in a range that two figures of a text open and close: 3-6个月."""
    range_of = re.fullmatch(r"\s*[-—–~～至到]{1,2}\s*", text[low.end : high.start])
    return bool(range_of) and Decimal(low.value) <= Decimal(asserted.value) <= Decimal(high.value)


#: Several things and the figure of each: 银牌、金牌示范区覆盖率分别达90%、50%.
_PARALLEL = lazy_re("(?P<things>[\u4e00-\u9fff]+(?:[、和与及][\u4e00-\u9fff]+)+)[^。；;、]*?分别")
#: Characters by which one thing is told from those beside it, at most.
_TELLS = 4


def _paired(question: str, text: str, told: Sequence[Quantity]) -> Sequence[Quantity]:
    """The figure of the one thing that a question names where each of several has its own; else all."""
    parallel = _PARALLEL.search(text)
    if parallel is None:
        return told
    things = re.split("[、和与及]", parallel["things"])
    behind = [q for q in told if q.start >= parallel.end()][: len(things)]
    if len(behind) != len(things):
        return told
    named = [_named(question, thing, last=thing is things[-1]) for thing in things]
    most = max(named)
    return [behind[named.index(most)]] if named.count(most) == 1 else told


def _named(question: str, thing: str, last: bool) -> int:
    """How many characters of a thing's own name a question holds: its end, of the last of several the beginning."""
    ends = (thing[:n] if last else thing[-n:] for n in range(min(_TELLS, len(thing)), 0, -1))
    return next((len(end) for end in ends if end in question), 0)


def _year_wrong(query: Query, unit: Unit, clause: Clause) -> bool:
    """Whether the unit is of other years than those asked about, and its clause of none of them."""
    if of_another_goal(query.text, unit):
        return True
    told = {q.year for q in quantities(so_far(unit)) if q.year}
    return bool(query.years and told) and not any(states_year(clause.text, y) for y in query.years)


_ROLE = lazy_re("牵头|负责|主管|配合|主抓|归[^，。]{1,12}管|责任(?:单位|部门)|承担|落实")


def _department_wrong(query: Query, clause: Clause) -> bool:
    """Whether a department is said to be responsible that neither the clause's roles nor its words name."""
    if not clause.responsible or not _ROLE.search(query.text):
        return False
    held = stem(
        fold(clause.text) + "、".join(name for names in clause.responsible.values() for name in names)
    )
    named = [match["core"] for match in DEPARTMENT.finditer(query.text) if match["core"] not in _OF_ALL]
    return bool(named) and not any(stem(name) in held for name in named)


#: Organs that every region has several of, or that no list of departments names.
_OF_ALL = frozenset({"街道", "秘书处", "领导小组"})
