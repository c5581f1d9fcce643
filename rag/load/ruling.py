"""Ruled tables of a page: lines to a grid, the grid to cells, glyphs to their cells.

Two neighbouring places of the grid belong to one cell when no line is drawn between them; that
is what makes a merged cell, in whatever way the producer drew it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

from rag.load.grid import Cell, cell_text, grid
from rag.load.sheet import Glyph, Table, joined, runs, text_lines

#: Lines nearer than this (in points) meet, or are one line drawn twice.
NEAR = 3.0
#: A page with more lines than this is a drawing.
_MAX_RULES, _MAX_PLACES = 600, 40_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A line: upright or level, its place across, and from where to where it runs."""

    upright: bool
    at: float
    low: float
    high: float


def tables(rules: Iterable[Rule], glyphs: Sequence[Glyph]) -> tuple[list[Table], list[Glyph]]:
    """The tables of a page, and the glyphs that stand in none, in their order."""
    merged = _merged(rules)
    if len(merged) > _MAX_RULES:
        return [], list(glyphs)
    grids = [grid for group in _touching(merged) if (grid := _Grid.of(group)) is not None]
    inside: list[list[Glyph]] = [[] for _ in grids]
    outside: list[Glyph] = []
    for glyph in glyphs:
        place = next((i for i, grid in enumerate(grids) if grid.holds(glyph)), None)
        (outside if place is None else inside[place]).append(glyph)
    found = []
    for grid, held in zip(grids, inside, strict=True):
        table = grid.table(held)
        if table is not None:
            found.append(table)
        else:
            outside += held
    return found, outside


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules with those that lie on one line and touch made one."""
    out: list[Rule] = []
    rows: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: (rule.upright, rule.at)):
        last = rows[-1][0] if rows else None
        if last and last.upright == rule.upright and rule.at - last.at <= NEAR:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    for row in rows:
        first, start = row[0], len(out)
        for rule in sorted(row, key=lambda rule: rule.low):
            if len(out) > start and rule.low <= out[-1].high + NEAR:
                last = out.pop()
                rule = Rule(rule.upright, first.at, last.low, max(last.high, rule.high))
            out.append(Rule(rule.upright, first.at, rule.low, rule.high))
    return [rule for rule in out if rule.high - rule.low > 2 * NEAR]


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of rules that cross or meet one another."""
    parent = list(range(len(rules)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    upright = [i for i, rule in enumerate(rules) if rule.upright]
    level = [i for i, rule in enumerate(rules) if not rule.upright]
    for i in upright:
        for j in level:
            if _meets(rules[i], rules[j]):
                parent[root(i)] = root(j)
    groups: dict[int, list[Rule]] = {}
    for i, rule in enumerate(rules):
        groups.setdefault(root(i), []).append(rule)
    return list(groups.values())


def _meets(a: Rule, b: Rule) -> bool:
    return a.low - NEAR <= b.at <= a.high + NEAR and b.low - NEAR <= a.at <= b.high + NEAR


def _places(values: Iterable[float]) -> list[float]:
    """Values in order, those nearer than ``NEAR`` to the one before left out."""

    def add(kept: list[float], value: float) -> list[float]:
        return kept if kept and value - kept[-1] <= NEAR else [*kept, value]

    return reduce(add, sorted(values), [])


@dataclass(frozen=True, slots=True)
class _Grid:
    xs: list[float]
    ys: list[float]
    rules: list[Rule]

    @classmethod
    def of(cls, rules: list[Rule]) -> _Grid | None:
        """The grid that a group of rules makes, or None where it is a frame or a mere line."""
        upright = [rule for rule in rules if rule.upright]
        level = [rule for rule in rules if not rule.upright]
        ends = [end for rule in level for end in (rule.low, rule.high)]
        xs = _places([*[rule.at for rule in upright], *([min(ends), max(ends)] if ends else [])])
        tips = [end for rule in upright for end in (rule.low, rule.high)]
        ys = _places([*[rule.at for rule in level], *([min(tips), max(tips)] if tips else [])])
        if not upright or not level or len(xs) < 3 or len(ys) < 2:
            return None
        return cls(xs, ys, rules) if len(xs) * len(ys) <= _MAX_PLACES else None

    def holds(self, glyph: Glyph) -> bool:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - 0.4 * glyph.size
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def table(self, glyphs: Iterable[Glyph]) -> Table | None:
        """The table with its text, or None where fewer than two cells hold any."""
        owners = self._owners()
        held: dict[tuple[int, int], list[Glyph]] = {}
        for glyph in glyphs:
            row = bisect_right(self.ys, glyph.base - 0.4 * glyph.size) - 1
            column = bisect_right(self.xs, (glyph.x0 + glyph.x1) / 2) - 1
            place = min(row, len(self.ys) - 2), min(column, len(self.xs) - 2)
            held.setdefault(owners[place], []).append(glyph)
        cells = {place: _cell(found) for place, found in held.items()}
        if sum(map(bool, cells.values())) < 2:
            return None
        columns = range(len(self.xs) - 1)
        laid = [[_laid(cells, owners, i, j) for j in columns] for i in range(len(self.ys) - 1)]
        kept = tuple(map(tuple, grid(laid)))
        return Table(kept, self.xs[0], self.xs[-1], self.ys[0], self.ys[-1])

    def _owners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The first place of the cell that each place of the grid belongs to."""
        rows, columns = len(self.ys) - 1, len(self.xs) - 1
        owner = {(i, j): (i, j) for i in range(rows) for j in range(columns)}

        def root(place: tuple[int, int]) -> tuple[int, int]:
            while owner[place] != place:
                owner[place] = owner[owner[place]]
                place = owner[place]
            return place

        upright, level = self._drawn(upright=True), self._drawn(upright=False)
        for i, j in list(owner):
            if j + 1 < columns and (j + 1, i) not in upright:
                first, second = sorted((root((i, j)), root((i, j + 1))))
                owner[second] = first
            if i + 1 < rows and (i + 1, j) not in level:
                first, second = sorted((root((i, j)), root((i + 1, j))))
                owner[second] = first
        return {place: root(place) for place in owner}

    def _drawn(self, *, upright: bool) -> set[tuple[int, int]]:
        """(index of the grid line, index of the stretch along it) wherever a rule is drawn."""
        across, along = (self.xs, self.ys) if upright else (self.ys, self.xs)
        middles = [(low + high) / 2 for low, high in pairwise(along)]
        found = set()
        for rule in self.rules:
            if rule.upright == upright:
                line = min(range(len(across)), key=lambda k: abs(across[k] - rule.at))
                found |= {(line, k) for k, y in enumerate(middles) if rule.low <= y <= rule.high}
        return found


def _laid(
    cells: Mapping[tuple[int, int], str],
    owners: Mapping[tuple[int, int], tuple[int, int]],
    i: int,
    j: int,
) -> Cell:
    """The cell at a place of the grid; below the first row of a merged one it goes on."""
    above, column = owners[i, j]
    return Cell(cells.get((i, j), ""), goes_on=above < i and column == j)


def _cell(glyphs: Iterable[Glyph]) -> str:
    return cell_text("\n".join(line.text for line in text_lines(runs(glyphs))), joined)
