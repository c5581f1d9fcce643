"""The evidence for a composed answer: each thing that the question fixes, held against what is told.

A region, years, departments, a subject and the kind of thing wanted. What each counts is learned (``rag.decide``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.compose.draft import shown
from rag.compose.duties import of_the_matter
from rag.compose.leads import asked_in
from rag.compose.selection import HELD
from rag.compose.told_rows import tells_person
from rag.composition import Composition, Draft
from rag.evidence.answered import asked_there
from rag.evidence.contrast import contrast_of
from rag.evidence.counts import indicator_share, of_another_rate, with_figures
from rag.evidence.definition import explains
from rag.evidence.demand import CONTACT, asks_names, band_lost, figure_matched, kind_held, want_held
from rag.evidence.indicator import of_another_figure
from rag.evidence.kinds import ASKS_WHO_PAYS, wants_of
from rag.evidence.matter import of_another_matter
from rag.evidence.modifiers import beside_section_named, of_another_section
from rag.evidence.names import members, names_each
from rag.evidence.predicate import lost_predicate
from rag.evidence.tense import agreement, only_due
from rag.evidence.when import of_another_time, tells_a_goal, years_lost
from rag.evidence.where import of_another_level, of_the_whole, places_lost
from rag.language.bands import bands, of_one_value
from rag.language.numerals import quantities
from rag.language.text import fold
from rag.language.units import so_far
from rag.types import Hit
from rag.understand.asked_facts import WHICH
from rag.understand.claims import YES_OR_NO
from rag.understand.fields import names_kind
from rag.understand.query import Query
from rag.understand.reference import part_asked
from rag.understand.subject import matter_of, share

#: What the model reads, each within about 0 … 1.
EVIDENCE: dict[str, str] = {
    "fit": "how well the best unit answers, in log odds, a fifth",
    "chance": "how much of the likelihood of all units lies on its clause",
    "coverage": "share of the question's terms in the best clause",
    "subject": "share of content words, or a synonym, in the best clause and its headings",
    "unknown": "share of content words that no document holds",
    "lost_figure": "rarity of the rarest noun that documents hold and neither the quoted words nor what stands above, where a figure or date is asked for",
    "lost_head": "the last content word is in neither",
    "lost_predicate": "they tell nothing of what a yes-or-no question asks of its matter",
    "words": "how many content words the question has, in fives",
    "kind": "the quoted words hold the kind of thing asked for",
    "no_kind": "they do not, although a figure, date or department is asked for",
    "no_want": "it is not stated, or a term is not explained",
    "named": "things are to be named one by one, and are",
    "unnamed": "they are not",
    "unlisted": "several are asked for, and hardly any stand side by side",
    "year": "an asked year is missing from the clause",
    "other_year": "a year is asked about that neither the clause nor the title of its document states, or several are told of",
    "unmatched": "a figure is asserted, and none of its sort is stated, or a percentage named that is not; or a rate or a name is asked for, and only others are; or no word of the matter is told",
    "contrast": "a member of a scale (省级, 三等奖), or what the title of another document speaks of, is asked about, and only others are named",
    "behind": "how far the quoted unit lies behind one that lacks what is asked for",
    "fact": "a fact of a document that is named, or all that a department has to do, and it is stated",
    "clause": "a clause named by its label, and it exists",
    "missing": "share of the asked documents that say nothing",
    "place": "share of the places asked about that neither the document's region nor its text names",
    "place_here": "the same of the clause and its headings alone",
    "of_the_whole": "a figure, date or department of a place is asked for, and what is quoted tells of the whole province or country, or of a place above or below",
    "region": "the question names a region that the documents cover",
    "role_subject": "share of content words that the clause lacks, where departments are asked for",
    "no_indicator": "share that does not",
    "elsewhere": "how much better a clause of a document not asked about would answer",
    "review": "a plan is asked for, and the headings tell of what was reached; or what is so, and a goal is told",
    "yesno": "a yes-or-no question",
    "open": "asks how, what or which",
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What a composed answer tells, as the evidence reads it.

    ``top``: the hit that it leans on; ``fact``: it is one that the documents state of themselves; ``quoted``: its
    words, ``best`` those of the unit that answers, ``above`` title and headings; ``clause``: all of the clauses
    quoted, folded, ``stated`` with what the clauses above them say.
    """

    query: Query
    composition: Composition
    top: Hit
    fact: bool
    quoted: str
    best: str
    above: str
    clause: str
    stated: str

    @property
    def figure(self) -> bool:
        """Whether a figure is asked for and something is told."""
        return self.query.kind == "figure" and bool(self.composition.drafts)


def weigh(query: Query, hits: Sequence[Hit], composition: Composition, elsewhere: float) -> dict[str, float]:
    """The evidence for the composed answer, by the names in ``EVIDENCE``.

    Args:
        query: the question taken apart.
        hits: of the documents that it names, or all.
        composition: the answer composed from them.
        elsewhere: how well the best clause of another document fits.
    """
    top = _leaned_on(hits, composition)
    if top is None:
        return dict.fromkeys(EVIDENCE, 0.0) | {"unknown": 1.0, "no_kind": 1.0}
    told = _read(query, composition, top)
    return {
        **_fit(told, elsewhere),
        **_matter(told),
        **_kind(told),
        **_time(told),
        **_neighbours(told),
        **_place(told),
    }


def _read(query: Query, composition: Composition, top: Hit) -> _Told:
    named_document = not WHICH.search(query.text) or bool(query.documents or query.mentioned)
    clause = fold(" ".join([_lineage(composition, top), top.passage.context]))
    quoted = _words(composition.drafts)
    return _Told(
        query,
        composition,
        top,
        # What is read off a sentence is no fact that the document states of itself; a term is looked up.
        fact=composition.printed
        or bool(
            (query.of_document or query.surveyed or composition.looked_up)
            and composition.drafts
            and named_document
            and composition.best is None
        ),
        quoted=quoted,
        best=composition.best.text if composition.best else quoted,
        above=f"{top.passage.context} {top.clause.heading}",
        clause=clause,
        stated=f"{clause} {_above(composition)}",
    )


def _fit(told: _Told, elsewhere: float) -> dict[str, float]:
    """How well the answer fits, and how much better another one would."""
    query, composition = told.query, told.composition
    # What is asked for by the label of a clause stands in that one.
    labelled = query.kind in ("comparison", "clause") or bool(query.references)
    rivals = composition.best is not None and not (labelled or told.fact)
    asked = max(1, len(query.documents)) if query.kind == "comparison" else 1
    return {
        "fit": max(-1.0, min(1.6, composition.fit / 5)),
        "chance": composition.chance,
        "coverage": told.top.signals.get("coverage", 0.0),
        "words": len(query.concepts) / 5,
        "behind": max(0.0, min(1.0, composition.behind / 5)),
        "fact": float(told.fact or _all_of_a_department(query, composition)),
        "clause": float(bool((query.references or part_asked(query.text)) and composition.drafts)),
        "missing": len(composition.missing) / asked,
        "elsewhere": max(0.0, min(1.0, (elsewhere - composition.fit) / 5)) if rivals else 0.0,
        "yesno": float(query.kind == "yesno"),
        "open": float(query.kind in ("measure", "list", "definition")),
    }


def _matter(told: _Told) -> dict[str, float]:
    """Whether it speaks of the matter asked about, and what of it is lost."""
    query, quoted = told.query, told.quoted
    spoken_of = with_figures(quoted) if told.figure else quoted
    found, unknown, lost, head = _subject(query, told.clause, spoken_of, told.above)
    beside = indicator_share(query.concepts, quoted, told.above) if told.figure else 0.0
    return {
        "subject": found,
        "unknown": unknown,
        "lost_figure": lost if query.kind in ("figure", "date") else 0.0,
        "lost_head": head,
        "lost_predicate": float(not told.fact and lost_predicate(query, quoted, told.above)),
        "role_subject": 1.0 - found if query.kind in ("department", "duty") else 0.0,
        "no_indicator": 1.0 - beside if told.figure else 0.0,
    }


def _kind(told: _Told) -> dict[str, float]:
    """Whether the kind of thing asked for is there."""
    query, quoted = told.query, told.quoted
    kind, want = _kind_held(query, told.composition), want_held(query, quoted)
    named = names_each(query.text, _apart(told.composition), query.concepts) if asks_names(query) else None
    several = query.kind == "list" and "哪些" in query.text
    if asked_there(query, asked_in(told.top.clause)):
        kind, want = (None if kind is None else True), True
    return {
        "kind": float(kind is True),
        "no_kind": float(kind is False),
        "no_want": float(want is False or explains(query, quoted, told.top.clause.heading) is False),
        "named": float(named is True),
        "unnamed": float(named is False),
        "unlisted": float(several and _side_by_side(quoted) < 2 and not told.fact),
    }


def _time(told: _Told) -> dict[str, float]:
    """Whether it is of the time asked about, a plan or what was reached."""
    query, composition, above = told.query, told.composition, told.above
    years = [] if told.fact else years_lost(query, told.stated, composition, above)
    goal = composition.best is not None and tells_a_goal(query, composition.best, above)
    other = goal or only_due(query.text, told.quoted)
    return {
        "year": len(years) / len(query.years) if query.years else 0.0,
        "other_year": float(of_another_time(query, years, told.stated, composition, above)),
        "review": float(not told.fact and (agreement(query.text, told.top.passage.context) < 0 or other)),
    }


def _neighbours(told: _Told) -> dict[str, float]:
    """Whether it is of another figure, rate, member of a scale, section or document than the one asked about."""
    query, composition, quoted = told.query, told.composition, told.quoted
    return {
        "unmatched": float(
            figure_matched(query, quoted) is False
            or band_lost(query, quoted, composition)
            or _percent_lost(query, told.stated, composition)
            or (
                (told.figure or query.kind == "yesno") and of_another_rate(query.text, query.concepts, quoted)
            )
            or (told.figure and of_another_figure(query.text, query.concepts, quoted, told.above))
            or (not told.fact and of_another_matter(query, quoted, told.above, told.stated))
        ),
        "contrast": float(
            not told.fact
            and (
                _of_another_member(query, told.best, told.above, told.stated)
                or _of_another(query, composition)
                or _of_another_section(query, composition, f"{quoted} {told.above}")
            )
        ),
    }


def _place(told: _Told) -> dict[str, float]:
    """Whether it is of the place asked about."""
    query, composition = told.query, told.composition
    return {
        "place": places_lost(query, told.top, composition, whole=True),
        "place_here": places_lost(query, told.top, composition, whole=False),
        "of_the_whole": float(
            (told.figure and of_the_whole(query.places, told.best, _paragraph(told)))
            or (not told.fact and of_another_level(query, composition, told.best, told.stated))
        ),
        "region": float(bool(query.documents)),
    }


def _paragraph(told: _Told) -> str:
    """The paragraph up to the best unit with all that stands above it; the whole clause where no unit is the best.

    A place that a long clause names somewhere is none that each of its sentences is of.
    """
    best = told.composition.best
    return f"{so_far(best)} {told.above} {_above(told.composition)}" if best else told.stated


def _of_another_member(query: Query, best: str, above: str, stated: str) -> bool:
    """Whether a member of a scale is asked about, and what is told is of another, or of none that is numbered."""
    contrast = contrast_of(query.text)
    numbered = query.kind in ("figure", "date") and contrast.names_no_turn(stated)
    return numbered or contrast.shuts_out(f"{best} {above}")


def _of_another(query: Query, composition: Composition) -> bool:
    """Whether the matter is that of another document by its title, and the quoted ones never speak of it.

    What is told of 智能制造 answers nothing of 智能建造, to which another document is given.
    """
    quoted = {q.clause.document_id: q.document for d in composition.drafts for q in d.quotes}
    if query.kind == "comparison" or not quoted.keys().isdisjoint(query.documents):
        return False
    texts = [f"{document.title}\n{document.text}" for document in quoted.values()]
    return bool(texts) and not all(
        any(phrase in text or re.search(r"\s*".join(phrase), text) for text in texts)
        for phrase in query.subjects
    )


def _of_another_section(query: Query, composition: Composition, told: str) -> bool:
    """Whether what is told stands under the section beside the one that the question names."""
    best = composition.best
    quotes = [q for d in composition.drafts for q in d.quotes if best and q.clause.id == best.clause.id]
    if best is None or not quotes or query.kind == "comparison":
        return False
    document = quotes[0].document
    return of_another_section(query.text, best, document.clauses, told) or beside_section_named(
        query.text, best, document, told
    )


def _all_of_a_department(query: Query, composition: Composition) -> bool:
    """Whether tasks of the department named are told, read off the roles of clauses, and they speak of all else asked.

    What the titles name is of every task.
    """
    if query.kind != "duty" or not query.departments or not _names_responsible(composition):
        return False
    quotes = [quote for draft in composition.drafts for quote in draft.quotes]
    told = " ".join([*(d.text for d in composition.drafts), *(q.document.title for q in quotes)])
    return all(share([concept], fold(told)) for concept in of_the_matter(query))


def _leaned_on(hits: Sequence[Hit], composition: Composition) -> Hit | None:
    """The hit of the first clause that the answer leans on, else the best hit."""
    cited = [q.clause.id for d in composition.drafts for q in d.quotes]
    if composition.best is not None:
        cited.insert(0, composition.best.clause.id)
    for name in cited:
        for hit in hits:
            if hit.clause.id == name:
                return hit
    return hits[0] if hits else None


def _lineage(composition: Composition, top: Hit) -> str:
    clauses = {q.clause.id: q.clause for d in composition.drafts for q in d.quotes}
    clauses[top.clause.id] = top.clause
    roles = " ".join(n for c in clauses.values() for names in c.responsible.values() for n in names)
    return " ".join(c.text for c in clauses.values()) + " " + roles


def _above(composition: Composition) -> str:
    """What the clauses above the quoted ones say themselves: 到2025年，主要目标是： holds for its parts."""
    texts = []
    for quote in (quote for draft in composition.drafts for quote in draft.quotes):
        level, path = quote.document.clauses, quote.clause.path
        for depth in range(1, len(path)):
            here = next((c for c in level if c.path == path[:depth]), None)
            if here is None:
                break
            texts.append(here.text)
            level = here.children
    return "\n".join(texts)


def _words(drafts: Sequence[Draft]) -> str:
    """The words of drafts, each on a line, with the units that the tables of their rows give."""
    return "\n".join(draft.meant or draft.text for draft in drafts)


def _subject(query: Query, text: str, quoted: str, above: str) -> tuple[float, float, float, float]:
    """Share of the content words that a folded text holds, of those that no document does, and what is lost.

    That is the rarity of the rarest noun known to the documents that neither quoted words nor the headings
    above them hold (1 where they know no word of the question), and whether they lack the last word of all.
    What names the kind of thing asked for is not lost: a number is told as such, whatever stands beside it.
    """
    concepts = query.concepts
    if not concepts:
        return 0.5, 0.0, 0.0, 0.0
    matter = matter_of(tuple(concepts))
    held = matter.held([text, fold(quoted), fold(above)])
    told = held[:, 1:].max(axis=1) >= HELD
    lacking = [c for c, there in zip(concepts, told, strict=True) if not there]
    known = [c.rarity for c in lacking if c.noun and c.known and not names_kind(query.text, c.word)]
    unknown = sum(not concept.known for concept in concepts) / len(concepts)
    lost = 1.0 if unknown == 1.0 else max(known, default=0.0)
    return float(matter.mean(held)[0]), unknown, lost, float(not told[-1])


def _kind_held(query: Query, composition: Composition) -> bool | None:
    """Whether the drafts hold the kind of thing asked for; None where any text would do."""
    framed = query.of_document or CONTACT.intersection(wants_of(query.text))
    text = _words([d for d in composition.drafts if framed or not _of_the_frame(d)])
    held = kind_held(query, text)
    pays = ASKS_WHO_PAYS.search(query.text)
    if query.kind == "department" and not pays and held is False and _tells_responsible(composition):
        return True
    if held is None and query.kind == "duty" and query.departments:
        return bool(composition.drafts)
    return held


def _apart(composition: Composition) -> list[str]:
    """The parts of an answer that may each name things: of a draft that shows the best unit, that unit alone.

    Items of the sentence beside it are of something else, but for what is counted off.
    """
    best = shown(composition.best.text) if composition.best else ""
    return [
        best if best and best in draft.text and not members(draft.text) else draft.meant or draft.text
        for draft in composition.drafts
    ]


def _side_by_side(text: str) -> int:
    """How many stops part things or sentences of a text."""
    return len(re.findall("[、；;。]", text.rstrip("。；;")))


def _of_the_frame(draft: Draft) -> bool:
    """Whether a draft quotes nothing but addressees or signature: only facts and contacts are asked for there."""
    return all(quote.clause.kind in ("addressees", "signature") for quote in draft.quotes)


def _names_responsible(composition: Composition) -> bool:
    """Whether a draft names a department that its clause makes responsible, whatever the role is called."""
    return any(
        name in draft.text
        for draft in composition.drafts
        for quote in draft.quotes
        for names in quote.clause.responsible.values()
        for name in names
    )


def _tells_responsible(composition: Composition) -> bool:
    """Whether a draft names a department that its clause makes responsible, or who stands in a row of a table."""
    return _names_responsible(composition) or any(map(tells_person, composition.drafts))


def _percent_lost(query: Query, stated: str, composition: Composition) -> bool:
    """Whether a question for a thing, a time or an organ names a percentage that is not stated, nor a band of it."""
    asserts = query.kind == "yesno" or YES_OR_NO.search(query.text)
    if query.of_document or query.kind in ("measure", "definition", "clause") or asserts:
        return False
    stated_keys = {q.key for q in quantities(stated)}
    rows = [band for draft in composition.drafts for band in bands(draft.meant)]
    cases = [*rows, *(band for band in bands(stated) if band.condition)]
    return any(
        q.kind == "percent"
        and q.key not in stated_keys
        and not any(band.covers(of_one_value(q)) for band in cases)
        for q in quantities(query.text)
    )
