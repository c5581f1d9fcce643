"""The passages that were looked at last, each with its clause and what both hold."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from rag.index import Index
from rag.retrieve.held import Held

#: Passages kept, at 4 to 8 kB each.
KEPT = 8192


class Shelf:
    """What the passages of an index hold, by row; safe to share between threads."""

    def __init__(self, index: Index, kept: int = KEPT) -> None:
        self._index = index
        self._kept = kept
        self._lock = Lock()
        self._held: dict[int, Held] = {}

    def take(self, rows: Sequence[int]) -> list[Held]:
        """The passages of ``rows``, in their order; those that are not here are read in one go.

        Raises:
            InputError: a row is not in the index.
        """
        with self._lock:
            found = {row: self._held[row] for row in rows if row in self._held}
        if lost := [row for row in rows if row not in found]:
            found.update(zip(lost, self._read(lost), strict=True))
        self._keep(found)
        return [found[row] for row in rows]

    def _read(self, rows: Sequence[int]) -> list[Held]:
        passages = self._index.passages(rows)
        clauses = self._index.clauses([passage.clause_id for passage in passages])
        return [Held.read(passage, clauses[passage.clause_id]) for passage in passages]

    def _keep(self, found: dict[int, Held]) -> None:
        """Puts what was asked for last behind the rest, and drops what was not asked for longest."""
        with self._lock:
            for row in found:
                self._held.pop(row, None)
            self._held.update(found)
            for row in list(self._held)[: max(0, len(self._held) - self._kept)]:
                del self._held[row]
