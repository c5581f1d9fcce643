"""Who drew a document up, or issues another one: 市教育局组织编制了《…指南》, 由信息科印发值班表; and whether that is claimed of another."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.compose.draft import Material
from rag.compose.extract import extract
from rag.composition import Composition, Draft, Quote
from rag.evidence.kinds import tells_who_does
from rag.language.short_forms import short_name
from rag.language.text import fold, squeeze
from rag.language.units import spans
from rag.lazy_re import any_of, lazy_re
from rag.retrieve.signals import stem
from rag.types import Document
from rag.understand.asked_facts import issuer_claimed
from rag.understand.query import Query
from rag.understand.subject import share

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


def of_another_paper(query: Query, document: Document) -> bool:
    """Whether an issuer is asked for, and of a thing of which the title of the document says nothing: 值班表由谁印发."""
    asked = [c for c in query.concepts if c.known and not _ISSUE.fullmatch(c.word)]
    return bool(asked) and not query.documents and share(asked, fold(document.title)) == 0.0


_ISSUING_WORDS = any_of(
    "印发", "发布", "出台", "公布", "制定", "下发", "颁布", "起草", "编制", "拟定", "拟订"
)
_ISSUING = lazy_re(_ISSUING_WORDS)
#: What a sentence says of who has issued another document, or drawn it up.
_ISSUES = lazy_re(f"{_ISSUING_WORDS}[^。；《》]{{0,12}}《([^《》]{{4,60}}》(?:初稿|草案|草稿)?)")


def issued_by_others(query: Query, material: Material) -> Composition | None:
    """What a clause tells of who issued, or is to issue, another document or paper, where that is the one asked about."""
    found = extract(replace(query, kind="department", facts=()), material, material.hits)
    if found.best is None:
        return None
    asked = [concept for concept in query.concepts if not _ISSUE.fullmatch(concept.word)]
    named = _ISSUES.findall(found.best.text)
    if any(share(asked, fold(name)) >= OF_IT for name in named):
        return found
    deed = _ISSUING.search(query.text)
    told = fold(found.best.text)
    to_issue = deed and deed[0] in told and tells_who_does(deed[0], told)
    return found if to_issue and asked and share(asked, told) >= OF_IT else None


#: Words of a question for the issuing, and for how far a document has come.
_ISSUE = lazy_re(f"{_ISSUING_WORDS}|通知|初稿|草稿|草案|送审稿|征求意见稿")
#: Share of a question's content words that the title of another document holds, to be the one meant.
OF_IT = 0.8
