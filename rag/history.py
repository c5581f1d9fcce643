"""Follow-up questions: what the history adds, decided by rules, and the question as understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.asking import DEPARTMENT, FACTS, asks, without_asking_for
from rag.catalog import Catalog, Named
from rag.contrast import LEVELS, SCALES
from rag.lazy_re import lazy_re
from rag.reference import PART_NOUNS, beside, references
from rag.subject import subject_of
from rag.types import Message
from rag.whole import asks_figures_meant, asks_goals, asks_overview, figures_meant, term_mentioned

_POINTING = lazy_re(
    r"^(?:那|那么|那儿|里头|里面|这|这个|那个|它|其|该|此|上面|前面|刚才|上述|还有|另外|再|下一?[条项个]|上一?[条项个]|同样|也|第[二三四五]|换成|换)|(?:前面|刚才|上面|上述)(?:说|提)?|(?:这|那)(?:个|项|条|份|些|事|块|数|指标|方案|文件)|它(?:们)?|该(?:市|区|省|方案|文件|指标)|呢[？?]?$"
)
#: The clause behind or before the one that was asked for by its label: 下一条呢, 前面一点讲什么.
_STEP = lazy_re(
    r"^(?:那么?|再|再?看看?|说说)?(?:(?P<on>下|后)|上|前)面?的?一?(?:条|点|项|款|段|小?节|个任务)(?:呢|又?[讲说写是]|的?内容|[？?。]?$)"
)
#: Words that ask who does what of a matter, and name none.
_ROLE = lazy_re(r"(?:责任|牵头|配合|负责|主管|参与)(?:单位|部门|机构|人)?")
_ASKED = lazy_re(
    r"(?:是|要|需|定|达到?|提高到?|控制到?|建|设|在)*(?:多少|几[个家所%]?|百分之几|什么时候|哪一?[年天些个几里]|何时|谁|怎么|如何|什么|哪|多久|是否|有没有|能不能|可不可以|吗|呢).*$"
)


#: What is asked for in a way of its own, whatever was asked before: 几天… 预付比例呢.
_OWN_WAY = (
    (lazy_re("(?:比例|占比|比重|率|数量?|金额|总额|额度|规模)$"), "是多少"),
    (lazy_re("(?:时间|期限|时限|日期)$"), "是什么时候"),
)
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
    """The question as understood with the history.

    A question leans on the one before in four ways: it goes on to the next clause (下一条呢), it names only
    another region or thing (那徐汇呢？), it asks another point of the same matter (牵头的是谁？), or it leaves
    the region out.
    """
    before = _last_full(history, catalog)
    if not before:
        return Standalone(question, False)
    fixed = question
    for wrong, right in catalog.corrections(question).items():
        fixed = fixed.replace(wrong, right)
    here, there = catalog.named(fixed), _last_named(history, before, catalog)
    step, label = _STEP.match(fixed), next(iter(references(before)), None)
    if step and label:
        there_is = beside(label.text, 1 if step["on"] else -1)
        return (
            Standalone(before.replace(label.text, there_is), True)
            if there_is
            else Standalone(question, False)
        )
    if other := _looked_up_again(before, fixed, here, there):
        return Standalone(other, True)
    if _AGAIN.fullmatch(fixed):
        return Standalone(before, True)
    part, noun = _PART_ALONE.fullmatch(fixed), _PARTS_OF.search(before)
    if part and noun:
        region = "".join(there.words[:1])
        return Standalone(f"{region}{part['part']}{noun[0]}是什么", True)
    year = _YEAR_ALONE.fullmatch(fixed)
    if year and _YEAR.search(before):
        return Standalone(_YEAR.sub(year[1], before, count=1), True)
    subject = [word for word in subject_of(fixed, here.words) if not _ROLE.fullmatch(word)]
    pointing = bool(_POINTING.search(fixed))
    facts = any(pattern.search(fixed) for pattern in FACTS.values()) or asks_overview(fixed)
    bare = _drop(fixed, here.words)
    if term_mentioned(bare) or (here.words and _of_a_document(bare)):
        return Standalone(question, False)
    if here.words and (not subject or _only_region(fixed, here.words)) and not here.foreign:
        return Standalone(_with_region(before, there.words, here.words, fixed), True)
    if here.foreign and pointing and len(subject) <= 1:
        return Standalone(_with_region(before, there.words, here.foreign, fixed), True)
    if here.words:
        by_itself = bool(subject) and asks(_drop(fixed, here.words)) and len(fixed) > STUB
        if pointing and len(subject) <= 1 and not facts and not by_itself:
            return Standalone(f"{_topic(before, there.words)} {fixed}", True)
        return Standalone(question, False)
    region = "".join(there.words[:1]) if len(there.regions) == 1 else ""
    if asks_figures_meant(fixed):
        return Standalone(f"{region}{fixed}", bool(region))
    if facts and len(subject) <= 1:
        return Standalone(f"{region}{fixed}" if region else f"{_topic(before, ())} {fixed}", True)
    if member := _other_member(before, fixed):
        return Standalone(member, True)
    if re.search(r"呢[？?]?$", fixed) and subject and (re.match(r"那么?", fixed) or len(fixed) <= STUB):
        thing = re.sub(r"^那么?|呢?[？?]?$", "", fixed)
        asked = _ASKED.search(_drop(before, there.words))
        told = next((how for name, how in _OWN_WAY if name.search(thing)), asked[0] if asked else "")
        return Standalone(f"{region}{thing}{told}", True, _topic(before, there.words))
    if references(fixed):
        return Standalone(f"{region}{fixed}", bool(region))
    if not subject or (pointing and len(subject) <= 2) or (len(fixed) <= 8 and len(subject) == 1):
        topic = _topic(before, there.words)
        if _YEAR.search(fixed):  # what is asked for another year is not asked for that one
            topic = _BY_YEAR.sub("", topic)
        return Standalone(f"{region}{topic}，{fixed}", True)
    if here.foreign:
        return Standalone(question, False)
    return Standalone(f"{region}{fixed}" if region else question, bool(region), _topic(before, there.words))


#: 还有吗, 具体点: asks the same again.
_AGAIN = lazy_re(
    "(?:那|再)?(?:还有(?:吗|呢|没有?|别的吗?|其他的?吗?)|(?:再)?(?:具体|详细)(?:一?[点些]|说说|讲讲)?(?:呢|吗)?)[？?。]?"
)
#: 那第二条呢, of what was said to have parts: 徐汇的基本原则有哪些.
_PART_ALONE = lazy_re(
    "(?:那么?)?(?P<part>(?:倒数)?(?:最后一|第[一二三四五六七八九十\\d]+)[条个项点])(?:呢|是(?:什么|啥)|[讲说写](?:了|的是)?(?:什么|啥))?[？?]?"
)
_PARTS_OF = lazy_re(PART_NOUNS)
_YEAR = lazy_re("(?:19|20)\\d\\d年")
_YEAR_ALONE = lazy_re("(?:那么?)?[到至]?((?:19|20)\\d\\d年)(?:底|末)?的?呢[？?]?")
#: 那DIP呢, 38%呢.
_ANOTHER = lazy_re("(?:那么?|还有|再|换成)?(?P<thing>[^，。？?]{1,16}?)的?呢[？?]?")


def _looked_up_again(before: str, asked: str, here: Named, there: Named) -> str:
    """The question before with its term or figure exchanged, where it asked who mentions the one or what the other is of.

    哪些没提到 asks it again: both are told. Empty where neither was looked up, or a region is named.
    """
    term = term_mentioned(_drop(before, there.words))
    figures = figures_meant(before)
    if here.words or not (term or figures):
        return ""
    if term and _NOT_MENTIONED.search(asked) and not term_mentioned(asked):
        return before
    another = _ANOTHER.fullmatch(asked)
    if another is None:
        return ""
    thing = another["thing"]
    if term:
        return before.replace(term, thing)
    if not figures_meant(f"{thing}是什么"):
        return ""
    return f"{before[: figures[0].start]}{thing}{before[figures[-1].end :]}"


#: 那县级呢, 县里的呢, 那财政局呢: a level, another member of a scale, or another department.
_MEMBER_ALONE = lazy_re("(?:那么?)?(?P<name>[^，。？?]{1,16}?)(?P<inside>里)?的?呢[？?]?")


def _other_member(before: str, asked: str) -> str:
    """The question before of another member of a scale (市级 for 县级), or department, than the one that it names.

    Empty where it names none, or several.
    """
    alone = _MEMBER_ALONE.fullmatch(asked)
    if alone is None:
        return ""
    name = f"{alone['name']}级" if alone["inside"] else alone["name"]
    for scale in (LEVELS, *SCALES):
        named = [member for member in scale if member in before]
        if name in scale and len(named) == 1 and named[0] != name:
            return before.replace(named[0], name)
    named_before, named_now = list(DEPARTMENT.finditer(before)), DEPARTMENT.fullmatch(name)
    if len(named_before) == 1 and named_now and not FACTS["issuer"].search(before):
        return before.replace(named_before[0]["core"], named_now["core"])
    return ""


_NOT_MENTIONED = lazy_re("(?:没有?|未|不)提")


def _of_a_document(bare: str) -> bool:
    """Whether a question, less the document that it names, is whole: it asks what that says, or what its figures are."""
    return asks_overview(bare) or asks_goals(bare) or asks_figures_meant(bare)


def _last_full(history: Sequence[Message], catalog: Catalog) -> str:
    """The last question of the user, itself resolved with those before where it is a stub."""
    asked = [m for m in history if m.role == "user" and m.content.strip()]
    if not asked:
        return ""
    last = asked[-1].content
    if len(asked) > 1 and (len(last) <= 8 or _POINTING.search(last)):
        return standalone(last, asked[:-1], catalog).text
    return last


def _last_named(history: Sequence[Message], before: str, catalog: Catalog) -> Named:
    """What the last question named; where it named no region, what an earlier one did."""
    there = catalog.named(before)
    for message in reversed(history):
        if there.words:
            return there
        if message.role == "user":
            there = catalog.named(message.content)
    return there


def _only_region(text: str, words: Sequence[str]) -> bool:
    rest = text
    for word in words:
        rest = rest.replace(word, "")
    rest = re.sub(
        r"^那么?|换成|[的区市省]?(?:那边|那份|那里|方面|这边|方案|文件)?(?:又)?(?:呢|怎么样|如何|是多少|定的是多少|怎么说|有吗|怎么规定|多少)?[？?。，]*$",
        "",
        rest,
    )
    return len(rest.strip()) <= 1


_COMPARING = lazy_re(
    r"(?:有(?:什么|哪些|啥)?|的)?(?:不同|区别|差别|差异|异同)(?:是什么|在哪)?|分别|各自?(?=[是有怎要])|(?:对比|比较|对照|比)(?:一下|一比)?|一样吗|相比"
)


_BY_YEAR = lazy_re(r"(?:[到至]|截至|截止)?(?:19|20)\d\d年(?:底|末|前|之前)?")


def _with_region(before: str, old: Sequence[str], new: Sequence[str], asked: str) -> str:
    """The question before with its region exchanged; a comparison becomes a plain question."""
    if len(set(old)) > 1:
        topic = re.sub(r"^[和与跟、及\s的]+", "", _COMPARING.sub("", _drop(before, old)))
        return f"{new[0]}{topic}"
    text = _BY_YEAR.sub("", before)  # what another region plans for another year answers too
    placed = False
    for word in sorted(old, key=len, reverse=True):
        if word in text:
            text = text.replace(word, "" if placed else new[0])
            placed = True
    return text if placed else f"{new[0]}{text}"


def _drop(text: str, words: Sequence[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _topic(text: str, words: Sequence[str]) -> str:
    """What a question was about: itself without region and asking words."""
    return without_asking_for(_drop(text, words)) or _drop(text, words).strip("，。？? ")
