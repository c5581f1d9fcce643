"""The health of a corpus: what a clerk would want to know before relying on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.index.repeals import repeals
from rag.language.document_kinds import RULES
from rag.language.labels import element_place
from rag.language.numerals import chinese_number
from rag.language.text import fold
from rag.lazy_re import any_of, lazy_re
from rag.load import Skipped
from rag.render import join_path
from rag.types import Clause, Document

ProblemKind = Literal[
    "unreadable",
    "no number",
    "no date",
    "no clauses",
    "broken numbering",
    "repeated number",
    "duplicate",
    "dangling reference",
    "expired",
    "superseded",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in which file, at which clause; ``message`` is fit to be shown."""

    kind: ProblemKind
    source: str
    message: str
    clause_id: str | None = None


def check(documents: Iterable[Document | Skipped], *, today: date | None = None) -> list[Problem]:
    """The problems of a corpus, document by document.

    Args:
        documents: what ``rag.corpus.read`` gives; files that could not be read are reported.
        today: the day on which a document counts as expired (default: the day of the call).
    """
    found: list[Problem] = []
    read: list[Document] = []
    for document in documents:
        if isinstance(document, Skipped):
            found.append(Problem("unreadable", document.source, document.reason))
        else:
            read.append(document)
    for document in read:
        found.extend(_facts(document, today or date.today()))
        found.extend(_numbering(document))
        found.extend(_references(document, read))
    found.extend(_duplicates(read))
    found.extend(_superseded(read))
    return found


def _facts(document: Document, today: date) -> Iterator[Problem]:
    if document.number is None:
        yield Problem("no number", document.source, "the text states no document number (发文字号)")
    if document.issued_on is None:
        yield Problem("no date", document.source, "the text states no date of issue")
    if not any(clause.kind == "clause" for clause in document.clauses):
        yield Problem("no clauses", document.source, "no clause label was found; nothing can be cited")
    if document.expires_on is not None and document.expires_on < today.isoformat():
        yield Problem("expired", document.source, f"its term ended on {document.expires_on}")


def _numbering(document: Document) -> Iterator[Problem]:
    """Gaps, steps back and repeated numbers among the children of one clause.

    A list may start at 1 or go on from the last one of its style, as （一）… often does across 一、.
    """
    reached: dict[str, int] = {}
    for siblings in _families(document.clauses):
        before: dict[str, int] = {}
        for clause in siblings:
            place = element_place(clause.path[-1])
            if place is None or clause.kind != "clause" or "之" in clause.path[-1]:
                continue
            style, number = place
            if style not in before and number not in (1, reached.get(style, 0) + 1):
                yield _broken(document, clause, f"starts at {clause.path[-1]}")
            elif number == before.get(style):
                yield Problem(
                    "repeated number", document.source, f"{_label(clause)} is printed twice", clause.id
                )
            elif style in before and number != before[style] + 1:
                yield _broken(document, clause, f"{_label(clause)} follows number {before[style]}")
            before[style] = number
        reached.update(before)


def _families(clauses: Sequence[Clause]) -> Iterator[Sequence[Clause]]:
    """The children of each clause, in the document's order, the roots first."""
    yield clauses
    for clause in clauses:
        if clause.children:
            yield from _families(clause.children)


def _broken(document: Document, clause: Clause, how: str) -> Problem:
    return Problem("broken numbering", document.source, f"the numbering {how}", clause.id)


def _label(clause: Clause) -> str:
    return join_path(clause.path)


#: 本办法第十二条, 《某条例》第三条, 见附件2: references whose target can be looked up.
_INTERNAL = lazy_re(rf"(?<!本条例所称)本{any_of('法', *RULES)}第([一二三四五六七八九十百零〇]+|\d+)条")
_EXTERNAL = lazy_re(
    r"《([^《》]{4,60})》(?:[（(][^（）()]{2,30}[）)])?第([一二三四五六七八九十百零〇]+|\d+)条"
)
_ANNEX = lazy_re(r"[（(](?:详?见|参见)?附件\s*(\d{1,2})[）)]")


def _references(document: Document, corpus: Sequence[Document]) -> Iterator[Problem]:
    """References to articles and annexes that are not there; other documents only if in the corpus."""
    own = _articles(document)
    annexes = {clause.path[0] for clause in document.clauses if clause.path[0].startswith("附")}
    titled = {fold(other.title): other for other in corpus}
    for clause in document.walk():
        for match in _INTERNAL.finditer(clause.text) if own else ():
            if _value(match[1]) not in own:
                yield _dangling(document, clause, match[0])
        for match in _ANNEX.finditer(clause.text) if annexes else ():
            if f"附件{match[1]}" not in annexes and not (match[1] == "1" and "附件" in annexes):
                yield _dangling(document, clause, match[0])
        for match in _EXTERNAL.finditer(clause.text):
            target = titled.get(fold(match[1]))
            if target and (articles := _articles(target)) and _value(match[2]) not in articles:
                yield _dangling(document, clause, match[0])


def _dangling(document: Document, clause: Clause, words: str) -> Problem:
    return Problem("dangling reference", document.source, f"{words} is not there", clause.id)


def _articles(document: Document) -> set[int]:
    places = (element_place(clause.path[-1]) for clause in document.walk() if clause.kind == "clause")
    return {place[1] for place in places if place and place[0] == "条"}


def _value(number: str) -> int | None:
    return int(number) if number.isdigit() else chinese_number(number)


def _duplicates(documents: Sequence[Document]) -> Iterator[Problem]:
    """Documents with the same clauses, or with the same title and number."""
    seen: dict[str, Document] = {}
    for document in documents:
        body = fold("".join(c.text for c in document.walk() if c.kind == "clause"))
        keys = [f"text {body}"] if len(body) > 100 else []
        if document.number:
            keys.append(f"number {fold(document.title)} {document.number}")
        first = next((seen[key] for key in keys if key in seen), None)
        if first is not None:
            yield Problem("duplicate", document.source, f"the same document as {first.source}")
        for key in keys:
            seen.setdefault(key, document)


def _superseded(documents: Sequence[Document]) -> Iterator[Problem]:
    """Documents that another one in the corpus repeals, or whose status says so."""
    ended = repeals(documents)
    for document in documents:
        if document.status in ("superseded", "repealed"):
            yield Problem("superseded", document.source, f"it is {document.status}")
        elif later := ended.get(document.id):
            yield Problem("superseded", document.source, f"{later.source} replaces it")
