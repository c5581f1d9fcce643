"""What a department has to do, and what others have: read off the roles of the clauses."""

from __future__ import annotations

from collections.abc import Sequence

from rag.compose.draft import STATED, Material, some_of
from rag.compose.extract import extract
from rag.compose.listed import LONG
from rag.compose.roles import role_quote
from rag.composition import Composition, Draft, Quote
from rag.language.short_forms import LEVEL_BEFORE
from rag.language.text import fold, squeeze
from rag.language.units import Unit, units_of
from rag.lazy_re import lazy_re
from rag.render import join_path
from rag.retrieve.signals import stem
from rag.types import Clause, Hit
from rag.understand.asked_roles import HOW_MANY_TASKS, LEVELLED
from rag.understand.query import Query
from rag.understand.subject import Concept, share


def duties(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    """What a department has to do: every clause that names it, with the task; many, by heading.

    Of 哪些任务不由…牵头 the clauses that name others, of 只由…负责 those that name nobody else.
    """
    wanted = [stem(name) for name in query.departments]
    several = len(wanted) > 1 and _NOT_OF.search(query.text)  # 有甲但没有乙 is not taken apart
    found = [] if several else _tasks(query, material, hits, wanted)
    if not found:
        return _untold(query, material, hits, wanted)
    matter = _matter(query, material, found)
    if matter:
        much = [_speaks_of(clause, matter) for clause, *_ in found]
        found = [entry for entry, held in zip(found, much, strict=True) if held >= max(much) - NEARLY]
    drafts = []
    for clause, role, names in found[:TASKS]:
        brief = len(found) > FEW and not matter
        units = _sentences(query, clause, matter, 0 if brief else ONE if len(found) == 1 else OF_SEVERAL)
        if not units:
            continue
        task = _told(clause, units, brief)
        quotes = [role_quote(material, clause, {role: names})]
        if task != clause.heading:
            quotes[:0] = [material.quote(clause, *place) for unit in units for place in unit.places]
        drafts.append(Draft(f"{task}（{role}：{'、'.join(names)}）", _together(material, clause, quotes)))
    return Composition(tuple(drafts), lead=_lead(query, found), fit=STATED, best=None)


def _lead(query: Query, found: Sequence[_Task]) -> str:
    """What is said before the tasks: how many of them are told and where the rest stands, and that no role is given."""
    told = found[:TASKS]
    lead = some_of(len(found), len(told), "项", always=bool(HOW_MANY_TASKS.search(query.text)))
    notes = [_where(found)] if lead else []
    rest = [join_path(clause.path) for clause, *_ in found[TASKS:]]
    if rest:
        notes.append(f"其余见{'、'.join(rest)}" if len(rest) <= REST else "其余可加上事项再问")
    if noted := "，".join(note for note in notes if note):
        lead = f"{lead.removesuffix(AS_FOLLOWS)}（{noted}）{AS_FOLLOWS}"
    for asked in ("牵头", "配合"):
        if asked in query.text and not any(_plays(asked, clause, role) for clause, role, _ in found):
            lead = f"文件没有写明由{query.departments[0]}{asked}的任务，列名的条款如下。{lead}"
    return lead


def _plays(asked: str, clause: Clause, role: str) -> bool:
    """Whether a role is the one asked for; beside one that leads, the others of a clause take part."""
    leads = any("牵头" in other for other in clause.responsible)
    return asked in role or (asked == "配合" and leads and "牵头" not in role)


def of_the_matter(query: Query) -> list[Concept]:
    """The content words of a question that are of no department which it names."""
    named = [*query.departments, *map(stem, query.departments)]
    return [c for c in query.concepts if not any(c.word in n or n in c.word for n in named)]


def _where(found: Sequence[_Task]) -> str:
    """How many tasks stand in the body and in the annex, which divides those of the body; empty where all are in one."""
    annexed = [clause.path[0] for clause, *_ in found if _in_annex(clause)]
    body = len(found) - len(annexed)
    return f"正文{body}项，{annexed[0]}{len(annexed)}项" if body and annexed else ""


def _in_annex(clause: Clause) -> bool:
    return clause.path[0].startswith("附")


#: What the lead of a list ends with.
AS_FOLLOWS = "：\n"


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


#: Tasks of a department listed at most, and those that are told by more than their heading.
TASKS, FEW = 8, 3
#: Characters of a task that are told at most, of the only one and of each of several.
ONE, OF_SEVERAL = LONG, LONG * 2 // 3
#: Characters of a clause that are quoted at most from its sentence to its departments.
STRETCH = 600
#: Share of the matter asked about that a task must speak of, and how much less than the best others may.
HALF, NEARLY = 0.5, 0.15
#: Labels of further tasks that are given at most.
REST = 16


#: The roles that a question may ask for by name.
_ROLES = ("牵头", "配合", "责任")
#: 哪些任务不由…牵头, …不参与哪些任务: asks for the tasks of others. Not 有没有, 要不要 and 除了….
_NOT_OF = lazy_re(
    r"(?:哪些|什么|啥)(?:任务|工作|事项?|项目|条款)*(?:里面?|中)?(?:都|是)*(?:不(?:是|由|归|属于?|让|用|需要?|涉及|包括)|没有?(?!没)|未|无需)"
    r"|(?<!有)(?:不|没有?|未)(?:用|需要?)?(?:参[与加]|负责|牵头|配合|涉及|承担)的?(?:任务|工作|事项?|项目)*(?:有|是|包括)*(?:哪些|什么|啥)"
    r"|[但而却]是?(?:没有|不)(?!用|需)"
    r"|(?<!有)没有(?:参[与加]|负责|牵头|配合|列入)?的(?:任务|工作)"
    # A no before the department: 不由市医保局牵头, 单位不是市医保局, 没有市医保局参与; not 是不是, 有没有.
    rf"|(?<![是有要能会])(?:不|没有?|未|非)(?:是|由|归|让|需要?|属于?|包[括含]|含|列有?)*(?:[^，。？由是归]{{2,4}})?{LEVELLED}"
)
#: Asks for the tasks that several departments share.
_TOGETHER = lazy_re("都(?![有是包分]|哪|什么)|同时|一起|共同")
#: 只由…一家负责: asks for those that nobody else is named for.
_ALONE = lazy_re(
    "[只仅]由|[只仅]归|[只仅](?:是|有|需|要)|单独|独自|独家|一家(?:来|单位|部门)?(?:负责|牵头|承担|管)"
)

#: 除了…还负责: what is named is not asked for.
_BESIDES = lazy_re("除[了去开]|[以之]外")

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
    found.sort(key=lambda entry: (_in_annex(entry[0]), order.get(entry[0].id, 999)))
    asked = _role_asked(query.text)
    if asked == "配合" and not any(asked in role for _, role, _ in found):
        return [entry for entry in found if "牵头" not in entry[1]] or found  # who leads does not take part
    return [entry for entry in found if asked in entry[1]] or found


def _role_asked(text: str) -> str:
    """The one role that a question names; empty where it names none or several: 负责或配合 is of any."""
    named = [role for role in _ROLES if role in text]
    several = len(named) != 1 or (named == ["配合"] and "负责" in text)
    return "" if several else named[0]


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


_LEVEL = lazy_re(rf"(?:^|[^\u4e00-\u9fff])({LEVEL_BEFORE})(?=[\u4e00-\u9fff]{{2}})")


def _level(name: str, query: Query) -> bool:
    """Whether a department's level is not another than the one asked about: 区卫生健康委 is not 省卫健委."""
    asked = {match[1] for department in query.departments if (match := _LEVEL.match(department))}
    own = _LEVEL.match(name)
    return not asked or own is None or own[1] in asked


def _matter(query: Query, material: Material, found: Sequence[_Task]) -> tuple[Concept, ...]:
    """What a question names beside the department and what the title names, where one of its tasks speaks of it."""
    if _BESIDES.search(query.text):
        return ()
    own = [c for c in of_the_matter(query) if c.known and c.noun]
    titles = fold(" ".join({material.documents[clause.document_id].title for clause, *_ in found}))
    own = [concept for concept in own if not share([concept], titles)]
    return tuple(own) if any(_speaks_of(clause, own) > HALF for clause, *_ in found) else ()


def _speaks_of(clause: Clause, matter: Sequence[Concept]) -> float:
    return share(matter, fold(f"{clause.heading} {clause.text}"))


def _sentences(query: Query, clause: Clause, matter: Sequence[Concept], most: int) -> list[Unit]:
    """The sentence of a task that speaks of the matter asked about; else as many as may be told, one at least.

    Where they are too many, those near to what the department is called for go before the first ones.
    """
    every = list(units_of(clause, fine=False))
    units = [unit for unit in every if len(unit.text) > len(clause.heading) + 3] or every
    if matter and units:
        held = [share(matter, fold(unit.text)) for unit in units]
        if max(held) > 0.0:
            return [units[held.index(max(held))]]
    order = list(range(len(units)))
    if 0 < most < sum(len(unit.text) for unit in units):
        names = [c.word for c in query.concepts if c not in of_the_matter(query)]
        near = query.near(names, [unit.text for unit in units])
        order.sort(key=lambda at: -max((round(row[at], 1) for row in near), default=0.0))
    kept: list[int] = []
    for at in order:
        if not kept or sum(len(units[other].text) for other in (*kept, at)) <= most:
            kept.append(at)
    return [units[at] for at in sorted(kept)]


def _together(material: Material, clause: Clause, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Quotes from one stretch of a clause as one, so that a reader is not sent to the same place twice."""
    first, last = min(quote.start for quote in quotes), max(quote.end for quote in quotes)
    whole = any(begin <= first and last <= stop for begin, stop in clause.segments)
    return (material.quote(clause, first, last),) if whole and last - first <= STRETCH else tuple(quotes)


def _told(clause: Clause, units: Sequence[Unit], brief: bool) -> str:
    """A task in a line: its heading where there are many, else heading and sentences."""
    text = "".join(squeeze(unit.text) for unit in units)
    if clause.heading and "|" in text:  # the other cells of its row
        return clause.heading
    if not clause.heading or clause.heading in text:
        return text
    return clause.heading if brief else f"{clause.heading}：{text}"
