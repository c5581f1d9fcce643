"""The passages looked at last: the same as the index gives, read once, no more than were allowed."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from rag.errors import InputError
from rag.index import Index
from rag.retrieve.held import Held
from rag.retrieve.shelf import Shelf
from rag.types import Passage


class Counting:
    """An index that notes which rows are read."""

    def __init__(self, index: Index) -> None:
        self.read: list[list[int]] = []
        self.clauses = index.clauses
        self._index = index

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        self.read.append(list(rows))
        return self._index.passages(self.read[-1])


def test_rows_come_in_their_order_and_are_read_once(small_index: Index) -> None:
    counting = Counting(small_index)
    shelf = Shelf(counting)  # type: ignore[arg-type]
    expected = [
        Held.read(passage, small_index.clause(passage.clause_id))
        for passage in small_index.passages([4, 1, 2])
    ]
    assert shelf.take([4, 1, 2]) == expected
    assert shelf.take([2, 3]) == [expected[2], *shelf.take([3])]
    assert counting.read == [[4, 1, 2], [3]]


def test_what_was_not_asked_for_longest_goes_first(small_index: Index) -> None:
    counting = Counting(small_index)
    shelf = Shelf(counting, kept=3)  # type: ignore[arg-type]
    for rows in ([0, 1, 2], [0], [3], [0, 2], [1]):
        shelf.take(rows)
    assert counting.read == [[0, 1, 2], [3], [1]]


def test_more_than_is_kept_comes_all_the_same(small_index: Index) -> None:
    assert len(Shelf(small_index, kept=2).take([0, 1, 2, 3])) == 4


def test_an_unknown_row_is_named(small_index: Index) -> None:
    with pytest.raises(InputError, match="100000"):
        Shelf(small_index).take([0, 100_000])
