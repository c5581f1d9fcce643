"""Which label may come next: the numbering of a document, and how far it has got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rag.language.labels import ANNEX, DECIMAL, LAW, RANK, SERIAL, Label, any_label_at, label_at
from rag.lazy_re import lazy_re
from rag.parse import front
from rag.parse.damaged import mended, torn_off
from rag.parse.lines import ROW, Paragraph
from rag.parse.node import Node
from rag.parse.notes import footnotes
from rag.parse.parts import OWN, quoted_articles, with_numerals_alone

#: Where a label may follow inside a paragraph.
_INLINE = lazy_re(
    r"(?<=[。；;：:！）)”])[\s“←↔<>]*(?=[（(]?[一二三四五六七八九十]{1,3}[）)、]|[（(]?\d{1,2}[）)．.、]|[①-⑳]|[（(][A-Za-z][）)]|"
    r"第(?:[一二三四五六七八九十百零〇]{1,6}|\d{1,3})[条章节][\s\u3000])"
)

_GLUED_TO_HEADING = lazy_re(
    r"[^。；：，、（）()\d第按依照据见]{2,25}(?=[（(]\s*[一1]\s*[）)]|1\s*[.．、](?!\d))"
)
#: 二、加大招商力度，促进产业发展5.狠抓项目: a heading of two halves, and numbers that run on.
_GLUED_NUMBER = lazy_re(r"[^。；：;:（）()\d]{4,45}(?=\d{1,2}[.．][\u4e00-\u9fff])")

#: Labels that nothing but a list has: one that is followed by the next is sure, whatever became of the first.
LETTERS = ("（A）", "（a）")

#: A label that goes on like this is a reference: （一）项, （一）至（三）.
_REFERS = lazy_re(r"[项款条目至到和与及或、的中]")

#: A heading that fills its line.
_LINE = lazy_re(r"[^。；;：:]{2,45}")
#: How many clauses before a box are looked at for the number that the list around it has reached.
_BESIDE = 50


#: Between the rank of a clause and that of a part of it.
_BETWEEN = 0.01


class Numbering:
    """The labels of a document's paragraphs, the clauses that are open, the numbers reached.

    ``stack`` holds the open clauses, outermost first; ``last`` the number reached in each style.
    ``notes``: the footnotes, each with the paragraph that its mark stands in.
    """

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.labels = with_numerals_alone(mended(paragraphs), paragraphs)
        self.notes = footnotes(paragraphs, self.labels)
        for i in {*self.notes, *quoted_articles(paragraphs, self.labels)}:
            self.labels[i] = None
        self.last_label = max((i for i, la in enumerate(self.labels) if la and not la.weak), default=-1)
        self.stack: list[Node] = []
        self.last: dict[str, int] = {}
        self._around: tuple[list[Node], dict[str, int]] | None = None
        self._rank = ranks(self.labels)
        for i, paragraph in enumerate(paragraphs):
            if paragraph.row and paragraph.text[0] != "0" and (match := ROW.match(paragraph.text)):
                self.labels[i] = Label("1.", paragraph.row, str(paragraph.row), match.end())
        self._torn = torn_off(self.labels, paragraphs)
        self._followed = _followed(self.labels, paragraphs, self._torn)

    def restart(self, stack: Sequence[Node] = ()) -> None:
        """Starts anew: an annex or an attached document has its own numbering."""
        self.stack, self.last, self._around = list(stack), {}, None

    def enclose(self, node: Node) -> None:
        """Opens a box or a question: it has its own numbering, the one around it goes on behind it."""
        around = self._around or (self.stack, self.last)
        self.restart([node])
        self._around = around

    def leave(self) -> None:
        """Closes the box or question that is open, if one is."""
        if self._around is not None:
            self.stack, self.last = self._around
            self._around = None

    def resumes(self, label: Label) -> bool:
        """Whether a label goes on with the numbering around the open box or question, not with its own."""
        if self._around is None or label.style == "—":
            return False
        if label.style in LAW:
            return True
        before = label.number - 1
        if before == _reached(label.style, self.stack, self.last):
            return False
        return before > 0 and before in (self._reached_around(label), self._around[1].get(label.style))

    def leaves(self, i: int, label: Label, *, asks: bool) -> bool:
        """Whether a label at the start of a paragraph ends the open box or question.

        One that goes on with both numberings does behind a blank line, or where a question follows it;
        the first of a list does where it encloses what the box lists.
        """
        if self._around is None or label.style == "—":
            return False
        if self.resumes(label):
            return True
        if 0 < self._reached_around(label) == label.number - 1:
            return asks or self.paragraphs[i].first.gap
        listed = self.stack[0].children
        return label.number == 1 and bool(listed) and self._rank[label.style] < self._rank_of(listed[0])

    def _reached_around(self, label: Label) -> int:
        """The number of the label's style among the clauses that the open box or question stands in."""
        stack = self._around[0] if self._around else []
        beside = stack[-1].children[-_BESIDE:] if stack else []
        return _reached(label.style, [*beside, *stack], {})

    def end_at(self, i: int) -> None:
        """The text itself ends at ``i``: a glossary or a reprint has labels of its own behind it."""
        labels = ((j, self.labels[j]) for j in range(min(i, len(self.labels)) - 1, -1, -1))
        self.last_label = next((j for j, label in labels if label and not label.weak), -1)

    def is_section(self, node: Node) -> bool:
        """Whether a clause is a section, no item of a list: 章, 节, 一、, （一）."""
        return self._rank_of(node) < self._rank["1"]

    def rank_in(self, home: Node | None) -> float:
        """The rank of a part that stands in a clause, whatever that lists: all that it lists stands in the part."""
        return _BETWEEN + (self._rank_of(home) if home else 0.0)

    def close(self, label: Label) -> None:
        """Closes the clauses that cannot hold this one."""
        rank = self._rank[label.style]
        while self.stack and self.stack[-1].style not in OWN:
            top = self.stack[-1]
            if self._rank_of(top) < rank and not (
                label.style in DECIMAL and top.style in DECIMAL and not label.name.startswith(f"{top.name}.")
            ):
                return
            self.stack.pop()

    def encloses(self, node: Node, label: Label) -> bool:
        """Whether a clause of the label's style stands in one of the node's."""
        return self._rank_of(node) < self._rank[label.style]

    def accepts(self, i: int, label: Label, *, in_front: bool = False) -> bool:
        """Whether a label at the start of a paragraph opens a clause."""
        paragraph, style, number = self.paragraphs[i], label.style, label.number
        if style == "—":
            return not (paragraph.glued or (in_front and front.is_subtitle(paragraph.text)))
        here = next((n.number for n in reversed(self.stack) if n.style == style), None)
        before = self.last.get(style, 0) if here is None else here
        exact = before > 0 and number == before + 1
        if style in DECIMAL:
            return self._accepts_decimal(i, label, exact)
        if label.weak:
            tight = style == "1" and paragraph.first.cell
            torn = paragraph.glued and style not in SERIAL
            begins = self._followed[i] and (number == 1 or style in LETTERS)
            return not (torn or tight) and (exact or begins)
        if paragraph.glued:
            return exact or (number == 1 and self._followed[i] and self._opens_list(i, label))
        if style in LAW:
            return self._accepts_law(label, self.last.get(style, 0), paragraph)
        if number == 1 or before < number <= before + 3 or self._followed[i]:
            return True
        if in_front and before == 0:
            return number <= 2 and not paragraph.first.cell
        return before < number <= before + 20 or (number == here and len(paragraph.text) <= 60)

    def _opens_list(self, i: int, label: Label) -> bool:
        """Whether the first label of a list behind a comma, or right under a heading, is no reference.

        依照前款 / （一）项的规定 is one.
        """
        before, text = self.paragraphs[i - 1].text, self.paragraphs[i].text
        over = self.stack[-1] if self.stack else None
        under = over is not None and bool(over.parts) and over.parts[-1][0] is self.paragraphs[i - 1]
        heads = over is not None and under and self.encloses(over, label) and _LINE.fullmatch(over.own())
        return (before.endswith(("，", ",")) or bool(heads)) and not _REFERS.match(text, label.length)

    def _accepts_law(self, label: Label, seen: int, paragraph: Paragraph) -> bool:
        if label.number == 1 or "之" in label.name or label.style != "条" or label.number > seen:
            return True
        return paragraph.text[label.length : label.length + 1].isspace()

    def _accepts_decimal(self, i: int, label: Label, exact: bool) -> bool:
        """1 总则, 1.2, 1.2.1: each must be a likely next one after the last."""
        text = self.paragraphs[i].text
        if label.style == "d1":
            first = label.number == 1 and self._followed[i]
            return len(text) <= 40 and "。" not in text and (exact or first)
        if self.paragraphs[i].first.cell:
            return False
        here = [int(part) for part in label.name.split(".")]
        before = next(
            (n for n in reversed(self.stack) if n.style in (*DECIMAL, "1", "1.", "章", "一、")), None
        )
        if before is None:
            article = next((n.number for n in reversed(self.stack) if n.style == "条"), 0)
            return here == [article, 1] or (max(here) <= 2 and self._followed[i])
        last = [int(part) for part in before.name.split(".")] if before.style in DECIMAL else [before.number]
        sure = label.length < len(text) and not self.paragraphs[i].glued
        return _next_decimal(last, here, 3 if sure else 1)

    def next_inline(self, i: int, begin: int, label: Label | None) -> tuple[int, Label] | None:
        """The next label inside paragraph ``i`` that goes on with the numbering or starts a list."""
        paragraph = self.paragraphs[i]
        text = paragraph.text
        if paragraph.first.cell and label is None:
            return None
        around = self._around[0] if self._around else []
        open_ = {node.style: node.number for node in [*around, *self.stack]}
        if label is not None:
            open_[label.style] = label.number
        rank = self._rank[label.style] if label else max(map(self._rank_of, self.stack), default=0.0)
        torn = self._torn.get(i, -1)
        if label is not None and (first := self._behind_heading(i, begin, rank)):
            return first
        for match in _INLINE.finditer(text, begin):
            if begin <= torn < match.end():
                break
            found = _inside(text, match.end())
            if found is None:
                continue
            if open_.get(found.style, self.last.get(found.style, 0)) == found.number - 1 > 0:
                return match.end(), found
            deeper = self._rank[found.style] > rank and found.style not in LAW
            begins = found.number == 1 and deeper and _starts(text, match.start())
            if begins and self._has_second(i, match.end(), found):
                return match.end(), found
        found = _inside(text, torn) if begin <= torn else None
        if found is not None and (
            found.number == 1 or open_.get(found.style, self.last.get(found.style)) == found.number - 1
        ):
            return torn, found
        return None

    def _behind_heading(self, i: int, begin: int, rank: float) -> tuple[int, Label] | None:
        """The first label of a list glued to a heading: 二、重点任务（一）建设站点."""
        text = self.paragraphs[i].text
        if (number := _GLUED_NUMBER.match(text, begin)) and rank < self._rank["1."]:
            found = label_at(text[number.end() : number.end() + 24])
            if found and found.style == "1." and found.number == self.last.get("1.", 0) + 1 > 1:
                return number.end(), found
            if found and found.number == 1 and self._has_second(i, number.end(), found):
                return number.end(), found
        match = _GLUED_TO_HEADING.match(text, begin)
        found = _inside(text, match.end()) if match else None
        if match is None or found is None or found.number != 1 or self._rank[found.style] <= rank:
            return None
        return (match.end(), found) if self._has_second(i, match.end(), found) else None

    def _has_second(self, i: int, start: int, first: Label) -> bool:
        """Whether a list that starts inside paragraph ``i`` has a second entry, there or below."""
        text = self.paragraphs[i].text
        for match in _INLINE.finditer(text, start + first.length):
            label = _inside(text, match.end())
            if label and label.style == first.style:
                return label.number == 2
        for below in self.labels[i + 1 : i + 60]:
            if below is None or below.weak:
                continue
            if below.style == first.style:
                return below.number == 2
            if self._rank[below.style] < self._rank[first.style]:
                return False
        return False

    def _rank_of(self, node: Node) -> float:
        if node.rank is not None:
            return node.rank
        return 0.0 if node.style in OWN else self._rank[node.style]


def _reached(style: str, stack: Sequence[Node], last: Mapping[str, int]) -> int:
    """The number that a style has reached where these clauses are open."""
    return next((node.number for node in reversed(stack) if node.style == style), last.get(style, 0))


def ranks(labels: Sequence[Label | None]) -> dict[str, float]:
    """Which style encloses which in this document.

    As a rule 章 > 条 > 一、 > （一） > 1. > （1） > ①. Where a lower style numbers on across the
    start of a higher one (一、 第一条 第二条 二、 第三条), the two have changed places.
    """
    votes: Counter[tuple[str, str]] = Counter()
    last: dict[str, int] = {}
    place: dict[str, int] = {}
    begun: dict[str, int] = {}
    for i, label in enumerate(labels):
        if label is None or label.weak or label.style == "—":
            continue
        lower, rank = label.style, RANK[label.style]
        for higher in place:
            if RANK[higher] >= rank or (higher in LAW and lower in LAW):
                continue
            if label.number == 1:
                votes[lower, higher] -= place[higher] > place.get(lower, -1)
            elif last.get(lower) == label.number - 1:
                votes[lower, higher] += begun.get(higher, -1) > place[lower]
        last[lower], place[lower] = label.number, i
        if label.number == 1:
            begun[lower] = i
    out: dict[str, float] = dict(RANK)
    for (lower, higher), count in votes.items():
        if count > 0:
            out[lower] = min(out[lower], RANK[higher] - 0.5)
    return out


def _next_decimal(last: list[int], here: list[int], jump: int) -> bool:
    """Whether 1.2.1 may follow 1.2: one part goes up by at most ``jump``, those behind it start.

    >>> _next_decimal([1, 2], [1, 2, 1], 1), _next_decimal([1, 2, 3], [1, 3], 1)
    (True, True)
    """
    for i, part in enumerate(here):
        known = last[i] if i < len(last) else 0
        if part != known:
            return known < part <= known + jump and all(rest <= 2 for rest in here[i + 1 :])
    return False


def _inside(text: str, at: int) -> Label | None:
    """The label at a place inside a paragraph, where a bracketed letter is no weaker than a number."""
    label = any_label_at(text[at : at + 24])
    return label if label and (not label.weak or label.style in LETTERS) else None


def _letters(text: str, begin: int, torn: int) -> Iterator[Label]:
    """The lettered labels inside a paragraph, the last one first."""
    if "(" in text or "（" in text:
        places = {match.end() for match in _INLINE.finditer(text, begin)} | {torn}
        found = (_inside(text, at) for at in sorted(places, reverse=True) if at >= begin)
        yield from (label for label in found if label and label.style in LETTERS)


def _followed(
    labels: Sequence[Label | None], paragraphs: Sequence[Paragraph], torn: Mapping[int, int]
) -> list[bool]:
    """For each label, whether the next one of its style has the next number; letters may stand inside a line."""
    out = [False] * len(labels)
    following: dict[str, int] = {}
    for i in range(len(labels) - 1, -1, -1):
        label = labels[i]
        inside = _letters(paragraphs[i].text, label.length if label else 0, torn.get(i, -1))
        following |= {letter.style: letter.number for letter in inside}
        if label is None:
            continue
        out[i] = following.get(label.style) == label.number + 1
        following[label.style] = label.number
        if ANNEX.match(paragraphs[i].text):
            following = {}
    return out


def _starts(text: str, at: int) -> bool:
    """Whether a list may start here: behind a stop, not behind a closing bracket."""
    return text[at - 1 : at] in tuple("。；;：:！")
