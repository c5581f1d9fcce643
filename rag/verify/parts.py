"""A figure of a whole and that of its part: 共发生38次，其中大陆26次.

What is said of the whole is said of its part; what only the part has is not said of the whole, and who
tells the part must name it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.language.numerals import Quantity
from rag.verify.reading import Sentence
from rag.verify.words import LIGHT


def whole_of(sentence: Sentence, count: Quantity, rivals: Sequence[Quantity]) -> Quantity | None:
    """The 38 for the 26; None where ``count`` is of no part."""
    at = sentence.segment(count.start)
    before = [r for r in rivals if r.end <= sentence.segments[at][0]]
    return before[-1] if before and _is_part(sentence, at) else None


def of_the_other(mine: Sentence, count: Quantity, theirs: Sentence, other: Quantity) -> bool:
    """Whether the statement says 大陆发生38次, or 发生26次 without 大陆.

    Args:
        mine: the statement's sentence.
        count: its figure.
        theirs: the clause's sentence.
        other: the same figure there.
    """
    at = theirs.segment(other.start)
    if _is_part(theirs, at):
        start = theirs.segments[at][0]
        own = [w for w in theirs.within((start, other.start)) if w.thing and w.text not in LIGHT]
        own = [w for w in own if w.text not in theirs.text[:start]]
        return bool(own) and not any(w.text in mine.text for w in own)
    if not _is_part(theirs, at + 1):
        return False
    start, end = theirs.segments[at + 1]
    rest = theirs.text[:start] + "\n" + theirs.text[end:]
    said = mine.within((mine.segments[mine.segment(count.start)][0], count.start))
    return any(w.text in theirs.text[start:end] and w.text not in rest for w in said if w.text not in LIGHT)


def _is_part(sentence: Sentence, segment: int) -> bool:
    """Whether a segment tells a part of what the one before it tells."""
    return 0 < segment < len(sentence.segments) and sentence.text.startswith(
        "其中", sentence.segments[segment][0]
    )
