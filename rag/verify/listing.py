"""A member put into a list: 与财政补助、床位编制、绩效工资挂钩 where the clause lists no 床位编制."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Word
from rag.verify.sources import Source, holds
from rag.verify.words import LIGHT, OPEN

_JOINT = lazy_re("[、和及与]")
#: The least number of fellows that the clause has in one sentence, and of words that name a member.
_FELLOWS, _NAMED = 2, 2


def check_listing(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """A fault for each member of a list of which the clauses hold nothing, while they list its fellows."""
    for start, end in sentence.segments:
        if sentence.text.count("、", start, end) < _FELLOWS:
            continue
        members = [words for words in _members(sentence, start, end) if words]
        for words in members[1:-1]:  # the first and the last run on into the rest of the sentence
            if len(words) < _NAMED or any(holds(one.haystack, w) for one in sources for w in words):
                continue
            others = [other for other in members if other is not words]
            if any(_lists(theirs, others) for one in sources for theirs in one.body):
                yield Fault("opposite", f"条款没有列“{sentence.text[words[0].start : words[-1].end]}”")


def _members(sentence: Sentence, start: int, end: int) -> Iterator[list[Word]]:
    at = start
    for match in [*_JOINT.finditer(sentence.text, start, end), None]:
        stop = match.start() if match else end
        yield [w for w in sentence.within((at, stop)) if w.text not in LIGHT and w.text not in OPEN]
        at = match.end() if match else end


def _lists(theirs: Sentence, members: Sequence[Sequence[Word]]) -> bool:
    """Whether a sentence of the clause lists the others: all words of two of them."""
    held = sum(all(holds(theirs.text, word) for word in words) for words in members)
    return "、" in theirs.text and held >= _FELLOWS
