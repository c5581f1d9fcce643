"""What a clause is headed by: its first short sentence, a line of its own, the question it answers, a row's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.language.departments import COLUMN
from rag.language.dialogue import LONGEST, QUESTION, question_at
from rag.language.text import sentences, squeeze
from rag.lazy_re import lazy_re
from rag.parse.clean import TITLE
from rag.parse.node import Node


def heading_of(node: Node) -> str:
    """The clause's heading: its first short sentence, or the short lines before its text."""
    if not node.parts:
        return ""
    paragraph, start, end = node.parts[node.label_part]
    first = paragraph.text[min(start + node.label_length, end) : end].strip()
    if node.style == "问" and first:
        return question_at(first) or squeeze(re.split(r"(?<=[？?])|\s*答[：:]", first)[0])[:LONGEST]
    if node.named and (not first or node.style == "行"):
        cells = {p.first.column: squeeze(p.text[a:b]) for p, a, b in reversed(node.parts)}
        first = " ".join(cells[column] for column in node.named if cells.get(column)) or first
        if first and len(first) <= _CELL and "。" not in first:
            return first
    if node.style == "附" or not first:
        return squeeze("".join(_short_lines(node, first)))[:80]
    if node.style in ("条", "款"):
        match = re.match(r"[【（(〔]([^】）)〕]{2,30})[】）)〕]", first)
        return match[1] if match and node.style == "条" else ""
    if node.style == "§" and len(first) <= 45 and "。" not in first:
        return squeeze(first) if paragraph.first.level else _headline(node, first)
    if question := _question(node, first):
        return question
    if spaced := _SPACED.match(first):
        return spaced[1]
    ends = (b for _, b in sentences(first[:200], "。：:；;！") if not _IN_FIGURE.match(first, b - 1))
    b = next(ends, len(first))
    head = first[:b].rstrip("。：:；;！").strip()
    if len(head) > 45 or first[b - 1] in "；;，," or _LEADS_ON.search(head):
        return ""
    titles = node.children or len(node.parts) > 1 or not _ALONE.fullmatch(first, b)
    return squeeze(head) if titles or first[b - 1] != "。" else ""


#: Characters at most of a cell that is the name of its row as a whole.
_CELL = 60


def _question(node: Node, first: str) -> str:
    """The question that a clause begins with, where its answer stands behind it; empty for none."""
    question = question_at(first)
    marked = QUESTION.match(first) is not None
    behind = len(node.parts) > 1 or node.children or first[-1:] not in "？?"
    return question if question and (marked or behind) else ""


def _headline(node: Node, first: str) -> str:
    """The heading of a group without a number: a line of its own, whatever stops it has, and a second one below it."""
    lines = [paragraph.text[start:end].strip() for paragraph, start, end in node.parts[1:3]]
    second = lines[0] if len(lines) > 1 and len(lines[0]) <= 45 and "。" not in lines[0] else ""
    parted = "" if first.endswith(("：", ":")) else " "
    return f"{squeeze(first)}{parted}{squeeze(second)}".strip().rstrip("：:！")


#: The colon of a ratio or of a time: 5:5, 8：30.
_IN_FIGURE = lazy_re(r"(?<=\d)[：:]\d")
#: A title that only a space parts from its text: （五）加强测试能力建设 充分利用…. A second space
#: means that the text is spaced out for another reason.
_SPACED = lazy_re(
    r"([\u4e00-\u9fff“”、A-Za-z0-9]{4,25}(?<=[\u4e00-\u9fff”]))[ \u3000]+"
    r"(?=[\u4e00-\u9fff]\S{14})(?!.{0,60}[\u4e00-\u9fff] [\u4e00-\u9fff])"
)
#: What leads on to a list is no title: 应当具备以下条件.
_LEADS_ON = lazy_re(r"(?:以下|下列|如下)[^，。]{0,14}$")
#: Nothing behind the first sentence, or who is responsible: then the sentence is the text itself.
_ALONE = lazy_re(
    r"\s*(?:[（(【〔\[][^。]{0,40}(?:责任|负责|牵头|配合|落实|参与|指导|部门|单位).*[）)】〕\]](?:\s*+[。；;])?\s*+)?",
    re.DOTALL,
)


def _short_lines(node: Node, first: str) -> Iterator[str]:
    """The lines of a title under a bare label, up to the first that looks like text."""
    joined = ""
    parts = node.parts[node.label_part :]
    for i, (paragraph, start, end) in enumerate(parts[:6]):
        if i and [p.first.opens_line for p, _, _ in parts[i : i + 2]] == [True, False]:  # 甲县    0512-…
            return
        line = first if i == 0 else paragraph.text[start:end].strip()
        if (
            len(line) > 60
            or "。" in line
            or COLUMN.fullmatch(line)
            or (i and paragraph.first.cell and node.style == "附")
        ):
            return
        if i and line.endswith(("：", ":")):
            return
        yield line
        joined += line
        if (node.style == "附" and TITLE.match(squeeze(joined))) or (joined and node.style != "附"):
            return
