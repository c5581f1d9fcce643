"""Whither something goes: up or down, by the verbs that say so.

A question that claims the one is wrong where the same thing is told to have done the other: 上升了吧, of what
下降7.4%.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.text import fold
from rag.language.units import Unit, spans
from rag.lazy_re import lazy_re
from rag.types import Clause
from rag.understand.query import Query
from rag.understand.subject import Concept, share

_UP = "提高|提升|上升|增长(?![点极率])|增加(?!值)|扩大|上浮|上调|上涨|回升|[升涨增]了"
_DOWN = "负增长|下降|降低|减少|缩小|下浮|下调|压减|下滑|下跌|回落|[降跌减]了"
#: Says whither a figure has gone, or by how much.
_TURN = lazy_re(rf"(?P<up>{_UP})?(?P<down>{_DOWN})?(?P<to>[到至])?了?约?$")
#: Characters of the longest of these.
TURNED = 8
_GOES = lazy_re(rf"(?P<down>{_DOWN})|(?P<up>{_UP})")
#: What parts what is told of one thing from what is told of the next.
_PARTS = lazy_re("[，,。；;]")
#: Says that something is to go nowhere, or only so far.
_CURBED = lazy_re("控制|遏制|抑制|防止|避免|放缓|合理|不|未|禁|停止|趋缓")
#: Share of the other content words that a text must hold, for it to tell of what the question asks about.
_ON_IT = 0.7


def turn_of(before: str) -> str:
    """Up or down, and whether to the figure or by it; empty where no verb right before it says so."""
    match = _TURN.search(before)
    if match is None or bool(match["up"]) == bool(match["down"]):
        return ""
    return f"{'+' if match['up'] else '-'}{(match['to'] and '到') or ''}"


def direction_wrong(query: Query, matter: Sequence[Concept], unit: Unit, clauses: Sequence[Clause]) -> bool:
    """Whether what a question says has gone up is told to have gone down, or the other way round, and nowhere so.

    Args:
        query: the question taken apart.
        matter: its content words, but for those of a figure or a time.
        unit: the words of the answer.
        clauses: those found.
    """
    claimed = {str(match.lastgroup): match for match in _GOES.finditer(query.text)}
    things = [c for c in matter if not _GOES.search(c.word)]
    if len(claimed) != 1 or not things:
        return False
    thing = _beside(things, fold(query.text), *claimed.values())
    if not _of_it(thing, things, unit.text):
        return False
    found = (Unit(clause, *span).text for clause in clauses for span in spans(clause))
    return not any(claimed.keys() & _of_it(thing, things, text) for text in found)


def _beside(things: Sequence[Concept], question: str, goes: re.Match[str]) -> Concept:
    """What a verb says it of: the thing right behind it (提高报销比例), else the last before it, else the next."""
    at = {thing: question.find(thing.word) for thing in things}
    behind = min((t for t in things if at[t] >= goes.end()), key=at.__getitem__, default=None)
    if behind is not None and at[behind] == goes.end():
        return behind
    before = max((t for t in things if 0 <= at[t] < goes.start()), key=at.__getitem__, default=None)
    return before or behind or things[-1]


def _of_it(thing: Concept, things: Sequence[Concept], text: str) -> set[str]:
    """Whither a thing goes in the parts of a text that tell most of it, curbed growth aside; nowhere off the matter."""
    if share(things, fold(text)) < _ON_IT:
        return set()
    parts = [part for part in _PARTS.split(text) if share([thing], fold(part)) >= _ON_IT]
    held = [share(things, fold(part)) for part in parts]
    nearest = [part for part, much in zip(parts, held, strict=True) if much == max(held)]
    return {str(m.lastgroup) for part in nearest if not _CURBED.search(part) for m in _GOES.finditer(part)}
