"""Who is what, exchanged between two parts: 上转的提高起付线，下转的降低 for the other way round.

Every word stands in the clause, and each part of the statement holds words of both parts of the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Span, Word, read
from rag.verify.sources import RESPECTIVELY, Source
from rag.verify.words import LIGHT

_PARTS = lazy_re(r"[^，：；、？|]+")
_SEGMENTS = lazy_re(r"[^，：？|]+")
#: What a part that opens a condition ends with: it belongs to the part behind it (涉及地方的，事先征求意见).
_OPENS = ("的", "时")


def check_crossing(said: Sequence[Sentence], sources: Sequence[Source]) -> Iterator[Fault]:
    """A fault where each of two parts of a statement holds one part's subject and the other's predicate."""
    groups = [s.within(span) for s in said for span in _joined(s.text, _SEGMENTS)]
    if len(groups) < 2:
        return
    every = [w for group in groups for w in group]
    texts = [s.text for one in sources for s in one.body if any(w.text in s.text for w in every)]
    told = [[text[a:b] for a, b in _joined(text, _PARTS)] for text in dict.fromkeys(texts)]
    whole = list(dict.fromkeys(unit for units in told for unit in units))
    for units in (whole, *told):  # what stands once in its sentence may stand in others too
        fault = _crossed(groups, units, _homes(every, units)) if len(units) > 1 else None
        if fault:
            yield fault
            return


def _crossed(groups: Sequence[Sequence[Word]], units: Sequence[str], home: dict[str, int]) -> Fault | None:
    """The fault of two groups of words that each hold a thing of one part and what another says of its own."""
    pairs = [list(_mixed(group, home)) for group in groups]
    for here, there in combinations(pairs, 2):
        for a, b in here:
            for c, d in there:
                if home[a] == home[d] and home[b] == home[c]:
                    one, other = units[home[a]], units[home[b]]
                    if one.find(a) < one.find(d) and other.find(c) < other.find(b):
                        return Fault("opposite", f"条款中“{a}”对应“{d}”，“{c}”对应“{b}”")
    return None


def check_dealt(said: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """骨干20人、带头人400名 for 带头人20人、骨干400名: two figures of a list, each said of the other's thing."""
    mine = [(words, keys[0]) for _, words, keys in _units(said) if len(keys) == 1]
    bodies = (s for one in sources for s in one.body) if len(mine) > 1 else ()
    for theirs in (s for s in bodies if len(s.quantities) > 1 and "分别" not in s.text):
        units = list(_units(theirs))
        home = _homes((w for words, _ in mine for w in words), [text for text, *_ in units])
        mixed: dict[tuple[int, int], Word] = {}
        for words, key in mine:
            at = [i for i, (*_, keys) in enumerate(units) if key in keys]
            if len(at) == 1:
                mixed |= {(home[w.text], at[0]): w for w in words if home.get(w.text, at[0]) != at[0]}
        crossed = next(((a, b) for a, b in mixed if (b, a) in mixed), None)
        if crossed:
            yield Fault("indicator", f"条款写的是“{units[crossed[0]][0]}”")
            return


def check_respectively(said: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """金牌、银牌分别90%、50% where the clause has 银牌、金牌分别90%、50%: two names exchanged, the figures not."""
    mine = list(_respectively(said)) if "分别" in said.text else []
    there = [pairs for one in sources for s in one.body for pairs in _respectively(s)] if mine else []
    for pairs in mine:
        turned = [t for t in there if t != pairs and t.keys() == pairs.keys()]
        if pairs not in there and any(set(t.values()) == set(pairs.values()) for t in turned):
            yield Fault("indicator", f"条款写的是“{'、'.join(turned[0])}”，次序与陈述不同")


def _respectively(sentence: Sentence) -> Iterator[dict[str, str]]:
    """What is dealt out under 分别, by the words on the two sides of what parts the list."""
    for match in RESPECTIVELY.finditer(sentence.text):
        items, values = (re.split("[、和]", match[name]) for name in ("items", "values"))
        tokens = [read(item)[0].tokens if item else () for item in items]
        if len(items) == len(values) and all(tokens):
            names = [tokens[0][-1].text, *(one[0].text for one in tokens[1:])]
            yield dict(zip(names, (v.removesuffix("以上").removesuffix("以下") for v in values), strict=True))


def _units(sentence: Sentence) -> Iterator[tuple[str, list[Word], list[object]]]:
    """The members of the lists of a sentence, with their words and figures."""
    for match in _PARTS.finditer(sentence.text):
        start, end = match.span()
        keys: list[object] = [q.key for q in sentence.quantities if start <= q.start < end]
        yield match[0], sentence.within((start, end)), keys


def _joined(text: str, pattern: re.Pattern[str]) -> list[Span]:
    """The parts of a text, a condition with the part behind it."""
    spans: list[Span] = []
    for match in pattern.finditer(text):
        start, end = match.span()
        if spans and text[spans[-1][0] : spans[-1][1]].endswith(_OPENS):
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def _homes(words: Iterable[Word], units: Sequence[str]) -> dict[str, int]:
    """The one part of the clause that holds a word, of those that only one holds."""
    found = {}
    for word in {w.text for w in words if w.text not in LIGHT}:
        at = [i for i, unit in enumerate(units) if word in unit]
        if len(at) == 1:
            found[word] = at[0]
    return found


def _mixed(group: Sequence[Word], home: dict[str, int]) -> Iterator[tuple[str, str]]:
    """A thing and what is said of it behind, from two parts of the clause."""
    known = [w for w in group if w.text in home]
    for a, b in combinations(known, 2):
        if a.tag not in ("v", "d") and home[a.text] != home[b.text]:
            yield a.text, b.text
