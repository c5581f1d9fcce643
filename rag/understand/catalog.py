"""What the documents of an index are called, so that a question's names can be told."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, chain

from rag.language.apart import names
from rag.language.places import (
    LEVEL,
    OWN_PROVINCE,
    asked_about,
    bare_name,
    left_out,
    other_places,
    outermost,
    short_name,
    town_named,
)
from rag.language.region import region_of
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.types import Document
from rag.understand.short_titles import ShortTitles
from rag.understand.spelling import Speller
from rag.understand.titles import Titles

_NUMBER_LIKE = lazy_re(
    r"[\u4e00-\u9fff]{1,8}[〔\[（(【]?\s*((?:19|20)\d\d)\s*[〕\])）】]?\s*(?:第)?\s*(\d{1,5})\s*号"
)
#: The same without its year: 平办7号.
_YEARLESS = lazy_re(r"([\u4e00-\u9fff]{2,12}?)第?\s*(\d{1,5})\s*号")

#: Shorter titles are words that a question may hold by chance.
_TITLE = 8


#: What a question names in 《》.
_BRACKETED = lazy_re(r"《([^《》]{4,60})》")


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names: documents, their regions, foreign places, and the words used.

    ``exact``: a document is named by its title, or enough of it, or its number; ``numbers``: as written; ``places``: short
    names of all places in the question; ``titled``: documents without a region whose title names one;
    ``unheld``: titles in 《》 that no document has, whole or in part; ``titles``: those that one has;
    ``subjects``: phrases that the title of one document alone holds; ``unclear``: names of documents of which one may be
    meant, more than can be answered side by side.
    """

    documents: frozenset[str]
    regions: tuple[str, ...]
    foreign: tuple[str, ...]
    words: tuple[str, ...]
    exact: bool = False
    numbers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    titled: frozenset[str] = frozenset()
    unheld: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


#: 辽宁省长 is no 辽宁省; 杨浦区长期护理 is of 杨浦区.
_OFFICE = lazy_re("[省市区县州]长(?![期护者远效江三沙春久途线])")


class Catalog:
    """Names of the documents: regions full and short, numbers, titles.

    Args:
        headers: documents without text and tree.
        vocabulary: words of the documents, for spelling; read when the first slip is looked for.
        known: whether a two-character term stands in any document.
    """

    def __init__(
        self, headers: Iterable[Document], vocabulary: Iterable[str], known: Callable[[str], bool]
    ) -> None:
        self.headers = {d.id: d for d in headers}
        self._regions: dict[str, set[str]] = {}
        self._titles: dict[str, list[tuple[str, str]]] = {}
        known_titles: set[str] = set()
        self._numbers: dict[str, list[tuple[str, str]]] = {}
        for document in self.headers.values():
            for alias in _aliases(document):
                self._regions.setdefault(alias, set()).add(document.id)
            title = fold(document.title)
            if title not in known_titles and len(title) >= _TITLE:
                self._titles.setdefault(title[:_TITLE], []).append((title, document.id))
            known_titles.add(title)
            if document.number and (match := _NUMBER_LIKE.search(document.number)):
                stem = re.sub(r"[〔\[（(【]?\s*(?:19|20)\d\d.*", "", document.number)
                for year in (match[1], ""):  # 平办7号 is said, too
                    self._numbers.setdefault(f"{year}-{match[2]}", []).append((stem, document.id))
        placeless = [d for d in self.headers.values() if not d.region or d.region == "全国"]
        self.placeless = frozenset(d.id for d in placeless)
        # One text, for a search in thousands of titles takes longer to call than to do.
        self._placeless_titles = "\n".join(d.title for d in placeless)
        self._placeless_at = list(accumulate((len(d.title) + 1 for d in placeless), initial=0))
        self._placeless_ids = [d.id for d in placeless]
        self._known = known
        self._provinces = {
            short_name(document.region)
            for document in self.headers.values()
            if document.region and _aliases(document) >= OWN_PROVINCE
        }
        self.short_titles = ShortTitles(self.headers.values())
        self._in_passing = Titles((d.id, d.title) for d in self.headers.values())
        self.speller = Speller(chain(vocabulary, self._regions), self._spelt)

    def _spelt(self, pair: str) -> bool:
        return self._known(pair) or any(pair in alias for alias in self._regions)

    def corrections(self, text: str) -> dict[str, str]:
        """Likely slips in a question with what was meant; names of regions are left alone."""
        for alias in sorted(self._regions, key=len, reverse=True):
            text = text.replace(alias, "，")
        return self.speller.corrections(text)

    def named(self, text: str) -> Named:
        """The documents, regions and foreign places that a question names."""
        documents: set[str] = set()
        spans = self._regions_in(text)
        without = left_out(text, spans)
        apart = [span for span in spans if any(a <= span[0] and span[1] <= b for a, b, _ in without)]
        spans = asked_about(text, [span for span in spans if span not in apart], self._provinces)
        if any(self._spread(alias) == 1 for _, _, alias in spans):
            # 上海 beside 丽水 is a partner that the question mentions, not a second region asked about.
            spans = [span for span in spans if self._spread(span[2]) == 1]
        regions: list[str] = []
        for _, _, alias in spans:
            documents |= self._regions[alias]
            region = self.region_key(alias)
            if region not in regions:
                regions.append(region)
        if apart:
            documents = (documents or set(self.headers)).difference(*(self._regions[a] for _, _, a in apart))
        used = [alias for _, _, alias in spans]
        words = [*(phrase for _, _, phrase in without), *used]
        by_number, numbers, unknown = self._by_number(text)
        others = other_places(text, words)
        foreign = (*(p for p in others if not self._mentioned(bare_name(p))), *unknown)
        short, unclear = self._by_short_title(text, frozenset(documents), bool(foreign))
        by_title = set() if unclear else self._titled_in(text, used, documents, short)
        exact = by_number | by_title
        held = {name: self._holds(name) for name in _BRACKETED.findall(text)}
        town = town_named(text, used)
        others = (*others, town) if town and self._mentioned(town) else others
        meant = [self.region_key(alias) if alias in OWN_PROVINCE else alias for alias in used]
        places = tuple(dict.fromkeys(short_name(place) for place in (*meant, *others)))
        return Named(
            frozenset(exact or documents),
            tuple(regions),
            foreign,
            tuple(words),
            bool(exact),
            numbers,
            places,
            frozenset(name for place in places for name in self._titled(place)),
            tuple(name for name, has in held.items() if not has),
            (*(name for name, has in held.items() if has), *short),
            self._in_passing.subjects(text, places),
            tuple(names(self.headers[name] for name in sorted(unclear))),
        )

    def _titled_in(
        self, text: str, used: list[str], documents: set[str], short: Mapping[str, frozenset[str]]
    ) -> set[str]:
        """The documents that a text names by their titles, whole, in 《》, as one says them, or by a part."""
        found = self._by_title(fold(text)) or self._in_brackets(text)
        if not found:
            # Half a title names no document of another place than the one that is named.
            passing = self._in_passing.named(text, used)
            found = set(passing & (documents | self.placeless) if documents else passing).union(
                *short.values()
            )
        return found or set(self._in_passing.cited(text, used, documents))

    def _by_short_title(
        self, text: str, of_region: frozenset[str], foreign: bool
    ) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
        """Documents whose title a text gives without the country or the place, and those of a title that too many bear.

        Of the region that it names, where it names one; none where it gives a title whole.
        """
        found: dict[str, frozenset[str]] = {}
        for short, bearers in self.short_titles.named(fold(text)).items():
            meant = bearers
            if of_region or foreign:
                meant = (bearers & of_region) or (bearers & self.placeless)
            if meant:
                found[short] = meant
        if self._by_title(fold(text)) or self._in_brackets(text):
            found = {}
        return found, _unclear(found)

    def _regions_in(self, text: str) -> list[tuple[int, int, str]]:
        """Where a text names regions of the documents, in order."""
        spans = [
            (match.start(), match.end(), alias)
            for alias in self._regions
            if alias in text  # most are not, and a collection has hundreds
            for match in re.finditer(re.escape(alias), text)
            if not _OFFICE.match(text, match.end() - 1)
        ]
        return outermost(spans)

    def _by_title(self, text: str) -> set[str]:
        """Documents whose whole title stands in the folded text; the first of those of one title."""
        return {
            document
            for at in range(len(text) - _TITLE + 1)
            for title, document in self._titles.get(text[at : at + _TITLE], ())
            if text.startswith(title, at)
        }

    def _titled(self, place: str) -> Iterator[str]:
        """The documents without a region whose title names a place."""
        at = self._placeless_titles.find(place)
        while at >= 0:
            number = bisect_right(self._placeless_at, at) - 1
            yield self._placeless_ids[number]
            at = self._placeless_titles.find(place, self._placeless_at[number + 1])

    def _in_brackets(self, text: str) -> set[str]:
        """Documents of which the title is given in 《》, whole or but for its beginning and end."""
        found: set[str] = set()
        for name in map(fold, _BRACKETED.findall(text)):
            meant = [d.id for d in self.headers.values() if name in fold(d.title)]
            found.update(meant if len(meant) == 1 else ())
        return found

    def _holds(self, name: str) -> bool:
        """Whether a document has the title, or one that is part of it or that it is part of."""
        wanted = fold(name)
        return any(
            wanted in title or title in wanted for title in (fold(d.title) for d in self.headers.values())
        )

    def _spread(self, alias: str) -> int:
        """How many regions a name covers: 上海 those of its districts."""
        return len({self.headers[name].region for name in self._regions[alias]})

    def region_key(self, alias: str) -> str:
        """The full name of the region that an alias stands for."""
        for document_id in sorted(self._regions.get(alias, ())):
            region = self.headers[document_id].region
            if region:
                return region if self._spread(alias) == 1 else alias
        return alias

    def _by_number(self, text: str) -> tuple[set[str], tuple[str, ...], tuple[str, ...]]:
        """The documents whose number a text holds, the numbers as written, and those that no document has."""
        found: set[str] = set()
        written, unknown = [], []
        for match in _NUMBER_LIKE.finditer(text):
            stem = re.sub(r"[〔\[（(【]?\s*(?:19|20)\d\d.*", "", match[0])
            # Words may run into the number (请看徐府办〔2023〕5号), and its head may be left out.
            meant = [
                document
                for held, document in self._numbers.get(f"{match[1]}-{match[2]}", ())
                if held and (stem.endswith(held) or (len(stem) > 1 and held.endswith(stem)))
            ]
            found.update(meant)
            written.append(match[0])
            unknown.extend([] if meant else [match[0]])
        for match in _YEARLESS.finditer(text):
            known = [(h, d) for h, d in self._numbers.get(f"-{match[2]}", ()) if h and match[1].endswith(h)]
            if len(known) == 1:  # without its year a number may be that of several
                found.add(known[0][1])
                written.append(text[match.end(1) - len(known[0][0]) : match.end()])
            elif not known and match[1][-1] in "发办函字":
                unknown.append(match[0])
        return found, tuple(written), tuple(unknown)

    def _mentioned(self, place: str) -> bool:
        return all(self._known(place[i : i + 2]) for i in range(len(place) - 1))


#: Documents of one short title that are answered side by side; of more it is asked which is meant.
SIDE_BY_SIDE = 3


def _unclear(short: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The documents of a short title that too many bear."""
    return next((bearers for bearers in short.values() if len(bearers) > SIDE_BY_SIDE), frozenset())


def _aliases(document: Document) -> set[str]:
    """The names staff use for a document's region: 上海市杨浦区, 杨浦区, 杨浦, 上海."""
    region = document.region or region_of(document.title)
    if not region or region == "全国":
        return set()
    parts = re.findall(
        r"[\u4e00-\u9fff]+?(?:特别行政区|自治区|自治州|自治县|新区|地区|省|市|区|县|盟|旗)(?!市)", region
    ) or [region]
    out = {region}
    for i, part in enumerate(parts):
        short = LEVEL.sub("", part)
        out.add(part)
        if len(short) >= 2:
            out.add(short)
            if i == 0 and len(parts) > 1:
                out.add("".join(parts[:2]))
    if len(parts) == 1 and parts[0].endswith("省"):
        out |= OWN_PROVINCE
    return {alias for alias in out if len(alias) >= 2}
