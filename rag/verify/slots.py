"""Words in the place of others: 城市 where the clause has 农村, 市长 where it has 市委书记.

A sentence that says a clause again but for one word may hold each of its words somewhere in the
clause and still say another thing. What stands between the same neighbours must be the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.lazy_re import lazy_re
from rag.verify.duty import closest
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Word, places
from rag.verify.support import Lean, spelled_short
from rag.verify.synonyms import synonyms
from rag.verify.words import LIGHT, OPPOSITES, STOP, alike, same_side

#: Characters on each side that must agree for a place to be the same.
_REACH = 2
_COPULA = lazy_re(
    r"(?:^|(?<=[，。；]))(?![以将把由从按])(?P<who>[\u4e00-\u9fff]{1,11}(?![转改作成变视认分因])[\u4e00-\u9fff])"
    r"为(?P<what>[\u4e00-\u9fff]{2,12})$"
)


def check_slots(sentence: Sentence, found: Sequence[Lean]) -> list[Fault]:
    """The faults of one sentence against the clause sentences that it leans on."""
    faults = [f for before, lean in pairwise(found) for f in _strayed(sentence, before, lean)]
    for lean in found:
        faults += (*_exchanged(sentence, lean), *_poles(sentence, lean), *_named(sentence, lean))
    return faults


def _strayed(sentence: Sentence, before: Lean, lean: Lean) -> Iterator[Fault]:
    """甲，单独计算 where the clause has 甲，合并计算 and of another 单独计算."""
    if len(before.best) != 1 or before.best[0] in lean.best:
        return
    text = before.best[0][1].text
    for word in lean.words[:1]:  # another word in front may name whom it is said of
        right = sentence.text[word.end : min(lean.part[1], word.end + _REACH)]
        others = OPPOSITES.get(word.text, frozenset()) if len(right) == _REACH else frozenset()
        there = next((other for other in sorted(others) if other + right in text), "")
        if there and not any(one + right in text for one in alike(word.text)):
            yield Fault("opposite", f"条款写的是“{there}{right}”，不是“{word.text}”")


def _exchanged(sentence: Sentence, lean: Lean) -> Iterator[Fault]:
    silent = [t for t in sentence.tokens if t.text in OPPOSITES and t.text in STOP]  # 部分
    for word in (*lean.words, *(t for t in silent if lean.part[0] <= t.start < lean.part[1])):
        turned = _turned(sentence, word, lean)
        if turned:
            yield Fault("opposite", f"条款写的是“{turned}”，不是“{word.text}”")
            continue
        if word.text in LIGHT or not word.thing:
            continue
        for one, theirs in lean.best:
            if word.text in one.own:  # 徐汇区 for 本区: regions have a rule of their own
                continue
            there = _instead(sentence, word, lean.part, theirs) or (
                _strange(sentence, word, lean.part, theirs) if word in lean.missing else ""
            )
            if there:
                yield Fault("opposite", f"条款此处写的是“{there}”，不是“{word.text}”")
                break


def _turned(sentence: Sentence, word: Word, lean: Lean) -> str:
    """提升运行成本 where the clause has 降低运行成本, whatever it wants to 提升 elsewhere."""
    if word.text not in OPPOSITES or spelled_short(sentence, word, lean.best):
        return ""
    texts = [theirs.text for _, theirs in lean.best]
    right = sentence.text[word.end : min(lean.part[1], word.end + _REACH)]
    lefts = [sentence.text[max(lean.part[0], word.start - n) : word.start] for n in range(2 * _REACH, 1, -1)]
    for there in filter(lambda beside: len(beside) >= _REACH, (right, *lefts)):
        if any(one + there in text or there + one in text for one in alike(word.text) for text in texts):
            return ""
        for other in sorted(OPPOSITES[word.text]):
            turned = [o for o in (other + there, there + other) if any(o in text for text in texts)]
            if turned:
                return turned[0]
    return ""


#: Single characters that say how much of a thing there is, and their contraries.
_POLES = dict(zip("大小高低多少强弱快慢长短", "小大低高少多弱强慢快短长", strict=True))


def _poles(sentence: Sentence, lean: Lean) -> Iterator[Fault]:
    """用量小 where the clause has 用量大."""
    for thing, pole in pairwise(t for t in sentence.tokens if lean.part[0] <= t.start < lean.part[1]):
        if pole.text not in _POLES or not thing.thing or len(thing.text) < _REACH:
            continue
        texts = [theirs.text for _, theirs in lean.best]
        other = thing.text + _POLES[pole.text]
        if any(other in t for t in texts) and not any(thing.text + pole.text in t for t in texts):
            yield Fault("opposite", f"条款写的是“{other}”，不是“{thing.text}{pole.text}”")


def _instead(mine: Sentence, word: Word, part: tuple[int, int], theirs: Sentence) -> str:
    """What the clause has between the neighbours that ``word`` has in the statement, if it is another."""
    opening, closing = word.start == part[0], word.end == part[1]
    left = mine.text[max(part[0], word.start - (2 * _REACH if closing else _REACH)) : word.start]
    right = mine.text[word.end : min(part[1], word.end + (2 * _REACH if opening else _REACH))]
    if len(left) + len(right) < 2 * _REACH or left.endswith("、") or right.startswith("、"):
        return ""
    near = closest(mine, part, theirs)
    start, end = theirs.segments[near] if near is not None else (0, len(theirs.text))
    told = theirs.text[start:end]  # 批量生产 may well stand in another part than the one restated
    if left + word.text in told or word.text + right in told:
        return ""
    starts = {t.start: i for i, t in enumerate(theirs.tokens)}
    opens = {start for start, _ in theirs.segments}
    closes = {end for _, end in theirs.segments}
    for at in places(left, theirs.text) if left else sorted(opens):
        at += len(left)
        other = theirs.tokens[starts[at]] if at in starts else None
        if other is None or len(other.text) < 2 or not other.thing or not start <= at < end:
            continue
        if theirs.text.startswith(right, other.end) and (not closing or other.end in closes):
            return other.text if _differs(word, other.text, mine, theirs) else ""
    return ""


def _strange(mine: Sentence, word: Word, part: tuple[int, int], theirs: Sentence) -> str:
    """The word that the clause has before what ``word``, which it does not know, stands before."""
    right = mine.text[word.end : min(part[1], word.end + _REACH)]
    if len(right) < _REACH or word.tag.startswith("ns"):
        return ""
    ends = {t.end: t for t in theirs.tokens if len(t.text) > 1 and t.thing}
    before = [ends.get(at) for at in places(right, theirs.text)]
    others = [t.text for t in before if t is not None and t.text not in mine.text[part[0] : part[1]]]
    if not others or None in before or len(set(others)) != len(before):
        return ""
    return others[0] if all(_differs(word, o, mine, theirs) for o in others) else ""


def _differs(word: Word, other: str, mine: Sentence, theirs: Sentence) -> bool:
    if (
        word.text in other
        or other in word.text
        or (word.text[0] == other[0] and set(word.text) <= set(other))
    ):
        return False  # 农机 for 农业机械
    if other in mine.text and word.text not in theirs.text:  # told elsewhere in other words
        return False
    if other in synonyms(word.text):
        return False
    return other not in LIGHT and other not in STOP and not same_side(word.text, other)


def _named(sentence: Sentence, lean: Lean) -> Iterator[Fault]:
    """「A为B」 where the clause says of another that it is B."""
    match = _COPULA.search(sentence.text[lean.part[0] : lean.part[1]])
    if match is None:
        return
    who, what = match["who"], match["what"]
    for _, theirs in lean.best:
        others = [
            found["who"]
            for start, end in theirs.segments
            if (found := _COPULA.search(theirs.text[start:end])) and found["what"] == what
        ]
        if others and not any(o.endswith(who) or who.endswith(o) for o in others):
            yield Fault("opposite", f"条款写的是“{others[0]}为{what}”")
            return
