"""A question taken apart into what it fixes: region, clause, number, year, subject, kind.

No model: patterns of how staff ask, and the index for what the documents are called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.language.grades import in_signs
from rag.language.numerals import Quantity, quantities
from rag.language.tokens import tokens
from rag.lazy_re import lazy_re
from rag.understand.asked_facts import facts_of
from rag.understand.asked_roles import DEPARTMENT, DUTY_WORDS, without_role
from rag.understand.asking import ASKS_CASES, Kind, asks, kind_of
from rag.understand.catalog import Catalog, Named
from rag.understand.claims import COMPLIES
from rag.understand.contact import as_contact
from rag.understand.each import EVERY
from rag.understand.reference import Reference, names_article, part_asked, references
from rag.understand.stage import stage_asked
from rag.understand.subject import ASKING, SYNONYM, Concept, asked_as, concepts_of, terms_of, without_asking
from rag.understand.term import SAYS_WHAT, plainly_meant
from rag.understand.thesaurus import Thesaurus
from rag.understand.whole import (
    Whole,
    asks_figures_meant,
    asks_goals,
    asks_overview,
    asks_titles,
    names_a_document,
    term_mentioned,
    term_surveyed,
)

#: What documents call the parts of which 第二步 is one.
_STAGES = "实施步骤 阶段"
#: Weight of the terms of the conversation before, beside 1 for those of the question.
CONTEXT = 0.5
#: The same of words as typed, where they were corrected.
_TYPED = 0.5


class Near(Protocol):
    """How near each of some content words is to the words of each of some texts: 0 … 1."""

    def __call__(self, words: Sequence[str], texts: Sequence[str], rare: float = 0.0) -> NDArray[np.float64]:
        """The nearness of each word to the nearest one of each text that is as rare, shape (words, texts)."""


class Far:
    """Where nothing is known of nearness."""

    def __call__(self, words: Sequence[str], texts: Sequence[str], rare: float = 0.0) -> NDArray[np.float64]:
        """Every word is far from every text."""
        return np.zeros((len(words), len(texts)))


FAR = Far()


@dataclass(frozen=True, slots=True)
class Query:
    """What a question fixes.

    ``terms`` are lexical terms with weights; ``concepts`` the content words with what else they are
    called, region and question words left out; ``documents`` those that the question names by
    region, title or number;
    ``foreign`` places or numbers that no document covers; ``placeless`` documents without a region;
    ``exact``: a document is named by its title or number; ``places`` short names of all places named,
    ``titled`` documents without a region whose title names one; ``unheld`` titles that no document has;
    ``subjects`` phrases that the title of one document alone holds; ``unclear`` names of documents of which one may be meant;
    ``mentioned`` the term of which is asked which documents mention it, and its short or long names;
    ``surveyed`` the same of a thing of which is asked what places have it, which need not be a term of theirs;
    ``parts`` the questions that are asked in one breath, where there are several; one of them ``leans`` on
    those before it ``partly``, where it may be about the same, or ``wholly``, where it names no thing of its own;
    ``typed`` the text before ``corrections``;
    ``near`` how near the content words are to those of a text; ``vector``: that of the text, shape
    (dim,), where it is known.
    """

    text: str
    kind: Kind
    terms: Mapping[str, float]
    concepts: tuple[Concept, ...] = ()
    documents: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    years: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=dict)
    every_region: bool = False
    facts: tuple[str, ...] = ()
    whole: Whole | None = None
    annex: bool = False
    placeless: frozenset[str] = frozenset()
    parts: tuple[Query, ...] = ()
    leans: Literal["", "partly", "wholly"] = ""
    exact: bool = False
    places: tuple[str, ...] = ()
    titled: frozenset[str] = frozenset()
    unheld: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    typed: str = ""
    mentioned: tuple[str, ...] = ()
    surveyed: tuple[str, ...] = ()
    near: Near = FAR
    vector: NDArray[np.float32] | None = field(default=None, compare=False)

    def in_scope(self, document: str) -> bool:
        """Whether an answer may lean on a document: one that is named, or that is for no region."""
        if not self.documents or document in self.documents:
            return True
        return document in self.placeless and not self.exact

    def must_name(self, document: str) -> bool:
        """Whether words of a document are told of the region asked about only where they name it.

        So it is where the region has documents, and this one is for none.
        """
        asked = bool(self.regions and self.documents) and self.in_scope(document)
        return asked and document not in self.documents | self.titled

    def names_place(self, text: str) -> bool:
        """Whether a text names one of the places asked about."""
        return any(place in text for place in self.places)

    @property
    def as_a_whole(self) -> bool:
        """Whether documents are asked about as a whole: what they say, or which of them mention a term."""
        return self.whole is not None

    @property
    def of_document(self) -> bool:
        """Whether documents themselves are asked about: a fact that one states of itself, or as a whole."""
        return bool(self.facts) or self.as_a_whole

    def naming(self, named: Named) -> Query:
        """The query with the documents and places that are named."""
        return replace(
            self,
            documents=named.documents,
            regions=named.regions,
            foreign=named.foreign,
            exact=named.exact,
            places=named.places,
            titled=named.titled,
            unheld=named.unheld,
            subjects=named.subjects,
            unclear=named.unclear,
        )

    def with_near(self, near: Near, vector: NDArray[np.float32]) -> Query:
        """The query, and its parts, with what tells nearness to its words, and its vector."""
        parts = tuple(replace(part, near=near) for part in self.parts)
        return replace(self, near=near, vector=vector, parts=parts)

    @property
    def words(self) -> tuple[str, ...]:
        """The content words of the question and of its parts, each once."""
        return tuple(dict.fromkeys(c.word for query in (self, *self.parts) for c in query.concepts))

    @property
    def as_typed(self) -> str:
        """The question before its words were put right after those of the documents: 药好 may be no slip for 药耗."""
        return self.typed or self.text

    def as_was_typed(self, part: str) -> str:
        """A part of the text before its words were put right; one that was typed right elsewhere stays."""
        for typed, right in self.corrections.items():
            part = part if right in self.typed else part.replace(right, typed)
        return part

    @property
    def subject(self) -> tuple[str, ...]:
        """The content words in order."""
        return tuple(concept.word for concept in self.concepts)


def understand(
    text: str,
    catalog: Catalog,
    thesaurus: Thesaurus,
    context: str = "",
    rarity: Callable[[str], float] = lambda _: 0.5,
) -> Query:
    """The question taken apart.

    Args:
        text: the standalone question.
        catalog: what the documents are called.
        thesaurus: words that mean the same.
        context: what was talked of before; found at little weight.
        rarity: 0 for a word that every clause holds up to 1 for one that no document does.
    """
    if not asks(text):
        text = _WHICH_MEANT.sub("哪", text)
    text = in_signs(as_contact(text))
    text = _SHORT_YEAR.sub(r"20\g<0>", text)
    corrections = catalog.corrections(text)
    fixed = _corrected(text, corrections)
    named = catalog.named(fixed)
    labels = references(fixed)
    sought = _sought(text, fixed, named, labels, catalog)
    # The words of a title are of every clause under it: they tell none from another.
    titles = named.titles if named.exact and _rest(fixed, named.words, labels) else ()
    ways = {
        "department": lambda said: without_role(said, lambda word: rarity(word) < 1.0),
        "definition": plainly_meant,
    }
    matter = ways[sought.kind](fixed) if sought.kind in ways else fixed
    concepts = _concepts(sought, matter, (*named.words, *named.numbers, *titles), thesaurus, rarity)
    terms = terms_of(matter, (*named.words, *titles), concepts, rarity)
    typed = tokens(without_asking(text, rarity)) if text != fixed else ()
    _add(terms, typed, _TYPED)
    add_asked(terms, matter, thesaurus)
    _add_said(terms, matter, sought.kind)
    _add(terms, tokens(context), CONTEXT)
    return replace(
        _named(fixed, sought, named, catalog),
        terms=terms,
        concepts=concepts,
        references=labels,
        departments=_departments(matter, named.words),
        corrections=corrections,
        typed=text,
        mentioned=_names(sought.mention, thesaurus),
        surveyed=_names(sought.survey, thesaurus),
    )


def _names(term: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    """A term with its short or long names; none without one."""
    return (term, *thesaurus.short_or_long(term)) if term else ()


def _named(text: str, sought: _Sought, named: Named, catalog: Catalog) -> Query:
    """The query with what is sought, and the documents, places and figures that it names; no words yet."""
    found = quantities(text)
    return Query(
        text=text,
        kind=sought.kind,
        terms={},
        years=years_of(found),
        asked=tuple(q.value for q in found if q.kind in ("percent", "number")),
        every_region=bool(EVERY.search(text) or sought.survey),
        facts=sought.facts,
        whole=sought.whole,
        placeless=catalog.placeless,
        annex=bool(re.search(r"附[件表录]|清单|任务分工表|分工表", text)),
    ).naming(named)


def _corrected(text: str, corrections: Mapping[str, str]) -> str:
    for wrong, right in corrections.items():
        text = text.replace(wrong, right)
    return text


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is asked for: a kind of thing, facts of a document, documents as a whole, those that mention or have a thing."""

    kind: Kind
    facts: tuple[str, ...] = ()
    whole: Whole | None = None
    mention: str = ""
    survey: str = ""


def _sought(text: str, fixed: str, named: Named, labels: Sequence[Reference], catalog: Catalog) -> _Sought:
    """What a question asks for, as typed and as corrected (``fixed``)."""
    # A word that no document holds may be right all the same: what is asked is read as typed.
    facts = facts_of(text)
    compared = max(len(named.regions), len(named.documents) if named.exact else 0)
    kind = kind_of(text, compared, bool(labels))
    if not facts and (facts := facts_of(fixed)):
        kind = kind_of(fixed, compared, bool(labels))
    if part_asked(fixed) and kind in _OPEN:
        kind = "clause"
    if labels and kind in _OPEN and (names_article(labels) or not _rest(fixed, named.words, labels)):
        kind = "clause"
    if labels:
        return _Sought(kind, facts)
    if mention := term_mentioned(_bare(fixed, named)):
        return _Sought("document", (), "mentions", mention)
    if not facts and (whole := _as_a_whole(fixed, named, catalog, compared > 1)):
        return _Sought("comparison" if compared > 1 else "document", (), whole)
    survey = "" if facts or named.documents else term_surveyed(_bare(fixed, named))
    return _Sought("comparison" if survey else kind, facts, survey=survey)


#: Kinds of questions that what a clause says answers, whatever it is.
_OPEN = ("measure", "list", "definition")


def _concepts(
    sought: _Sought,
    matter: str,
    told: Sequence[str],
    thesaurus: Thesaurus,
    rarity: Callable[[str], float],
) -> tuple[Concept, ...]:
    """The content words of what is asked about; none where it is documents as a whole."""
    if sought.whole and not sought.mention:
        return ()
    of_it = COMPLIES.sub("，", matter)
    of_it = DUTY_WORDS.sub("，", of_it) if sought.kind == "duty" else EVERY.sub(" ", of_it)
    return concepts_of(sought.mention or of_it, told, thesaurus, rarity)


#: What opens a list of cases: 有下列情形之一的.
_CASES = "下列"


def _add_said(terms: dict[str, float], text: str, kind: Kind) -> None:
    """Adds the words with which rules say what a term means, or list the cases, that are asked for."""
    if kind == "definition":
        terms[SAYS_WHAT] = 1.0 if SAYS_WHAT[-1] in text else SYNONYM
    if ASKS_CASES.search(text):
        terms[_CASES] = SYNONYM


def _add(terms: dict[str, float], others: Iterable[str], weight: float) -> None:
    """Adds terms at a weight, but for those that are there."""
    for term in others:
        terms.setdefault(term, weight)


def add_asked(terms: dict[str, float], text: str, thesaurus: Thesaurus) -> None:
    """Adds the terms of what is asked for, as documents call it."""
    for other in asked_as(text, thesaurus):
        for term in tokens(other):
            terms.setdefault(term, SYNONYM)
    if stage_asked(text):
        for term in tokens(_STAGES):
            terms[term] = 1.0


#: 23年 for 2023年; not a length of time (20年内, 近20年, 20年以上, 工龄20年).
_SHORT_YEAR = lazy_re(
    r"(?<![\d第近满约每过超足长达了有干龄期限])(?:1[5-9]|2\d|3[05])(?=年(?!级|期|龄|制|以[上下内来]|内|来|间|左右|之|时间|历史|经验|工))"
)
#: 那 typed for 哪, which sounds alike, where nothing else asks: 由那个部门负责, 到那年.
_WHICH_MEANT = lazy_re(
    r"那(?=(?:[几两三]?[个家]|些)(?:部门|单位|机构|地方|市|县|区|医院)|[年天月](?!的)|种|类)"
)


def _departments(text: str, places: Sequence[str]) -> tuple[str, ...]:
    """The departments that a question names, without the place before one and 各: 街道 of 徐汇各街道."""
    found = []
    for match in DEPARTMENT.finditer(text):
        name = match[0]
        for place in places:
            if len(name) > len(place) + 1:
                name = name.removeprefix(place)
        found.append(name.removeprefix("各"))
    return tuple(dict.fromkeys(found))


def years_of(found: Sequence[Quantity]) -> tuple[str, ...]:
    """The years that some quantities are, or are in."""
    return tuple(dict.fromkeys(q.year for q in found if q.year))


def _as_a_whole(text: str, named: Named, catalog: Catalog, several: bool) -> Whole | None:
    """What is asked for where nothing but documents is named: what they say, the figures, which there are."""
    text = _bare(text, named)
    if asks_titles(text):
        return "listing"
    titles = [catalog.headers[name].title for name in named.documents]
    if asks_figures_meant(text, titles):
        return "goals"
    if not named.documents:
        return None
    if asks_goals(text, titles):
        return "goals"
    whole = names_a_document(text, exact=named.exact) or asks_overview(text, titles, several)
    return "outline" if whole else None


def _bare(text: str, named: Named) -> str:
    """A question without the names of the documents that it names."""
    text = re.sub(r"《[^《》]*》", " ", text)
    for word in (*named.words, *named.numbers):
        text = text.replace(word, "")
    return text


def _rest(text: str, named: Sequence[str], labels: Sequence[Reference]) -> str:
    """What a question says beside regions, titles in brackets, clause labels and words of asking."""
    text = re.sub(r"《[^《》]*》", " ", text)
    for word in (*named, *(label.text for label in labels)):
        text = text.replace(word, " ")
    return re.sub(r"\W|[的里中第点条项款]", "", ASKING.sub("", text))
