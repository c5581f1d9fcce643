"""The case of a rule that a figure of a question falls in goes before what tells of no case.

A table gives 甲级 for 3至5吨 and 乙级 for 6至9吨: of 4吨, no sentence answers that speaks of no weight, however
well its other words fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.compose.cases import asked_of, of_sort, of_the_case, tells_between
from rag.compose.selection import Scored
from rag.language.tabled import Row, Table, row_of
from rag.language.text import fold
from rag.types import Document
from rag.understand.claims import YES_OR_NO
from rag.understand.query import Query
from rag.understand.subject import share


def of_its_case(
    query: Query, documents: Mapping[str, Document], scored: Sequence[Scored]
) -> Sequence[Scored]:
    """The scored units, the rows of the case that is asked for first, without those that tell of no case.

    Where the figure falls in none of the cases, no unit is left but those that state one of its sort.
    """
    figures = asked_of(query.text)
    # A figure that is asserted may be what the rule grants, and no case.
    if not (scored and figures) or YES_OR_NO.search(query.text) or tells_between(scored[0].text, figures):
        return scored
    for table, rows in _tables(documents, scored).items():
        held = of_the_case(table.rows, figures) if _is_of(query, table) else None
        if held is not None:
            # The figure tells the row, and not the words: it stands as well as they let the best stand.
            best = scored[0].unit.score
            of_case = [replace(e, unit=e.unit.scored(best)) for e, row in rows if row in held]
            own = {id(entry) for entry, _ in rows}
            rest = [e for e in scored if id(e) not in own and of_sort(e.text, figures)]
            return [*of_case, *rest]
    return scored


def _tables(
    documents: Mapping[str, Document], scored: Sequence[Scored]
) -> dict[Table, list[tuple[Scored, Row]]]:
    """The tables of the document of the best unit, each with its rows among the units, best first."""
    own = scored[0].unit.clause.document_id
    found: dict[Table, list[tuple[Scored, Row]]] = {}
    for entry in scored:
        place = (
            row_of(documents[own], entry.unit) if entry.row and entry.unit.clause.document_id == own else None
        )
        if place:
            found.setdefault(place[0], []).append((entry, place[1]))
    return found


def _is_of(query: Query, table: Table) -> bool:
    """Whether a table, by the line above it and its heads, is of the thing asked about, which is named last."""
    heads = fold(" ".join([table.over, *(cell.head for row in table.rows for cell in row.cells)]))
    asked = [concept for concept in query.concepts if concept.known and len(concept.word) > 1]
    return share(asked[-1:], heads) > 0.0
