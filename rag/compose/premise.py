"""What a question asserts, held against the words that answer it: 「与文件不符」 where they say otherwise.

Said only where the same thing is told with another figure, year or department: a document that is said
to contradict what it states is worse than one that is left to speak for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.compose.asserted import figure_wrong
from rag.compose.claimed import NEARLY_ALL, OF_ALL, OF_IT, agent_wrong, name_wrong, year_wrong
from rag.compose.directions import direction_wrong
from rag.evidence.counts import counted, indicator_share, of_another_rate
from rag.evidence.years import of_another_goal
from rag.language.numerals import quantities, states_year
from rag.language.text import fold
from rag.language.tokens import tagged
from rag.language.units import Unit, so_far
from rag.retrieve.signals import stem
from rag.types import Clause
from rag.understand.asked_roles import DEPARTMENT, LEADS
from rag.understand.claims import ASSERTS, YES_OR_NO
from rag.understand.query import Query
from rag.understand.subject import Concept, share

WRONG = "与文件不符。文件写明："


def premise(query: Query, unit: Unit, clause: Clause, found: Sequence[Clause] = ()) -> str:
    """``WRONG`` where a question asserts what the unit that answers it gives otherwise; else empty.

    Args:
        query: the question taken apart.
        unit: the words of the answer.
        clause: that they are of.
        found: the clauses found, of which one may tell the figure that is asserted.
    """
    if not asserts(query):
        return ""
    matter = _matter(query)
    wrong = (
        (_speaks_of_it(query, matter, unit) and figure_wrong(query, unit, (clause, *found)))
        or _year_wrong(query, unit, clause)
        or year_wrong(query, unit, (clause, *found))
        # 增长了吗 asks whither, and claims nothing.
        or (ASSERTS.search(query.text) and direction_wrong(query, matter, unit, (clause, *found)))
        or name_wrong(query, unit, (clause, *found))
        or agent_wrong(query, unit)
        or (query.kind == "department" and _department_wrong(query, clause))
    )
    return WRONG if wrong else ""


def asserts(query: Query) -> bool:
    """Whether a question says something that may be wrong."""
    return query.kind == "yesno" or bool(YES_OR_NO.search(query.text))


def _matter(query: Query) -> list[Concept]:
    """The content words of what a question asks about, without those of the figures and times that it claims of it."""
    text = fold(query.text)
    figures = [text[q.start : q.end] for q in counted(query.text)]
    times = {word for word, tag in tagged(query.text) if tag == "t"}
    return [
        c for c in query.concepts if c.word not in times and not any(f.startswith(c.word) for f in figures)
    ]


def _speaks_of_it(query: Query, matter: Sequence[Concept], unit: Unit) -> bool:
    """Whether the figures of a unit are of what the question asks about."""
    above = unit.clause.heading
    held = share(matter, fold(unit.text) + fold(above)) if matter else 1.0
    if held < OF_IT or (held < NEARLY_ALL and indicator_share(matter, unit.text, above) < OF_IT):
        return False
    return not of_another_rate(query.text, query.concepts, unit.text)


def _year_wrong(query: Query, unit: Unit, clause: Clause) -> bool:
    """Whether the unit is of other years than those asked about, and its clause of none of them."""
    if of_another_goal(query.text, unit):
        return True
    told = {q.year for q in quantities(so_far(unit)) if q.year}
    return bool(query.years and told) and not any(states_year(clause.text, y) for y in query.years)


def surely_of(query: Query, clause: Clause) -> bool:
    """Whether a clause is on the matter asked about: its heading has a word of it, or it has most of them.

    What has them by their everyday names alone, anywhere in a long clause, may be of another matter: no
    verdict is read off its departments.
    """
    own = [replace(concept, others=()) for concept in query.concepts]
    heading = fold(clause.heading)
    if share(own, heading) > 0.0 or share(query.concepts, heading) >= OF_IT:
        return True
    return share(own, fold(clause.text)) >= OF_IT


def _department_wrong(query: Query, clause: Clause) -> bool:
    """Whether a department is said to be responsible that neither the clause's roles nor its words name.

    One that is said to lead must be among those that do, where the clause names any, or be said to in its words.
    """
    whole = fold(f"{clause.heading} {clause.text}")
    if not clause.responsible or not surely_of(query, clause) or share(query.concepts, whole) < OF_IT:
        return False
    text, roles = stem(whole), clause.responsible
    leading = [role for role in roles if "牵头" in role] if LEADS.search(query.text) else []
    told = stem("、".join(name for role in leading or roles for name in roles[role]))
    named = [stem(m["core"]) for m in DEPARTMENT.finditer(query.text) if m["core"] not in OF_ALL]
    if not named or any(name in told for name in named):
        return False
    if leading:
        return not any(re.search(rf"{re.escape(name)}[^，。；]{{0,6}}牵头", text) for name in named)
    return not any(name in text for name in named)
