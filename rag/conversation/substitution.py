"""What a follow-up names in the place of its like: another region, level, department, number or thing of one kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation.sides import asked_of_each, things_of_places
from rag.evidence.contrast import LEVELS, SCALES
from rag.language.numerals import quantities
from rag.language.tokens import tagged
from rag.lazy_re import lazy_re
from rag.understand.asked_facts import FACTS
from rag.understand.asked_roles import DEPARTMENT
from rag.understand.whole import figures_meant, term_mentioned

#: A goal, where it is asked what was reached.
_PLANNED = lazy_re("的?(?:预期|计划|规划)?(?:目标|计划)(?!单列)")
#: A year as written, or as told from today.
YEAR = lazy_re(r"(?:19|20)\d\d年|(?:19|20)\d\d(?![\d.%])|[去今明上本前后]年(?![级龄度轻])")
_BY_YEAR = lazy_re(r"(?:[到至]|截至|截止)?(?:19|20)\d\d年?(?:底|末|前|之前)?")
#: What is measured of a thing: another measure is of its own thing, and asked for in its own way.
MEASURED = lazy_re("(?:比例|占比|比重|率|数量?|总?量|金额|总额|额度|规模|水平|面积)$")


def less_goal(text: str) -> str:
    """A text that asks for a goal as one that asks for what was reached.

    >>> less_goal("今年投资计划多少"), less_goal("工业增加值目标增长多少")
    ('今年投资多少', '工业增加值增长多少')
    """
    return _PLANNED.sub("", text)


_QUOTED_OR = r"([“\"「][^”\"」]*[”\"」])|"


def drop(text: str, words: Sequence[str], instead: str = "") -> str:
    """A text without some words; what stands in quotation marks is a name of its own, and stays whole.

    >>> drop("徐汇的“健康徐汇”服务号", ["徐汇"])
    '的“健康徐汇”服务号'
    """
    names = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.sub(_QUOTED_OR + f"(?:{names})", lambda m: m[1] or instead, text) if names else text


_COMPARING = lazy_re(
    r"(?:有(?:什么|哪些|啥)?|的)?(?:不同|区别|差别|差异|异同)(?:是什么|在哪)?|分别|各自?(?=[是有怎要])|(?:对比|比较|对照|比)(?:一下|一比)?|一样吗|相比"
)


def placed(region: str, text: str) -> str:
    """A text behind the name of its region; 江西 before 省级 would read as 江西省."""
    return f"{region}的{text}" if region and re.match("[省市区县][级部属]", text) else f"{region}{text}"


def with_region(before: str, old: Sequence[str], new: str, years: bool = False) -> str:
    """The question before with its region exchanged; a comparison becomes a plain question.

    Args:
        before: the question.
        old: the words for regions in it.
        new: the other region.
        years: whether its year stays; what another region plans for another year answers too.
    """
    if len(set(old)) > 1:
        if sides := things_of_places(before, list(dict.fromkeys(old))):
            return placed(new, drop(sides[0], old).removeprefix("的"))
        bare, asked = asked_of_each(re.sub(r"^[和与跟、及\s的]+", "", drop(before, old)))
        stop = "？" if asked and before[-1:] in "？?" else ""
        return placed(new, _COMPARING.sub("", f"{bare}{asked}{stop}"))
    text = before if years else _BY_YEAR.sub("", before)
    bare = drop(text, old, "\0")
    if "\0" not in bare:
        return placed(new, text)
    head, _, rest = bare.partition("\0")
    return head + placed(new, rest.replace("\0", ""))


#: 那DIP呢, 38%呢.
_ANOTHER = lazy_re("(?:那么?|还有|再|换成)?(?P<thing>[^，。？?]{1,16}?)的?呢[？?]?")
_NOT_MENTIONED = lazy_re("(?:没有?|未|不)提")


def looked_up_again(before: str, asked: str, regions: Sequence[str]) -> str:
    """The question before with its term or figure exchanged, where it asked who mentions the one or what the other is of.

    哪些没提到 asks it again: both are told. Empty where neither was looked up. ``regions``: those of the question before.
    """
    term = term_mentioned(drop(before, regions))
    figures = figures_meant(before)
    if not (term or figures):
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


#: Stands for the place while the question is changed: of no word, and of no kind.
_PLACE = "\0"


def of_its_kind(before: str, thing: str, place: str = "") -> str:
    """The question before with ``thing`` in the place of its like; empty where it names none, or cannot tell which.

    ``place``: that of the question, which stays.

    >>> of_its_kind("告别厅大厅多少钱", "小厅"), of_its_kind("小（1）型水库几天查一次", "小（2）型")
    ('告别厅小厅多少钱', '小（2）型水库几天查一次')
    """
    if thing in before:
        return ""
    if (other := of_its_scale(before, thing)) is not None:
        return other
    text = before.replace(place, _PLACE) if place else before
    return _of_one_head(text, thing).replace(_PLACE, place)


def of_its_scale(before: str, thing: str) -> str | None:
    """The same where the like is told by what it is, not by how its name ends: a member of a scale, a number, a size.

    None where ``thing`` is none of these, empty where it cannot be told for which it stands.

    >>> of_its_scale("4月2日谁值班", "4月3号"), of_its_scale("告别厅大厅多少钱", "小厅")
    ('4月3日谁值班', None)
    """
    ways = (_member, _of_one_form, _of_one_measure)
    return next((found for way in ways if (found := way(before, thing)) is not None), None)


def _member(before: str, name: str) -> str | None:
    """Of another member of a scale (市级 for 县级, 县里), or another department; None where it names none of a kind."""
    name = re.sub("^([省市区县乡村])里", r"\1级", name)
    for scale in (LEVELS, *SCALES):
        named = [member for member in scale if member in before]
        own = next((member for member in scale if name.startswith(member)), "")
        # 县级的医院 is of the 医院 before
        if own and named and name.removeprefix(own).removeprefix("的") in before:
            return before.replace(named[0], own) if len(named) == 1 else ""
    named_before, named_now = list(DEPARTMENT.finditer(before)), DEPARTMENT.fullmatch(name)
    if named_before and named_now and not FACTS["issuer"].search(before):
        return before.replace(named_before[0]["core"], named_now["core"]) if len(named_before) == 1 else ""
    return None


_NUMERAL = lazy_re(r"\d+(?:\.\d+)?|[一二两三四五六七八九十]+|[ⅠⅡⅢⅣⅤⅥ]+")
#: 5号 for 5日.
_DAY = lazy_re(r"(?<=\d)号$")
_LATIN = lazy_re(r"[A-Za-z][A-Za-z0-9+./-]*")


def _of_one_form(before: str, thing: str) -> str | None:
    """Of another number of the same form (小（2）型, Ⅰ级, 第二阶段), or for an abbreviation another; None where none is."""
    if _LATIN.fullmatch(thing):
        found = list(_LATIN.finditer(before))
    elif _NUMERAL.search(thing) and not _NUMERAL.fullmatch(thing):
        thing = _DAY.sub("日", thing) if "日" in before else thing
        form = f"(?:{_NUMERAL.pattern})".join(map(re.escape, _NUMERAL.split(thing)))
        found = list(re.finditer(form, before))
    else:
        return None
    if not found:
        return None
    return f"{before[: found[0].start()]}{thing}{before[found[0].end() :]}" if len(found) == 1 else ""


#: What alone names no thing: the 总量 of what was asked about.
_BARE_MEASURE = "(?:总量|总额|总数|增速|增幅|增长率|比例|占比|比重|数量|金额|额度|规模|面积|产量|产值)"
_ASKS_MEASURE = lazy_re(f"{_BARE_MEASURE}(?=(?:目标)?[是要有为达到占]*(?:多少|多大|几))")


def of_its_measure(before: str, thing: str) -> str | None:
    """Of another measure of the same thing; None where it is none, or names a thing of its own.

    >>> of_its_measure("甲市GDP增速是多少", "总量")
    '甲市GDP总量是多少'
    """
    found = _ASKS_MEASURE.search(before) if re.fullmatch(_BARE_MEASURE, thing) else None
    return f"{before[: found.start()]}{thing}{before[found.end() :]}" if found else None


_OVER, _UNDER = "超过|不足|不到|不满|至少|满", "及?以[上下内]|左右"
_BOUND = lazy_re(f"^(?:{_OVER})|(?:{_UNDER})$")
_IF = lazy_re("^(?:如果|要是|假如|若)是?")


def _of_one_measure(before: str, thing: str) -> str | None:
    """Of another size in the same unit (10平方米以上 for 5平方米), each with its bound; None where it is no size."""
    thing = _IF.sub("", thing)
    size = quantities(thing)
    alone = _BOUND.sub("", thing)
    if len(size) != 1 or not size[0].unit or alone not in thing[size[0].start : size[0].end]:
        return None
    same = [q for q in quantities(before) if (q.kind, q.unit) == (size[0].kind, size[0].unit)]
    if len(same) != 1:
        return None
    head, tail = before[: same[0].start], before[same[0].end :]
    if thing != alone:
        head, tail = re.sub(f"(?:{_OVER})$", "", head), re.sub(f"^(?:{_UNDER})", "", tail)
    return f"{head}{thing}{tail}"


#: Parts of speech that a thing's name is not made of.
_NO_NAME = lazy_re("[upcyrdfxwmt]")
#: Parts of speech of words that, at the beginning of a name, own nothing: 劳务 of 劳务报酬所得.
_QUALIFIES = ("vn", "b")
_STOP = lazy_re("[，,；;。？?]")
_ASKED_WHICH = lazy_re("(?:哪[个些几]?|什么|啥)$")


def _of_one_head(before: str, thing: str) -> str:
    """Of another thing whose name ends alike (小厅 for 大厅, 中心医院 for 市东医院), with what is said of it there."""
    if MEASURED.search(thing) or len(thing) < 2 or quantities(thing):
        return ""
    words = tagged(before)
    ends = [sum(len(word) for word, _ in words[: at + 1]) for at in range(len(words))]
    named = [at for at, (_, tag) in enumerate(words) if tag in "kq" or not _NO_NAME.match(tag)]
    shared = {at: _shared(before[: ends[at]], thing) for at in named}
    at = max(named, key=lambda at: (shared[at], at), default=-1)
    if at < 0 or not 0 < shared[at] < len(thing):
        return ""
    begin = ends[at] - shared[at]
    own = len(thing) - shared[at]  # characters that tell it from others of its head
    first = next(i for i in range(len(words)) if ends[i] > begin)
    if (
        ends[first] - len(words[first][0]) == begin
    ):  # whole words are shared: what tells the old one stands before
        covered = 0
        of_any = thing[len(thing) - shared[at]] == "的"  # 台风的范围, for 定量降水预报的范围
        while first and (of_any or covered < own) and (of_any or len(words[first - 1][0]) <= own + 1):
            if _NO_NAME.match(words[first - 1][1]):
                break
            first -= 1
            covered += len(words[first][0])
        if not covered and shared[at] == 1:  # 上转: what tells it is no word
            return ""
    elif shared[at] == 1 and len(thing) != len(words[at][0]):  # 缓缴 for 停缴, but no 企业 for 创业
        return ""
    first = _whole_name(words, first, thing)
    start = ends[first] - len(words[first][0])
    if which := _ASKED_WHICH.search(before[:start]):  # 哪些企业能领: whether this is one of them
        rest = before[ends[at] :].rstrip("？?。")
        return f"{before[: which.start()]}{thing}{rest}吗？" if rest and not _STOP.search(rest) else ""
    return f"{before[:start]}{thing}{before[ends[at] :]}"


def _whole_name(words: list[tuple[str, str]], first: int, thing: str) -> int:
    """Where the name begins of which a part is exchanged: with what qualifies it, and what 的 puts before it."""
    if "的" in thing[:-1] and first > 1 and words[first - 1][0] == "的":  # 做芯片的企业, for 种地的企业
        first -= 1
        while first and words[first - 1][0] != _PLACE and not _STOP.match(words[first - 1][0]):
            first -= 1
        return first
    if first and words[first - 1][0].startswith("第"):
        first -= 1
    opens = first < 2 or not words[first - 2][1].startswith("n")
    return first - 1 if first and opens and words[first - 1][1] in _QUALIFIES else first


def _shared(text: str, thing: str) -> int:
    """How many characters two texts end in alike."""
    count = 0
    while count < min(len(text), len(thing)) and text[-1 - count] == thing[-1 - count]:
        count += 1
    return count
