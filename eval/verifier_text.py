"""What both test sets of the verifier are made from: paragraphs, their sentences, and pools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from rag.language.numerals import Quantity, quantities
from rag.types import Clause, Document

TIMES = ("year", "month", "date")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph taken as a clause."""

    clause: Clause
    document: Document

    @cached_property
    def sentences(self) -> list[str]:
        """Its sentences of 12 to 160 characters, without label and bracket of departments."""
        return list(cut(self.clause.text))


@dataclass(frozen=True)
class Material:
    """All paragraphs, and what can be taken from another document."""

    paragraphs: list[Paragraph]

    @cached_property
    def figures(self) -> list[tuple[str, str, Quantity]]:
        """(document id, text of the figure, figure) over all documents."""
        found = []
        for p in self.paragraphs:
            text = p.clause.text
            found += [(p.document.id, text[q.start : q.end], q) for q in counts(text)]
        return found

    @cached_property
    def departments(self) -> list[str]:
        """All departments named in brackets."""
        names = {n for p in self.paragraphs for ns in p.clause.responsible.values() for n in ns}
        return sorted(n for n in names if 4 <= len(n) <= 12 and not n.startswith("各"))

    @cached_property
    def numbers(self) -> list[str]:
        """All document numbers."""
        return sorted({p.document.number for p in self.paragraphs if p.document.number})


_LABEL = re.compile(
    r"^(?:第[一二三四五六七八九十百零\d]+[章节条][\s　]*|[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3}(?:\.\d{1,2})*)[)）、.．\s][\s　]*|[—-]+|[①-⑳])+"
)
_BRACKET = re.compile(
    r"[（(](?:牵头|配合|责任|主办|负责|实施|落实)[^（）()]*(?:[（(〔][^（）()]*[）)〕][^（）()]*)*[）)]?"
)


@cache
def _cut(text: str) -> tuple[str, ...]:
    text = _BRACKET.sub("", text)
    parts = re.split(r"(?<=[。；！？])", text)
    clean = (_LABEL.sub("", p.strip()).rstrip("。；！？") for p in parts)
    return tuple(p for p in clean if 12 <= len(p) <= 160 and p.count("“") == p.count("”"))


def cut(text: str) -> Iterator[str]:
    """The sentences of a paragraph that can stand alone as a statement."""
    yield from (s for s in _cut(text) if s[0] not in "，、）”" and not re.match(r"并|其|此|上述|前款|该", s))


def counts(text: str) -> list[Quantity]:
    """Quantities that a reader takes for figures."""
    return [q for q in quantities(text) if q.kind in ("percent", *TIMES) or (q.kind == "number" and q.unit)]


def segments(sentence: str) -> list[str]:
    """The parts of a sentence between commas."""
    return sentence.split("，")
