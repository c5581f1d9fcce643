"""Deals the paragraphs of a document out to the nodes of its clause tree.

A label opens a clause only where it continues the numbering, so that a cross-reference at the
start of a line is not taken for one. Everything without a label belongs to what stands above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.departments import COLUMN, NUMBER_COLUMN
from rag.language.labels import ANNEX, LAW, Label, label_at
from rag.language.text import squeeze
from rag.lazy_re import lazy_re
from rag.parse import front
from rag.parse.heads import Heads
from rag.parse.lines import Paragraph
from rag.parse.lists import is_whole, list_is_over
from rag.parse.metadata import is_organ
from rag.parse.node import Node
from rag.parse.notes import REMARK
from rag.parse.parts import Part, contents, parts
from rag.types import ClauseKind

#: A clause ends by naming who is responsible: （责任单位：市财政局）, （市财政局、市教育局负责）.
_BRACKET_END = lazy_re(
    r"[（(](?:(?:牵头|责任|配合)[^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*|"
    r"[^（）()。]{2,200}(?:[（(][^（）()]{1,20}[）)][^（）()。]{0,80})*(?:负责|牵头|配合|落实))[）)][。；]?\s*$|"
    r"^(?:牵头|责任|配合)(?:单位|部门)\s*[：:][^。；]{2,200}[。；]?\s*$"
)
#: Lines of a list of annexes that are looked through for its last label.
_LISTING = 20
_KINDS: dict[str, ClauseKind] = {
    "标题": "title",
    "主送": "addressees",
    "前言": "preamble",
    "附件说明": "closing",
    "结语": "closing",
    "落款": "signature",
}


def build(paragraphs: Sequence[Paragraph]) -> list[Node]:
    """The roots of the tree, in the document's order."""
    return _Builder(paragraphs).build()


class _Builder(Heads):
    """Deals paragraphs out to nodes; one instance per document."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        super().__init__(paragraphs)
        self.parts = parts(paragraphs, self.labels)
        self.listed = contents(paragraphs, self.labels)
        self.noted: dict[int, Node | None] = dict.fromkeys(self.numbering.notes.values())
        last = min((i for i, part in self.parts.items() if part.style == "附"), default=len(paragraphs))
        self.numbering.end_at(last)
        self.in_annex = False
        self.signed = False
        self.seen: set[str] = set()

    def build(self) -> list[Node]:
        """The roots of the tree."""
        i = 0
        while i < len(self.paragraphs):
            cell = self.paragraphs[i].first.column >= 0
            if cell and i not in self.parts:
                behind = self._row(i)
            else:
                if not cell:
                    self._end_rows(i)
                behind = self._deal(i)
            if i in self.noted:
                self.noted[i] = self.owner
            i = behind
        return self.roots

    def _ahead(self, i: int) -> Sequence[Paragraph]:
        return self.paragraphs[
            i + 1 : i + 2 + front.SIGNERS
        ]  # the last of so many signers stands above the date

    def _add(self, name: str, paragraph: Paragraph) -> None:
        """Adds a paragraph to a node outside the numbering: 标题, 主送, 前言, 结语, 落款."""
        node = self.named.get(name)
        if node is None:
            node = self.named[name] = Node(name, name, 0, _KINDS[name])
            self.roots.append(node)
        node.parts.append((paragraph, 0, len(paragraph.text)))
        self.owner = node
        self.seen.add(name)

    def _deal(self, i: int) -> int:
        """Deals out paragraph ``i``; the index of the next."""
        paragraph, label = self.paragraphs[i], self.labels[i]
        if i in self.parts:
            self._part(i, self.parts[i])
        elif i in self.listed:
            self._add("前言", paragraph)
        elif (home := self.noted.get(self.numbering.notes.get(i, -1))) is not None:
            home.parts.append((paragraph, 0, len(paragraph.text)))
        elif not (ANNEX.match(paragraph.text) and self._annex(i)):
            return self._text(i, label)
        return i + 1

    def _text(self, i: int, label: Label | None) -> int:
        """Deals out a paragraph of the text itself; the index of the next."""
        paragraph = self.paragraphs[i]
        following = self.parts.get(i + 1)
        asks = following is not None and following.style == "问"
        if label is not None and self.numbering.leaves(i, label, asks=asks):
            self.numbering.leave()
        if label is not None and paragraph.first.level:
            self._end_headings(paragraph.first.level)
        if i in self.marked:
            self._heading(paragraph)
        elif self._goes_on_listing(paragraph, label):
            self._add("附件说明", paragraph)
        elif i in self.sections:
            self._section(paragraph)
        elif i in self.steps and self.numbering.stack and self.numbering.stack[0].style != "§":
            self._step(paragraph)
        elif i in self.ordinals:
            self._ordinal(paragraph, self.ordinals[i])
        elif label and self.numbering.accepts(i, label, in_front=self.in_front):
            self._labelled(i, label)
        elif self.rows_numbered and self.columns and (behind := self._numbered_row(i)):
            return behind
        elif not (self.columns and self._cell(paragraph)):
            if self.rows_numbered and not self.task:
                self.row_head.append(squeeze(paragraph.text))
            if NUMBER_COLUMN.fullmatch(paragraph.text):
                self.rows_numbered, self.row_head = True, []
            elif (self.in_annex or self.rows_numbered) and COLUMN.fullmatch(paragraph.text):
                self.columns.append(squeeze(paragraph.text))
            self._plain(i)
        return i + 1

    def _annex(self, i: int) -> bool:
        paragraph = self.paragraphs[i]
        if front.lists_annexes(paragraph, self._ahead(i), signed=self.signed):
            within = any(node.style == "条" for node in self.numbering.stack)
            if self.in_annex and not (within and len(paragraph.text) > 4):
                return False
            self._add("附件说明", paragraph)
            return True
        if i == 0 or not front.opens_annex(paragraph, self._ahead(i), signed=self.signed):
            return False
        match = ANNEX.match(paragraph.text)
        assert match is not None
        name = "附" + match["kind"] + (match["number"] or "")
        node = Node(name, "附", 0, label_length=match.end())
        node.parts.append((paragraph, 0, len(paragraph.text)))
        self._outermost(node)
        return True

    def _outermost(self, node: Node) -> None:
        """Opens a part that ends with the document or the next such part."""
        self.roots.append(node)
        self.numbering.restart([node])
        self.owner, self.task = node, None
        self.in_annex, self.in_front, self.columns, self.head = True, False, [], {}
        self.rows_numbered = False

    def _part(self, i: int, part: Part) -> None:
        """Opens a part with a numbering of its own; boxes and questions stand in the section at hand."""
        paragraph = self.paragraphs[i]
        node = Node(part.name, part.style, 0, label_length=part.length)
        node.parts.append((paragraph, 0, len(paragraph.text)))
        if part.style == "附":
            self._outermost(node)
            return
        self.numbering.leave()
        above = self._section_at_hand()
        (above.children if above else self.roots).append(node)
        self.numbering.enclose(node)
        self.owner, self.in_front, self.task = node, False, None
        self.head, self.upper = {}, ()
        self.boxed = i + 1 < len(self.paragraphs) and self.paragraphs[i + 1].first.column >= 0
        if REMARK.match(paragraph.text):
            self._run_on(i, node, paragraph)

    def _section_at_hand(self) -> Node | None:
        """The innermost open clause that is no item of a list and no question that has its answer."""
        for node in reversed(self.numbering.stack):
            asks = node.own().rstrip().endswith(("？", "?")) or "答：" in node.own()
            if self.numbering.is_section(node) and not asks:
                return node
        return None

    def _goes_on_listing(self, paragraph: Paragraph, label: Label | None) -> bool:
        """Whether a line goes on with a list of annexes."""
        if self.owner is None or self.owner.name != "附件说明" or "。" in paragraph.text:
            return False
        if paragraph.first.gap and label is None:
            return False
        listed = (self._listed(p) for p, _, _ in reversed(self.owner.parts[-_LISTING:]))
        before = next(filter(None, listed), None)
        if label is None:
            plain = len(paragraph.text) <= 60 and before is not None and not is_organ(paragraph.text)
            return plain and not front.signs(paragraph, ())
        if label.style not in ("1.", "（1）"):
            return False
        return label.number == (before.number if before else 0) + 1

    @staticmethod
    def _listed(paragraph: Paragraph) -> Label | None:
        match = ANNEX.match(paragraph.text)
        return label_at(paragraph.text[match.end() if match else 0 :])

    def _plain(self, i: int) -> None:
        """A paragraph without a label: front matter, closing parts, or more of the clause above."""
        paragraph = self.paragraphs[i]
        ahead = self._ahead(i)
        if self.in_front:
            name = front.front_role(paragraph, ahead, self.seen)
            self.signed = self.signed or name == "落款"
            if name == "落款":
                self.seen.discard("主送")
            self._add(name, paragraph)
            if name == "前言":
                self._run_on(i, self.named[name], paragraph)
            return
        if front.signs(paragraph, ahead) and self._may_sign(paragraph):
            self._add("落款", paragraph)
            self.signed = True
        elif self.signed and self.owner and self.owner.kind == "signature":
            self._after_signature(i)
        elif (
            not self.in_annex
            and i > self.numbering.last_label
            and front.asks(paragraph, self.paragraphs[i - 1], ahead)
        ):
            self._add("落款", paragraph)
        elif self._closes(i):
            self._add("结语", paragraph)
        else:
            self._more(i)

    def _may_sign(self, paragraph: Paragraph) -> bool:
        return not self.in_annex or front.is_imprint(paragraph.text) or not self.signed

    def _after_signature(self, i: int) -> None:
        """Behind a signature: imprint, or the document that the notice carries."""
        paragraph = self.paragraphs[i]
        text = paragraph.text
        if front.carried_title(text, self._ahead(i)):
            if self._has_text_of_its_own():
                node = Node("附件", "附", 0)
                node.parts.append((paragraph, 0, len(text)))
                self._outermost(node)
                return
            self.in_front, self.seen = True, set()
            self.numbering.restart()
            self._add("标题", paragraph)
        elif i < self.numbering.last_label and len(text) > 60:
            self.in_front, self.seen = True, {"标题"}
            self.numbering.restart()
            self._add("前言", paragraph)
        else:
            self._add("落款", paragraph)

    def _has_text_of_its_own(self) -> bool:
        """Whether a document has clauses and does not say that it issues another: what stands behind it is an annex."""
        title = self.named.get("标题")
        printed = "".join(paragraph.text[a:b] for paragraph, a, b in title.parts) if title else ""
        clauses = any(node.kind == "clause" for node in self.roots)
        return clauses and bool(printed) and not front.issues(printed)

    def _closes(self, i: int) -> bool:
        """A last paragraph that speaks of the whole document, not of the clause above."""
        paragraph, owner = self.paragraphs[i], self.owner
        if owner is None or self.in_annex or not paragraph.first.opens_line:
            return False
        signed = front.signed_below(self._ahead(i))
        if i < self.numbering.last_label and not signed:
            return False
        if owner.name == "结语":
            return True
        text = paragraph.text
        if any(node.style == "条" for node in self.numbering.stack):
            return bool(re.match(r"特此|此(?:复|令)", text))
        if self._waits(owner):
            return False
        if front.closes(text) or text.startswith(("各位代表", "同志们")):
            return True
        if signed and is_whole(owner, self.numbering, self.roots):
            return True
        return bool(_BRACKET_END.search(owner.own()[-300:])) and not _BRACKET_END.search(text)

    @staticmethod
    def _waits(owner: Node) -> bool:
        """Whether a clause is a heading that still waits for its text: 三、附则."""
        own = owner.own()
        return (
            owner.kind == "clause"
            and len(owner.parts) == 1
            and len(own) <= 30
            and not re.search("[。；]", own)
        )

    def _more(self, i: int) -> None:
        """More text of the clause above, with the lists that run on in it."""
        paragraph = self.paragraphs[i]
        if list_is_over(i, self.owner, self.numbering, self.roots):
            self.numbering.stack.pop()
            beside = self.numbering.stack[-1].children if self.numbering.stack else self.roots
            self._group(paragraph, 1 + max((node.number for node in beside if node.style == "§"), default=0))
            return
        home = self._home(i)
        if home is None:
            self._add("前言", paragraph)
            return
        home.parts.append((paragraph, 0, len(paragraph.text)))
        self.owner = home
        self._run_on(i, home, paragraph)

    def _run_on(self, i: int, home: Node, paragraph: Paragraph) -> None:
        """Opens the clauses that run on inside a paragraph that was given to ``home``."""
        found = self.numbering.next_inline(i, 0, None)
        if found is not None:
            home.parts[-1] = (paragraph, 0, found[0])
        while found is not None:
            start, label = found
            found = self.numbering.next_inline(i, start + label.length, label)
            self._open(label, paragraph, start, found[0] if found else len(paragraph.text))

    def _home(self, i: int) -> Node | None:
        """What an unlabelled paragraph belongs to; None where that is the preamble.

        Behind the items of an article it is the article's next 款, unless the list goes on or the
        item above is a heading that still waits for its text. Behind a dash paragraph it belongs
        to what the dash paragraphs stand in.
        """
        owner = self.owner
        if (section := self._summed_up(i)) is not None:
            return section
        if owner is not None and owner.style == "—":
            return self._behind_dash(i, owner)
        article = next((n for n in reversed(self.numbering.stack) if n.style == "条"), None)
        if article is None or owner is None or owner is article or owner is not self.numbering.stack[-1]:
            return owner
        if not self.paragraphs[i].first.opens_line or self.paragraphs[i].first.cell:
            return owner
        first = owner.parts[0][0].text
        if not first.endswith(("。", "；", ";", "！", "”", "）", ")")) or not owner.own().endswith(
            ("。", "；", "！")
        ):
            return owner
        return owner if self._list_goes_on(i, article) else self._close_items(article)

    def _summed_up(self, i: int) -> Node | None:
        """The section that ends here, where a paragraph behind the last of its parts speaks of all of it."""
        owner, stack = self.owner, self.numbering.stack
        if owner is None or not front.sums_up(self.paragraphs[i].text) or self._waits(owner):
            return None
        ahead = (label for label in self.labels[i + 1 :] if label and not label.weak and label.style != "—")
        label = next(ahead, None)
        if label is None or label.style in LAW:
            return None
        section = next((n for n in stack if (n.style, n.number) == (label.style, label.number - 1)), None)
        if section is None or owner not in stack or owner is section:
            return None
        del stack[stack.index(section) + 1 :]
        return section

    def _behind_dash(self, i: int, dash: Node) -> Node | None:
        """The clause that a list of dash paragraphs stands in, once the list is over."""
        first = self.paragraphs[i].first
        over = first.opens_line and not first.cell and dash.own().endswith(("。", "；", "！", "”", "）"))
        if not over or dash is not self.numbering.stack[-1] or self._dashes_go_on(i):
            return dash
        while self.numbering.stack and self.numbering.stack[-1].style == "—":
            self.numbering.stack.pop()
        return self.numbering.stack[-1] if self.numbering.stack else None

    def _dashes_go_on(self, i: int) -> bool:
        """Whether the next label or heading is a dash, so that a dash paragraph has several lines."""
        for j in range(i + 1, min(i + 40, len(self.labels))):
            label = self.labels[j]
            if j in self.sections:
                return False
            if label is not None and not label.weak:
                return label.style == "—"
        return False

    def _close_items(self, article: Node) -> Node:
        while self.numbering.stack[-1] is not article:
            self.numbering.stack.pop()
        return article

    def _list_goes_on(self, i: int, article: Node) -> bool:
        """Whether the next label goes on with a list inside the article."""
        open_ = {n.style: n.number for n in self.numbering.stack[self.numbering.stack.index(article) + 1 :]}
        for j in range(i + 1, min(i + 40, len(self.labels))):
            label = self.labels[j]
            if label is None or label.weak:
                continue
            return open_.get(label.style) == label.number - 1
        return False
