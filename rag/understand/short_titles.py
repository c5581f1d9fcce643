"""Titles as they are said: without the country, the place or 试行 — 劳动合同法, 献血条例 — which may be of several documents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.language.places import LEVEL
from rag.language.region import region_of
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.types import Document
from rag.understand.reference import NUMBER
from rag.understand.titles import SAYS_LITTLE

_COUNTRY = "中华人民共和国"
_BEHIND = lazy_re(r"[（(][^（）()]*[）)]$")
#: What a law is called: a short title that ends so names one.
_OF_LAWS = lazy_re("(?:法典?|条例|办法|规定|细则|规则)$")
#: Characters of a short title of another kind: shorter ones are words that a question may hold by chance.
_LONG = 8
#: Characters by which short titles are looked up.
_HEAD = 2
#: 刑法, 宪法 are so short that they name a law only before one of its articles.
_ARTICLE = lazy_re(rf"》?的?第?{NUMBER}条")
#: The short title goes on: it is that of another document, or a word of its own.
_GOES_ON = lazy_re("实施|施行(?:办法|条例|细则|规定)|条例|办法|细则|修正|解释|[律规人院庭治学制]")
#: Before 法 it is another title: 新劳动法 is none, 反垄断法 no 垄断法.
_GOES_BEFORE = lazy_re("[反非]$")


class ShortTitles:
    """The short titles of documents, with those that bear each.

    Args:
        documents: headers are enough.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self._bearers: dict[str, set[str]] = {}
        self._by_head: dict[str, list[str]] = {}
        self._of: dict[str, str] = {}
        for document in documents:
            short = _short(document)
            if not short:
                continue
            if short not in self._bearers:
                self._by_head.setdefault(short[:_HEAD], []).append(short)
            self._bearers.setdefault(short, set()).add(document.id)
            self._of[document.id] = short

    def named(self, text: str) -> dict[str, frozenset[str]]:
        """The short titles that stand in a folded text, the longest where they overlap, with the documents that bear them."""
        found: list[tuple[int, str]] = [
            (at, short)
            for at in range(len(text) - _HEAD + 1)
            for short in self._by_head.get(text[at : at + _HEAD], ())
            if text.startswith(short, at)
            and not _GOES_ON.match(text, at + len(short))
            and not _GOES_BEFORE.search(text[:at])
            and (len(short) > _HEAD or _ARTICLE.match(text, at + _HEAD))
        ]
        return {
            short: frozenset(self._bearers[short])
            for at, short in found
            if not any(a <= at and at + len(short) <= a + len(s) and s != short for a, s in found)
        }

    def twins(self, document: str) -> frozenset[str]:
        """The documents that bear the short title of one, itself included; none where it has none."""
        return frozenset(self._bearers.get(self._of.get(document, ""), ()))


def _short(document: Document) -> str:
    """The title without country and place; empty where what is left names no document."""
    title = _BEHIND.sub("", fold(document.title)).removeprefix(_COUNTRY)
    region = document.region or region_of(document.title) or ""
    for place in (region, LEVEL.sub("", region)):
        if len(place) > 1 and title.startswith(place):
            title = title[len(place) :]
            break
    kind = _OF_LAWS.search(title)
    own = SAYS_LITTLE.sub("", title[: kind.start()] if kind else title)
    if (
        len(title) < _HEAD
        or not own
        or (len(own) < 2 and not title.endswith("法"))
        or not re.fullmatch(r"[\u4e00-\u9fff]+", title)
    ):
        return ""
    return title if kind or len(title) >= _LONG else ""
