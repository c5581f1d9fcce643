"""The ways in which a turn may lean on the one before: another place, thing, member, year or point, or the same again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.conversation.breath import asks_by_itself
from rag.conversation.pointing import ITS, POINTING, SAME_MATTER, held_to
from rag.conversation.recalled import Opened
from rag.conversation.slots import (
    Slots,
    asked_of,
    at_place,
    fitting,
    less_measure,
    of_the_same,
    of_year,
    slots_of,
    thing_asked_of,
)
from rag.conversation.substitution import (
    MEASURED,
    YEAR,
    drop,
    less_goal,
    looked_up_again,
    of_its_kind,
    of_its_scale,
    placed,
    with_region,
)
from rag.conversation.topic import ROLE, asks_of_no_thing
from rag.language.tokens import frequency
from rag.lazy_re import either, lazy_re
from rag.understand.asked_facts import FACTS, facts_of
from rag.understand.asking import asks, kind_of
from rag.understand.catalog import Catalog
from rag.understand.reference import PART_NOUNS, Reference, beside, instead, references
from rag.understand.stage import stage_beside
from rag.understand.subject import subject_of
from rag.understand.whole import asks_figures_meant, asks_goals, asks_overview, term_mentioned

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


class Leaning:
    """One turn on what was understood before it, read in the ways that a question may lean on the one before."""

    def __init__(self, catalog: Catalog, before: Slots, meant: Opened) -> None:
        self.catalog, self.before, self.meant = catalog, before, meant
        self.typed = meant.text
        self.fixed = self._corrected(meant.text)
        self.here = catalog.named(self.fixed)
        self.bare = drop(self.fixed, self.here.words).strip("，, ")
        words = subject_of(_BESIDES.sub("", self.fixed), self.here.words)
        self.subject = [word for word in words if not (ROLE.fullmatch(word) or _has_to(word))]
        self.pointing = bool(POINTING.search(self.fixed))

    def slots(self) -> Slots:
        """What the conversation has come to with the turn."""
        ways = (self._step, self._stage, self._whole, self._again, self._part, self._year)
        for way in ways:
            if found := way():
                return found
        place = self.here.words or (self.here.foreign and self.here.places)
        if place or (self.here.places and _only_region(self.fixed, self.here.places)):
            return self._with_place()
        return self._fact() or self._other_thing() or self._other_point()

    def _corrected(self, text: str) -> str:
        """A turn with its slips put right."""
        for wrong, right in self.catalog.corrections(text).items():
            text = text.replace(wrong, right)
        return text

    def _new(self, text: str) -> Slots:
        return slots_of(self.catalog, text, self.before)

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

    def _stage(self) -> Slots | None:
        """下一个阶段做什么, 再往后呢: of the stage beside the one talked of."""
        step = _STAGE_STEP.fullmatch(self.fixed)
        found = stage_beside(self.before.text, -1 if step["back"] or step["before"] else 1) if step else None
        if step is None or found is None:
            return None
        stage, asked = found
        own = (step["asks"] or "").strip("，, ")
        return self._new(f"{stage}{own if asks_by_itself(own) else asked}")

    def _whole(self) -> Slots | None:
        """Of documents as a whole, by itself: 徐汇的方案讲了什么."""
        if SAME_MATTER.search(self.bare):
            return None
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
        asked = less_goal(before.text) if _REACHED.search(self.fixed) else before.text
        text, topic = of_year(asked, name, before.place), of_year(before.topic, name)
        return replace(before, text=text, topic=topic, sides=(before.text, text))

    def _with_place(self) -> Slots:
        """Another place: of it is asked the same, or another thing, or a question of its own."""
        before, words = self.before, self.here.words or self.here.foreign or self.here.places
        own = bool(self.subject) and not _only_region(self.fixed, words)
        foreign = bool(self.here.foreign)
        if not own and not (self.here.words and foreign):
            of_it = before.text
            if kind_of(of_it) == "department" and SAME_MATTER.search(
                self.bare
            ):  # no task, but what is to be done
                of_it = f"{before.place}{before.topic}"
            text = with_region(of_it, before.named.words or before.named.places, words[0])
            return replace(self._beside(text), topic=before.topic, asked=before.asked)
        thing = self._thing(drop(self.fixed, words))
        if thing and not (self.here.words and foreign):
            other = of_its_kind(with_region(before.text, before.named.words, words[0]), thing, words[0])
            return self._new(other or placed(words[0], thing + self._told(thing)))
        if self.here.words and asks_of_no_thing(_LEADS.sub("", self.bare)):
            return self._of_the_matter(words[0])
        by_itself = bool(self.subject) and asks(self.bare) and len(self.fixed) > STUB
        hardly = self.pointing and len(self.subject) <= 1 and not by_itself and not facts_of(self.fixed)
        if self.here.words and hardly:
            return replace(self._new(f"{before.topic} {self.fixed}"), topic=before.topic)
        return self._new(self.typed)

    def _of_the_matter(self, place: str) -> Slots:
        """The same matter in a place, of which a figure is asked in other words; 同期 is the time asked about before."""
        told, time = _LEADS.sub("", self.bare), YEAR.search(self.before.text)
        if time:
            told = told.replace("同期", time[0])
        topic = of_year(self.before.topic, "") if YEAR.search(told) else self.before.topic
        topic = less_goal(topic) if _REACHED.search(told) else topic
        return replace(self._new(placed(place, f"{topic}，{told}")), topic=self.before.topic)

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
        thing = _THAT_OF.sub("", _AROUND.sub("", text.strip("，, ")).strip("，, "))
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
        if named := references(self.fixed):
            return self._new(self._within(named[0]) or self._here(self.fixed))
        if role := _ROLE_ALONE.fullmatch(self.fixed):
            text = self._here(f"{before.topic}，{role['role']}部门是谁？")
            return replace(self._new(text), topic=before.topic, asked=f"谁{role['role']}？")
        if same := self._of_its_like():
            return same
        if self._asks_alike():
            return replace(self._beside(self._here(_LEADS.sub("", self.fixed))), context=before.topic)
        thing = self._thing(self.fixed)
        if of_the_same(thing):
            text = self._here(f"{less_measure(before.topic, 'figure')}{thing}{self._told(thing)}")
            return replace(self._new(text), topic=before.topic)
        if thing and (other := of_its_kind(before.text, thing, before.place)):
            head, joined, _ = other.partition("，")
            if joined and "的" in thing and head.endswith(thing):  # 乙的范围呢, after 甲的范围，分辨率多少
                other = f"{head}是什么"
            return self._beside(other)
        relative = _RELATIVE.fullmatch(thing)
        if not thing or not (self.subject or relative):
            return None
        headless = _OF_WHAT.search(self.fixed) and not _COUNTS.search(before.asked)
        if headless or relative:  # 退休的呢, 最后一年呢: of what was told before
            return replace(
                self._beside(
                    self._here(
                        f"{before.topic}，{thing}{f'的{self._told(thing)}' if headless else before.asked}"
                    )
                ),
                topic=before.topic,
            )
        year = self._year_kept(thing)
        found = self._beside(self._here(f"{year}{thing}{self._told(thing)}"))
        context = "" if self.meant.corrects else before.topic
        return replace(found, topic=f"{year}{thing}", context=context, asked=before.asked)

    def _within(self, named: Reference) -> str:
        """第二款呢, after 第三十二条第一款: of that article; empty where it is none of one."""
        label = next(iter(references(self.before.text)), None)
        there = instead(label, named) if label else ""
        return self.before.text.replace(label.text, there) if label and there else ""

    def _of_its_like(self) -> Slots | None:
        """县里要建几家, after 市级中心建几家: the same of another member of a scale, in a question of its own."""
        thing = _LEADS.sub("", thing_asked_of(self.fixed))
        kind = kind_of(self.fixed)
        if not thing or kind != kind_of(self.before.text):
            return None
        if kind in _OPEN and asked_of(self.fixed, self.here).rstrip("？?") != self.before.asked.rstrip("？?"):
            return None  # 秘书处设在哪, after 领导小组组长是谁
        other = of_its_scale(self.before.text, thing)
        return self._beside(other) if other else None

    def _asks_alike(self) -> bool:
        """Whether the very same is asked of another thing, in a measure that needs no other words: 复核几天, after 初审几天."""
        thing = _LEADS.sub("", thing_asked_of(self.fixed))
        mine = _AHEAD.sub("", asked_of(self.fixed, self.here).removeprefix(thing))
        asked = _AHEAD.sub("", self.before.asked)
        alike = mine.rstrip("？?") == asked.rstrip("？?") and not _BARE.fullmatch(mine)
        own = thing and kind_of(self.fixed) in ("date", "figure") and not _EACH.match(thing)
        return bool(own and alike)

    def _year_kept(self, text: str) -> str:
        """The year of the question before, for a thing that names none."""
        years = set(_YEAR_WRITTEN.findall(self.before.text.replace(self.before.document, "")))
        return f"{years.pop()}年" if len(years) == 1 and not YEAR.search(text) else ""

    def _other_point(self) -> Slots:
        """Another point of the same matter, or another matter, in the same place."""
        before, told = self.before, ITS.sub("", _LEADS.sub("", self.fixed))
        named = bool(MEASURED.search(told) and not of_the_same(told))  # 签约率 is a matter
        short = len(self.fixed) <= 8 and len(self.subject) == 1 and not named
        if YEAR.search(self.fixed) and asks_of_no_thing(_LEADS.sub("", self.bare)):
            return self._of_the_matter(before.place)
        if not self.subject or (self.pointing and len(self.subject) <= 2 and not named) or short:
            topic = held_to(less_measure(before.topic, kind_of(told)), self.fixed, before.text)
            if YEAR.search(self.fixed):  # what is asked for another year is not asked for that one
                topic = of_year(topic, "")
            joint = "的" if ITS.match(self.fixed) else "，"  # 它的期限 is of the topic
            found = self._new(self._here(f"{topic}{joint}{told}"))
            return replace(found, topic=before.topic, context=before.topic)
        if self.here.foreign:
            return self._new(self.typed)
        year = self._year_kept(told) if {kind_of(told), kind_of(before.text)} == {"figure"} else ""
        found = self._new(self._here(f"{year}{told}") if before.place or year else self.typed)
        return replace(found, context=before.topic)


#: Asks for what was reached, not for the goal of it.
_REACHED = lazy_re("实际|了(?:多少|几|百分)")
#: Those who are told already, of a matter that is not named: 除了财政局还有谁管.
_BESIDES = lazy_re("除了?[^，,。？?]{2,12}?(?:[以之]?外)?[，,]?(?=还|其[他它]|别的|[哪谁])")
#: Kinds of questions that ask for anything: alike only where they ask in the same words.
_OPEN = ("measure", "list", "definition", "yesno")
_YEAR_WRITTEN = lazy_re(r"(?:19|20)\d\d(?=年|[^\d.%]|$)")
#: 下一个阶段要做什么, 再往后呢.
_STAGE_STEP = lazy_re(
    "(?:那么?|再|又)*(?:(?:下|后|(?P<back>上|前))(?:一|那)?个?(?:阶段|步)|往后|(?:在?这)?之后|然后|接下来|接着|后面|(?P<before>之前))"
    "(?P<asks>.*)"
)
_AHEAD = lazy_re("^(?:是|要|需|定|得)+")
_HAS_TO = lazy_re("[要需应得能会可][\u4e00-\u9fff]")
_BARE = lazy_re("(?:多少|百分之几|几%?|多[大高长])[？?]?")
_EACH = lazy_re("[每其]")
_OF_WHAT = lazy_re("的呢[？?]?$")
#: One of an order, or another time, that is of something told before: 最后一年, 原来.
_RELATIVE = lazy_re(
    r"(?:最[后初早先末前]|[头首末前后]|第[一二三四五六七八九十\d]+|[上下])[那一两二三几]?个?(?:年|月|季度|阶段|步|批|层|次|天|轮|档)"
    "|原来|原先|以前|过去|从前|现在|目前|当前|如今|之前|之后|以后"
)
#: 多少项: what is counted says of what it is.
_COUNTS = lazy_re("(?:多少|(?<!哪)几)[^？?%]")
_AROUND = lazy_re(
    r"^(?:那么?|还有|换成|再|的)|(?:(?:这|那)(?:一?[块条项个])|方面|这件事|的话)?的?[呢吧啊了]?[？?。]*$"
)
#: 台风那个的范围.
_THAT_OF = lazy_re("[那这][个项家种](?=的)")
_LEADS = lazy_re(r"^(?:那么?(?![个些项条份边里时件])|[它他]的?)")
_PART_ALONE = lazy_re(
    "(?:那么?)?(?P<part>(?:倒数)?(?:最后[一那]|第[一二三四五六七八九十\\d]+)[条个项点])(?:呢|是(?:什么|啥)|[讲说写](?:了|的是)?(?:什么|啥))?[？?]?"
)
_PARTS_OF = lazy_re(PART_NOUNS)
#: What may stand beside the year in a turn that names nothing else.
_YEAR_ALONE = lazy_re(
    either(
        # 那个要多少?
        "(?:[到至在]|那么?|就|又|也|再|还|当年|底|末|前|之|年|的|要|得|是|想|打算|计划|准备|实际|完成|达|实现|提高?|降低?|控制|干|做|"
        "[新筹]?建|培育|增加|减少|目标|定|多少|几|[万亿千百]|[个家所亩人套%]|[呢吧啊了吗]|[，,？?。])*",
    )
)


def _has_to(word: str) -> bool:
    """Whether 要交 or 能领 was read as one word, which the dictionary does not have: it names no matter."""
    return bool(_HAS_TO.fullmatch(word)) and not frequency(word)


def _only_region(text: str, words: Sequence[str]) -> bool:
    rest = re.sub(
        r"^那么?|换成|[的区市省县]?(?:那边|那份|那里|方面|这边|方案|文件)?(?:又)?(?:呢|怎么样|如何|是多少|定的是多少|怎么说|有吗|有没有|怎么规定|多少)?[？?。，]*$",
        "",
        SAME_MATTER.sub("", drop(text, words)),
    )
    return len(rest.strip()) <= 1
