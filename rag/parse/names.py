"""What the rows of a table are called: by the first column that tells each of them from the others.

A row is 首次申领 of 居民身份证工本费, not one of the many that 公安 is printed before; nor is the kind of a task,
said in each of its rows, the task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rag.language.departments import NUMBER_COLUMN, column_role
from rag.parse.cells import is_number
from rag.parse.node import Node

#: The share of a table's rows that a column must tell apart to name them.
_APART = 0.8


def name_rows(roots: Iterable[Node]) -> None:
    """Tells the rows of each table which of their cells are their name (``Node.named``)."""
    tables: dict[tuple[int, str], list[Node]] = {}
    for node in _walk(roots):
        if node.names and node.parts:
            tables.setdefault((id(node.names), node.style), []).append(node)
    for rows in tables.values():
        columns = _name_columns(rows)
        for row in rows:
            row.named = columns


def _walk(nodes: Iterable[Node]) -> Iterator[Node]:
    stack = list(nodes)
    while stack:
        node = stack.pop()
        yield node
        stack += node.children


def _name_columns(rows: Sequence[Node]) -> tuple[int, ...]:
    """The columns that name the rows, several where they stand under one head; none where no column tells them apart."""
    cells = [{p.first.column: p.text[a:b].strip() for p, a, b in row.parts} for row in rows]
    names = rows[0].names
    words = [c for c in sorted(names) if not (NUMBER_COLUMN.fullmatch(names[c]) or column_role(names[c]))]
    for _, group in groupby(words, key=lambda column: names[column] or column):
        columns = tuple(group)
        told = [key for row in cells if any(key := tuple(row.get(c, "") for c in columns))]
        counted = sum(is_number("".join(key)) for key in told)
        if len(set(told)) >= _APART * len(rows) and 2 * counted < len(told):
            return columns
    return ()
