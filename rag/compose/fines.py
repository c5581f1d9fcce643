"""The penalty for a breach, where the law sets it by the number of the rule: 违反第七条第三项规定的，处…罚款.

The rule says what is forbidden and no penalty, the penalty names no deed: both together are the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.compose.draft import Material, draft_of
from rag.compose.selection import Scored, chances
from rag.composition import Composition
from rag.evidence.kinds import wants_of
from rag.language.numerals import chinese_number
from rag.language.text import fold
from rag.language.units import Unit, spans
from rag.lazy_re import lazy_re
from rag.types import Clause, Document, Hit
from rag.understand.query import Query
from rag.understand.subject import shares
from rag.understand.wants import PENALTIES

#: Share of the content words, but for the penalty, that a rule must hold for the breach to be of it.
OF_IT = 0.75
_PENALTY = lazy_re(PENALTIES)
_NUMBER = "[一二三四五六七八九十百零]+"
#: 违反本条例第七条第一项、第三项规定; another law's article stands behind its title.
_BREACH = lazy_re(
    rf"违反(?:本[\u4e00-\u9fff]{{1,4}}?)?(?P<cited>第{_NUMBER}[条款项](?:[、和及或者]*第{_NUMBER}[条款项])*)"
)
_STEP = lazy_re(rf"第(?P<number>{_NUMBER})(?P<level>[条款项])")


@dataclass(frozen=True, slots=True)
class _Cited:
    """An article, with its paragraph and item where they are named; 0 where not."""

    article: int
    paragraph: int = 0
    item: int = 0


def penalty_for(query: Query, material: Material, hits: Sequence[Hit]) -> Composition | None:
    """The rule whose breach a question asks the penalty of, with that penalty; None where no clause sets it so."""
    if "处罚" not in wants_of(query.text):
        return None
    deeds = [concept for concept in query.concepts if not _PENALTY.search(concept.word)]
    scored = material.select(query, hits) if deeds else []
    held = shares(deeds, [fold(entry.unit.text) for entry in scored]) if scored else []
    of_it = [entry for entry, part in zip(scored, held, strict=True) if part >= OF_IT]
    if any(entry.row or _PENALTY.search(entry.unit.text) for entry in of_it):
        return None  # the penalty names the deed itself
    for entry in of_it:
        document = material.documents[entry.unit.clause.document_id]
        if found := next(_penalties(document, entry.unit.clause), None):
            return _both(material, scored, entry, found)
    return None


def _both(material: Material, scored: Sequence[Scored], rule: Scored, penalty: Unit) -> Composition:
    chance = chances(scored)[rule.unit.clause.id]
    drafts = (draft_of(material, rule.unit), draft_of(material, penalty))
    return Composition(drafts, fit=rule.unit.score, chance=chance, best=rule.unit)


def _penalties(document: Document, rule: Clause) -> Iterator[Unit]:
    """What a document says of who breaks a rule, up to the next breach of which it speaks."""
    place = _place(rule)
    if not place.article:
        return
    for clause in document.walk():
        parts = spans(clause)
        cited: tuple[_Cited, ...] = (_Cited(0),)
        for number, (begin, stop) in enumerate(parts):
            breach = _BREACH.search(clause.text, begin, stop)
            if breach is None:
                continue
            cited = tuple(_read(breach["cited"], cited[-1].article))
            if any(_covers(one, place) for one in cited):
                behind = parts[number + 1 :]
                until = next(
                    (i for i, span in enumerate(behind) if _BREACH.search(clause.text, *span)), len(behind)
                )
                yield Unit(clause, begin, behind[until - 1][1] if until else stop)


def _read(cited: str, article: int) -> Iterator[_Cited]:
    """The rules that a citation names: 第七条第一项、第三项; the article is that of the one before where it names none."""
    here, paragraph, held = article, 0, False
    for step in _STEP.finditer(cited):
        number = chinese_number(step["number"]) or 0
        if step["level"] == "条":
            if held:
                yield _Cited(here, paragraph)
            here, paragraph, held = number, 0, True
        elif step["level"] == "款":
            if held and paragraph:
                yield _Cited(here, paragraph)
            paragraph, held = number, True
        else:
            yield _Cited(here, paragraph, number)
            held = False
    if held:
        yield _Cited(here, paragraph)


def _place(clause: Clause) -> _Cited:
    """Where a clause stands, in these terms."""
    found = {"条": 0, "款": 0, "项": 0}
    for element in clause.path:
        step = _STEP.fullmatch(element)
        if step:
            found[step["level"]] = chinese_number(step["number"]) or 0
        elif found["条"] and element.startswith("（"):
            found["项"] = chinese_number(element.strip("（）")) or 0
    return _Cited(found["条"], found["款"], found["项"])


def _covers(cited: _Cited, place: _Cited) -> bool:
    """Whether a citation is of a rule: of its article as a whole, or of this very part."""
    return (
        cited.article == place.article
        and cited.paragraph in (0, place.paragraph)
        and cited.item in (0, place.item)
    )
