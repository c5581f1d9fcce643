"""今年, 去年 and 明年 as the years that they are, where the document says which year it is of.

So that 今年 may be retold as 2018年, and 2019年 for it is as wrong as for 2018年.
"""

from __future__ import annotations

from collections.abc import Iterable

from rag.lazy_re import lazy_re
from rag.types import Document

_YEAR = lazy_re(r"(?<!\d)(?:19|20)\d\d(?=年)")
_OFF = {"今年": 0, "去年": -1, "明年": 1}
#: 今年底 is 年底, and no year behind which one looks for a bound.
_RELATIVE = lazy_re(f"(?:{'|'.join(_OFF)})(?![底末初内])")


def year_of(documents: Iterable[Document]) -> int | None:
    """The one year that all of the documents are of: that of issue, or the only one that the title names."""
    years = {_year(document) for document in documents}
    return years.pop() if len(years) == 1 else None


def _year(document: Document) -> int | None:
    if document.issued_on:
        return int(document.issued_on[:4])
    named = set(_YEAR.findall(document.title))
    return int(named.pop()) if len(named) == 1 else None


def dated(text: str, year: int | None) -> str:
    """A text with its relative years as years of the calendar, where ``year`` is this one.

    >>> dated("今年比去年", 2018)
    '2018年比2017年'
    """
    if year is None:
        return text
    return _RELATIVE.sub(lambda match: f"{year + _OFF[match[0]]}年", text)
