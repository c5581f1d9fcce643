"""The unit of a bare number in a table: its column's head says it, 收费标准（元）, or the caption, 单位：元/台."""

from __future__ import annotations

from rag.lazy_re import lazy_re

_UNIT = r"(?:万|亿|千|百)?(?:元|人|吨|亩|户|天|个月|公里|平方米)|[%％]"
_IN_HEAD = lazy_re(rf"[（(](?:单位[：:])?\s*(?P<unit>{_UNIT})(?:\s*[/／·每][^（）()]{{1,6}})?\s*[）)]")
_IN_CAPTION = lazy_re(rf"单位\s*[：:]\s*(?P<unit>{_UNIT})(?=\s*[/／·每）)|\n]|\s*$)")
_BARE = lazy_re(r"\s*\d[\d,，]*(?:\.\d+)?(?:\s*[-—–～~至]\s*\d[\d,，]*(?:\.\d+)?)?\s*")


def with_units(text: str, above: str) -> str:
    """A text with the units of the bare numbers in the rows of a table that it quotes.

    A row of as many cells as its head takes the unit of each column; any row that of the caption, but for
    its first cell, which may number it.

    Args:
        text: what is quoted.
        above: the text of the clauses quoted and of those above them, where head and caption stand.
    """
    if "|" not in text:
        return text
    caption = _IN_CAPTION.search(above)
    heads = [_cells(line) for line in above.split("\n") if "|" in line and _IN_HEAD.search(line)]
    if not (caption or heads):
        return text
    return "\n".join(_row(line, heads, caption["unit"] if caption else "") for line in text.split("\n"))


def _row(line: str, heads: list[list[str]], common: str) -> str:
    cells = _cells(line)
    # The last cell may have no head, and stays away where it is empty.
    head = next((h for h in heads if len(cells) in (len(h), len(h) - (not h[-1].strip()))), None)
    for at, cell in enumerate(cells):
        stated = _IN_HEAD.search(head[at]) if head else None
        unit = stated["unit"] if stated else common if at else ""
        if unit and _BARE.fullmatch(cell):
            cells[at] = f"{cell.rstrip()}{unit}"
    return "|".join(cells)


def _cells(line: str) -> list[str]:
    return line.strip().strip("|").split("|")
