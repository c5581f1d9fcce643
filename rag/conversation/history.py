"""Follow-up questions: what the history adds, decided by rules, and the question as understood.

A conversation is read turn by turn. What has been understood so far is kept in slots: place, topic, what is
asked of it, and the question as a whole. A turn fills some of them; the others stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.conversation.exchange import MEASURED, YEAR, drop, looked_up_again, of_its_kind, placed, with_region
from rag.conversation.recalled import Opened, asks_again, of_the_first, of_two, opened
from rag.conversation.slots import (
    Slots,
    asked_of,
    at_place,
    fitting,
    less_measure,
    of_the_same,
    of_year,
)
from rag.conversation.topic import ROLE, topic_of
from rag.lazy_re import either, lazy_re
from rag.types import Message
from rag.understand.asked_facts import FACTS, facts_of
from rag.understand.asking import asks, kind_of
from rag.understand.catalog import Catalog
from rag.understand.reference import PART_NOUNS, beside, references
from rag.understand.subject import subject_of
from rag.understand.whole import asks_figures_meant, asks_goals, asks_overview, term_mentioned

_POINTING = lazy_re(
    either(
        # 里头
        "^(?:那|那么|那儿|里头|里面|这|这个|那个|它|其|该|此|上面|前面|刚才|上述|还有|另外|再|下一?[条项个]|上一?[条项个]|同样|也|第[二三四五]|换成|换)",
        "(?:前面|刚才|上面|上述)(?:说|提)?",
        # 这个
        "(?:这|那)(?:个|项|条|份|些|事|块|数|指标|方案|文件)",
        "它(?:们)?",
        "该(?:市|区|省|方案|文件|指标)",
        "呢[？?]?$",
    )
)
#: The clause behind or before the one that was asked for by its label: 下一条呢, 前面一点讲什么.
_STEP = lazy_re(
    r"^(?:那么?|再|再?看看?|说说)?(?:(?P<on>下|后)|上|前)面?的?一?(?:条|点|项|款|段|小?节|个任务)(?:呢|又?[讲说写是]|的?内容|[？?。]?$)"
)
#: 配合的呢, 责任部门？: asks who has another role.
_ROLE_ALONE = lazy_re(
    r"(?:那么?)?(?P<role>责任|牵头|配合|负责|主管|参与)的?(?:单位|部门|机构|人)?的?呢?[？?]?"
)
_ASKING_WORD = lazy_re(
    "多少|多[久大高长]|几|谁|哪|什么|怎|咋|啥|如何|何时|是否|有没有|能不能|可不可以|吗|不$"
)
#: What is asked for in a way of its own, whatever was asked before: 几天… 预付比例呢.
_TIMES = lazy_re("(?:时间|期限|时限|日期)$")
#: Characters at most of 「直升机坪呢？」, which asks of another thing what was asked before.
STUB = 10


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
    before = [m.content for m in history if m.role == "user" and m.content.strip()]
    if not before:
        return Standalone(question, False)
    talk = _Talk(catalog)
    for turn in before:
        talk.add(turn)
    slots = talk.add(question)
    if slots.text == question:
        return Standalone(question, False, slots.context)
    return Standalone(slots.text, True, slots.context)


class _Talk:
    """A conversation as far as it has been read."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.first: Slots | None = None
        self.last: Slots | None = None

    def add(self, turn: str) -> Slots:
        """The slots after another turn."""
        if self.last is None or self.first is None:
            self.first = self.last = self.anew(turn)
        else:
            self.last = self._after(self.last, turn)
        return self.last

    def anew(self, text: str, before: Slots | None = None) -> Slots:
        """The slots of a question that stands by itself; the place stays where it names none."""
        named = self.catalog.named(text)
        if before and not named.words and not named.exact and not (named.foreign and named.places):
            named = before.named
        slots = Slots(text, named, topic_of(text, named), asked_of(text, named))
        if before and facts_of(text):  # of the document, not of a matter
            slots = replace(slots, topic=before.topic or slots.topic, asked=before.asked)
        return slots

    def _after(self, before: Slots, turn: str) -> Slots:
        assert self.first is not None
        meant = opened(turn)
        if (of_first := of_the_first(meant.text, self.first.named.words)) is not None:
            if not of_first:
                return self.first
            pointing = of_first if _POINTING.search(of_first) else f"那{of_first}"
            before, meant = self.first, replace(meant, text=pointing)
        if asks_again(meant.text):
            return before
        if both := _AND_ASKS.fullmatch(meant.text):
            return self._of_both(before, both["thing"], both["asks"])
        if two := self._of_two(before, meant.text):
            return two
        if meant.wrong and meant.wrong in before.text:
            return self.anew(before.text.replace(meant.wrong, meant.text), before)
        return _Turn(self, before, meant).slots()

    def _of_both(self, before: Slots, thing: str, asks_of_it: str) -> Slots:
        """Another thing, and a question of its own: 数据层呢，要建几个库."""
        other = self._after(before, f"{thing}呢")
        if two := self._of_two(other, asks_of_it):
            return two
        text = f"{other.topic}，{asks_of_it}"
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
            one = self._after(one, asked.rest) if asked.rest else one
            return replace(one, sides=sides)
        if asked.rest and kind_of(asked.rest) == "yesno":  # 两个能一起拿吗 is of neither alone
            return None
        each = [self._after(self.anew(side), asked.rest) if asked.rest else self.anew(side) for side in sides]
        both = "，".join(side.text.rstrip("？?。 ") for side in each)
        return replace(before, text=both, asked=each[-1].asked, sides=sides, context="")

    def corrected(self, text: str) -> str:
        """A turn with its slips put right."""
        for wrong, right in self.catalog.corrections(text).items():
            text = text.replace(wrong, right)
        return text


def _sides(before: Slots) -> tuple[str, ...]:
    """The questions of which the last one is made, or the last two of one kind."""
    words = tuple(dict.fromkeys(before.named.words))
    if before.sides:
        return before.sides
    if len(before.named.regions) == 2 == len(words) and all(word in before.text for word in words):
        return tuple(with_region(before.text, words, word) for word in words)
    return ()


class _Turn:
    """One turn on what was understood before it, read in the ways that a question may lean on the one before."""

    def __init__(self, talk: _Talk, before: Slots, meant: Opened) -> None:
        self.talk, self.before, self.meant = talk, before, meant
        self.typed = meant.text
        self.fixed = talk.corrected(meant.text)
        self.here = talk.catalog.named(self.fixed)
        self.bare = drop(self.fixed, self.here.words).strip("，, ")
        words = subject_of(self.fixed, self.here.words)
        self.subject = [word for word in words if not ROLE.fullmatch(word)]
        self.pointing = bool(_POINTING.search(self.fixed))

    def slots(self) -> Slots:
        """What the conversation has come to with the turn."""
        ways = (self._step, self._whole, self._again, self._part, self._year)
        for way in ways:
            if found := way():
                return found
        place = self.here.words or (self.here.foreign and self.here.places)
        if place or (self.here.places and _only_region(self.fixed, self.here.places)):
            return self._with_place()
        return self._fact() or self._other_thing() or self._other_point()

    def _new(self, text: str) -> Slots:
        return self.talk.anew(text, self.before)

    def _beside(self, text: str) -> Slots:
        """A question that asks of another thing, or place, what the one before did."""
        return replace(self._new(text), sides=(self.before.text, text))

    def _here(self, text: str) -> str:
        return at_place(self.before.place, text)

    def _step(self) -> Slots | None:
        """下一条呢."""
        step, label = _STEP.match(self.fixed), next(iter(references(self.before.text)), None)
        if not (step and label):
            return None
        there = beside(label.text, 1 if step["on"] else -1)
        return self._new(self.before.text.replace(label.text, there) if there else self.typed)

    def _whole(self) -> Slots | None:
        """Of documents as a whole, by itself: 徐汇的方案讲了什么."""
        whole = asks_overview(self.bare) or asks_goals(self.bare) or asks_figures_meant(self.bare)
        if term_mentioned(self.bare) or (self.here.words and whole):
            return self._new(self.typed)
        return None

    def _again(self) -> Slots | None:
        """那DIP呢, where it was asked who mentions DRG."""
        if self.here.words:
            return None
        other = looked_up_again(self.before.text, self.fixed, self.before.named.words)
        return self._new(other) if other else None

    def _part(self) -> Slots | None:
        """那第二条呢, of what was said to have parts: 徐汇的基本原则有哪些."""
        part, noun = _PART_ALONE.fullmatch(self.fixed), _PARTS_OF.search(self.before.text)
        if not (part and noun):
            return None
        return self._new(self._here(f"{part['part']}{noun[0]}是什么"))

    def _year(self) -> Slots | None:
        """2023年呢, 那今年要建多少: the same of another year."""
        year, before = YEAR.search(self.fixed), self.before
        if year is None or self.here.words or not _YEAR_ALONE.fullmatch(YEAR.sub("", self.fixed)):
            return None
        if asks(self.bare) and kind_of(self.bare) not in (kind_of(before.text), "date"):
            return None
        if facts_of(before.text):
            return None
        name = year[0] if year[0].endswith("年") else f"{year[0]}年"
        if len(set(YEAR.findall(before.text))) > 1:
            return None
        text, topic = of_year(before.text, name, before.place), of_year(before.topic, name)
        return replace(before, text=text, topic=topic, sides=(before.text, text))

    def _with_place(self) -> Slots:
        """Another place: of it is asked the same, or another thing, or a question of its own."""
        before, words = self.before, self.here.words or self.here.foreign or self.here.places
        own = bool(self.subject) and not _only_region(self.fixed, words)
        foreign = bool(self.here.foreign)
        if not own and not (self.here.words and foreign):
            text = with_region(before.text, before.named.words or before.named.places, words[0])
            return replace(self._beside(text), topic=before.topic, asked=before.asked)
        thing = self._thing(drop(self.fixed, words))
        if thing and not (self.here.words and foreign):
            other = of_its_kind(with_region(before.text, before.named.words, words[0]), thing, words[0])
            return self._new(other or placed(words[0], thing + self._told(thing)))
        by_itself = bool(self.subject) and asks(self.bare) and len(self.fixed) > STUB
        hardly = self.pointing and len(self.subject) <= 1 and not by_itself and not facts_of(self.fixed)
        if self.here.words and hardly:
            return replace(self._new(f"{before.topic} {self.fixed}"), topic=before.topic)
        return self._new(self.typed)

    def _fact(self) -> Slots | None:
        """A fact of the document spoken of: 文号是多少."""
        if asks_figures_meant(self.fixed):
            return self._new(self._here(self.fixed))
        facts = any(pattern.search(self.fixed) for pattern in FACTS.values()) or asks_overview(self.fixed)
        if not facts or len(self.subject) > 1:
            return None
        place = self.before.place
        return self._new(self._here(self.fixed) if place else f"{self.before.topic} {self.fixed}")

    def _thing(self, text: str) -> str:
        """What a turn names and asks nothing of: 直升机坪呢, 加大投入保障呢; empty where it is no such turn."""
        stub = re.search(r"呢[？?]?$", text) or self.meant.corrects
        thing = _AROUND.sub("", text.strip("，, ")).strip("，, ")
        if not stub or not thing or _ASKING_WORD.search(thing) or re.search("[，。？?]", thing):
            return ""
        return thing

    def _told(self, thing: str) -> str:
        if _TIMES.search(thing):
            return "是什么时候"
        if MEASURED.search(thing):
            return "是多少"
        return fitting(self.before.asked, thing)

    def _other_thing(self) -> Slots | None:
        """Another thing of which the same is asked."""
        before = self.before
        if references(self.fixed):
            return self._new(self._here(self.fixed))
        if role := _ROLE_ALONE.fullmatch(self.fixed):
            text = self._here(f"{before.topic}，{role['role']}部门是谁？")
            return replace(self._new(text), topic=before.topic, asked=f"谁{role['role']}？")
        thing = self._thing(self.fixed)
        if of_the_same(thing):
            text = self._here(f"{less_measure(before.topic, 'figure')}{thing}{self._told(thing)}")
            return replace(self._new(text), topic=before.topic)
        if thing and (other := of_its_kind(before.text, thing, before.place)):
            return self._beside(other)
        if not thing or not self.subject:
            return None
        years = set(_YEAR_WRITTEN.findall(before.text))
        year = f"{years.pop()}年" if len(years) == 1 and not YEAR.search(thing) else ""
        found = self._beside(self._here(f"{year}{thing}{self._told(thing)}"))
        context = "" if self.meant.corrects else before.topic
        return replace(found, topic=f"{year}{thing}", context=context, asked=before.asked)

    def _other_point(self) -> Slots:
        """Another point of the same matter, or another matter, in the same place."""
        before, told = self.before, _LEADS.sub("", self.fixed)
        named = bool(MEASURED.search(told) and not of_the_same(told))  # 签约率 is a matter
        short = len(self.fixed) <= 8 and len(self.subject) == 1 and not named
        if not self.subject or (self.pointing and len(self.subject) <= 2 and not named) or short:
            topic = less_measure(before.topic, kind_of(told))
            if YEAR.search(self.fixed):  # what is asked for another year is not asked for that one
                topic = of_year(topic, "")
            found = self._new(self._here(f"{topic}，{told}"))
            return replace(found, topic=before.topic, context=before.topic)
        if self.here.foreign:
            return self._new(self.typed)
        found = self._new(self._here(told) if before.place else self.typed)
        return replace(found, context=before.topic)


_YEAR_WRITTEN = lazy_re(r"(?:19|20)\d\d(?=年|[^\d.%]|$)")
#: 数据层呢，要建几个库.
_AND_ASKS = lazy_re("(?:那么?)?(?P<thing>[^，,。？?]{1,12}?)呢[，,？?](?P<asks>[^，,].{2,})")
_AROUND = lazy_re(
    r"^(?:那么?|还有|换成|再|的)|(?:(?:这|那)(?:一?[块条项个])|方面|这件事|的话)?的?[呢吧啊了]?[？?。]*$"
)
_LEADS = lazy_re(r"^(?:那么?(?![个些项条份边里时件])|[它他]的?)")
_PART_ALONE = lazy_re(
    "(?:那么?)?(?P<part>(?:倒数)?(?:最后一|第[一二三四五六七八九十\\d]+)[条个项点])(?:呢|是(?:什么|啥)|[讲说写](?:了|的是)?(?:什么|啥))?[？?]?"
)
_PARTS_OF = lazy_re(PART_NOUNS)
#: What may stand beside the year in a turn that names nothing else.
_YEAR_ALONE = lazy_re(
    either(
        # 那个要多少?
        "(?:[到至在]|那么?|就|又|也|再|还|当年|底|末|前|之|年|的|要|得|是|想|打算|计划|准备|实际|完成|达到?|实现|提高?到?|降低?到?|控制|干到?|做到?|"
        "[新筹]?建|培育|增加|减少|目标|定|多少|几|[万亿千百]|[个家所亩人套%]|[呢吧啊了吗]|[，,？?。])*",
    )
)


def _only_region(text: str, words: Sequence[str]) -> bool:
    rest = re.sub(
        r"^那么?|换成|[的区市省县]?(?:那边|那份|那里|方面|这边|方案|文件)?(?:又)?(?:呢|怎么样|如何|是多少|定的是多少|怎么说|有吗|有没有|怎么规定|多少)?[？?。，]*$",
        "",
        drop(text, words),
    )
    return len(rest.strip()) <= 1
