"""Every quantity of a statement stands in the clause, with its bound and its year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.language.numerals import CHINESE, Quantity
from rag.lazy_re import lazy_re
from rag.verify.duty import closest
from rag.verify.faults import Fault
from rag.verify.indicators import TIMES, for_the_same, one_range
from rag.verify.reading import Sentence
from rag.verify.sources import Source, holds
from rag.verify.words import TIME_AFTER, TIME_BEFORE

#: Units that sum up a list: 甲、乙两家.
_LISTED = (
    "个",
    "家",
    "种",
    "类",
    "项",
    "所",
    "方面",
    "级",
    "市",
    "县",
    "区",
    "省",
    "名",
    "人",
    "位",
    "者",
    "地",
    "大",
)
#: Digits from which a number without a measure word is told by itself.
_TELLING = 3
#: Share of a sentence's words that makes it the same sentence again.
_AGAIN = 0.8


def check_figures(sentence: Sentence, sources: Sequence[Source], known: frozenset[str]) -> list[Fault]:
    """The faults of the figures of one sentence.

    ``known`` are words that need no place beside the figure (title, region, question).
    """
    faults = []
    for count in sentence.quantities:
        fault = _check(sentence, count, sources, known)
        if fault:
            faults.append(fault)
    return faults + list(_pairs(sentence, sources)) + list(_terms(sentence, sources))


def _pairs(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """A value said for one year that the clause states, wherever it does, for other years only."""
    times = [q for q in sentence.quantities if q.kind in TIMES]
    for a, b in pairwise(times):
        if a.key == b.key and one_range(sentence.text, a, b):
            yield Fault("figure", f"“{sentence.text[a.start : b.end]}”与条款不同")
    restated = (
        [s for one in sources for s in one.body if _restated(sentence, s)] if sentence.quantities else []
    )
    years = [{q.value[:4] for q in s.quantities if q.kind in TIMES} for s in restated]
    for time in times:
        if years and all(y and time.value[:4] not in y for y in years):
            yield Fault("indicator", f"条款此处写的不是{time.value}年")
    stated = [q for s in restated for q in s.quantities]
    for count in sentence.quantities:
        same = any(q.key == count.key or _bare(count, q) for q in stated)
        alike = (q for q in stated if q.kind == "number" and q.key[2] == count.key[2])
        if (
            count.kind == "number"
            and count.unit
            and not same
            and any(alike)
            and not _elsewhere(sentence, count, sources)
        ):
            shown = sentence.text[count.start : count.end]
            yield Fault("indicator", f"条款此处写的不是“{shown}”")
    values = [q for q in sentence.quantities if q.kind == "percent" or (q.kind == "number" and q.unit)]
    if len({t.key for t in times}) != 1:
        return
    ruled = [pair for one in sources for pair in _ruled(one)]
    for value in values:
        homes = {s.text: s for s, q in _same(value, sources)}
        dated = [
            {q.year for q in s.quantities if q.kind in TIMES} or {y for t, y in ruled if t is s}
            for s in homes.values()
        ]
        if dated and all(years and times[0].value[:4] not in years for years in dated):
            shown = sentence.text[value.start : value.end]
            yield Fault("indicator", f"条款中的“{shown}”不是{times[0].value}年的")


def _restated(mine: Sentence, theirs: Sentence) -> bool:
    """Whether the statement's sentence says again nearly all that this one says."""
    held = sum(w.text in theirs.text for w in mine.words)
    return len(mine.words) > 2 and held >= _AGAIN * len(mine.words)


def _elsewhere(mine: Sentence, count: Quantity, sources: Sequence[Source]) -> bool:
    """Whether another sentence of the clauses has the figure and says again all of the part that it stands in."""
    here = mine.segment(count.start)
    words = mine.within(mine.segments[here])
    beside = {q.value for q in mine.quantities if mine.segment(q.start) == here and q.unit == count.unit}
    return (
        len(words) > 2
        and len(beside) == 1
        and any(sum(holds(s.text, w) for w in words) >= _AGAIN * len(words) for s, _ in _same(count, sources))
    )


def _check(
    sentence: Sentence, count: Quantity, sources: Sequence[Source], known: frozenset[str]
) -> Fault | None:
    shown = sentence.text[count.start : count.end]
    same = list(dict.fromkeys(_same(count, sources)))
    if not same and count.value == "1" and (_once(count, sources) or _first(count, sources)):
        return None
    if not same and _apiece(sentence, count, sources):
        return None
    if not same and _enumerated(sentence, count, sources):
        return None
    if not same:
        return Fault("figure", f"所引条款中没有“{shown}”")
    if "分别" not in sentence.text:  # the sentences that deal it out, not the one that they came from
        same = [(s, q) for s, q in same if "分别" not in s.text] or same
    same = _restated_only(sentence, count, same)
    bound = _bound(sentence, count)
    same = [(s, q) for s, q in same if _bounds_agree(bound, _bound(s, q), count, s, q)]
    if not same:
        return Fault("bound", f"“{shown}”的界限（以上、以下、不低于、前后等）与条款不同")
    if not any(m.name in _ALLOWED for m in sentence.marks) and all(_allows(s, q) for s, q in same):
        return Fault("duty", f"条款只是可以“{shown}”")
    if not any(for_the_same(sentence, count, s, q, known) for s, q in same) and not _governs(
        sentence, count, sources
    ):
        return Fault("indicator", f"条款中的“{shown}”说的不是这一项")
    return None


def _restated_only(
    sentence: Sentence, count: Quantity, same: list[tuple[Sentence, Quantity]]
) -> list[tuple[Sentence, Quantity]]:
    """Of two 1家 in a sentence that of the part which the statement's says again: 建成1家…，每个县至少1家."""
    if count.kind in TIMES or len({_bound(s, q) for s, q in same}) == 1:
        return same
    part = sentence.segments[sentence.segment(count.start)]
    near = {s: closest(sentence, part, s) for s in dict.fromkeys(s for s, _ in same)}
    kept = [(s, q) for s, q in same if near[s] is None or s.segment(q.start) == near[s]]
    return kept or same


_ALLOWED = ("may", "can")


def _allows(sentence: Sentence, count: Quantity) -> bool:
    """Whether what stands before a figure in its segment only allows it: 可配10名 is no 配备10名."""
    here = sentence.segment(count.start)
    return any(
        m.name in _ALLOWED and m.start < count.start and sentence.segment(m.start) == here
        for m in sentence.marks
    )


def _same(count: Quantity, sources: Sequence[Source]) -> Iterator[tuple[Sentence, Quantity]]:
    tail = count.value[-5:]  # what the same figure ends in, a date without its year among them
    for one in sources:
        for sentence in (*one.body, *one.context):
            for other in sentence.quantities:
                if (other.value.endswith(tail) or other.value.startswith(count.value)) and (
                    other.key == count.key
                    or _same_day(count, other)
                    or (_bare(count, other) and not _of_a_thing(count, other, sentence))
                    or _unit_in_head(count, other, sentence, one)
                ):
                    yield sentence, other


def _enumerated(sentence: Sentence, count: Quantity, sources: Sequence[Source]) -> bool:
    """「A、B两家」: the count of a list that stands right before it, where the clause has none."""
    if count.bound != "=" or any(
        q.value == count.value for one in sources for s in one.body for q in s.quantities
    ):
        return False
    if count.unit not in _LISTED or sentence.text[: count.start].endswith("等"):
        return False
    here = sentence.segment(count.start)
    if here and sentence.text[: count.start].endswith("这"):  # …A或B，这两种
        here -= 1
    span = sentence.segments[here]
    before = sentence.text[span[0] : min(span[1], count.start)]
    return count.value in "23456789" and len(re.findall(r"[、和及与或]", before)) == int(count.value) - 1


def _governs(sentence: Sentence, count: Quantity, sources: Sequence[Source]) -> bool:
    """到2025年 in front of a clause's sentence holds for those behind it, up to the next year."""
    if count.kind not in TIMES:
        return False
    ruled = [t for one in sources for t, year in _ruled(one) if year == count.year]
    stated = {q.key for t in ruled for q in t.quantities}
    values = (q.key for q in sentence.quantities if q.kind not in TIMES)
    said = [sum(w.text in t.text for w in sentence.words) for t in ruled]
    return max(said, default=0) >= _AGAIN * len(sentence.words) and all(key in stated for key in values)


def _ruled(one: Source) -> Iterator[tuple[Sentence, str]]:
    """The sentences of a clause without a year of their own, with the one that opened a sentence before."""
    year = ""
    for theirs in one.body:
        own = [q for q in theirs.quantities if q.kind in TIMES]
        if not own and year:
            yield theirs, year
        elif own:
            opens = own[0].start < theirs.segments[0][1]
            year = own[0].year if opens and len({q.year for q in own}) == 1 else ""


def _first(count: Quantity, sources: Sequence[Source]) -> bool:
    """第一个 where the clause has 首个."""
    return count.kind == "ordinal" and any(_FIRST.search(s.text) for s in sources)


_FIRST = lazy_re("首[个家次位批例座所届]")


def _once(count: Quantity, sources: Sequence[Source]) -> bool:
    """一次, 一个: in the clause a word rather than a count, in the statement 1次, 1个."""
    word = re.compile(
        f"(?<![{CHINESE}])一{re.escape(count.unit)}" + ("|每[年月周季半]" if count.unit == "次" else "")
    )
    return bool(count.unit) and any(word.search(s.text) for s in sources)


_APIECE = lazy_re(
    r"一(?:人|年|月|天|日|周|户|次|家|名|件)(?=[一二两三四五六七八九十\d]|[^，、]{0,6}[一二两三四五六七八九十\d])"
)


def _apiece(sentence: Sentence, count: Quantity, sources: Sequence[Source]) -> bool:
    """一人一年一次 where the clause has 每人每年一次."""
    here = _APIECE.match(sentence.text, count.start)
    words = sentence.within(sentence.segments[sentence.segment(count.start)])
    told = (
        t.text for one in sources for t in one.body if sum(w.text in t.text for w in words) * 2 >= len(words)
    )
    return here is not None and any("每" + here[0][1] in text for text in told)


def _same_day(count: Quantity, other: Quantity) -> bool:
    """2月10日 and 2020年 where the clause has 2020年2月10日, 2020年2月10日 where it has 2月10日."""
    if count.kind in ("year", "month") and other.kind in ("month", "date"):
        return other.value.startswith(f"{count.value}-")
    kinds = {count.kind, other.kind}
    return kinds == {"day", "date"} and count.value[-5:] == other.value[-5:]


_SHORT_UNITS = frozenset((("小时", "个小时"), ("季度", "个季度")))


def _bare(count: Quantity, other: Quantity) -> bool:
    """1386万人 where the clause has 1386万."""
    if (count.unit, other.unit) in _SHORT_UNITS or (other.unit, count.unit) in _SHORT_UNITS:
        return count.value == other.value  # 4小时 where the clause has 4个小时
    return (
        count.kind == other.kind == "number"
        and count.value == other.value
        and len(count.value) > _TELLING
        and "" in (count.unit, other.unit)
    )


def _of_a_thing(count: Quantity, other: Quantity, sentence: Sentence) -> bool:
    """5000万标准箱 is no 5000万吨: what is counted stands behind the figure though it is no measure word."""
    behind = sentence.text[other.end : other.end + 6]
    named = any(t.start == other.end and t.thing and len(t.text) > 1 for t in sentence.tokens)
    return bool(count.unit and not other.unit and named) and count.unit not in behind


def _unit_in_head(count: Quantity, other: Quantity, sentence: Sentence, one: Source) -> bool:
    """A table cell that holds a bare number whose unit stands in the row or heading: （%）."""
    if other.unit or other.value != count.value or not count.unit or "|" not in one.clause.text:
        return False
    around = sentence.text + one.clause.heading
    return f"（{count.unit}）" in around or f"|{count.unit}|" in around.replace(" ", "")


def _bound(sentence: Sentence, count: Quantity) -> str:
    if count.kind not in (*TIMES, "day"):
        if count.bound == "=" and (end := _end_of_range(sentence, count)):
            return end
        return _far_bound(sentence, count) if count.bound == "=" else count.bound
    if sentence.text.startswith(("初", "年初"), count.end):
        return "early"
    behind = _HOUR.sub("", sentence.text[count.end : count.end + 20]).lstrip("底末初度年内月")
    if behind.startswith(("以上", "以下")):
        return behind[:2]
    if behind.startswith(TIME_AFTER):
        return "after"
    return "before" if behind.startswith(TIME_BEFORE) else "="


def _end_of_range(sentence: Sentence, count: Quantity) -> str:
    """1000元至5000元: no less than the one, no more than the other."""
    for a, b in pairwise(sentence.quantities):
        if count in (a, b) and a.unit == b.unit and one_range(sentence.text, a, b):
            moves = sentence.text[: a.start].endswith(("由", "从", "自"))
            return "" if moves else ">=" if count is a else "<="
    return ""


#: 2月10日18时前, 2月3日（星期一）起: what may stand before the word that turns a date round.
_HOUR = lazy_re(
    r"^(?:（[^（）]{1,12}）)?(?:[上下]午|晚上?)?(?:\d{1,2}[时点](?:\d{1,2}分)?)?(?:之?(?=[前后]))?"
)

#: 不低于服务资源总量的80%: the bound stands before what the figure is a share of.
_FAR = lazy_re(r"(不低于|不少于|不小于|不高于|不超过|不多于|不大于|低于|高于)[^，、：；\d]{1,12}的$")
_SIDE = {"不低": ">=", "不少": ">=", "不小": ">=", "不高": "<=", "不超": "<=", "不多": "<=", "不大": "<="}


def _far_bound(sentence: Sentence, count: Quantity) -> str:
    start = sentence.segments[sentence.segment(count.start)][0]
    match = _FAR.search(sentence.text[start : count.start])
    return _SIDE.get(match[1][:2], {"低": "<", "高": ">"}.get(match[1][0], "=")) if match else "="


#: 小于30% and 30%以下: of shares, no one minds the very point between.
_OVER = lazy_re("[多余]")
_NEARLY = ({"<", "<="}, {">", ">="})


def _bounds_agree(mine: str, other: str, count: Quantity, sentence: Sentence, q: Quantity) -> bool:
    if count.kind in ("year", "month") and count.kind != q.kind and mine != "=":
        return False  # 2019年前 is another bound than 2019年3月1日前
    if mine == other or (other == "early" and mine == "="):
        return True
    if mine == "early":
        return False
    if _OVER.search(sentence.text, q.start, q.end):  # 一百二十多个
        return mine == ">"
    if count.kind in (*TIMES, "day"):  # 到2022年, 2022年底前: the same day to be met
        until = sentence.text[: q.start].endswith(("到", "至", "于", "在"))
        return {mine, other} == {"before", "="} and (mine == "=" or until)
    return count.kind == "percent" and {mine, other} in _NEARLY


#: Counted words that are no quantities: they must stand as they are.
_TERM = lazy_re(
    r"(?<![一二三四五六七八九十百分之第点])十?[一二三四五六七八九]五(?=规划|期间|时期|末|以来|$|，|、)|"
    r"(?<!同)[一二三四五六]级(?!市场)|[一二三四]类|[一二三][甲乙丙]|[甲乙丙]类|半年|[上下]半年|翻[一两]番|"
    r"一次性|"
    r"[每隔]?[一两二三四五六]季度|[快慢优劣早晚]于(?!\d)"
)


#: A grade, and how many characters behind it tell what is graded.
_GRADE, _GRADED = lazy_re(r"[一二三四五六]级"), 3


def _terms(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    hay = [s.haystack for s in sources]
    for match in _TERM.finditer(sentence.text):
        if not any(match[0] in h or f"{match[0][:-1]}大{match[0][-1]}" in h for h in hay):  # 四大类
            yield Fault("term", f"所引条款中没有“{match[0]}”")
    for match in _GRADE.finditer(sentence.text):
        behind = sentence.text[match.end() : match.end() + _GRADED]
        others = {g[0] for h in hay for g in _GRADE.finditer(h) if h.startswith(behind, g.end())}
        if len(behind) == _GRADED and others and match[0] not in others:
            yield Fault("term", f"条款此处写的是“{'、'.join(sorted(others))}”，不是“{match[0]}”")
    for token in sentence.tokens:
        code = token.text
        if code.isascii() and code.isalpha() and len(code) > 1 and not any(code in h for h in hay):
            yield Fault("term", f"所引条款中没有“{code}”")
