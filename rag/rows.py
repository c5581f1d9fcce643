"""Tables of tasks, and the clauses that their rows are: with labels, numbered, or neither.

A table comes as rows ``| a | b |`` or flattened to a cell a line; a cell that is printed once holds
for the block below it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from rag.departments import CELL, COLUMN, split_names
from rag.labels import ANNEX, Label
from rag.lazy_re import lazy_re
from rag.lines import Paragraph
from rag.node import Node
from rag.numbering import Numbering
from rag.numerals import chinese_number
from rag.text import squeeze

NUMBER_COLUMN = lazy_re(r"序\s*号|编\s*号|任务\s*号|No\.?", re.IGNORECASE)
#: What stands under a table and speaks of all of it.
_REMARK = lazy_re(r"(?:备\s*注|注|说\s*明)\s*[：:]")


def _is_number(text: str) -> bool:
    return len(text) <= 3 and text.isascii() and text.isdigit()


def _next(places: Sequence[int], i: int, default: int) -> int:
    """The first of these places, in order, that is not before ``i``."""
    at = bisect_left(places, i)
    return places[at] if at < len(places) else default


def _reached(style: str, siblings: Sequence[Node]) -> int:
    """The last number of a style that counts up through the children of one clause; 0 for none."""
    return next((node.number for node in reversed(siblings) if node.style == style), 0)


class Rows:
    """Deals the rows of tables out to clauses; the rest of the document is ``rag.tree``'s.

    ``owner`` is the clause that text without a label goes to. ``head``: the department columns of
    the table at hand by their place ("" for the column of numbers); ``task``: the clause of its
    last row; ``columns``, ``row_head`` and ``cells`` serve tables flattened to a cell a line.
    ``outside``: the paragraphs outside rows; ``labelled_cells``: those with a label, by column.
    """

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.numbering = Numbering(paragraphs)
        self.labels = self.numbering.labels
        self.roots: list[Node] = []
        self.named: dict[str, Node] = {}
        self.owner: Node | None = None
        self.in_front = True
        self.columns: list[str] = []
        self.rows_numbered = False
        self.row_head: list[str] = []
        self.rows_plain = False
        self.text_columns: list[int] = []
        self.table_home: Node | None = None
        self.table_stack: list[Node] = []
        self.head: dict[int, str] = {}
        self.task: Node | None = None
        self.cells = 0
        self.outside = [i for i, p in enumerate(paragraphs) if p.first.column < 0]
        self.labelled_cells: defaultdict[int, list[int]] = defaultdict(list)
        for i, (paragraph, label) in enumerate(zip(paragraphs, self.labels, strict=True)):
            if paragraph.first.column >= 0 and label and not label.weak and label.style != "—":
                self.labelled_cells[paragraph.first.column].append(i)

    def _open(self, label: Label, paragraph: Paragraph, start: int, end: int) -> None:
        """Opens the clause of a label and makes it the owner of what follows."""
        self.numbering.close(label)
        siblings = self.numbering.stack[-1].children if self.numbering.stack else self.roots
        number = label.number
        if label.style == "—":
            number = 1
            if siblings and siblings[-1].style == "—":
                number = siblings[-1].number + 1
            elif self.numbering.stack:
                number = 1 + _reached("—", siblings)
        node = Node(label.name, label.style, number, label_length=label.length)
        node.parts.append((paragraph, start, end))
        siblings.append(node)
        self.numbering.stack.append(node)
        self.owner = node
        self.numbering.last[label.style] = number
        self.in_front = False
        self.cells = 0
        if self.columns:
            self._inherit(node, siblings)

    def _inherit(self, node: Node, siblings: list[Node]) -> None:
        """In a table, a row whose department cells are empty takes those of the row above."""
        self.task = node
        before = siblings[-2] if len(siblings) > 1 else None
        if before is not None and before.roles and node.style == before.style:
            node.roles = dict(before.roles)

    def _labelled(self, i: int, label: Label) -> None:
        """Opens a clause, and the ones that run on behind it in the same paragraph."""
        paragraph, start = self.paragraphs[i], 0
        while True:
            found = self.numbering.next_inline(i, start + label.length, label)
            self._open(label, paragraph, start, found[0] if found else len(paragraph.text))
            if found is None:
                return
            start, label = found

    def _end_rows(self, paragraph: Paragraph) -> None:
        """Behind a table of plain rows, text belongs to what the table stands in; so does 注：….

        Other text behind a table of numbered rows belongs to the last of them.
        """
        if self.rows_plain and self.owner is not None and self.owner.style == "行":
            self._leave_row()
        elif self.table_home is not None and _REMARK.match(paragraph.text):
            self.numbering.stack = self.table_stack
            self.owner = self.table_home
        self.rows_plain, self.table_home = False, None

    def _leave_row(self) -> None:
        self.numbering.stack.pop()
        self.owner = self.numbering.stack[-1] if self.numbering.stack else self.owner

    def _cell(self, paragraph: Paragraph) -> bool:
        """In a table printed a cell a line: departments are the next column of the task."""
        task = self.task
        if task is None or not CELL.fullmatch(paragraph.text) or self.cells >= len(self.columns):
            return False
        _, start, end = task.parts[-1]
        if len(task.parts) == 1 and end - start <= task.label_length:
            return False
        if self.cells == 0:
            task.roles = {}
        names = split_names(paragraph.text)
        if names:
            task.roles[self.columns[self.cells]] = names
        self.cells += 1
        task.parts.append((paragraph, 0, len(paragraph.text)))
        return True

    def _numbered_row(self, i: int) -> int:
        """A bare number in a table printed a cell a line, whose head has 序号: the next row.

        Returns the index behind what was dealt out, 0 where it opens no row. A row with as many
        cells as the head is read by their places, another one by what its cells look like.
        """
        paragraph = self.paragraphs[i]
        if not _is_number(paragraph.text):
            return 0
        number = int(paragraph.text)
        if number not in (1, self.numbering.last.get("1.", 0) + 1):
            return 0
        self._open(
            Label("1.", number, paragraph.text, len(paragraph.text)), paragraph, 0, len(paragraph.text)
        )
        cells = self.paragraphs[i + 1 : i + 1 + len(self.row_head)]
        following = self.paragraphs[i + 1 + len(cells) : i + 2 + len(cells)]
        ends = not following or following[0].text == str(number + 1) or ANNEX.match(following[0].text)
        if len(cells) < len(self.row_head) or not ends or any(_is_number(p.text) for p in cells):
            return i + 1
        task = self.numbering.stack[-1]
        task.parts.extend((p, 0, len(p.text)) for p in cells)
        named = zip(self.row_head, cells, strict=True)
        task.roles = {head: split_names(p.text) for head, p in named if COLUMN.fullmatch(head)}
        self.cells = len(self.columns)
        return i + 1 + len(cells)

    def _row(self, i: int) -> int:
        """Deals out a table row ``| a | b |``; the index behind it."""
        end = i + 1
        while end < len(self.paragraphs) and not self.paragraphs[end].first.opens_line:
            end += 1
        row = self.paragraphs[i:end]
        roles = {p.first.column: squeeze(p.text) for p in row if COLUMN.fullmatch(p.text)}
        numbered = {p.first.column: "" for p in row if NUMBER_COLUMN.fullmatch(p.text)}
        is_head = len(row) > 1 and bool(roles or numbered)
        if is_head:
            self.head = roles | numbered
            self.task = None
            self.table_home, self.table_stack = self.owner, list(self.numbering.stack)
            self.text_columns = [p.first.column for p in row if p.first.column not in self.head]
            self.rows_plain = bool(roles and self.text_columns) and not numbered and self._unlabelled(end)
        is_task = self.rows_plain and not is_head and self._is_task(row)
        if self.rows_plain and not is_task and self.owner and self.owner.style == "行":
            self._leave_row()
        if self.owner is None:
            self.owner = Node("前言", "前言", 0, "preamble")
            self.named["前言"] = self.owner
            self.roots.append(self.owner)
        names: dict[str, tuple[str, ...]] = {}
        opened = False
        if is_task:
            return self._plain_row(i, end)
        for j in range(i, end):
            opened = self._row_cell(j, names, len(row)) or opened
        if opened and len(row) == 1:
            self.task = None
        elif opened and self.head:
            self._take_roles(names)
        return end

    def _unlabelled(self, i: int) -> bool:
        """Whether no row of the table that goes on at ``i`` carries a label of its own."""
        end = _next(self.outside, i, len(self.paragraphs))
        return not any(
            _next(cells, i, end) < end
            for column, cells in self.labelled_cells.items()
            if not self.head.get(column)
        )

    def _is_task(self, row: Sequence[Paragraph]) -> bool:
        """Whether a row of a table of departments is a task, not the heading of a block of them.

        A lone cell in the first of several columns heads a block; elsewhere it is a task whose
        other cells are merged with those above.
        """
        told = [p.first.column for p in row if p.first.column not in self.head]
        return bool(told) and (len(row) > 1 or told[0] > self.text_columns[0] or len(self.text_columns) == 1)

    def _plain_row(self, i: int, end: int) -> int:
        """A row of tasks that carries no number: a clause 行1, 行2 … of what the table stands in."""
        row = self.paragraphs[i:end]
        above = self.numbering.stack[-1] if self.numbering.stack else None
        siblings = above.children if above and above.style != "行" else self._beside(above)
        number = 1 + _reached("行", siblings)
        names = {
            role: split_names(p.text) for p in row if (role := self.head.get(p.first.column)) is not None
        }
        self._open(Label("行", number, f"行{number}", 0), row[0], 0, len(row[0].text))
        assert self.owner is not None
        self.owner.parts.extend((p, 0, len(p.text)) for p in row[1:])
        self._take_roles(names)
        return end

    def _beside(self, node: Node | None) -> list[Node]:
        """The list of nodes that ``node`` stands in: the children of the one that holds it."""
        above = self.numbering.stack[-2] if node is not None and len(self.numbering.stack) > 1 else None
        return above.children if above else self.roots

    def _take_roles(self, names: dict[str, tuple[str, ...]]) -> None:
        """Gives the task of a row its departments.

        An empty cell takes those of the row above, as a merged cell is printed once; but not
        where a department column to its left is printed anew.
        """
        assert self.owner is not None
        above = self.task.roles if self.task else {}
        roles: dict[str, tuple[str, ...]] = {}
        printed = False
        for _, role in sorted(self.head.items()):
            found = names.get(role, () if printed else above.get(role, ()))
            printed = printed or role in names
            if role and found:
                roles[role] = found
        self.owner.roles, self.task = roles, self.owner

    def _row_cell(self, j: int, names: dict[str, tuple[str, ...]], width: int) -> bool:
        """One cell of a row; whether it opened a clause."""
        paragraph, label = self.paragraphs[j], self.labels[j]
        role = self.head.get(paragraph.first.column)
        if role and width > 1 and not COLUMN.fullmatch(paragraph.text):
            names[role] = split_names(paragraph.text)
        elif role == "" and paragraph.text.isdigit() and len(paragraph.text) <= 3:
            label = Label("1.", int(paragraph.text), paragraph.text, len(paragraph.text))
            self._open(label, paragraph, 0, len(paragraph.text))
            return True
        elif role == "" and (number := chinese_number(paragraph.text)) and label is None:
            block = Label("一、", number, paragraph.text, len(paragraph.text))
            self._open(block, paragraph, 0, len(paragraph.text))
            return True
        elif (
            label
            and not label.weak
            and label.style != "—"
            and self.numbering.accepts(j, label, in_front=self.in_front)
        ):
            self._labelled(j, label)
            return True
        assert self.owner is not None
        self.owner.parts.append((paragraph, 0, len(paragraph.text)))
        return False
