"""What is told whole: the list around one of its items, what a unit announces, the answer behind a question.

A heading or a lead-in says of what its items are a list (应当提交下列材料：), and one of them alone is a
part of the answer. What announces something is no answer without it, and a question that the text asks
itself is none at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.compose.draft import Material
from rag.compose.leads import BANS, LISTS_CASES, beside, level, lists_of, units_in
from rag.evidence.counts import counted
from rag.language.numerals import CHINESE
from rag.language.text import fold
from rag.language.units import Unit, is_heading
from rag.lazy_re import lazy_re
from rag.types import Clause
from rag.understand.asking import ASKS_CASES, ASKS_CONSEQUENCE
from rag.understand.query import Query
from rag.understand.subject import share

#: Kinds of question that may ask for several things.
SEVERAL = ("list", "measure")
#: A list or measure is answered in at most this many characters.
LONG = 260
#: Characters at most of all members of a series.
SERIES = 2 * LONG
#: Share of the content words that a heading or lead-in holds of which a question asks.
ASKED_BY_HEADING = 0.75
#: Characters at most between neighbouring units.
GAP = 2
#: Parts of a clause that are told at most.
MEMBERS = 12
#: What a question wants named one by one, although it asks how or what.
_ITEMS = lazy_re("要求|条件|材料|情形|情况|准备|手续|资格|事项|步骤|程序|职责|内容|标准")
_QUESTION = lazy_re(r"[？?][”\"』」]?$")
_COLON = lazy_re("[:：]$")


@dataclass(frozen=True, slots=True)
class Listed:
    """The units of a list, what announces it first; ``total`` items, of which ``told`` are among them."""

    units: tuple[Unit, ...] = ()
    total: int = 0
    told: int = 0


def firsts(parent: Clause, whole: bool = False) -> list[Unit]:
    """The first sense unit of each part of a clause; the ``whole`` first sentence, not its head alone, where short."""
    return _first_of(parent.children[:MEMBERS], whole)


def asks_items(text: str) -> bool:
    """Whether a question wants to know what each item says: requirements, conditions, papers."""
    return bool(_ITEMS.search(text))


def in_tree(material: Material, clause: Clause) -> Clause:
    """A clause as its document has it, with its parts."""
    return next((c for c in material.documents[clause.document_id].walk() if c.id == clause.id), clause)


def list_around(query: Query, material: Material, best: Unit) -> Listed:
    """The whole list that the best unit is an item of; empty where it is of none, or answers for itself.

    What stands above the items must name what is asked, and better than the item does: else the item is
    what the question is about, unless that asks for the cases which they are. What follows from one
    deed is no question for the others.
    """
    if query.kind not in SEVERAL or ASKS_CONSEQUENCE.search(query.text):
        return Listed()
    known = [concept for concept in query.concepts if concept.known]
    for lead, members in lists_of(material.documents[best.clause.document_id], best.clause):
        over = headings_over(material, lead.clause)
        named = share(known, fold(f"{over} {lead.text}"))
        alone = share(known, fold(f"{over} {best.clause.text}"))
        cases = ASKS_CASES.search(query.text) and of_such_cases(query, lead.text)
        if query.kind == "measure" and not (asks_items(query.text) or _COLON.search(lead.text)):
            continue  # how something is done is told by no heading above conditions
        if named >= ASKED_BY_HEADING and (named > alone or cases):
            return _up_to(SERIES, lead, _first_of(members, asks_items(query.text)))
    return Listed()


def of_such_cases(query: Query, lead: str) -> bool:
    """Whether a text lists cases, and forbids in them as the question does: of 不能辞退 tells no 可以解除."""
    return bool(LISTS_CASES.search(lead)) and bool(BANS.search(query.text)) == bool(BANS.search(lead))


def _up_to(size: int, lead: Unit, members: Sequence[Unit]) -> Listed:
    """A lead-in with as many members as fit; empty where fewer than two do."""
    told: list[Unit] = []
    room = size - len(lead.text)
    for unit in members[:MEMBERS]:
        room -= len(unit.text)
        if room < 0:
            break
        told.append(unit)
    return Listed((lead, *told), len(members), len(told)) if len(told) > 1 else Listed()


def _first_of(clauses: Sequence[Clause], whole: bool = False) -> list[Unit]:
    """The first unit of each clause; with the sentence behind its head where all of them fit in ``LONG``."""
    parts = [units for clause in clauses if (units := units_in(clause))]
    longer = [
        replace(units[0], stop=units[1].stop) if len(units) > 1 and _heads(units[0]) else units[0]
        for units in parts
    ]
    fits = whole and sum(len(unit.text) for unit in longer) <= LONG
    return longer if fits else [units[0] for units in parts]


def _heads(unit: Unit) -> bool:
    """Whether a unit is a heading with a stop, as 面积。 of 面积。每户不超过140平方米。 is."""
    return is_heading(unit) and unit.text.endswith(("。", "：", ":"))


def headings_over(material: Material, clause: Clause) -> str:
    """The title of the document and the headings that a clause stands under, without its own."""
    document = material.documents[clause.document_id]
    over = (c.heading for c in document.walk() if clause.id.startswith(f"{c.id}/"))
    return " ".join((document.title, *over))


def counted_off(query: Query, best: Unit) -> list[Unit]:
    """The whole sentence that lists behind a colon, of which the best unit is a part; empty where it is no such.

    做好以下准备：清点设备；整理台账；安排专人陪同。 is one answer, although each semicolon ends a unit.
    """
    if query.kind not in SEVERAL:
        return []
    units = units_in(best.clause)
    at = next((i for i, unit in enumerate(units) if unit.begin <= best.begin < unit.stop), None)
    if at is None:
        return []
    first = at
    while first and _goes_on(units[first - 1]):
        first -= 1
    last = at
    while last + 1 < len(units) and _goes_on(units[last]):
        last += 1
    lead, colon, _ = units[first].text.partition("：")
    run = units[first : last + 1]
    if not colon or len(run) < 2 or sum(len(unit.text) for unit in run) > SERIES:
        return []
    known = [concept for concept in query.concepts if concept.known]
    named = share(known, fold(f"{best.clause.heading} {lead}"))
    return run if named >= ASKED_BY_HEADING or first == at else []


#: A part of a sentence that tells what holds otherwise: 造成损失的，…；其余…；但…；…除外.
_OTHERWISE = lazy_re(
    "^(?:但|其余|其他|其它|否则|除|超过|高于|低于|不足|不满|未|逾期|连续|造成|情节|拒不|仍)|^[^，,]{1,30}的[，,]"
    "|^[^，,]{1,8}以[上下]|除外"
)


#: A sentence that limits the one before it: 但是，…除外。, or tells what holds between two bounds.
_PROVISO = lazy_re("但|[^，,。；;]{1,12}以上不[满足][^，,。；;]{1,12}的[，,]")


def whole_rule(query: Query, best: Unit) -> Unit:
    """The best unit with the parts of its sentence that tell what holds otherwise, or of what else is asked.

    不合格的，扣减补助；连续两年不合格的，予以解聘。 is one rule. Too long, it is told as it is.
    """
    units = units_in(best.clause)
    at = next((i for i, unit in enumerate(units) if unit.begin <= best.begin < unit.stop), None)
    if at is None or best.stop > units[at].stop:
        return best
    best = _with_its_limit(best, units[at].stop)
    first = last = at
    while first and _goes_on(units[first - 1]) and _belongs(query, units[first - 1], best, units[first]):
        first -= 1
    while last + 1 < len(units) and (
        _PROVISO.match(units[last + 1].text)
        or (_goes_on(units[last]) and _belongs(query, units[last + 1], best))
    ):
        last += 1
    long = sum(len(unit.text) for unit in units[first : last + 1]) > LONG
    if first == last or long or any("\n" in best.clause.text[u.stop : u.stop + 2] for u in units[first:last]):
        return best
    return replace(best, begin=units[first].begin, stop=units[last].stop)


_LIMITS = lazy_re("最[高低多少长]|不得?(?:超过|高于|低于|少于)|上限|封顶")
#: A part of a sentence that limits the figure before it: ，最高不超过20万元; of 不超过5吨的 something else is told.
_LIMIT = lazy_re(
    rf"[，,]?(?:但|且)?[^，,。；;\d]{{0,8}}(?:{_LIMITS.pattern})"
    rf"[^，,。；;\d]{{0,8}}[\d{CHINESE}][^，,。；;]{{0,12}}(?<!的)(?=[，,。；;]|$)[，,]?"
)


def _with_its_limit(unit: Unit, stop: int) -> Unit:
    """A unit that states a figure, with what limits that in its sentence, which ends at ``stop``."""
    text, at = unit.clause.text, unit.stop
    limited = _LIMITS.search(unit.text) or unit.text.rstrip("，,").endswith("的")
    if not limited and counted(unit.text):
        while at < stop and (found := _LIMIT.match(text, at, stop)):
            at = found.end()
    return unit if at == unit.stop else replace(unit, stop=at - (text[at - 1] in "，,"))


def _belongs(query: Query, part: Unit, best: Unit, after: Unit | None = None) -> bool:
    """Whether a part of a sentence is told with the best: it, or what it goes before, holds otherwise."""
    if _OTHERWISE.search((after or part).text):
        return True
    asked = [term for term, weight in query.terms.items() if weight >= 1.0 and len(term) > 1]
    text, told = fold(part.text), fold(best.text)
    return any(term in text and term not in told for term in asked)


def _goes_on(unit: Unit) -> bool:
    return unit.text.endswith(("；", ";"))


def answer_behind(material: Material, best: Unit, chosen: Sequence[Unit]) -> list[Unit]:
    """What stands behind a question that a text asks, up to ``LONG``; empty where none of its units asks any.

    The question is the best unit, or is told with it. Its answer stands in the same clause, in the parts
    of it, or in the one behind it.
    """
    asked = best if asks_itself(best) else next((unit for unit in chosen if asks_itself(unit)), None)
    if asked is None:
        return []
    behind = [unit for unit in units_in(asked.clause) if unit.begin >= asked.stop]
    if not behind:
        clause = in_tree(material, asked.clause)
        after = [
            c
            for c in level(material.documents[clause.document_id], clause)
            if c.start > clause.start and c.kind == "clause"
        ][:1]
        behind = [unit for c in clause.children or after for unit in units_in(c)]
    return sentences_up_to(LONG, behind)


def asks_itself(unit: Unit) -> bool:
    """Whether a unit is a question."""
    return bool(_QUESTION.search(unit.text.rstrip()))


def sentences_up_to(size: int, units: Sequence[Unit]) -> list[Unit]:
    """Units up to the next question, at least one, as many as fit."""
    told: list[Unit] = []
    for unit in units:
        if asks_itself(unit) or (told and size < len(unit.text)):
            break
        told.append(unit)
        size -= len(unit.text)
    return told


def finished(material: Material, units: Sequence[Unit]) -> list[Unit]:
    """Units of which none announces what is not told.

    What a colon at the end of one announces follows: the parts of its clause, the sentences behind it, or
    the clauses behind it. Where there is nothing of it, the announcing words go, if a whole sentence is left.
    """
    at = next((i for i in range(len(units)) if _left_open(units[i : i + 2])), None)
    if at is None:
        return list(units)
    last, before, after = units[at], units[:at], units[at + 1 :]
    clause = in_tree(material, last.clause)
    stop = next((unit.stop for unit in units_in(clause) if unit.begin <= last.begin < unit.stop), last.stop)
    if last.stop < stop <= last.stop + LONG:  # a part of a sentence, which goes on
        return [*before, replace(last, stop=stop), *(unit for unit in after if unit.begin >= stop)]
    told = sentences_up_to(LONG, [unit for unit in units_in(clause) if unit.begin >= last.stop])
    if told:
        return [*before, last, *told, *(unit for unit in after if unit.begin >= told[-1].stop)]
    document = material.documents[clause.document_id]
    around = () if clause.children else beside(level(document, clause), clause)[1:]
    told = firsts(clause) or list(_up_to(LONG + len(last.text), last, _first_of(around)).units[1:])
    if told:
        return [*before, last, *told]
    cut = max(last.text.rfind(mark) for mark in "。；！")
    if cut > 0:
        return [*before, replace(last, stop=last.begin + cut + 1)]
    return list(before) or list(units)


def _left_open(units: Sequence[Unit]) -> bool:
    """Whether what the first of two units announces is not the second: that is none, or stands further on."""
    first, *second = units
    if not _COLON.search(first.text) or first.clause.kind != "clause":
        return False
    if not second:
        return True
    return second[0].clause.id == first.clause.id and not 0 <= second[0].begin - first.stop <= GAP
