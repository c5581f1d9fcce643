"""Series that a text counts off, and the paragraph that a question asks for.

第一，…；第二，…, 一是…。二是…, 一要…。二要… are told whole. A report sets one matter a paragraph, under a
first sentence that names it (促进消费稳定增长。…): asked what is done, the paragraph is the answer, not
what stands in one sentence of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.compose.draft import Material
from rag.compose.leads import units_in
from rag.compose.listed import ASKED_BY_HEADING, LONG, SERIES, SEVERAL, Listed, headings_over
from rag.evidence.names import counted_members
from rag.language.text import STOPS, fold
from rag.language.units import ANNOUNCES, Unit, is_heading
from rag.lazy_re import lazy_re
from rag.types import Clause
from rag.understand.query import Query
from rag.understand.subject import share

#: What is asked for of a matter, not the matter.
_DOING = lazy_re("措施|举措|做法|办法|途径|手段")
#: Characters at most of the first sentence of a paragraph that names its matter.
HEAD = 24
#: A paragraph is told whole up to so many characters.
PARAGRAPH = 360
#: Sentences of a paragraph that are told at least where it goes on behind its head.
SENTENCES = 2


def series(query: Query, best: Unit, chosen: Sequence[Unit] = ()) -> list[Unit]:
    """All members of the series that the best unit is one of, or announces; empty where it is of none.

    So it is where one that is ``chosen`` beside it is a member; what stands inside a member is told with that
    one alone. Members that are too long together are told by their first sentences.
    """
    if query.kind not in SEVERAL:
        return []
    units = units_in(best.clause)
    at = next((i for i, unit in enumerate(units) if unit.begin <= best.begin < unit.stop), 0)
    lead = [] if _place(best) else [units[at]] if units else []
    found = _member_beside(best, units, at, chosen) if lead else at
    if found is None:
        return []
    heads = _heads(units, found)
    if len(heads) < 2 or not heads[0] <= found <= heads[-1]:
        return []
    if lead and found < at and "\n" not in best.clause.text[units[found].stop : best.begin]:
        stop = next((head for head in heads if head > at), at + 1)
        return units[found:stop] if sum(len(unit.text) for unit in units[found:stop]) <= LONG else []
    told = units[heads[0] : heads[-1] + 1]
    if sum(len(unit.text) for unit in told) > SERIES:
        told = [units[i] for i in heads]
    whole = sorted([*lead, *told], key=lambda unit: unit.begin)
    return whole if sum(len(unit.text) for unit in told) <= SERIES else []


def _member_beside(best: Unit, units: Sequence[Unit], at: int, chosen: Sequence[Unit]) -> int | None:
    """The member of a series that is told with the best unit, which is none: behind it, announced by it, or before."""
    members = [i for i, u in enumerate(units) if _place(u) and any(c.begin == u.begin for c in chosen)]
    if behind := [i for i in members if i > at]:
        return behind[0]
    follows = ANNOUNCES.search(best.text) and units[at + 1 : at + 2]
    if follows and _place(follows[0]):
        return at + 1
    return members[-1] if members else None


def _heads(units: Sequence[Unit], at: int) -> list[int]:
    """Where the members of the series begin that a unit is one of."""
    heads: list[int] = []
    style = _style(units[at]) if units else ""
    for i, unit in enumerate(units):
        place = _place(unit) if _style(unit) == style else 0
        if place == 1 and not (heads and heads[-1] >= at):
            heads = [i]
        elif heads and place == len(heads) + 1:
            heads.append(i)
    return heads


def _place(unit: Unit) -> int:
    """The number of a unit in the series that it is one of; 0 where it is of none."""
    return next(iter(counted_members(unit.text)), ("", 0))[1]


def _style(unit: Unit) -> str:
    """How the series of a unit counts: 第二, 二是; empty where it is of none."""
    return next(iter(counted_members(unit.text)), ("", 0))[0]


def paragraph_asked(query: Query, material: Material, best: Unit) -> Listed:
    """The paragraph of the best unit's clause of which the first sentence names what is asked; empty for none.

    Too long, it is told by the first sentences of the series in it, or as far as it fits.
    """
    asked_of = [concept for concept in query.concepts if not _DOING.fullmatch(concept.word)]
    if query.kind not in SEVERAL or not all(concept.known for concept in asked_of):
        return Listed()
    over = fold(headings_over(material, best.clause))
    own = [concept for concept in asked_of if share([concept], over) == 0.0]
    named = [
        (share(own, fold(lines[0].text)), lines[0].begin <= best.begin < lines[-1].stop, lines)
        for lines in _paragraphs(best.clause)
        if len(lines[0].text) <= HEAD and (len(own) > 1 or lines[0].begin <= best.begin < lines[-1].stop)
    ]
    asked = max(named, key=lambda entry: entry[:2], default=(0.0, False, ()))
    return _fitting(asked[2]) if own and asked[0] >= ASKED_BY_HEADING else Listed()


def _paragraphs(clause: Clause) -> list[list[Unit]]:
    """The sentences of each paragraph that has a first one with a full stop and some behind it.

    A line that ends in the middle of a sentence, as at the end of a page, goes on in the next.
    """
    text, paragraphs = clause.text, list[list[Unit]]()
    for unit in units_in(clause):
        last = paragraphs[-1][-1] if paragraphs else None
        ends = last is None or last.text.endswith(STOPS) or is_heading(last)
        if last is None or ("\n" in text[last.stop : unit.begin] and ends):
            paragraphs.append([unit])
        elif last.text.endswith(STOPS):
            paragraphs[-1].append(unit)
        else:
            paragraphs[-1][-1] = replace(last, stop=unit.stop)
    return [p for p in paragraphs if len(p) > SENTENCES and p[0].text.endswith("。") and not _place(p[0])]


_MARKUP = lazy_re(r"</?[A-Za-z]")


def _fitting(lines: Sequence[Unit]) -> Listed:
    """A paragraph, the members of the series in it by their heads, or its first sentences.

    A sentence that goes on over a line end is left out, for its words stand nowhere in one piece, and what
    holds markup, for no policy does.
    """
    whole = [unit for unit in lines if "\n" not in unit.text and not _MARKUP.search(unit.text)]
    style = next((_style(unit) for unit in whole[1:] if _place(unit)), "")
    members = [unit for unit in whole[1:] if style and _style(unit) == style]
    counted = [_place(unit) for unit in members] == list(range(1, len(members) + 1))
    if sum(len(unit.text) for unit in lines) > PARAGRAPH and len(members) > 1 and counted:
        return Listed((lines[0], *members), len(members), len(members))
    room = PARAGRAPH
    told: list[Unit] = []
    for unit in whole:
        room -= len(unit.text)
        if told and room < 0:
            break
        told.append(unit)
    return Listed(tuple(told), len(lines), len(told))
