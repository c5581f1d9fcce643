"""One name in the place of another in a list: 甲、丁两县 where the clause has 甲、乙两县.

A name needs no list of names to be told here: what stands beside its fellows is one of their kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Word
from rag.verify.regions import stem
from rag.verify.sources import Source

_JOINTS = frozenset("、和及与")
#: Classes of words that may be names: of places, people and others, and what the dictionary does not have.
_NAMES = ("ns", "nr", "nz", "nt", "run")


@dataclass(frozen=True, slots=True)
class Series:
    """A list of single words, by their names without a level, and the part between commas that it stands in."""

    members: frozenset[str]
    names: frozenset[str]
    part: str


def check_series(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """A fault for each list that is one of the clause's but for a name that stands for another."""
    mine = [one for one in series(sentence) if one.names]
    their = [t for one in sources for theirs in one.body for t in series(theirs)] if mine else []
    for one in mine:
        if any(one.members <= t.members for t in their):
            continue
        for other in their:
            new = {name for name in one.names - other.members if name not in other.part}
            lost = {name for name in other.members - one.members if name not in sentence.text}
            same = len(one.members) == len(other.members) and one.members & other.members
            if same and new and lost and not any(len(set(a) & set(b)) > 1 for a in new for b in lost):
                shown = "、".join(sorted(lost))
                yield Fault("opposite", f"条款此处列的是“{shown}”，不是“{'、'.join(sorted(new))}”")
                break


@lru_cache(maxsize=4096)
def series(sentence: Sentence) -> tuple[Series, ...]:
    """The lists of a sentence whose members are single words."""
    ends = {word.end: word for word in sentence.words}
    starts = {word.start: word for word in sentence.words}
    lists: list[list[Word]] = []
    for token in sentence.tokens:
        left, right = ends.get(token.start), starts.get(token.end)
        if token.text not in _JOINTS or left is None or right is None:
            continue
        if lists and lists[-1][-1] is left:
            lists[-1].append(right)
        else:
            lists.append([left, right])
    return tuple(_series(sentence, members) for members in lists)


def _series(sentence: Sentence, members: Sequence[Word]) -> Series:
    start, end = sentence.segments[sentence.segment(members[0].start)]
    names = frozenset(stem(word.text) for word in members if word.tag in _NAMES)
    return Series(frozenset(stem(word.text) for word in members), names, sentence.text[start:end])
