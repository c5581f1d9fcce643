"""A document's text into its clause tree, with every character accounted for.

The page is cut into units (``rag.clean``), what is not the document is discarded with a reason,
and the rest is dealt out to clauses by its printed labels. A label opens a clause only where it
continues the numbering, so that a cross-reference at the start of a line is not taken for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.clean import TITLE, Unit, clean, cut
from rag.departments import CELL, COLUMN, carried_in, responsible_in
from rag.figures import figures_in
from rag.labels import ANNEX, RANK, Label, label_at
from rag.metadata import DATE_LINE, NUMBER_LINE, is_addressees, is_organ, metadata
from rag.text import sentences, squeeze
from rag.types import Clause, ClauseKind, Discarded, Document

_LAW = ("编", "章", "节", "条")
#: Where a label may follow inside a paragraph.
_INLINE = re.compile(
    r"(?<=[。；;：:！])\s*(?=[（(]?[一二三四五六七八九十]{1,3}[）)、]|[（(]?\d{1,2}[）)．.、](?!\d)|[①-⑳])"
)
_BRACKET_END = re.compile(r"[（(](?:牵头|责任|配合)[^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)]\s*$")
_CLOSING = re.compile(r"(?:特此|此(?:通知|复|令)|以上(?:意见|方案)?)")


@dataclass(slots=True)
class _Node:
    """A clause under construction."""

    path: tuple[str, ...]
    style: str
    number: int
    kind: ClauseKind = "clause"
    units: list[tuple[Unit, int, int]] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    label_end: int | None = None
    heading: str = ""

    def add(self, unit: Unit, start: int | None = None, end: int | None = None) -> None:
        self.units.append((unit, unit.start if start is None else start, unit.end if end is None else end))


class _Builder:
    """Deals units out to nodes; one instance per document."""

    def __init__(self, text: str, units: list[Unit]) -> None:
        self.text = text
        self.units = [u for u in units if u.reason is None]
        self.roots: list[_Node] = []
        self.front: dict[str, _Node] = {}
        self.stack: list[_Node] = []
        self.last: dict[str, int] = {}
        self.owner: _Node | None = None
        self.columns: list[str] = []
        self.annex = False
        self.task: _Node | None = None
        self.cells = 0
        self.signed = False
        self.last_label = max((u.start for u in self.units if label_at(u.text)), default=-1)

    # -- nodes ---------------------------------------------------------------------------------

    def _front(self, name: str, kind: ClauseKind) -> _Node:
        """A node outside the numbering: 标题, 主送, 前言, 附件说明, 结语, 落款."""
        node = self.front.get(name)
        if node is None:
            node = self.front[name] = _Node((name,), name, 0, kind)
            self.roots.append(node)
        return node

    def _open(self, label: Label, unit: Unit, start: int, end: int) -> None:
        """Opens the clause of a label and makes it the owner of what follows."""
        rank = RANK[label.style]
        while self.stack and self.stack[-1].style != "附" and RANK[self.stack[-1].style] >= rank:
            self.stack.pop()
        siblings = self.stack[-1].children if self.stack else self.roots
        number = label.number
        if label.style == "—":
            number = 1 + sum(n.style == "—" for n in siblings)
        node = _Node((label.name,), label.style, number)
        node.label_end = start + label.length
        siblings.append(node)
        self.stack.append(node)
        self.owner = node
        self.last[label.style] = number
        for style in RANK:
            if RANK[style] > rank and style not in _LAW:
                self.last[style] = self.last.get(style, 0)
        node.add(unit, start, end)
        self.cells = 0
        if self.columns:
            self._block(node, siblings)

    def _block(self, node: _Node, siblings: list[_Node]) -> None:
        """In a table, a row whose department cells are empty takes those of the row above."""
        self.task = node
        before = next((n for n in reversed(siblings[:-1]) if n.roles), None)
        if before is not None and node.style == before.style:
            node.roles = dict(before.roles)

    def _accept(self, label: Label, unit: Unit) -> bool:
        """Whether a label at the start of a unit continues the numbering."""
        style, number = label.style, label.number
        if style == "—":
            return unit.opens_line and not self._mid_sentence(unit)
        here = next((n.number for n in reversed(self.stack) if n.style == style), None)
        seen = self.last.get(style, 0)
        if style in _LAW:
            if number == 1 or "之" in label.name:
                return not self._mid_sentence(unit) or here is not None
            return number > seen and (number - seen <= 3 or not self._mid_sentence(unit))
        if here is not None and here < number <= here + 3:
            return True
        if number == 1:
            return not self._mid_sentence(unit) or unit.cell
        if here is None and (number == seen + 1 or number <= 3):
            return unit.opens_line and not self._mid_sentence(unit)
        return number == here and len(unit.text) <= 40 and not unit.text.endswith("。")

    def _mid_sentence(self, unit: Unit) -> bool:
        """Whether the line before breaks off in the middle of a sentence (a wrapped line)."""
        if unit.gap or unit.cell or self.owner is None or not self.owner.units:
            return False
        before, start, end = self.owner.units[-1]
        tail = self.text[start:end]
        if tail.endswith(("。", "；", "：", ";", ":", "！", "？", "）", ")", "”", "》")):
            return False
        return (len(before.text) >= 22 and "，" in tail[-22:]) or tail.endswith(("，", "、", ","))

    # -- units ---------------------------------------------------------------------------------

    def build(self) -> list[_Node]:
        """The roots of the tree, in the document's order."""
        first = self._first_label()
        self._deal_front(self.units[:first])
        rest = self.units[first:]
        for i, unit in enumerate(rest):
            self._deal(unit, rest[i + 1 :i + 4])
        return self.roots

    def _first_label(self) -> int:
        for i, unit in enumerate(self.units):
            label = label_at(unit.text)
            if label and (label.style in _LAW or label.number in (0, 1)) and not self._prefix(i):
                return i
            if self._opens_annex(unit, i) and i > 0:
                return i
        return len(self.units)

    def _prefix(self, i: int) -> bool:
        """A dash line under the title (——在…会议上) is a subtitle, not a clause."""
        unit = self.units[i]
        return label_at(unit.text[:2] + "一") is not None and unit.text[0] in "—―─-－" and i < 8 and "。" not in unit.text

    def _opens_annex(self, unit: Unit, i: int) -> bool:
        match = ANNEX.match(unit.text)
        if match is None or not unit.opens_line:
            return False
        rest = unit.text[match.end() :]
        if rest and not (self.signed and len(rest) <= 60 and "。" not in rest):
            return False
        return bool(match["number"]) or not rest or self.signed

    def _deal_front(self, units: list[Unit]) -> None:
        for i, unit in enumerate(units):
            name, kind = self._front_role(units, i)
            node = self._front(name, kind)
            node.add(unit)
            self.owner = node

    def _front_role(self, units: list[Unit], i: int) -> tuple[str, ClauseKind]:
        unit = units[i]
        if NUMBER_LINE.fullmatch(unit.text):
            return "标题", "title"
        if "主送" not in self.front and "前言" not in self.front and is_addressees(unit.text):
            return "主送", "addressees"
        if DATE_LINE.fullmatch(unit.text):
            return "落款", "signature"
        ahead = next((u for u in units[i + 1 : i + 4] if not is_organ(u.text)), None)
        if "前言" in self.front and is_organ(unit.text) and ahead and DATE_LINE.fullmatch(ahead.text):
            return "落款", "signature"
        if "。" in unit.text or (len(unit.text) > 60 and not TITLE.match(unit.text)):
            return "前言", "preamble"
        if self._mid_sentence(unit) and self.owner and self.owner.kind == "preamble":
            return "前言", "preamble"
        if unit.text.endswith(("：", ":")):
            return "前言", "preamble"
        return "标题", "title"

    def _deal(self, unit: Unit, ahead: list[Unit]) -> None:
        if self._opens_annex(unit, 0):
            self._deal_annex(unit)
            return
        label = label_at(unit.text)
        if label and self._accept(label, unit):
            self._deal_labelled(unit, unit.start, label)
            return
        if self.columns and self._deal_cell(unit):
            return
        if self.annex and COLUMN.fullmatch(unit.text):
            self.columns.append(unit.text)
        self._deal_plain(unit, ahead)

    def _deal_annex(self, unit: Unit) -> None:
        match = ANNEX.match(unit.text)
        assert match is not None
        name = "附" + match["kind"] + (match["number"] or "")
        node = _Node((name,), "附", 0)
        node.label_end = unit.start + match.end()
        node.add(unit)
        self.roots.append(node)
        self.stack, self.last = [node], {}
        self.owner, self.annex, self.columns, self.task = node, True, [], None

    def _deal_labelled(self, unit: Unit, start: int, label: Label) -> None:
        """Opens a clause, and the ones that run on behind it in the same paragraph."""
        while True:
            found = self._next_inline(unit, start + label.length, label)
            end = found[0] if found else unit.end
            self._open(label, unit, start, end)
            if found is None:
                return
            start, label = found

    def _next_inline(self, unit: Unit, start: int, label: Label) -> tuple[int, Label] | None:
        """The next label inside the unit that goes on with the numbering or starts a list."""
        text = unit.text
        for match in _INLINE.finditer(text, start - unit.start):
            found = label_at(text[match.end() :])
            if found is None:
                continue
            open_numbers = {n.style: n.number for n in self.stack} | {label.style: label.number}
            at = unit.start + match.end()
            if open_numbers.get(found.style) == found.number - 1:
                return at, found
            if found.number == 1 and RANK[found.style] > RANK[label.style] and self._has_second(text[match.end() :], found):
                return at, found
        return None

    @staticmethod
    def _has_second(text: str, first: Label) -> bool:
        for match in _INLINE.finditer(text, first.length):
            label = label_at(text[match.end() :])
            if label and label.style == first.style:
                return label.number == 2
        return False

    def _deal_cell(self, unit: Unit) -> bool:
        """A table cell that holds only departments: the next column of the row's task."""
        if self.task is None or not CELL.fullmatch(unit.text) or self.cells >= len(self.columns):
            return False
        if self.task.label_end is not None and self.task.units[-1][2] <= self.task.label_end:
            return False
        if self.cells == 0:
            self.task.roles = {}
        names = responsible_in(f"（{self.columns[self.cells]}：{unit.text}）")
        self.task.roles |= names
        self.cells += 1
        self.task.add(unit)
        return True

    def _deal_plain(self, unit: Unit, ahead: list[Unit]) -> None:
        """A paragraph without a label: the closing parts, or more of the clause above."""
        signature = DATE_LINE.fullmatch(unit.text) or (
            is_organ(unit.text)
            and any(DATE_LINE.fullmatch(u.text) for u in ahead)
            and not any("。" in u.text for u in ahead[:1])
        )
        if signature and not (self.annex and self.task):
            node = self._front("落款", "signature")
            self.signed = True
        elif ANNEX.match(unit.text) and unit.opens_line and not self.annex:
            node = self._front("附件说明", "closing")
        elif (self.owner and self.owner.kind == "closing" and not unit.gap and "。" not in unit.text) or (self.owner and self.owner.path == ("附件说明",) and "。" not in unit.text) or (self.signed and self.owner and self.owner.kind == "signature" and len(unit.text) < 40):
            node = self.owner
        elif self._closes(unit):
            node = self._front("结语", "closing")
        elif self.owner is not None:
            node = self.owner
        else:
            node = self._front("前言", "preamble")
        node.add(unit)
        self.owner = node

    def _closes(self, unit: Unit) -> bool:
        """A last paragraph that speaks of the whole document, not of the clause above."""
        if self.owner is None or self.annex or not unit.opens_line or unit.start < self.last_label:
            return False
        if self.owner.path == ("结语",):
            return True
        _, start, end = self.owner.units[-1]
        governed = bool(_BRACKET_END.search(self.text[max(start, end - 300) : end]))
        if not governed and not _CLOSING.match(unit.text):
            return False
        return not _BRACKET_END.search(unit.text)


# -- after the tree stands --------------------------------------------------------------------


def _paragraphs(node: _Node, text: str) -> None:
    """Gives an article of two or more paragraphs its 款, each with the items that follow it."""
    starts = [
        i
        for i, (unit, start, _) in enumerate(node.units)
        if i and unit.opens_line and start == unit.start and _ends_sentence(text, node.units[i - 1])
    ]
    before = [(u, s) for u, s, _ in node.units]
    items = list(node.children)
    if not starts or node.style != "条":
        return
    groups = [node.units[a:b] for a, b in zip([0, *starts], [*starts, len(node.units)], strict=True)]
    node.children, node.units = [], []
    for i, group in enumerate(groups):
        name = f"第{_COUNT[i] if i < len(_COUNT) else i + 1}款"
        child = _Node((name,), "款", i + 1, units=list(group))
        if i == 0 and node.label_end is not None:
            unit, start, end = group[0]
            node.units = [(unit, start, min(node.label_end, end))]
            child.units[0] = (unit, _skip(text, node.label_end, end), end)
            if child.units[0][1] >= end:
                child.units.pop(0)
        node.children.append(child)
    assert before
    for item in items:
        at = item.units[0][1]
        home = [c for c in node.children if c.style == "款" and c.units and c.units[0][1] < at]
        (home[-1] if home else node).children.append(item)


_COUNT = "一二三四五六七八九十"


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _ends_sentence(text: str, entry: tuple[Unit, int, int]) -> bool:
    return text[entry[1] : entry[2]].endswith(("。", "；", "：", ":", ";", "”", "）", "！"))


def _groups(nodes: list[_Node]) -> list[_Node]:
    """Wraps runs of a numbering that restarts under one parent into §1, §2 …"""
    runs: list[list[_Node]] = []
    for node in nodes:
        if node.kind != "clause" or node.style in ("附", "—", *_LAW, "款"):
            continue
        last = runs[-1][-1] if runs else None
        if last is None or node.style != last.style or node.number <= last.number:
            runs.append([])
        runs[-1].append(node)
    styles = [run[0].style for run in runs]
    if len(runs) < 2 or len(set(styles)) == len(styles):
        return nodes
    wrapped: dict[int, _Node] = {}
    for i, run in enumerate(runs, start=1):
        group = _Node((f"§{i}",), "§", i, children=run)
        wrapped |= {id(node): group for node in run}
    out: list[_Node] = []
    for node in nodes:
        group_or_node = wrapped.get(id(node), node)
        if not out or out[-1] is not group_or_node:
            out.append(group_or_node)
    return out


def _heading(node: _Node, text: str) -> str:
    """The clause's heading: its first short sentence, or the short lines before its text."""
    if node.style == "§" or not node.units:
        return ""
    start = node.label_end if node.label_end is not None else node.units[0][1]
    unit, _, end = node.units[0]
    first = text[start:end].strip()
    if node.kind != "clause":
        return ""
    if not first or node.style == "附":
        lines = [text[max(s, start) : e] for _, s, e in node.units[:6]]
        short = []
        for line in lines:
            if len(line) > 60 or "。" in line or COLUMN.fullmatch(line.strip()):
                break
            short.append(line.strip())
            if node.style == "附" and TITLE.match(squeeze("".join(short))):
                break
        return squeeze("".join(short))[:80] if short else ""
    if node.style in ("条", "款"):
        match = re.match(r"\s*[【（(]([^】）)]{2,30})[】）)]", first)
        return match[1] if match and node.style == "条" else ""
    span = next(iter(sentences(first, "。：:；;！")), (0, len(first)))
    head = first[span[0] : span[1]].rstrip("。：:；;！").strip()
    if len(head) <= 45:
        return squeeze(head)
    return ""


def _freeze(node: _Node, parent: tuple[str, ...], document_id: str, text: str, used: dict[str, int]) -> Clause:
    name = node.path[-1] if node.style != "—" else f"—{node.number}"
    path = (*parent, name)
    key = f"{document_id}#{'/'.join(path)}"
    used[key] = used.get(key, 0) + 1
    segments = _segments(text, node)
    own = "".join(text[a:b] for a, b in segments)
    roles = node.roles or responsible_in(own)
    children = tuple(_freeze(child, path, document_id, text, used) for child in node.children)
    if not segments:
        start = children[0].start if children else 0
        segments = ((start, start),)
    return Clause(
        id=key if used[key] == 1 else f"{key}~{used[key]}",
        document_id=document_id,
        path=path,
        heading=_heading(node, text),
        text=own,
        segments=segments,
        kind=node.kind,
        responsible=roles,
        figures=figures_in(own, segments) if node.kind == "clause" else (),
        children=children,
    )


def _segments(text: str, node: _Node) -> tuple[tuple[int, int], ...]:
    """The node's spans; two are joined where only white space lies between them."""
    spans: list[list[int]] = []
    for _, start, end in node.units:
        if spans and not text[spans[-1][1] : start].strip():
            spans[-1][1] = end
        else:
            spans.append([start, end])
    return tuple((a, b) for a, b in spans)


def _ledger(text: str, units: list[Unit], clauses: tuple[Clause, ...]) -> tuple[Discarded, ...]:
    """What belongs to no clause, with its reason; clauses and these spans cover the text."""
    owned = sorted(span for c in clauses for d in c.walk() for span in d.segments if span[0] < span[1])
    marks = sorted((u.start, u.end, u.reason) for u in units if u.reason)
    spans = sorted([(a, b, "") for a, b in owned] + [(a, b, r or "") for a, b, r in marks])
    out: list[Discarded] = []
    at = 0
    for start, end, reason in spans:
        if at < start:
            gap = text[at:start]
            if not gap.strip() and out and reason == out[-1].reason and out[-1].end == at:
                out[-1] = Discarded(out[-1].start, start, reason)
            else:
                out.append(Discarded(at, start, "blank" if not gap.strip() else "table rule"))
        if reason:
            if out and out[-1].reason == reason and out[-1].end == start:
                out[-1] = Discarded(out[-1].start, end, reason)
            else:
                out.append(Discarded(start, end, reason))
        at = max(at, end)
    if at < len(text):
        out.append(Discarded(at, len(text), "blank" if not text[at:].strip() else "table rule"))
    return tuple(out)


def _carry(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Adds the departments of a note 「以下均需…负责，不再列出」 to the clauses behind it."""
    carried: tuple[str, ...] = ()

    def walk(clause: Clause) -> Clause:
        nonlocal carried
        roles = dict(clause.responsible)
        if carried and roles:
            role = "责任单位" if "责任单位" in roles else list(roles)[-1]
            roles[role] = (*roles[role], *(n for n in carried if n not in roles[role]))
        carried = carried_in(clause.text) or carried
        children = tuple(walk(child) for child in clause.children)
        return _replace(clause, roles, children)

    return tuple(walk(clause) for clause in clauses)


def _replace(clause: Clause, roles: dict[str, tuple[str, ...]], children: tuple[Clause, ...]) -> Clause:
    if roles == clause.responsible and children == clause.children:
        return clause
    from dataclasses import replace

    return replace(clause, responsible=roles, children=children)


def parse(text: str, *, document_id: str, source: str = "", sha256: str = "", title: str | None = None) -> Document:
    """The document in ``text`` (normalised): its metadata, clause tree and ledger.

    Args:
        text: the page as ``rag.load`` gives it.
        document_id: what clause ids start with; stable across rebuilds.
        source: where the text came from, as shown to people.
        sha256: of the file's bytes.
        title: what the container says, used only where the text names none.
    """
    units = clean(cut(text))
    builder = _Builder(text, units)
    roots = builder.build()
    _finish(roots, text)
    roots = _groups(roots)
    used: dict[str, int] = {}
    clauses = tuple(_freeze(node, (), document_id, text, used) for node in roots)
    clauses = _carry(clauses)
    discarded = _ledger(text, units, clauses)
    known = metadata(text, clauses, units, title)
    return Document(
        id=document_id,
        source=source,
        sha256=sha256,
        text=text,
        clauses=clauses,
        discarded=discarded,
        **known,
    )


def _finish(nodes: list[_Node], text: str) -> None:
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if node.style == "条":
            _paragraphs(node, text)
        node.children = _groups(node.children)
        stack.extend(node.children)
