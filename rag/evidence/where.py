"""Whether what is quoted is told of the place that a question asks about, not of one around or within it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.composition import Composition
from rag.evidence.counts import TURNS, beside_figures, counted
from rag.language.places import known_place, province_of, short_name
from rag.language.region import is_province
from rag.language.tokens import tagged
from rag.lazy_re import lazy_re
from rag.types import Hit
from rag.understand.query import Query
from rag.understand.subject import Concept


def places_lost(query: Query, top: Hit, composition: Composition, whole: bool) -> float:
    """Share of the places asked about that the clauses leaned on, or their whole documents, do not name."""
    if not query.places or top.clause.document_id in query.documents:
        return 0.0
    quotes = [quote for draft in composition.drafts for quote in draft.quotes]
    texts = [quote.document.text if whole else quote.clause.text for quote in quotes]
    text = " ".join([top.passage.context, top.clause.text, *texts])
    return sum(place not in text for place in query.places) / len(query.places)


_WHOLE = lazy_re("全国|国内生产总值|全(?P<province>省)")


def of_the_whole(places: Sequence[str], best: str, stated: str) -> bool:
    """Whether a sentence tells of the whole of what the places asked about are parts of.

    Args:
        places: that a question names; 烟台, not 山东, is a part of 全省.
        best: the sentence.
        stated: its paragraph so far with what stands above; where that names a place, the sentence may be of it.
    """
    whole = _WHOLE.search(best)
    part = [
        place
        for place in places
        if place not in stated and not (whole and whole["province"] and is_province(place))
    ]
    return bool(whole and part)


#: What is told of a place above or below is another thing of these kinds: a way to do it may hold for both.
_OF_ONE_PLACE = ("figure", "date", "department")


#: A place that only says where another lies, or is set side by side with it.
_BESIDE = "{place}[省市区县]?(?:{own}|[和与跟同及、])|[和与跟同及、]{place}"


def of_another_level(query: Query, composition: Composition, best: str, stated: str) -> bool:
    """Whether the document quoted is of a place above or below the one asked about, and tells of its own.

    Args:
        query: the question.
        composition: what answers it.
        best: the sentence that does.
        stated: its clause with what stands above.
    """
    region = _region(composition)
    if query.kind not in _OF_ONE_PLACE or not region:
        return False
    own = short_name(region)
    others = [place for place in query.places if place != own and not _is_of(composition, place)]
    if own in query.places:  # 丽水松阳县 is within, 浙江省丽水市 only says where it is, 丽水和杭州 are two
        return any(
            place not in stated and not re.search(_BESIDE.format(place=place, own=own), query.text)
            for place in others
        )
    # 健康浙江 in a heading makes no figure of a city one of the province, nor does 全省 of one province another's.
    whole = _WHOLE.search(best)
    province = whole and whole["province"] and province_of(own)
    figure = query.kind == "figure"
    return any(
        place != province and not (_told_of(place, best) if figure else place in best) for place in others
    )


def _told_of(place: str, best: str) -> bool:
    """Whether a figure of a sentence is told with a place: beside it, or behind it in the sentence.

    海产增长6%，大连成为大市 tells nothing of how 大连 grew.
    """
    at = best.find(place)
    if at < 0:
        return False
    beside = zip(counted(best), beside_figures(best), strict=True)
    figures = [(q.start, words) for q, words in beside if q.unit not in TURNS]
    return not figures or any(at < start or place in words for start, words in figures)


def _is_of(composition: Composition, town: str) -> bool:
    """Whether a document quoted is of a town by its title; other places that one names are no such."""
    titles = (quote.document.title for draft in composition.drafts for quote in draft.quotes)
    return town.endswith(("乡", "镇", "街道")) and any(town in title for title in titles)


#: What may stand before the place that a part of a sentence opens with.
_LEAD = lazy_re(r"(?:其中|同时|此外|全年|截至|[到至底]|\d{4}年|[“\"（(\s])*")
#: Behind one of several places: 武汉、宜昌等5市 are counted, none is told of.
_ONE_OF_SEVERAL = lazy_re(r"[省市区县州]?(?:[、和与及等]|在内)")
_PARTS = lazy_re("[，,。；;：:]")


def of_another_place(query: Query, text: str) -> bool:
    """Whether a text tells what is asked of a place, or of a part of it, that is not the one asked about.

    A part of the sentence opens with the place and goes on to what is asked: 丽水经济总量达到…. A sentence
    that opens with none tells of the place that its document is of.
    """
    if query.kind != "figure" or not query.places or query.names_place(text):
        return False
    told = False
    for part in _PARTS.split(text):
        if _names_one(query.concepts, part):
            if not _opens_with_place(part):
                return False
            told = True
    return told


def _names_one(concepts: Sequence[Concept], text: str) -> bool:
    return any(c.noun and any(name in text for name in (c.word, *c.others)) for c in concepts)


def _opens_with_place(text: str) -> bool:
    lead = _LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    first = next((word for word, _ in tagged(rest)), "")
    return known_place(first) and not _ONE_OF_SEVERAL.match(rest, len(first))


def _region(composition: Composition) -> str | None:
    """The region of the document that the best sentence is from; None for the whole country."""
    quotes = [quote for draft in composition.drafts for quote in draft.quotes]
    best = composition.best
    own = [quote for quote in quotes if best is not None and quote.clause.id == best.clause.id]
    region = next((quote.document.region for quote in (*own, *quotes)), None)
    return None if region == "全国" else region
