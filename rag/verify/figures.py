"""Every quantity of a statement stands in the clause, with its bound, for the same indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.numerals import CHINESE, Quantity
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Span, Word, places
from rag.verify.sources import Source
from rag.verify.words import LIGHT, TIME_AFTER, TIME_BEFORE

_TIMES = ("year", "month", "date")
#: How many words beside a figure say what it measures.
_REACH = 8
#: How many of them must all stand in the clause's sentence.
_CLOSE = 3
#: Share of a sentence's words that makes it the same sentence again.
_AGAIN = 0.8
_DENIED = re.compile(r"(?:不是|并非|而非|非|不为|有误|没有)[^，]{0,6}$")


def check_figures(
    sentence: Sentence, sources: Sequence[Source], known: frozenset[str], question: str
) -> list[Fault]:
    """The faults of the figures of one sentence.

    ``known`` are words that need no place beside the figure (title, region, question).
    """
    faults = []
    for count in sentence.quantities:
        if _denied(sentence, count) and sentence.text[count.start : count.end] in question:
            continue
        fault = _check(sentence, count, sources, known)
        if fault:
            faults.append(fault)
    return faults + list(_pairs(sentence, sources)) + list(_terms(sentence, sources))


def _pairs(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """A value said for one year that the clause states, wherever it does, for other years only."""
    times = [q for q in sentence.quantities if q.kind in _TIMES]
    for a, b in zip(times, times[1:], strict=False):
        if a.key == b.key and _one_range(sentence.text, a, b):
            yield Fault("figure", f"“{sentence.text[a.start:b.end]}”与条款不同")
    for time in times:
        restated = [s for one in sources for s in one.body if _restated(sentence, s)]
        years = [{q.value[:4] for q in s.quantities if q.kind in _TIMES} for s in restated]
        if years and all(y and time.value[:4] not in y for y in years):
            yield Fault("indicator", f"条款此处写的不是{time.value}年")
    values = [q for q in sentence.quantities if q.kind == "percent" or (q.kind == "number" and q.unit)]
    if len({t.key for t in times}) != 1:
        return
    for value in values:
        homes = {s.text: s for s, q in _same(value, sources)}
        dated = [{q.value[:4] for q in s.quantities if q.kind in _TIMES} for s in homes.values()]
        if dated and all(years and times[0].value[:4] not in years for years in dated):
            shown = sentence.text[value.start : value.end]
            yield Fault("indicator", f"条款中的“{shown}”不是{times[0].value}年的")


def _restated(mine: Sentence, theirs: Sentence) -> bool:
    """Whether the statement's sentence says again nearly all that this one says."""
    held = sum(w.text in theirs.text for w in mine.words)
    return len(mine.words) > 2 and held >= _AGAIN * len(mine.words)


def _denied(sentence: Sentence, count: Quantity) -> bool:
    """「不是45%，而是30%」: the premise of a question put right."""
    return _DENIED.search(sentence.text[: count.start]) is not None


def _check(
    sentence: Sentence, count: Quantity, sources: Sequence[Source], known: frozenset[str]
) -> Fault | None:
    shown = sentence.text[count.start : count.end]
    same = list(_same(count, sources))
    if not same and count.value == "1" and _once(count, sources):
        return None
    if not same and _enumerated(sentence, count, sources):
        return None
    if not same:
        return Fault("figure", f"所引条款中没有“{shown}”")
    bound = _bound(sentence, count)
    same = [(s, q) for s, q in same if _bounds_agree(bound, _bound(s, q), count, s, q)]
    if not same:
        return Fault("bound", f"“{shown}”的界限（以上、以下、不低于、前后等）与条款不同")
    if not any(_for_the_same(sentence, count, s, q, known) for s, q in same):
        return Fault("indicator", f"条款中的“{shown}”说的不是这一项")
    return None


def _same(count: Quantity, sources: Sequence[Source]) -> Iterator[tuple[Sentence, Quantity]]:
    for one in sources:
        for sentence in (*one.body, *one.context):
            for other in sentence.quantities:
                if other.key == count.key or _unit_in_head(count, other, sentence, one):
                    yield sentence, other


def _enumerated(sentence: Sentence, count: Quantity, sources: Sequence[Source]) -> bool:
    """「A、B两家」: the count of a list that stands right before it, where the clause has none."""
    if count.bound != "=" or any(
        q.value == count.value for one in sources for s in one.body for q in s.quantities
    ):
        return False
    span = sentence.segments[sentence.segment(count.start)]
    before = sentence.text[span[0] : count.start]
    return count.value in "23456789" and len(re.findall(r"[、和及与或]", before)) == int(count.value) - 1


def _once(count: Quantity, sources: Sequence[Source]) -> bool:
    """一次, 一个: in the clause a word rather than a count, in the statement 1次, 1个."""
    word = re.compile(f"(?<![{CHINESE}])一{re.escape(count.unit)}")
    return bool(count.unit) and any(word.search(s.text) for s in sources)


def _unit_in_head(count: Quantity, other: Quantity, sentence: Sentence, one: Source) -> bool:
    """A table cell that holds a bare number whose unit stands in the row or heading: （%）."""
    if other.unit or other.value != count.value or not count.unit or "|" not in one.clause.text:
        return False
    around = sentence.text + one.clause.heading
    return f"（{count.unit}）" in around or f"|{count.unit}|" in around.replace(" ", "")


def _bound(sentence: Sentence, count: Quantity) -> str:
    if count.kind not in _TIMES:
        return count.bound
    behind = sentence.text[count.end : count.end + 4].lstrip("底末初度年内月")
    if behind.startswith(TIME_AFTER):
        return "after"
    return "before" if behind.startswith(TIME_BEFORE) else "="


def _bounds_agree(mine: str, other: str, count: Quantity, sentence: Sentence, q: Quantity) -> bool:
    if mine == other:
        return True
    if count.kind in _TIMES:  # 到2022年, 2022年底前: the same day to be met
        until = sentence.text[: q.start].endswith(("到", "至", "于", "在"))
        return {mine, other} == {"before", "="} and (mine == "=" or until)
    return False


def _for_the_same(
    mine: Sentence, count: Quantity, theirs: Sentence, other: Quantity, known: frozenset[str]
) -> bool:
    if not _same_side(mine, count, theirs, other):
        return False
    items, beside_it = _context(mine, count)
    rivals = _rivals(theirs, other)
    if not rivals and _same_word_behind(mine, count, theirs, other):
        return True
    if not items:
        return True
    got = [_owned(item, theirs, other, rivals) for item in items]
    beside = list(zip(got, items, strict=True))
    if not beside_it and count.kind == "ordinal":
        return True
    if not beside_it:  # the words of another segment: some of them must be its own
        return any(g in ("mine", "both") or item in known for g, item in beside)
    strange = [item for g, item in _nearest(beside) if g is None and item not in {*known, *LIGHT}]
    told = [g for g, item in beside if item not in LIGHT and (g is not None or item not in known)]
    loose = count.kind in _TIMES and not rivals
    if strange and not (loose and told.count(None) * 4 <= len(told)):
        return False
    seen = [g for g, item in beside if g is not None or not (item in known or item in LIGHT)]
    if not seen:
        return True
    if beside_it and rivals and set(seen) == {"both"}:  # told apart by what is said further on
        more = [_owned(item, theirs, other, rivals) for item in _further(mine, count)]
        if more.count("theirs") > more.count("mine"):
            return False
    own = sum(g in ("mine", "both") for g in seen)
    return own * 2 >= len(seen) and seen.count("theirs") <= seen.count("mine")


def _same_word_behind(mine: Sentence, count: Quantity, theirs: Sentence, other: Quantity) -> bool:
    """两个允许, 15项任务: the figure with what it counts, letter by letter."""
    if not _counts_next(mine, count):
        return False
    behind = mine.text[count.end : count.end + 2]
    return re.fullmatch(r"[\u4e00-\u9fff]{2}", behind) is not None and theirs.text.startswith(
        behind, other.end
    )


def _nearest(beside: list[tuple[str | None, str]]) -> list[tuple[str | None, str]]:
    """The words that say most closely what a figure measures: the last before it."""
    return [(g, item) for g, item in beside if not item.startswith("\x00")][-_CLOSE:]


def _same_side(mine: Sentence, count: Quantity, theirs: Sentence, other: Quantity) -> bool:
    """从 30% 提高到 45%: which is the start and which the aim."""
    if _turned_round(mine, count, theirs, other) or _counts_another(mine, count, theirs, other):
        return False
    a, b = _side(mine, count), _side(theirs, other)
    return (a == "from") == (b == "from") or not _rivals(theirs, other)


def _counts_another(mine: Sentence, count: Quantity, theirs: Sentence, other: Quantity) -> bool:
    """26个高精度 where the clause has 90个高精度和26个中精度."""
    word = _counts_next(mine, count)
    if word is None:
        return False
    spots = places(word.text, theirs.text)
    rivals = {q.end for q in _rivals(theirs, other)}
    return other.end not in spots and any(at in rivals for at in spots)


def _turned_round(mine: Sentence, count: Quantity, theirs: Sentence, other: Quantity) -> bool:
    """78位上升到43位 said as 43位上升到78位."""
    if _side(mine, count) == "to":
        return False
    starts = {
        r.key
        for r in _rivals(theirs, other)
        if r.end <= other.start
        and _side(theirs, other) == "to"
        and theirs.segment(r.start) == theirs.segment(other.start)
        and _side(theirs, r) != "to"
    }
    for r in theirs.quantities:
        if r.end <= other.start and _one_range(theirs.text, r, other):
            starts.add(r.key)
            if any(q.key == r.key and _one_range(mine.text, count, q) and q.start > count.start for q in mine.quantities):
                return True
    return any(
        r.key in starts and r.start >= count.end and _side(mine, r) == "to"
        for r in _rivals(mine, count)
    )


def _side(sentence: Sentence, count: Quantity) -> str:
    before = sentence.text[max(0, count.start - 4) : count.start].rstrip("的约近百分")
    if before.endswith(("由", "从", "自")) or re.search(r"[由从]\d{0,4}年?的?$", before):
        return "from"
    return "to" if before.endswith(("到", "至", "达", "为")) else ""


def _family(count: Quantity) -> tuple[str, str]:
    return ("time", "") if count.kind in _TIMES else (count.kind, count.unit)


def _rivals(sentence: Sentence, count: Quantity) -> list[Quantity]:
    family = _family(count)
    return [
        q
        for q in sentence.quantities
        if _family(q) == family and q.key != count.key and not _one_range(sentence.text, q, count)
    ]


def _one_range(text: str, a: Quantity, b: Quantity) -> bool:
    """10 and 15 of 10-15个 are no rivals."""
    between = text[min(a.end, b.end) : max(a.start, b.start)]
    return re.fullmatch(r"[-—–－~至到]{1,2}", between) is not None


def _context(sentence: Sentence, count: Quantity) -> tuple[list[str], bool]:
    """The words (and figures of another family) that say what a figure measures.

    And whether they stand in its own segment.
    """
    span = sentence.segments[sentence.segment(count.start)]
    walls = [(q.start, q.end) for q in _rivals(sentence, count)]
    low = max([span[0], *(e for s, e in walls if e <= count.start)])
    high = min([span[1], *(s for s, e in walls if s >= count.end)])
    time = count.kind in _TIMES
    if not time and any(span[0] <= s and e <= span[1] for s, e in walls):  # 7个枢纽、4个基地: the list parts what belongs to each
        low = max(low, sentence.text.rfind("、", low, count.start) + 1)
        comma = sentence.text.find("、", count.end, high)
        high = comma if comma >= 0 else high
    before = _items(sentence, (low, count.start), count)[-_REACH:]
    after = _items(sentence, (count.end, high), count)[:_REACH]
    telling = [item for item in before if item not in LIGHT]
    if not time and _counts_next(sentence, count):
        telling = after
    found = before + after if time else telling or after or before
    if found:
        return found, True
    return _beyond(sentence, count, walls, forward=time), False


def _further(sentence: Sentence, count: Quantity) -> list[str]:
    """The words behind a figure, over the segment's end, up to the next figure like it."""
    high = min([len(sentence.text), *(q.start for q in _rivals(sentence, count) if q.start > count.end)])
    return _items(sentence, (count.end, high), count)[:_REACH]


def _counts_next(sentence: Sentence, count: Quantity) -> Word | None:
    """The word right behind a counted unit: 枢纽 in 7个枢纽."""
    if count.kind != "number" or count.unit == "元":
        return None
    return next((w for w in sentence.words if w.start == count.end), None)


def _beyond(sentence: Sentence, count: Quantity, walls: list[Span], *, forward: bool) -> list[str]:
    """The context of a figure alone in its segment: what follows a year, what precedes another."""
    low = max([0, *(e for _, e in walls if e <= count.start)])
    high = min([len(sentence.text), *(s for s, _ in walls if s >= count.end)])
    before = _items(sentence, (low, count.start), count)[-_REACH:]
    after = _items(sentence, (count.end, high), count)[:_REACH][::-1]
    return (after or before) if forward else (before or after)


def _items(sentence: Sentence, span: Span, count: Quantity) -> list[str]:
    items = [(w.start, w.text) for w in sentence.within(span)]
    family = _family(count)
    for q in sentence.quantities:
        if span[0] <= q.start and q.end <= span[1] and _family(q) != family:
            items.append((q.start, _name(q)))
    return [text for _, text in sorted(items)]


def _name(count: Quantity) -> str:
    return "\x00" + "|".join(count.key)


def _owned(item: str, sentence: Sentence, count: Quantity, rivals: list[Quantity]) -> str | None:
    """Whose word ``item`` is in the clause: mine, theirs, both; None if it is not there."""
    if item.startswith("\x00"):
        spots = [(q.start, q.end) for q in sentence.quantities if _name(q) == item]
    else:
        spots = [(w.start, w.end) for w in sentence.words if w.text == item]
        spots = spots or [(at, at + len(item)) for at in places(item, sentence.text)]
    if not spots:
        return None
    if not rivals:
        return "mine"
    mine = any(_belongs(spot, sentence, count, rivals) for spot in spots)
    others = [count, *rivals]
    theirs = any(
        _belongs(spot, sentence, r, [o for o in others if o.key != r.key])
        for spot in spots
        for r in rivals
    )
    return "both" if mine and theirs else "mine" if mine else "theirs"


def _belongs(spot: Span, sentence: Sentence, count: Quantity, rivals: list[Quantity]) -> bool:
    """No rival lies between, none shares the word's segment alone, and years look forward."""
    low, high = min(spot[0], count.start), max(spot[1], count.end)
    if any(low <= r.start and r.end <= high for r in rivals):
        return False
    here, there = sentence.segment(spot[0]), sentence.segment(count.start)
    if here == there:
        return True
    if any(sentence.segment(r.start) == here for r in rivals):
        return False
    earlier = any(r.end <= spot[0] for r in rivals)
    return not (count.kind in _TIMES and count.start > spot[0] and earlier)


#: Counted words that are no quantities: they must stand as they are.
_TERM = re.compile(
    r"(?<![一二三四五六七八九十百分之第])十?[一二三四五六七八九]五(?=规划|期间|时期|末|以来|$|，|、)|[一二三四五六]级(?!市场)|[一二三四]类|[一二三][甲乙丙]|半年|半数|一半|"
    r"[二三四五六七八九十]+分之[一二三四五六七八九十]+|[一二三四五六七八九十两]+(?:次性|倍|成)|[甲乙丙]类|[每隔]?[一两二三四五六]季度|翻[一两]番|[上下]半年"
)


def _terms(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    hay = [s.haystack for s in sources]
    for match in _TERM.finditer(sentence.text):
        if not any(match[0] in h for h in hay):
            yield Fault("term", f"所引条款中没有“{match[0]}”")
    for token in sentence.tokens:
        code = token.text
        if code.isascii() and code.isalpha() and len(code) > 1 and not any(code in h for h in hay):
            yield Fault("term", f"所引条款中没有“{code}”")
