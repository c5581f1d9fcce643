"""Sentences that are the cases of one rule, each for a band of values, and the one that a figure falls in.

60至79周岁每餐优惠2元，80周岁以上每餐优惠4元: of 82岁 the second alone holds. The cases stand in one clause or in
the items below one, and what stands behind a case up to the next is told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rag.compose.cases import are_cases, same_sort, sets_case
from rag.compose.leads import lists_of, units_in
from rag.compose.listed import LONG
from rag.language.bands import Band, bands, told_in
from rag.language.units import Unit
from rag.lazy_re import lazy_re
from rag.types import Clause, Document

_ONE = Decimal(1)


def cases_for(document: Document, clause: Clause, figure: Band) -> tuple[Clause, ...]:
    """The clauses whose bands are the cases of one rule for the sort of a figure: one alone, or the items of its list."""
    for among in ((clause,), *(tuple(members) for _, members in lists_of(document, clause))):
        if _are_cases([case_bands(one.text, figure) for one in among]):
            return among
    return ()


def _are_cases(every: Sequence[Sequence[Band]]) -> bool:
    """Whether the bands of several clauses, or of one, are the cases of one rule."""
    parts = [_apart(some) for some in every]
    told = [band for some in parts for band in some]
    if 2 * sum(map(bool, parts)) < len(parts):  # articles of a chapter, of which two name an age
        return False
    return len(told) > 1 and are_cases([[band] for band in told]) and _meet(told)


def case_bands(text: str, figure: Band) -> list[Band]:
    """The bands of a text that may set a case for a figure, in order."""
    return [band for band in bands(text) if same_sort(band, figure) and sets_case(text, band)]


def _apart(told: Sequence[Band]) -> list[Band]:
    """The bands of one clause without one that holds all the others: 200万元以上的，按投入分档补助."""
    return [b for b in told if not (len(told) > 2 and all(b.covers(other) for other in told))]


def _meet(told: Sequence[Band]) -> bool:
    """Whether where one band ends another begins, as those of a rule do: 89周岁 and 90周岁, 不足5吨 and 5吨以上."""
    ends = {end for band in told if band.high is not None for end in (band.high, band.high + _ONE)}
    return any(band.low in ends for band in told)


def all_cases(question: str, document: Document, best: Unit) -> list[Unit]:
    """The items of a list that are the cases of a rule, of which a unit tells one and a question names none."""
    for band in _unnamed(question, best):
        among = cases_for(document, best.clause, band)
        told = [units_in(one)[0] for one in among if units_in(one)] if len(among) > 1 else []
        if told and sum(len(unit.text) for unit in told) <= LONG:
            return told
    return []


def with_all_cases(question: str, unit: Unit) -> Unit:
    """A unit that tells one of the cases of its clause, where a question names none, with the other ones."""
    for band in _unnamed(question, unit):
        told = case_bands(unit.clause.text, band)
        own = [u for u in units_in(unit.clause) if any(u.begin <= case.start < u.stop for case in told)]
        if own and _are_cases([told]):
            whole = replace(unit, begin=min(unit.begin, own[0].begin), stop=max(unit.stop, own[-1].stop))
            return whole if len(whole.text) <= LONG else unit
    return unit


def _unnamed(question: str, unit: Unit) -> list[Band]:
    """The bands of a unit that set a case, of a sort of which a question states no figure."""
    asked = told_in(question)
    return [
        band
        for band in bands(unit.text)
        if sets_case(unit.text, band) and not any(same_sort(band, figure) for figure in asked)
    ]


def of_case(unit: Unit, figure: Band) -> bool | None:
    """Whether a unit of a clause that sets cases is told of the case of a figure; None where it is of none."""
    told = case_bands(unit.clause.text, figure)
    own = [band for band in told if unit.begin <= band.start < unit.stop]
    if not own:
        before = [band for band in told if band.start < unit.begin]
        own = before[-1:] if before and not _ended(unit, before[-1]) else []
    return any(band.covers(figure) for band in own) if own else None


def away(unit: Unit, figure: Band) -> tuple[bool, int]:
    """How far a unit is from telling the case of a figure alone: not in its very words, and how many other cases."""
    told = case_bands(unit.text, figure)
    exact = any(band.covers(figure) and figure.covers(band) for band in told)
    return not exact, sum(not band.covers(figure) for band in told)


def lies_across(unit: Unit, figure: Band) -> bool:
    """Whether a figure lies in several cases of which a unit tells one: 80岁以上 of 80至89周岁."""
    return any(band.overlaps(figure) for band in case_bands(unit.text, figure))


def _ended(unit: Unit, band: Band) -> bool:
    """Whether what is told of a case has ended before a unit."""
    return _ENDS.search(unit.clause.text, band.end, unit.begin) is not None


_ENDS = lazy_re("[。；;！!\n]")
