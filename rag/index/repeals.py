"""Which document of a collection another one of it repeals or replaces, as the later one says.

A repealed document does not say so itself: only what came after it does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rag.lazy_re import lazy_re
from rag.language.text import fold
from rag.types import Document

_CITED = lazy_re(r"《(?P<title>.+)》\s*(?:[（(](?P<number>.+)[）)])?", re.DOTALL)
_NOTICE = lazy_re(r"关于(?:印发|发布|公布)[《〈]?(.+?)[》〉]?的(?:通知|公告)$")
_YEAR = lazy_re(r"[\[(]((?:19|20)\d\d)[\])]")


def repeals(documents: Iterable[Document]) -> Mapping[str, Document]:
    """By the id of each document that another one of these repeals: the one that does, the latest of several.

    Documents without text and tree do. A citation with a number means the document of that number; one
    without, the documents of that title which are not younger than the one that cites it. What a village says
    of a city's plan ends nothing: see ``_has_a_say``.
    """
    held = list(documents)
    citing = [document for document in held if document.replaces]
    if not citing:
        return {}
    by_number, by_title = defaultdict[str, list[Document]](list), defaultdict[str, list[Document]](list)
    for document in held:
        for title in _titles(document.title):
            by_title[title].append(document)
        if document.number:
            by_number[_filed(document.number)].append(document)
    found: dict[str, Document] = {}
    for later in sorted(citing, key=lambda document: document.issued_on or ""):
        for cited in later.replaces:
            found |= {old.id: later for old in _meant(cited, later, by_number, by_title)}
    return found


def _meant(
    cited: str,
    later: Document,
    by_number: Mapping[str, list[Document]],
    by_title: Mapping[str, list[Document]],
) -> Iterator[Document]:
    """The documents that ``later`` means by a citation 《…》（number）."""
    match = _CITED.fullmatch(cited.strip())
    if match is None:
        return
    number = _filed(match["number"] or "")
    exact = by_number.get(number, ()) if number else ()
    yield from (old for old in exact if old.id != later.id and _may_follow(old, later, sure=True))
    for title in _titles(match["title"]):
        for old in by_title.get(title, ()):
            own = _filed(old.number or "")
            alike = not (number and own) or own.endswith(number) or number.endswith(own)
            whole = fold(old.title) == fold(match["title"]) or (old.region and old.region == later.region)
            if alike and whole and old.id != later.id and _may_follow(old, later, sure=False):
                yield old


def _titles(title: str) -> Iterator[str]:
    """A title for comparison, and what it is a notice of: 某市关于印发《某办法》的通知."""
    whole = fold(title)
    yield whole
    if notice := _NOTICE.search(whole):
        yield notice[1]


def _filed(number: str) -> str:
    """A number for comparison: the brackets round its year alike."""
    return _YEAR.sub(r"[\1]", fold(number))


def _may_follow(old: Document, later: Document, *, sure: bool) -> bool:
    """Whether one document may end another: not one that came after it, nor, by its title alone, a copy."""
    copy = fold(old.title) == fold(later.title) and not sure
    if (old.number and old.number == later.number) or not _has_a_say(old, later):
        return False
    if not (old.issued_on and later.issued_on):
        return not copy
    return old.issued_on < later.issued_on if copy else old.issued_on <= later.issued_on


def _has_a_say(old: Document, later: Document) -> bool:
    """Whether who issued a document may end another one: of the same place, of one that holds it, or the same body.

    Of a document that says neither its place nor who issued it, nothing speaks against it.
    """
    if old.region is None or later.region == "全国":
        return True
    if later.region is not None:
        one, other = sorted((old.region, later.region), key=len)
        return old.region.startswith(later.region) or other.endswith(one)  # 杨浦区, 上海市杨浦区
    return later.issuer in (None, old.issuer) or (later.number is not None and _code(later) == _code(old))


def _code(document: Document) -> str:
    """Whose number a document has: 平办 of 平办〔2020〕7号."""
    return re.split(r"[\[(（〔]", document.number or "")[0]
