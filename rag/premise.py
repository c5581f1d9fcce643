"""What a question asserts, held against the words that answer it: 「与文件不符」 where they say otherwise.

Said only where the same thing is told with another figure, year or department: a document that is said
to contradict what it states is worse than one that is left to speak for itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.asking import DEPARTMENT
from rag.asserted import figure_wrong
from rag.counts import indicator_share, of_another_rate
from rag.demand import ASSERTS
from rag.lazy_re import lazy_re
from rag.numerals import quantities, states_year
from rag.signals import stem
from rag.subject import share
from rag.text import fold
from rag.types import Clause
from rag.understand import Query
from rag.units import Unit, so_far
from rag.years import of_another_goal

WRONG = "与文件不符。文件写明："
#: Share of the content words that must stand with a figure, or above it, for it to be that of the question.
OF_IT = 0.5
#: The same share of the whole unit from which it speaks of nothing else, wherever the figure stands.
NEARLY_ALL = 0.7


def premise(query: Query, unit: Unit, clause: Clause, found: Sequence[Clause] = ()) -> str:
    """``WRONG`` where a question asserts what the unit that answers it gives otherwise; else empty.

    Args:
        query: the question taken apart.
        unit: the words of the answer.
        clause: that they are of.
        found: the clauses found, of which one may tell the figure that is asserted.
    """
    if query.kind != "yesno" and not ASSERTS.search(query.text):
        return ""
    wrong = (
        (_speaks_of_it(query, unit) and figure_wrong(query, unit, (clause, *found)))
        or _year_wrong(query, unit, clause)
        or _department_wrong(query, clause)
    )
    return WRONG if wrong else ""


def _speaks_of_it(query: Query, unit: Unit) -> bool:
    """Whether the figures of a unit are of what the question asks about."""
    above, concepts = unit.clause.heading, query.concepts
    held = share(concepts, fold(unit.text) + fold(above)) if concepts else 1.0
    if held < OF_IT or (held < NEARLY_ALL and indicator_share(concepts, unit.text, above) < OF_IT):
        return False
    return not of_another_rate(query.text, concepts, unit.text)


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
