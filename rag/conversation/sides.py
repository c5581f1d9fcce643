"""A question for each side that is compared: of two things (甲和乙各给多少？), years, or places with a thing of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation.breath import MOST, STOPS, asks_by_itself
from rag.language.text import fold
from rag.language.tokens import tagged
from rag.lazy_re import either, lazy_re
from rag.understand.subject import asking_words

#: Asks for each of two, or what parts them.
_APART = lazy_re(
    either(
        "分别",
        "各(?=自|要|有|是|给|占|达|能|为|在|由|补|奖|建|多少)",
        # 区别
        "(?:有(?:什么|何|啥|哪些))?(?:区别|不同|差别|差异|不一样|两样)",
        "怎么区分|差(?:在哪儿?|多少)|相?比(?:起来)?(?:如何|怎么?样)|相比|对比",
        # 哪个多
        "(?P<which>哪(?:个|边|家|头|种|年)(?:更|多|少|高|低|大|小))",
    )
)
_LESS = "(?:[多高低大小快慢]|(?<!多)少)"
#: Asks whether one is more than the other: 多还是少, 高吗; by how much is a figure of its own.
_MORE_OR_LESS = lazy_re(
    rf"[，,]?[是要会更还]*(?P<v>{_LESS})了?(?:吗|没有?|还是更?{_LESS}了?|不(?P=v))[？?]?$"
)
_JOINTS = frozenset("和与跟同及")
_AND = "(?:以及|[和与跟同及])"
_WRITTEN = r"(?<!\d)(?:19|20)\d\d(?:年[底末]?(?:前|之前)?)?(?!\d)"
#: A year as written, or as told from today.
_YEAR = rf"(?:{_WRITTEN}|(?:[今去明]|(?<![目以之])前)年(?![级龄度轻])[底末]?)"
#: 2020年、2025年和2030年: years that the same is asked of.
_YEARS = lazy_re(rf"{_YEAR}(?:(?:[、，,比]|{_AND}){_YEAR})+")
#: 2025年的增速与2026年的目标: years of which each has a thing of its own, or the second that of the first.
_YEAR_EACH = lazy_re(
    rf"(?P<first>{_YEAR})(?P<thing>[^，。；？?]{{1,16}}?)[，,]?(?P<joint>{_AND}|比)(?P<second>{_YEAR})(?P<own>[^，。；？?]*)"
)
#: A goal is that of the thing before it, of which something was reached.
_GOAL, _REACHED = lazy_re("的?(?:预期|计划|规划)?(?:目标|指标)"), lazy_re("^的?(?:实际|当年|完成)*的?")
_PLANNED = lazy_re("的?(?:预期|计划|规划)?(?:目标|指标|计划)的?$")
#: What alone names no thing: of the thing before it.
_OF_IT = lazy_re("(?:增长|增速|增幅|增长率|完成)?(?:情况|数|值|数值|数字|水平)?")
#: What is measured, where nothing asks for it.
_MEASURE = lazy_re("(?:目标|指标|[率数量额速幅值比]|水平|规模)$")
#: What parts the things of several places, at the end of each but the last.
_BETWEEN = lazy_re(r"(?:[、，,；;和与跟及]|以及|(?<![占同环])比)$")
#: Characters of a thing's name at least, its place aside.
_THING = 2
#: What is asked of each, behind the last thing.
_OF_EACH = lazy_re(r"(?:分别|各自?)(?P<asked>[^，。？?]{1,12})[？?]?$")
#: Asks which has more, and of what, where that is told there: 谁高, 哪边定得高, 哪个城镇就业目标多.
_WHO_HAS_MORE = lazy_re(
    rf"(?:谁|哪(?:[个边家里儿]|一个))(?:的|[定给]得?)?(?P<of>[^，。？?]{{2,16}})??(?:[定给]得|的)?[更最]?{_LESS}(?:一?[些点])?[呢？?]*$"
)
#: What stands before the first place where it is of all: 签约率，甲市2025年和乙市….
_OF_ALL = lazy_re("[，,：:]$|^(?:请?(?:比较|对比)(?:一下)?)$")
#: The time of a place or its thing, and what joins it to that.
_TIME = lazy_re(rf"^的?(?P<time>{_YEAR})的?")
#: Words that a side of two is looked for in, behind the word that joins them.
_REACH = 8


def sides_of(text: str) -> tuple[str, ...]:
    """The question for each of two things, or of some years, that it asks to be told apart; empty where it does not.

    >>> sides_of("评价机构与培训机构的遴选分别由谁负责")
    ('评价机构的遴选由谁负责', '培训机构的遴选由谁负责')
    """
    folded = fold(text)
    more, apart = _MORE_OR_LESS.search(text), _APART.search(text)
    if more and (of_years := _of_years(text[: more.start()], compared=True)):
        return of_years
    if apart is None:
        return ()
    if of_years := _of_years(text, compared=apart["which"] is not None):
        return of_years
    if len(folded) != len(text):
        return ()
    words = [word for word, _ in tagged(folded)]
    joint = next((i for i, word in enumerate(words) if word in _JOINTS and 0 < i < len(words) - 1), None)
    if joint is None:
        return ()
    opens = max((i + 1 for i in range(joint) if words[i] in STOPS), default=0)
    left = words[opens:joint]
    right = _right(words[joint + 1 :], left[-1] if left else "")
    if not left or not right:
        return ()
    taken = len(right)
    head, rest = "".join(words[:opens]), "".join(words[joint + 1 + taken :])
    shared = left[: -len(right)] if len(right) < len(left) and len(right) <= 2 else []
    return tuple(_APART.sub("", f"{head}{''.join(side)}{rest}") for side in (left, [*shared, *right]))


def _of_years(text: str, compared: bool) -> tuple[str, ...]:
    """The question for each of some years; ``compared``: whether one was to be told more or less than the other."""
    if years := _YEARS.search(text):
        head, rest = text[: years.start()], text[years.end() :]
        every = dict.fromkeys(
            f"{year[:4]}年" if year[0].isdecimal() else year for year in _EACH_YEAR.findall(years[0])
        )
        return tuple(_asked(f"{head}{year}{rest}", compared) for year in every)[:MOST]
    each = _YEAR_EACH.search(text)
    return _of_each_year(text[: each.start()], each, compared) if each else ()


_EACH_YEAR = lazy_re(_YEAR)


def _of_each_year(head: str, each: re.Match[str], compared: bool) -> tuple[str, str]:
    """The questions for two years, each of its own thing, behind what stands before the first."""
    own = _APART.sub("", each["own"])
    goal, thing = _GOAL.match(own), _REACHED.sub("", each["thing"])
    first, other = each["thing"], own or thing
    if goal:
        first, other = thing, (thing if len(thing) > _THING else "") + own
    elif _OF_IT.fullmatch(measure := _REACHED.sub("", own)) and (own or compared):
        # what was reached is that of which the other year has a goal
        reached = _PLANNED.sub("", thing)
        other = (_GROWTH.sub("", reached) if measure else reached) + measure
    sides = (f"{each['first']}{first}", f"{each['second']}{other}")
    return tuple(_asked(f"{head}{side}", compared) for side in sides)  # type: ignore[return-value]


_GROWTH = lazy_re("(?:增长|增速|增幅)$")


def _asked(side: str, compared: bool = False) -> str:
    """The question for one of several sides: how much, where it is compared by that or names no more than a measure."""
    bare = _APART.sub("", side).rstrip("？?")
    return f"{bare}是多少" if _MEASURE.search(bare) or (compared and not asks_by_itself(bare)) else bare


def things_of_places(text: str, places: Sequence[str]) -> tuple[str, ...]:
    """The question for each of several places where it names another thing, or time, for each; empty where it does not.

    Args:
        text: the question.
        places: words in it that name a place or document; each thing begins with one.

    >>> things_of_places("江西集采药品数和丽水健康素养水平分别是多少", ["江西", "丽水"])
    ('江西集采药品数是多少', '丽水健康素养水平是多少')
    """
    if len(places) < 2:
        return ()
    begins = sorted((text.find(place), place) for place in places)
    head = text[: begins[0][0]]
    ends = [at for at, _ in begins[1:]] + [len(text)]
    things = [text[at + len(place) : end] for (at, place), end in zip(begins, ends, strict=True)]
    things[-1], behind = asked_of_each(things[-1])
    bare = [_BETWEEN.sub("", thing) for thing in things]
    apart = all(thing != own for thing, own in zip(things[:-1], bare[:-1], strict=True))
    if not apart or (head and not _OF_ALL.search(head)):
        return ()
    each = _with_what_is_shared(bare, bool(head))
    if not each:
        return ()
    head = head if head[-1:] in STOPS else ""
    return tuple(f"{head}{place}{own}{behind}" for (_, place), own in zip(begins, each, strict=True))


def asked_of_each(last: str) -> tuple[str, str]:
    """The last of several things, with a measure where it is asked which has more of it, and what is asked of each; empty where that is not told.

    >>> asked_of_each("的签约率哪边定得高"), asked_of_each("的签约率各是多少")
    (('的签约率', '是多少'), ('的签约率', '是多少'))
    """
    if each := _OF_EACH.search(last):
        return last[: each.start()], each["asked"]
    if more := _WHO_HAS_MORE.search(last) or _MORE_OR_LESS.search(last):
        return f"{last[: more.start()]}{more.groupdict().get('of') or ''}", "是多少"
    return last, ""


def _with_what_is_shared(things: Sequence[str], headed: bool) -> list[str]:
    """Each thing with its time and what it has in common with the others; none where the places alone differ.

    ``headed``: whether what is asked about is told before the first.
    """
    timed = [_TIME.match(thing) for thing in things]
    times = [found[0] if found else "" for found in timed]
    own = [thing[len(time) :] for thing, time in zip(things, times, strict=True)]
    own[-1], stop, measure = own[-1].partition("，" if "，" in own[-1] else ",")
    if stop and not measure:
        return []
    if not any(times[:-1]) and not all(own[:-1]):  # 甲市和乙市2025年的签约率: the year is of both
        return []
    for at, thing in enumerate(own):  # 甲市2025年和乙市的签约率
        if not thing and any(times):
            own[at] = next((other for other in (*own[at:], *own[::-1]) if other), "")
    if not (headed and any(times)) and min(map(len, own)) < _THING:
        return []
    measure = measure or _measured(own)
    return [
        f"{time}{thing}{'' if _MEASURE.search(thing) else measure}"
        for time, thing in zip(times, own, strict=True)
    ]


def _measured(things: Sequence[str]) -> str:
    """What one of some things is measured by, where the others name no measure: 甲市的站和乙市的室达标率."""
    measured = [thing for thing in things if _MEASURE.search(thing)]
    words = [word for word, _ in tagged(measured[0])] if len(measured) == 1 else []
    if len(words) < 2:
        return ""
    return words[-1] if len(words[-1]) > 1 else "".join(words[-2:])


def _right(words: list[str], last: str) -> list[str]:
    """The words of the second thing: up to the word that the first ends in, else up to a stop or a word of asking."""
    if last in words[:_REACH]:
        return words[: words.index(last) + 1]
    for i, word in enumerate(words):
        if word in STOPS or word == "的" or word in asking_words() or _APART.match(word):
            return words[:i]
    return []
