"""The parts that headings without a number open: where each stands, and what of the open clauses it ends."""

from __future__ import annotations

from collections.abc import Sequence

from rag.language.labels import Label
from rag.parse.lines import Paragraph
from rag.parse.node import Node
from rag.parse.rows import Rows
from rag.parse.sections import marked, ordinals, steps, unnumbered


class Heads(Rows):
    """Opens the parts without a number; which lines head them is told by ``rag.parse.sections``.

    ``sections``, ``steps``, ``ordinals`` and ``marked`` are those lines; ``headed`` counts the sections.
    """

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        super().__init__(paragraphs)
        self.ordinals = ordinals(paragraphs, self.labels)
        self.marked = marked(paragraphs, self.labels)
        lines = frozenset[int]() if self.marked else unnumbered(paragraphs, self.labels)
        self.sections = lines - self.ordinals.keys()
        self.steps = steps(paragraphs, self.labels)
        self.headed = 0

    def _section(self, paragraph: Paragraph) -> None:
        """A heading without a number: a group that ends with the next heading or numbered clause."""
        self.headed += 1
        node = Node(f"§{self.headed}", "§", self.headed)
        node.parts.append((paragraph, 0, len(paragraph.text)))
        self.roots.append(node)
        self.numbering.stack = [node]
        self.owner, self.in_front = node, False

    def _step(self, paragraph: Paragraph) -> None:
        """A step of a plan: a group in the clause at hand, which ends with the next step or numbered clause."""
        before = next((node.number for node in self.numbering.stack if node.style == "§"), 0)
        self._group(paragraph, before + 1)

    def _ordinal(self, paragraph: Paragraph, label: Label) -> None:
        """第一，… on a line of its own: a part of the section at hand, which ends with 第二，…."""
        stack, numbering = self.numbering.stack, self.numbering
        before = [n for n, node in enumerate(stack) if node.style == label.style]
        sections = [n + 1 for n, node in enumerate(stack) if numbering.is_section(node)]
        self._headed(paragraph, label, before[-1] if before else max(sections, default=0))

    def _heading(self, paragraph: Paragraph) -> None:
        """A heading that the file marks: a part of the last one of a higher level."""
        self.numbering.leave()
        level = paragraph.first.level
        homes = [
            n + 1
            for n, node in enumerate(self.numbering.stack)
            if node.style == "附" or (node.parts and 0 < node.parts[0][0].first.level < level)
        ]
        self._headed(paragraph, Label("§", 0, "§", 0), max(homes, default=0))

    def _end_headings(self, level: int) -> None:
        """Ends the parts under headings that a numbered one of this level does not stand in."""
        stack = self.numbering.stack
        ends = (
            n
            for n, node in enumerate(stack)
            if node.rank is not None and node.parts[0][0].first.level >= level
        )
        del stack[next(ends, len(stack)) :]

    def _headed(self, paragraph: Paragraph, label: Label, depth: int) -> None:
        """Opens a part of the clause that is the last but ``depth`` of the open ones; lists below it stand in it."""
        stack = self.numbering.stack
        del stack[depth:]
        home = stack[-1] if stack else None
        siblings = home.children if home else self.roots
        number = label.number or 1 + max((n.number for n in siblings if n.style == "§"), default=0)
        name = label.name if label.number else f"§{number}"
        node = Node(name, label.style, number, label_length=label.length, rank=self.numbering.rank_in(home))
        node.parts.append((paragraph, 0, len(paragraph.text)))
        siblings.append(node)
        stack.append(node)
        self.owner, self.in_front, self.task, self.cells = node, False, None, 0

    def _group(self, paragraph: Paragraph, number: int) -> None:
        self._open(Label("§", number, f"§{number}", 0), paragraph, 0, len(paragraph.text))
