"""Question decomposition: a question that asks several things as a query for each, to be answered by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from rag.conversation.breath import questions_in, told_and_asked
from rag.conversation.history import standalone
from rag.conversation.sides import sides_of, things_of_places
from rag.conversation.slots import thing_asked_of
from rag.conversation.substitution import of_its_measure, of_its_scale
from rag.conversation.topic import ROLE
from rag.language.numerals import quantities
from rag.lazy_re import lazy_re
from rag.types import Message
from rag.understand.asked_facts import facts_of
from rag.understand.asked_roles import ROLE_ASKED, without_role
from rag.understand.asking import kind_of
from rag.understand.catalog import Catalog
from rag.understand.fields import names_kind
from rag.understand.query import Query, add_asked, years_of
from rag.understand.subject import Concept, concepts_of, terms_of
from rag.understand.thesaurus import Thesaurus

#: What the other questions of a breath count for in one of them, and in one that names no thing of its own.
OTHERS, ALL = 0.35, 0.6
#: Behind these begins a question that need not be about what the one before is.
_FULL_STOPS = "？?。！!；;"
#: What is asked for is no thing that is asked about: 花了多少钱.
_ASKED = "多少|几|哪些?|什么|啥"
#: A year told by where it stands to this one: not the year of the question before it.
_BY_THIS_YEAR = lazy_re("[今去明本前]年|下一?步|现在|目前|当前")
#: A day holds for what is asked behind it.
_DAY = lazy_re(r"\d{1,2}月\d{1,2}[日号]")
_YEAR = lazy_re(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Decomposer:
    """Takes questions apart by what the documents and the language call things; as for ``understand``."""

    catalog: Catalog
    thesaurus: Thesaurus
    rarity: Callable[[str], float]

    def decomposed(self, query: Query) -> Query:
        """The query with its ``parts``, where it asks several things."""
        if query.kind == "clause" or query.references or query.mentioned or query.as_a_whole:
            return query
        found = self._of_places(query) if query.kind == "comparison" else self._of_one_breath(query)
        return replace(query, parts=found)

    def _of_one_breath(self, query: Query) -> tuple[Query, ...]:
        """Each question of 「到哪年建成，谁牵头？」 on its own; empty where only one is asked."""
        sides = sides_of(query.text)
        if sides:
            return tuple(self._part(query, text) for text in sides)
        given = told_and_asked(query.text) if query.of_document else None
        if given and facts_of(given[0]) and not facts_of(given[1]):
            # A fact of the document is told, to be put right where it is wrong, and another thing asked.
            told, asked = (self._behind(query, text) for text in given)
            return told, replace(asked, years=years_of(quantities(given[1])))
        parts: list[Query] = []
        texts = questions_in(query.text)
        for at, text in enumerate(texts):
            resolved = self._resolved(text, parts[-1].text) if parts else text
            day = _DAY.search(parts[0].text) if parts and not _DAY.search(resolved) else None
            part = self._behind(query, f"{day[0]}{resolved}" if day else resolved)
            later = {year for other in texts[at + 1 :] for year in years_of(quantities(_own(other)))}
            if not years_of(
                quantities(part.text)
            ):  # 现在多少，2030年多少: the year of the second is not of the first
                part = replace(part, years=tuple(year for year in part.years if year not in later))
            parts.append(part)
        return tuple(parts)

    def _resolved(self, text: str, before: str) -> str:
        """A question that only names another thing (…，2026年的目标呢) as one that follows up on the one before."""
        own = _own(text)
        thing = thing_asked_of(own) if kind_of(own) == kind_of(before) else ""
        like = (of_its_measure(before, thing) or of_its_scale(before, thing)) if thing else None
        if like:
            return like
        if not own.endswith("呢"):
            return text
        alone = standalone(own, (Message("user", before),), self.catalog)
        return alone.text if alone.changed else text

    def _of_places(self, query: Query) -> tuple[Query, ...]:
        """The question for each place where another thing is asked of each; empty where one is asked of all."""
        found = []
        for text in things_of_places(query.text, self.catalog.named(query.text).words):
            named = self.catalog.named(text)
            concepts = concepts_of(text, named.words, self.thesaurus, self.rarity)
            if not named.documents or not concepts:
                return ()
            part = replace(self._part(query, text), concepts=concepts, years=years_of(quantities(text)))
            found.append(part.naming(named))
        return tuple(found)

    def _behind(self, query: Query, text: str) -> Query:
        """One of several questions, which may be about what those before it are about."""
        own = _own(text)
        nothing = not self._things(own)
        at = query.text.rfind(own)
        before = query.text[:at][-1:] if at > 0 else "，" if at else ""
        leans: Literal["", "partly", "wholly"] = "partly" if before and before not in _FULL_STOPS else ""
        weight = ALL if nothing else OTHERS
        others = {term: weight * w for term, w in query.terms.items() if not _YEAR.search(term)}
        return replace(self._part(query, text, others), leans="wholly" if nothing else leans)

    def _part(self, query: Query, text: str, others: Mapping[str, float] | None = None) -> Query:
        """One question; ``others``: terms of the rest, with weights."""
        own = _own(text)
        concepts = (
            concepts_of(text, (), self.thesaurus, self.rarity) if self._things(text) else query.concepts
        )
        same = query.kind == "duty" and ROLE_ASKED.search(own)  # 财政局牵头哪些，配合哪些
        kind = "duty" if same else kind_of(own)
        matter = without_role(text, lambda word: self.rarity(word) < 1.0) if kind == "department" else text
        terms = {**(others or {}), **terms_of(matter, (), concepts, self.rarity)}
        add_asked(terms, matter, self.thesaurus)
        return replace(
            query,
            text=text,
            typed=query.as_was_typed(text),
            kind="measure" if kind == "comparison" else kind,
            years=years_of(quantities(text)) or (() if _BY_THIS_YEAR.search(own) else query.years),
            terms=terms,
            concepts=concepts,
            facts=facts_of(text),
            whole=None,
        )

    def _things(self, text: str) -> list[Concept]:
        """What one question is about that documents know."""
        things = (c for c in concepts_of(text, (), self.thesaurus, self.rarity) if c.noun and c.known)
        # 责任部门是谁, 电话多少
        things = (c for c in things if not (ROLE.fullmatch(c.word) or names_kind(text, c.word)))
        return [c for c in things if not re.search(f"(?:{_ASKED}){re.escape(c.word)}", _own(text))]


def _own(text: str) -> str:
    """What one question says itself, without the words before the first."""
    return re.split("[，,]", text)[-1]
