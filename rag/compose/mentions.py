"""Which documents mention a term, and which do not: looked up in their words, not searched by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.compose.draft import STATED, called, shown, some_of
from rag.compose.worded import called_otherwise, worded
from rag.composition import Composition, Draft, Quote
from rag.language.text import fold
from rag.language.tokens import tagged
from rag.language.units import Unit, is_heading, spans, stretches
from rag.lazy_re import lazy_re
from rag.types import Clause, Document
from rag.understand.query import Query
from rag.understand.whole import asks_clauses

#: Said where one document is asked about that holds but a near word.
_NOT_SO = "文件没有写“{}”，只有相近的说法“{}”。\n"
#: Sentences told at most, where clauses are asked for or only one document is looked through.
MOST = 8


def mentions(query: Query, documents: Sequence[Document], total: int) -> Composition:
    """The first sentence of each document that mentions the term, and which documents do not.

    A document that only holds a name which is short for the term, or that it is short for, or its words near
    one another in any order (三明医改经验), is told of with that. Of one that holds but a near word by the
    thesaurus it is not said that it mentions the term, nor that it does not. A term in quotation marks is
    looked for as it stands.

    Args:
        query: with the term, ``mentioned``.
        documents: that are looked through.
        total: how many are asked about; there may be more than are looked through.
    """
    term = query.mentioned[0]
    found = _where(documents, [term])
    quoted = re.search(rf"[“\"「『]{re.escape(term)}[”\"」』]", query.text)
    other = {} if quoted else _otherwise(query, documents, found)
    words = [c.word for c in query.concepts]
    if not any(found) and len(words) > 1:
        found = _where(documents, words)
    names = () if quoted else called_otherwise(query, term)
    worded_near = {at: worded(documents[at], names) for at, units in enumerate(found) if not units}
    near = {at: name for at, name in worded_near.items() if name}
    if not any(found) and query.whole:  # of what places have a thing, more than near words may tell
        for at, name in near.items():
            found[at] = _where([documents[at]], [name])[0]
    if not any(found):
        return Composition()
    if len(documents) == 1 or asks_clauses(query.text):
        drafts = [
            _draft(unit, document, documents)
            for document, units in zip(documents, found, strict=True)
            for unit in units
        ]
        lead = _NOT_SO.format(term, near[0]) if len(documents) == 1 and near.get(0) else ""
        return Composition(tuple(drafts[:MOST]), fit=STATED, lead=lead + some_of(len(drafts), MOST, "处"))
    drafts = [_draft(units[0], d, documents) for d, units in zip(documents, found, strict=True) if units]
    lead = _lead(term, documents, [bool(units) for units in found], other, near)
    lead = f"所查{len(documents)}份文件（共{total}份）中，{lead}" if len(documents) < total else lead
    return Composition(tuple(drafts), fit=STATED, lead=f"{lead}。\n")


def _lead(
    term: str,
    documents: Sequence[Document],
    found: Sequence[bool],
    other: Mapping[int, str],
    near: Mapping[int, str],
) -> str:
    """How many documents mention a term, what others write for it, and which do not mention it."""
    literal = sum(found) - len(other) - sum(found[at] for at in near)
    lead = f"提到“{term}”的有{literal}份文件" if literal else f"没有文件写“{term}”"
    lead = f"{literal}份文件都提到“{term}”" if literal == len(documents) else lead
    for names, told in ((other, "写的是"), (near, "只有相近的说法")):
        for name in dict.fromkeys(names.values()):
            those = [called(documents[at], documents) for at, by in names.items() if by == name]
            lead += f"；{'、'.join(those)}的文件{told}“{name}”"
    lacking = [d for at, d in enumerate(documents) if not found[at] and at not in near]
    lead += f"；没有提到的：{'、'.join(called(d, documents) for d in lacking)}" if lacking else ""
    # What a digest does not say its document may say all the same.
    return lead + ("（所收为摘编，原文可能另有提及）" if any(d.digest for d in lacking) else "")


#: A name of which the first part is abbreviated in letters.
_SHORT = lazy_re("(?P<letters>[A-Za-z]{2,8})(?P<what>[\u4e00-\u9fff]{2,6})")


def _otherwise(query: Query, documents: Sequence[Document], found: list[list[Unit]]) -> dict[int, str]:
    """How the documents that lack a term, by place, write it; their sentences are put into ``found``."""
    term, *names = query.mentioned
    words = [word for word, _ in tagged(term)]
    several = len(words) > 1 and all(len(word) > 1 for word in words)
    ways: list[list[Sequence[str]]] = [[[name]] for name in names]
    if short := _SHORT.fullmatch(term):  # OCR识别 of 文字识别（OCR）
        ways += [[[f"{short['what']}{a}{short['letters']}{b}" for a, b in ("（）", "()")]]]
    ways += [[[word] for word in words]] if several else []
    other = {}
    for at, document in enumerate(documents):
        written = "" if found[at] else next(filter(None, (worded(document, way) for way in ways)), "")
        if written and (units := _where([document], [written])[0]):
            found[at], other[at] = units, written
    return other


def _where(documents: Sequence[Document], words: Sequence[str]) -> list[list[Unit]]:
    """For each document its sentences that hold all words: of clauses that are called so, then of others.

    Clauses come before the title and the annexes, and sentences before headings.
    """
    folded = [fold(word) for word in words]

    def mentioned(text: str) -> bool:
        text = fold(text)
        return all(word in text for word in folded)

    def order(unit: Unit) -> tuple[bool, ...]:
        clause = unit.clause
        apart = clause.kind != "clause" or clause.path[0].startswith("附")
        return apart, not mentioned(clause.heading), is_heading(unit), not unit.text[:1].isalnum()

    found = []
    for document in documents:
        every = (unit for clause in document.walk() for unit in _pieces(clause))
        found.append(sorted((unit for unit in every if mentioned(unit.text)), key=order))
    return found


def _pieces(clause: Clause) -> Iterator[Unit]:
    """The sentences of a clause, and what stands between them: brackets of who is responsible, labels."""
    for opens, closes in stretches(clause):
        at = opens
        for begin, stop in (*(span for span in spans(clause) if opens <= span[0] < closes), (closes, closes)):
            yield from (Unit(clause, a, b) for a, b in ((at, begin), (begin, stop)) if a < b)
            at = stop


def _draft(unit: Unit, document: Document, among: Sequence[Document]) -> Draft:
    """The words of a unit, behind what its document is called where there are several."""
    who = f"{called(document, among)}：" if len(among) > 1 else ""
    return Draft(who + shown(unit.text), tuple(Quote(unit.clause, document, *span) for span in unit.places))
