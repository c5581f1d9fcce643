"""Which of two steps comes first: 验收前 for 验收后, said of a step that no figure dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.lazy_re import lazy_re
from rag.verify.cause import later
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Word
from rag.verify.sources import Source, holds

#: The words that put something before or after what stands in front of them.
_MARKER = lazy_re(
    r"(?P<before>[之以]前|(?<![目此当先提生面眼前超空])前(?=[，、；：]|[应须要就才先完将向不由报]|$))|"
    r"(?P<after>[之以]后|(?<![背落滞此今事])后(?=[，、；：]|[应须要就才再方可进开实施及立将向不由报的]|$))"
)
#: 实施后告知: behind a verb the bare character says the same.
_BARE = {"前": "before", "后": "after"}
#: How many words in front of it say which step it is, how many of a clause, and the least that must be the same.
_REACH, _THEIRS, _SAME = 3, 6, 2


def check_order(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """A fault for each step that the statement puts something before and every clause after, or the other way."""
    yield from _beforehand(sentence, sources)
    yield from _in_turn(sentence, sources)
    for side, words, next_ in _steps(sentence, _REACH):
        if len(words) + len(next_) < _SAME:
            continue
        there = {
            other
            for one in sources
            for theirs in one.body
            for other, step, then in _steps(theirs, _THEIRS)
            if _held(words, step) >= _SAME or (_held(words, step) and _held(next_, then) >= _SAME)
        }
        if there and side not in there:
            shown, other = ("以前", "以后") if side == "before" else ("以后", "以前")
            yield Fault("condition", f"条款写的是“{''.join(w.text for w in words)}”{other}，不是{shown}")


#: What puts the whole of a clause's sentence before or after something that it need not name again.
_WHEN = lazy_re("(?P<before>事先|事前|预先)|(?P<after>事后|随后)")
_RESTATED = 0.5


def _beforehand(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """解除之后告知工会 where the clause has it 事先."""
    said = {str(m.lastgroup) for pattern in (_MARKER, _WHEN) for m in pattern.finditer(sentence.text)}
    if len(said) != 1:
        return
    for theirs in (s for one in sources for s in one.body):
        when = _WHEN.search(theirs.text)
        held = sum(holds(theirs.text, w) for w in sentence.words)
        again = held >= max(_SAME, _RESTATED * len(sentence.words))
        if not when or when.lastgroup in said or not again:
            continue
        if not any(side in said for side, *_ in _steps(theirs, _THEIRS)):
            yield Fault("condition", f"条款写的是“{when[0]}”")
            return


_IN_TURN = lazy_re(
    r"(?<![优首预事原])先(?![进后行期])(?P<first>[^，]{2,30})，?(?:再|然后)(?P<second>.{2,40})"
)


def _in_turn(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """先下达，再报批准 where the clause has 批准 before 下达."""
    match = _IN_TURN.search(sentence.text)
    if match is None:
        return
    first, second = (frozenset(w.text for w in sentence.within(match.span(n))) for n in ("first", "second"))
    first, second = first - second, second - first
    bodies = [theirs for one in sources for theirs in one.body]
    turned = any(later(first, second, theirs) for theirs in bodies)
    if turned and not any(later(second, first, theirs) for theirs in bodies):
        yield Fault("condition", f"条款写的次序与“{match[0]}”相反")


def _held(words: Sequence[Word], step: Sequence[Word]) -> int:
    return sum(any(w.text == s.text for s in step) for w in words)


def _steps(sentence: Sentence, reach: int) -> Iterator[tuple[str, list[Word], list[Word]]]:
    """Each marker of a sentence with the words before and behind it.

    Not where a figure stands before it: a date has its own rule.
    """
    at = 0
    for side, begin, stop in _markers(sentence):
        start, end = sentence.segments[sentence.segment(begin)]
        start = max(at, start)
        at = stop
        if not any(start <= q.start and q.end <= begin for q in sentence.quantities):
            yield side, _told(sentence, start, begin)[-reach:], sentence.within((stop, end))[:reach]


def _told(sentence: Sentence, start: int, end: int) -> list[Word]:
    """The words of a step, 实施 and 承担 among them: here they are what is done."""
    return [
        t
        for t in sentence.tokens
        if start <= t.start and t.end <= end and len(t.text) > 1 and t.tag[:1] in ("v", "n", "b", "j", "s")
    ]


def _markers(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """The markers: what can be nothing else, and 前 and 后 right behind a verb."""
    found = {m.start(): (str(m.lastgroup), m.start(), m.end()) for m in _MARKER.finditer(sentence.text)}
    for verb, token in pairwise(sentence.tokens):
        if token.text in _BARE and verb.tag.startswith("v"):
            found.setdefault(token.start, (_BARE[token.text], token.start, token.end))
    yield from sorted(found.values(), key=lambda one: one[1])
