"""A question of which every word is a name, a column or the title of one table: answered by the cells where these meet.

Whatever else the documents say of some of these words, the table says it of all of them. Where its cell is
empty, or the names meet in no row, that is not stated: no row beside answers in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.compose.asked_columns import columns_asked, without_sorts
from rag.compose.chosen_rows import SEVERAL
from rag.compose.draft import STATED, Material, some_of, words_of
from rag.compose.selection import Scored, chances
from rag.compose.told_rows import tell_rows
from rag.composition import Composition
from rag.evidence.counts import answers_date, answers_figure, asks_number, counted
from rag.language.keyed import Keyed, core, keyed
from rag.language.tabled import Row, Table, tables
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.types import Document, Hit
from rag.understand.query import Query
from rag.understand.subject import share, subject_of

#: Kinds of questions that a table is not asked.
_OTHERWISE = ("comparison", "clause", "document", "yesno")
#: Asks how many persons there are, and is told who they are.
_COUNTS_PERSONS = lazy_re("(?:几个|多少个?)人")
#: What persons are called, behind what tells which: 处级干部.
_ANYBODY = frozenset("干部 人员 职工 员工 同志 工作人员 老师".split())


@dataclass(frozen=True, slots=True)
class _Reading:
    """A question read as one of a table: ``left`` are the words that this does not hold, None where it has no such thing."""

    document: Document
    table: Table
    by_key: Keyed
    asked: tuple[int, ...]
    left: tuple[str, ...] | None

    @property
    def covered(self) -> int:
        """Characters of the question that are names of the table."""
        return sum(end - begin for begin, end in self.by_key.spans)


def looked_up(query: Query, material: Material, hits: Sequence[Hit]) -> Composition | None:
    """The cells of a table that a question asks for by nothing but names of it; None where it holds other words."""
    told_by_role = query.kind == "duty" and query.departments
    otherwise = query.of_document or query.surveyed or query.references or told_by_role
    if otherwise or query.kind in _OTHERWISE:
        return None
    readings = list(_readings(query, material, hits))
    whole = [reading for reading in readings if reading.left == ()]
    if not whole:
        return _handed_on(query, material, readings)
    whole.sort(key=lambda one: (not one.by_key.rows, -one.covered, not one.asked, one.by_key.unsaid))
    told = next((told for one in whole if (told := _told(query, material, one))), None)
    return _weighed(told, material.select(query, hits)) if told else None


def _weighed(told: Composition, scored: Sequence[Scored]) -> Composition:
    """The composition as likely as the units of its clauses are, where that is more than what is stated at least."""
    cited = {quote.clause.id for draft in told.drafts for quote in draft.quotes}
    best = next((entry.unit for entry in scored if entry.unit.clause.id in cited), None)
    if best is None:
        return told
    return replace(told, fit=max(told.fit, best.score), chance=chances(scored)[best.clause.id])


def _told(query: Query, material: Material, reading: _Reading) -> Composition | None:
    """What a table says where the names of a question meet; None where it asks for no column of several."""
    rows, asked = reading.by_key.rows, reading.asked
    several = len(rows) > 1 and not SEVERAL.search(query.text)
    if not asked and (query.kind in ("department", "definition") or several or not rows):
        return None
    place = (reading.document, reading.table)
    drafts = tell_rows(query, material, place, rows, asked) if rows else ()
    if not asked and not any(_answers(query, draft.text) for draft in drafts):
        return None
    held = {cell.column for row in rows for cell in row.telling}
    missing = tuple(reading.table.heads[column] for column in asked if column not in held)
    lead = some_of(len(rows), len(rows), "人", always=True) if _COUNTS_PERSONS.search(query.text) else ""
    return Composition(drafts, missing, lead=lead, fit=STATED, looked_up=True)


def _answers(query: Query, told: str) -> bool:
    """Whether what no column is asked for may be a row as a whole: 卫生院有几张床 is told by no table of duties or of fees.

    Of a number of things a bare figure of the row tells nothing.
    """
    answers = {"figure": answers_figure, "date": answers_date}.get(query.kind)
    if answers is None:
        return True
    counts = asks_number(query.text) and not _COUNTS_PERSONS.search(query.text)
    return answers(query.text, told) and (not counts or any(figure.unit for figure in counted(told)))


def _near(material: Material, hits: Sequence[Hit]) -> Iterator[Document]:
    """The documents of some hits, best first; others that are named may be hidden."""
    for name in dict.fromkeys(hit.clause.document_id for hit in hits):
        yield material.documents[name]


def _readings(query: Query, material: Material, hits: Sequence[Hit]) -> Iterator[_Reading]:
    """The tables of which a question names a cell, of the documents whose tables are among the hits."""
    for document in _near(material, [hit for hit in hits if "|" in hit.clause.text]):
        for table in tables(document.text):
            by_key = keyed(table, query.text, partly=True)
            if by_key and len(by_key.rows) < len(table.rows):
                row = by_key.rows[0] if by_key.rows else table.rows[0]
                asked = columns_asked(query.text, document, table, row)
                left = _left(query, document, table, by_key.rest, by_key.rows)
                yield _Reading(document, table, by_key, asked, left)


def _handed_on(query: Query, material: Material, readings: Sequence[_Reading]) -> Composition | None:
    """The cell of one table, and what another tells of whom it names: the phone of 6月10日值班科长."""
    for first in readings:
        cells = [c for row in first.by_key.rows for c in row.telling if c.column in first.asked]
        if len(first.by_key.rows) != 1 or len(cells) != 1:
            continue
        rest = first.by_key.rest.replace(core(cells[0].head), ",")
        for document in _near(material, material.hits):
            for table in tables(document.text):
                of_it = keyed(table, f"{cells[0].text}{rest}")
                if table is first.table or of_it is None or len(of_it.rows) != 1 or len(of_it.spans) > 1:
                    continue
                asked = columns_asked(of_it.text, document, table, of_it.rows[0])
                if asked and _left(query, document, table, of_it.rest, of_it.rows) == ():
                    told = tell_rows(
                        query, material, (first.document, first.table), first.by_key.rows, first.asked
                    )
                    of_whom = replace(query, text=of_it.text)
                    more = tell_rows(of_whom, material, (document, table), of_it.rows, asked)
                    missing = () if more else tuple(table.heads[column] for column in asked)
                    return Composition((*told, *more) if more else (), missing, fit=STATED, looked_up=True)
    return None


def _left(
    query: Query, document: Document, table: Table, rest: str, rows: Sequence[Row]
) -> tuple[str, ...] | None:
    """The content words of a question, ``rest`` without its names, that neither columns nor title of a table hold.

    What each of the ``rows`` named says is of the table, too.

    None where it asks for a sort of thing that no column is of.
    """
    heads = [core(head) for head in table.heads.values()]
    above = fold(" ".join([document.title, table.over, *heads, *_above(document, table)]))
    told = [fold(" ".join(cell.text for cell in row.cells)) for row in rows]
    named = {concept.word: concept for concept in query.concepts}
    bare = without_sorts(rest, table)
    if bare is None:
        return None
    left = [word for word in words_of(bare) - words_of(above) if word[0].isdecimal()]
    for word in subject_of(bare, ()):
        other = named.get(word)
        if word in _ANYBODY or (told and all(word in cells for cells in told)):
            continue
        if word in above or (other and share([other], above) > 0.0):
            continue
        if any(len(head) > 1 and head in word for head in heads):
            continue
        if not words_of(word) <= words_of(above):
            left.append(word)
    return tuple(left)


def _above(document: Document, table: Table) -> tuple[str, ...]:
    """The headings of the clauses that a table stands in."""
    begin = table.rows[0].begin if table.rows else table.begin
    return tuple(
        clause.heading
        for clause in document.walk()
        if any(start <= table.begin < stop or start <= begin < stop for start, stop in clause.segments)
    )
