"""The year that a figure of a paragraph is told for: the last one named before it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rag.evidence.counts import counted
from rag.language.numerals import Quantity, quantities
from rag.language.units import Unit, so_far
from rag.lazy_re import lazy_re

#: 比1980年预计增加224万辆: a year that another is held against.
_COMPARED = lazy_re("(?:[比较同]|相当于|相比于?|超过|不低于)$")
#: 是1980年的2.2倍, 1980年以来最多: the same, told behind it.
_COMPARED_BEHIND = lazy_re(r"\s*[底末]?(?:以来|相比|的\s*[\d.]+\s*[多余]?倍)")


def held_against(text: str, start: int, end: int) -> bool:
    """Whether a text only holds what it tells against the time that it names from ``start`` to ``end``."""
    return bool(_COMPARED.search(text[:start]) or _COMPARED_BEHIND.match(text, end))


def years_told(unit: Unit, within: bool = False) -> tuple[tuple[Quantity, str], ...]:
    """The counts and shares of a unit, each with its year; empty where its paragraph names none before it.

    Args:
        unit: whose figures are looked at.
        within: only years that the unit itself names are looked for.
    """
    before = unit.text if within else so_far(unit)
    opens = len(before) - len(unit.text)
    points = (q for q in quantities(before) if q.year)
    named = [(q.start, q.year) for q in points if not held_against(before, q.start, q.end)]

    def year_of(quantity: Quantity) -> str:
        return next((year for at, year in reversed(named) if at < opens + quantity.start), "")

    return tuple((quantity, year_of(quantity)) for quantity in counted(unit.text))


#: 到2025年，…: what follows is a goal for that year.
_GOAL = lazy_re("[到至]\\s*(?P<year>20\\d\\d)\\s*年")


@lru_cache(maxsize=64)
def _goals_asked(question: str) -> frozenset[str]:
    """The years of the goals that a question asks for; it is held against every sentence."""
    return frozenset(_GOAL.findall(question))


def of_another_goal(question: str, unit: Unit) -> bool:
    """Whether a question asks what is to be by one year, and a unit is told for the goal of another.

    A paragraph that opens with 到2035年 says so of every sentence in it.
    """
    asked = _goals_asked(question)
    if not asked:
        return False
    before = so_far(unit)
    goals, named = _GOAL.findall(before), [q.year for q in quantities(before) if q.year]
    # A year behind the goal may be one of its own: 到2023年达到40%；2025年达到45%.
    return bool(goals and named) and named[-1] == goals[-1] and not asked & {*named[-1:], *goals[-1:]}


def of_years(years: Sequence[str], unit: Unit) -> tuple[Quantity, ...]:
    """The counts and shares of a unit that are told for one of some years; all where none is."""
    told = years_told(unit)
    return tuple(q for q, year in told if year in years) or tuple(q for q, _ in told)


def of_others(years: Sequence[str], unit: Unit, within: bool = False) -> bool:
    """Whether every count and share of a unit is told for a year, and for none of these; ``within`` as above."""
    told = years_told(unit, within)
    return bool(years and told) and all(year and year not in years for _, year in told)
