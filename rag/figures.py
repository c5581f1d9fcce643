"""Figure records: what a clause counts, how much of it, with which bound, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.numerals import Quantity, quantities
from rag.text import sentences, squeeze
from rag.types import Figure

#: Only digits and fractions can make a figure record.
_COUNTS = re.compile(r"[0-9０-９]|分之|[一二三四五六七八九]成")
_DIGITS = re.compile(r"[0-9０-９]")
_TENTHS = re.compile(r"[一二三四五六七八九]成")
_KINDS = {"percent", "number"}
#: Cut points to the left of a figure's indicator.
_LEFT = re.compile(r"[，。；：、！？,;:\n|]")
#: A clause label before the indicator: 1.每户, （二）床位.
_LABEL = re.compile(
    r"^\s*(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)．.、]|[①-⑳])\s*(?=[\u4e00-\u9fff])(?![一二三四五六七八九十]、)"
)
_TRIM_LEFT = re.compile(
    r"^(?:到|至|力争|争取|确保|实现|使|其中|分别|并|且|及|和|与|在|对|按|将|全市|全区|全省|本区|本市)+"
)
#: Words between an indicator and its figure; the longer of two that end alike stands first.
_LEADING = [
    "达到",
    "不低于",
    "不少于",
    "不超过",
    "不高于",
    "至少",
    "超过",
    "高于",
    "低于",
    "小于",
    "大于",
    "控制在",
    "提高到",
    "提升到",
    "提高至",
    "提升至",
    "增加到",
    "降到",
    "降至",
    "分别",
    "设置",
    "建成",
    "培育",
    "新增",
    "争取",
    "力争",
    "完成",
    "合计",
    "达",
    "约",
    "近",
    "为",
    "是",
    "有",
    "在",
    "的",
    "到",
    "至",
]
_LEADING_BY_END = {end: tuple(w for w in _LEADING if w[-1] == end) for end in {w[-1] for w in _LEADING}}


def figures_in(text: str, segments: tuple[tuple[int, int], ...]) -> tuple[Figure, ...]:
    """The figures of a clause's own text, with offsets in the document's text.

    A figure is a percentage or a counted number; years, dates and ordinals are not figures but
    may say by when one holds.
    """
    found: list[Figure] = []
    worded = "分之" in text or ("成" in text and _TENTHS.search(text) is not None)
    if not _DIGITS.search(text) and not worded:
        return ()
    for start, end in sentences(text):
        if not _DIGITS.search(text, start, end) and not (worded and _COUNTS.search(text, start, end)):
            continue
        sentence = text[start:end]
        numbers = quantities(sentence)
        counted = _counted(sentence, numbers)
        deadlines, by = list(_deadlines(sentence, numbers)), None
        for i, (value, number, at) in enumerate(counted):
            while deadlines and deadlines[0][0] < at:
                by = deadlines.pop(0)[1]
            indicator = _indicator(sentence, at, number, counted[i - 1][1].end if i else 0)
            between = sentence[counted[i - 1][1].end : at] if i else "x"
            if i and found and (len(indicator) < 2 or _BETWEEN.fullmatch(between)):
                indicator = found[-1].indicator
            found.append(
                Figure(
                    indicator=indicator,
                    value=value,
                    unit=number.unit,
                    bound=_shared_bound(sentence, counted, i),
                    by=by,
                    text=squeeze(sentence[at : number.end]),
                    start=_place(segments, start + at),
                    end=_place(segments, start + number.end - 1) + 1,
                )
            )
    return tuple(found)


#: 3岁以下婴幼儿, 65岁以上老年人 name a group; they are no target.
_AGE_GROUP = re.compile(r"(?:及|（含）)?以[上下]的?[\u4e00-\u9fff]")
#: 200元以上1000元以下: the second end of a range is a figure of the first one's indicator.
_BETWEEN = re.compile(r"\s*(?:[（(]含[）)])?以[上下内](?:[（(]含[）)])?[\s、，和或者至到不满足]*")
_Counted = tuple[str, Quantity, int]


def _counted(sentence: str, numbers: tuple[Quantity, ...]) -> list[_Counted]:
    """(value, quantity, start) of what is counted; a range 3-6个月 is one, its value "3-6"."""
    out: list[_Counted] = []
    for i, number in enumerate(numbers):
        if number.kind not in _KINDS or (number.kind == "number" and not number.unit):
            continue
        if number.kind == "number" and not sentence[number.start].isdigit():
            continue
        if number.unit in ("岁", "周岁") and _AGE_GROUP.match(sentence, number.end):
            continue
        before = numbers[i - 1] if i else None
        if before and before.kind in _KINDS and _RANGE.fullmatch(sentence[before.end : number.start]):
            if out and out[-1][1] is before:
                out.pop()
            out.append((f"{before.value}-{number.value}", number, before.start))
        else:
            out.append((number.value, number, number.start))
    return out


_SINCE = re.compile(r"\s*(?:年度?)?(?:起|以来|以后|之后)")
_RANGE = re.compile(r"\s*(?:[-~～—–]{1,2}|至|到)\s*")


def _shared_bound(sentence: str, counted: list[_Counted], i: int) -> str:
    """The bound of a figure; in 「分别达8%、4%以上」 the last one's bound holds for all."""
    bound = counted[i][1].bound
    if bound != "=" or i + 1 == len(counted):
        return bound
    gap = sentence[counted[i][1].end : counted[i + 1][2]]
    lead = sentence[max(0, counted[i][2] - 30) : counted[i][2]]
    if gap.strip() in ("、", "和") and "分别" in lead:
        return _shared_bound(sentence, counted, i + 1)
    return bound


def _place(segments: tuple[tuple[int, int], ...], offset: int) -> int:
    for start, end in segments:
        if offset < end - start:
            return start + offset
        offset -= end - start
    return segments[-1][1]


def _indicator(sentence: str, start: int, number: Quantity, after_last: int) -> str:
    """The words before the figure, back to the last stop; after it where nothing stands before."""
    cut = after_last = max(after_last, start - _REACH)
    shared = sentence.rfind("分别", after_last, start)
    for match in _LEFT.finditer(sentence, after_last, start):
        # a 、 before 「…分别达」 separates the subjects of one figure list, so it is no cut
        if match[0] != "、" or shared < match.end():
            cut = match.end()
    before = _trimmed(_LABEL.sub("", sentence[cut:start].strip("、 ")))
    before = _TRIM_LEFT.sub("", before)
    if len(before) < 2 and number.unit != "%":
        after = _LEFT.split(sentence[number.end : number.end + _REACH])[0]
        before = before + re.sub(r"^(?:以上|以下|以内|左右)?的?", "", after)
    if len(before) < 2 and cut > after_last:
        previous = _LEFT.split(sentence[after_last : cut - 1])[-1]
        before = _trimmed(_TRIM_LEFT.sub("", previous.strip())) + before
    return squeeze(before)[-40:].lstrip("）)、")


def _trimmed(words: str) -> str:
    """The words without 达到, 不低于 … at their end."""
    while words:
        found = next((w for w in _LEADING_BY_END.get(words[-1], ()) if words.endswith(w)), None)
        if found is None:
            break
        words = words[: -len(found)]
    return words


#: No indicator is longer; what stands further to the left is not looked at.
_REACH = 160


def _deadlines(sentence: str, numbers: tuple[Quantity, ...]) -> Iterator[tuple[int, str | None]]:
    """(start, year) of each year in a sentence; None for one that is no time by which: 自2024年起."""
    for number in numbers:
        if number.kind in ("year", "month", "date"):
            before = sentence[max(0, number.start - 4) : number.start].rstrip()
            since = before.endswith(("自", "从")) or _SINCE.match(sentence, number.end)
            yield number.start, None if since else number.value[:4]
