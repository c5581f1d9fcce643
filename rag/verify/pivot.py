"""Who does it to whom: 下级向上级报告 for 上级向下级报告.

Both sentences hold the same words; what stands before the verb or preposition in the one stands behind it in
the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Span, Word
from rag.verify.sources import Source
from rag.verify.words import LIGHT

#: What stands between the one that acts and the one that it is done to.
_PIVOTS = frozenset(
    "向 对 给 由 被 比 低于 高于 优于 先于 服从 委托 授权 指导 监督 领导 转为 改为 变为 占".split()
)
#: Those of them that say the same as another.
_SAME = {"转向": "转为", "改为": "转为", "变为": "转为"}


def check_pivots(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """A fault for each pivot that the clauses only have with its two sides exchanged."""
    for pivot in sentence.tokens:
        name = _SAME.get(pivot.text, pivot.text)
        if name not in _PIVOTS:
            continue
        mine = _sides(sentence, pivot)
        there = [
            _sides(theirs, other)
            for one in sources
            for theirs in one.body
            for other in theirs.tokens
            if _SAME.get(other.text, other.text) == name
        ]
        turned = [sides for sides in there if _exchanged(mine, sides)]
        if turned and not any(_exchanged(mine, (after, before)) for before, after in there):
            shown = f"{''.join(sorted(turned[0][0]))}…{pivot.text}"
            yield Fault("role", f"条款写的是“{shown}…”，陈述中主语和宾语互换了")
            return


def _sides(sentence: Sentence, pivot: Word) -> tuple[frozenset[str], frozenset[str]]:
    start, end = sentence.segments[sentence.segment(pivot.start)]
    before, after = (_things(sentence, span) for span in ((start, pivot.start), (pivot.end, end)))
    return before - after, after - before


def _things(sentence: Sentence, span: Span) -> frozenset[str]:
    return frozenset(w.text for w in sentence.within(span) if w.thing and w.text not in LIGHT)


def _exchanged(
    mine: tuple[frozenset[str], frozenset[str]], theirs: tuple[frozenset[str], frozenset[str]]
) -> bool:
    return bool(mine[0] & theirs[1]) and bool(mine[1] & theirs[0])
