"""The words that govern an item: of what it is one, allowed or forbidden.

严禁下列行为：（一）爆破；（二）取土。 forbids 取土, which alone reads as if it were allowed. An item is never
told without its lead-in, whatever is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.language.dialogue import asks
from rag.language.text import squeeze
from rag.language.units import ANNOUNCES, LABEL, Unit, is_heading, spans
from rag.lazy_re import lazy_re
from rag.types import Clause, Document

_COLON = lazy_re("[:：]$")
#: What rules something out or sets a condition: an item with a heading of its own stands for itself elsewhere.
_RULES_OUT = lazy_re("不|禁|除外|例外|负面清单|之一")
#: Names a list; 五万元以下 and 百分之一 do not.
_NAMES = r"下列|(?<!分)之一|(?<![\d一二三四五六七八九十百千万亿元倍年月天日岁人户吨级米%％])以下"
#: Words of a lead-in without which an item says another thing; 具体包括： and 通知如下： change nothing.
_BINDS = f"{_NAMES}|不|禁|除外|例外|负面清单|应当|必须|可以"
_BINDING = lazy_re(_BINDS)
#: Says of what a list is.
_OF_A_LIST = lazy_re(f"{_NAMES}|如下")
#: Says that what comes are the cases in which it holds.
LISTS_CASES = lazy_re("(?:下列|以下)(?:情形|情况|行为|条件)|(?:情形|情况)(?:包括|有|为|如下)?[：:]")
#: Words by which something is not allowed.
BANS = lazy_re("不能|不得|不可以|不准|不许|禁止|严禁")
#: What a rule says where one of the items is the case, and how such an item ends.
_ON_CONDITION = lazy_re("(?:下列|以下)[^，,。；;：:]{0,80}之一[^，,。；;：:]{0,80}[，,]")
_CONDITION = lazy_re("的(?:[；;。]|$)")
#: What ends a sentence; an item goes on behind a semicolon.
_STOP = lazy_re("[。！!？?]")
#: A lead-in of what stands behind its colon, or in the lines below it; a heading that asks is one too.
_FRAMES = lazy_re(f"(?:{_BINDS})[^：:。；？?]*(?:[：:]|(?P<asks>[？?]$))")


def asked_in(clause: Clause) -> str:
    """The question that a clause answers, its heading; empty where that asks nothing."""
    return clause.heading if asks(clause.heading) else ""


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
        yield (
            announcement(units),
            [c for c in parent.children if c.path[-1][0] != "§"] or parent.children,
        )
    if members := beside(level(document, clause), clause):
        yield units_in(members[0])[-1], members[1:]


def announcement(units: Sequence[Unit]) -> Unit:
    """The end of a clause that announces its items, from the words on that say of what they are.

    有下列行为之一的，责令改正；逾期不改正的，处…罚款： is one lead-in: its last part names no list.
    """
    for at in range(len(units) - 1, -1, -1):
        if _OF_A_LIST.search(units[at].text):
            return replace(units[at], stop=units[-1].stop)
        if not at or not units[at - 1].text.endswith(("；", ";")):
            break
    return units[-1]


def rule_of(lead: Unit | None, unit: Unit, several: bool) -> str:
    """The lead-in over the clause of a unit, where they are one sentence: neither half says by itself what holds.

    Where ``several`` items may be asked for, they are told by what announces them: only that of a condition
    then, 有下列行为之一的，处以罚款：（一）无证经营的；. Empty where there is none.
    """
    if lead is None or _sentence_before(unit):
        return ""
    condition = _CONDITION.search(unit.text) and _ON_CONDITION.search(lead.text)
    return lead.text if condition or not several else ""


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
    return None if _sentence_before(unit) else lead_over(document, unit.clause)


def lead_over(document: Document, clause: Clause) -> Unit | None:
    """The lead-in above a clause that governs its first sentence; None where that stands for itself."""
    if clause.kind != "clause":
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
