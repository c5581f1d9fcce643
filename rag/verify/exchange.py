"""A thing in the place of another: 户籍居民 where the clause has 常住居民, 药品价格 where it has 耗材价格.

Nothing tells here which words are of one kind. A part of a statement that names a thing which the clause
sentence does not know, and leaves out one that the restated part of it names, has put the one for the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from rag.lazy_re import lazy_re
from rag.verify.duty import closest
from rag.verify.faults import Fault
from rag.verify.parties import own_names, parties
from rag.verify.reading import Sentence, Word, places
from rag.verify.sources import Source, holds
from rag.verify.support import Lean
from rag.verify.words import ABSOLUTE, LIGHT, OPEN, alike

#: The least share of a part's words that the restated part of the clause holds.
_RESTATED = 0.4
#: How many of them it must hold at least.
_LEAST = 2
#: How many characters of a longer word tell it.
_STEM = 2


def check_exchanged(sentence: Sentence, found: Sequence[Lean], sources: Sequence[Source]) -> Iterator[Fault]:
    """A fault for each part of a sentence that names another thing than every clause sentence it leans on."""
    hay = "\n".join(one.haystack for one in sources)
    own = "\n".join(own_names(one) for one in sources)
    taken = [(p.start, p.end) for p in parties(sentence, hay, own)]
    for lean in found:
        strange = [
            w
            for w in (*lean.missing, *lean.apart)
            if _names(w) and not any(start <= w.start < end for start, end in taken)
        ]
        strange = [w for w in strange if not any(_cut(sentence, w, theirs) for _, theirs in lean.best)]
        pairs = [_pair(sentence, lean, strange, one, theirs) for one, theirs in lean.best] if strange else []
        if pairs and all(pairs):
            said, there = pairs[0] or ("", "")
            yield Fault("opposite", f"条款此处写的是“{there}”，不是“{said}”")


#: A grade that opens a part of the clause says of whom it speaks.
_GRADE = lazy_re(r"[一二三四五六]级")
_OPENING = 2


def check_grades(sentence: Sentence, found: Sequence[Lean]) -> Iterator[Fault]:
    """A fault where the clause speaks of 三级公立医院 and the statement of none of this grade."""
    for lean in found:
        for _, theirs in lean.best[:1]:
            near = closest(sentence, lean.part, theirs)
            if near is None:
                continue
            grade = _GRADE.search(theirs.text, *theirs.segments[near])
            opens = grade and grade.start() - theirs.segments[near][0] <= _OPENING
            if grade and opens and grade[0] not in sentence.text:
                yield Fault("term", f"条款此处写的是“{grade[0]}”，陈述中没有")


def _cut(sentence: Sentence, word: Word, theirs: Sentence) -> bool:
    """Whether a word's borders run through words of the clause: 在线 in 在线下开展."""
    return any(
        len(around) == 2 and around in theirs.text
        for around in (sentence.text[max(0, at - 1) : at + 1] for at in (word.start, word.end))
    )


def _names(word: Word) -> bool:
    return (
        (word.thing or word.tag == "vn")
        and word.tag not in ("a", "ad")
        and word.text not in LIGHT
        and word.text not in OPEN
    )


def _pair(
    mine: Sentence, lean: Lean, strange: Sequence[Word], one: Source, theirs: Sentence
) -> tuple[str, str] | None:
    """The thing that is not known and the one that is left out, in the part restated best."""
    words = mine.within(lean.part)
    held = [sum(holds(theirs.text[start:end], w) for w in words) for start, end in theirs.segments]
    most = max(held)
    if most < max(_LEAST, _RESTATED * len(words)):
        return None
    for span in (s for s, number in zip(theirs.segments, held, strict=True) if number == most):
        there = theirs.within(span)
        left = [u.text for u in there if _names(u) and _left_out(u, mine, theirs.text[span[0] : span[1]])]
        for word in strange:
            known = word.text in one.facts or word.text in one.named
            if left and not known and not any(_kin(word.text, u.text) for u in there):
                return word.text, left[0]
    return None


def _left_out(word: Word, mine: Sentence, part: str) -> bool:
    """Whether the statement does not say a word of the clause, or not as often."""
    if word.text in ABSOLUTE:
        return False
    if len(word.text) > _STEM and word.text[:_STEM] in mine.text:  # 综合性医院, 综合医院
        return False
    phrases = {
        part[at : at + len(word.text) + _STEM] for at in places(word.text, part)
    }  # one said twice is one
    return not holds(mine.text, word) or mine.text.count(word.text) < len(phrases)


def _kin(one: str, other: str) -> bool:
    """Whether two words may say the same: 标杆 and 对标 share what 老年病 and 慢性病, of one head, do not."""
    head = next(
        i for i in count() if one[-1 - i :][:1] != other[-1 - i :][:1] or i >= min(len(one), len(other))
    )
    return other in alike(one) or bool(set(one[: len(one) - head]) & set(other[: len(other) - head]))
