"""Answers that are the clause's own sentences: the best unit, its neighbours, the parts of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.draft import Composition, Material, draft_of
from rag.signals import stem
from rag.text import fold
from rag.types import Clause, Hit
from rag.understand import Query
from rag.units import Unit, answers_date, answers_figure, counted, spans

#: A list or measure is answered in at most this many characters.
LONG = 260


def extract(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    """The best unit, and near ones of the same clause where a list or measure is asked for."""
    ranked = material.units(query, hits[:5])
    if not ranked:
        return Composition()
    single = query.kind in ("figure", "date")
    best, hit = _held_first(query, ranked) if single else ranked[0]
    chosen = (_beside if single else _more)(query, best, [u for u, _ in ranked[1:]])
    children = _children(query, material, hits)
    drafts = tuple(draft_of(material, unit) for unit in children or joined(material, chosen))
    other = next((u for u, _ in ranked if u.clause.id != best.clause.id and not _twin(u, best)), None)
    return Composition(
        drafts,
        lead=premise(query, best, hit.clause),
        fit=best.score,
        best=best,
        alternate=draft_of(material, other) if other and other.score > 0.6 * best.score else None,
    )


def _held_first(query: Query, ranked: Sequence[tuple[Unit, Hit]]) -> tuple[Unit, Hit]:
    """The best unit that states the sort of figure or date asked for, if it fits nearly as well."""
    answers = answers_figure if query.kind == "figure" else answers_date
    for unit, hit in ranked:
        if unit.score < 0.7 * ranked[0][0].score:
            break
        if answers(query.text, unit.text):
            return unit, hit
    return ranked[0]


def _twin(one: Unit, other: Unit) -> bool:
    """Whether two units say nearly the same, as a body clause and its row in an annex do."""
    a, b = (set(zip(u.text, u.text[1:], strict=False)) for u in (one, other))
    return len(a & b) > 0.6 * min(len(a), len(b))


def joined(material: Material, units: Sequence[Unit]) -> list[Unit]:
    """Neighbouring units of one clause as one, so that they share a quote and a mark."""
    out: list[Unit] = []
    for unit in units:
        last = out[-1] if out else None
        if last and last.clause.id == unit.clause.id and 0 <= unit.start - last.end <= 2:
            text = material.documents[unit.clause.document_id].text
            out[-1] = Unit(unit.clause, last.start, unit.end, text[last.start : unit.end], last.score)
        else:
            out.append(unit)
    return out


def _more(query: Query, best: Unit, others: Sequence[Unit]) -> list[Unit]:
    """Units of the same clause that fit nearly as well, in the clause's order."""
    chosen = [best]
    size = len(best.text)
    for unit in others:
        if unit.clause.id != best.clause.id or unit.start == best.start or len(chosen) == 3:
            continue
        near = unit.score >= 0.62 * best.score
        follows = 0 <= unit.start - best.end <= 2 and len(best.text) < 24
        if (near or follows) and size + len(unit.text) <= LONG:
            chosen.append(unit)
            size += len(unit.text)
    return sorted(chosen, key=lambda unit: unit.start)


def _beside(query: Query, best: Unit, others: Sequence[Unit]) -> list[Unit]:
    """With a figure, the one that stands beside it and fits as well: another year, another body."""
    for unit in others:
        near = (
            unit.clause.id == best.clause.id and -1 <= max(unit.start - best.end, best.start - unit.end) <= 2
        )
        fits = unit.score >= best.score - 0.3 and len(unit.text) + len(best.text) <= 120
        if near and fits and (counted(unit.text) or query.kind == "date"):
            return sorted((best, unit), key=lambda u: u.start)
    return [best]


def _children(query: Query, material: Material, hits: Sequence[Hit]) -> list[Unit]:
    """Where the parts of a clause are asked for (几个阶段, 哪几条原则): the first words of each."""
    if not _HOW_MANY.search(query.text):
        return []
    parent = _parent(material, hits)
    if parent is None:
        return []
    headings = fold(parent.heading) + fold("".join(child.heading for child in parent.children))
    asked = [*query.subject, *re.findall("阶段|步骤|原则|方面|措施|目标", query.text)]
    if not any(word in headings for word in asked):
        return []
    if len(parent.text) > len(parent.heading) + 40:
        return []
    units = []
    text = material.documents[parent.document_id].text
    for child in parent.children[:12]:
        first = next(iter(spans(child)), None)
        if first:
            units.append(Unit(child, *first, text[first[0] : first[1]]))
    return units if len(units) >= 2 else []


def _parent(material: Material, hits: Sequence[Hit]) -> Clause | None:
    """The best hit where it has parts, else the clause that holds two of the first four hits."""
    first = hits[0].clause
    if first.children and len(first.text) <= len(first.heading) + 40:
        return first
    above = first.id.rpartition("/")[0]
    same = sum(
        h.clause.id.rpartition("/")[0] == above and h.clause.document_id == first.document_id
        for h in hits[:4]
    )
    if not above or same < 2:
        return None
    return next((c for c in material.documents[first.document_id].walk() if c.id == above), None)


_HOW_MANY = re.compile(
    r"(?:哪|分)?几(?:个|条|项|大)?(?:方面|点|部分|步骤?|阶段|原则|任务|章节)|(?:原则|阶段|步骤|保障措施)(?:有|是|包括|分)(?:哪|几|什么)"
)


def premise(query: Query, unit: Unit, clause: Clause) -> str:
    """「与文件不符」 where the question asserts a figure or year that the clause gives otherwise."""
    if query.kind != "yesno" and not _ASSERTS.search(query.text):
        return ""
    stated = counted(unit.text)
    held = {q.value for q in counted(clause.text)}
    wrong = [value for value in query.asked if value not in held]
    if wrong and stated and query.asked:
        return "与文件不符。文件写明："
    years = set(re.findall(r"(?:19|20)\d\d", clause.text))
    if query.years and years and not set(query.years) & years:
        return "与文件不符。文件写明："
    named = [stem(name) for name in query.departments]
    roles = [stem(n) for names in clause.responsible.values() for n in names]
    if named and roles and not any(n in r or r in n for n in named for r in roles):
        return "与文件不符。文件写明："
    return ""


_ASSERTS = re.compile(r"吧[？?]?$|对吗|对不对|没错|是不是|听说|是真的|对么|对吧|不是.{1,12}吗")
