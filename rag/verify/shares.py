"""Clauses whose parts have departments of their own: each is named for its own part only.

…绿色包装。（商务部指导）…公开排放数据。（生态环境部指导）: both departments stand in the clause, and
生态环境部 for the packaging is wrong all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rag.language.departments import brackets_in
from rag.verify.faults import Fault
from rag.verify.reading import plain
from rag.verify.sources import Source

#: Characters in a row, to the letter, from which a statement is said to tell of a part.
_RUN = 6


def check_shares(text: str, sources: Sequence[Source]) -> list[Fault]:
    """A fault for each department that a plain statement names for a part of a clause which is another's.

    Only clauses that deal out departments part by part are looked at, and only parts of which the
    statement holds a stretch to the letter.
    """
    faults = []
    for one in sources:
        parts = _parts(one.clause.text)
        told = [part for part in parts if _tells_of(text, part[0])]
        for name in sorted({name for _, names in parts for name in names if name in text}):
            if told and not any(name in words or _among(name, names) for words, names in told):
                faults.append(Fault("department", f"条款中负责这一项的不是“{name}”"))
    return faults


def _among(name: str, names: Sequence[str]) -> bool:
    return any(name in other or other in name for other in names)


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The parts of a clause in plain form with the departments of each; empty unless there are several."""
    found = brackets_in(text)
    if len(found) < 2:
        return ()
    parts, at = [], 0
    for start, end, names in found:
        parts.append((plain(text[at:start]), tuple(map(plain, names))))
        at = end
    return tuple(parts)


@lru_cache(maxsize=1024)
def _runs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + _RUN] for at in range(len(text) - _RUN + 1))


def _tells_of(text: str, words: str) -> bool:
    return not _runs(text).isdisjoint(_runs(words))
