"""A list that a document has as headings: its 重点任务, 战略任务, 基本原则, or 十一个方面 that it announces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.compose.draft import STATED, Material, drafts_of, some_of
from rag.compose.leads import above, units_in
from rag.compose.listed import ASKED_BY_HEADING, MEMBERS, Listed, headings_over, in_tree
from rag.composition import Composition
from rag.language.numerals import chinese_number
from rag.language.text import fold, squeeze
from rag.language.units import Unit, is_heading
from rag.lazy_re import lazy_re
from rag.types import Clause, Hit
from rag.understand.query import Query
from rag.understand.subject import share

#: The list that a question asks for by what a document calls it: 重点任务有哪些, 有哪些基本原则.
_NOUN = "(?:重点|主要|战略|基本|总体|发展|建设|重大|工作|保障)+(?:任务|原则|目标|措施|工程|行动|举措)"
_CALLED = lazy_re(
    rf"(?P<noun>{_NOUN})(?:都|分别|具体)*(?:有|是|包括|为)+(?:哪|什么|啥|几)|(?:哪些|几[个项条大]|什么|啥)(?P<behind>{_NOUN})(?=[？?]?$)"
)
#: How many parts there are, as the question and the text say it: 十一个方面, 六项任务.
_COUNTED = lazy_re("(?P<number>[一二两三四五六七八九十]+)(?:个|项|条|大)(?:方面|任务|举措|工程|行动|重点)")
#: Asks for the parts of what a heading names, by no more than a word for them: …有哪几条措施, …要抓好哪几件事.
_PARTS_OF = lazy_re(
    "(?:哪些|哪几|几)[个项条件点大]?(?:方面)?的?(?P<things>[\u4e00-\u9fff]{0,8})(?=[？?]?$)|(?:是|有|包括)(?:什么|啥)(?=[？?]?$)"
)
_THINGS = lazy_re("(?:具体|主要|重点)?(?:措施|举措|任务|工作|事情?|内容|要求|方面)?")
_AIMS = lazy_re("目标|指标")
#: Characters at most of a head that runs into the text behind it.
HEAD = 22
#: Characters of a heading at least that a question names whole.
NAMED_WHOLE = 4
#: Hits at whose clauses, and documents, is looked.
HITS = 4


def headed(query: Query, material: Material, hits: Sequence[Hit]) -> Listed:
    """The headings, numbered as printed, of the parts of the clause that is called like what is asked; empty for none.

    The things that the rest of the question names must be what the document and the headings above are of: the
    main tasks of something else are none. What is done with the list (坚持哪些原则, 采取哪些措施) names nothing.
    """
    called = (
        *_called(query, material, hits),
        *_announced(query, material, hits),
        *_named(query, material, hits),
    )
    for clause, noun in called:
        announced = next((unit.text for unit in units_in(clause) if noun in unit.text), "")
        over = fold(f"{headings_over(material, clause)} {clause.heading} {announced}")
        asked = [c for c in query.concepts if c.known and c.noun and c.word not in noun]
        heads = _heads_of(clause)
        if len(heads) > 1 and (not asked or share(asked, over) >= ASKED_BY_HEADING):
            return Listed(tuple(heads[:MEMBERS]), len(heads), min(len(heads), MEMBERS))
    return Listed()


def section_asked(query: Query, material: Material, name: str) -> Composition | None:
    """The list that the document has as headings, asked for beside nothing but its name (方案的重点任务有哪些); or None.

    Aims are told by their figures, where those are asked for.
    """
    parts = headed(query, material, [hit for hit in material.hits if hit.clause.document_id == name])
    if not parts.units or (query.whole == "goals" and _AIMS.search(query.text)):
        return None
    lead = some_of(parts.total, parts.told, "项")
    return Composition(drafts_of(material, parts.units), fit=STATED, lead=lead)


def _called(query: Query, material: Material, hits: Sequence[Hit]) -> Iterator[tuple[Clause, str]]:
    match = _CALLED.search(query.text)
    noun: str = (match["noun"] or match["behind"]) if match else ""
    for name in dict.fromkeys(hit.clause.document_id for hit in hits[:HITS]) if noun else ():
        named = (clause for clause in material.documents[name].walk() if noun in clause.heading)
        yield from ((c, noun) for c in named if len(c.children) > 1 or (not c.children and heads_in(c)))


def _named(query: Query, material: Material, hits: Sequence[Hit]) -> Iterator[tuple[Clause, str]]:
    """The clauses of which the question names the whole heading, to be told their parts; the longest heading first."""
    asked = fold(query.text)
    match = _PARTS_OF.search(asked)
    things = (match["things"] or "") if match else ""
    names = dict.fromkeys(hit.clause.document_id for hit in hits[:HITS]) if match else ()
    found = [
        clause
        for name in names
        for clause in material.documents[name].walk()
        if len(clause.children) > 1
        and len(head := fold(clause.heading)) >= NAMED_WHOLE
        and head in asked
        and (_THINGS.fullmatch(things) or things in head)
    ]
    for clause in sorted(found, key=lambda clause: -len(clause.heading)):
        yield clause, f"{clause.heading} {things}"


def _announced(query: Query, material: Material, hits: Sequence[Hit]) -> Iterator[tuple[Clause, str]]:
    """The clauses around the hits that say, as the question does, how many parts they have."""
    match = _COUNTED.search(query.text)
    for hit in hits[:HITS] if match else ():
        document = material.documents[hit.clause.document_id]
        for clause in (in_tree(material, hit.clause), above(document, hit.clause)):
            number = chinese_number(match["number"].replace("两", "二")) if match else None
            if match and clause and len(clause.children) == number and match[0] in clause.text:
                yield clause, match[0]


def _heads_of(clause: Clause) -> list[Unit]:
    """The headings of the parts of a clause, or the heads in its text; empty where one of the parts has none."""
    heads = [head for part in clause.children if (head := _head(part))]
    return heads_in(clause) if not clause.children else heads if len(heads) == len(clause.children) else []


def heads_in(clause: Clause) -> list[Unit]:
    """The heads that run into the text of one clause: 系统布局，谋划长远。加强顶层设计，…; empty for fewer than three.

    A head is a short sentence with a longer one behind it, never another head; each line begins with one.
    """
    units = [unit for unit in units_in(clause) if not is_heading(unit)]
    short = [len(squeeze(unit.text)) <= HEAD for unit in units]
    if not short or not short[0] or short[-1] or sum(short) < 3:
        return []
    if any(a and b for a, b in pairwise(short)):
        return []
    lines = (b for a, b in pairwise(units) if "\n" in clause.text[a.stop : b.begin])
    heads = [unit for unit, head in zip(units, short, strict=True) if head]
    return heads if all(line in heads for line in lines) else []


def _head(part: Clause) -> Unit | None:
    """The heading of a part with its label, but for a dash; None where it has none."""
    first = next(iter(units_in(part)), None)
    if first is None or not part.heading or part.heading not in first.text:
        return None
    return first if part.path[-1].startswith("—") else Unit(part, 0, first.stop)
