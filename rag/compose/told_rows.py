"""Which cells of the rows that a question asks for are told, and how.

Columns are named by the words that a question shares with their heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.compose.asked_columns import columns_asked
from rag.compose.cases import states_case
from rag.compose.chosen_rows import SEVERAL, called, chosen_rows, qualifies, rows_named
from rag.compose.claimed import without_claim
from rag.compose.draft import LONG_ROW, Material, quotes_in, row_draft, words_of
from rag.compose.ranked import asks_rank
from rag.compose.selection import Scored
from rag.composition import Draft
from rag.language.keyed import core, keyed
from rag.language.tabled import RANK_COLUMN, Cell, Row, Table, row_of
from rag.language.units import Unit
from rag.lazy_re import lazy_re
from rag.types import Document
from rag.understand.query import Query

#: What the row of the rank that is asked for may fit less well than the best unit, in log odds.
RANKED = 6.0
#: The same for a row that is called by name.
CALLED = 3.0
_PERSON = lazy_re(r"[：，][^，：]{0,8}(?:人|领导|姓名|[师员者长]|负责|单位|部门) [\u4e00-\u9fff]")


def rows_told(query: Query, material: Material, best: Scored) -> tuple[Draft, ...] | None:
    """The rows that answer where the best unit is one, each a statement; None where it is none.

    Empty where it is a row, but not of what is asked about.
    """
    document = material.documents[best.unit.clause.document_id]
    found = row_of(document, best.unit)
    if found is None:
        return None
    table, row = found
    named = replace(query, text=without_claim(query.text))
    rows, ranking = chosen_rows(named, table, row, f"{document.title} {table.over}")
    if not rows:
        return ()
    asked = columns_asked(query.text, document, table, row if row in rows else rows[0])
    return tell_rows(query, material, (document, table), rows, asked, ranking, best.unit)


def tell_rows(
    query: Query,
    material: Material,
    place: tuple[Document, Table],
    rows: Sequence[Row],
    asked: Sequence[int],
    ranking: int | None = None,
    best: Unit | None = None,
) -> tuple[Draft, ...]:
    """Rows of a table as statements: the columns that are asked for, or what the rows are called where that is.

    Empty where none of them has anything there.
    """
    document, table = place
    if asked:
        rows = [row for row in rows if any(cell.column in asked for cell in row.telling)]
    if not rows:
        return ()
    if ranking is None and SEVERAL.search(query.text):
        column = _listing(query, table, rows, asked)
        if column is not None:
            return _names(material, document, rows, column)
    drafts = (
        row_draft(
            material,
            document,
            (table, one),
            _columns(one, _with_reasons(query, one, asked, ranking), best),
            words_of(query.text),
        )
        for one in rows
    )
    return tuple(draft for draft in drafts if draft)


def _listing(query: Query, table: Table, rows: Sequence[Row], asked: Sequence[int]) -> int | None:
    """The column by which several rows are listed where nothing else is asked of them; None where something is.

    It is the first that tells each from all others, or else some from others; that which is asked for, where
    the rows are named by other cells and it tells them apart.
    """
    apart = {
        column: {cell.text for row in rows for cell in row.telling if cell.column == column}
        for column, head in table.heads.items()
        if not RANK_COLUMN.search(head)
    }
    by_key = keyed(table, query.text)
    if len(rows) < 2:
        first = rows[0].telling[0]
        named = by_key and words_of(by_key.rest) & words_of(first.head)
        return first.column if named and asked in ((), (first.column,)) else None
    if asked in ((), (rows[0].telling[0].column,)):
        order = sorted(apart)
        every = next((column for column in order if len(apart[column]) == len(rows)), None)
        return every if every is not None else next((c for c in order if len(apart[c]) > 1), None)
    counts = any(cell.unit for row in rows for cell in row.telling if cell.column in asked)
    if len(asked) == 1 and by_key and not counts and len(apart.get(asked[0], ())) == len(rows):
        return asked[0]
    return None


def _with_reasons(query: Query, row: Row, asked: Sequence[int], ranking: int | None) -> tuple[int, ...]:
    """The columns asked for, with those that tell why the row is told: what ranks it, and the case of a figure."""
    reasons = (c.column for c in row.telling if c.column == ranking or states_case(query.text, c))
    return (*asked, *reasons) if asked else ()


def row_by_rank(query: Query, material: Material, scored: Sequence[Scored]) -> Scored | None:
    """The first row near the best unit of a table that tells the rank which is asked for; None where none is."""
    if not asks_rank(query.text):
        return None
    least = scored[0].unit.score - RANKED
    near = (entry for entry in scored if entry.row and entry.unit.score >= least)
    return next((entry for entry in near if _chosen(query, material, entry)[1] is not None), None)


def row_called(query: Query, material: Material, scored: Sequence[Scored]) -> Scored | None:
    """The first row near the best unit that a question calls by its name, and a column of it by its own; None for none."""
    least = scored[0].unit.score - CALLED
    for entry in (entry for entry in scored if entry.row and entry.unit.score >= least):
        found = row_of(material.documents[entry.unit.clause.document_id], entry.unit)
        if found and found[1] in called(query.text, found[0].rows):
            heads = [core(cell.head) for cell in found[1].telling[1:]]
            if any(len(head) > 1 and head in query.text for head in heads):
                return entry
    return None


def rank_wrong(query: Query, material: Material, ranked: Scored) -> bool:
    """Whether a question says of another row than the one of that rank that it is that."""
    found = row_of(material.documents[ranked.unit.clause.document_id], ranked.unit)
    said = rows_named(query, *found) if found else []
    return len(said) == 1 and said[0] not in _chosen(query, material, ranked)[0]


def _chosen(query: Query, material: Material, best: Scored) -> tuple[list[Row], int | None]:
    """The rows of the table that the best unit is a row of, as ``chosen_rows`` gives them."""
    document = material.documents[best.unit.clause.document_id]
    found = row_of(document, best.unit)
    return chosen_rows(query, *found, f"{document.title} {found[0].over}") if found else ([], None)


def tells_person(draft: Draft) -> bool:
    """Whether a row tells a person or a body under a head that asks for one."""
    return bool(_PERSON.search(draft.meant))


def _columns(row: Row, asked: Sequence[int], best: Unit | None) -> tuple[Cell, ...]:
    """The cells that are told of a row beside those that name it: what is asked for with its unit and remarks, or all."""
    found = [cell for cell in row.telling if cell.column in asked]
    if found and all(any(map(str.isalnum, cell.text)) for cell in found):
        counts = any(cell.text[:1].isdecimal() for cell in found)
        return tuple(cell for cell in row.telling if cell in found or (counts and qualifies(cell)))
    if best is None or len(row.meant) <= LONG_ROW:
        return row.telling
    return tuple(c for c in row.telling if any(a < c.end and c.begin < b for a, b in best.places))


def _names(material: Material, document: Document, rows: Sequence[Row], column: int) -> tuple[Draft, ...]:
    """The cells of some rows in a column: 项目：甲、乙、丙."""
    cells = [cell for row in rows for cell in row.telling if cell.column == column]
    names = list(dict.fromkeys(cell.text for cell in cells))
    head = cells[0].head if cells else ""
    text = f"{head}：{'、'.join(names)}" if head else "、".join(names)
    quotes = tuple(quote for cell in cells for quote in quotes_in(material, document, cell.begin, cell.end))
    return (Draft(text, quotes),) if quotes else ()
