"""Which of two steps comes first: 验收前 for 验收后, said of a step that no figure dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Word
from rag.verify.sources import Source, holds

#: The words that put something before or after what stands in front of them.
_MARKER = lazy_re(
    r"(?P<before>[之以]前|(?<![目此当先提生面眼前超空])前(?=[，、；：]|[应须要就才先完将向不由报]|$))|"
    r"(?P<after>[之以]后|(?<![背落滞此今事])后(?=[，、；：]|[应须要就才再方可进开实施及立将向不由报的]|$))"
)
#: How many words in front of it say which step it is, how many of a clause, and the least that must be the same.
_REACH, _THEIRS, _SAME = 3, 6, 2


def check_order(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """A fault for each step that the statement puts something before and every clause after, or the other way."""
    yield from _beforehand(sentence, sources)
    for side, words in _steps(sentence, _REACH):
        if len(words) < _SAME:
            continue
        there = {
            other
            for one in sources
            for theirs in one.body
            for other, step in _steps(theirs, _THEIRS)
            if sum(any(w.text == s.text for s in step) for w in words) >= _SAME
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
        if when and not said & {when.lastgroup} and held >= max(_SAME, _RESTATED * len(sentence.words)):
            if not any(side in said for side, _ in _steps(theirs, _THEIRS)):
                yield Fault("condition", f"条款写的是“{when[0]}”")
                return


def _steps(sentence: Sentence, reach: int) -> Iterator[tuple[str, list[Word]]]:
    """Each marker of a sentence with the words in front of it, if no figure stands there: a date has its own rule."""
    at = 0
    for match in _MARKER.finditer(sentence.text):
        start = max(at, sentence.segments[sentence.segment(match.start())][0])
        at = match.end()
        if not any(start <= q.start and q.end <= match.start() for q in sentence.quantities):
            yield str(match.lastgroup), sentence.within((start, match.start()))[-reach:]
