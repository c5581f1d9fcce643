"""What a new version of a document changes: clauses added, removed, reworded, renumbered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.language.labels import any_label_at
from rag.language.text import fold
from rag.types import Clause, Document

ChangeKind = Literal["added", "removed", "reworded", "renumbered"]

#: Share of common three-character runs from which two clauses count as versions of one another.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """One changed clause: ``old`` is None where it was added, ``new`` where it was removed.

    A clause that was both reworded and renumbered is reworded; its paths tell the rest.
    ``similarity`` is 1.0 for the same words.
    """

    kind: ChangeKind
    old: Clause | None
    new: Clause | None
    similarity: float = 0.0


def diff(old: Document, new: Document) -> list[Change]:
    """The changes from ``old`` to ``new`` in the new document's order, what was removed last.

    Clauses are paired by the same path and words, then by the same words, then by the same path
    and like words, then by like words anywhere.
    """
    before = [_Side(clause) for clause in old.walk() if clause.text]
    after = [_Side(clause) for clause in new.walk() if clause.text]
    pairs: dict[int, int] = {}
    _pair(pairs, before, after, lambda side: (side.clause.path, side.words))
    _pair(pairs, before, after, lambda side: (side.words,) if len(side.words) >= 4 else None)
    _pair_alike(pairs, before, after)
    changes = []
    for j, side in enumerate(after):
        i = pairs.get(j)
        change = _change(before[i] if i is not None else None, side)
        if change:
            changes.append(change)
    kept = set(pairs.values())
    removed = (side.clause for i, side in enumerate(before) if i not in kept)
    return [*changes, *(Change("removed", clause, None) for clause in removed)]


class _Side:
    """A clause, its words without the label, and their three-character runs."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        text = clause.text
        label = any_label_at(text) if clause.kind == "clause" else None
        self.words = fold(text[label.length :] if label else text)
        self.runs = Counter(self.words[i : i + 3] for i in range(max(1, len(self.words) - 2)))

    def like(self, other: _Side) -> float:
        """Dice's coefficient of the runs: 1 for the same, 0 for nothing in common."""
        common = (self.runs & other.runs).total()
        return 2 * common / (self.runs.total() + other.runs.total())


def _pair(
    pairs: dict[int, int],
    before: Sequence[_Side],
    after: Sequence[_Side],
    key: Callable[[_Side], Hashable],
) -> None:
    """Pairs what is left by a key, in order; a key of None pairs nothing."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    taken = set(pairs.values())
    for i, side in enumerate(before):
        if i not in taken and (name := key(side)) is not None:
            waiting[name].append(i)
    for j, side in enumerate(after):
        if j not in pairs and (name := key(side)) is not None and waiting.get(name):
            pairs[j] = waiting[name].pop(0)


def _pair_alike(pairs: dict[int, int], before: Sequence[_Side], after: Sequence[_Side]) -> None:
    """Pairs what is left by likeness, the likest first; the same path counts for a little more."""
    taken = set(pairs.values())
    left = [i for i in range(len(before)) if i not in taken]
    by_run: dict[str, list[int]] = defaultdict(list)
    for i in left:
        for run in before[i].runs:
            by_run[run].append(i)
    scored = []
    for j, side in enumerate(after):
        if j in pairs:
            continue
        for i in _candidates(side, by_run):
            same = before[i].clause.path == side.clause.path
            like = before[i].like(side)
            if like >= (_ALIKE - 0.2 if same else _ALIKE):
                scored.append((like + 0.2 * same, i, j))
    for _, i, j in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if j not in pairs and i not in taken:
            pairs[j] = i
            taken.add(i)


def _candidates(side: _Side, by_run: dict[str, list[int]]) -> Iterable[int]:
    """The clauses that share most runs with this one; runs that are everywhere tell nothing."""
    counts: Counter[int] = Counter()
    for run in side.runs:
        if len(by_run.get(run, ())) <= 50:
            counts.update(by_run.get(run, ()))
    return [i for i, _ in counts.most_common(5)]


def _change(old: _Side | None, new: _Side) -> Change | None:
    if old is None:
        return Change("added", None, new.clause)
    if old.words != new.words:
        return Change("reworded", old.clause, new.clause, old.like(new))
    if old.clause.path != new.clause.path:
        return Change("renumbered", old.clause, new.clause, 1.0)
    return None
