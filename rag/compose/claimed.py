"""The names and years that a question claims, each held against those that are told of the same thing.

A name is wrong only where one of its own sort (a place, a department, a post) is told in its stead:
放在甲市吧, where 乙市 is named. A year is wrong where the words stand with another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rag.evidence.counts import counted
from rag.evidence.kinds import tells_who_does
from rag.language.numerals import quantities
from rag.language.places import bare_name, other_places, short_name
from rag.language.text import fold
from rag.language.units import Unit, spans
from rag.lazy_re import lazy_re
from rag.retrieve.signals import stem
from rag.types import Clause
from rag.understand.asked_roles import CORE
from rag.understand.claims import YES_OR_NO
from rag.understand.query import Query
from rag.understand.subject import share

#: Share of the content words that must stand with a name or a year, for it to be that of the question.
OF_IT, NEARLY_ALL = 0.5, 0.7
#: Organs that every region has several of, or that no list of departments names.
OF_ALL = frozenset({"街道", "秘书处", "领导小组"})
#: Behind it a question names what it claims: 放在甲市, 跟甲局合作, 组长是县长.
_CLAIMS = lazy_re("(?:[是在于跟与和给向归由让选]|依托|联合)$")
_ORGAN = lazy_re(rf"(?:[省市区县州]|国家)?(?P<core>{CORE})")
#: A post that one holds by office.
_POST = lazy_re("(?:[省市区县]委|党委|党组)?副?(?:书记|[省市区县州镇乡厅局院校]长|秘书长|主任)")
_PARTS = lazy_re("[，,。；;]")


#: Behind a figure that is claimed: what it is of may follow, and what asks whether it is so.
_SO_IS_ASKED = lazy_re(rf"[^，,。？?\d]{{0,6}}(?:[，,][^，,。？?\d]{{0,4}})?(?:{YES_OR_NO.pattern})\W*$")


def without_claim(question: str) -> str:
    """A question without the figure that it claims, which may be wrong: it tells no row from another.

    >>> without_claim("婚假是15天吧")
    '婚假是吧'
    >>> without_claim("工龄15年的是10天吧")
    '工龄15年的是吧'
    """
    figures = [q for q in counted(question) if question[q.start - 1 : q.start] != "月"]  # 3月4日 is no claim
    if not figures or not _SO_IS_ASKED.match(question, figures[-1].end):
        return question
    return question[: figures[-1].start] + question[figures[-1].end :]


#: Who is claimed to do something, and what: 验收由财务科组织，对吗.
_AGENT = lazy_re(
    r"[由归](?P<who>[\u4e00-\u9fff]{2,14}?(?:[局委办厅部处科室队站组院会长员]|中心|主任|书记|领导|负责人))"
    rf"(?P<does>[\u4e00-\u9fff]{{2}}?)的?[，,]?[\u4e00-\u9fff]{{0,2}}?(?:{YES_OR_NO.pattern})\W*$"
)


def agent_claimed(question: str) -> tuple[str, str] | None:
    """Who is claimed to do something, and what; None where nobody is.

    >>> agent_claimed("样品验收由质检科组织，对吗？"), agent_claimed("验收要组织专家吗？")
    (('质检科', '组织'), None)
    """
    found = _AGENT.search(question)
    return (found["who"], found["does"]) if found else None


def tells_agent(query: Query, text: str) -> float:
    """How much of the matter a text holds that tells who does what somebody is claimed to do; 0 where it tells nobody.

    Whoever is claimed to do it is none of the matter.
    """
    claimed = agent_claimed(query.text)
    if claimed is None or not tells_who_does(claimed[1], text):
        return 0.0
    rest = [c for c in query.concepts if c.word not in claimed[0]]
    return share(rest, fold(text)) if rest else 0.0


def agent_wrong(query: Query, unit: Unit) -> bool:
    """Whether a unit tells that another does what somebody is claimed to do."""
    claimed = agent_claimed(query.text)
    if claimed is None or tells_agent(query, unit.text) < NEARLY_ALL:
        return False
    who, does = claimed
    return bool(re.search(rf"由[^，,。；;]{{2,24}}?{re.escape(does)}", unit.text)) and who not in unit.text


def name_wrong(query: Query, unit: Unit, clauses: Sequence[Clause]) -> bool:
    """Whether a name that a question claims is told otherwise by the unit that answers it, and so by no other.

    Args:
        query: the question taken apart.
        unit: the words of the answer.
        clauses: those found.
    """
    own = {short_name(region) for region in query.regions}
    return any(
        _told_otherwise(query, at, name, called, unit, clauses)
        for sort, called in ((_places, _bare), (_departments, stem), (_posts, fold))
        for at, name in sort(query.text)
        if _CLAIMS.search(query.text[:at])
        and short_name(name) not in own
        and any(short_name(told) not in own for _, told in sort(unit.text))
    )


def _told_otherwise(
    query: Query, at: int, name: str, called: Callable[[str], str], unit: Unit, clauses: Sequence[Clause]
) -> bool:
    """Whether a unit speaks of the matter, and neither it nor a sentence found that does names this.

    ``at``: where the question has the name, behind what claims it (放在, 设在), which is of no matter.
    ``called`` brings a name and a text to one form, as names of the sort are written.
    """
    before = fold(query.text[:at])
    rest = [c for c in query.concepts if c.word not in name and name not in c.word]
    rest = [c for c in rest if not before.endswith(c.word)]
    if not rest or share(rest, fold(unit.text)) < NEARLY_ALL or called(name) in called(unit.text):
        return False
    found = (Unit(clause, *span).text for clause in clauses for span in spans(clause))
    return not any(called(name) in called(text) and share(rest, fold(text)) >= OF_IT for text in found)


def _bare(text: str) -> str:
    """A place without its level; a text as it is."""
    return fold(bare_name(text))


def _places(text: str) -> list[tuple[int, str]]:
    """Where a text names places, and their names."""
    return [(text.find(place), place) for place in other_places(text, ())]


def _departments(text: str) -> list[tuple[int, str]]:
    """Where a text names departments, and what they are called without region and level."""
    found = (m for m in _ORGAN.finditer(text) if m["core"] not in OF_ALL)
    return [(m.start(), m["core"]) for m in found]


def _posts(text: str) -> list[tuple[int, str]]:
    """Where a text names posts, and the posts."""
    return [(m.start(), m[0]) for m in _POST.finditer(text)]


def year_wrong(query: Query, unit: Unit, clauses: Sequence[Clause]) -> bool:
    """Whether what a question claims for one year is told for another in the unit, and for that one nowhere."""
    if not query.years or not query.concepts:
        return False
    here = [held for year, held in _beside_years(query, unit.text) if year not in query.years]
    if not here or max(here) < NEARLY_ALL:
        return False
    found = (Unit(clause, *span).text for clause in clauses for span in spans(clause))
    same = (held for text in found for year, held in _beside_years(query, text) if year in query.years)
    return max(same, default=0.0) < OF_IT


def _beside_years(query: Query, text: str) -> Iterator[tuple[str, float]]:
    """The year of each part of a sentence that stands behind one, and the share of the content words there."""
    year = ""
    for part in _PARTS.split(text):
        year = next((q.year for q in reversed(quantities(part)) if q.year), year)
        if year:
            yield year, share(query.concepts, fold(part))
