"""Is a fact in a text? Letters compared folded, numbers by value: 百分之四十五 is 45%."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.language.numerals import CHINESE, Quantity, quantities
from rag.language.text import fold

_NUMERALS = frozenset(CHINESE)
#: Stands where a quantity was; folds to itself and is in no fact.
_GAP = "\ue000"


def fact_in(fact: str, text: str) -> bool:
    """Whether ``text`` states ``fact``: the same letters, or the same figures in other numerals.

    Width, white space and case do not count. A fact that is one figure is compared with the
    figures of the text by value and unit, so that 5% is not found in 45%, nor 百分之八 in
    百分之八十, nor 12个 in 12个百分点; a bare number (12, 60万) takes any unit, a
    year is found in a date. Any other fact must stand in the text, its figures written either
    way.
    """
    whole = _whole(fact)
    if whole is not None:
        if any(_same(whole, found) for found in quantities(text)):
            return True
        if whole.unit not in ("月", "日"):  # parts of a date are looked for in the letters below
            return _stands(fold(fact), fold(_replaced(text, lambda quantity: _GAP)))
    if _stands(fold(fact), fold(text)):
        return True
    return _stands(fold(_canonical_text(fact)), fold(_canonical_text(text)))


def fact_found(alternatives: tuple[str, ...], text: str) -> bool:
    """Whether one of the alternative wordings of a fact is in the text."""
    return any(fact_in(fact, text) for fact in alternatives)


def is_figure(alternatives: tuple[str, ...]) -> bool:
    """Whether the fact is a figure or date: its first wording is one quantity and nothing else."""
    return _whole(alternatives[0]) is not None


def _whole(fact: str) -> Quantity | None:
    """The quantity that the fact consists of, if it consists of one."""
    fact = fact.strip()
    found = quantities(fact)
    if len(found) == 1 and found[0].start == 0 and found[0].end == len(fact):
        return found[0]
    return None


def _same(fact: Quantity, found: Quantity) -> bool:
    if fact.key == found.key:
        return True
    if fact.kind == "number" and fact.key[2] == "":
        return fact.value in (found.value, found.value[:4] if _dated(found) else found.value)
    return fact.kind in ("year", "month") and found.value.startswith(fact.value + "-")


def _dated(quantity: Quantity) -> bool:
    return quantity.kind in ("month", "date")


def _stands(needle: str, text: str) -> bool:
    """Whether the needle stands in the text and no numeral of it is cut out of a longer one."""
    if not needle:
        return False
    at = text.find(needle)
    while at >= 0:
        end = at + len(needle)
        before, after = text[max(0, at - 2) : at], text[end : end + 2]
        runs_on = _runs_on(before[::-1], needle[0]) or _runs_on(after, needle[-1])
        if not (runs_on or _cut(text, at) or _cut(text, end)):
            return True
        at = text.find(needle, at + 1)
    return False


def _runs_on(beside: str, edge: str) -> bool:
    """Whether an Arabic number at the needle's edge goes on beside it (5 in 45, in 2.5)."""
    if not edge.isdigit():
        return False
    return bool(re.match(r"\d|\.\d", beside))


def _cut(text: str, at: int) -> bool:
    """Whether ``at`` parts a figure of the text within its Chinese numeral (十万 in 二十万)."""
    if not 0 < at < len(text) or not {text[at - 1], text[at]} <= _NUMERALS:
        return False
    return any(found.start < at < found.end for found in quantities(text))


def _canonical_text(text: str) -> str:
    return _replaced(text, _canonical)


def _replaced(text: str, write: Callable[[Quantity], str]) -> str:
    parts, at = [], 0
    for quantity in quantities(text):
        parts += [text[at : quantity.start], write(quantity)]
        at = quantity.end
    return "".join([*parts, text[at:]])


def _canonical(quantity: Quantity) -> str:
    """The quantity in Arabic digits, as people write it."""
    value, unit = quantity.value, quantity.key[2]
    if quantity.kind == "year":
        return f"{value}年"
    if _dated(quantity):
        return "".join(f"{int(p)}{u}" for p, u in zip(value.split("-"), "年月日", strict=False))
    return f"第{value}" if quantity.kind == "ordinal" else f"{value}{unit}"
