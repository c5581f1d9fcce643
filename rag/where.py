"""Whether what is quoted is told of the place that a question asks about, not of one around or within it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.draft import Composition
from rag.lazy_re import lazy_re
from rag.places import short_name
from rag.region import is_province
from rag.types import Hit
from rag.understand import Query


def places_lost(query: Query, top: Hit, composition: Composition, whole: bool) -> float:
    """Share of the places asked about that the clauses leaned on, or their whole documents, do not name."""
    if not query.places or top.clause.document_id in query.documents:
        return 0.0
    quotes = [quote for draft in composition.drafts for quote in draft.quotes]
    texts = [quote.document.text if whole else quote.clause.text for quote in quotes]
    text = " ".join([top.passage.context, top.clause.text, *texts])
    return sum(place not in text for place in query.places) / len(query.places)


_WHOLE = lazy_re("全国|全(?P<province>省)")


def of_the_whole(places: Sequence[str], best: str, stated: str) -> bool:
    """Whether a sentence tells of the whole of what the places asked about are parts of.

    Args:
        places: that a question names; 烟台, not 山东, is a part of 全省.
        best: the sentence.
        stated: its clause with what stands above; where that names a place, the sentence may be of it.
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
    others = [place for place in query.places if place != own]
    if own in query.places:  # 丽水松阳县 is within, 浙江省丽水市 only says where it is, 丽水和杭州 are two
        return any(
            place not in stated and not re.search(_BESIDE.format(place=place, own=own), query.text)
            for place in others
        )
    # 健康浙江 in a heading makes no figure of a city one of the province.
    whole = _WHOLE.search(best)
    return any(
        place not in best and not (whole and whole["province"] and is_province(place)) for place in others
    )


def _region(composition: Composition) -> str | None:
    """The region of the document that the best sentence is from; None for the whole country."""
    quotes = [quote for draft in composition.drafts for quote in draft.quotes]
    best = composition.best
    own = [quote for quote in quotes if best is not None and quote.clause.id == best.clause.id]
    region = next((quote.document.region for quote in (*own, *quotes)), None)
    return None if region == "全国" else region
