"""Sentences that are the cases of one rule, each for a band of values, and the one that a figure falls in.

60至79周岁每餐优惠2元，80周岁以上每餐优惠4元: of 82岁 the second alone holds. The cases stand in one clause or in
the items below one, and what stands behind a case up to the next is told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rag.compose.cases import are_cases, same_sort
from rag.compose.leads import level
from rag.language.bands import Band, bands
from rag.language.units import Unit
from rag.lazy_re import lazy_re
from rag.types import Clause, Document

#: What a rule gives or takes is no case of it: 并处五万元以上十万元以下罚款, 补助不超过20万元.
_GIVES = lazy_re("[处罚奖补给]|予以|支付|资助|收取|优惠|发放")
_LIMITS = lazy_re("最[高低多少长]|上限|至[多少]|不得?(?:超过|低于|少于)")
_GIVEN = lazy_re("的?(?:罚|奖|补|资助)")
_PART = lazy_re("[，,。；;：:\n]")
#: Whose age it is sets a case, whatever is said of them.
AGE = "岁"
_ONE = Decimal(1)


def cases_for(document: Document, clause: Clause, figure: Band) -> tuple[Clause, ...]:
    """The clauses whose bands are the cases of one rule for the sort of a figure: one alone, or the items beside it."""
    for among in ((clause,), tuple(level(document, clause))):
        told = [band for one in among for band in _apart(case_bands(one.text, figure))]
        if len(told) > 1 and are_cases([[band] for band in told]) and _meet(told):
            return among
    return ()


def case_bands(text: str, figure: Band) -> list[Band]:
    """The bands of a text that may set a case for a figure, in order."""
    return [band for band in bands(text) if same_sort(band, figure) and _sets_case(text, band)]


def _sets_case(text: str, band: Band) -> bool:
    if band.unit == AGE:
        return True
    opens = max((m.end() for m in _PART.finditer(text, 0, band.start)), default=0)
    if _GIVES.search(text, opens, band.start) or _GIVEN.match(text, band.end):
        return False
    return text[band.end - 1] == "的" or not _LIMITS.search(text, opens, band.end)


def _apart(told: Sequence[Band]) -> list[Band]:
    """The bands of one clause without one that holds all the others: 200万元以上的，按投入分档补助."""
    return [b for b in told if not (len(told) > 2 and all(b.covers(other) for other in told))]


def _meet(told: Sequence[Band]) -> bool:
    """Whether where one band ends another begins, as those of a rule do: 89周岁 and 90周岁, 不足5吨 and 5吨以上."""
    ends = {end for band in told if band.high is not None for end in (band.high, band.high + _ONE)}
    return any(band.low in ends for band in told)


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
