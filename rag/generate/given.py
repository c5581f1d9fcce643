"""The clauses that a model is given, and the words of them that a sentence of its leans on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.compose.leads import leads_over
from rag.composition import Quote
from rag.generate.prompts import fenced
from rag.language.tokens import tokens
from rag.language.units import Unit, spans
from rag.render import label
from rag.types import Clause, Document

if TYPE_CHECKING:
    from rag.index import Index
    from rag.turn import Turn


@dataclass(frozen=True, slots=True)
class Given:
    """A clause under the number that the model cites it by."""

    number: int
    clause: Clause
    document: Document


def given_clauses(turn: Turn, index: Index, count: int, limit: int) -> tuple[Given, ...]:
    """The clauses of the extractive answer and of the best ``count`` hits, numbered from 1.

    A clause is given whole or not at all: half of it might lack the exception. The first is
    always given; after ``limit`` characters no other is.
    """
    out: list[Given] = []
    size = 0
    for clause in _wanted(turn, index, count):
        size += len(clause.text)
        if out and (size > limit or any(g.clause.id == clause.id for g in out)):
            continue
        out.append(Given(len(out) + 1, clause, index.document(clause.document_id)))
    return tuple(out)


def _wanted(turn: Turn, index: Index, count: int) -> Iterator[Clause]:
    """Clauses by what they promise; an item comes behind its lead-in, a heading without text of its own brings its parts."""
    assert turn.query is not None
    named = turn.query.documents
    for draft in turn.composition.drafts:
        yield from (quote.clause for quote in draft.quotes)
    for hit in [h for h in turn.hits if not named or h.clause.document_id in named][:count]:
        document = index.document(hit.clause.document_id)
        first = next((Unit(hit.clause, *span) for span in spans(hit.clause)), None)
        yield from (lead.clause for lead in (leads_over(document, first) if first else ()))
        yield hit.clause
        if len(hit.clause.text) <= len(hit.clause.heading) + 12:
            yield from index.clause(hit.clause.id).children[:count]


def as_data(given: Sequence[Given]) -> str:
    """The clauses as the prompt holds them: fenced, numbered, with the official label."""
    return "\n".join(_one(g) for g in given)


def _one(given: Given) -> str:
    clause = given.clause
    roles = "；".join(
        f"{role}：{'、'.join(names)}"
        for role, names in clause.responsible.items()
        if not all(name in clause.text for name in names)
    )
    source = label(given.document, clause).replace('"', "”")
    text = clause.text.strip() + (f"\n（{roles}）" if roles else "")
    source, text = (fenced(value, ("clause",)) for value in (source, text))
    return f'<clause n="{given.number}" source="{source}">\n{text}\n</clause>'


def quotes_for(text: str, given: Given) -> tuple[Quote, ...]:
    """The whole sentences of a clause that share the words of ``text`` best, neighbours as one.

    The best comes first, then any that hold words of it which the ones before do not: at least a
    figure, or three terms.
    """
    wanted = set(tokens(text))
    document = given.document
    left = {s: wanted & set(tokens(document.text[slice(*s)])) for s in _sentences(given)}
    chosen: list[tuple[int, int]] = []
    while left and len(chosen) < 4:
        best = max(left, key=lambda s: (_weight(left[s]), -s[0]))
        new = left.pop(best)
        if chosen and _weight(new) < 3:
            break
        chosen.append(best)
        left = {s: terms - new for s, terms in left.items()}
    return tuple(Quote(given.clause, document, a, b) for a, b in _joined(sorted(chosen)))


def _weight(terms: Collection[str]) -> int:
    return sum(3 if term.startswith("=") else 1 for term in terms)


def _sentences(given: Given) -> list[tuple[int, int]]:
    """Spans of the clause's sentences, and of what follows them: the bracket of departments."""
    whole = [place for span in spans(given.clause) for place in given.clause.places(*span)]
    for start, end in given.clause.segments:
        at = max((b for a, b in whole if start <= a < end), default=start)
        rest = given.document.text[at:end]
        if len(rest.strip()) > 1:
            whole.append((at + len(rest) - len(rest.lstrip()), at + len(rest.rstrip())))
    return whole


def _joined(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in places:
        if out and 0 <= start - out[-1][1] <= 1:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
