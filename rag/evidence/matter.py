"""Whether what is told is of the matter asked about at all, not of another one on which the same kind of thing is told."""

from __future__ import annotations

from rag.evidence.modifiers import of_another_name
from rag.evidence.predicate import told_of
from rag.language.places import known_place
from rag.language.text import fold
from rag.understand.fields import names_kind, tells_field
from rag.understand.query import Query

#: Questions that a clause answers by its label, or by whom it makes responsible, whatever its words are.
_BY_LABEL_OR_ROLE = ("clause", "department", "duty", "comparison")


def of_another_matter(query: Query, quoted: str, above: str) -> bool:
    """Whether no word of the matter asked about is told, nor one near it, or only those of another of its name.

    What drains cost answers nothing of 结婚登记要交多少钱, though both are of money, nor what a car park of a
    hospital costs of 学校停车场怎么收费. Words that only name the kind of thing asked for are none of the matter.

    Args:
        query: the question taken apart.
        quoted: the words that answer it.
        above: title and headings above them.
    """
    if query.leans or query.kind in _BY_LABEL_OR_ROLE:
        return False
    matter = [c for c in query.concepts if not (known_place(c.word) or names_kind(query.text, c.word))]
    fields = [c.word for c in matter if tells_field(c.word, quoted)]
    if query.kind == "measure" and not _of_several(query):
        told = " ".join([above, *fields])
        if of_another_name(query.text, query.concepts, quoted, told):
            return True
    return bool(matter) and not fields and not any(told_of(query, c, f"{quoted} {above}") for c in matter)


def _of_several(query: Query) -> bool:
    """Whether several things of one name are asked about: 鸭蛋产量 鹅蛋产量. One that is told answers a part of it."""
    asked = fold(query.text)
    return any(asked.count(concept.word) > 1 for concept in query.concepts)
