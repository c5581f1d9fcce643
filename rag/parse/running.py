"""Running heads and feet in a text that was copied out of its pages: lines that come again beside page numbers."""

from __future__ import annotations

from collections import defaultdict

from rag.language.labels import label_at
from rag.language.text import fold
from rag.parse.cut import Unit

#: Longer than the name of an organ or the title of a document that is printed on every page.
_LONGEST = 40


def without_running_heads(units: list[Unit]) -> list[Unit]:
    """Marks as page heads the lines that stand beside most of the page numbers; returns the units.

    They stand all above the number or all below it, for two pages at least. Bare numbers do not count
    (— 2 — does): in a table copied a cell a line, its serial numbers look the same.
    """
    lines = [i for i, unit in enumerate(units) if unit.opens_line]
    numbers = [at for at, i in enumerate(lines) if units[i].reason == "page number" and _is_framed(units[i])]
    for side in (-1, 1):
        beside: defaultdict[str, list[Unit]] = defaultdict(list)
        for at in numbers:
            if 0 <= at + side < len(lines) and _may_run(unit := units[lines[at + side]]):
                beside[fold(unit.text)].append(unit)
        for found in beside.values():
            for unit in found if len(found) >= 2 and 2 * len(found) > len(numbers) else ():
                unit.reason = "page head"
    return units


def _is_framed(number: Unit) -> bool:
    return not number.text.isdigit()


def _may_run(unit: Unit) -> bool:
    short = len(unit.text) <= _LONGEST and not unit.cell and unit.reason is None
    return short and not unit.text.endswith(("。", "；", "：", "，")) and label_at(unit.text) is None
