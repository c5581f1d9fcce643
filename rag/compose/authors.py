"""Who drew a document up, as its preamble says: 市教育局组织编制了《…指南》; and whether another is claimed to have issued it."""

from __future__ import annotations

import re

from rag.composition import Draft, Quote
from rag.language.short_forms import short_name
from rag.language.text import fold, squeeze
from rag.language.units import spans
from rag.lazy_re import lazy_re
from rag.retrieve.signals import stem
from rag.types import Document
from rag.understand.asked_facts import issuer_claimed

#: An organ and what it has drawn up; names of other documents may stand between.
_DREW_UP = lazy_re(
    r"[\u4e00-\u9fff]{2,40}(?:[局厅部司署会院]|委|政府|中心|小组|办公室)"
    r"(?=[、，,和]|组织|会同|联合|牵头|[依根]据|按照|委托|研究|编[制写]|制[订定]|起草|拟[订定])"
    r"(?:[^。；《》]|《[^《》]*》){0,80}?(?:编[制写]|制[订定]|起草|拟[订定])(?:了|形成了?|完成了?)(?P<named>[^。；，]{2,80})"
)
#: This document, called by its kind.
_THIS = lazy_re(r"本\s*(?:指南|方案|规划|计划|办法|意见|标准|规范|规定|细则|要点|目录|预案|纲要)")


def drawn_up(document: Document) -> Draft | None:
    """The sentence that says who drew the document up, in its preamble before elsewhere; None where none does."""
    title = fold(re.sub(r"[（(][^（）()]*[）)]$", "", squeeze(document.title)))
    for clause in sorted(document.clauses, key=lambda c: c.kind != "preamble"):
        for start, end in spans(clause):
            text = clause.text[start:end]
            match = _DREW_UP.search(squeeze(text))
            if match and _is_this(match["named"], title, clause.kind == "preamble"):
                quotes = tuple(Quote(clause, document, *place) for place in clause.places(start, end))
                return Draft(squeeze(text), quotes)
    return None


def _is_this(named: str, title: str, in_preamble: bool) -> bool:
    """Whether what was drawn up is the document: told by its title, or by a short form of that, 《若干措施》."""
    short = re.search("《([^《》]{3,})》", named)
    if title in fold(named) or (short and title.endswith(fold(short[1]))):
        return True
    return in_preamble and _THIS.search(named) is not None


def issued_otherwise(question: str, document: Document, told: str) -> bool:
    """Whether a question claims that a document is of another organ than is told.

    An office may issue under the number of the organ that it is of: that one is not denied.
    """
    told, number = _organ(told), short_name(document.number or "")
    names = re.split("[、和与及]", issuer_claimed(question))
    return any(name and _organ(name) not in told and stem(name) not in number for name in names)


def _organ(name: str) -> str:
    """An organ's name as it is said: 区政府办 of 区人民政府办公室."""
    name = (
        short_name(squeeze(name)).replace("人民政府", "政府").replace("办公室", "办").replace("办公厅", "办")
    )
    return re.sub("(?<!政)府办", "政府办", name)
