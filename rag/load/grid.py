"""Tables as rows of text: ``| cell | cell |``, a merged cell written once, columns in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.departments import are_two_names
from rag.labels import label_at
from rag.text import normalise, squeeze

#: More columns than any table of a document has; a hostile colspan is cut here.
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell, its lines joined by line ends; ``nested``: a table stands in it.

    The places it spans beyond its first are written empty.
    """

    text: str
    columns: int = 1
    rows: int = 1
    nested: bool = False


def beside(left: str, right: str) -> str:
    """Two lines of a cell as one: the width of the cell tore Chinese words apart, but no others."""
    return f"{left} {right}" if left[-1].isascii() and right[0].isascii() else left + right


def cell_text(text: str, join: Callable[[str, str], str] = beside) -> str:
    """A cell's text on one line; ``|`` in it becomes ``｜``, as it would read as a border."""
    rows = [row for line in normalise(text).split("\n") if (row := squeeze(line))]
    return in_one_line(rows, join).replace("|", "｜")


def in_one_line(rows: Sequence[str], join: Callable[[str, str], str]) -> str:
    """The lines of a cell as one: joined as the width of a cell broke them.

    A space stays where a line is another department's name than the one above ends in, or another
    point of a list.
    """
    pieces = list(rows[:1])
    for row in rows[1:]:
        if are_two_names(pieces[-1], row) or label_at(row) is not None:
            pieces.append(row)
        else:
            pieces[-1] = join(pieces[-1], row)
    return " ".join(pieces)


def grid(rows: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """Cells laid out in their columns, as HTML lays them out (spans never overlap).

    Every row gets the width of the widest. Rows that hold no text are left out.
    """
    laid: list[list[str]] = []
    held: dict[int, int] = {}  # column -> rows for which a cell above still holds it
    for cells in rows:
        row: list[str] = []
        left = dict(held)
        for cell in cells:
            while held.get(len(row), 0) > 0:
                row.append("")
            if len(row) >= MAX_COLUMNS:
                break
            span = max(1, min(cell.columns, MAX_COLUMNS - len(row)))
            for column in range(len(row), len(row) + span):
                left[column] = max(cell.rows, 1)
            row += [cell_text(cell.text), *[""] * (span - 1)]
        laid.append(row)
        held = {column: count - 1 for column, count in left.items() if count > 1}
    width = max((len(row) for row in laid), default=0)
    return [row + [""] * (width - len(row)) for row in laid if any(row)]


def lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows as printed lines: ``| a | b |``."""
    return [f"| {' | '.join(row)} |" for row in rows]


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """A table's lines: rows of cells, or the cells one after the other where it is for layout.

    A table is there for layout when a table stands in one of its cells, when it is one column,
    or when one cell holds most of its text in many lines.
    """
    cells = [cell for row in rows for cell in row]
    total = sum(len(cell.text) for cell in cells)
    page = any(2 * len(cell.text) > total and cell.text.count("\n") >= 8 for cell in cells)
    if page or any(cell.nested for cell in cells) or all(len(row) < 2 for row in rows):
        return [line for cell in cells for line in cell.text.split("\n") if line.strip()]
    return lines(grid(rows))


def with_number(label: str, text: str) -> str:
    """A printed number and its text; 1. before 2025年 keeps a space, to stay apart from 1.2025."""
    return f"{label} {text}" if label.endswith(".") and text[:1].isdigit() else label + text
