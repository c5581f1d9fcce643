"""The unit that answers: the best one, or one near it that has what the best lacks of what is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from rag.compose.cases import IN_A_CASE, tells_a_case
from rag.compose.claimed import tells_agent
from rag.compose.leads import BANS, asked_in, bare_heading
from rag.compose.listed import of_such_cases
from rag.compose.selection import Scored
from rag.evidence.answered import asked_there
from rag.evidence.counts import counted
from rag.evidence.definition import defined_in, explains
from rag.evidence.demand import CONTACT, figure_matched, met
from rag.evidence.kinds import tells_who, tells_who_does, wants_of
from rag.evidence.predicate import deed_asked, of_its_matter, tells_it
from rag.evidence.when import of_time
from rag.evidence.years import years_told
from rag.language.text import fold
from rag.language.units import ANNOUNCES, Unit, so_far
from rag.lazy_re import lazy_re
from rag.understand.asking import ASKS_CASES, ASKS_CONSEQUENCE
from rag.understand.claims import YES_OR_NO
from rag.understand.query import Query
from rag.understand.subject import Concept, share
from rag.understand.wants import PENALTIES

#: What a unit may fit less well than the best, in log odds, that has the figure or time asked for, which the best lacks.
LACKS = 3.0
#: Share of the question that a sentence and what stands above it must hold to tell who does what is asked.
OF_IT = 0.7
#: Share of the content words of the best unit that another must hold to be on the same matter.
SAME = 0.9
#: What in a question makes what it asks about a breach.
_BREACH = lazy_re("不(?!合格)|没|未|拒|违|擅自|非法|私自|隐瞒|伪造|涂改|篡改")
_PENALTY = lazy_re(PENALTIES)
#: What a unit told for the year asked about may fit less well than the best.
OF_THE_YEAR = 0.8


def answering(query: Query, scored: Sequence[Scored]) -> Scored:
    """The unit that answers best, of units of which the best is the first."""
    return _doing_it(query, scored, _lacking_nothing(query, scored))


def _lacking_nothing(query: Query, scored: Sequence[Scored]) -> Scored:
    """The best unit that lacks nothing that is asked for; the best of all where none near it is such."""
    top = scored[0]
    near = [entry for entry in scored if entry.unit.score >= top.unit.score - LACKS]
    # What is told for the very year goes before what only stands in the same clause, which names it.
    closest, clause = top.unit.score - OF_THE_YEAR, top.unit.clause.id
    tells = _telling(query, near)
    reached = bool(query.places and CONTACT.intersection(wants_of(query.text)))
    near.sort(
        key=lambda entry: (
            entry not in tells,
            # Of the offices of several places each has a number of its own.
            reached and not query.names_place(entry.text),
            not tells_a_case(query.text, entry.unit.text, entry.unit.clause.text),
            not (
                entry.unit.clause.id == clause
                and entry.unit.score >= closest
                and _of_the_year(query, entry.unit)
            ),
        )
    )
    for entry in near:
        if (
            (entry is top or _dates_it(query, entry))
            and of_time(query, entry.unit, entry.hit.passage.context)
            and (
                lists_parts(entry.unit)
                or asked_there(query, asked_in(entry.unit.clause))
                or (
                    met(query, entry.text)
                    and explains(query, entry.text, entry.unit.clause.heading) is not False
                )
            )
        ):
            return entry
    return top


def _telling(query: Query, near: Sequence[Scored]) -> Sequence[Scored]:
    """Of units that may answer, those that tell what is asked, where the best speaks of its matter alone.

    Asked what something is, those that say what is called so; asked what follows from a breach, those that
    threaten it; asked in which cases something holds, those that list them. Asked whether something is so, those that tell
    of it: 停水停电 is told of by what may not be done, not by what else may be done about unpaid fees.
    """
    if defining := [entry for entry in near if defined_in(query.text, entry.unit.text)]:
        return defining
    if of_a_rule := _of_a_rule(query, near):
        return of_a_rule
    if of_the_thing := _of_the_thing(query, near) or _of_the_deed(query, near):
        return of_the_thing
    if tells_it(query, near[0].text, near[0].unit.clause.heading) is not False:
        return ()
    return [
        e for e in near if tells_it(query, e.text, e.unit.clause.heading) and of_its_matter(query, e.text)
    ]


def _of_a_rule(query: Query, near: Sequence[Scored]) -> Sequence[Scored]:
    """Of units on one matter, those that threaten its breach, or list its cases, where that is asked for."""
    on_it = SAME * near[0].subject
    if ASKS_CONSEQUENCE.search(query.text) and (_BREACH.search(query.text) or BANS.search(near[0].text)):
        return [e for e in near if _PENALTY.search(e.text) and e.subject >= on_it]
    if ASKS_CASES.search(query.text):
        leads = ((e, e.rule or e.unit.text) for e in near)
        return [
            e
            for e, lead in leads
            if of_such_cases(query, lead) and share(query.concepts, fold(lead)) >= on_it
        ]
    return ()


def _of_the_thing(query: Query, near: Sequence[Scored]) -> Sequence[Scored]:
    """Of units on one matter, those of the very thing of which a figure is claimed; empty where the best is one.

    The figure may be wrong: that a unit states it, or another one in a case of which the question says nothing
    (流产的，产假42天, of 产假是98天吧), does not make it the one that answers.
    """
    if not (YES_OR_NO.search(query.text) and query.concepts) or figure_matched(query, query.text) is None:
        return ()
    claimed = {figure.value for figure in counted(query.text)}
    above = (f"{e.hit.passage.context} {e.unit.clause.heading} {e.text}" for e in near)
    held = [share(query.concepts, fold(text)) for text in above]
    on_it = SAME * max(held)
    of_it = [e for e, of in zip(near, held, strict=True) if of >= on_it and figure_matched(query, e.text)]
    plain = [e for e in of_it if not _in_another_case(query, e.text)] or of_it
    agreeing = [e for e in plain if any(q.value in claimed for q in counted(e.text))]
    if near[0] in plain or (near[0] in of_it and agreeing == plain):
        return ()
    return plain


def _of_the_deed(query: Query, near: Sequence[Scored]) -> Sequence[Scored]:
    """Of units on one matter, those that tell who does what somebody is claimed to do; empty where the best is one."""
    told = [tells_agent(query, entry.text) for entry in near]
    most = max(told)
    if most < OF_IT or told[0] == most:
        return ()
    return [entry for entry, held in zip(near, told, strict=True) if held == most]


def _in_another_case(query: Query, text: str) -> bool:
    """Whether a unit holds in a case alone, of which the question has no word."""
    case = IN_A_CASE.match(text)
    return case is not None and share(query.concepts, fold(case[0])) == 0.0


def _doing_it(query: Query, scored: Sequence[Scored], first: Scored) -> Scored:
    """The best unit; the first of its document that tells who does what is asked, where that one does not.

    To whom one applies does not say who approves.
    """
    deed = deed_asked(query)
    if deed is None or _tells_doing(deed, first):
        return first
    name = first.unit.clause.document_id
    doing = (e for e in scored if e.unit.clause.document_id == name and _tells_doing(deed, e))
    return next(
        (e for e in doing if share(query.concepts, fold(f"{e.hit.passage.context} {e.text}")) >= OF_IT), first
    )


def _tells_doing(deed: Concept, entry: Scored) -> bool:
    """Whether a unit tells who does something, and speaks of what is done."""
    tells = tells_who(entry.unit.text) or tells_who_does(deed.word, entry.unit.text)
    return tells and share([deed], fold(entry.text)) > 0.0


def _dates_it(query: Query, entry: Scored) -> bool:
    """Whether a date that a unit tells may be of what is asked about: its paragraph has spoken of that so far."""
    return query.kind != "date" or not query.concepts or share(query.concepts, fold(so_far(entry.unit))) > 0.0


def _of_the_year(query: Query, unit: Unit) -> bool:
    """Whether each figure of a unit is told for a year asked about."""
    told = years_told(unit) if query.kind == "figure" and query.years else ()
    return bool(told) and all(year in query.years for _, year in told)


def lists_parts(unit: Unit) -> bool:
    """Whether the parts of its clause are shown with a unit: it announces them, or is the bare heading above them."""
    clause = unit.clause
    return bool(clause.children and (bare_heading(unit) or ANNOUNCES.search(unit.text)))
