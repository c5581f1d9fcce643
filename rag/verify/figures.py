"""Every quantity of a statement stands in the clause, with its bound, for the same indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.numerals import CHINESE, Quantity
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Span, places
from rag.verify.sources import Source
from rag.verify.words import LIGHT, TIME_AFTER, TIME_BEFORE

_TIMES = ("year", "month", "date")
#: How many words beside a figure say what it measures.
_REACH = 4
#: How many of them must all stand in the clause's sentence.
_CLOSE = 3
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
    return faults + list(_terms(sentence, sources))


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
    items = list(_context(mine, count))
    rivals = _rivals(theirs, other)
    if not items:
        return True
    got = [_owned(item, theirs, other, rivals) for item in items]
    beside = list(zip(got, items, strict=True))
    if any(g is None and item not in known and item not in LIGHT for g, item in _nearest(beside)):
        return False
    seen = [g for g, item in beside if g is not None or item not in known]
    if not seen:
        return True
    own = sum(g in ("mine", "both") for g in seen)
    return own * 2 >= len(seen) and seen.count("theirs") <= seen.count("mine")


def _nearest(beside: list[tuple[str | None, str]]) -> list[tuple[str | None, str]]:
    """The words that say most closely what a figure measures: the last before it."""
    return [(g, item) for g, item in beside if not item.startswith("\x00")][-_CLOSE:]


def _same_side(mine: Sentence, count: Quantity, theirs: Sentence, other: Quantity) -> bool:
    """从 30% 提高到 45%: which is the start and which the aim."""
    a, b = _side(mine, count), _side(theirs, other)
    return (a == "from") == (b == "from") or not _rivals(theirs, other)


def _side(sentence: Sentence, count: Quantity) -> str:
    before = sentence.text[max(0, count.start - 4) : count.start].rstrip("的约近百分")
    if before.endswith(("由", "从", "自")) or re.search(r"[由从]\d{0,4}年?的?$", before):
        return "from"
    return "to" if before.endswith(("到", "至", "达", "为")) else ""


def _family(count: Quantity) -> tuple[str, str]:
    return ("time", "") if count.kind in _TIMES else (count.kind, count.unit)


def _rivals(sentence: Sentence, count: Quantity) -> list[Quantity]:
    family = _family(count)
    return [q for q in sentence.quantities if _family(q) == family and q.key != count.key]


def _context(sentence: Sentence, count: Quantity) -> Iterator[str]:
    """The words (and figures of another family) beside a figure that say what it measures."""
    span = sentence.segments[sentence.segment(count.start)]
    walls = [(q.start, q.end) for q in _rivals(sentence, count)]
    low = max([span[0], *(e for s, e in walls if e <= count.start)])
    high = min([span[1], *(s for s, e in walls if s >= count.end)])
    before = _items(sentence, (low, count.start), count)[-_REACH:]
    after = _items(sentence, (count.end, high), count)[:_REACH]
    time = count.kind in _TIMES
    found = before + after if time else before or after
    yield from found or _beyond(sentence, count, walls, forward=time)


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
