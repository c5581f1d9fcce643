"""Answers that are the clause's own sentences: the best unit, its neighbours, the parts of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.compose.answered import whole_answer, with_verdict
from rag.compose.answering import LACKS, answering, lists_parts
from rag.compose.cased import of_its_case
from rag.compose.draft import Material, draft_of, drafts_of, some_of
from rag.compose.headed import headed, heads_in
from rag.compose.leads import announcement, units_in
from rag.compose.listed import (
    ASKED_BY_HEADING,
    LONG,
    SEVERAL,
    answer_behind,
    asks_items,
    asks_itself,
    counted_off,
    finished,
    firsts,
    headings_over,
    in_tree,
    list_around,
    whole_rule,
)
from rag.compose.neighbours import beside_figure, told_with
from rag.compose.premise import WRONG, asserts, premise
from rag.compose.selection import HITS, Scored, chances
from rag.compose.series import paragraph_asked, series
from rag.compose.told_cases import all_cases, with_all_cases
from rag.compose.told_rows import rank_wrong, row_by_rank, row_called, rows_told
from rag.composition import Composition, Draft
from rag.evidence.demand import figure_matched
from rag.evidence.kinds import states, wants_of
from rag.evidence.when import for_others, of_time
from rag.evidence.years import of_another_goal
from rag.language.numerals import chinese_number
from rag.language.text import STOPS, fold
from rag.language.units import Unit, so_far, spans
from rag.lazy_re import lazy_re
from rag.types import Clause, Hit
from rag.understand.query import Query
from rag.understand.reference import called
from rag.understand.stage import stage_asked, which_stage
from rag.understand.subject import share

#: Characters from which a unit is more than the cell of a table.
SAYS_SOMETHING = 10
#: From which share of the same words on units say nearly the same, or something of the same form.
NEARLY_THE_SAME, PARALLEL = 0.6, 0.4
#: The chance from which on another clause is worth showing.
ALSO_LIKELY = 0.1


def extract(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    """The best unit, and near ones of the same clause where a list or measure is asked for."""
    scored = _of_the_addressed(material, material.select(query, _of_stage(query, material, hits)))
    scored = of_its_case(query, material.documents, scored)
    if not scored:
        return Composition()
    ranked = row_by_rank(query, material, scored)
    first = (
        ranked
        or row_called(query, material, scored)
        or _of_it(query, material, scored, answering(query, scored))
    )
    best, hit = first.unit, first.hit
    others = [entry for entry in scored if entry is not first and not (first.row and entry.row)]
    chosen = _told(query, scored, first)
    if ranked:
        lead = WRONG if asserts(query) and rank_wrong(query, material, ranked) else ""
    else:
        lead = premise(query, best, hit.clause, [h.clause for h in hits[:HITS]])
    if lead:  # what stands beside it does not put the premise right
        told = _put_right(query, best, chosen)
    else:
        told, lead = _whole(query, material, best, chosen, hits)
        behind = with_verdict(best, told)
        told = joined(behind) if behind != told else told
    rows = rows_told(query, material, first)
    drafts = drafts_of(material, told) if rows is None else rows
    likely = chances(scored)
    other = next(
        (e for e in others if e.unit.clause.id != best.clause.id and _tells_more(e.unit, best)), None
    )
    return Composition(
        drafts,
        lead=lead,
        fit=best.score,
        chance=likely[best.clause.id],
        behind=scored[0].unit.score - best.score,
        best=_with_beside(best, told) if query.kind == "figure" and rows is None else best,
        alternate=_alternate(query, material, other)
        if other and likely[other.unit.clause.id] > ALSO_LIKELY
        else None,
    )


def _with_beside(best: Unit, told: Sequence[Unit]) -> Unit:
    """The best unit with what is told of its sentence in one go: the figure of the year asked about may stand there."""
    around = (
        u for u in told if u.clause.id == best.clause.id and u.begin <= best.begin and best.stop <= u.stop
    )
    return next((replace(unit, score=best.score) for unit in around), best)


def _alternate(query: Query, material: Material, other: Scored) -> Draft | None:
    """The best words of another clause as a statement; None for the row of a table that is of something else."""
    rows = rows_told(query, material, other)
    return draft_of(material, other.unit) if rows is None else next(iter(rows), None)


#: How a document speaks to those whom it is to: 你们提出的…收悉, 你省《关于…的请示》收悉.
_SPEAKS_TO = lazy_re("你(?:们|[省市区县州局委厅部院会办校]|单位|公司)")


def _of_the_addressed(material: Material, scored: Sequence[Scored]) -> Sequence[Scored]:
    """The scored units, for those addressed what the preamble says to them: their line tells nothing of them."""
    first = next(iter(scored), None)
    rest = [entry for entry in scored if entry.unit.clause.kind != "addressees"]
    if first is None or len(rest) == len(scored):
        return scored
    clauses = material.documents[first.unit.clause.document_id].clauses if first not in rest else ()
    units = (unit for c in clauses if c.kind == "preamble" for unit in units_in(c))
    said = next((unit for unit in units if _SPEAKS_TO.search(unit.text)), None)
    return [replace(first, unit=replace(said, score=first.unit.score)), *rest] if said else rest


def _whole(
    query: Query, material: Material, best: Unit, chosen: Sequence[Unit], hits: Sequence[Hit]
) -> tuple[list[Unit], str]:
    """What is told, each with a mark of its own, and what goes before it: how many of a long list are told."""
    if behind := whole_answer(query, material, best) or answer_behind(material, best, chosen):
        return joined(finished(material, behind)), ""
    parts_called = headed(query, material, hits)
    if parts_called.units:
        return list(parts_called.units), some_of(parts_called.total, parts_called.told, "项")
    parts = _children(query, material, best, hits) or _announced(query, material, chosen)
    if parts:
        return finished(material, parts), ""
    around = list_around(query, material, best)
    if around.units:
        return finished(material, around.units), some_of(around.total, around.told, "项")
    if cases := all_cases(query.text, material.documents[best.clause.document_id], best):
        return finished(material, cases), ""
    paragraph = paragraph_asked(query, material, best)
    if paragraph.units:
        told = finished(material, paragraph.units)
        return joined(told), some_of(paragraph.total, paragraph.told, "句")
    whole = series(query, best, chosen) or counted_off(query, best)
    return joined(finished(material, whole or _with_rule(query, best, chosen))), ""


def _with_rule(query: Query, best: Unit, chosen: Sequence[Unit]) -> list[Unit]:
    """What is told, the best unit with the rest of its rule."""
    rule = with_all_cases(query.text, whole_rule(query, best))
    rest = [unit for unit in chosen if not (rule.begin <= unit.begin and unit.stop <= rule.stop)]
    at = next((i for i, unit in enumerate(chosen) if unit.begin == best.begin), 0)
    before = [unit for unit in chosen[:at] if unit in rest]
    return [*before, rule, *(unit for unit in rest if unit not in before)] if best in chosen else list(chosen)


def _put_right(query: Query, best: Unit, chosen: Sequence[Unit]) -> list[Unit]:
    """What puts a claim right: the best unit, with those that tell another figure of as much of the matter in like words.

    One of several cases alone puts none right.
    """
    if not figure_matched(query, best.text):
        return [with_its_year(query.text, best)]
    least = share(query.concepts, fold(best.text))
    beside = (u for u in chosen if u.clause.id == best.clause.id and u.begin != best.begin)
    matched = (u for u in beside if figure_matched(query, u.text) and _alike(u, best) > PARALLEL)
    others = [u for u in matched if share(query.concepts, fold(u.text)) >= least]
    if not others:
        return [with_its_year(query.text, best)]
    return joined(sorted([best, *others], key=lambda unit: unit.begin))


def _told(query: Query, scored: Sequence[Scored], first: Scored) -> list[Unit]:
    """The unit that answers, with those of its clause that are told with it."""
    best = first.unit
    if "姓名" in wants_of(query.text) and states("姓名", query.text, best.text):
        return [best]
    if of_time(query, scored[0].unit, scored[0].hit.passage.context) and (
        both := _told_of(scored[0].unit, best)
    ):
        return both
    others = [e for e in scored if e is not first and not of_another_goal(query.text, e.unit)]
    if query.kind in ("figure", "date"):
        first = replace(first, unit=_with_all_members(query, best))
        return beside_figure(query, first, others)
    return told_with(query, first, others)


def _of_stage(query: Query, material: Material, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits of the stage that a question is of; all of them where it is of none.

    The stages are the parts of a clause that is called so, or whose parts are; nothing of another stage
    answers.
    """
    asked = stage_asked(query.text)
    above = _parent(material, hits) if asked and hits else None
    if asked is None or above is None:
        return hits
    headings = [clause.heading for clause in above.children]
    if not ("步骤" in above.heading or sum("阶段" in heading for heading in headings) > 1):
        return hits
    at = which_stage(asked, headings, query.text)
    if at is None or at < 0:
        return hits if at is None else ()
    stage = above.children[at].id
    return [hit for hit in hits if hit.clause.id == stage or hit.clause.id.startswith(f"{stage}/")]


def _of_it(query: Query, material: Material, scored: Sequence[Scored], first: Scored) -> Scored:
    """The first of the rows near the best one that is of what is asked about, where the best is of another thing."""
    if rows_told(query, material, first) != ():
        return first
    near = (entry for entry in scored if entry.row and entry.unit.score >= first.unit.score - LACKS)
    return next((entry for entry in near if rows_told(query, material, entry)), first)


def with_its_year(question: str, unit: Unit) -> Unit:
    """A unit from the goal on that its paragraph is told for, where that is of another year than the question's."""
    before = so_far(unit)
    near = of_another_goal(question, unit) and len(before) <= LONG
    return replace(unit, begin=unit.stop - len(before)) if near else unit


def _tells_more(one: Unit, other: Unit) -> bool:
    """Whether a unit says something, no question, and not nearly the same as another, as the row of an annex does."""
    if len(one.text) < SAYS_SOMETHING or asks_itself(one):
        return False
    return _alike(one, other) <= NEARLY_THE_SAME


def _alike(one: Unit, other: Unit) -> float:
    """How much two units say in the same words, 0 … 1 of the shorter one."""
    a, b = (set(zip(u.text, u.text[1:], strict=False)) for u in (one, other))
    return len(a & b) / max(1, min(len(a), len(b)))


def joined(units: Sequence[Unit]) -> list[Unit]:
    """Neighbouring units of one clause as one, so that they share a quote and a mark."""
    out: list[Unit] = []
    for unit in units:
        last = out[-1] if out else None
        if last and last.clause.id == unit.clause.id and 0 <= unit.begin - last.stop <= 2 and _runs_on(last):
            out[-1] = Unit(unit.clause, last.begin, unit.stop, last.score)
        else:
            out.append(unit)
    return out


def _runs_on(unit: Unit) -> bool:
    """Whether what stands behind a unit goes on in its line: a line that no stop ends is one for itself."""
    text = unit.clause.text
    return unit.text.endswith((*STOPS, "，", ",")) or "\n" not in text[unit.stop : unit.stop + 2]


def _told_of(top: Unit, best: Unit) -> list[Unit]:
    """The unit that fits best where it lacks what is asked for, with the one of its clause that has it.

    The first tells of the matter and the other how long or how much: both are the answer. Empty where they
    are one, of two clauses, or too long.
    """
    apart = top.stop <= best.begin or best.stop <= top.begin
    if top.clause.id != best.clause.id or not apart or len(top.text) + len(best.text) > LONG:
        return []
    return sorted((top, best), key=lambda unit: unit.begin)


def _with_all_members(query: Query, unit: Unit) -> Unit:
    """A unit to the end of its sentence, where one of several members is asked for (其中甲多少) and that names them."""
    stop = next((b for a, b in spans(unit.clause) if a <= unit.begin < b), unit.stop)
    named = "其中" in query.text and "其中" in unit.clause.text[unit.begin : stop]
    return replace(unit, stop=stop) if named and stop - unit.begin <= LONG else unit


def _children(query: Query, material: Material, best: Unit, hits: Sequence[Hit]) -> list[Unit]:
    """The first words of each part of a clause: where the best unit announces them, or they are asked for."""
    if lists_parts(best):
        return [*_announcing([best]), *firsts(in_tree(material, best.clause), asks_items(query.text))]
    said = _HOW_MANY_SAID.search(query.text)
    if not (said or _HOW_MANY.search(query.text)) or stage_asked(query.text):
        return []
    heads = heads_in(best.clause)
    if heads:
        return heads
    noun = _COUNTED.search(query.text)
    above = _parent(material, hits)
    if above is None and noun:
        document = material.documents[best.clause.document_id]
        above = called(document, "步骤" if noun[0] == "步" else noun[0])
        if above and for_others(query, document.title + above.heading):
            return []
        if above and not said:
            return firsts(above) if _is_of(query, material, above, noun[0]) else []
    if above is None or (noun and not said and not _is_of(query, material, above, noun[0])):
        return []
    if said and chinese_number(said["number"].replace("两", "二")) != len(above.children):
        return []
    headings = fold(above.heading) + fold("".join(child.heading for child in above.children))
    asked = [*query.subject, *re.findall("阶段|步骤?|原则|方面|措施|目标", query.text)]
    if not any(word in headings for word in asked) or len(above.text) > len(above.heading) + 40:
        return []
    units = firsts(above)
    return units if len(units) >= 2 else []


def _is_of(query: Query, material: Material, clause: Clause, noun: str) -> bool:
    """Whether the parts of a clause are those of what is asked about, not of the whole document around it.

    The principles of a document are none of the pricing of which it speaks in one clause.
    """
    over = fold(f"{headings_over(material, clause)} {clause.heading}")
    asked = [concept for concept in query.concepts if concept.known and noun not in concept.word]
    return not asked or share(asked, over) >= ASKED_BY_HEADING


def _announced(query: Query, material: Material, chosen: Sequence[Unit]) -> list[Unit]:
    """What is told, with the parts that the end of its clause announces (附件材料包括：); empty where that announces none."""
    clause = chosen[-1].clause
    if query.kind not in SEVERAL or not clause.children:
        return []
    last = Unit(clause, *spans(clause)[-1])
    if not lists_parts(last):
        return []
    told = chosen if last.begin <= chosen[-1].begin else [*chosen, last]
    return [*joined(_announcing(told)), *firsts(in_tree(material, clause), asks_items(query.text))]


def _announcing(units: Sequence[Unit]) -> list[Unit]:
    """Units of which the last announces the parts of its clause, its sentence told from where that names them."""
    whole = announcement(units_in(units[-1].clause))
    before = [unit for unit in units[:-1] if unit.begin < whole.begin or unit.clause.id != whole.clause.id]
    return [*before, whole if whole.begin < units[-1].begin else units[-1]]


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


#: What a document is divided into under a heading that says so.
_COUNTED = lazy_re("原则|目标|阶段|步骤|措施|(?<=几)步")
_PARTS = r"(?:个|条|项|大)?(?:基本)?(?:方面|点|部分|步骤?|阶段|原则|任务|章节)"
_HOW_MANY = lazy_re(
    rf"(?:哪|分)?几{_PARTS}|(?:原则|阶段|步骤|保障措施|目标)(?:分别|都|各)?(?:有|是|包括|分)(?:哪|几|什么)"
)
#: The question says how many parts there are: 四条基本原则, 三个阶段分别是什么.
_HOW_MANY_SAID = lazy_re(rf"(?<![第\d])(?P<number>[两二三四五六七八九十]+){_PARTS}")
