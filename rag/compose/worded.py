"""How a document words a term that it does not hold in one piece: its words near one another, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.text import fold
from rag.language.tokens import tagged
from rag.lazy_re import lazy_re
from rag.types import Document
from rag.understand.query import Query

#: Characters at most that stand between two words of a term, on the average.
BETWEEN = 12
#: What ends a part of a sentence: words on both sides of it do not stand together.
_STOP = lazy_re(r"[，,。；;：:！？!?\n]")

#: The words of a term, each with what else it is called.
Words = Sequence[Sequence[str]]


def worded(document: Document, words: Words) -> str:
    """The words that stand in a document for a term, from the first to the last; empty where it has none.

    Of several places the one with the least between them, then the one that says most.
    """
    if not words:
        return ""
    names = [(name, at) for at, names in enumerate(words) for name in names]
    any_of = re.compile("|".join(re.escape(name) for name, _ in names), re.IGNORECASE)
    each = [
        re.compile("|".join(map(re.escape, sorted(w, key=len, reverse=True))), re.IGNORECASE) for w in words
    ]
    best, least = "", (0, 0)
    for clause in document.walk():
        if not any_of.search(clause.text):
            continue
        for part in _STOP.split(clause.text):
            for begin, stop, said in _together(part, each):
                between = stop - begin - said
                if between <= BETWEEN * (len(words) - 1) and (not best or (between, -said) < least):
                    best, least = part[begin:stop], (between, -said)
    return best


def _together(part: str, each: Sequence[re.Pattern[str]]) -> Iterator[tuple[int, int, int]]:
    """(begin, end, length of the words) of the stretches of a text that hold one of each, the shortest last."""
    places = sorted((*m.span(), at) for at, pattern in enumerate(each) for m in pattern.finditer(part))
    last: dict[int, tuple[int, int]] = {}
    for begin, stop, at in places:
        last[at] = (begin, stop)
        if len(last) == len(each):
            said = {char for a, b in last.values() for char in range(a, b)}
            yield min(said), max(said) + 1, len(said)


def called_otherwise(query: Query, term: str) -> Words:
    """The words of a term, each with its other names by the thesaurus; a part of a name (中医) is none for it (中医馆)."""
    folded = fold(term)
    found: list[tuple[int, int, Sequence[str]]] = []
    for concept in query.concepts:
        if (at := folded.find(concept.word)) >= 0:
            others = (other for other in concept.others if other not in concept.word)
            found.append((at, at + len(concept.word), (concept.word, *others)))
    at = 0
    for word, _ in tagged(folded):
        begin, at = at, at + len(word)
        if len(word) > 1 and not any(a < at and begin < b for a, b, _ in found):
            found.append((begin, at, (word,)))
    return [names for *_, names in sorted(found)]
