"""Figure records: what a clause counts, how much of it, with which bound, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.language.bounds import bound_at
from rag.language.numerals import Quantity, quantities
from rag.language.text import sentences, squeeze
from rag.lazy_re import either, lazy_re
from rag.types import Figure

#: Only digits and fractions can make a figure record.
_COUNTS = lazy_re(r"[0-9０-９]|分之|[一二三四五六七八九]成|一半")
_DIGITS = lazy_re(r"[0-9０-９]")
_TENTHS = lazy_re(r"[一二三四五六七八九]成")
_KINDS = {"percent", "number"}
#: Cut points to the left of a figure's indicator.
_LEFT = lazy_re(r"[，。；、！？,;\n|]|(?<!\d)[：:]|[：:](?!\d)")
#: A clause label before the indicator: 1.每户, （二）床位.
_LABEL = lazy_re(
    r"^\s*(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)．.、]|[①-⑳])\s*(?=[\u4e00-\u9fff])(?![一二三四五六七八九十]、)"
)
_TRIM_LEFT = lazy_re(
    either(
        # 到2025年
        "^"
        r"(?:(?:19|20)\d\d年度?(?:\d{1,2}月)?(?:底|末|初(?!步)|起)?前?|以[上下内]|之?内(?![部容外地需生资涝科陆河核环])|左右|到|至|力争|争取|确保|实现|使|其中|分别|"
        "并|且|及|和|与|在|对|按|将|全市|全区|全省|本区|本市)+",
    )
)
#: Words between an indicator and its figure; the longer of two that end alike stands first.
_LEADING = sorted(
    """
    达到 实现 不低于 不少于 不超过 不高于 不得低于 不得少于 不得超过 不得高于 不满 未满 不足 至少 超过 高于 低于 小于 大于 接近 将近 稳定在 保持在 维持在 控制在 集中在
    稳步达到 提高到 提升到 增加到 增长到 扩大到 上升到 下降到 降低到 缩短到 延长到 放宽到 压减到 提高至 提升至 增加至 增长至 扩大至 上升至
    下降至 降低至 缩短至 延长至 放宽至 压减至 扩展至 降到 降至 增至 升至 分别为 分别 调整为 确定为 具有 拥有 设有 共有 设置 建成 培育 新增
    争取 力争 完成 合计 继续 基本 已 将 达 约 近 超 逾 为 是 有 在 的 到 至
    """.split(),
    key=len,
    reverse=True,
)
_LEADING_BY_END = {end: tuple(w for w in _LEADING if w[-1] == end) for end in {w[-1] for w in _LEADING}}


def figures_in(text: str, segments: tuple[tuple[int, int], ...]) -> tuple[Figure, ...]:
    """The figures of a clause's own text, with offsets in the document's text.

    A figure is a percentage or a counted number; years, dates and ordinals are not figures but
    may say by when one holds.
    """
    worded = "分之" in text or "一半" in text or ("成" in text and _TENTHS.search(text) is not None)
    if not _DIGITS.search(text) and not worded:
        return ()
    return tuple(
        figure
        for start, end in sentences(text)
        if _DIGITS.search(text, start, end) or (worded and _COUNTS.search(text, start, end))
        for figure in _of_sentence(text[start:end], start, segments)
    )


def figures_of_row(
    text: str,
    cells: Sequence[tuple[int, int, str]],
    name: str,
    segments: tuple[tuple[int, int], ...],
) -> tuple[Figure, ...]:
    """The figures of a table's row: of what their cell says, else of the row under the head of the column.

    Args:
        text: the row's own text.
        cells: the places of its cells in that, each with the head of its column.
        name: what the row is called.
        segments: where the text stands in the document's.
    """
    found: list[Figure] = []
    for start, end, head in cells:
        alone = " " * start + text[start:end]
        for figure in figures_in(alone, segments):
            told = len(figure.indicator) > 1 and figure.indicator[0] not in "/／"
            found.append(figure if told else replace(figure, indicator=f"{name} {head}".strip()))
    return tuple(found)


def _of_sentence(sentence: str, start: int, segments: tuple[tuple[int, int], ...]) -> Iterator[Figure]:
    """The figures of a sentence that begins at ``start`` of the clause's text."""
    numbers = quantities(sentence)
    counted = _counted(sentence, numbers)
    deadlines, by = list(_deadlines(sentence, numbers)), None
    for i, indicator in enumerate(_indicators(sentence, counted)):
        value, number, at = counted[i]
        while deadlines and deadlines[0][0] < at:
            by = deadlines.pop(0)[1]
        yield Figure(
            indicator=indicator,
            value=value,
            unit=number.unit,
            bound=_shared_bound(sentence, counted, i),
            by=by,
            text=squeeze(sentence[at : number.end]),
            start=_place(segments, start + at),
            end=_place(segments, start + number.end - 1) + 1,
        )


#: 3岁以下婴幼儿, 65岁以上老年人 name a group; they are no target.
_AGE_GROUP = lazy_re(r"(?:及|（含）)?以[上下]的?[\u4e00-\u9fff]")
#: 200元以上1000元以下: the second end of a range is a figure of the first one's indicator.
_BETWEEN = lazy_re(r"\s*(?:[（(]含[）)])?以[上下内](?:[（(]含[）)])?[\s、，和或者至到不满足]*")
_Counted = tuple[str, Quantity, int]


def _counted(sentence: str, numbers: tuple[Quantity, ...]) -> list[_Counted]:
    """(value, quantity, start) of what is counted; a range 3-6个月 is one, its value "3-6"."""
    out: list[_Counted] = []
    for i, number in enumerate(numbers):
        before = (
            numbers[i - 1] if i and _RANGE.fullmatch(sentence, numbers[i - 1].end, number.start) else None
        )
        if number.kind not in _KINDS or not _is_counted(sentence, number, (before or number).start):
            continue
        number = _with_noun(sentence, number)
        if before and before.kind in _KINDS and before.unit in ("", number.unit):
            if out and out[-1][1] is before:
                out.pop()
            out.append((f"{before.value}-{number.value}", number, before.start))
        elif before is None or before.kind != "date":
            out.append((number.value, number, number.start))
    return out


#: In digits, below zero too.
_WRITTEN_OUT = lazy_re(r"[-−－]?\d")
#: Of 按4:6分担 and 8：30 neither half counts anything.
_RATIO, _TO = lazy_re(r"\d\s?[:：︰∶]$"), lazy_re(r"\s?[:：︰∶]\s?\d")
#: 7×24小时 is a product; 近3年, 过去五年 and 12月31日 say when.
_PRODUCT, _PERIOD = ("×", "✕", "*"), lazy_re(r"(?:近|最近|过去|今后|未来|此前|前|上|每|头|通过|经过|用)$")


def _is_counted(sentence: str, number: Quantity, start: int) -> bool:
    """Whether a number, or a range that begins at ``start``, counts something that may be a target."""
    if number.kind == "percent":
        return True
    before = sentence[max(0, start - 2) : start].rstrip()
    if _RATIO.search(before) or _TO.match(sentence, number.start + len(number.value)):
        return False
    if not _WRITTEN_OUT.match(sentence, number.start) or before.endswith(_PRODUCT):
        return False
    if not number.unit:
        bare = sentence[number.end - 1] in "万亿"
        return bare and (_ENDS.match(sentence, number.end) or _THING.match(sentence, number.end)) is not None
    if number.unit in ("岁", "周岁"):
        return not _AGE_GROUP.match(sentence, number.end)
    if number.unit == "年":
        return not _PERIOD.search(before) and len(number.value.split(".")[0]) < 4
    if number.unit == "日":
        return _DAYS.match(sentence, number.end) is not None
    return number.unit != "月"


#: 30日内 is a term, 5日前 a date.
_DAYS = lazy_re(r"\s*(?:[以之]?内|以上|的)")
#: 减少1386万， counts without a measure word; 5506.3万标准箱， with a noun for one that is none of the known.
_ENDS = lazy_re(r"\s*(?:以[上下内]|左右)?(?:[，。；、：）)]|$)")
_THING = lazy_re(
    r"\s?(?![起的之等]|上下|任务|目标|水平|规模|大关|关口|门槛|指标)"
    r"(?P<noun>[\u4e00-\u9fff]{1,3}?)(?=(?:以[上下内]|左右)?(?:[，。；、：（）)]|$))"
)


def _with_noun(sentence: str, number: Quantity) -> Quantity:
    """The number with the noun that it counts, where it has no measure word and a phrase ends behind the noun."""
    noun = None if number.unit or _ENDS.match(sentence, number.end) else _THING.match(sentence, number.end)
    if noun is None or number.kind == "percent":
        return number
    end = noun.end("noun")
    return replace(number, unit=noun["noun"], bound=bound_at(sentence, number.start, end), end=end)


_SINCE = lazy_re(r"\s*(?:年度?)?(?:起|以来|以后|之后)")
_RANGE = lazy_re(r"\s*(?:[-~～—–－−]{1,2}|至|到)\s*")


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


def _indicators(sentence: str, counted: list[_Counted]) -> list[str]:
    """What each figure of a sentence is a figure of."""
    found: list[str] = []
    for i, (_, number, at) in enumerate(counted):
        last = counted[i - 1][1].end if i else 0
        indicator = _indicator(sentence, at, number, last)
        if i and (len(indicator) < 2 or _BETWEEN.fullmatch(sentence, last, at)):
            indicator = found[-1]
        found.append(indicator)
    for i in range(len(counted)):
        if "分别" in sentence[counted[i - 1][1].end if i else 0 : counted[i][2]]:
            _share_out(sentence, counted, found, i)
    return found


#: What may stand between the figures of one list.
_LISTED = lazy_re(r"\s*(?:以[上下内]|左右)?[、和及与，]{1,2}\s*")
#: The noun that the subjects of one list share: 肉、奶产量.
_SHARED_NOUN = lazy_re(
    r"(?:产量|排放量|消费量|使用量|存栏量|总量|数量|产值|增加值|总值|收入|支出|面积|规模|比例|比重|占比|覆盖率|普及率|利用率|达标率|"
    r"处理率|合格率|入学率|就业率|死亡率|发病率|能耗|强度|浓度|增速|投资|人数|产业)$"
)


def _share_out(sentence: str, counted: list[_Counted], found: list[str], i: int) -> None:
    """In 肉、奶产量分别达到3吨、7吨 gives each subject its figure, where they are as many."""
    end = i + 1
    while end < len(counted) and _LISTED.fullmatch(sentence, counted[end - 1][1].end, counted[end][2]):
        end += 1
    list_of, _, verb = found[i].partition("分别")
    subjects = [subject for subject in re.split("[、和与及]", list_of) if subject]
    if end - i < 2 or len(subjects) != end - i:
        return
    noun = _SHARED_NOUN.search(subjects[-1])
    for at, subject in enumerate(subjects, start=i):
        shared = (
            noun[0] if noun and subject[-1] not in noun[0] and subject[-1] not in "量率值额数度比重" else ""
        )
        found[at] = subject + shared + verb


#: Measure words that the counted thing follows: 150个骨干专业.
_MEASURES = frozenset("个家所名项条种类支批位件份套台辆座处场门间只例篇部本册期届户")
_NOUN = lazy_re(
    r"(?:以[上下内]|左右|的)*(?![到在于以并用至的及和])(?P<noun>[\u4e00-\u9fffA-Za-z“”]{2,24}?)(?=[和与及]?(?:\d|[^\u4e00-\u9fffA-Za-z“”]|$))"
)


def _indicator(sentence: str, start: int, number: Quantity, after_last: int) -> str:
    """The words before the figure, back to the last stop; after it where nothing stands before."""
    cut = after_last = max(after_last, start - _REACH)
    shared = sentence.rfind("分别", after_last, start)
    for match in _LEFT.finditer(sentence, after_last, start):
        # a 、 before 「…分别达」 separates the subjects of one figure list, so it is no cut
        if match[0] != "、" or shared < match.end():
            cut = match.end()
    before = _trimmed(_in_bracket(_LABEL.sub("", sentence[cut:start].strip("、 "))))
    before = _TRIM_LEFT.sub("", before)
    noun = _NOUN.match(sentence, number.end) if number.unit in _MEASURES else None
    if noun and (sentence[cut - 1 : cut] == "、" or before.endswith(("和", "与", "及", "等"))):
        return noun["noun"]
    if noun and len(before) <= 4:
        return before + noun["noun"]
    if len(before) < 2 and number.unit != "%":
        after = _LEFT.split(sentence[number.end : number.end + _REACH])[0]
        before = before + re.sub(r"^口?(?:以[上下内]|之?内|左右)?的?", "", after)
    if len(before) < 2 and cut > after_last:
        told = (
            words for words in reversed(_LEFT.split(sentence[after_last : cut - 1])) if _WORD.search(words)
        )
        before = _trimmed(_TRIM_LEFT.sub("", next(told, "").strip())) + before.strip("+-−± ")
    return squeeze(before)[-60:].lstrip("）)、")


#: A bracket that is still open where the figure stands.
_OPEN = lazy_re(r"(?P<before>.*)[（(](?P<within>[^（）()]*)$")


def _in_bracket(words: str) -> str:
    """The words before a figure in a bracket that is open: those within it, else those in front of it."""
    found = _OPEN.fullmatch(words)
    if found is None:
        return words
    within = _trimmed(found["within"])
    return within if _WORD.search(within) else found["before"]


#: What names anything: the cells of a row that hold a figure alone do not.
_WORD = lazy_re("[\u4e00-\u9fffA-Za-z]")


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
