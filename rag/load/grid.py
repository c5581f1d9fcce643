"""Tables as rows of text: ``| cell | cell |``, columns in place, merged cells said again where a row needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from rag.language.departments import NUMBER_COLUMN, are_two_names, column_role
from rag.language.labels import label_at
from rag.language.text import normalise, squeeze

#: More columns than any table of a document has; a hostile colspan is cut here.
MAX_COLUMNS = 200
#: Characters of a merged cell that each of its rows says: a longer one is a text of its own.
_SAID_AGAIN = 60
#: How many times a table's own text its merged cells may add to it, and what any table may have.
_TIMES, _FREE = 4, 10_000
#: Rows that are looked at for the head of a table.
_HEADS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell, its lines joined by line ends; ``nested``: a table stands in it.

    ``goes_on``: it is one with the cell above.
    """

    text: str
    columns: int = 1
    rows: int = 1
    nested: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class _Laid:
    """Cells in their places; ``merged``: each further place of a cell with the cell's first (row, column)."""

    rows: list[list[str]] = field(default_factory=list)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)


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

    Every row gets the width of the widest. Rows that hold no text are left out. A merged cell is said
    again in each of its rows, so that every row tells what it belongs to, and a head of several rows is one.
    """
    laid = _lay_out(rows)
    width = max((len(row) for row in laid.rows), default=0)
    full = [row + [""] * (width - len(row)) for row in laid.rows]
    said = _said_again(laid)
    if duties := {(y, x) for y, row in enumerate(full[:_HEADS]) for x, t in enumerate(row) if column_role(t)}:
        said = _kinds_again(full, laid, said, duties)
        return [
            [said.get((y, x), text) for x, text in enumerate(row)] for y, row in enumerate(full) if any(row)
        ]
    told = [[said.get((y, x), text) for x, text in enumerate(row)] for y, row in enumerate(full)]
    head = _head_rows(laid)
    kept = [row for row, own in zip(told[head:], full[head:], strict=True) if any(own)]
    return [_one_head(told[:head]), *kept] if head else kept


def _kinds_again(
    rows: Sequence[Sequence[str]],
    laid: _Laid,
    said: Mapping[tuple[int, int], str],
    duties: Set[tuple[int, int]],
) -> dict[tuple[int, int], str]:
    """What merged cells say again in a table of duties: the kind of a task, where the row has a task of its own.

    A task that is merged stands once, and the departments are filled down by ``rag.parse.rows``.

    Args:
        rows: the cells in their places.
        laid: the same, with which are merged.
        said: what each merged cell could say again.
        duties: the places in the head of the columns of departments.
    """
    below = 1 + max(y for y, _ in duties)
    roles = {x for _, x in duties}
    return {
        (y, x): text
        for (y, x), text in said.items()
        if laid.merged[y, x][0] >= below
        and x not in roles
        and any(own for at, own in enumerate(rows[y]) if at > x and at not in roles)
    }


def _one_head(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows of a head as one: 补贴额 over 中央补贴 and 县级补贴 is 补贴额 中央补贴 and 补贴额 县级补贴."""
    return [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*rows, strict=True)]


def _lay_out(rows: Iterable[Sequence[Cell]]) -> _Laid:
    laid = _Laid()
    held: dict[
        int, tuple[int, tuple[int, int]]
    ] = {}  # column -> rows that a cell above still holds it for, its place
    for y, cells in enumerate(rows):
        row: list[str] = []
        left = dict(held)
        for cell in cells:
            _hold(laid, held, y, row)
            x = len(row)
            if x >= MAX_COLUMNS:
                break
            above = (y - 1, x)
            place = laid.merged.get(above, above) if cell.goes_on and y else (y, x)
            if cell.goes_on and y:
                laid.merged[y, x] = place
            span = max(1, min(cell.columns, MAX_COLUMNS - x))
            for column in range(x, x + span):
                left[column] = (max(cell.rows, 1), place)
                if column > x:
                    laid.merged[y, column] = place
            row += [cell_text(cell.text), *[""] * (span - 1)]
        _hold(laid, held, y, row)
        laid.rows.append(row)
        held = {column: (count - 1, place) for column, (count, place) in left.items() if count > 1}
    return laid


def _hold(laid: _Laid, held: Mapping[int, tuple[int, tuple[int, int]]], y: int, row: list[str]) -> None:
    """Leaves the places of a row empty, from its end on, that a cell above still holds."""
    while (found := held.get(len(row))) is not None:
        laid.merged[y, len(row)] = found[1]
        row.append("")


def _said_again(laid: _Laid) -> dict[tuple[int, int], str]:
    """What merged cells say in their further places."""
    rows = laid.rows
    head = _head_rows(laid)
    left = _TIMES * sum(len(text) for row in rows for text in row) + _FREE
    said: dict[tuple[int, int], str] = {}
    for (y, x), (above, beside_) in laid.merged.items():
        text = rows[above][beside_] if beside_ < len(rows[above]) else ""
        if not text or (x > beside_ and not (y < head and above < head)):
            continue
        numbers = text.isdecimal() and NUMBER_COLUMN.fullmatch(
            rows[0][beside_] if beside_ < len(rows[0]) else ""
        )
        if y > above and (len(text) > _SAID_AGAIN or numbers or label_at(text)):
            continue
        left -= len(text)
        if left < 0:
            break
        said[y, x] = text
    return said


def _head_rows(laid: _Laid) -> int:
    """How many rows the head has, where a cell of the first one spans columns but not all of them; else 0."""
    width = max((len(row) for row in laid.rows), default=0)
    across = [x for (y, x), place in laid.merged.items() if y == 0 and place[0] == 0]
    if not across or len(across) >= width - 1:
        return 0
    return min(_HEADS, 1 + max((y for (y, _), (above, _x) in laid.merged.items() if above == 0), default=0))


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


def note_line(text: str) -> str:
    """A footnote as a line behind the paragraph that its mark stands in."""
    return text if text.startswith(("注：", "注:")) else f"注：{text}"
