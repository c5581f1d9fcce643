"""Who is in a group, read off the list of its members: by the part they have in it, by name, or all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.compose.draft import STATED, Material, shown
from rag.compose.leads import units_in
from rag.compose.listed import ASKED_BY_HEADING, headings_over
from rag.composition import Composition, Draft
from rag.language.rolls import PART, Seat, seats
from rag.language.text import fold
from rag.language.units import Unit
from rag.lazy_re import either, lazy_re
from rag.types import Clause, Hit
from rag.understand.query import Query
from rag.understand.subject import share

#: What everybody in a group is, beside the part that some have.
_ANY = "成员"
#: Which part is asked for, or the whole list; the head of an office in a group is none of its members.
_PART = lazy_re(f"(?:{_ANY})?(?:组成人员|人员组成|名单)|(?<![室处科副])(?P<part>{PART})")
#: Asks who has it, not who does something with those who have: 成员调整报谁审批.
_ASKS = lazy_re(
    either(
        rf"(?:{PART}|组成人员|人员组成|名单)[的人员都具体分别现在]*"
        "(?:[是有叫为]?(?:谁|哪[些几位]|什么人|什么名字|包括)|由谁(?=[担兼任当？?]|$))",
        rf"(?:谁|哪[些几位]人?)[来去]?(?:是|任|当|担任|做|为)[^，。？]{{0,20}}{PART}[？?]?$",
        f"有哪[些几][位个名]?{PART}",
        "(?:组成人员|人员组成|名单|姓名|名字)[？?。]?$",
    )
)
#: What asks, in a word that is none of the group.
_WHO = lazy_re("谁|哪[些几位]|什么人|名[单字]|姓名|叫什么|有哪|分别是|包括")
#: One who sits for an organ; where none does, the others are not told.
_FROM = lazy_re(f"[局委厅署]的{PART}")
_SITS = lazy_re("谁[是任当代参]|是谁[？?]?$")
#: An organ in a post: 副县长、县公安局局长.
_ORGAN = lazy_re("[\u4e00-\u9fff]{2,9}?[部委局署办厅院会行府司队]")
#: What is asked of somebody who is named: 是哪个单位的, 担任什么; not what is done, nor a phone.
_OF_ONE = lazy_re("^(?!.*(?:负责|分管|电话|联系)).*(?:哪|什么|啥|谁|何|吗|是不是|职务)")
#: Sentences that name somebody told at most besides the list.
_MORE = 2


@dataclass(frozen=True, slots=True)
class _Roll:
    clause: Clause
    seats: Sequence[Seat]


def seated(query: Query, material: Material, hits: Sequence[Hit]) -> Composition | None:
    """Those of a list of members that a question asks for; None where no list near the hits has them."""
    rolls = [_Roll(hit.clause, found) for hit in hits if len(found := seats(hit.clause.text)) > 1]
    if not rolls or query.kind == "comparison":
        return None
    return (
        _by_name(query, material, hits, rolls)
        or _by_post(query, material, rolls)
        or _by_part(query, material, rolls)
    )


def _by_part(query: Query, material: Material, rolls: Sequence[_Roll]) -> Composition | None:
    """Those who have the part asked for, or all, of the group that the question names."""
    asked = _PART.search(query.text)
    if asked is None or not _ASKS.search(query.text) or _FROM.search(query.text):
        return None
    part = asked["part"]
    for roll in rolls:
        chosen = [seat for seat in roll.seats if part is None or _holds(seat.part, part)]
        if chosen and _of_the_group(query, material, roll, asked[0]):
            return _told(query, material, [(roll, chosen)])
    return None


def _by_post(query: Query, material: Material, rolls: Sequence[_Roll]) -> Composition | None:
    """Those who sit for an organ that a question names, or hold an office there."""
    if not _SITS.search(query.text):
        return None
    asked = _PART.search(query.text)
    part = asked["part"] if asked and asked["part"] != _ANY else None
    for roll in rolls:
        sit = [seat for seat in roll.seats if _of_an_organ(seat, query)]
        chosen = [seat for seat in sit if part is None or _holds(seat.part, part)]
        posts = " ".join(seat.post for seat in chosen)
        if chosen and _of_the_group(query, material, roll, chosen[0].part, posts):
            return _told(query, material, [(roll, chosen)])
    return None


def _of_an_organ(seat: Seat, query: Query) -> bool:
    """Whether somebody's post is in an organ that a question names."""
    named = any(name in seat.post for name in query.departments)
    return named or any(organ in query.text for organ in _ORGAN.findall(seat.post))


def _of_the_group(query: Query, material: Material, roll: _Roll, part: str, posts: str = "") -> bool:
    """Whether all else that a question speaks of is the group of a list: its title, headings, and text around it."""
    text = roll.clause.text
    around = f"{text[: roll.seats[0].opens]} {text[roll.seats[-1].end :]}"
    over = fold(f"{headings_over(material, roll.clause)} {around} {posts}")
    # 长是 of 指挥长是谁 is cut out of what asks, and names no group.
    rest = _ASKS.sub("，", query.text)
    named = (c for c in query.concepts if c.word in rest or part in c.word)
    group = [c for c in named if c.word not in part and not _WHO.search(c.word)]
    held = [c.word.replace(part, "") in over or share([c], over) > 0.0 for c in group]
    return sum(held) >= ASKED_BY_HEADING * len(held)


def _holds(part: str, asked: str) -> bool:
    """Whether somebody has a part: a 常务副组长 is a 副组长, and none of them is the 组长."""
    return part.endswith(asked) and (asked.startswith("副") or not part.removesuffix(asked).endswith("副"))


def _by_name(
    query: Query, material: Material, hits: Sequence[Hit], rolls: Sequence[_Roll]
) -> Composition | None:
    """What somebody is whom the question names, with the sentences near by that name them too."""
    if not _OF_ONE.search(query.text):
        return None
    named = [(roll, [seat for seat in roll.seats if seat.name in query.text]) for roll in rolls]
    named = [(roll, chosen) for roll, chosen in named if chosen]
    if not named:
        return None
    names = {seat.name for _, chosen in named for seat in chosen}
    more = list(_naming(names, hits))
    drafts = [Draft(shown(u.text), tuple(material.quote(u.clause, *span) for span in u.places)) for u in more]
    return _told(query, material, named, drafts[:_MORE])


def _naming(names: set[str], hits: Sequence[Hit]) -> Iterator[Unit]:
    """The sentences of the hits that name somebody, outside lists."""
    for hit in hits:
        listed = {(seat.begin, seat.end) for seat in seats(hit.clause.text)}
        for unit in units_in(hit.clause):
            inside = any(a <= unit.begin < b or unit.begin <= a < unit.stop for a, b in listed)
            if not inside and any(name in unit.text for name in names):
                yield unit


def _told(
    query: Query,
    material: Material,
    found: Sequence[tuple[_Roll, Sequence[Seat]]],
    more: Sequence[Draft] = (),
) -> Composition:
    """Each part with those who have it, quoted from where the part is printed; as sure as the best words near by."""
    drafts: dict[str, Draft] = {}
    best: Unit | None = None
    for roll, chosen in found:
        for (part, opens), same in groupby(chosen, key=lambda seat: (seat.part, seat.opens)):
            members = list(same)
            unit = Unit(roll.clause, opens, members[-1].end)
            best = best or unit
            # A semicolon parts what is verified, a stop between names what is one list of them.
            named = [f"{seat.name}（{seat.post}）" for seat in members]
            quotes = tuple(material.quote(roll.clause, *span) for span in unit.places)
            text, meant = (f"{part}：{mark.join(named)}" for mark in "；、")
            told = drafts.get(text)
            drafts[text] = Draft(text, (*(told.quotes if told else ()), *quotes), meant=meant)
    fit = max((entry.unit.score for entry in material.select(query, material.hits)), default=STATED)
    return Composition((*drafts.values(), *more), fit=max(STATED, fit), chance=1.0, best=best)
