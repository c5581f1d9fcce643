"""Which documents mention a term, and which do not: looked up in their words, not searched by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.compose.draft import STATED, called, shown, some_of
from rag.composition import Composition, Draft, Quote
from rag.language.text import fold
from rag.language.tokens import tagged
from rag.language.units import Unit, is_heading, spans, stretches
from rag.lazy_re import lazy_re
from rag.types import Clause, Document
from rag.understand.query import Query
from rag.understand.whole import asks_clauses

#: Sentences told at most, where clauses are asked for or only one document is looked through.
MOST = 8


def mentions(query: Query, documents: Sequence[Document], total: int) -> Composition:
    """The first sentence of each document that mentions the term, and which documents do not.

    Where no document has the term in one piece, a sentence mentions it that holds all of its words.
    Documents that only hold it with words between (三明医改经验), unless it is put in quotation marks, or a name that is short for it, or that it
    is short for, are told of with that.

    Args:
        query: with the term, ``mentioned``.
        documents: that are looked through.
        total: how many are asked about; there may be more than are looked through.
    """
    term, *names = query.mentioned
    found = _where(documents, [term])
    words = [c.word for c in query.concepts]
    if not any(found) and len(words) > 1:
        found = _where(documents, words)
    quoted = re.search(rf"[“\"「『]{re.escape(term)}[”\"」』]", query.text)
    other = {} if quoted else _in_more_words(documents, found, term)
    for at, units in enumerate(found):
        for name in names:
            if not units and (units := _where([documents[at]], [name])[0]):
                found[at], other[at] = units, name
    if not any(found):
        return Composition()
    if len(documents) == 1 or asks_clauses(query.text):
        drafts = [
            _draft(unit, document, documents)
            for document, units in zip(documents, found, strict=True)
            for unit in units
        ]
        return Composition(tuple(drafts[:MOST]), fit=STATED, lead=some_of(len(drafts), MOST, "处"))
    drafts = [_draft(units[0], d, documents) for d, units in zip(documents, found, strict=True) if units]
    lead = f"所查{len(documents)}份文件（共{total}份）中，" if len(documents) < total else ""
    literal = len(drafts) - len(other)
    all_do = literal == len(documents)
    lead += f"{literal}份文件都提到“{term}”" if all_do else f"提到“{term}”的有{literal}份文件"
    for name in dict.fromkeys(other.values()):
        those = [called(documents[at], documents) for at, by in other.items() if by == name]
        lead += f"；{'、'.join(those)}的文件写的是“{name}”"
    lacking = [d for d, units in zip(documents, found, strict=True) if not units]
    lead += f"；没有提到的：{'、'.join(called(d, documents) for d in lacking)}" if lacking else ""
    # What a digest does not say its document may say all the same.
    lead += "（所收为摘编，原文可能另有提及）" if any(d.digest for d in lacking) else ""
    return Composition(tuple(drafts), fit=STATED, lead=f"{lead}。\n")


#: Characters at most between two words of a term that is written with others between.
BETWEEN = 6


#: A name of which the first part is abbreviated in letters.
_SHORT = lazy_re("(?P<letters>[A-Za-z]{2,8})(?P<what>[\u4e00-\u9fff]{2,6})")


def _in_more_words(documents: Sequence[Document], found: list[list[Unit]], term: str) -> dict[int, str]:
    """How the documents that lack a term, by place, write it with words between; their sentences are put into ``found``."""
    words = [word for word, _ in tagged(term)]
    several = len(words) > 1 and all(len(word) > 1 for word in words)
    patterns = [rf"[\u4e00-\u9fff、]{{0,{BETWEEN}}}".join(map(re.escape, words))] if several else []
    if short := _SHORT.fullmatch(term):  # OCR识别 of 文字识别（OCR）
        patterns.append(rf"{re.escape(short['what'])}\s*[（(]{re.escape(short['letters'])}[）)]")
    written = re.compile("|".join(patterns)) if patterns else None
    other = {}
    for at, document in enumerate(documents) if written else ():
        assert written is not None
        if found[at] or not any(found):
            continue
        # The shortest way of writing it, whatever sentence has it.
        stretches_of = [m[0] for clause in document.walk() for m in written.finditer(clause.text)]
        if stretches_of:
            other[at] = min(stretches_of, key=len)
            found[at] = _where([document], [other[at]])[0]
            if not found[at]:
                del other[at]
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
