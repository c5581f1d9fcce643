"""What the clauses say that a question names by their labels: one, several, or that of each document it may mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.compose.draft import Material, called, drafts_of
from rag.compose.extract import joined
from rag.compose.listed import LONG, finished, in_tree
from rag.compose.roles import roles_of
from rag.composition import Composition
from rag.language.apart import names
from rag.language.units import Unit, spans
from rag.lazy_re import lazy_re
from rag.types import Clause, Hit
from rag.understand.query import Query
from rag.understand.reference import Reference, matches, names_article

#: From how much on a clause is the one that a label names.
NAMED = 0.7
#: Characters of the parts of a named clause up to which they are told in full.
WHOLE = 2 * LONG
_WHO = lazy_re(r"牵头|负责|配合|责任|谁|哪\S{0,3}部门")


def by_label(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    """What the clauses say that are named by their labels; of several documents so called, each."""
    if unclear := _documents_meant(query, material, hits):
        return Composition(unclear=unclear)
    if not (query.exact and len(query.documents) > 1):
        return _told(query, material, hits)
    names = sorted(name for name in query.documents if name in material.documents)
    documents = [material.documents[name] for name in names]
    told = []
    for name, document in zip(names, documents, strict=True):
        found = _told(
            replace(query, documents=frozenset({name})),
            material,
            [h for h in hits if h.clause.document_id == name],
        )
        who = called(document, documents)
        drafts = tuple(replace(draft, text=f"{who}：{draft.text}") for draft in found.drafts)
        told.append(replace(found, drafts=drafts, missing=tuple(f"{who}的{m}" for m in found.missing)))
    return _joined(told)


def _documents_meant(query: Query, material: Material, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The names of the documents of which one may be meant: all that has the article, where nothing else is said."""
    if query.exact or query.concepts or not names_article(query.references):
        return ()
    having = {h.clause.document_id for h in hits if any(_fits(r, h.clause) for r in query.references)}
    return tuple(sorted(names(material.documents[name] for name in having))) if len(having) > 1 else ()


def _told(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    found = []
    for reference in query.references:
        clause = named_by(reference, query, material, hits)
        missing = Composition(missing=(f"“{reference.text}”这一条",))
        found.append(missing if clause is None else whole(query, material, clause))
    return _joined(found)


def _joined(found: Sequence[Composition]) -> Composition:
    """What is told of several clauses in one; what some lack is named."""
    first = next((told for told in found if told.drafts), Composition())
    drafts = tuple(draft for told in found for draft in told.drafts)
    return replace(first, drafts=drafts, missing=tuple(m for told in found for m in told.missing))


def named_by(reference: Reference, query: Query, material: Material, hits: Sequence[Hit]) -> Clause | None:
    """The clause that a label names: the first of the hits, else one of the document that is named; None: none is."""
    clause = _best(reference, (hit.clause for hit in hits))
    if clause is not None:
        return in_tree(material, clause)
    named = [material.documents[name] for name in sorted(query.documents) if name in material.documents]
    return (
        _best(reference, (clause for document in named for clause in document.walk()))
        if query.exact
        else None
    )


def _best(reference: Reference, clauses: Iterable[Clause]) -> Clause | None:
    fitting = [clause for clause in clauses if _fits(reference, clause)]
    return max(fitting, key=lambda clause: matches(reference.path, clause.path), default=None)


def _fits(reference: Reference, clause: Clause) -> bool:
    return matches(reference.path, clause.path) >= NAMED


def within(query: Query, material: Material, hits: Sequence[Hit]) -> list[Hit]:
    """The hits of the articles that are named, and of what is below them."""
    named = [named_by(reference, query, material, hits) for reference in query.references]
    return [h for h in hits if any(clause and _is_below(h.clause, clause) for clause in named)]


def _is_below(clause: Clause, above: Clause) -> bool:
    return clause.document_id == above.document_id and clause.path[: len(above.path)] == above.path


def whole(query: Query, material: Material, clause: Clause) -> Composition:
    """The text of a clause, whole sentences up to the limit; the parts of a heading, in full where they are short."""
    units = [Unit(clause, *span) for span in spans(clause)]
    most = LONG + 60
    if clause.children and (
        clause.text.rstrip().endswith(("：", ":")) or len(clause.text) <= len(clause.heading) + 12
    ):
        short = sum(len(child.text) for child in clause.children) <= WHOLE
        most = WHOLE if short else most
        for child in clause.children[:10]:
            parts = [Unit(child, *span) for span in spans(child)]
            units.extend(parts if short else parts[:1])
    chosen: list[Unit] = []
    size = 0
    for unit in units:
        if chosen and size + len(unit.text) > most:
            break
        chosen.append(unit)
        size += len(unit.text)
    drafts = drafts_of(material, joined(finished(material, chosen)))
    if clause.responsible and _WHO.search(query.text):
        drafts = (*drafts, roles_of(query, material, clause))
    return Composition(drafts, fit=1.5, best=chosen[0] if chosen else None)
