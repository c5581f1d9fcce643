"""Both or either: 达到标准并且通过验收 for 达到标准或者通过验收."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Word
from rag.verify.sources import Source, holds

#: What asks for both of two things, and what for one of them. 和 and 、 ask for either, as the case may be.
_JOINT = lazy_re(
    r"(?P<both>而且|并且|并(?=[不须应用在有])|(?<![而况])且|同时(?=[满符具达]))|(?P<either>或者|或(?!许)|要么)"
)
#: How many words on each side tell what is joined, how many of the clause's are looked at.
_REACH, _THEIRS = 3, 5
#: How many words beside the joint are what it joins for certain.
_NEXT = 2


def check_joints(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """A fault for each pair of things that the statement wants both of and every clause either of, or the other way."""
    for kind, before, behind in _joints(sentence, _REACH):
        there = {
            other
            for one in sources
            for theirs in one.body
            for other, left, right in _joints(theirs, _THEIRS)
            if _told(before, left) and _told(behind, right)
            if _next(before[-_NEXT:], left[-_NEXT:]) and _next(behind[:_NEXT], right[:_NEXT])
        }
        if there and kind not in there:
            shown, said = ("或者", "并且") if kind == "both" else ("并且", "或者")
            yield Fault("opposite", f"条款中两者之间是“{shown}”，不是“{said}”")


def _joints(sentence: Sentence, reach: int) -> Iterator[tuple[str, list[Word], list[Word]]]:
    """Each joint of a sentence with the words on its two sides."""
    for match in _JOINT.finditer(sentence.text):
        here = sentence.segment(match.start())
        opens = match.start() == sentence.segments[here][0] and here
        start = sentence.segments[here - 1 if opens else here][0]
        end = sentence.segments[sentence.segment(match.end())][1]
        before, behind = sentence.within((start, match.start())), sentence.within((match.end(), end))
        yield str(match.lastgroup), before[-reach:], behind[:reach]


def _told(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether most of the words of a side stand on the same side in the clause."""
    text = "，".join(word.text for word in theirs)
    return bool(mine) and sum(holds(text, word) for word in mine) * 2 >= len(mine)


def _next(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    text = "，".join(word.text for word in theirs)
    return any(holds(text, word) for word in mine)
