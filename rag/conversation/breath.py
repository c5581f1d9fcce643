"""Several questions asked in one breath (到哪年建成，谁牵头？) and those for each of two (甲和乙各给多少？).

Each is made a question of its own, with what the others say of the matter before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.text import fold
from rag.language.tokens import tagged
from rag.lazy_re import either, lazy_re
from rag.understand.asking import asks, kind_of
from rag.understand.subject import asking_words

#: Questions of one breath that are answered at most.
MOST = 3
#: Asks for each of two, or what parts them.
_APART = lazy_re(
    either(
        "分别",
        "各(?=自|要|有|是|给|占|达|能|为|在|由|补|奖|建|多少)",
        # 区别
        "(?:有(?:什么|何|啥|哪些))?(?:区别|不同|差别|差异|不一样|两样)",
        "怎么区分|差(?:在哪儿?|多少)|相比(?:如何|怎么?样)?|对比",
        # 哪个多
        "哪(?:个|边|家|头|种)(?:更|多|少|高|低|大|小)",
    )
)
_STOPS = "，,；;？?。！!"
#: 2025年多少2026年多少: a year behind what asks begins another question.
_NEXT_YEAR = r"(?<=多少)(?=(?:19|20)\d\d)"
_JOINTS = frozenset("和与跟同及")
#: 2020年、2025年和2030年: years that the same is asked of.
_YEAR = r"(?<!\d)(?:19|20)\d\d(?:年[底末]?(?:前|之前)?)?(?!\d)"
_YEARS = lazy_re(rf"{_YEAR}(?:(?:[、，,]|以及|[和与跟同及]){_YEAR})+")
#: 2025年的增速与2026年的目标: years of which each has a thing of its own, or the second that of the first.
_YEAR_EACH = lazy_re(
    rf"(?P<first>{_YEAR})(?P<thing>[^，。；？?]{{1,16}}?)(?:以及|[和与跟同及])(?P<second>{_YEAR})(?P<own>[^，。；？?]*)"
)
#: A goal is that of the thing before it, of which something was reached.
_GOAL, _REACHED = lazy_re("的?(?:预期|计划|规划)?(?:目标|指标)"), lazy_re("^的?(?:实际|当年|完成)*的?")
#: What is measured, where nothing asks for it.
_MEASURE = lazy_re("(?:目标|指标|[率数量额速幅值]|水平|规模)$")
#: What parts the things of several places, at the end of each but the last.
_BETWEEN = lazy_re(r"(?:[、，,；;和与跟及]|以及)$")
#: Characters of a thing's name at least, its place aside.
_THING = 2
#: What is asked of each, behind the last thing.
_OF_EACH = lazy_re(r"(?:分别|各自?)(?P<asked>[^，。？?]{1,12})[？?]?$")
#: Words that a side of two is looked for in, behind the word that joins them.
_REACH = 8


#: Characters of a question: 谁管.
_SHORTEST = 2
#: What makes a stretch a question of its own: 办法 and 包括 alone are of the matter as well.
_QUESTION = lazy_re(
    r"吗|吧$|(?<![十好])几|哪|谁|什么|啥|多少|多[久长大高]|何[时地人]|如何|怎|咋|是否|能否|有没有|有无|(?P<v>.)不(?P=v)|文号|分别|各自"
)


_PLAIN = lazy_re(r"有(?:啥|什么|何)|给谁|是谁|叫什么|关于啥|(?<=[^？])呢$")


#: Kinds of things of which it can be told whether an answer holds them.
_TOLD = ("figure", "date", "department")


def asks_by_itself(part: str) -> bool:
    """Whether a stretch of text is a question of its own."""
    return _PLAIN.search(part) is not None or _QUESTION.search(part) is not None


def _plainly(part: str) -> bool:
    """Whether a question asks for a kind of thing that is known, or in a form that nothing else has."""
    return asks(part) or _PLAIN.search(part) is not None


def _of_a_kind(part: str) -> bool:
    return asks_by_itself(part) and asks(part) and kind_of(part) in _TOLD


def questions_in(text: str) -> tuple[str, ...]:
    """The questions of a text, each with the words before the first that ask nothing; empty for a single one.

    Those for each of two are told by ``sides_of``.

    >>> questions_in("保障房，去年筹了多少套，今年要交多少套？")
    ('保障房，去年筹了多少套', '保障房，今年要交多少套')
    """
    parts = _stretches(text)
    asking = [part for part in parts if asks_by_itself(part)]
    if len(asking) > 1 and (all(map(_plainly, asking)) or any(map(_of_a_kind, asking))):
        before = "".join(f"{part}，" for part in parts[: parts.index(asking[0])])
        return tuple(before + part for part in asking[:MOST])
    return ()


def _stretches(text: str) -> list[str]:
    """What stops part in a text; 、 does between questions whose answers can be told apart."""
    found: list[str] = []
    for part in re.split(f"[{_STOPS}]|{_NEXT_YEAR}", text):
        listed = part.split("、")
        found += listed if all(map(_of_a_kind, listed)) else [part]
    return [part for part in found if len(part.strip()) >= _SHORTEST]


def told_and_asked(text: str) -> tuple[str, str] | None:
    """What a question takes for granted and what it then asks; None where it is not of two such parts.

    >>> told_and_asked("方案是2025年出台的，分几个阶段？")
    ('方案是2025年出台的', '分几个阶段')
    """
    parts = _stretches(text)
    return (parts[0], parts[1]) if [asks_by_itself(part) for part in parts] == [False, True] else None


def sides_of(text: str) -> tuple[str, ...]:
    """The question for each of two things, or of some years, that it asks to be told apart; empty where it does not.

    >>> sides_of("评价机构与培训机构的遴选分别由谁负责")
    ('评价机构的遴选由谁负责', '培训机构的遴选由谁负责')
    """
    folded = fold(text)
    if not _APART.search(text):
        return ()
    if years := _YEARS.search(text):
        head, rest = text[: years.start()], text[years.end() :]
        every = dict.fromkeys(re.findall(r"\d{4}", years[0]))
        return tuple(_asked(f"{head}{year}年{rest}") for year in every)[:MOST]
    if each := _YEAR_EACH.search(text):
        return _of_each_year(text[: each.start()], each)
    if len(folded) != len(text):
        return ()
    words = [word for word, _ in tagged(folded)]
    joint = next((i for i, word in enumerate(words) if word in _JOINTS and 0 < i < len(words) - 1), None)
    if joint is None:
        return ()
    opens = max((i + 1 for i in range(joint) if words[i] in _STOPS), default=0)
    left = words[opens:joint]
    right = _right(words[joint + 1 :], left[-1] if left else "")
    if not left or not right:
        return ()
    taken = len(right)
    head, rest = "".join(words[:opens]), "".join(words[joint + 1 + taken :])
    shared = left[: -len(right)] if len(right) < len(left) and len(right) <= 2 else []
    return tuple(_APART.sub("", f"{head}{''.join(side)}{rest}") for side in (left, [*shared, *right]))


def _of_each_year(head: str, each: re.Match[str]) -> tuple[str, str]:
    """The questions for two years, each of its own thing, behind what stands before the first."""
    own = _APART.sub("", each["own"])
    goal, thing = _GOAL.match(own), _REACHED.sub("", each["thing"])
    other = (thing if len(thing) > _THING else "") + own if goal else own or thing
    first = thing if goal else each["thing"]
    return _asked(f"{head}{each['first']}{first}"), _asked(f"{head}{each['second']}{other}")


def _asked(side: str) -> str:
    """The question for one of several years: how much, where it names no more than what is measured."""
    bare = _APART.sub("", side).rstrip("？?")
    return f"{bare}是多少" if _MEASURE.search(bare) else bare


def things_of_places(text: str, places: Sequence[str]) -> tuple[str, ...]:
    """The question for each of several places where it names another thing for each; empty where it does not.

    Args:
        text: the question.
        places: words in it that name a place or document; each thing begins with one.

    >>> things_of_places("江西集采药品数和丽水健康素养水平分别是多少", ["江西", "丽水"])
    ('江西集采药品数是多少', '丽水健康素养水平是多少')
    """
    if len(places) < 2:
        return ()
    begins = sorted((text.find(place), place) for place in places)
    ends = [at for at, _ in begins[1:]] + [len(text)]
    things = [text[at + len(place) : end] for (at, place), end in zip(begins, ends, strict=True)]
    each = _OF_EACH.search(things[-1])
    if each:
        things[-1] = things[-1][: each.start()]
    bare = [_BETWEEN.sub("", thing) for thing in things]
    apart = all(thing != own for thing, own in zip(things[:-1], bare[:-1], strict=True))
    if begins[0][0] != 0 or not apart or min(map(len, bare)) < _THING:
        return ()
    behind = each["asked"] if each else ""
    return tuple(f"{place}{own}{behind}" for (_, place), own in zip(begins, bare, strict=True))


def _right(words: list[str], last: str) -> list[str]:
    """The words of the second thing: up to the word that the first ends in, else up to a stop or a word of asking."""
    if last in words[:_REACH]:
        return words[: words.index(last) + 1]
    for i, word in enumerate(words):
        if word in _STOPS or word == "的" or word in asking_words() or _APART.match(word):
            return words[:i]
    return []
