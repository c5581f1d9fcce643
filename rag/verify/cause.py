"""What follows from what: 成本降低，从而形成合理价格 for 形成合理价格，降低成本.

Cause and effect of a statement stand in the clause the same way round: as its own 导致, 从而 or 是因为 has them,
or else in its order, which is that of the reasoning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Span, places
from rag.verify.sources import Source
from rag.verify.words import LIGHT

#: Where a cause (c) and its effect (e) stand around the words that join them, the surest first.
_FORMS = (
    lazy_re(r"之所以(?P<e>.{2,80}?)，[^，]{0,4}?是?(?:因为|由于|在于)(?P<c>.{2,80})"),
    lazy_re(r"(?:因为|由于)(?P<c>[^，]{2,80})，(?:所以|因此|因而|从而)?(?P<e>.{2,80})"),
    lazy_re(r"(?P<e>.{2,80}?)，?(?:主要|正|都)?(?:是因为|是由于|主要是)(?P<c>.{2,80})"),
    lazy_re(r"(?P<c>.{2,80}?)，?(?:从而|因此|因而|所以|以致|以至于|导致|致使|造成|使得)(?P<e>.{2,80})"),
)
#: What names an aim or a means in the clause: there the effect may well come first.
_AIM = lazy_re(r"(?:^|，)(?:为了?(?!主)|以(?!及|上|下|来)|通过|旨在|确保)")


@dataclass(frozen=True, slots=True)
class Claim:
    """The words of a cause and of its effect; none stands in both."""

    cause: frozenset[str]
    effect: frozenset[str]


def check_cause(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """A fault where a statement takes the cause that the clause names for the effect, and its effect for the cause."""
    mine = claim(sentence)
    if mine is None:
        return
    bodies = [theirs for one in sources for theirs in one.body]
    turned = [theirs for theirs in bodies if _turned(mine, theirs)]
    if turned and not any(_turned(Claim(mine.effect, mine.cause), theirs) for theirs in bodies):
        yield Fault("opposite", "条款中原因和结果与陈述相反")


def claim(sentence: Sentence) -> Claim | None:
    """What a sentence says follows from what, in words of content; None where it says nothing of it."""
    for form in _FORMS:
        match = form.search(sentence.text)
        if match:
            cause, effect = (_words(sentence, match.span(name)) for name in ("c", "e"))
            return Claim(cause - effect, effect - cause)
    return None


def _words(sentence: Sentence, span: Span) -> frozenset[str]:
    return frozenset(w.text for w in sentence.within(span) if w.text not in LIGHT)


def _turned(mine: Claim, theirs: Sentence) -> bool:
    """Whether a sentence of the clause has the two the other way round."""
    there = claim(theirs)
    if there is None:
        return not _AIM.search(theirs.text) and later(mine.cause, mine.effect, theirs, apart=True)
    crossed = (len(mine.cause & there.effect), len(mine.effect & there.cause))
    straight = len(mine.cause & there.cause) + len(mine.effect & there.effect)
    return min(crossed) > 0 and sum(crossed) > straight


def later(first: frozenset[str], second: frozenset[str], theirs: Sentence, *, apart: bool = False) -> bool:
    """Whether all that is said to come second stands before all that is said to come first.

    ``apart``: in another part of the sentence.
    """
    one, other = (_places(words, theirs.text) for words in (first, second))
    if apart:
        one, other = [theirs.segment(at) for at in one], [theirs.segment(at) for at in other]
    return bool(one and other) and max(other) < min(one)


def _places(words: frozenset[str], text: str) -> list[int]:
    return [at for word in words for at in places(word, text)]
