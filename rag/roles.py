"""Who is responsible: departments by role, and what a department has to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.asking import HOW_MANY_TASKS
from rag.departments import notes_in
from rag.draft import STATED, Composition, Draft, Material, Quote, draft_of, some_of
from rag.extract import extract
from rag.kinds import ASKS_WHO_PAYS, tells_who, tells_who_pays
from rag.lazy_re import lazy_re
from rag.premise import premise
from rag.selection import Scored, chances
from rag.signals import stem
from rag.subject import share
from rag.text import fold, squeeze
from rag.types import Clause, Hit
from rag.understand import Query
from rag.units import Unit, is_heading, spans, stretches, units_of


def departments(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    """Who leads and who takes part, by role; a sentence where the text itself says who."""
    scored = material.select(query, hits)
    best = scored[0].unit if scored else None
    told = next((e for e in scored[:6] if best and _tells(query, e.unit, best)), None)
    if told and _by_itself(query, told):
        likely = chances(scored)[told.unit.clause.id]
        return Composition(
            (draft_of(material, told.unit),), fit=told.unit.score, chance=likely, best=told.unit
        )
    if ASKS_WHO_PAYS.search(query.text):
        return extract(query, material, hits)
    for hit in _body_first(query, hits[:3]):
        if hit.clause.responsible and hit.score >= hits[0].score - 1.2:
            unit = next((e.unit for e in scored if e.hit.clause.id == hit.clause.id), best)
            if unit is None:
                return Composition((roles_of(query, material, hit.clause),))
            draft = _of_part(material, unit) or roles_of(query, material, hit.clause)
            lead, likely = premise(query, unit, hit.clause), chances(scored)[unit.clause.id]
            return Composition((draft,), lead=lead, fit=unit.score, chance=likely, best=unit)
    return extract(query, material, hits)


def _body_first(query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Hits in their order, but what the body says under headings of the matter before the rows of an annex."""

    def row(hit: Hit) -> bool:
        return hit.clause.path[0].startswith("附")

    def headed(hit: Hit) -> bool:
        return share(query.concepts, fold(f"{hit.clause.heading} {hit.passage.context}")) >= OF_IT

    if query.annex or not (hits and row(hits[0]) and query.concepts):
        return list(hits)
    return sorted(hits, key=lambda hit: not (headed(hit) and not row(hit)))


#: Share of the question that a sentence must hold to tell who for itself.
OF_IT = 0.7


def _by_itself(query: Query, told: Scored) -> bool:
    """Whether a sentence that tells who is to be told, not the bracket of its clause.

    So it is for an office, for who pays, and for what is no task of its own: 医管委由谁牵头, under the
    heading 建立高效办医体制 — the bracket is of the whole clause.
    """
    if _OFFICE.search(query.text) or ASKS_WHO_PAYS.search(query.text):
        return True
    if _ORGANS_ASKED.search(query.text) or told.subject < OF_IT or is_heading(told.unit):
        return False
    above, text = fold(f"{told.unit.clause.heading} {told.hit.passage.context}"), fold(told.unit.text)
    own = [c for c in query.concepts if c.known and c.rarity >= RARE and share([c], above) < OF_IT]
    return any(share([concept], text) >= OF_IT for concept in own)


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


_OFFICE = lazy_re(r"组长|主任|秘书处|设在|日常工作|兼|担任|领导小组|谁当|依托|为核心|为基础")


def roles_of(query: Query, material: Material, clause: Clause) -> Draft:
    """「牵头单位：…；责任单位：…」 for a clause; only the role asked for where one is named."""
    roles = dict(clause.responsible)
    asked = [
        r
        for r in roles
        if ("牵头" in r and "牵头" in query.text) or ("配合" in r and re.search("配合|协助|协同", query.text))
    ]
    if asked and len(asked) < len(roles) and not re.search("责任单位|还有谁|哪些|分别|配合", query.text):
        roles = {r: roles[r] for r in asked}
    subject = clause.heading or _short(clause)
    text = "；".join(f"{role}：{'、'.join(names)}" for role, names in roles.items())
    return Draft(f"{subject}——{text}", (_role_quote(material, clause, roles),))


def _short(clause: Clause) -> str:
    """The first words of a clause without a heading, up to a stop."""
    first = next(iter(spans(clause)), None)
    text = squeeze(clause.text[slice(*first)]) if first else ""
    return re.split("[，,。；]", text)[0]


def _role_quote(material: Material, clause: Clause, roles: Mapping[str, Sequence[str]]) -> Quote:
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


def duties(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    """What a department has to do: every clause that names it, with the task; many, by heading.

    Of 哪些任务不由…牵头 the clauses that name others, of 只由…负责 those that name nobody else.
    """
    wanted = [stem(name) for name in query.departments]
    several = len(wanted) > 1 and _NOT_OF.search(query.text)  # 有甲但没有乙 is not taken apart
    found = [] if several else _tasks(query, material, hits, wanted)
    if not found:
        return _untold(query, material, hits, wanted)
    drafts = []
    for clause, role, names in found[:TASKS]:
        units = units_of(clause, fine=False)
        top = _task(clause, tuple(units))
        if top is None:
            continue
        task = _told(clause, top, brief=len(found) > 3)
        quotes = [_role_quote(material, clause, {role: names})]
        if task != clause.heading:
            quotes[:0] = [material.quote(clause, *place) for place in top.places]
        drafts.append(Draft(f"{task}（{role}：{'、'.join(names)}）", tuple(quotes)))
    lead = some_of(len(found), len(drafts), "项", always=bool(HOW_MANY_TASKS.search(query.text)))
    for asked in ("牵头", "配合"):
        if asked in query.text and not any(asked in role for _, role, _ in found):
            lead = f"文件没有写明{asked}，列名的条款如下。{lead}"
    return Composition(tuple(drafts), lead=lead, fit=STATED, best=None)


def _untold(query: Query, material: Material, hits: Sequence[Hit], wanted: Sequence[str]) -> Composition:
    """What a text says of a department that no clause names as responsible; else its duties are missing."""
    answer = extract(query, material, hits)
    text = answer.best.clause.text if answer.best else ""
    levels = not _LEVEL.match(query.departments[0]) or query.departments[0] in text
    if (
        levels
        and any(w in stem(text) for w in wanted)
        and not (_NOT_OF.search(query.text) or _ALONE.search(query.text))
    ):
        return answer
    name = query.departments[0]
    missing = f"只由{name}负责的任务" if _ALONE.search(query.text) else f"{name}的职责"
    return Composition(missing=(missing,), fit=answer.fit, best=answer.best)


#: Tasks of a department listed at most.
TASKS = 8


#: The roles that a question may ask for by name.
_ROLES = ("牵头", "配合", "责任")
#: 哪些任务不由…牵头, …不参与哪些任务: asks for the tasks of others. Not 有没有, 要不要 and 除了….
_NOT_OF = lazy_re(
    r"(?:哪些|什么|啥)(?:任务|工作|事项?|项目|条款)*(?:里面?|中)?(?:都|是)*(?:不(?:是|由|归|属于?|让|用|需要?|涉及|包括)|没有?(?!没)|未|无需)"
    r"|(?<!有)(?:不|没有?|未)(?:用|需要?)?(?:参[与加]|负责|牵头|配合|涉及|承担)的?(?:任务|工作|事项?|项目)*(?:有|是|包括)*(?:哪些|什么|啥)"
    r"|[但而却]是?(?:没有|不)(?!用|需)"
    r"|(?<!有)没有(?:参[与加]|负责|牵头|配合|列入)?的(?:任务|工作)"
)
#: Asks for the tasks that several departments share.
_TOGETHER = lazy_re("都(?![有是包分]|哪|什么)|同时|一起|共同")
#: 只由…一家负责: asks for those that nobody else is named for.
_ALONE = lazy_re(
    "[只仅]由|[只仅]归|[只仅](?:是|有|需|要)|单独|独自|独家|一家(?:来|单位|部门)?(?:负责|牵头|承担|管)"
)

_Task = tuple[Clause, str, tuple[str, ...]]


def _tasks(query: Query, material: Material, hits: Sequence[Hit], wanted: Sequence[str]) -> list[_Task]:
    """(clause, role, names) of the clauses that name a department, or do not, as is asked; best hits first."""
    order = {hit.clause.id: i for i, hit in enumerate(hits)}
    held = dict.fromkeys(hit.clause.document_id for hit in hits)
    found: list[_Task] = []
    for name in sorted(held.keys() & query.documents) if query.documents else held:
        if found and not query.documents:
            break  # no document is named: the first that gives the department a task
        for clause in material.documents[name].walk():
            if clause.responsible and (task := _task_of(query, clause, wanted)):
                found.append(task)
    found.sort(key=lambda entry: (entry[0].path[0].startswith("附"), order.get(entry[0].id, 999)))
    asked = _role_asked(query.text)
    if asked == "配合" and not any(asked in role for _, role, _ in found):
        return [entry for entry in found if "牵头" not in entry[1]] or found  # who leads does not take part
    return [entry for entry in found if asked in entry[1]] or found


def _role_asked(text: str) -> str:
    """The one role that a question names; empty where it names none or several."""
    named = [role for role in _ROLES if role in text]
    return named[0] if len(named) == 1 else ""


def _task_of(query: Query, clause: Clause, wanted: Sequence[str]) -> _Task | None:
    """A clause as a task of the departments that are wanted, or of others where that is asked for."""
    asked = _role_asked(query.text)
    roles = sorted(clause.responsible, key=lambda role: asked not in role)
    of_it = {role: _meant(query, clause.responsible[role], wanted) for role in roles}
    if _NOT_OF.search(query.text):
        named = [role for role in roles if asked in role] or roles
        return (
            None if any(of_it[role] for role in named) else (clause, named[0], clause.responsible[named[0]])
        )
    role = next((role for role in roles if of_it[role]), None)
    if role is None or (_ALONE.search(query.text) and not _alone(clause, role, of_it[role], asked)):
        return None
    told = [stem(name) for names in of_it.values() for name in names]
    if _TOGETHER.search(query.text) and not all(any(w in name or name in w for name in told) for w in wanted):
        return None
    return clause, role, of_it[role]


def _alone(clause: Clause, role: str, names: Sequence[str], asked: str) -> bool:
    """Whether nobody else is named, in the role that is asked about or at all."""
    counted = clause.responsible[role] if asked in role and asked else sum(clause.responsible.values(), ())
    return len(counted) == len(names)


def _meant(query: Query, names: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """The names of one role that are those of a department asked about, at its level."""
    return tuple(n for n in names if _level(n, query) and any(w in stem(n) or stem(n) in w for w in wanted))


_LEVEL = lazy_re(r"(?:^|[^\u4e00-\u9fff])(省|市|区|县)(?=[\u4e00-\u9fff]{2})")


def _level(name: str, query: Query) -> bool:
    """Whether a department's level is not another than the one asked about: 区卫生健康委 is not 省卫健委."""
    asked = {match[1] for department in query.departments if (match := _LEVEL.match(department))}
    own = _LEVEL.match(name)
    return not asked or own is None or own[1] in asked


def _told(clause: Clause, unit: Unit, brief: bool) -> str:
    """A task in a line: its heading where there are many, else heading and sentence."""
    text = squeeze(unit.text)
    if not clause.heading or clause.heading in text:
        return text
    return clause.heading if brief else f"{clause.heading}：{text}"


def _task(clause: Clause, units: Sequence[Unit]) -> Unit | None:
    """The unit that tells the task best, its bare heading only where nothing else stands."""
    longer = [u for u in units if len(u.text) > len(clause.heading) + 3]
    candidates = longer or list(units)
    return candidates[0] if candidates else None
