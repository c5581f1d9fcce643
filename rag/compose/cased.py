"""The case of a rule that a figure of a question falls in goes before what tells of no case.

A table gives 甲级 for 3至5吨 and 乙级 for 6至9吨: of 4吨, no sentence answers that speaks of no weight, however
well its other words fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.compose.cases import AGE, asked_of, of_sort, of_the_case, tells_between
from rag.compose.leads import above
from rag.compose.selection import Scored
from rag.compose.told_cases import away, cases_for, lies_across, of_case
from rag.language.bands import Band
from rag.language.tabled import Row, Table, row_of
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.types import Clause, Document
from rag.understand.claims import YES_OR_NO
from rag.understand.query import Query
from rag.understand.subject import share

#: Share of the content words that cases, with what stands above them, must hold to be of the thing asked about.
ON_IT = 0.5


def of_its_case(
    query: Query, documents: Mapping[str, Document], scored: Sequence[Scored]
) -> Sequence[Scored]:
    """The scored units, those of the case that is asked for first, without those that tell of another or of none.

    Where the figure falls in none of the cases, no unit is left but those that state one of its sort.
    """
    figures = _figures(query)
    if not (scored and figures) or tells_between(scored[0].text, figures):
        return scored
    for table, rows in _tables(documents, scored).items():
        best = any(entry is scored[0] for entry, _ in rows)
        held = of_the_case(table.rows, figures) if _is_of(query, table, best) else None
        if held is not None:
            return _of_rows(scored, rows, held, figures)
    for figure in figures:
        told = _told_cases(query, documents, scored, figure)
        if told is not None:
            return told
    return scored


def _of_rows(
    scored: Sequence[Scored], rows: Sequence[tuple[Scored, Row]], held: Sequence[Row], figures: Sequence[Band]
) -> list[Scored]:
    """The rows that are held first; where none is, only what the clause of the table says: others are no cases of it."""
    of_case = [entry for entry, row in rows if row in held]
    own = {id(entry) for entry, _ in rows}
    clauses = {entry.unit.clause.id for entry, _ in rows}
    rest = [e for e in scored if id(e) not in own and of_sort(e.text, figures)]
    return [*_raised(of_case, scored[0]), *(e for e in rest if of_case or e.unit.clause.id in clauses)]


def _figures(query: Query) -> tuple[Band, ...]:
    """The figures that may be of a case: one that is asserted may be what the rule grants, but never an age."""
    asserts = YES_OR_NO.search(query.text)
    return tuple(
        f
        for f in asked_of(query.text)
        if not asserts or (f.unit == AGE and not _ASSERTED.match(query.text, f.end))
    )


#: Behind a figure that is asserted: 退休年龄是60岁吗.
_ASSERTED = lazy_re("[吗吧么对，,？?]")


def _raised(entries: Sequence[Scored], best: Scored) -> list[Scored]:
    """Units of the case as high as the best: the figure tells them, not the words, which let another stand."""
    top = max((e.unit.score for e in entries), default=0.0)
    return [replace(e, unit=e.unit.scored(e.unit.score - top + best.unit.score)) for e in entries]


def _told_cases(
    query: Query, documents: Mapping[str, Document], scored: Sequence[Scored], figure: Band
) -> list[Scored] | None:
    """The same of cases that sentences tell; None where none of the document of the best unit do."""
    document = documents[scored[0].unit.clause.document_id]
    own = [e for e in scored if e.unit.clause.document_id == document.id and not e.row]
    setting: set[str] = set()
    for clause in {e.unit.clause.id: e.unit.clause for e in own}.values():
        among = cases_for(document, clause, figure) if clause.id not in setting else ()
        if among and (scored[0].unit.clause in among or _on_it(query, document, among)):
            setting.update(one.id for one in among)
    told = {id(e): of_case(e.unit, figure) for e in own if e.unit.clause.id in setting}
    held = [e for e in own if told.get(id(e))]
    rest = [e for e in scored if told.get(id(e)) is None]
    if held:
        held.sort(key=lambda e: away(e.unit, figure))
        return [*_raised(held, scored[0]), *rest]
    if len(rest) == len(scored) or any(lies_across(e.unit, figure) for e in own if id(e) in told):
        return None
    return [e for e in rest if of_sort(e.text, (figure,)) and _on_it(query, document, (e.unit.clause,))]


def _on_it(query: Query, document: Document, among: Sequence[Clause]) -> bool:
    """Whether clauses, with what the one above them says, speak of most of what is asked about."""
    parent = above(document, among[0])
    said = [parent.heading, parent.text] if parent else []
    known = [concept for concept in query.concepts if concept.known]
    return not known or share(known, fold(" ".join([*said, *(c.text for c in among)]))) >= ON_IT


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


def _is_of(query: Query, table: Table, best: bool) -> bool:
    """Whether a table, by the line above it and its heads, is of the thing asked about, which is named last.

    It must speak of most of what is asked unless the ``best`` unit is one of its rows.
    """
    heads = fold(" ".join([table.over, *(cell.head for row in table.rows for cell in row.cells)]))
    known = [concept for concept in query.concepts if concept.known]
    asked = [concept for concept in known if len(concept.word) > 1]
    return share(asked[-1:], heads) > 0.0 and (best or share(known, heads) >= ON_IT)
