"""The row of a table that a rank or a superlative asks for: 第一名, 最后一名, 最高的是哪个, 哪个镇最差.

Nothing is computed but which figure of a column is the largest. Where a table lists a part of what is
ranked (前五位), or a cell of the column is no plain figure, no row is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from rag.compose.draft import words_of
from rag.language.numerals import chinese_number
from rag.language.tabled import RANK_COLUMN, Row, Table
from rag.lazy_re import lazy_re

_NUMBER = "[0-9一二三四五六七八九十]{1,3}"
_PLACE = lazy_re(
    rf"(?P<from_last>倒数)?第(?P<number>{_NUMBER})(?:名|位|(?=的?是?哪|是谁|的?[？?]?$|的?是|的学|的单))"
    r"|(?P<last>最后一[名位个]|末[名位尾]|垫底|倒数(?=的|是|$))"
)
_MOST = lazy_re(
    r"最(?:(?P<high>[高多大长贵重快])|(?P<low>[低少小短轻慢]|便宜)|(?P<best>[好优佳强]|靠前)|(?P<worst>[差糟弱]|靠后))"
)
#: Asks which one it is, or says it of one; of 最高罚多少 every row is told.
_WHICH = lazy_re(r"哪|谁|何[处地]|什么(?!时)|[吧吗]|[对是]不[对是]|有$")
#: What is no row beside the others.
_TOTAL = lazy_re(r"[合总小共]\s*计|[总平]\s*[数均].*|全[省市县区国州镇街].*|.*平均.*")
_FIGURE = lazy_re(
    r"(?P<sign>[+＋\-−－–]?)(?P<number>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>[^\d\s.,，、；;~～至\-—–<>≤≥]{0,6})"
)
_PART = lazy_re(rf"(?P<first>前)\s*{_NUMBER}\s*[位名个强家]|(?P<last>后|末|倒数)\s*{_NUMBER}\s*[位名个家]")


def asks_rank(question: str) -> bool:
    """Whether a question asks for one row by its rank, or by the figure that is the most."""
    return bool(_WHICH.search(question) and (_PLACE.search(question) or _MOST.search(question)))


def of_the_rank(question: str, table: Table, rows: Sequence[Row]) -> tuple[list[Row], int | None]:
    """The rows that a question asks for by their rank, and the column that ranks them.

    None where it asks for none, or the table does not tell it. ``rows``: those among which it is asked.
    """
    rows = [row for row in rows if row.telling and not _TOTAL.fullmatch(row.telling[0].text)]
    if not asks_rank(question) or len(rows) < 2:
        return [], None
    first, last = _parts(table)
    part = first or last
    column = _rank_column(rows)
    ranks = _figures(rows, column)
    place, most = _PLACE.search(question), _MOST.search(question)
    from_last = bool(place["last"] or place["from_last"]) if place else bool(most and most["worst"])
    if place or (most and (most["best"] or most["worst"])):
        if not ranks or (from_last and part and not last) or (not from_last and part and not first):
            return [], None
        return _at_place(rows, ranks, _number(place), from_last), column
    assert most is not None
    column = _column_named(question, most, rows)
    figures = _figures(rows, column)
    if not figures or (part and not (first and last and _in_order(figures))):
        return [], None
    ends: Callable[[Iterable[Decimal]], Decimal] = max if most["high"] else min
    return [row for row, figure in zip(rows, figures, strict=True) if figure == ends(figures)], column


def _number(place: re.Match[str] | None) -> int:
    """Which place is asked for: 3 of 第三名 and of 倒数第三, 1 of the first, the last and the best."""
    number = place["number"] if place else None
    if not number:
        return 1
    return int(number) if number.isdecimal() else chinese_number(number) or 1


def _at_place(rows: Sequence[Row], ranks: Sequence[Decimal], number: int, from_last: bool) -> list[Row]:
    """The rows of a rank, counted from the last one or as printed."""
    if not from_last:
        return [row for row, rank in zip(rows, ranks, strict=True) if rank == number]
    order = sorted(set(ranks), reverse=True)
    return [
        r for r, rank in zip(rows, ranks, strict=True) if number <= len(order) and rank == order[number - 1]
    ]


def _rank_column(rows: Sequence[Row]) -> int | None:
    """The column that tells the rank of each row."""
    return next((c.column for row in rows for c in row.cells if RANK_COLUMN.search(c.head)), None)


def _column_named(question: str, most: re.Match[str], rows: Sequence[Row]) -> int | None:
    """The column of figures that a question names before its superlative, or else behind it; None for none or several."""
    heads = {c.column: words_of(c.head) for row in rows for c in row.cells if _FIGURE.fullmatch(c.text)}
    for part in (question[: most.start()], question[most.end() :]):
        shared = {column: len(words & words_of(part)) for column, words in heads.items()}
        best = max(shared.values(), default=0)
        named = [column for column, count in shared.items() if best and count == best]
        if named:
            return named[0] if len(named) == 1 else None
    return None


def _figures(rows: Sequence[Row], column: int | None) -> list[Decimal]:
    """What each row has in a column; empty where a cell is no plain figure or not all have one unit."""
    found: list[Decimal] = []
    units = set()
    for row in rows:
        cell = next((c for c in row.cells if c.column == column), None)
        match = _FIGURE.fullmatch(cell.text) if cell else None
        if match is None:
            return []
        units.add(match["unit"])
        sign = "-" if match["sign"] not in ("", "+", "＋") else ""
        found.append(Decimal(sign + re.sub("[,，]", "", match["number"])))
    return found if len(units) == 1 else []


def _parts(table: Table) -> tuple[bool, bool]:
    """Whether a table says that it lists the first ones alone, and the last ones."""
    text = " ".join((table.over, *(cell.text for row in table.rows for cell in row.cells)))
    found = [match.lastgroup for match in _PART.finditer(text)]
    return "first" in found, "last" in found


def _in_order(figures: Sequence[Decimal]) -> bool:
    """Whether a column rises, or falls, from each row to the next."""
    return all(a < b for a, b in pairwise(figures)) or all(a > b for a, b in pairwise(figures))
