"""Whether what is told is of the time that a question asks about.

A figure has the year that its paragraph names last before it; a goal that of 到2025年; what stands under
a review is of the years reviewed; and a document may be for a year by its title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.composition import Composition
from rag.evidence.counts import TIME_UNITS, beside_figures, counted
from rag.evidence.periods import of_another_period
from rag.evidence.tense import agreement, looks_back, only_a_goal, plans_in, span_told, too_long, years_headed
from rag.evidence.years import of_another_goal, of_others
from rag.language.document_kinds import SPOKEN
from rag.language.numerals import quantities, states_year
from rag.language.text import fold, squeeze
from rag.language.units import Unit, sentence_so_far, so_far
from rag.lazy_re import any_of, lazy_re
from rag.understand.claims import YES_OR_NO
from rag.understand.query import Query
from rag.understand.subject import share


def years_lost(query: Query, stated: str, composition: Composition, above: str) -> list[str]:
    """The years asked about that the clauses and what stands above them do not state.

    Args:
        query: the question taken apart.
        stated: the text of the clauses, and of what stands above them.
        composition: the answer composed from them.
        above: title and headings of the clause that it leans on.
    """
    lost = [year for year in query.years if not states_year(stated, year)]
    if lost and _span_told(query, composition, above):
        return []
    if query.kind in ("figure", "date"):  # there the year of a document is not that of its figure
        return lost
    return [year for year in lost if not states_year(_own_years(composition), year)]


#: Asks about all the time from one year to another: 2013—2017年, 2021年至2025年.
_SPAN_ASKED = lazy_re(r"20\d\d年?\s*[-—–－~～到至]{1,2}\s*20\d\d年?")
_FOR_YEAR = lazy_re(r"20\d\d(?=年)")


def _span_told(query: Query, composition: Composition, above: str) -> bool:
    """Whether all the time between two years is asked about, and what is told is of it by another name."""
    best = composition.best
    if best is None or len(query.years) != 2 or not _SPAN_ASKED.search(query.text):
        return False
    titles = {quote.document.title for draft in composition.drafts for quote in draft.quotes}
    years = {int(year) for title in titles for year in _FOR_YEAR.findall(title)}
    own = years.pop() if len(years) == 1 else None
    return span_told(so_far(best), above, own) == query.years


def of_another_time(
    query: Query, lost: Sequence[str], stated: str, composition: Composition, above: str
) -> bool:
    """Whether the answer is of another time than the one asked about.

    Args:
        query: the question taken apart.
        lost: of its years, those that are not stated.
        stated: as for ``years_lost``.
        composition: the answer.
        above: title and headings of the clause that it leans on.
    """
    quoted = "\n".join(draft.text for draft in composition.drafts)
    if _other_year(query, lost, quoted) or _for_another_year(query, lost, composition):
        return True
    best = composition.best
    if best is not None and not query.of_document and of_another_period(query.text, query.kind, best, above):
        return True
    if query.kind == "figure" and composition.drafts:
        return _figure_of_another_time(query, stated, composition, above)
    return _another_goal(query, composition)


def tells_a_goal(query: Query, unit: Unit, above: str) -> bool:
    """Whether a question asks for a figure of today, or of the past, and a unit only has that of a goal.

    Args:
        query: the question taken apart.
        unit: that would answer.
        above: title and headings above it.
    """
    if query.kind != "figure" and not (YES_OR_NO.search(query.text) and counted(query.text)):
        return False
    bounded = any(q.bound in (">=", "<=") for q in counted(unit.text))
    return only_a_goal(query.text, sentence_so_far(unit), bounded, above)


def of_time(query: Query, unit: Unit, above: str) -> bool:
    """Whether a unit tells of the time asked about: plan or review, one year or several, and which.

    Args:
        query: the question taken apart.
        unit: that may answer.
        above: title and headings above it.
    """
    if agreement(query.text, above) < 0 or tells_a_goal(query, unit, above):
        return False
    if of_another_period(query.text, query.kind, unit, above):
        return False
    if for_others(query, above, unit):
        return False
    if query.kind != "figure":
        if not query.years:
            return True
        own = {q.year for q in quantities(unit.text) if q.year}
        return not of_another_goal(query.text, unit) and (not own or not own.isdisjoint(query.years))
    stated = f"{above} {unit.clause.text}"
    times = (*query.years, *plans_in(query.text))
    if headed_for_another(query.years, unit, above):
        return False
    return not of_several_years(query, unit) and all(time in stated for time in times)


#: By how much something has changed, which no figure tells of how much there is.
_CHANGE = lazy_re("[增减升降涨翻]|提高")


def of_several_years(query: Query, unit: Unit) -> bool:
    """Whether one year is asked about, and the figure of a unit is told for several together.

    In 1997年产量达到20万吨，五年来年均增长3%, what stands behind the figure asked for says nothing of it.
    """
    told = so_far(unit)
    if not too_long(query.text, told):
        return False
    change = _CHANGE.search(query.text)
    shares = [
        (share(query.concepts, fold(words)), figure.end)
        for figure, words in zip(counted(unit.text), beside_figures(unit.text), strict=True)
        if figure.unit not in TIME_UNITS and (not change or _CHANGE.search(words))
    ]
    held, end = max(shares, default=(0.0, 0))
    end = end if held else len(unit.text)
    return too_long(query.text, _governing(told[: len(told) - len(unit.text) + end]))


def _governing(told: str) -> str:
    """A paragraph up to a figure, without the times behind other figures, in parts before a semicolon.

    甲2023年为20吨，五年来年均增长3%；乙为9吨: 乙 is of 2023, as the parts go on under what opens the first.
    """
    opens = max(told.rfind(stop) for stop in "。！\n") + 1
    *before, own = told[opens:].split("；")
    ends = (
        next((q.start for q in quantities(part) if not (q.year or q.unit in TIME_UNITS)), len(part))
        for part in before
    )
    kept = [part[:end] for part, end in zip(before, ends, strict=True)]
    return told[:opens] + "；".join((*kept, own))


#: A year that names the document: 2026年工作报告.
NAMED_BY_YEAR = lazy_re(rf"(?P<year>20\d\d)年[^，。？]{{0,10}}{any_of('文件', *SPOKEN)}")


def for_others(query: Query, above: str, unit: Unit | None = None) -> bool:
    """Whether a document for the year asked about tells here of five: 二、“十五五”时期主要目标; or a unit of the year before."""
    if NAMED_BY_YEAR.search(query.text):
        return False
    of_five = any(year in above for year in query.years) and too_long(query.text, above)
    if of_five and unit is not None and query.kind == "figure":
        of_five = not any(states_year(so_far(unit), year) for year in query.years)
    return of_five or (
        unit is not None and looks_back(above) and headed_for_another(query.years, unit, above)
    )


def _own_years(composition: Composition) -> str:
    """The numbers and dates of the quoted documents: their years are those of what they say."""
    quoted = {quote.document.id: quote.document for draft in composition.drafts for quote in draft.quotes}
    return " ".join(f"{d.number or ''} {d.issued_on or ''}" for d in quoted.values())


def _other_year(query: Query, lost: Sequence[str], quoted: str) -> bool:
    """Whether the year asked about is not the clause's; a premise to be put right is no such case.

    It is one where a figure is asserted with the year and the text states neither.
    """
    if not lost or query.of_document:
        return False
    if YES_OR_NO.search(query.text):
        asserted = {q.value for q in counted(query.text)}
        return bool(asserted) and not asserted & {q.value for q in counted(quoted)}
    return query.kind in ("figure", "date")


def _another_goal(query: Query, composition: Composition) -> bool:
    """Whether what is told is the goal of another year; a premise to be put right is no such case."""
    best = composition.best
    asserts = query.kind in ("figure", "yesno") or YES_OR_NO.search(query.text)
    return best is not None and not asserts and of_another_goal(query.text, best)


def _figure_of_another_time(query: Query, stated: str, composition: Composition, above: str) -> bool:
    """Whether a figure is of a five-year plan that is not stated, of several years where one is asked about, or of another."""
    if any(plan not in stated for plan in plans_in(query.text)):
        return True
    best = composition.best
    if best is None:
        return False
    titles = {quote.document.title for draft in composition.drafts for quote in draft.quotes}
    headings = above
    for title in titles:
        headings = headings.replace(squeeze(title), "")
    if headed_for_another(query.years, best, headings) or for_others(query, above, best):
        return True
    # A document for the year says so once, and goes back to others at times.
    within = any(year in title for year in query.years for title in titles)
    return of_several_years(query, best) or of_others(query.years, best, within)


def headed_for_another(years: Sequence[str], unit: Unit, above: str) -> bool:
    """Whether a unit stands under a review or plan of other years than those asked about, and names none of them."""
    headed = years_headed(above)
    return bool(years and headed) and not any(year in headed or year in unit.text for year in years)


def _for_another_year(query: Query, lost: Sequence[str], composition: Composition) -> bool:
    """Whether all years asked about are others than those that the titles of the quoted documents are for."""
    titles = {quote.document.title for draft in composition.drafts for quote in draft.quotes}
    stated = re.findall(r"(?:19|20)\d\d", " ".join(titles))
    asserts = query.kind in ("comparison", "yesno") or bool(query.of_document)
    return bool(stated and lost) and len(lost) == len(query.years) and not asserts
