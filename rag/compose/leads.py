"""The words that govern an item: of what it is one, allowed or forbidden.

严禁下列行为：（一）爆破；（二）取土。 forbids 取土, which alone reads as if it were allowed. An item is never
told without its lead-in, whatever is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.language.text import squeeze
from rag.language.units import ANNOUNCES, LABEL, Unit, is_heading, spans
from rag.lazy_re import lazy_re
from rag.types import Clause, Document

_COLON = lazy_re("[:：]$")
#: What rules something out or sets a condition: an item with a heading of its own stands for itself elsewhere.
_RULES_OUT = lazy_re("不|禁|除外|例外|负面清单|之一")
#: Words of a lead-in without which an item says another thing; 具体包括： and 通知如下： change nothing.
_BINDS = "下列|以下|之一|不|禁|除外|例外|负面清单|应当|必须|可以"
_BINDING = lazy_re(_BINDS)
#: What ends a sentence; an item goes on behind a semicolon.
_STOP = lazy_re("[。！!？?]")
#: A lead-in of what stands behind its colon, or in the lines below it; a heading that asks is one too.
_FRAMES = lazy_re(f"(?:{_BINDS})[^：:。；？?]*(?:[：:]|(?P<asks>[？?]$))")


def units_in(clause: Clause) -> list[Unit]:
    """The sentences of a clause."""
    return [Unit(clause, *span) for span in spans(clause)]


def above(document: Document, clause: Clause) -> Clause | None:
    """The clause that a clause is a part of; None where it is a part of the whole document."""
    name = clause.id.rpartition("/")[0]
    return next((c for c in document.walk() if c.id == name), None)


def level(document: Document, clause: Clause) -> Sequence[Clause]:
    """The clauses on the level of a clause, under the same heading."""
    parent = above(document, clause)
    return parent.children if parent else document.clauses


def beside(clauses: Sequence[Clause], clause: Clause) -> Sequence[Clause]:
    """A clause that announces what comes behind it, with that, where the given one is in it; empty for none."""
    at = next((i for i, c in enumerate(clauses) if c.id == clause.id), 0)
    opens = next((i for i in range(at, -1, -1) if _opens(clauses[i])), None)
    if opens is None:
        return ()
    closes = next((i for i in range(opens + 1, len(clauses)) if _opens(clauses[i])), len(clauses))
    return clauses[opens:closes] if closes - opens > 1 else ()


def _opens(clause: Clause) -> bool:
    """Whether a clause ends in a colon and has no parts: what it announces stands behind it."""
    units = units_in(clause)
    return bool(units and not clause.children and clause.kind == "clause" and _COLON.search(units[-1].text))


def bare_heading(unit: Unit) -> bool:
    """Whether a unit is the heading of its clause, and that has nothing else."""
    clause, text = unit.clause, squeeze(unit.text)
    alone = len(clause.text) <= len(clause.heading) + LABEL
    # 7附则, set without a blank, is cut as one word.
    return bool(clause.heading) and text.endswith(clause.heading) and alone


def lists_of(document: Document, clause: Clause) -> Iterator[tuple[Unit, Sequence[Clause]]]:
    """Lead-in and members of the lists that a clause may be an item of.

    Their lead-in is the end of the clause above, or its bare heading; or a clause beside them, where the
    numbering put the items on its own level. What stands behind a list, a group without a number, is none of it.
    """
    parent = above(document, clause)
    units = units_in(parent) if parent and len(parent.children) > 1 else []
    if parent and units and (_names_list(units) or ANNOUNCES.search(units[-1].text)):
        yield units[-1], [c for c in parent.children if c.path[-1][0] != "§"] or parent.children
    if members := beside(level(document, clause), clause):
        yield units_in(members[0])[-1], members[1:]


def _names_list(units: Sequence[Unit]) -> bool:
    """Whether a clause says no more than what its parts are: its heading, or one line without a stop."""
    return bare_heading(units[-1]) or (len(units) == 1 and units[-1].text[-1:].isalnum())


def leads_over(document: Document, unit: Unit) -> list[Unit]:
    """The lead-ins that govern a unit, the outermost first; none where it stands for itself."""
    found: list[Unit] = []
    lead = _in_clause(unit) or _over(document, unit)
    while lead is not None:
        found.insert(0, lead)
        lead = _over(document, lead)
    return found


def _over(document: Document, unit: Unit) -> Unit | None:
    """The lead-in above the clause of a unit, where the unit is of its first sentence."""
    clause = unit.clause
    if clause.kind != "clause" or _sentence_before(unit):
        return None
    for lead, members in lists_of(document, clause):
        apart = clause.heading or lead.text[-1:].isalnum()
        governs = (_RULES_OUT if apart else _BINDING).search(lead.text)
        if governs and any(member.id == clause.id for member in members):
            return lead
    return None


def _sentence_before(unit: Unit) -> bool:
    """Whether a whole sentence, more than a heading, stands before a unit in its clause."""
    units = units_in(unit.clause)
    first = next((u.begin for u in units if not is_heading(u)), unit.begin)
    return bool(_STOP.search(unit.clause.text[first : unit.begin]))


def _in_clause(unit: Unit) -> Unit | None:
    """The lead-in before a unit in its own clause: behind its colon, or in the lines below it."""
    units = units_in(unit.clause)
    at = next((i for i, u in enumerate(units) if u.begin <= unit.begin < u.stop), 0)
    for i in range(at, -1, -1):
        text = units[i].text if i < at else units[i].text[: unit.begin - units[i].begin]
        frame = _FRAMES.search(text)
        if frame and not (frame["asks"] and unit.text.endswith("。")):
            return Unit(unit.clause, units[i].begin, units[i].begin + frame.end())
        if i < at and (_STOP.search(text) or _COLON.search(text)):
            return None
    return None
