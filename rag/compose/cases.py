"""Rows that are the cases of one rule, each for a band of values, and the one that a figure falls in.

取水量不满100立方米, 100立方米以上不满500立方米, 500立方米以上: of 320立方米 the second alone holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from rag.language.bands import Band, bands, told_in, without_bands
from rag.language.tabled import Cell, Row


def of_the_case(question: str, rows: Sequence[Row]) -> list[Row]:
    """The rows whose case a figure of a question falls in; empty where they are no cases, or it falls in none."""
    for column in sorted({cell.column for row in rows for cell in row.telling}):
        told = {row: bands(cell.text) for row in rows for cell in row.telling if cell.column == column}
        for figure in told_in(question):
            found = {row: [b for b in some if _same_sort(b, figure)] for row, some in told.items()}
            if not _are_cases([some for some in found.values() if some]):
                continue
            if held := [row for row, some in found.items() if any(band.covers(figure) for band in some)]:
                return held
    return []


def tells_a_case(question: str, text: str, clause: str) -> bool:
    """Whether a text tells one of the cases that its clause sets (90分以上的…；80分以上不足90分的…), of which one is asked.

    The rule is told whole, so that it need not be the very case of the figure.
    """
    for figure in told_in(question):
        cases = [band for band in bands(clause) if _same_sort(band, figure)]
        if any(band.condition for band in cases) and _are_cases([[band] for band in cases]):
            return any(band.covers(figure) for band in cases) and any(
                _same_sort(band, figure) for band in bands(text)
            )
    return False


def states_case(question: str, cell: Cell) -> bool:
    """Whether a cell states a band that a figure of a question falls in."""
    figures = told_in(question)
    return any(band.covers(figure) for band in bands(cell.text) for figure in figures)


def without_figures(question: str, rows: Sequence[Row]) -> str:
    """A question without its figures that may fall in a band of these rows: 3 of 3吨 is none of 3万元."""
    told = [band for row in rows for cell in row.telling for band in bands(cell.text)]
    out, at = "", 0
    for figure in sorted(told_in(question), key=lambda figure: figure.start):
        if any(_same_sort(band, figure) for band in told):
            out += question[at : figure.start]
            at = max(at, figure.end)
    return out + question[at:]


def words_beside(question: str, cell: Cell) -> str:
    """A cell without its bands, where a figure of a question may fall in one: they do not name the row."""
    figures = told_in(question)
    sort = any(_same_sort(band, figure) for band in bands(cell.text) for figure in figures)
    return without_bands(cell.text) if sort else cell.text


def _same_sort(band: Band, figure: Band) -> bool:
    return band.kind == figure.kind and figure.unit in ("", band.unit)


def _are_cases(rows: Sequence[Sequence[Band]]) -> bool:
    """Whether bands of several rows shut one another out, as those of targets do not."""
    return len(rows) > 1 and not any(
        a.overlaps(b) for one, other in combinations(rows, 2) for a in one for b in other
    )
