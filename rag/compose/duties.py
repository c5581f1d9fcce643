"""What a department has to do, and what others have: read off the roles of the clauses."""

from __future__ import annotations

from collections.abc import Sequence

from rag.compose.draft import STATED, Material, some_of
from rag.compose.extract import extract
from rag.compose.roles import role_quote
from rag.composition import Composition, Draft
from rag.language.text import squeeze
from rag.language.units import Unit, units_of
from rag.lazy_re import lazy_re
from rag.retrieve.signals import stem
from rag.types import Clause, Hit
from rag.understand.asked_roles import HOW_MANY_TASKS, LEVELLED
from rag.understand.query import Query


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
        quotes = [role_quote(material, clause, {role: names})]
        if task != clause.heading:
            quotes[:0] = [material.quote(clause, *place) for place in top.places]
        drafts.append(Draft(f"{task}（{role}：{'、'.join(names)}）", tuple(quotes)))
    lead = some_of(len(found), len(drafts), "项", always=bool(HOW_MANY_TASKS.search(query.text)))
    if lead and (where := _where(found)):
        lead = f"{lead.removesuffix(AS_FOLLOWS)}{where}{AS_FOLLOWS}"
    for asked in ("牵头", "配合"):
        if asked in query.text and not any(asked in role for _, role, _ in found):
            lead = f"文件没有写明{asked}，列名的条款如下。{lead}"
    return Composition(tuple(drafts), lead=lead, fit=STATED, best=None)


def _where(found: Sequence[_Task]) -> str:
    """How many tasks stand in the body and in the annex, which divides those of the body; empty where all are in one."""
    annexed = [clause.path[0] for clause, *_ in found if _in_annex(clause)]
    body = len(found) - len(annexed)
    return f"（正文{body}项，{annexed[0]}{len(annexed)}项）" if body and annexed else ""


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
    # A no before the department: 不由市医保局牵头, 单位不是市医保局, 没有市医保局参与; not 是不是, 有没有.
    rf"|(?<![是有要能会])(?:不|没有?|未|非)(?:是|由|归|让|需要?|属于?|包[括含]|含|列有?)*(?:[^，。？由是归]{{2,4}})?{LEVELLED}"
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
    found.sort(key=lambda entry: (_in_annex(entry[0]), order.get(entry[0].id, 999)))
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
    if clause.heading and "|" in text:  # the other cells of its row
        return clause.heading
    if not clause.heading or clause.heading in text:
        return text
    return clause.heading if brief else f"{clause.heading}：{text}"


def _task(clause: Clause, units: Sequence[Unit]) -> Unit | None:
    """The unit that tells the task best, its bare heading only where nothing else stands."""
    longer = [u for u in units if len(u.text) > len(clause.heading) + 3]
    candidates = longer or list(units)
    return candidates[0] if candidates else None
