"""A row of a table told under the heads of its columns: 骨灰寄存：收费标准（元）50.

What the statement says must be cells of one row, each behind its own head, named by cells of the same
row; or cells of one column, behind its head. No other rule can tell whose the figures of a table are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.language.tabled import Cell, Row, tables
from rag.verify.faults import Fault
from rag.verify.reading import plain
from rag.verify.sources import Source


def check_rows(statement: str, sources: Sequence[Source]) -> tuple[str, tuple[str, ...], list[Fault]]:
    """A plain statement without the lines that tell rows of the cited clauses, the ids of these, and the faults.

    It is one to name a row and a head of its table, and to put another cell behind it.
    """
    if "：" not in statement:
        return statement, (), []
    rows = [(one, row) for one in sources if "|" in one.document.text for row in _rows(one)]
    left: list[str] = []
    used: list[str] = []
    faults: list[Fault] = []
    for line in statement.split("\n") if rows else [statement]:
        told = line.strip("。；")
        homes = _column(told, rows) or next(
            ([one.clause.id] for one, row in rows if _tells(told, row.telling)), []
        )
        used += homes
        left += [] if homes else [line]
        if not homes and any(_begins(told, row.telling) for _, row in rows):
            faults.append(Fault("indicator", f"表中没有这一行：“{told[:24]}”"))
    return "\n".join(left), tuple(dict.fromkeys(used)), faults


def _rows(one: Source) -> Iterator[Row]:
    """The rows of which a clause holds a part."""
    for table in tables(one.document.text):
        for row in table.rows:
            if any(start < row.end and row.begin < end for start, end in one.clause.segments):
                yield row


def _tells(told: str, cells: Sequence[Cell]) -> bool:
    """Whether a line is made of cells of one row: those that name it, and others behind their heads."""
    for at in (i for i, character in enumerate(told) if character == "："):
        name, rest = told[:at], told[at + 1 :]
        named = _name(name, cells)
        if named and rest and _pairs(rest, [cell for cell in cells if cell not in named]):
            return True
    return False


def _begins(told: str, cells: Sequence[Cell]) -> bool:
    """Whether a line names a row, and a head behind it, as one that tells it would."""
    name, _, rest = told.partition("：")
    named = _name(name, cells)
    return bool(named) and any(
        cell.head and rest.startswith(plain(cell.head)) for cell in cells if cell not in named
    )


def _name(name: str, cells: Sequence[Cell]) -> list[Cell]:
    """The first cells that make a name, in their order; empty where they do not."""
    found: list[Cell] = []
    for cell in cells:
        text = plain(cell.text)
        if name and name.startswith(text):
            found.append(cell)
            name = name[len(text) :]
    return [] if name else found


def _pairs(rest: str, cells: Sequence[Cell]) -> bool:
    """Whether words are pairs of head and cell, in the order of the columns and parted by commas."""
    for cell in cells:
        pair = plain(cell.pair)
        if rest.startswith(pair) and rest[len(pair) : len(pair) + 1] in ("", "，"):
            rest = rest[len(pair) + 1 :]
            if not rest:
                return True
    return False


def _column(told: str, rows: Sequence[tuple[Source, Row]]) -> list[str]:
    """The ids of the clauses whose cells of one column a line lists behind its head; empty where it lists none."""
    head, _, listed = told.partition("：")
    found: list[str] = []
    for one, row in rows:
        text = next((plain(cell.text) for cell in row.telling if plain(cell.head) == head), "")
        if text and (listed == text or listed.startswith(f"{text}、")):
            listed = listed[len(text) + 1 :]
            found.append(one.clause.id)
    return [] if listed else found
