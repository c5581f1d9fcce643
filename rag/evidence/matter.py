"""Whether what is told is of the matter asked about at all, not of another one on which the same kind of thing is told."""

from __future__ import annotations

from rag.evidence.kinds import fields_of
from rag.evidence.modifiers import of_another_name
from rag.evidence.predicate import told_of
from rag.language.places import known_place
from rag.understand.fields import FEES, names_kind, tells_field
from rag.understand.query import Query

#: Questions that a clause may seem to answer by the kind of thing that it tells alone.
_BY_KIND = ("figure", "date", "measure")


def of_another_matter(query: Query, quoted: str, above: str, stated: str) -> bool:
    """Whether no word of the matter asked about is told, nor one near it, or a fee of another thing of its name.

    What drains cost answers nothing of 结婚登记要交多少钱, though both are of money, nor what a car park of a
    hospital costs of 学校停车场怎么收费. Words that only name the kind of thing asked for are none of the matter.

    Args:
        query: the question taken apart.
        quoted: the words that answer it.
        above: title and headings above them.
        stated: all of their clauses, and what the clauses above say.
    """
    if query.leans or query.kind not in _BY_KIND:
        return False
    fee = query.kind == "measure" and FEES.intersection(fields_of(query.text))
    if fee and of_another_name(query.text, query.concepts, quoted, above):
        return True
    matter = [c for c in query.concepts if not (known_place(c.word) or names_kind(query.text, c.word))]
    told = f"{quoted} {above} {stated}"
    return bool(matter) and not any(told_of(query, c, told) or tells_field(c.word, quoted) for c in matter)
