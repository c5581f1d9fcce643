"""What is told beside the unit that answers: sentences of its clause that answer too, no others."""

from __future__ import annotations

from collections.abc import Sequence

from rag.compose.listed import LONG
from rag.compose.selection import Scored
from rag.evidence.counts import counted
from rag.evidence.predicate import rules
from rag.language.text import fold, squeeze
from rag.language.units import ANNOUNCES, Unit
from rag.understand.query import Query
from rag.understand.subject import share

#: What another unit may fit less well, in log odds, to be told with the best.
NEARLY = 2.5
#: The same where it holds less than half as much of the question.
LESS = 2.0
#: The same where it holds nothing of it; or where one unit answers, as to whether it is so, and it says no more.
CLOSE = 1.5
#: The share of what the best holds of the question from which another unit is of the same thing.
HALF = 0.5
#: The share of the content words from which one unit says more of the question than another.
MORE = 0.05
#: Units at most.
MOST = 3
#: Characters at most of two units with figures.
FIGURES = 120


def told_with(query: Query, first: Scored, others: Sequence[Scored]) -> list[Unit]:
    """The best unit with those of its clause that fit nearly as well, in the clause's order.

    Args:
        query: the question taken apart.
        first: the best unit.
        others: the other units, best first, of any clause.
    """
    best = first.unit
    chosen = [best]
    size = len(best.text)
    for entry in others:
        unit = entry.unit
        if unit.clause.id != best.clause.id or unit.begin == best.begin or len(chosen) == MOST:
            continue
        near = unit.score >= best.score - _allowed(query, first, entry)
        if (near or _is_led_to(best, unit)) and size + len(unit.text) <= LONG:
            chosen.append(unit)
            size += len(unit.text)
    chosen.sort(key=lambda unit: unit.begin)
    # Whether it is so is told first; elsewhere sentences stand as in the clause.
    return sorted(chosen, key=lambda unit: unit.begin < best.begin) if query.kind == "yesno" else chosen


def _allowed(query: Query, first: Scored, other: Scored) -> float:
    """What a unit may fit less well than the best: the less, the less it has to say of the question."""
    if query.kind == "yesno" and not (_adds(query, first, other) or rules(other.text)):
        return CLOSE
    if not other.subject and first.subject and not _one_sentence(first.unit, other.unit):
        return CLOSE
    return NEARLY if _of_it(first, other) else LESS


def _of_it(first: Scored, other: Scored) -> bool:
    """Whether a unit holds at least half as much of the question as the best."""
    return other.subject >= HALF * first.subject


def _adds(query: Query, first: Scored, other: Scored) -> bool:
    """Whether a unit holds words of the question that the best does not."""
    return share(query.concepts, fold(f"{first.text} {other.text}")) - first.subject > MORE


def _is_led_to(best: Unit, unit: Unit) -> bool:
    """Whether a unit is what the best, a heading or an announcement, says nothing without."""
    heading = best.clause.heading
    leads = bool(heading) and squeeze(best.text).rstrip("。：:；;！") == heading
    return 0 <= unit.begin - best.stop <= 2 and (leads or bool(ANNOUNCES.search(best.text)))


def _one_sentence(one: Unit, other: Unit) -> bool:
    """Whether of two units of a clause one goes on behind the semicolon of the other."""
    first, second = sorted((one, other), key=lambda unit: unit.begin)
    return second.begin - first.stop <= 2 and first.text.endswith(("；", ";"))


def beside_figure(query: Query, first: Scored, others: Sequence[Scored]) -> list[Unit]:
    """The best unit with the one beside it whose figure is of the same thing: another year, another body."""
    best = first.unit
    for entry in others:
        unit = entry.unit
        near = (
            unit.clause.id == best.clause.id
            and -1 <= max(unit.begin - best.stop, best.begin - unit.stop) <= 2
        )
        fits = unit.score >= best.score - NEARLY and len(unit.text) + len(best.text) <= FIGURES
        if near and fits and _of_it(first, entry) and (counted(unit.text) or query.kind == "date"):
            return sorted((best, unit), key=lambda u: u.begin)
    return [best]
