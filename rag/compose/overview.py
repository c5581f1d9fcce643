"""What a document says as a whole: the headings of its sections, and of the parts that say most of it."""

from __future__ import annotations

from rag.compose.draft import STATED, shown, some_of
from rag.composition import Composition, Draft, Quote
from rag.language.units import Unit, spans
from rag.lazy_re import lazy_re
from rag.types import Clause, Document

#: Headings told at most.
MOST = 20
#: The same where the tasks are asked for and no section is called so: they are its parts.
MOST_TASKS = 40
#: Characters at most of a section's first sentence, where it has no heading.
FIRST = 80
#: Sections of which the parts say more than the heading does.
_TASKS = lazy_re("任务|内容|举措")
#: A label that a space parts from its heading.
_CHAPTER = lazy_re(r"^第[^第]{1,6}?[编章节条]")


def outline(document: Document, asked: str = "") -> Composition:
    """The sections of a document, with their parts where these are few, or tell the tasks.

    Args:
        document: that is asked about.
        asked: what a section must be called, where one is.
    """
    every = [
        clause
        for clause in document.clauses
        if clause.kind == "clause" and (clause.heading or not clause.path[0].startswith("附"))
    ]
    named = [c for c in every if asked and asked in c.heading and not c.path[0].startswith("附")]
    sections = named or every
    parts = {section.id: _parts(section) for section in sections}
    all_tasks = bool(asked) and not named
    most = MOST_TASKS if all_tasks else MOST
    few = len(sections) + sum(map(len, parts.values())) <= most
    tasks = {section.id for section in sections if few or _TASKS.search(section.heading)}
    if len(sections) + sum(len(parts[name]) for name in tasks) > most:
        tasks = set()
    drafts = []
    for section in sections:
        own = _heading(section, document)
        drafts.extend([own] if own else [])
        if section.id in tasks or own is None:
            drafts.extend(draft for part in parts[section.id] if (draft := _heading(part, document)))
    lead = "文件各部分的标题" + (some_of(len(drafts), most, "项") or "：\n") if drafts else ""
    return Composition(tuple(drafts[:most]), fit=STATED if drafts else 0.0, lead=lead)


def _parts(section: Clause) -> tuple[Clause, ...]:
    """The parts of a section that have headings; an annex is told by its own."""
    if section.path[0].startswith("附"):
        return ()
    return tuple(clause for clause in section.children if clause.heading)


def _heading(clause: Clause, document: Document) -> Draft | None:
    """The label and heading of a clause as they stand in its text, else its first sentence where that is short."""
    first = next(iter(spans(clause)), None)
    if first is None:
        return None
    begin, stop = first
    at = clause.text.find(clause.heading, begin, stop) if clause.heading else -1
    unit = Unit(clause, 0, at + len(clause.heading) if at >= 0 else stop)
    return _draft(unit, document) if len(unit.text) <= FIRST else None


def _draft(unit: Unit, document: Document) -> Draft:
    quotes = tuple(Quote(unit.clause, document, *span) for span in unit.places)
    return Draft(_CHAPTER.sub(r"\g<0> ", shown(unit.text)).rstrip("。：:！"), quotes)
