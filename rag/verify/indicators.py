"""What a figure measures: the words beside it in the statement stand by it in the clause.

So that two figures of one clause, or two years, are not exchanged. A *rival* of a figure is another
one of its kind in the same sentence of the clause; a word belongs to the figure that no rival parts
it from.
"""

from __future__ import annotations

import re

from rag.language.numerals import CHINESE, Quantity
from rag.lazy_re import lazy_re
from rag.verify.parts import of_the_other, whole_of
from rag.verify.reading import Sentence, Span, Word, places
from rag.verify.words import LIGHT, OPEN, alike

TIMES = ("year", "month", "date")
#: How many words beside a figure say what it measures.
_REACH = 8
#: How many of them must all stand in the clause's sentence.
_CLOSE = 3


def for_the_same(
    mine: Sentence, count: Quantity, theirs: Sentence, other: Quantity, known: frozenset[str]
) -> bool:
    """Whether the words beside ``count`` in the statement belong to ``other`` in the clause."""
    if not _same_side(mine, count, theirs, other) or _narrowed(mine, theirs, other):
        return False
    if (before := _listed_after(mine, count)) is not None:
        return any(b.key == before.key for b in [_listed_after(theirs, other)] if b)
    items, beside_it = _context(mine, count)
    rivals = _rivals(theirs, other)
    if not rivals and _same_word_behind(mine, count, theirs, other):
        return True
    if not items:
        return True
    got = [_owned(item, theirs, other, rivals) for item in items]
    if beside_it and of_the_other(mine, count, theirs, other):
        return False
    beside = list(zip(got, items, strict=True))
    if not beside_it and count.kind == "ordinal":
        return True
    if not beside_it:  # the words of another segment: some of them must be its own
        return any(g in ("mine", "both") or item in known for g, item in beside)
    things = {w.text for w in mine.words if w.thing and not _half_there(w, theirs)} - {*known, *LIGHT}
    strange = [item for g, item in _nearest(beside) if g is None and item in things]
    told = [g for g, item in beside if item not in LIGHT and (g is not None or item not in known)]
    loose = count.kind in TIMES and not rivals
    if strange and not (loose and told.count(None) * 4 <= len(told)):
        return False
    seen = [g for g, item in beside if g is not None or item in things or item.startswith("\x00")]
    if not seen:
        return True
    if beside_it and rivals and set(seen) == {"both"}:  # told apart by what is said further on
        more = [_owned(item, theirs, other, rivals) for item in _further(mine, count)]
        if more.count("theirs") > more.count("mine"):
            return False
    own = sum(g in ("mine", "both") for g in seen)
    return own * 2 >= len(seen) and seen.count("theirs") <= seen.count("mine")


def _half_there(word: Word, theirs: Sentence) -> bool:
    """率升 (of 就诊率升到): two words that are joined only because no dictionary has them."""
    return word.run and any(character in theirs.text for character in word.text)


_JOINED = frozenset("和及")
#: What makes a figure one of each, and lists, which may be shortened.
_EACH = lazy_re("分别|各|均|都|、")


def _narrowed(mine: Sentence, theirs: Sentence, other: Quantity) -> bool:
    """为企业和个人减税1.3万亿 said of one of the two: the figure counts both."""
    start = theirs.segments[theirs.segment(other.start)][0]
    if other.kind not in ("number", "percent") or _EACH.search(theirs.text, start, other.start):
        return False
    start = max([start, *(q.end for q in theirs.quantities if q.end <= other.start)])
    here = [t for t in theirs.tokens if start <= t.start and t.end <= other.start]
    for left, joint, right in zip(here, here[1:], here[2:], strict=False):
        things = all(w.thing and len(w.text) > 1 for w in (left, right))
        if joint.text in _JOINED and things and (left.text in mine.text) != (right.text in mine.text):
            return True
    return False


def _listed_after(sentence: Sentence, count: Quantity) -> Quantity | None:
    """The figure before ``count`` in a bare list of figures: 分别下降23%、15%、18%."""
    for other in reversed(sentence.quantities):
        if other.end <= count.start:
            between = re.sub("以上|以下|以内|左右", "", sentence.text[other.end : count.start])
            same = (other.kind, other.unit) == (count.kind, count.unit)
            return other if same and re.fullmatch("[、和及与]", between) else None
    return None


def _same_word_behind(mine: Sentence, count: Quantity, theirs: Sentence, other: Quantity) -> bool:
    """两个允许, 15项任务: the figure with what it counts, letter by letter."""
    if count.kind != "number" or count.unit == "元":
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
    if {_step(mine, count), _step(theirs, other)} == {"by", "to"} or _falls(mine, count, theirs, other):
        return False
    a, b = _side(mine, count), _side(theirs, other)
    return (a == "from") == (b == "from") or not _rivals(theirs, other)


def _counts_another(mine: Sentence, count: Quantity, theirs: Sentence, other: Quantity) -> bool:
    """26个高精度 where the clause has 90个高精度和26个中精度, 30%的地区 where it has 40%的地区."""
    word = _of_which(mine, count)
    if word is None:
        return False
    joint = mine.text[count.end : word.end]
    spots = places(joint, theirs.text)
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
        if r.end <= other.start and one_range(theirs.text, r, other):
            starts.add(r.key)
            turned = (q for q in mine.quantities if q.key == r.key and q.start > count.start)
            if any(one_range(mine.text, count, q) for q in turned):
                return True
    return any(
        r.key in starts and r.start >= count.end and _side(mine, r) == "to" for r in _rivals(mine, count)
    )


def _side(sentence: Sentence, count: Quantity) -> str:
    before = sentence.text[max(0, count.start - 8) : count.start].rstrip("的约近百分")
    if before.endswith(("由", "从", "自")) or re.search(rf"[由从][\d{CHINESE}]{{0,4}}年?的?$", before):
        return "from"
    return "to" if re.search(rf"[到至达为](?:[\d{CHINESE}]{{4}}年?)?$", before) else ""


_STEP = lazy_re(
    r"(?:增加|减少|增长|下降|降低|提高|提升|上升|上涨|扩大|缩小|缩短|延长|压减|上浮|下浮)了?(?P<to>到|至|为)?[约近超过]{0,2}$"
)


def _step(sentence: Sentence, count: Quantity) -> str:
    """减少1386万 is not 减少到1386万: a figure by which something changes, or to which it does."""
    match = _STEP.search(sentence.text, max(0, count.start - 8), count.start)
    return "" if match is None else "to" if match["to"] else "by"


_FALL = lazy_re(r"[降减缩跌](?:低|少|小|短|落)?[到至为][约近超过]{0,2}$")
_FALLS = lazy_re("[降减缩跌落压低少小]")


def _falls(mine: Sentence, count: Quantity, theirs: Sentence, other: Quantity) -> bool:
    """降至45% where nothing in the clause's part falls."""
    if _FALL.search(mine.text, max(0, count.start - 8), count.start) is None:
        return False
    start = theirs.segments[theirs.segment(other.start)][0]
    return _FALLS.search(theirs.text, start, other.start) is None


def _family(count: Quantity) -> tuple[str, str]:
    return ("time", "") if count.kind in TIMES else (count.kind, count.unit)


def _rivals(sentence: Sentence, count: Quantity) -> list[Quantity]:
    family = _family(count)
    return [
        q
        for q in sentence.quantities
        if _family(q) == family and q.key != count.key and not one_range(sentence.text, q, count)
    ]


def one_range(text: str, a: Quantity, b: Quantity) -> bool:
    """10 and 15 of 10-15个, or of 10个以上15个以下, are no rivals."""
    between = text[min(a.end, b.end) : max(a.start, b.start)]
    return re.fullmatch(r"[-—–－~至到]{1,2}|以上", between) is not None


def _context(sentence: Sentence, count: Quantity) -> tuple[list[str], bool]:
    """The words (and figures of another family) that say what a figure measures.

    And whether they stand in its own segment.
    """
    span = sentence.segments[sentence.segment(count.start)]
    walls = [(q.start, q.end) for q in _rivals(sentence, count)]
    low = max([span[0], *(e for s, e in walls if e <= count.start)])
    high = min([span[1], *(s for s, e in walls if s >= count.end)])
    time = count.kind in TIMES
    if not time and any(span[0] <= s and e <= span[1] for s, e in walls):
        # 7个枢纽、4个基地: the list parts what belongs to each
        low = max(low, sentence.text.rfind("、", low, count.start) + 1)
        comma = sentence.text.find("、", count.end, high)
        high = comma if comma >= 0 else high
    before = _items(sentence, (low, count.start), count)[-_REACH:]
    after = _items(sentence, (count.end, high), count)[:_REACH]
    telling = [item for item in before if item not in LIGHT]
    if not time and _counts_next(sentence, count):
        telling = after
    found = before + after if time else telling or after or before
    if found and (time or not OPEN.issuperset(found)):
        return found, True
    return _beyond(sentence, count, walls, forward=time), False


def _further(sentence: Sentence, count: Quantity) -> list[str]:
    """The words behind a figure, over the segment's end, up to the next figure like it."""
    later = [q.start for q in _rivals(sentence, count) if q.start > count.end]
    homes = [sentence.segments[sentence.segment(at)][0] for at in later]
    high = min([len(sentence.text), *later, *(h for h in homes if h > count.end)])
    return _items(sentence, (count.end, high), count)[:_REACH]


def _counts_next(sentence: Sentence, count: Quantity) -> Word | None:
    """The word right behind a counted unit: 枢纽 in 7个枢纽."""
    if count.kind != "number" or count.unit == "元":
        return None
    return next((w for w in sentence.words if w.start == count.end), None)


def _of_which(sentence: Sentence, count: Quantity) -> Word | None:
    """The word that a share is one of: 地区 in 40%的地区."""
    if count.kind != "percent" or not sentence.text.startswith("的", count.end):
        return _counts_next(sentence, count)
    return next((w for w in sentence.words if w.start == count.end + 1), None)


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
        spots = spots or [(at, at + len(one)) for one in alike(item) for at in places(one, sentence.text)]
    if not spots:
        return None
    if not rivals:
        return "mine"
    if item.startswith("\x00") and _sole_time(sentence, spots):
        return "both"
    others = [count, *rivals]
    mine = any(_belongs(spot, sentence, count, rivals) for spot in spots)
    if not mine and (whole := whole_of(sentence, count, rivals)):
        mine = any(
            _belongs(spot, sentence, whole, [o for o in others if o.key != whole.key]) for spot in spots
        )
    theirs = any(
        _belongs(spot, sentence, r, [o for o in others if o.key != r.key]) for spot in spots for r in rivals
    )
    return "both" if mine and theirs else "mine" if mine else "theirs"


def _sole_time(sentence: Sentence, spots: list[Span]) -> bool:
    """Whether spots are of the one point in time that a sentence opens with: it holds for all of it."""
    times = {q.key for q in sentence.quantities if q.kind in TIMES}
    first = next((q for q in sentence.quantities if q.kind in TIMES), None)
    return len(times) == 1 and first is not None and spots[0] == (first.start, first.end)


def _list_item(sentence: Sentence, spot: Span) -> Span:
    """The member of a list (between 、) that holds ``spot``, within its segment."""
    start, end = sentence.segments[sentence.segment(spot[0])]
    left = sentence.text.rfind("、", start, spot[0])
    right = sentence.text.find("、", spot[1], end)
    return (start if left < 0 else left + 1, end if right < 0 else right)


def _belongs(spot: Span, sentence: Sentence, count: Quantity, rivals: list[Quantity]) -> bool:
    """No rival lies between, none shares the word's segment alone, and years look forward."""
    here, there = sentence.segment(spot[0]), sentence.segment(count.start)
    low, high = min(spot[0], count.start), max(spot[1], count.end)
    if _side(sentence, count) == "to":  # 产值从3万亿元增长到5万亿元: what is said before both
        rivals = [r for r in rivals if _side(sentence, r) != "from" or sentence.segment(r.start) != there]
    if any(low <= r.start and r.end <= high for r in rivals):
        return False
    if here == there:
        item = _list_item(sentence, spot)
        inside = any(item[0] <= r.start and r.end <= item[1] for r in rivals)
        return not inside or item[0] <= count.start < item[1]
    if any(sentence.segment(r.start) == here for r in rivals):
        return False
    earlier = any(r.end <= spot[0] for r in rivals)
    return not (count.kind in TIMES and count.start > spot[0] and earlier)
