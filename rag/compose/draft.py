"""What composers make: drafts with their quotes, and the material they work from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from rag.compose.leads import asked_in, leads_over
from rag.compose.selection import Scored, heads_of, select
from rag.composition import Composition, Draft, Quote
from rag.evidence.contrast import contrast_of
from rag.evidence.where import of_another_place
from rag.language.apart import names
from rag.language.tabled import RANK_COLUMN, Cell, Row, Table, row_of
from rag.language.text import fold, squeeze
from rag.language.units import Unit, spans
from rag.lazy_re import lazy_re
from rag.types import Clause, Document, Hit
from rag.understand.query import Query
from rag.understand.subject import field_asked, share

Stands = Callable[[Query, Sequence[Hit], Composition], bool]
"""Whether the answer to a question from some hits would be given."""


def always(query: Query, hits: Sequence[Hit], composition: Composition) -> bool:
    """Every composition stands."""
    return True


@dataclass(frozen=True, slots=True)
class Material:
    """What a composer works from: the hits, their documents, and how rare each term is.

    ``stands`` judges each document's part of a comparison; ``every``: ids of all documents
    that are asked about as a whole.
    """

    hits: Sequence[Hit]
    documents: Mapping[str, Document]
    idf: Mapping[str, float] = field(default_factory=dict)
    stands: Stands = always
    every: Sequence[str] = ()

    def select(self, query: Query, hits: Sequence[Hit]) -> list[Scored]:
        """Units of the hits, best first; of the place and the field alone that the question is limited to."""
        scored = select(query, hits, self.documents, self.idf)
        scored = [entry for entry in scored if not of_another_place(query, entry.text)]
        of_it = _of_field(query, [(entry.hit, entry.text) for entry in scored])
        return [entry for entry, told in zip(scored, of_it, strict=True) if told]

    def quote(self, clause: Clause, start: int, end: int) -> Quote:
        """The words of a clause from ``start`` to ``end`` of its document."""
        return Quote(clause, self.documents[clause.document_id], start, end)


def _of_field(query: Query, texts: Sequence[tuple[Hit, str]]) -> list[bool]:
    """Whether each text of a clause, or what stands above it, names the field that a question is limited to.

    What is said of education answers no question on 体育领域, however well its other words fit. True of
    all where the question names no field.
    """
    field = field_asked(query.text, query.concepts)
    if field is None:
        return [True] * len(texts)
    stated = [fold(f"{text} {hit.clause.heading} {hit.passage.context}") for hit, text in texts]
    return [share([field], text) > 0.0 for text in stated]


def of_the_field(query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """The hits of the field that a question is limited to; all of them where it names none."""
    of_it = _of_field(query, [(hit, hit.clause.text) for hit in hits])
    return [hit for hit, told in zip(hits, of_it, strict=True) if told]


def of_its_member(query: Query, hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[Hit]:
    """The hits but for those under another member of a scale than the one asked about, where one is under that.

    What stands above a clause counts as said by it: under Ⅱ级响应, who starts it is no answer for Ⅰ级.
    """
    contrast = contrast_of(query.text)
    if not contrast.names_members:  # most questions: no document need be read for them
        return list(hits)
    over = [f"{heads_of(hit, documents[hit.clause.document_id])} {hit.clause.heading}" for hit in hits]
    if not any(map(contrast.names_one, over)):
        return list(hits)
    return [
        hit
        for hit, heads in zip(hits, over, strict=True)
        if not contrast.shuts_out(heads) or contrast.names_one(hit.clause.text)
    ]


#: Characters at most of a row of a table that is told whole.
LONG_ROW = 260
_WORDS = lazy_re(r"\d+(?:\.\d+)?|[Ⅰ-Ⅻ]|[\u4e00-\u9fff]+|[A-Za-z]+")
_ROMAN = frozenset("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ")
_HAN = lazy_re("[\u4e00-\u9fff]")
#: How well what is read off a document itself answers, in log odds.
STATED = 1.2


def some_of(total: int, told: int, unit: str, always: bool = False) -> str:
    """That only some are told: 共17项，列出8项; empty where all are, unless it is to be said ``always``."""
    return f"共{total}{unit}，列出{told}{unit}：\n" if told < total or always else ""


def called(document: Document, among: Sequence[Document]) -> str:
    """What a document is called beside others: its region, where that tells it from them."""
    shared = sum(other.region == document.region for other in among) > 1
    if not shared and document.region:
        return document.region
    same = [other for other in among if other.title == document.title and other.id != document.id]
    return names([document, *same])[0]


def draft_of(material: Material, unit: Unit, told: Sequence[Unit] = ()) -> Draft:
    """A unit as a statement: its words on one line, quoted whole, behind the lead-ins that are not ``told`` yet."""
    document = material.documents[unit.clause.document_id]
    found = row_of(document, unit)
    row = found and len(found[1].meant) <= LONG_ROW and row_draft(material, document, found, found[1].telling)
    if row:
        return row
    leads = leads_over(document, unit)
    unit = _without_announcement(unit)
    quotes = tuple(material.quote(unit.clause, *span) for span in unit.places)
    under = tuple(material.quote(lead.clause, *span) for lead in leads for span in lead.places)
    draft = Draft(shown(unit.text), quotes, under)
    if not all(any(_within(lead, other) for other in told) for lead in leads):
        draft = behind(under, draft)
    asked = asked_in(unit.clause)
    return replace(draft, meant=f"{asked}{draft.text}") if asked else draft


#: Where an announcement of what is told elsewhere begins: …，现将有关事项通告如下：
_ANNOUNCEMENT = lazy_re("(?:^|[，,。；;])[^，,。；;]{2,24}[：:]$")


def _without_announcement(unit: Unit) -> Unit:
    """A sentence of the preamble without its last words, which announce the document; as it is if they are all."""
    found = _ANNOUNCEMENT.search(unit.text.rstrip()) if unit.clause.kind != "clause" else None
    return replace(unit, stop=unit.begin + found.start()) if found and found.start() else unit


def row_draft(
    material: Material,
    document: Document,
    place: tuple[Table, Row],
    cells: Sequence[Cell],
    words: frozenset[str] = frozenset(),
) -> Draft | None:
    """A row as a statement: what names it, and the cells that are told under their heads."""
    table, row = place
    name = _name(table, row, cells, words)
    told = [cell for cell in cells if cell not in name]
    if not told:
        name, told = list(row.telling[:1]), list(row.telling[1:])
    first, last = min(c.begin for c in (*name, *told)), max(c.end for c in (*name, *told))
    quotes = tuple(quotes_in(material, document, first, last))
    called = " ".join(cell.text for cell in name)
    text = f"{called}：{'，'.join(cell.pair for cell in told)}"
    meant = f"{' '.join(cell.meant for cell in name)}：{'，'.join(cell.meant for cell in told)}"
    return Draft(text, quotes, meant=meant) if quotes else None


def _name(table: Table, row: Row, told: Sequence[Cell], words: frozenset[str]) -> list[Cell]:
    """The cells that tell a row from the others of its table: those that the question names, else the first ones."""
    whole = len(told) == len(row.telling)
    cells = [cell for cell in row.telling if (whole or cell not in told) and not cell.unit]
    cells = [cell for cell in cells if not RANK_COLUMN.search(cell.head)] or cells
    given = [cell for cell in cells if words & words_of(cell.text)]
    left = [cell for cell in cells if whole or not told or cell.column < told[0].column]
    choices = [some[:count] for some in (given, left) for count in range(1, len(some) + 1)]
    choices += [[cell] for cell in (*told[:1], *cells) if len(told) > 1 and _HAN.match(cell.text)]
    for name in choices:
        if not any(_alike(name, other) for other in table.rows if other is not row):
            return name
    if given:
        return given
    among = [cell for cell in told if not RANK_COLUMN.search(cell.head)]
    return cells[:1] if left or len(told) < 2 else among[:1]


def _alike(cells: Sequence[Cell], row: Row) -> bool:
    """Whether a row has the same cells in the same columns."""
    theirs = {(cell.column, cell.text) for cell in row.cells}
    return all((cell.column, cell.text) in theirs for cell in cells)


def quotes_in(material: Material, document: Document, begin: int, end: int) -> Iterator[Quote]:
    """The words of a row, by the clauses that they stand in."""
    for clause in document.walk():
        for start, stop in clause.segments:
            if start < end and begin < stop and clause.text:
                yield material.quote(clause, max(start, begin), min(stop, end))


def words_of(text: str) -> frozenset[str]:
    """Numbers, with and without what is counted, Latin words, and each two characters that stand side by side.

    405.0 is 405, and Ⅲ is III.
    """
    found: set[str] = set()
    for match in _WORDS.finditer(text):
        word = match[0]
        if word[0].isdigit():
            number = word.rstrip("0").rstrip(".") if "." in word else word
            found.update((number, number + text[match.end() : match.end() + 1]))
        elif word.isascii() or word in _ROMAN:
            found.add(normalize("NFKC", word).lower())
        else:
            found.update(word[i : i + 2] for i in range(len(word) - 1))
    return frozenset(found)


def drafts_of(material: Material, units: Sequence[Unit]) -> tuple[Draft, ...]:
    """Units as statements, each lead-in once."""
    drafts: list[Draft] = []
    told: list[Unit] = []
    for unit in units:
        drafts.append(draft_of(material, unit, told))
        told += (*leads_over(material.documents[unit.clause.document_id], unit), unit)
    return tuple(drafts)


def _within(lead: Unit, other: Unit) -> bool:
    return other.clause.id == lead.clause.id and other.begin <= lead.begin and lead.stop <= other.stop


def behind(leads: Sequence[Quote], draft: Draft) -> Draft:
    """A statement behind the lead-ins that govern it, each on a line of its own, so that it is verified as it stands."""
    lines = [shown(quote.document.text[quote.start : quote.end]) for quote in leads]
    return replace(draft, text="\n".join((*lines, draft.text)), quotes=(*leads, *draft.quotes))


def shown(words: str) -> str:
    """Quoted words as a statement shows them: on one line, without the comma they end in."""
    return squeeze(words).rstrip("，,；;、")


def widened(draft: Draft) -> Draft | None:
    """The whole sentences of which a draft quotes a part, for the part may lack their condition; else None."""
    own = [quote for quote in draft.quotes if quote not in draft.under]
    if len(own) != 1:
        return None
    quote, leads = own[0], draft.quotes[:-1]
    clause, document = quote.clause, quote.document
    prefix, _, words = draft.text.rpartition(shown(document.text[quote.start : quote.end]))
    sentences = [Unit(clause, *span) for span in spans(clause)]
    around = [unit for unit in sentences if any(a < quote.end and quote.start < b for a, b in unit.places)]
    if words or not around:
        return None
    whole = _without_announcement(Unit(clause, around[0].begin, around[-1].stop))
    if len(whole.places) == 1:
        start, end = min(quote.start, whole.places[0][0]), max(quote.end, whole.places[0][1])
        if (start, end) == (quote.start, quote.end):
            return None
        quotes = (*leads, Quote(clause, document, start, end))
        return replace(draft, text=prefix + shown(document.text[start:end]), quotes=quotes)
    quotes = (*leads, *(Quote(clause, document, *span) for span in whole.places))
    return replace(draft, text=prefix + shown(whole.text), quotes=quotes)
