"""Documents of one title told apart: by their numbers, else by their files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rag.types import Document


def marks(documents: Iterable[Document]) -> dict[str, str]:
    """For each id what must stand behind the title among these documents; empty where the title is the only one."""
    among = list(documents)
    titles = Counter(document.title for document in among)
    numbers = Counter((document.title, document.number) for document in among)

    def mark(document: Document) -> str:
        if titles[document.title] == 1:
            return ""
        alone = document.number and numbers[document.title, document.number] == 1
        return f"（{document.number if alone else document.source}）"

    return {document.id: mark(document) for document in among}


def names(documents: Iterable[Document]) -> list[str]:
    """What the documents are called in a sentence that lists them: 《某办法》, 《某办法》（某发〔2024〕6号）."""
    among = list(documents)
    behind = marks(among)
    return [f"《{document.title}》{behind[document.id]}" for document in among]


def titles(documents: Iterable[Document]) -> dict[str, str]:
    """What they are called in a list, by id: a title, with what tells it from an equal one."""
    among = list(documents)
    behind = marks(among)
    return {document.id: f"{document.title}{behind[document.id]}" for document in among}
