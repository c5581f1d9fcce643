"""What a document prints of itself by the name of a field: 缺席：…, 记录：…, 分送：…, and when and where it met.

Minutes have such lines as letters have 主送; when, where and under whom the meeting was held, their preamble says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.compose.draft import STATED, Material, shown
from rag.compose.leads import units_in
from rag.composition import Composition, Draft
from rag.language.document_kinds import NAMES, OTHER_TITLES
from rag.language.numerals import quantities
from rag.language.text import fold
from rag.language.units import Unit
from rag.lazy_re import any_of, lazy_re
from rag.types import Document
from rag.understand.query import Query
from rag.understand.subject import share

#: What a field is called, by how staff ask for it.
_FIELDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (lazy_re("主持"), "主持"),
    (lazy_re("出席|参加|参会|到会"), "(?:出席|参加|参会)"),
    (lazy_re("列席|参加|参会|到会"), "列席"),
    (lazy_re("缺席|未到|没[来到去参]"), "缺席"),
    (lazy_re("请[了的]?假|缺席|没[来到去参]"), "请假"),
    (lazy_re("记录"), "记录"),
    (lazy_re("分送"), "分送"),
    (lazy_re("抄[送报]"), "抄[送报]"),
    (lazy_re("拟稿"), "拟稿"),
    (lazy_re("校对"), "校对"),
)
#: What parts names that no stop parts.
_GAP = lazy_re("(?<=[\u4e00-\u9fff])[ \u3000]{2,}(?=[\u4e00-\u9fff])")
_LINE = r"(?m)^[ \t\u3000]*{name}(?:人员?|单位|机关)?[ \t\u3000]*[：:][^\n]*\S"
#: When or where it was held, which is over: 会是哪天开的; 下次会议什么时候开 is of another one.
_HELD = "[^，。？]{0,6}(?:召?开|举行)的"
_WHEN = lazy_re(f"(?:哪一?天|什么时[候间]|几[号月]|何时|几点){_HELD}|会议?的?(?:时间|日期)")
_WHERE = lazy_re(f"(?:在哪|哪里|哪儿|哪个会议室|什么地[方点]){_HELD}|会议?的?地[点方]")
_MET, _DAY = lazy_re("召开|举行"), lazy_re(r"(\d{1,2})月(\d{1,2})[日号]")
_ASKS = lazy_re("谁|哪|几[号月点]|什么|何时|名单|人员$|人$|时间$|地点$")
_KIND = lazy_re(rf"{any_of(*NAMES, *OTHER_TITLES)}(?=》?$)")
_MEETING = lazy_re("会")


def printed(query: Query, material: Material) -> Composition | None:
    """The fields that a question asks for, of the document it is of; None where that prints none of them."""
    names = [name for asks, name in _FIELDS if asks.search(query.text)]
    when, where = _WHEN.search(query.text), _WHERE.search(query.text)
    if not (names or when or where) or not _ASKS.search(query.text):
        return None
    for document in _meant(query, material):
        units = [unit for name in names for unit in _lines(document, name)]
        if not units and (when or where or "主持" in names):
            units = [unit for unit in _met(document) if not when or quantities(unit.text)][:1]
        if units:
            drafts = (
                Draft(
                    shown(_GAP.sub("、", u.text)),
                    tuple(material.quote(u.clause, *span) for span in u.places),
                )
                for u in units
            )
            return Composition(tuple(drafts), fit=STATED, chance=1.0, printed=True)
    return None


def _meant(query: Query, material: Material) -> Iterator[Document]:
    """The documents that a question may be of, best first: it calls them what they are, and speaks of nothing else."""
    ids = dict.fromkeys(hit.clause.document_id for hit in material.hits)
    asked = query.text
    for pattern in (_WHEN, _WHERE, *(asks for asks, _ in _FIELDS)):
        asked = pattern.sub("，", asked)
    asked = fold(asked)
    for document in (material.documents[name] for name in ids):
        kind = _KIND.search(document.title)
        minutes = kind is not None and kind[0] == "纪要" and bool(_MEETING.search(query.text))
        if not (minutes or (kind and kind[0] in query.text) or document.id in query.documents):
            continue
        met = " ".join(unit.text for unit in _met(document))
        frame = fold(f"{document.title} {met}")
        rest = [c for c in query.concepts if c.word in asked and not _OF_IT.fullmatch(c.word)]
        days = set(_DAY.findall(query.text))
        if all(share([c], frame) > 0.0 for c in rest) and days <= set(_DAY.findall(met)):
            yield document


#: Words of a question for a field that name none.
_OF_IT = lazy_re("会议?|开会|纪要|地[点方]|时间|日期|人员?|名单|单位|参加人员|这次|本次")


def _lines(document: Document, name: str) -> Iterator[Unit]:
    """The lines of a document that begin with the name of a field."""
    for clause in document.walk():
        for found in re.finditer(_LINE.format(name=name), clause.text):
            yield Unit(clause, *found.span())


def _met(document: Document) -> Iterator[Unit]:
    """The sentences before the clauses of a document that say that it met."""
    front = (clause for clause in document.clauses if clause.kind in ("title", "preamble"))
    return (unit for clause in front for unit in units_in(clause) if _MET.search(unit.text))
