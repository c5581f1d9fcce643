"""The printed label of a citation read back, as somebody does who looks a reference up in the document.

By a small reader of its own, not by what prints the labels (``rag.render``): a label is right if it names the
document and leads to the cited clause and to no other one. So 《…法》第五十七条第一款第（一）项 is, without
its chapter, where only one article has that number, and 五（二）1 with all of its path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.text import fold
from rag.types import Citation, Clause, Document

#: 项 and 目 as lawyers put them around a number: 第（一）项.
_AROUND = re.compile(r"第(?=[（(\d])|(?<=[）)\d.])[项目]")
_BETWEEN = re.compile(r"(?<=\d)\s+(?=\d)")
#: What holds articles: a reference may leave it out.
_HOLDS = re.compile(r"第[一二三四五六七八九十百\d]+[编章节]|第[一二三四五六七八九十百\d]+分编")


def label_right(citation: Citation) -> bool:
    """Whether the label leads to the cited clause alone, and its path is the one that the clause id holds."""
    document, clause = citation.document, citation.clause
    if clause.id != f"{document.id}#{'/'.join(clause.path)}":
        return False
    rest = _behind(citation.label, document)
    if rest is None or rest not in set(_spellings(clause.path)):
        return False
    return not any(rest in set(_spellings(other.path)) for other in _others(document, clause))


def _behind(label: str, document: Document) -> str | None:
    """What a label says behind the document's title and number; None where it names another document."""
    number = f"（{document.number}）" if document.number else ""
    named = _plain(f"《{document.title}》{number}")
    whole = _plain(label)
    return whole[len(named) :] if whole.startswith(named) else None


def _spellings(path: Sequence[str]) -> Iterator[str]:
    """A path with all of its elements, and without the divisions above its article."""
    yield _plain(" ".join(path))
    kept = [element for element in path if not _HOLDS.match(element)]
    if kept and len(kept) < len(path):
        yield _plain(" ".join(kept))


def _others(document: Document, clause: Clause) -> Iterator[Clause]:
    return (other for other in document.walk() if other.id != clause.id)


def _plain(label: str) -> str:
    """A label for comparison: separators between its elements (五、（二）1, 附件 一 3) are left to taste.

    But for those between two numbers: §1 2 is another clause than §12.
    """
    return fold(_BETWEEN.sub("|", _AROUND.sub("", label))).translate({ord(c): None for c in ",./·"})
