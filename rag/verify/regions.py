"""Regions: a place that the statement names is the document's own, or stands in the clause there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Word, places
from rag.verify.sources import Source
from rag.verify.words import NO_REGION, REGION_ENDS


def regions(sentence: Sentence) -> list[Word]:
    """The place names of a sentence."""
    before = (None, *sentence.tokens)
    return [
        t
        for last, t in zip(before, sentence.tokens, strict=False)
        if len(t.text) > 1
        and t.text not in NO_REGION
        and (
            stem(t.text) in _places()
            or (t.tag == "ns" and last is not None and (last.text == "、" or last.tag in _LEADS))
            or (t.tag in _NAMES and len(t.text) > 2 and t.text.endswith(REGION_ENDS))
        )
    ]


_NAMES = frozenset(("ns", "nr", "nz"))
#: What stands before a name without its level: 在云山; the dictionary takes other words for places too.
_LEADS = frozenset(("p", "c"))


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """Provinces and cities by their short names (``rag/data/places.txt``)."""
    lines = (Path(__file__).parents[1] / "data" / "places.txt").read_text(encoding="utf-8")
    words = (line.split() for line in lines.splitlines() if not line.startswith("#"))
    return frozenset(word for line in words for word in line if word not in NO_REGION)


def stem(name: str) -> str:
    """A place name without its level: 徐汇 for 徐汇区."""
    return name[:-1] if len(name) > 2 and name.endswith(REGION_ENDS) else name


_WHOLE_AREA = lazy_re("全[国省市区县]")


def check_regions(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """Places that are neither the document's own nor in the clause, or stand for another there."""
    hay = "\n".join(s.haystack for s in sources)
    said = list(_WHOLE_AREA.finditer(sentence.text))
    there = {match[0] for s in sources for match in _WHOLE_AREA.finditer(s.text)} if said else set()
    for match in said:
        if there and match[0] not in there:
            yield Fault("region", f"条款写的是“{'、'.join(sorted(there))}”，不是“{match[0]}”")
        elif not there and sources and all(_beyond(match[0], one) for one in sources):
            yield Fault("region", f"文件说的不是“{match[0]}”")
    for place in regions(sentence):
        short = stem(place.text)
        if short not in hay or _above(sentence, place, sources):
            yield Fault("region", f"所引条款中没有“{place.text}”")
        elif (other := _instead(sentence, place, sources)) is not None:
            yield Fault("region", f"条款此处写的是“{other}”，不是“{place.text}”")


#: From the largest to the smallest.
_LEVEL = {"国": 1, "省": 2, "市": 3, "区": 4, "县": 4}


def _beyond(area: str, one: Source) -> bool:
    """Whether a document is of a smaller place than 全省 or 全国 says, and its clause speaks of no such area."""
    own = _LEVEL.get((one.document.region or "")[-1:], 0)
    spoken = re.search(f"[我本该]{area[-1]}|{area[-1]}[内域]", one.text)
    return own > _LEVEL[area[-1]] and spoken is None


def _above(sentence: Sentence, place: Word, sources: Sequence[Source]) -> bool:
    """浙江省 for 丽水市: a place that holds the document's own, or that only a text which it follows is of."""
    short = stem(place.text)
    named = (
        t
        for one in sources
        for t in (
            one.text,
            one.document.issuer or "",
            *one.document.addressees,
            *(s.text for s in one.context),
        )
    )
    if any(short in text for text in named):
        return False
    if sentence.text.rfind("《", 0, place.start) > sentence.text.rfind("》", 0, place.start):
        return False
    for area in (one.document.region or "" for one in sources):
        rest = area.partition(short)[2].lstrip("省市")
        if short in area and (not rest or sentence.text.startswith(rest[:2], place.end)):
            return False
    return all(one.document.region for one in sources)


def _instead(sentence: Sentence, place: Word, sources: Sequence[Source]) -> str | None:
    """The other place that the clause has in front of the word that follows, wherever it stands."""
    after = [w for w in sentence.words if 0 <= w.start - place.end <= 1]
    if not after:
        return None
    word, short, other = after[0].text, stem(place.text), None
    for one in sources:
        for theirs in (*one.body, *one.context):
            named = regions(theirs)
            for at in places(word, theirs.text):
                if short in theirs.text[max(0, at - 8) : at]:
                    return None
                before = [r for r in named if 0 <= at - r.end <= 1]
                if not before:
                    return None
                other = before[-1].text
    return other
