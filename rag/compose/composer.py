"""Answers composed from the clauses themselves, with no language model.

Every statement is a slice of a clause, or a short form (角色：部门；发文字号：…) whose parts all
stand in one. The point comes first, and what is not needed stays away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.compose.cited import by_label, whole, within
from rag.compose.draft import Material, called, of_its_member, of_the_field
from rag.compose.duties import duties
from rag.compose.extract import extract
from rag.compose.facts import facts_about, surveyed
from rag.compose.fines import penalty_for
from rag.compose.looked_up import looked_up
from rag.compose.printed import printed
from rag.compose.roles import departments
from rag.compose.seated import seated
from rag.composition import Composition, Draft, Quote
from rag.evidence.counts import beside_figures
from rag.evidence.kinds import wants_of
from rag.evidence.when import NAMED_BY_YEAR
from rag.language.text import fold, squeeze
from rag.language.units import Unit
from rag.lazy_re import lazy_re
from rag.render import cited_path
from rag.types import Document, Hit
from rag.understand.asking import kind_of
from rag.understand.each import EVERY, WHICH_MORE, WHICH_PLACES
from rag.understand.query import Query
from rag.understand.reference import names_article, part_asked, part_of
from rag.understand.subject import share

__all__ = ["Composition", "Draft", "Material", "Quote", "compose"]


def compose(query: Query, material: Material) -> Composition:
    """The answer to a query from its hits; empty drafts where they hold none."""
    if not material.hits:
        return Composition()
    if query.surveyed and (by_name := surveyed(query, material)).drafts:
        return by_name
    if query.kind == "comparison":
        return _comparison(query, material)
    return _of_one(query, material)


def _single(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    if query.kind == "clause" and query.references:
        return by_label(query, material, hits)
    if names_article(query.references):
        inside = within(query, material, hits)
        return _of_matter(query, material, inside) if inside else by_label(query, material, hits)
    return _of_matter(query, material, hits)


def _of_matter(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    if part := _part(query, material, hits):
        return part
    if penalty := penalty_for(query, material, hits):
        return penalty
    if cells := looked_up(query, material, hits):
        return cells
    if members := seated(query, material, hits):
        return members
    if query.kind == "department":
        return departments(query, material, hits)
    if query.kind == "duty" and query.departments:
        return duties(query, material, hits)
    return extract(query, material, hits)


def _part(query: Query, material: Material, hits: Sequence[Hit]) -> Composition | None:
    """What the part says that is named by its number (第四条基本原则); None where none is."""
    asked = part_asked(query.text)
    if asked is None:
        return None
    name = next((n for n in material.every if n in query.documents), hits[0].clause.document_id)
    clause = part_of(material.documents[name], *asked)
    if clause is None:
        return Composition(missing=(f"{'倒数' if asked[0] < 0 else ''}第{abs(asked[0])}条{asked[1]}",))
    return whole(query, material, clause)


def _comparison(query: Query, material: Material) -> Composition:
    """One row a document: its statement, or that it says nothing of it."""
    names = sorted(query.documents) or sorted({h.clause.document_id for h in material.hits})
    order = {h.clause.document_id: i for i, h in reversed(list(enumerate(material.hits)))}
    names.sort(key=lambda name: order.get(name, 99))
    drafts: list[Draft] = []
    rows: list[tuple[str, ...]] = [("文件", "内容", "条款")]
    missing: list[str] = []
    fits: list[float] = []
    best: Unit | None = None
    inner = _inner(query)
    for name in names:
        hits = [h for h in material.hits if h.clause.document_id == name]
        document = material.documents.get(name) or (
            material.documents[hits[0].clause.document_id] if hits else None
        )
        if document is None:
            continue
        who = called(document, [material.documents[n] for n in names if n in material.documents])
        part = _of_document(inner, document)
        found = _of_one(part, replace(material, hits=hits))
        told = query.of_document or (
            _speaks_of(part, found) and _of_the_indicator(part, found) and material.stands(part, hits, found)
        )
        if found.drafts and told:
            for draft in found.drafts:
                drafts.append(replace(draft, text=f"{who}：{draft.text}"))
            rows.append(
                (
                    who,
                    "；".join(squeeze(d.text) for d in found.drafts),
                    "、".join(
                        dict.fromkeys(
                            cited_path(q.document, q.clause.path) for d in found.drafts for q in d.quotes
                        )
                    ),
                )
            )
            fits.append(found.fit)
            best = best or found.best
        elif not query.every_region:
            missing.append(who)
            rows.append((who, "（文件未写明）", ""))
    return Composition(
        tuple(drafts),
        tuple(missing),
        tuple(rows) if len(drafts) > 1 else (),
        fit=max(fits, default=0.0),
        best=best,
    )


def _of_document(inner: Query, document: Document) -> Query:
    """The question put to one document of several, of its own place; a year that names another one is none of it."""
    naming = {found["year"] for found in NAMED_BY_YEAR.finditer(inner.text)}
    return replace(
        inner,
        documents=frozenset({document.id}),
        places=tuple(place for place in inner.places if place in (document.region or place)),
        years=tuple(year for year in inner.years if year not in naming or year in document.title),
    )


def _speaks_of(query: Query, composition: Composition) -> bool:
    """Whether a statement, or what stands above it, holds a content word of the question by one of its names.

    Of 哪些地方实行年薪制 it must be the rarest of those that any document holds.
    """
    known = [concept for concept in query.concepts if concept.known]
    if not query.concepts:
        return True
    quotes = [quote for draft in composition.drafts for quote in draft.quotes]
    text = " ".join([*(d.text for d in composition.drafts), *(q.clause.heading for q in quotes)])
    which = known and WHICH_PLACES.search(query.text)
    asked = [max(known, key=lambda concept: concept.rarity)] if which else query.concepts
    return share(asked, fold(text)) > 0.0


#: “两个允许”: a number in quotation marks is part of a name.
_NAMED = lazy_re("“[^“”]*”")
#: From how near on a word beside a figure stands for the indicator asked about.
SAME_INDICATOR = 0.8


def _of_the_indicator(query: Query, composition: Composition) -> bool:
    """Whether a statement has a figure of the indicator of which is asked where it is higher.

    The figure of another one beside it compares nothing: 诊疗量占比 is none of 中医医院达标. The last
    content word that documents hold names the indicator; a sum is known by its unit.
    """
    known = [concept for concept in query.concepts if concept.known]
    if not WHICH_MORE.search(query.text) or not known or wants_of(query.text):
        return True
    head = known[-1]
    above = " ".join(q.clause.heading for draft in composition.drafts for q in draft.quotes)
    texts = [_NAMED.sub("", draft.text) for draft in composition.drafts]
    beside = [words for text in texts for words in beside_figures(text)]
    if any(share([head], fold(f"{above} {words}")) > 0.0 for words in beside):
        return True
    return bool(beside) and float(query.near([head.word], beside).max()) >= SAME_INDICATOR


def _of_one(query: Query, material: Material) -> Composition:
    """The answer from one document's hits."""
    if not material.hits:
        return Composition()
    if told := printed(query, material):
        return told
    if query.of_document:
        return facts_about(query, material)
    hits = of_its_member(query, of_the_field(query, material.hits), material.documents)
    return _single(query, material, hits) if hits else Composition()


def _inner(query: Query) -> Query:
    """The question put to one document of a comparison."""
    text = _AND_OF.sub("", _OF_EACH.sub("", query.text))
    kind = kind_of(re.sub(r"分别|各自?|对比|比较|区别|不同|相比", "", EVERY.sub("", text)))
    if WHICH_MORE.search(query.text) and not query.of_document:
        kind = "figure"
    kind = "measure" if kind == "comparison" else kind
    return replace(query, text=text, typed=query.as_was_typed(text), kind=kind, regions=query.regions[:1])


#: Words by which a question is for each of several, and the last of them behind it (…是多少，乙市呢).
_OF_EACH = lazy_re("分别|各自?(?=[是有为占达要给定])")
_AND_OF = lazy_re("[，,；;？?][^，,；;。？?]{1,12}呢[？?]?$")
