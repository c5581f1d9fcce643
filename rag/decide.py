"""Answer or refuse: the evidence for an answer weighed by a small calibrated model.

The question fixes a region, years, departments, a subject and the kind of thing wanted; each is
held against the clauses the answer leans on. The weights are in ``data/evidence.json``, learned by
``python -m eval.fit`` on the training split; the confidence is the chance that the answer is right.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.compose.draft import shown
from rag.compose.duties import of_the_matter
from rag.compose.selection import HELD
from rag.compose.told_rows import tells_person
from rag.composition import Composition, Draft
from rag.evidence.contrast import contrast_of
from rag.evidence.counts import indicator_share, of_another_rate, with_figures
from rag.evidence.definition import explains
from rag.evidence.demand import CONTACT, asks_names, figure_matched, kind_held, want_held, wanted
from rag.evidence.indicator import of_another_figure
from rag.evidence.kinds import ASKS_WHO_PAYS, wants_of
from rag.evidence.modifiers import of_another_section
from rag.evidence.names import members, names_each
from rag.evidence.predicate import lost_predicate
from rag.evidence.tense import agreement, asks_state, only_due
from rag.evidence.when import of_another_time, tells_a_goal, years_lost
from rag.evidence.where import of_another_level, of_the_whole, places_lost
from rag.language.bands import bands, of_one_value
from rag.language.numerals import quantities
from rag.language.text import fold
from rag.types import Hit, Refusal
from rag.understand.asked_facts import WHICH
from rag.understand.claims import YES_OR_NO
from rag.understand.query import Query
from rag.understand.reference import part_asked
from rag.understand.subject import Concept, Matter, share

WEIGHTS = Path(__file__).parent / "data" / "evidence.json"

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
    "unmatched": "a figure is asserted, and none of its sort is stated, or a percentage named that is not; or a rate is asked for, and only others are",
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


#: The most that an answer can be sure of which does not hold the kind of thing asked for; it is
#: refused whatever else speaks for it (of the training cases so answered, one in ten was right).
LACKING = 0.1
#: Below this confidence an answer says that it may not be meant, and shows the best words of a second clause.
UNSURE = 0.5
#: Characters of a question's own words that a refusal repeats.
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Decision:
    """The confidence that the composed answer is right, and a refusal where it is too low."""

    confidence: float
    refusal: Refusal | None
    evidence: Mapping[str, float]


@lru_cache(maxsize=1)
def evidence_model() -> dict[str, float]:
    """Weights of the evidence, ``bias`` and ``threshold``."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {**stored["weights"], "bias": stored["bias"], "threshold": stored["threshold"]}


def weigh(
    query: Query,
    hits: Sequence[Hit],
    composition: Composition,
    elsewhere: float,
) -> dict[str, float]:
    """The evidence for the composed answer, by the names in ``EVIDENCE``.

    Args:
        query: the question taken apart.
        hits: of the documents that it names, or all.
        composition: the answer composed from them.
        elsewhere: how well the best clause of another document fits.
    """
    named_document = not WHICH.search(query.text) or bool(query.documents or query.mentioned)
    top = _leaned_on(hits, composition)
    if top is None:
        return dict.fromkeys(EVIDENCE, 0.0) | {"unknown": 1.0, "no_kind": 1.0}
    clause_text = fold(" ".join([_lineage(composition, top), top.passage.context]))
    kind = _kind_held(query, composition)
    # What is read off a sentence is no fact that the document states of itself; a term is looked up.
    fact = bool(
        (query.of_document or query.surveyed)
        and composition.drafts
        and named_document
        and composition.best is None
    )
    stated = f"{clause_text} {_above(composition)}"
    years = [] if fact else years_lost(query, stated, composition)
    quoted = _told(composition.drafts)
    want = want_held(query, quoted)
    named = names_each(query.text, _apart(composition)) if asks_names(query) else None
    figure = query.kind == "figure" and bool(composition.drafts)
    best = composition.best.text if composition.best else quoted
    above = f"{top.passage.context} {top.clause.heading}"
    spoken_of = with_figures(quoted) if figure else quoted
    found, unknown, lost, head = _subject(query.concepts, clause_text, spoken_of, above)
    beside = indicator_share(query.concepts, quoted, above) if figure else 0.0
    goal = composition.best is not None and tells_a_goal(query, composition.best, above)
    goal = goal or only_due(query.text, quoted)
    asked = max(1, len(query.documents)) if query.kind == "comparison" else 1
    return {
        "fit": max(-1.0, min(1.6, composition.fit / 5)),
        "chance": composition.chance,
        "coverage": top.signals.get("coverage", 0.0),
        "subject": found,
        "unknown": unknown,
        "lost_figure": lost if query.kind in ("figure", "date") else 0.0,
        "lost_head": head,
        "lost_predicate": float(not fact and lost_predicate(query, quoted, above)),
        "words": len(query.concepts) / 5,
        "kind": float(kind is True),
        "no_kind": float(kind is False),
        "no_want": float(want is False or explains(query, quoted, top.clause.heading) is False),
        "named": float(named is True),
        "unnamed": float(named is False),
        "unlisted": float(
            query.kind == "list" and "哪些" in query.text and _side_by_side(quoted) < 2 and not fact
        ),
        "year": len(years) / len(query.years) if query.years else 0.0,
        "other_year": float(of_another_time(query, years, stated, composition, above)),
        "unmatched": float(
            figure_matched(query, quoted) is False
            or _percent_lost(query, stated, composition)
            or ((figure or query.kind == "yesno") and of_another_rate(query.text, query.concepts, quoted))
            or (figure and of_another_figure(query.text, query.concepts, quoted, above))
        ),
        "contrast": float(
            not fact
            and (
                _of_another_member(query, best, above, stated)
                or _of_another(query, composition)
                or _of_another_section(query, composition, f"{quoted} {above}")
            )
        ),
        "behind": max(0.0, min(1.0, composition.behind / 5)),
        "fact": float(fact or _all_of_a_department(query, composition)),
        "clause": float(bool((query.references or part_asked(query.text)) and composition.drafts)),
        "missing": len(composition.missing) / asked,
        "place": places_lost(query, top, composition, whole=True),
        "place_here": places_lost(query, top, composition, whole=False),
        "of_the_whole": float(
            (figure and of_the_whole(query.places, best, stated))
            or (not fact and of_another_level(query, composition, best, stated))
        ),
        "region": float(bool(query.documents)),
        "role_subject": 1.0 - found if query.kind in ("department", "duty") else 0.0,
        "no_indicator": 1.0 - beside if figure else 0.0,
        "elsewhere": max(0.0, min(1.0, (elsewhere - composition.fit) / 5))
        if query.kind not in ("comparison", "clause") and composition.best is not None and not fact
        else 0.0,
        "review": float(not fact and (agreement(query.text, top.passage.context) < 0 or goal)),
        "yesno": float(query.kind == "yesno"),
        "open": float(query.kind in ("measure", "list", "definition")),
    }


def asserts(query: Query) -> bool:
    """Whether a question states something of one matter and asks whether it is so."""
    return bool(YES_OR_NO.search(query.text)) and query.kind != "comparison"


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
    return of_another_section(query.text, best, quotes[0].document.clauses, told)


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


def _told(drafts: Sequence[Draft]) -> str:
    """The words of drafts, each on a line, with the units that the tables of their rows give."""
    return "\n".join(draft.meant or draft.text for draft in drafts)


def _subject(
    concepts: Sequence[Concept], text: str, quoted: str, above: str
) -> tuple[float, float, float, float]:
    """Share of the content words that a folded text holds, of those that no document does, and what is lost.

    That is the rarity of the rarest noun known to the documents that neither quoted words nor the headings
    above them hold (1 where they know no word of the question), and whether they lack the last word of all.
    """
    if not concepts:
        return 0.5, 0.0, 0.0, 0.0
    matter = Matter(concepts)
    held = matter.held([text, fold(quoted), fold(above)])
    told = held[:, 1:].max(axis=1) >= HELD
    known = [c.rarity for c, there in zip(concepts, told, strict=True) if c.noun and c.known and not there]
    unknown = sum(not concept.known for concept in concepts) / len(concepts)
    lost = 1.0 if unknown == 1.0 else max(known, default=0.0)
    return float(matter.mean(held)[0]), unknown, lost, float(not told[-1])


def _kind_held(query: Query, composition: Composition) -> bool | None:
    """Whether the drafts hold the kind of thing asked for; None where any text would do."""
    framed = query.of_document or CONTACT.intersection(wants_of(query.text))
    text = _told([d for d in composition.drafts if framed or not _of_the_frame(d)])
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


def confidence(evidence: Mapping[str, float], model: Mapping[str, float] | None = None) -> float:
    """The chance, 0 … 1, that an answer with this evidence is right; at most ``LACKING`` if it lacks."""
    weights = model or evidence_model()
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    return min(chance, LACKING) if lacks(evidence) else chance


def lacks(evidence: Mapping[str, float]) -> bool:
    """Whether the answer does not hold the kind of thing, the names, the place, the year or the deed asked for."""
    return any(
        evidence.get(name)
        for name in (
            "no_kind",
            "no_want",
            "other_year",
            "unnamed",
            "unmatched",
            "review",
            "contrast",
            "of_the_whole",
            "lost_predicate",
        )
    )


def decide(
    query: Query,
    hits: Sequence[Hit],
    composition: Composition,
    elsewhere: float,
) -> Decision:
    """Whether the composed answer is given, and how sure it is."""
    evidence = weigh(query, hits, composition, elsewhere)
    sure = confidence(evidence)
    if not composition.drafts or lacks(evidence) or sure < evidence_model()["threshold"]:
        return Decision(
            sure, Refusal("not_in_documents", missing(query, composition, evidence), nearest(hits)), evidence
        )
    return Decision(sure, None, evidence)


def missing(query: Query, composition: Composition, evidence: Mapping[str, float]) -> str:
    """What the documents lack, in a sentence."""
    where = "、".join(query.regions) + "的文件" if query.regions else "所收文件"
    if query.mentioned:
        return f"{where}没有提到“{query.mentioned[0]}”"
    if composition.missing and query.kind != "comparison":
        return f"{where}没有写明{'、'.join(composition.missing)}"
    if asks_state(query.text) and evidence.get("review") and _given_without(evidence, "review"):
        return f"{where}只写明了目标，没有写明所问的实际情况（“{_as_typed(query)}”）"
    year = f"{'、'.join(query.years)}年的" if evidence.get("other_year") and query.years else ""
    return f"{where}没有写明所问的{year}{wanted(query)}（“{_as_typed(query)}”）"


def _given_without(evidence: Mapping[str, float], name: str) -> bool:
    """Whether an answer would be given, were it not for one thing."""
    return confidence({**evidence, name: 0.0}) >= evidence_model()["threshold"]


#: Quotation marks within what is quoted.
_INNER = str.maketrans('“”"', "‘’'")


def _as_typed(query: Query) -> str:
    """The user's own words, cut at ``SHOWN``: words taken out of them would not read as a sentence."""
    text = query.text
    for typed, meant in query.corrections.items():
        text = text.replace(meant, typed)
    text = text.strip("？?。 ").translate(_INNER)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


#: Characters from which what stands before the first clause is no mere preamble, but the body of a document.
BODY = 200


def nearest(hits: Sequence[Hit]) -> tuple[str, ...]:
    """The clauses to look at where there is no answer: three of the best that say something."""
    telling = [
        h
        for h in hits
        if (h.clause.kind == "clause" and len(h.clause.text) > len(h.clause.heading) + 8)
        or (h.clause.kind == "preamble" and len(h.clause.text) >= BODY)
    ]
    return tuple(hit.clause.id for hit in (telling or hits)[:3])
