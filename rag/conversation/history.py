"""Follow-up questions: what the history adds, decided by rules, and the question as understood.

A conversation is read turn by turn. What has been understood so far is kept in slots: place, topic, what is
asked of it, and the question as a whole. A turn fills some of them; the others stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.conversation.answered import named_by_answer
from rag.conversation.leaning import Leaning
from rag.conversation.pointing import POINTING
from rag.conversation.recalled import asks_again, of_the_first, of_two, opened
from rag.conversation.slots import Slots, at_place, slots_of
from rag.conversation.substitution import with_region
from rag.lazy_re import lazy_re
from rag.types import Message
from rag.understand.asking import kind_of
from rag.understand.catalog import Catalog

#: 数据层呢，要建几个库.
_AND_ASKS = lazy_re("(?:那么?)?(?P<thing>[^，,。？?]{1,12}?)呢[，,？?](?P<asks>[^，,].{2,})")
#: Turns whose slots are kept: a conversation is asked on with one turn more each time.
KEPT = 512


@dataclass(frozen=True, slots=True)
class Standalone:
    """The question without need of the history; ``changed`` where the history was used.

    ``context``: what was talked of before; it helps to find the clause, at little weight.
    """

    text: str
    changed: bool
    context: str = ""


def standalone(question: str, history: Sequence[Message], catalog: Catalog) -> Standalone:
    """The question as understood with the history."""
    return Talk(catalog).standalone(question, history)


class Talk:
    """Reads conversations; what the turns before came to is remembered."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._read = lru_cache(maxsize=KEPT)(self._read_on)

    def standalone(self, question: str, history: Sequence[Message]) -> Standalone:
        """The question as understood with the history."""
        before, last = _turns(history, question)
        if not before:
            return Standalone(question, False)
        slots: Slots | None = None
        for upto in range(1, len(before) + 1):
            slots = self._read(before[:upto])
        assert slots is not None
        slots = self._after(self._read(before[:1]), slots, last)
        if slots.text == question:
            return Standalone(question, False, slots.context)
        return Standalone(slots.text, True, slots.context)

    def _read_on(self, turns: tuple[str, ...]) -> Slots:
        """The slots after some turns; those of all but the last have been read before."""
        if len(turns) == 1:
            return self.anew(turns[0])
        return self._after(self._read(turns[:1]), self._read(turns[:-1]), turns[-1])

    def anew(self, text: str, before: Slots | None = None) -> Slots:
        """The slots of a question that stands by itself; the place stays where it names none."""
        return slots_of(self.catalog, text, before)

    def _after(self, first: Slots, before: Slots, turn: str) -> Slots:
        """The slots after another turn; ``first``: those of the first."""
        meant = opened(turn)
        if (of_first := of_the_first(meant.text, first.named.words)) is not None:
            if not of_first:
                return first
            pointing = of_first if POINTING.search(of_first) else f"那{of_first}"
            before, meant = first, replace(meant, text=pointing)
        if asks_again(meant.text):
            return before
        if both := _AND_ASKS.fullmatch(meant.text):
            return self._of_both(before, both["thing"], both["asks"])
        if two := self._of_two(before, meant.text):
            return two
        if meant.wrong and meant.wrong in before.text:
            return self.anew(before.text.replace(meant.wrong, meant.text), before)
        return Leaning(self.catalog, before, meant).slots()

    def _of_both(self, before: Slots, thing: str, asks_of_it: str) -> Slots:
        """Another thing, and a question of its own: 数据层呢，要建几个库."""
        other = self._after(before, before, f"{thing}呢")
        if two := self._of_two(other, asks_of_it):
            return two
        told = (
            other.topic if thing.removesuffix("的") in other.topic else f"{other.topic}，{thing}"
        )  # 出租房子的呢 is of the topic
        text = f"{told}，{asks_of_it}"
        return replace(
            self.anew(at_place(other.place, text), other), topic=other.topic, context=other.context
        )

    def _of_two(self, before: Slots, text: str) -> Slots | None:
        """What is asked of one, or both, of two things or places told before; both are told again where they are compared."""
        asked = of_two(text)
        sides = _sides(before) if asked and not self.catalog.named(text).words else ()
        if asked is None or not sides:
            return None
        if asked.which is not None:
            one = self.anew(sides[asked.which])
            one = self._after(one, one, asked.rest) if asked.rest else one
            return replace(one, sides=sides)
        if asked.rest and kind_of(asked.rest) == "yesno":  # 两个能一起拿吗 is of neither alone
            return None
        each = [self.anew(side) for side in sides]
        each = [self._after(side, side, asked.rest) for side in each] if asked.rest else each
        both = "，".join(side.text.rstrip("？?。 ") for side in each)
        return replace(before, text=both, asked=each[-1].asked, sides=sides, context="")


def _turns(history: Sequence[Message], question: str) -> tuple[tuple[str, ...], str]:
    """The turns before, and the last, each with the names that the answer before it tells."""
    turns: list[str] = []
    answer = ""
    for message in (*history, Message("user", question)):
        if message.role != "user":
            answer = message.content
        elif message.content.strip():
            turn = (
                named_by_answer(turns[-1], answer, message.content) if turns and answer else message.content
            )
            turns.append(turn)
            answer = ""
    return tuple(turns[:-1]), turns[-1] if turns else question


def _sides(before: Slots) -> tuple[str, ...]:
    """The questions of which the last one is made, or the last two of one kind."""
    words = tuple(dict.fromkeys(before.named.words))
    if before.sides:
        return before.sides
    if len(before.named.regions) == 2 == len(words) and all(word in before.text for word in words):
        return tuple(with_region(before.text, words, word) for word in words)
    return ()
