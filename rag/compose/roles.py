"""Who is responsible: the departments of a clause by role, or the sentence that says who."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.compose.asked_columns import asks_more
from rag.compose.cases import tells_a_case
from rag.compose.draft import Material, draft_of
from rag.compose.extract import extract
from rag.compose.leads import above
from rag.compose.listed import in_tree
from rag.compose.premise import asserts, premise, surely_of
from rag.compose.selection import Scored, chances
from rag.compose.told_rows import rows_told
from rag.composition import Composition, Draft, Quote
from rag.evidence.kinds import ASKS_WHO_PAYS, tells_who, tells_who_pays
from rag.language.departments import notes_in
from rag.language.text import fold, squeeze
from rag.language.units import LABEL, Unit, is_heading, spans, stretches
from rag.lazy_re import lazy_re
from rag.types import Clause, Hit
from rag.understand.asked_roles import DEPARTMENT, LEADS
from rag.understand.query import Query
from rag.understand.subject import Concept, share


def departments(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    """Who leads and who takes part, by role; a sentence where the text itself says who."""
    scored = material.select(query, hits)
    best = scored[0].unit if scored else None
    told = next((e for e in scored[:6] if best and _tells(query, e.unit, best)), None)
    if told and _by_itself(query, told) and _of_cases(query, told):
        return extract(query, material, hits)
    if told and _by_itself(query, told):
        likely = chances(scored)[told.unit.clause.id]
        return Composition(
            (draft_of(material, told.unit),), fit=told.unit.score, chance=likely, best=told.unit
        )
    if ASKS_WHO_PAYS.search(query.text):
        return extract(query, material, hits)
    for hit in _of_the_matter_first(query, _body_first(query, hits[:3])):
        if parts := _parts_under(query, material, hit.clause):
            likely = chances(scored).get(hit.clause.id, 0.0)
            drafts = tuple(roles_of(query, material, part) for part in parts)
            unit = next((e.unit for e in scored if e.hit.clause.id == hit.clause.id), best)
            return Composition(
                drafts, lead=BY_TASK, fit=unit.score if unit else 0.0, chance=likely, best=unit
            )
        if hit.clause.responsible and hit.score >= hits[0].score - BESIDE:
            unit = next((e.unit for e in scored if e.hit.clause.id == hit.clause.id), best)
            if unit is None:
                return Composition((roles_of(query, material, hit.clause),))
            if DEPARTMENT.search(query.text) and asserts(query) and not surely_of(query, hit.clause):
                return Composition(missing=(UNSURE,), fit=unit.score, best=unit)
            if rows := _row_asked_more(query, material, scored, hit.clause):
                return Composition(rows, fit=unit.score, chance=chances(scored)[unit.clause.id], best=unit)
            lead, likely = (
                premise(query, unit, hit.clause, [h.clause for h in hits]),
                chances(scored)[unit.clause.id],
            )
            parts = () if lead or query.leans == "wholly" else _parts_asked(query, material, hit.clause)
            if parts:
                drafts = tuple(roles_of(query, material, part) for part in parts)
                return Composition(drafts, lead=BY_TASK, fit=unit.score, chance=likely, best=unit)
            draft = _of_part(material, unit) or roles_of(query, material, hit.clause)
            return Composition((draft,), lead=lead, fit=unit.score, chance=likely, best=unit)
    return extract(query, material, hits)


def _row_asked_more(
    query: Query, material: Material, scored: Sequence[Scored], clause: Clause
) -> tuple[Draft, ...]:
    """The row of a table that a clause is, told by its columns, where more is asked of it than departments."""
    row = next((e for e in scored if e.row and e.hit.clause.id == clause.id), None)
    if row is None or not asks_more(query.text):
        return ()
    return rows_told(query, material, row) or ()


def _body_first(query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Hits in their order, but what the body says under headings of the matter before the rows of an annex."""

    def row(hit: Hit) -> bool:
        return hit.clause.path[0].startswith("附")

    def headed(hit: Hit) -> bool:
        return share(query.concepts, fold(f"{hit.clause.heading} {hit.passage.context}")) >= OF_IT

    if query.annex or not (hits and row(hits[0]) and query.concepts):
        return list(hits)
    return sorted(hits, key=lambda hit: not (headed(hit) and not row(hit)))


#: What is missing where a department is claimed, and the clause found may be of another matter.
UNSURE = "所问的事由哪个部门负责"
#: What the clause that tells who may fit less well than the best one.
BESIDE = 1.2
#: By how much more the heading of a clause must be on the matter than that of the best.
MORE_OF_IT = 0.2


def _of_the_matter_first(query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Hits in their order, but first the one called by what is asked, where the best only has another name for it.

    Who pays for hospitals stands under what is invested, not under who governs them.
    """
    known = [concept for concept in query.concepts if concept.known]
    beside = [hit for hit in hits if hit.clause.responsible and hit.score >= hits[0].score - BESIDE]
    if len(beside) < 2 or beside[0] is not hits[0] or not known:
        return list(hits)
    rarest = max(known, key=lambda concept: concept.rarity)
    if rarest.word in fold(hits[0].clause.text):
        return list(hits)
    of_it = [share([rarest], fold(hit.clause.heading)) for hit in beside]
    if max(of_it) < of_it[0] + MORE_OF_IT:
        return list(hits)
    first = beside[of_it.index(max(of_it))]
    return [first, *(hit for hit in hits if hit is not first)]


#: What stands before the departments of several tasks.
BY_TASK = "分任务列出：\n"
#: Tasks of which the departments are told at most; those of a whole section are too many to be meant.
PARTS = 8


def _parts_asked(query: Query, material: Material, clause: Clause) -> tuple[Clause, ...]:
    """The tasks beside a clause that the question means as well, with it; empty where it means one alone.

    So it is where the heading above them speaks of what is asked, they hold the content words of the
    question alike, and not all name the same departments: 家庭医生签约由谁负责, under 做实签约服务.
    """
    parent = above(material.documents[clause.document_id], clause)
    known = [concept for concept in query.concepts if concept.known]
    if parent is None or not known or clause.path[0].startswith("附"):
        return ()
    if share(known, fold(parent.heading)) == 0.0:
        return ()
    # What the title says is of every task.
    head = fold(f"{material.documents[clause.document_id].title} {parent.heading}")
    own = [concept for concept in known if share([concept], head) == 0.0]
    if own and share(own, fold(clause.heading)) > 0.0:
        return ()
    held = {c.id: _held(known, head + fold(c.text)) for c in parent.children if c.responsible}
    mine = held[clause.id]
    if sum(concept.worth for concept in mine) < OF_IT * sum(concept.worth for concept in known):
        return ()
    parts = tuple(c for c in parent.children if mine <= held.get(c.id, frozenset()))
    several = {frozenset(name for names in c.responsible.values() for name in names) for c in parts}
    return parts if len(several) > 1 and len(parts) <= PARTS else ()


def _held(concepts: Sequence[Concept], text: str) -> frozenset[Concept]:
    return frozenset(concept for concept in concepts if share([concept], text) > 0.0)


def _parts_under(query: Query, material: Material, clause: Clause) -> tuple[Clause, ...]:
    """The tasks below a heading without departments of its own, where it names all that is asked."""
    known = [concept for concept in query.concepts if concept.known]
    if clause.responsible or not known or share(known, fold(clause.heading)) < OF_IT:
        return ()
    whole = in_tree(material, clause)
    parts = tuple(c for c in whole.children if c.responsible)
    return parts if 1 < len(parts) <= PARTS and len(whole.text) <= len(whole.heading) + LABEL else ()


#: Share of the question that a sentence must hold to tell who for itself.
OF_IT = 0.7


def _by_itself(query: Query, told: Scored) -> bool:
    """Whether a sentence that tells who is to be told, not the bracket of its clause.

    So it is for an office, for who pays, and for what is no task of its own: 医管委由谁牵头, under the
    heading 建立高效办医体制 — the bracket is of the whole clause.
    """
    if _OFFICE.search(query.text) or ASKS_WHO_PAYS.search(query.text):
        return True
    named = DEPARTMENT.search(query.text)  # it is among those of the bracket, or wrong
    if named or _ORGANS_ASKED.search(query.text) or told.subject < OF_IT or is_heading(told.unit):
        return False
    above, text = fold(f"{told.unit.clause.heading} {told.hit.passage.context}"), fold(told.unit.text)
    own = [c for c in query.concepts if c.known and c.rarity >= RARE and share([c], above) < OF_IT]
    return any(share([concept], text) >= OF_IT for concept in own)


def _of_cases(query: Query, told: Scored) -> bool:
    """Whether a unit is one of several, of which the question means that of its case, or the row that it names."""
    return bool(told.row) or tells_a_case(query.text, told.unit.text, told.unit.clause.text)


#: Asks for departments, which the bracket names.
_ORGANS_ASKED = lazy_re("部门|单位|[哪几][^，。？]{0,3}[局委办厅]")
#: Rarity from which a word of the question is one of few clauses.
RARE = 0.6


def _of_part(material: Material, unit: Unit) -> Draft | None:
    """A unit with the departments of its part, where each part of the clause has its own; else None.

    Those of a part stand in the first bracket behind it.
    """
    notes = notes_in(unit.clause.text)
    if len(notes) < 2 or is_heading(unit):
        return None
    clause = unit.clause
    end = next(stop for begin, stop in stretches(clause) if begin <= unit.begin < stop)
    behind = next((note for note in notes_in(clause.text[unit.begin : end])), None)
    if behind is None:
        return None
    first, last = (unit.begin + place for place in behind)
    if first <= unit.stop:
        return draft_of(material, replace(unit, stop=max(unit.stop, last)))
    note = Unit(clause, first, last)
    quotes = tuple(material.quote(clause, *place) for part in (unit, note) for place in part.places)
    return Draft(squeeze(unit.text) + squeeze(note.text), quotes)


def _tells(query: Query, unit: Unit, best: Unit) -> bool:
    """Whether a unit says who does something, or who pays where that is asked, and fits nearly as well as the best."""
    if ASKS_WHO_PAYS.search(query.text):
        return tells_who_pays(unit.text) and unit.score >= best.score - PAYS_LATER
    return tells_who(unit.text) and unit.score >= best.score - 1.0


#: What a sentence that tells who pays may fit less well than the best, in log odds.
PAYS_LATER = 2.0


_OFFICE = lazy_re(
    r"组长|主任|秘书处|设在|日常工作|兼|担任|领导小组|谁来?当|谁是(?!牵头|主责|负责|责任|主管|配合)|[一二]把手|副手|依托|为核心|为基础"
)


def roles_of(query: Query, material: Material, clause: Clause) -> Draft:
    """「牵头单位：…；责任单位：…」 for a clause; only the role asked for where one is named."""
    roles = dict(clause.responsible)
    asked = [
        r
        for r in roles
        if ("牵头" in r and LEADS.search(query.text))
        or ("配合" in r and re.search("配合|协助|协同", query.text))
    ]
    if asked and len(asked) < len(roles) and not re.search("责任单位|还有谁|哪些|分别|配合", query.text):
        roles = {r: roles[r] for r in asked}
    subject = clause.heading or _short(clause)
    text = "；".join(f"{role}：{'、'.join(names)}" for role, names in roles.items())
    return Draft(f"{subject}——{text}", (role_quote(material, clause, roles),))


def _short(clause: Clause) -> str:
    """The first words of a clause without a heading, up to a stop; not those of which the beginning was blotted out."""
    first = next(iter(spans(clause)), None)
    text = squeeze(clause.text[slice(*first)]) if first else ""
    parts = re.split("[，,。；]", text)
    return next((part for part in parts if part and not _BLOTTED.match(part)), parts[0])


#: What stands for words that were taken out: (略)医保局工作要求.
_BLOTTED = lazy_re(r"[（(]\s*略\s*[）)]|[*＊×Ｘ]{2,}|[□■]+")


def role_quote(material: Material, clause: Clause, roles: Mapping[str, Sequence[str]]) -> Quote:
    """The stretch of the clause that names the departments; its own text where a table does."""
    document = material.documents[clause.document_id]
    names = [name for group in roles.values() for name in group]
    for start, end in clause.segments:
        text = document.text[start:end]
        places = [(text.rfind(name), len(name)) for name in names if name in text]
        if places:
            first = min(at for at, _ in places)
            last = max(at + length for at, length in places)
            opening = max(text.rfind("（", 0, first), text.rfind("(", 0, first))
            if opening >= 0 and first - opening <= 12:
                first = opening
            if last < len(text) and text[last] in "）)等":
                last += 1
            return material.quote(clause, start + first, start + last)
    return material.quote(clause, clause.start, clause.segments[0][1])
