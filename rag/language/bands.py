"""Bands of values that a rule holds for: 5平方米以上不足15平方米, 低于80%, 85%～93%, 超过20吨.

As the law counts, 以上, 以下, 以内 and 不超过 include the number itself; 不足, 不满, 超过 and 低于 do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rag.language.numerals import RANGE, Quantity, quantities
from rag.lazy_re import lazy_re

#: The words around a figure that set its bound, as ``rag.language.bounds`` reads them.
_BEFORE = lazy_re(
    r"(?:不(?:足|满|到|低于|高于|少于|多于|小于|大于|超过|得超过)|未满|[低高少多小大]于|超过|[≥≤＞＜><])\s*$"
)
_BEHIND = lazy_re(r"\s*(?:[（(]含[^（）()]{0,4}[）)]|及其?)?(?:以[上下内]|之内)?的?")
#: What may stand between the two ends of a band, and between those of a range.
_JOINS = lazy_re(
    r"(?:[、，至到且]|以[上下内]|[（(]含[）)]|不(?:足|满|到|超过|高于)|未满|[低小]于|[≤<＜])*\s*"
)
_ABOVE, _BELOW = (">", ">="), ("<", "<=")


@dataclass(frozen=True, slots=True)
class Band:
    """The values between two ends, of which one may be open; it stands at ``[start:end]`` of its text.

    ``kind`` and ``unit`` are those of its figures. ``condition``: its words set a case (不足5吨, 5吨以上不足
    20吨), never a goal (5吨以上, 不超过5吨).
    """

    kind: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    with_low: bool
    with_high: bool
    condition: bool
    start: int
    end: int

    def covers(self, other: Band) -> bool:
        """Whether all values of another one lie in it; one without a unit is taken for one of its unit."""
        if other.kind != self.kind or (other.unit and other.unit != self.unit):
            return False
        above = self.low is None or (
            other.low is not None
            and (self.low < other.low or (self.low == other.low and self.with_low >= other.with_low))
        )
        below = self.high is None or (
            other.high is not None
            and (other.high < self.high or (self.high == other.high and self.with_high >= other.with_high))
        )
        return above and below

    def overlaps(self, other: Band) -> bool:
        """Whether more than an end of one lies in the other; those of different sorts never do."""
        if (self.kind, self.unit) != (other.kind, other.unit):
            return False
        before = self.high is not None and other.low is not None and self.high <= other.low
        behind = other.high is not None and self.low is not None and other.high <= self.low
        return not (before or behind)


@lru_cache(maxsize=1024)
def bands(text: str) -> tuple[Band, ...]:
    """The bands that a text states, in order."""
    return tuple(_bands(text))


def _bands(text: str) -> Iterator[Band]:
    found = [q for q in quantities(text) if q.kind in ("number", "percent")]
    at = 0
    while at < len(found):
        one = found[at]
        two = found[at + 1] if at + 1 < len(found) else None
        if two and one.key[::2] == two.key[::2] and _pair(text, one, two):
            yield _band(text, one, two)
            at += 2
            continue
        if one.bound in _ABOVE:
            yield _band(text, one, None)
        elif one.bound in _BELOW:
            yield _band(text, None, one)
        at += 1


def _pair(text: str, one: Quantity, two: Quantity) -> bool:
    """Whether two figures are the ends of one band: 5吨以上20吨以下, 3-5人."""
    if Decimal(one.value) >= Decimal(two.value):
        return False
    if RANGE.fullmatch(text, one.end, two.start):
        return True
    return one.bound in _ABOVE and two.bound in _BELOW and bool(_JOINS.fullmatch(text, one.end, two.start))


def _band(text: str, one: Quantity | None, two: Quantity | None) -> Band:
    first, last = one or two, two or one
    assert first is not None and last is not None
    before = _BEFORE.search(text, max(0, first.start - 6), first.start)
    behind = _BEHIND.match(text, last.end)
    return Band(
        first.kind,
        first.key[2],
        Decimal(one.value) if one else None,
        Decimal(two.value) if two else None,
        one is not None and one.bound != ">",
        two is not None and two.bound != "<",
        bool(one and two and one.bound != "=") or (two is not None and two.bound == "<"),
        before.start() if before else first.start,
        behind.end() if behind else last.end,
    )


def told_in(text: str) -> tuple[Band, ...]:
    """The bands that a text states, and its other figures, each a band of one value."""
    found = bands(text)
    alone = [
        q
        for q in quantities(text)
        if q.kind in ("number", "percent") and not any(b.start <= q.start < b.end for b in found)
    ]
    return (
        *found,
        *map(of_one_value, alone),
    )


def of_one_value(figure: Quantity) -> Band:
    """A figure as a band that nothing but its value lies in."""
    value = Decimal(figure.value)
    return Band(figure.kind, figure.key[2], value, value, True, True, False, figure.start, figure.end)


def without_bands(text: str) -> str:
    """A text without the bands that it states: 砍伐胸径的树木."""
    out, at = [], 0
    for band in bands(text):
        out.append(text[at : band.start])
        at = max(at, band.end)
    return "".join((*out, text[at:]))
