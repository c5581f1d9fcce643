"""Tables of tasks, and the clauses that their rows are: with labels, numbered, or neither.

A table comes as rows ``| a | b |`` or flattened to a cell a line; a cell that is printed once holds
for the block below it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from rag.language.departments import (
    CELL,
    COLUMN,
    NUMBER_COLUMN,
    cell_roles,
    column_names,
    column_role,
    of_persons,
)
from rag.language.labels import ANNEX, Label
from rag.language.numerals import chinese_number
from rag.lazy_re import lazy_re
from rag.parse.cells import column_heads, is_number, points
from rag.parse.lines import Paragraph
from rag.parse.node import Node
from rag.parse.notes import REMARK
from rag.parse.numbering import Numbering

#: Columns and rows of a table of which nothing but its place tells the head, at least.
_COLUMNS, _ROWS = 3, 2
#: A head tells what its cells are, by no figure but that of a year or of a unit.
_FIGURE = lazy_re(r"\d(?!\d{0,3}\s*年)")
#: What the first cell of a row says that sums up the rows above it.
_TOTAL = lazy_re(r"[总合小共]\s*计")


def _next(places: Sequence[int], i: int, default: int) -> int:
    """The first of these places, in order, that is not before ``i``."""
    at = bisect_left(places, i)
    return places[at] if at < len(places) else default


def _roles(row: Sequence[Paragraph]) -> dict[int, str]:
    """The columns of departments that the cells of a head name, by their place."""
    return {p.first.column: role for p in row if (role := column_role(p.text))}


def _numbers(row: Sequence[Paragraph]) -> dict[int, str]:
    """The column of numbers that a cell of a head names, as an entry of ``Rows.head``."""
    return {p.first.column: "" for p in row if NUMBER_COLUMN.fullmatch(p.text)}


def _splits(upper: Sequence[Paragraph], row: Sequence[Paragraph]) -> bool:
    """Whether a row names the columns that cells of the head above it span: 总额 and 自筹 under 投资."""
    told = [p.first.column for p in upper]
    ends = [*told[1:], max(told[-1], row[-1].first.column) + 1]
    spanned = {
        column
        for start, end in zip(told, ends, strict=True)
        if end - start > 1
        for column in range(start, end)
    }
    return bool(column_heads(row)) and {p.first.column for p in row} <= spanned


def _reached(style: str, siblings: Sequence[Node]) -> int:
    """The last number of a style that counts up through the children of one clause; 0 for none."""
    return next((node.number for node in reversed(siblings) if node.style == style), 0)


class Rows:
    """Deals the rows of tables out to clauses; the rest of the document is ``rag.parse.tree``'s.

    ``owner`` is the clause that text without a label goes to. ``head``: the department columns of
    the table at hand by their place ("" for the column of numbers); ``task``: the clause of its
    last row; ``columns``, ``row_head`` and ``cells`` serve tables flattened to a cell a line.
    ``boxed``: the table at hand is all that an open box holds.
    ``upper``: the row above while the next may be the lower half of the head, None behind it.
    ``names``: what the head of the table at hand calls its columns. ``table_home`` and ``table_stack``:
    what the table stands in.
    ``outside``: the paragraphs outside rows; ``labelled_cells``: those with a label, by column;
    ``number_cells``: those with a number alone.
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
        self.boxed = False
        self.names: dict[int, str] = {}
        self.upper: Sequence[Paragraph] | None = ()
        self.task: Node | None = None
        self.cells = 0
        self.outside = [i for i, p in enumerate(paragraphs) if p.first.column < 0]
        self.labelled_cells: defaultdict[int, list[int]] = defaultdict(list)
        self.number_cells: defaultdict[int, list[int]] = defaultdict(list)
        for i, (paragraph, label) in enumerate(zip(paragraphs, self.labels, strict=True)):
            if (column := paragraph.first.column) < 0:
                continue
            if is_number(paragraph.text) or (len(paragraph.text) <= 3 and chinese_number(paragraph.text)):
                self.number_cells[column].append(i)
            elif label and not label.weak and label.style != "—" and not points(paragraph.text):
                self.labelled_cells[column].append(i)

    def _open(self, label: Label, paragraph: Paragraph, start: int, end: int) -> Node:
        """Opens the clause of a label and makes it the owner of what follows."""
        if self.numbering.resumes(label):
            self.numbering.leave()
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
        node.names = self.names if paragraph.first.column >= 0 else {}
        siblings.append(node)
        self.numbering.stack.append(node)
        self.owner = node
        self.numbering.last[label.style] = number
        self.in_front = False
        self.cells = 0
        if self.columns:
            self._inherit(node, siblings)
        return node

    def _inherit(self, node: Node, siblings: list[Node]) -> None:
        """In a table, a row whose department cells are empty takes those of the row above."""
        self.task = node
        before = siblings[-2] if len(siblings) > 1 else None
        if before is not None and before.roles and node.style == before.style:
            node.roles = dict(before.roles)

    def _labelled(self, i: int, label: Label) -> list[Node]:
        """Opens a clause, and the ones that run on behind it in the same paragraph."""
        paragraph, start = self.paragraphs[i], 0
        opened: list[Node] = []
        while True:
            found = self.numbering.next_inline(i, start + label.length, label)
            opened.append(self._open(label, paragraph, start, found[0] if found else len(paragraph.text)))
            if found is None:
                return opened
            start, label = found

    def _end_rows(self, i: int) -> None:
        """Behind a table, text belongs to what the table stands in; behind that of a box, to what the box stands in."""
        if self.rows_plain and self.owner is not None and self.owner.style == "行":
            self._leave_row()
        elif self.table_home is not None and self.labels[i] is None:
            self.numbering.stack, self.owner = self.table_stack, self.table_home
        if self.boxed and not REMARK.match(self.paragraphs[i].text):
            self.numbering.leave()
            stack = self.numbering.stack
            self.owner, self.boxed = stack[-1] if stack else self.named.get("前言", self.owner), False
        self.rows_plain, self.table_home, self.upper = False, None, ()

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
        names = column_names(self.columns[self.cells], paragraph.text)
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
        if not is_number(paragraph.text):
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
        if len(cells) < len(self.row_head) or not ends or any(is_number(p.text) for p in cells):
            return i + 1
        task = self.numbering.stack[-1]
        task.parts.extend((p, 0, len(p.text)) for p in cells)
        named = zip(self.row_head, cells, strict=True)
        task.roles = {head: column_names(head, p.text) for head, p in named if COLUMN.fullmatch(head)}
        task.names = dict(enumerate(("", *self.row_head)))
        self.cells = len(self.columns)
        return i + 1 + len(cells)

    def _row(self, i: int) -> int:
        """Deals out a table row ``| a | b |``; the index behind it."""
        end = i + 1
        while end < len(self.paragraphs) and not self.paragraphs[end].first.opens_line:
            end += 1
        row = self.paragraphs[i:end]
        if self.owner is None or self.owner.kind in ("title", "addressees"):
            self._open_preamble()
        if self.table_home is None:
            self.table_home, self.table_stack = self.owner, list(self.numbering.stack)
            self.names = column_heads(row)
        is_head = self._read_head(row, end)
        is_task = self.rows_plain and not is_head and self._is_task(row)
        if self.rows_plain and not is_task and self.owner and self.owner.style == "行":
            self._leave_row()
        if not is_head and self.owner is not self.table_home and _TOTAL.fullmatch(row[0].text):
            self.numbering.stack, self.task = list(self.table_stack), None
            self._plain_row(row)
        elif is_task:
            self._plain_row(row)
        else:
            self._labelled_row(i, end)
        self.upper = row if is_head or self.upper == () else None
        return end

    def _open_preamble(self) -> None:
        """A table under a title, with nothing in between, stands in the preamble."""
        if "前言" not in self.named:
            self.named["前言"] = Node("前言", "前言", 0, "preamble")
            self.roots.append(self.named["前言"])
        self.owner = self.named["前言"]

    def _read_head(self, row: Sequence[Paragraph], end: int) -> bool:
        """Whether a row is the head of a table, or its lower half; keeps what its columns are.

        A head of two rows (责任分工 over 牵头单位 and 配合单位) leaves the first cell of the lower empty.
        """
        counts = any(self.head.get(p.first.column) == "" and is_number(p.text) for p in row)
        upper = self.upper or ()
        lower = bool(upper) and row[0].first.column > upper[0].first.column
        names_columns = _roles(row) or _numbers(row) or (lower and self.head and _splits(upper, row))
        if len(row) < 2 or counts or not (names_columns or self._heads_columns(row, end)):
            return False
        halves = [*upper, *row] if lower else row
        roles, numbers = self._with_departments(_roles(halves), end), _numbers(halves)
        self.head = numbers | roles
        self.task = None
        self.names = column_heads(row, self.names if lower else {})
        self.text_columns = sorted({p.first.column for p in halves} - self.head.keys())
        behind = _next(self.outside, end, len(self.paragraphs))
        numbered = any(
            _next(cells[column], end, behind) < behind
            for cells in (self.number_cells, self.labelled_cells)
            for column in numbers
        )
        self.rows_plain = bool(self.text_columns) and not numbered and self._unlabelled(end)
        return True

    def _heads_columns(self, row: Sequence[Paragraph], end: int) -> bool:
        """Whether the first row of a table heads three columns or more of two rows or more.

        Of two columns the first row may be a pair as all others are: 名称 and what the thing is called.
        """
        first = self.upper == () and len(row) >= _COLUMNS and bool(self.names)
        if not first or any(map(_FIGURE.search, self.names.values())):
            return False
        behind = self.paragraphs[end : _next(self.outside, end, len(self.paragraphs))]
        return sum(p.first.opens_line for p in behind) >= _ROWS

    def _with_departments(self, roles: dict[int, str], end: int) -> dict[int, str]:
        """The columns of a head less those of persons below which the rows from ``end`` on name no department."""
        if not any(map(of_persons, roles.values())):
            return roles
        cells = self.paragraphs[end : _next(self.outside, end, len(self.paragraphs))]
        told = {
            p.first.column
            for p in cells
            if (role := roles.get(p.first.column)) and any(cell_roles(role, p.text).values())
        }
        return {column: role for column, role in roles.items() if column in told or not of_persons(role)}

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

    def _plain_row(self, row: Sequence[Paragraph]) -> None:
        """A row of tasks that carries no number: a clause 行1, 行2 … of what the table stands in."""
        above = self.numbering.stack[-1] if self.numbering.stack else None
        siblings = above.children if above and above.style != "行" else self._beside(above)
        number = 1 + _reached("行", siblings)
        names: dict[str, tuple[str, ...]] = {}
        for paragraph in row:
            if role := self.head.get(paragraph.first.column):
                names |= cell_roles(role, paragraph.text)
        node = self._open(Label("行", number, f"行{number}", 0), row[0], 0, len(row[0].text))
        node.parts.clear()
        told = [self._fill(node, p) for p in row]
        self._take_roles(names, [node, *(point for found in told for point in found)])

    def _beside(self, node: Node | None) -> list[Node]:
        """The list of nodes that ``node`` stands in: the children of the one that holds it."""
        above = self.numbering.stack[-2] if node is not None and len(self.numbering.stack) > 1 else None
        return above.children if above else self.roots

    def _fill(self, node: Node, paragraph: Paragraph) -> list[Node]:
        """Gives a cell to the clause of its row; the points of a list in it are clauses below that one."""
        text = paragraph.text
        found = [] if paragraph.first.column in self.head else points(text)
        ends = [start for start, _ in found[1:]] + [len(text)]
        if not found or found[0][0] > 0:
            node.parts.append((paragraph, 0, found[0][0] if found else len(text)))
        below = [
            Node(
                label.name,
                label.style,
                label.number,
                parts=[(paragraph, start, end)],
                label_length=label.length,
            )
            for (start, label), end in zip(found, ends, strict=False)
        ]
        node.children.extend(below)
        return below

    def _take_roles(self, names: dict[str, tuple[str, ...]], told: Sequence[Node]) -> None:
        """Gives the task of a row, the first of ``told``, and the points in its cells their departments.

        An empty cell takes those of the row above, as a merged cell is printed once; but not
        where a department column to its left is printed anew.
        """
        above = self.task.roles if self.task else {}
        roles: dict[str, tuple[str, ...]] = {}
        printed = False
        for _, role in sorted(self.head.items()):
            found = names.get(role, () if printed else above.get(role, ()))
            printed = printed or role in names
            if role and found:
                roles[role] = found
        columns = self.head.values()
        roles |= {role: found for role, found in names.items() if found and role not in columns}
        for node in told:
            node.roles = dict(roles)
        self.task = told[0]

    def _labelled_row(self, i: int, end: int) -> None:
        """A row of which a cell may open a clause; the cells to the left of that one belong to it too."""
        names: dict[str, tuple[str, ...]] = {}
        told: list[Node] = []
        home: Node | None = None
        waiting: list[Paragraph] = []
        for j in range(i, end):
            paragraph = self.paragraphs[j]
            role = self.head.get(paragraph.first.column)
            if role and end - i > 1 and not COLUMN.fullmatch(paragraph.text):
                names |= cell_roles(role, paragraph.text)
            elif opened := self._opened_by(j, role, told):
                opened[0].parts[:0] = [(p, 0, len(p.text)) for p in waiting]
                opened[0].label_part, waiting = len(waiting), []
                told, home = opened, opened[-1]
                continue
            if home is not None:
                told += self._fill(home, paragraph)
            else:
                waiting.append(paragraph)
        assert self.owner is not None
        self.owner.parts.extend((p, 0, len(p.text)) for p in waiting)
        if told and end - i == 1:
            self.task = None
        elif told and self.head:
            self._take_roles(names, told)

    def _opened_by(self, j: int, role: str | None, told: Sequence[Node]) -> list[Node]:
        """The clauses that a cell opens, none where it opens none.

        Behind the cell that opened the clause of the row, only a label of a lower kind opens another.
        """
        paragraph, label = self.paragraphs[j], self.labels[j]
        text, whole = paragraph.text, len(paragraph.text)
        if role == "" and is_number(text):
            return [self._open(Label("1.", int(text), text, whole), paragraph, 0, whole)]
        if role == "" and (number := chinese_number(text)) and label is None:
            return [self._open(Label("一、", number, text, whole), paragraph, 0, whole)]
        if label is None or label.weak or label.style == "—":
            return []
        if told and (points(text) or not self.numbering.encloses(told[-1], label)):
            return []
        if not self.numbering.accepts(j, label, in_front=self.in_front):
            return []
        return self._labelled(j, label)
