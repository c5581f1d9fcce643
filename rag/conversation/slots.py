"""What a conversation has come to: the place, the topic, and what is asked of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.conversation.substitution import MEASURED, YEAR, drop, placed
from rag.conversation.topic import ROLE, topic_of
from rag.language.document_kinds import SPOKEN
from rag.language.tokens import tagged
from rag.lazy_re import any_of, either, lazy_re
from rag.understand.asked_facts import facts_of
from rag.understand.asking import kind_of
from rag.understand.catalog import Catalog, Named

#: A verb stands before what is asked for, or some; a run of them without an end would be read from each anew.
_ASKED = lazy_re(
    either(
        # 吗？
        "(?:是|要|需|定|达到?|提高到?|控制到?|建|设|(?<!现)在){0,8}"
        "(?:(?P<count>多少|几(?=[个家所天次项名位人张条块件座套亩吨户例批种年月周小万千百]))|几%?|百分之几|什么时候|哪一?[年天些个几里]|何时|谁|怎么|如何|"
        "什么|哪|多[久大高长远]|是否|有没有|能不能|可不可以|吗|呢).*$",
    )
)
#: The time that was asked for: the next turn asks for something else.
_TIME_ASKED = lazy_re("的?(?:(?:截止)?(?:时间|日期)|截止|期限|时限)$")
#: The measure, which one that asks for another (预付比例 … 多少天内), or for a time, does not ask for.
_MEASURE_ASKED = lazy_re("的?(?:比例|占比|比重|数量|金额|总额|额度|规模)$")


#: 个税条例里…, 1998年的政府工作报告说….
_IN_DOCUMENT = lazy_re(
    rf"[^，,。？?]{{2,50}}?(?:号文|{any_of('文件', '政策', *SPOKEN)})》?(?:里[面头]?|中(?![期间央小])|上(?![报级海])|(?:提到|规定|要求|说)(?!的))的?"
)
_ISSUED = lazy_re("(?:印发|发布|出台|下发|公布|转发|签发|制[定订]|起草|编制)的?$")


@dataclass(frozen=True, slots=True)
class Slots:
    """What a conversation has come to.

    ``named``: places and documents; ``topic``: the matter of the last turn that named one, without place and
    asking words; ``asked``: what was asked of a matter last; ``sides``: the last two questions, where the
    later asked of another thing or place what the one before did; ``document``: the one talked of, as the
    question names it, where no place tells it.
    """

    text: str
    named: Named
    topic: str
    asked: str = ""
    sides: tuple[str, ...] = ()
    context: str = ""
    document: str = ""

    @property
    def place(self) -> str:
        """The place talked of, as named, or the document in its stead; empty for none or several."""
        if self.named.words:
            return self.named.words[0] if len(self.named.regions) == 1 else ""
        if self.named.places:
            return self.named.places[0] if len(self.named.places) == 1 else ""
        return self.document


def slots_of(catalog: Catalog, text: str, before: Slots | None = None) -> Slots:
    """The slots of a question that stands by itself; the place stays where it names none."""
    named = catalog.named(text)
    if before and not named.words and not named.exact and not (named.foreign and named.places):
        named = before.named
    in_document = _IN_DOCUMENT.match(text)
    document = in_document[0] if in_document else before.document if before and named is before.named else ""
    slots = Slots(text, named, topic_of(text, named), asked_of(text, named), document=document)
    if facts_of(text):  # of the document, not of a matter
        topic = _ISSUED.sub("", slots.topic) or slots.topic
        slots = replace(slots, topic=topic)
        if before:
            slots = replace(slots, topic=before.topic or topic, asked=before.asked)
    return slots


def at_place(place: str, text: str) -> str:
    """A text behind the place that is talked of, where it does not name it already."""
    return text if drop(text, [place] if place else []) != text else placed(place, text)


def of_year(text: str, year: str, place: str = "") -> str:
    """A text of another year; where it names none, the year is put behind the place, or left out."""
    if YEAR.search(text):
        text = re.sub(f"(?:[到至在]|截至|截止)?(?:{YEAR.pattern})(?:底|末|前|之前)?", year, text, count=1)
        return text
    head = text.find(place) + len(place) if place and place in text else 0
    return f"{text[:head]}{year}{text[head:]}" if place else text


def less_measure(topic: str, kind: str) -> str:
    """A topic without the time that was asked for, or the measure where the next turn asks for another."""
    rest = _TIME_ASKED.sub("", topic)
    if kind in ("figure", "date"):
        rest = _MEASURE_ASKED.sub("", rest)
    return rest or topic


def of_the_same(text: str) -> bool:
    """Whether a turn names a measure or a time alone: 比例呢, of what was talked of."""
    return bool(_MEASURE_ASKED.fullmatch(text) or _TIME_ASKED.fullmatch(text))


def thing_asked_of(text: str) -> str:
    """What a turn with an interrogative of its own asks of: 县里 of 县里要建几家; empty where that is not told.

    >>> thing_asked_of("县里要建几家"), thing_asked_of("谁牵头")
    ('县里', '')
    """
    found = _ASKED.search(text)
    return re.sub("(?:[要得需应达到占有]|[的，, ])+$", "", text[: found.start()]) if found else ""


def asked_of(text: str, named: Named) -> str:
    """What a question asks of its matter, in words that another matter may be put before."""
    bare = drop(text, named.words)
    found = _ASKED.search(bare)
    roles = [role[0] for role in ROLE.finditer(bare)]
    if kind_of(bare) == "department" and roles:
        return f"{roles[-1]}是谁？" if roles[-1][-1] in "位门构人" else f"谁{roles[-1]}？"
    if found is None:
        return ""
    words = tagged(bare[: found.start()])
    word, tag = words[-1] if words else ("", "")
    does = word if tag.startswith("v") and not MEASURED.search(word) else ""  # 奖多少, 担任什么
    if not found["count"]:
        return does + found[0]
    counted = _COUNTED.search(bare, found.start("count"))
    between = bare[found.start() : found.start("count")]
    if between and len(does) > 1:  # 初审要几天: no verb, but the matter
        does = ""
    done_by = len(does) > 1 and any(tag.startswith("n") for _, tag in words[:-1])
    what = (
        _COUNTED_THING.match(bare, counted.end()) if counted and not counted["measure"] and done_by else None
    )
    how = counted[0] if counted else found["count"]
    # what is counted is of the thing, but in 个人能申请多少贷款 of whoever does it
    return f"{does}{between}{how}{what[0] if what else ''}？"


_COUNTED_THING = lazy_re("[^，。？?]{2,}")
#: 多少家, 几天: how many is asked for, and in what measure.
_COUNTED = lazy_re(
    either(
        # 多少
        "(?:多少|几)"
        "(?:[万亿千百]*(?P<measure>工作日|[天日年月周]|小时|分钟|[名位人](?!才|员|口)|[个家所项条张块件座套亩吨元户例批种次]|平方米|公里)|"
        "(?=[^万亿千百]|$))",
    )
)
_PERSON = lazy_re("[人员士师生者医工]$")


def fitting(asked: str, thing: str) -> str:
    """What is asked of another thing: in the same measure, unless that is of time, or of persons where it is none."""
    counted = _COUNTED.search(asked)
    if counted is None or (measure := counted["measure"]) in (None, "个"):
        return asked
    counts_persons = measure in "名位人"
    if counts_persons == bool(_PERSON.search(thing)) and not _OF_TIME.search(measure):
        return asked
    if _OF_TIME.search(measure):  # 休假几天: nothing else is asked so
        return "多少？"
    return asked.replace(counted[0], "多少")


_OF_TIME = lazy_re("[天日年月周时钟]")
