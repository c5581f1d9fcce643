"""Answer selection: how well each sense unit answers the question, by one small learned model.

Every feature is a line in ``FEATURES``; the weights are in ``data/selection.json``, learned by
``python -m eval.fit`` from which units state the facts asked for. A score is in log odds: the softmax
over the units of a question is the chance of each to be the one that answers.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from rag.compose.cases import asked_of, of_sort, states_band
from rag.compose.leads import LISTS_CASES, asked_in, lead_over, rule_of
from rag.compose.silent import silent
from rag.evidence.contrast import contrast_of
from rag.evidence.counts import answers_date, answers_figure, counted, dated, indicator_share
from rag.evidence.definition import explains, meant
from rag.evidence.kinds import tells_who, want_of
from rag.evidence.names import names_each
from rag.evidence.tense import agreement
from rag.language.numerals import share_of_years
from rag.language.pairs import Floats, Pairs, longest_runs, pairs_of
from rag.language.tabled import is_head, row_of
from rag.language.text import fold, squeeze
from rag.language.units import ANNOUNCES, Unit, units_of
from rag.lazy_re import either, lazy_re
from rag.retrieve.held import Worths
from rag.types import Document, Hit
from rag.understand.asking import ASKS_CASES
from rag.understand.query import Query
from rag.understand.subject import matter_of
from rag.understand.term import term_of

WEIGHTS = Path(__file__).parents[1] / "data" / "selection.json"
#: Hits of which the units are weighed.
HITS = 8
#: 《…申请表》, …证明材料（含…）: an item of what is to be handed in says nothing of the matter.
_PAPER = lazy_re(
    either(
        # 高层次人才认定申请表（一式两份）
        "^[^，,。；;]{2,40}(?:申请表|登记表|审批表|承诺书|申请书|说明书|证明|材料|复印件|原件|合同|协议|清单|报告|证书|执照|凭证|发票)"
        "(?:[（(][^（）()]*[）)])?[。；;]?$",
    )
)
#: Share of a content word from which a unit is said to hold it.
HELD = 0.3

#: Name of each feature with what it measures.
FEATURES: dict[str, str] = {
    "terms": "share of the question's terms, by rarity, that the unit holds",
    "terms_above": "the same of those that only the heading, title or headings above hold",
    "dense_terms": "share of terms for the unit's length",
    "subject": "share of the content words, by any name, that the unit holds",
    "subject_above": "the same of those that only title and headings hold",
    "near": "the same, a near word counting too",
    "near_above": "near words of unit, title and headings together",
    "missing": "rarity of the rarest content word that has no near word there",
    "run": "longest stretch of the question that stands in the unit to the letter, in tens",
    "figure": "a figure is asked for and one of that sort is stated",
    "counted": "a figure is asked for and any is stated",
    "beside": "share of the content words that stand beside the figure",
    "date": "a date is asked for and one of that sort is stated",
    "dated": "a date is asked for and any time is stated",
    "lacking": "a figure or date is asked for and none is stated",
    "who": "departments are asked for and the unit tells who does something",
    "list": "a list or definition is asked for and the unit has items",
    "defines": "a definition is asked for and the unit has one",
    "want": "1: the special thing asked for (money, phone …) is stated; -1: it is not",
    "years": "share of the years asked about that the unit or the headings above it state",
    "length": "length of the unit, logarithm",
    "named": "1: things are to be named one by one, and are; -1: they are not",
    "contrast": "a member of a scale is asked about (省级, 三等奖), and only others are named here and above",
    "announces": "a list is asked for and the unit announces the parts of its clause",
    "paper": "the name of a paper to hand in, and no list is asked for",
    "review": "-1: a plan is asked for and its headings tell of what was reached; 1: both do",
    "behind": "how far the clause's score lies behind the best clause's, in threes",
    "place": "place of the clause among the hits, in tens",
    "front": "title, addressees, preamble or signature, and none of their facts is asked for",
    "dense": "cosine of question and passage",
}


@lru_cache(maxsize=1)
def selection_weights() -> dict[str, float]:
    """The learned weight of each feature."""
    weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit with the hit that it comes from; the unit's score is set.

    ``subject``: the share of the question's content words that the unit holds. ``row``: what it says as the
    row of a table, under its heads; empty where it is none. ``rule``: what governs it as an item.
    """

    unit: Unit
    hit: Hit
    subject: float = 0.0
    row: str = ""
    rule: str = ""

    @property
    def text(self) -> str:
        """What it says."""
        return self.row or self.rule + self.unit.text


def select(
    query: Query, hits: Sequence[Hit], documents: Mapping[str, Document], idf: Mapping[str, float]
) -> list[Scored]:
    """The units of the best hits with their scores, best first.

    Args:
        query: the question taken apart.
        hits: best first; the first ``HITS`` are looked at.
        documents: those of the hits, by id.
        idf: of the question's terms.
    """
    units, table = weighed(query, hits, documents, idf)
    if not units:
        return []
    weights = selection_weights()
    scores = table @ np.array([weights.get(name, 0.0) for name in FEATURES])
    subjects = table[:, list(FEATURES).index("subject")]
    scored = [
        Scored(entry.unit.scored(score), entry.hit, subject, entry.row, entry.rule)
        for entry, score, subject in zip(units, scores.tolist(), subjects.tolist(), strict=True)
    ]
    scored.sort(key=lambda entry: (-entry.unit.score, entry.hit.rank, entry.unit.begin))
    return scored


def weighed(
    query: Query, hits: Sequence[Hit], documents: Mapping[str, Document], idf: Mapping[str, float]
) -> tuple[list[Scored], Floats]:
    """The units of the best hits, in order, and their features, shape (units, features)."""
    fine, several = query.kind in ("figure", "date"), query.kind in ("list", "measure")
    chosen = _looked_at(query, hits)
    units, places = [], []
    for place, hit in enumerate(chosen):
        document = documents[hit.clause.document_id]
        above = query.names_place(hit.passage.context)
        elsewhere = query.must_name(document.id) and bool(document.region) and not above
        tabled = "|" in hit.clause.text
        lead = None if tabled else lead_over(document, hit.clause)
        asked = asked_in(hit.clause)
        for unit in units_of(hit.clause, fine):
            if tabled and is_head(document, unit):
                continue
            if hit.clause.kind == "title" and _only_named(query, unit.text):
                continue
            if elsewhere and not query.names_place(unit.text):
                continue
            if silent(query, document, unit):
                continue
            found = row_of(document, unit) if tabled else None
            row = found[1].meant if found else ""
            units.append(Scored(unit, hit, row=row, rule=asked or rule_of(lead, unit, several)))
            places.append(place)
    if not units:
        return [], np.zeros((0, len(FEATURES)))
    texts = [entry.text for entry in units]
    heads = [heads_of(hit, documents[hit.clause.document_id]) for hit in chosen]
    columns = {
        **_words(query, idf, texts, chosen, places),
        **_kind(query, texts),
        **_form(query, texts, chosen, places, heads),
    }
    # A table under a title alone is no words before the first clause.
    columns["front"] = [front and not entry.row for front, entry in zip(columns["front"], units, strict=True)]
    return units, np.stack([np.asarray(columns[name], np.float64) for name in FEATURES], axis=1)


def heads_of(hit: Hit, document: Document) -> str:
    """The headings above a clause, without the title."""
    return hit.passage.context.removeprefix(squeeze(document.title))


def _looked_at(query: Query, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The best hits, and of the others those that say what the term means that is asked for, or tell the cases."""
    term, figures, cases = meant(query), asked_of(query.text), ASKS_CASES.search(query.text)
    if not (term or figures or cases):
        return hits[:HITS]
    return [
        *hits[:HITS],
        *(
            hit
            for hit in hits[HITS:]
            if (term and explains(query, hit.clause.text))
            or (cases and LISTS_CASES.search(hit.clause.text))
            or ("|" in hit.clause.text and of_sort(hit.clause.text, figures))
            or states_band(hit.clause.text, figures)
        ),
    ]


def _only_named(query: Query, title: str) -> bool:
    """Whether a title names what is asked about, and answers nothing."""
    if query.kind == "date" and not query.of_document:
        return True
    return query.kind in ("list", "definition") or (query.kind == "measure" and not re.search(r"\d", title))


Columns = Mapping[str, Floats | Sequence[float]]
"""Features by name, each with a number for every unit."""


def _words(
    query: Query, idf: Mapping[str, float], texts: Sequence[str], hits: Sequence[Hit], places: Sequence[int]
) -> Columns:
    """How much of the question the units, and what stands above them, hold.

    Args:
        query: the question taken apart.
        idf: of its terms.
        texts: of the units.
        hits: that the units are of.
        places: of each unit's hit among these.
    """
    worths = Worths(query.terms, {term: idf.get(term, 0.0) for term in query.terms})
    marks = worths.among([*texts, *(f"{hit.clause.heading} {hit.passage.context}" for hit in hits)])
    held, heads = np.split(marks, [len(texts)], axis=1)
    above = heads[:, places]
    got = worths.coverage(held)
    folded = [fold(text) for text in texts]
    runs = longest_runs(Pairs(pairs_of(fold(query.text))).among(folded))
    lengths = np.array([max(len(text), 10) for text in texts])
    return {
        "terms": got,
        "terms_above": worths.coverage(above & ~held),
        "dense_terms": got / np.sqrt(lengths / 40),
        "run": np.minimum(1.5, runs / 10),
        **_subject(query, texts, folded, hits, places),
    }


def _subject(
    query: Query, texts: Sequence[str], folded: Sequence[str], hits: Sequence[Hit], places: Sequence[int]
) -> Columns:
    """The features of the content words; see ``_words``."""
    if not query.concepts:
        plain = {"subject": 0.3, "subject_above": 0.0, "near": 0.3, "near_above": 0.3, "missing": 0.0}
        return {name: [value] * len(texts) for name, value in plain.items()}
    matter = matter_of(query.concepts)
    head = [fold(hit.clause.heading) + fold(hit.passage.context) for hit in hits]
    hard, above = np.split(matter.held([*folded, *head]), [len(texts)], axis=1)
    near = query.near(matter.words, [*texts, *(hit.passage.context for hit in hits)])
    near_here, near_above = np.split(near, [len(texts)], axis=1)
    here = np.maximum(hard, near_here)
    both = np.maximum(here, np.maximum(above, 0.8 * near_above)[:, places])
    rarity = np.array([concept.rarity for concept in query.concepts])[:, None]
    return {
        "subject": matter.mean(hard),
        "subject_above": matter.mean(np.where(hard > 0.0, 0.0, above[:, places])),
        "near": matter.mean(here),
        "near_above": matter.mean(both),
        "missing": np.where(both < HELD, rarity, 0.0).max(axis=0),
    }


def _kind(query: Query, texts: Sequence[str]) -> Columns:
    """Whether the kind of thing asked for is there."""
    kind, want = query.kind, want_of(query.text)
    figure, date, listing = kind == "figure", kind == "date", kind in ("list", "definition")
    who = kind in ("department", "duty")
    defines = _defines(query) if kind == "definition" else None
    found = [figure and bool(counted(text)) for text in texts]
    sort = [figure and answers_figure(query.text, text) for text in texts]
    when = [date and dated(text) for text in texts]
    lacking = [
        (figure and not (f or s)) or (date and not w) for f, s, w in zip(found, sort, when, strict=True)
    ]
    return {
        "figure": sort,
        "counted": found,
        "beside": [figure and indicator_share(query.concepts, text) for text in texts],
        "date": [date and answers_date(query.text, text) for text in texts],
        "dated": when,
        "lacking": lacking,
        "who": [who and tells_who(text) for text in texts],
        "list": [listing and text.count("、") >= 2 for text in texts],
        "defines": [defines is not None and defines(text) for text in texts],
        "want": [0.0 if want is None else 1.0 if want[1].search(text) else -1.0 for text in texts],
    }


def _named(query: Query, text: str) -> float:
    named = names_each(query.text, [text])
    return 0.0 if named is None else 1.0 if named else -1.0


def _defines(query: Query) -> Callable[[str], bool]:
    """Whether a text says what the term that is asked about means, or else one of the content words."""
    term = term_of(query.text)
    names = [term] if term else [concept.word for concept in query.concepts]
    if not names:
        return lambda text: False
    named = "|".join(re.escape(fold(name)) for name in names)
    says = re.compile(rf"(?<![与和及同])(?:{named})[\"』」]?(?:\([^()]*\))?,?(?:是指|指|即|是|:|包括)")
    return lambda text: says.search(fold(text)) is not None


def _form(
    query: Query, texts: Sequence[str], hits: Sequence[Hit], places: Sequence[int], heads: Sequence[str]
) -> Columns:
    """How long a unit is, of which hit, and what the headings of that, without the title, add."""
    contrast = contrast_of(query.text)
    reviews = [agreement(query.text, hit.passage.context) for hit in hits]
    front = [hit.clause.kind in ("title", "addressees", "preamble", "signature") for hit in hits]
    return {
        "length": [math.log1p(len(text)) / 6 for text in texts],
        "named": [_named(query, text) for text in texts],
        "contrast": [
            contrast.shuts_out(f"{text} {heads[place]}") for text, place in zip(texts, places, strict=True)
        ],
        "announces": [
            query.kind in ("list", "measure", "duty") and bool(ANNOUNCES.search(text)) for text in texts
        ],
        "paper": [query.kind != "list" and bool(_PAPER.search(text)) for text in texts],
        "review": [reviews[place] for place in places],
        "years": [
            share_of_years(query.years, text + heads[place])
            for text, place in zip(texts, places, strict=True)
        ],
        "behind": [min(3.0, (hits[0].score - hits[place].score) / 3) for place in places],
        "place": [place / 10 for place in places],
        "front": [front[place] and not query.of_document for place in places],
        "dense": [hits[place].signals.get("dense", 0.0) for place in places],
    }


def chances(scored: Sequence[Scored]) -> dict[str, float]:
    """The chance of each clause, by id, to hold the unit that answers; they sum to 1."""
    most = scored[0].unit.score if scored else 0.0
    mass: dict[str, float] = {}
    for entry in scored:
        name = entry.unit.clause.id
        mass[name] = mass.get(name, 0.0) + math.exp(entry.unit.score - most)
    total = sum(mass.values())
    return {name: part / total for name, part in mass.items()}
