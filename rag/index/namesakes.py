"""Documents of one title in a collection: what one of them says, another may say otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rag.language.text import fold
from rag.types import Document


def namesakes(documents: Iterable[Document]) -> Mapping[str, tuple[Document, ...]]:
    """By the id of each document the others of its title and place, none of them a copy of it.

    Documents without text and tree do. Copies have the same text, or the same number and date.
    """
    groups = defaultdict[tuple[str, str | None], list[Document]](list)
    for document in documents:
        groups[fold(document.title), document.region].append(document)
    return {
        one.id: others
        for group in groups.values()
        if len(group) > 1
        for one in group
        if (others := tuple(other for other in group if other is not one and not _is_copy(one, other)))
    }


def _is_copy(one: Document, other: Document) -> bool:
    if one.sha256 == other.sha256:
        return True
    stated = one.number is not None or one.issued_on is not None
    return stated and (one.number, one.issued_on) == (other.number, other.issued_on)
