"""What is done to a tree once it stands: 款, lost headings, headings, departments, spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.language.departments import carried_in, responsible_in
from rag.language.labels import DECIMAL, LAW
from rag.lazy_re import lazy_re
from rag.parse.figures import figures_in, figures_of_row
from rag.parse.headings import heading_of
from rag.parse.names import name_rows
from rag.parse.node import Node
from rag.parse.parts import OWN
from rag.types import Clause, Figure

_ENDS = ("。", "；", "：", ":", ";", "”", "）", "！", ")")
_COUNT = "零一二三四五六七八九"
#: Parts that may state figures; dates and numbers of documents in the others are none.
_COUNTED = ("clause", "preamble", "closing")
_LOOSE = frozenset(("—", "款", "§", "第", *OWN, *LAW, *DECIMAL))


def finish(roots: list[Node]) -> list[Node]:
    """Gives articles their 款 and runs of a restarting numbering their §; returns the roots."""
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node.style == "条":
            _split_article(node)
        node.children = _groups(node.children)
        stack.extend(node.children)
    name_rows(roots)
    return _groups(roots)


def _split_article(node: Node) -> None:
    """An article of two or more paragraphs gets 款, each with the items that follow it."""
    starts = [0]
    for i in range(1, len(node.parts)):
        paragraph, start, _ = node.parts[i]
        before, a, b = node.parts[i - 1]
        anew = start == 0 and paragraph.first.opens_line and not paragraph.first.cell
        note = paragraph.text.startswith(("注：", "注:"))  # a footnote is no paragraph of its own
        if anew and not note and before.text[a:b].endswith(_ENDS):
            starts.append(i)
    if len(starts) < 2 or node.label_part:
        return
    items, parts = node.children, node.parts
    node.children, node.parts = [], []
    for number, (a, b) in enumerate(zip(starts, [*starts[1:], len(parts)], strict=True), start=1):
        node.children.append(Node(f"第{_chinese(number)}款", "款", number, parts=parts[a:b]))
    paragraph, start, end = parts[0]
    label_end = min(start + node.label_length, end)
    node.parts = [(paragraph, start, label_end)]
    while label_end < end and paragraph.text[label_end].isspace():
        label_end += 1
    first = node.children[0]
    first.parts[0] = (paragraph, label_end, end)
    if label_end >= end:
        first.parts.pop(0)
    homes = [child for child in node.children if child.parts]
    node.children = homes
    at = 0
    for item in items:
        while at + 1 < len(homes) and homes[at + 1].start < item.start:
            at += 1
        homes[at].children.append(item)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens > 9:
        return str(number)
    lead = "" if tens == 0 else ("十" if tens == 1 else _COUNT[tens] + "十")
    return lead + (_COUNT[ones] if ones or not tens else "")


def _groups(nodes: list[Node]) -> list[Node]:
    """Wraps runs of a numbering that restarts under one parent into §1, §2 and so on.

    A heading without a number above a run is the group of that run.
    """
    runs: list[list[Node]] = []
    numbered = [node for node in nodes if node.kind == "clause" and node.style not in _LOOSE]
    for i, node in enumerate(numbered):
        following = numbered[i + 1] if i + 1 < len(numbered) else None
        if not runs or _restarts(runs[-1][-1], node, following):
            runs.append([])
        runs[-1].append(node)
    styles = [run[0].style for run in runs]
    home: dict[int, Node] = {}
    headings = {id(node): above for above, node in pairwise(nodes) if above.style == "§"}
    if len(runs) < 2 or len(set(styles)) == len(styles):
        runs = [run for run in runs if (above := headings.get(id(run[0]))) and _leads_in(above)]
    for run in runs:
        group = headings.get(id(run[0])) or Node("§", "§", 0)
        group.children.extend(run)
        home |= {id(node): group for node in run}
    placed = list({id(at): at for node in nodes if (at := home.get(id(node), node))}.values())
    for i, group in enumerate((node for node in placed if node.style == "§"), start=1):
        group.name, group.number = f"§{i}", i
    return placed


def _leads_in(node: Node) -> bool:
    """Whether a group is no more than the words that announce a list: 下列情形除外：."""
    return not node.children and len(node.parts) == 1 and node.own().endswith(("：", ":"))


def _restarts(last: Node, node: Node, following: Node | None) -> bool:
    """Whether a numbering starts anew; a number printed twice or out of order does not do it."""
    if node.style != last.style or node.number == 1:
        return True
    if node.number >= last.number or node.number > 3 or following is None:
        return False
    return following.style == node.style and following.number == node.number + 1


def freeze(roots: Sequence[Node], document_id: str, text: str) -> tuple[Clause, ...]:
    """The nodes as clauses, with departments, figures and spans."""
    used: dict[str, int] = {}
    return _carry(_alike(tuple(_clause(node, (), document_id, text, used) for node in roots)))


def _alike(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses of one parent: where most have no heading, a first sentence is none either.

    Half of them do for a list that is one sentence: （一）…；（二）…. A short one without a comma, and a line of
    its own, stay headings.
    """
    told = [c for c in clauses if c.kind == "clause" and c.path[-1][0] not in "§附行"]
    bare = [c for c in told if not c.heading]
    one_sentence = any(c.text.rstrip().endswith(("；", ";")) for c in bare)
    if 2 * len(bare) + one_sentence <= len(told):
        return clauses
    return tuple(replace(c, heading="") if _is_sentence(c) else c for c in clauses)


def _is_sentence(clause: Clause) -> bool:
    """Whether a heading is no more than the first sentence of running text."""
    behind = clause.text[clause.text.find(clause.heading) + len(clause.heading) :]
    run_in = behind.startswith("。") and not behind[1:].startswith("\n")
    return run_in and (len(clause.heading) > 14 or "，" in clause.heading)


def _clause(node: Node, parent: tuple[str, ...], document_id: str, text: str, used: dict[str, int]) -> Clause:
    path = (*parent, node.name if node.style != "—" else f"—{node.number}")
    key = f"{document_id}#{'/'.join(path)}"
    used[key] = times = used.get(key, 0) + 1
    if times > 1:
        key = f"{key}~{times}"
    segments, broken = _segments(text, node)
    own = "".join(text[a:b] for a, b in segments)
    children = _alike(tuple(_clause(child, path, document_id, text, used) for child in node.children))
    if not segments:
        start = children[0].start if children else 0
        segments = ((start, start),)
    numbered = node.kind == "clause"
    heading = heading_of(node) if numbered else ""
    label = 0 if node.label_part else min(node.label_length, segments[0][1] - segments[0][0])
    told = f"{' ' * label}{own[label:]}"  # 2 组织体系 counts no groups, and 2.120家 counts 120
    return Clause(
        id=key,
        document_id=document_id,
        path=path,
        heading=heading,
        text=own,
        segments=segments,
        kind=node.kind,
        responsible=node.roles or (responsible_in(own) if numbered else {}),
        figures=_figures(node, told, heading, segments) if own and node.kind in _COUNTED else (),
        children=children,
        broken=broken,
        columns=node.columns() if numbered else (),
    )


def _figures(node: Node, told: str, name: str, segments: tuple[tuple[int, int], ...]) -> tuple[Figure, ...]:
    """The figures of a clause; those of a table's row, cell by cell, as its cells have heads."""
    if not (node.named and name):
        return figures_in(told, segments)
    heads = [node.names.get(paragraph.first.column, "") for paragraph, _, _ in node.parts]
    spans = [paragraph.spans(a, b)[0] for paragraph, a, b in node.parts if a < b]
    if len(heads) != len(spans):
        return figures_in(told, segments)
    offset, cells = 0, []
    for start, end in segments:
        cells += [
            (offset + a - start, offset + b - start, head)
            for (a, b), head in zip(spans, heads, strict=True)
            if start <= a < end
        ]
        offset += end - start
    return figures_of_row(told, cells, name, segments)


def _segments(text: str, node: Node) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """The node's spans, and the numbers of those that end inside a paragraph.

    The others end with their line end where they have one, so that a heading and its text stay apart. Two are joined where only white space or table rules lie between them. The rules keep the cells apart:
    without them 10 and 5 in two cells would read as 105.
    """
    spans: list[tuple[int, int]] = []
    broken: list[int] = []
    for paragraph, a, b in node.parts:
        for number, (start, end) in enumerate(paragraph.spans(a, b)):
            if spans and not text[spans[-1][1] : start].strip(" \n|\u3000"):
                spans[-1] = (spans[-1][0], end)
            elif start < end:
                if number:
                    broken.append(len(spans) - 1)
                elif spans and (ends := _LINE_END.match(text, spans[-1][1])):
                    spans[-1] = (spans[-1][0], ends.end())
                spans.append((start, end))
    return tuple(spans), tuple(broken)


#: A line end, with the rule before it where the line is a row of a table: what stands below is no more of its last cell.
_LINE_END = lazy_re(r"[ |]*\n")


def _carry(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Adds the departments of a note 「以下均需…负责，不再列出」 to the clauses behind it.

    They are responsible there (责任单位) or, where a clause knows no such role, have the duty that
    the note names (落实).
    """
    if not any(carried_in(clause.text) for root in clauses for clause in root.walk()):
        return clauses
    carried: tuple[str, tuple[str, ...]] | None = None

    def walk(clause: Clause) -> Clause:
        nonlocal carried
        roles = dict(clause.responsible)
        if carried and roles:
            duty, names = carried
            role = next((r for r in roles if r.startswith("责任")), duty)
            known = roles.get(role, ())
            roles[role] = (*known, *(n for n in names if n not in known))
        carried = carried_in(clause.text) or carried
        return replace(clause, responsible=roles, children=tuple(map(walk, clause.children)))

    out = []
    for root in clauses:
        if root.path[0].startswith("附"):  # an annex has its own departments
            carried = None
        out.append(walk(root))
    return tuple(out)
