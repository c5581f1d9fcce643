"""What composers make: drafts with their quotes, and the material they work from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.text import squeeze
from rag.types import Clause, Document, Hit
from rag.understand import Query
from rag.units import Unit, rank

#: What a unit loses for each point of fusion score that its clause lies behind the best one.
LEAD = 0.05


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that a statement leans on: ``document.text[start:end]``."""

    clause: Clause
    document: Document
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before it is verified."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """Drafts in order; ``missing`` names what was asked and is not stated; ``table`` compares.

    ``fit`` is how well the best unit answers, the measure that the decision to refuse reads;
    ``alternate`` the best of another clause, shown too where the answer is unsure.
    """

    drafts: tuple[Draft, ...] = ()
    missing: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    lead: str = ""
    fit: float = 0.0
    best: Unit | None = None
    alternate: Draft | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What a composer works from: the hits, their documents, and how rare each term is."""

    hits: Sequence[Hit]
    documents: Mapping[str, Document]
    idf: Mapping[str, float] = field(default_factory=dict)

    def units(self, query: Query, hits: Sequence[Hit]) -> list[tuple[Unit, Hit]]:
        """Units of the hits, best first; a unit gains from the rank of its clause."""
        out = []
        for place, hit in enumerate(hits):
            document = self.documents[hit.clause.document_id]
            lead = hits[0].score - hit.score
            for unit in rank(query, hit.clause, document, self.idf):
                score = unit.score - min(0.9, LEAD * lead) - 0.02 * place
                out.append((Unit(unit.clause, unit.start, unit.end, unit.text, score), hit))
        out.sort(key=lambda pair: (-pair[0].score, pair[1].rank, pair[0].start))
        return out

    def quote(self, clause: Clause, start: int, end: int) -> Quote:
        """The words of a clause from ``start`` to ``end`` of its document."""
        return Quote(clause, self.documents[clause.document_id], start, end)


def draft_of(material: Material, unit: Unit) -> Draft:
    """A unit as a statement: its words on one line, quoted whole."""
    return Draft(squeeze(unit.text), (material.quote(unit.clause, unit.start, unit.end),))
