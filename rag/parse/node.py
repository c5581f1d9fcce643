"""A clause under construction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.parse.lines import Paragraph
from rag.types import ClauseKind


@dataclass(slots=True)
class Node:
    """A clause under construction: ``parts`` are (paragraph, start, end in its text).

    ``label_part``: which of them starts with its label; those before it are cells to the left of it.
    ``names``: of a table row, what the head calls the columns. ``named``: the columns of its own name. ``rank``: of a part without a place of its own
    among the styles of labels, where it stands among them.
    """

    name: str
    style: str
    number: int
    kind: ClauseKind = "clause"
    parts: list[tuple[Paragraph, int, int]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    label_length: int = 0
    label_part: int = 0
    names: Mapping[int, str] = field(default_factory=dict)
    named: tuple[int, ...] = ()
    rank: float | None = None

    def own(self) -> str:
        """The text of its last part; empty where it has none yet."""
        if not self.parts:
            return ""
        paragraph, start, end = self.parts[-1]
        return paragraph.text[start:end]

    def columns(self) -> tuple[str, ...]:
        """The names of the columns that its cells stand in, cell by cell; none for what is no row of a table."""
        if not any(self.names.values()):
            return ()
        places = [p.first.column if p.first.column >= 0 else i for i, (p, _, _) in enumerate(self.parts)]
        return tuple(self.names.get(place, "") for place in places)

    @property
    def start(self) -> int:
        """Where it starts in the document's text."""
        if not self.parts:
            return self.children[0].start
        paragraph, start, end = self.parts[0]
        return paragraph.spans(start, max(end, start + 1))[0][0]
