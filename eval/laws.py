"""Law articles as documents: what the right clause has to be found among.

141,081 articles of 3,312 laws and regulations (``../shared/data/law_articles.jsonl.gz``) become one
document a law, with its chapters as clauses and its articles below them. Beyond that many come
copies with a share of their characters exchanged, so that a copy is not found for its original.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from eval.covid import DATA as FOLDER
from eval.covid import records
from rag.language.region import region_of
from rag.language.text import normalise
from rag.types import Clause, ClauseKind, Document

#: The file of the articles.
DATA = FOLDER / "law_articles.jsonl.gz"

_LABEL = re.compile(r"第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?$")
#: One character in this many is exchanged in a copy.
_EXCHANGED = 12


@dataclass(frozen=True, slots=True)
class Article:
    """One article: the law it is of, the chapter above it ("" where none), its label, its words."""

    law: str
    title: str
    chapter: str
    label: str
    text: str


def articles() -> Iterator[Article]:
    """The articles in the order of the file, which keeps those of a law together.

    Raises:
        InputError: the data are not there.
    """
    for record in records("law_articles"):
        yield _article(record)


def _article(record: dict[str, Any]) -> Article:
    title = normalise(record["title"]).strip()
    found = _LABEL.search(title)
    label = found[0] if found else ""
    return Article(
        law=record["doc"],
        title=title.removesuffix(label),
        chapter=" ".join(normalise(record.get("head") or "").split()),
        label=label,
        text=normalise(record["text"]).strip(),
    )


def laws(given: Iterable[Article]) -> Iterator[Document]:
    """A document for each run of articles of one law."""
    for name, held in groupby(given, key=lambda article: article.law):
        yield law(name, list(held))


def law(name: str, held: Sequence[Article]) -> Document:
    """The document of one law: its title, its chapters, its articles, each character in one of them."""
    tree = _Tree(name, held[0].title)
    for article in held:
        tree.add(article)
    text = tree.text()
    return Document(
        id=name,
        title=held[0].title,
        number=None,
        issuer=None,
        issued_on=None,
        region=region_of(held[0].title),
        source=f"{name}.txt",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        clauses=tree.clauses(),
        discarded=(),
    )


class _Tree:
    """The text and the clauses of a law while its articles are added."""

    def __init__(self, name: str, title: str) -> None:
        self._name, self._lines, self._length = name, list[str](), 0
        self._taken: set[str] = set()
        self._top: list[tuple[Clause, list[Clause]]] = []
        self._chapter = ""
        self._top.append((self._clause(("标题",), title, "", "title"), []))

    def add(self, article: Article) -> None:
        """An article, with its chapter where that is another than before."""
        if article.chapter and article.chapter != self._chapter:
            chapter = article.chapter
            self._top.append((self._clause((chapter.split()[0],), chapter, chapter), []))
        self._chapter = article.chapter
        words = f"{article.label} {article.text}".strip()
        path = (article.label or f"§{len(self._lines)}",)
        if article.chapter:
            above, below = self._top[-1]
            below.append(self._clause((*above.path, *path), words, ""))
        else:
            self._top.append((self._clause(path, words, ""), []))

    def _clause(self, path: tuple[str, ...], text: str, heading: str, kind: ClauseKind = "clause") -> Clause:
        identity, n = f"{self._name}#{'/'.join(path)}", 2
        while identity in self._taken:
            identity, n = f"{self._name}#{'/'.join(path)}~{n}", n + 1
        self._taken.add(identity)
        start = self._length
        self._lines.append(text)
        self._length += len(text) + 1
        return Clause(identity, self._name, path, heading, text, ((start, start + len(text)),), kind)

    def text(self) -> str:
        """The whole text, a line break behind each clause."""
        return "".join(line + "\n" for line in self._lines)

    def clauses(self) -> tuple[Clause, ...]:
        """The trees of the law, in its order."""
        from dataclasses import replace

        return tuple(replace(above, children=tuple(below)) if below else above for above, below in self._top)


def printed(titles: Collection[str]) -> dict[str, str]:
    """The text of each law of that title as a plain file holds it: title, chapters, articles."""
    texts: dict[str, str] = {}
    for (_, title), held in groupby(articles(), key=lambda article: (article.law, article.title)):
        if title in titles:
            texts[title] = "\n".join([title, "", *_lines(held)])
    return texts


def _lines(given: Iterable[Article]) -> Iterator[str]:
    """The lines of a law; a chapter stands before its first article."""
    for chapter, held in groupby(given, key=lambda article: article.chapter):
        if chapter:
            yield chapter
        for article in held:
            yield f"{article.label}\u3000{article.text}"


def grown(count: int) -> Iterator[Article]:
    """Exactly ``count`` articles: those of the file, then copies of them, each unlike the one before."""
    given = list(islice(articles(), count))
    for n in range(-(-count // max(1, len(given)))):
        wanted = given[: count - n * len(given)]
        yield from (copied(article, n) for article in wanted) if n else wanted


def copied(article: Article, n: int) -> Article:
    """The ``n``-th copy of an article: another law's id and title, one character in twelve exchanged."""
    drawn = random.Random(f"{n} {article.law} {article.label} {len(article.text)}")
    letters = list(article.text)
    for _ in range(len(letters) // _EXCHANGED):
        a, b = drawn.randrange(len(letters)), drawn.randrange(len(letters))
        letters[a], letters[b] = letters[b], letters[a]
    return Article(
        f"{article.law}-{n}", f"{article.title}（第{n}稿）", article.chapter, article.label, "".join(letters)
    )
