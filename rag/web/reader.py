"""文件: the list of documents, a search over their clauses, and each document with its text.

Every clause has an anchor, its path joined by ``/``; ``?mark=start-end`` (code points of
``Document.text``) puts the quoted words into ``<mark>``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from rag.language.text import squeeze
from rag.lazy_re import lazy_re
from rag.render import label, url
from rag.types import Clause, Document
from rag.web.lists import Lists
from rag.web.page import page

Span = tuple[int, int]

_MARK = lazy_re(r"([0-9]{1,9})-([0-9]{1,9})")
MAX_FOUND = 60
MAX_TERMS = 8
AROUND = 42


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is marked or not, strong (a heading run in) or not."""

    text: str
    marked: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: ``cells`` holds one entry, or one for each cell of a table row."""

    kind: str
    cells: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A clause as the page shows it."""

    anchor: str
    name: str
    reference: str
    depth: int
    lines: tuple[Line, ...]
    responsible: tuple[tuple[str, str], ...]
    children: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A clause that holds every word searched for."""

    reference: str
    address: str
    pieces: tuple[Piece, ...]


def parse_mark(value: str | None, length: int) -> Span | None:
    """``"12-40"`` as a span within a text of ``length``; None where it is no span of it."""
    match = _MARK.fullmatch(value or "")
    if match is None:
        return None
    start, end = int(match[1]), min(int(match[2]), length)
    return (start, end) if start < end else None


def cut(text: str, span: Span, mark: Span | None, strong: Span | None) -> tuple[Piece, ...]:
    """``text[span]`` in pieces, cut where the mark or the strong run begins and ends."""
    edges = {*span}
    for other in (mark, strong):
        edges.update(edge for edge in other or () if span[0] < edge < span[1])
    places = sorted(edges)
    return tuple(Piece(text[a:b], _inside(a, mark), _inside(a, strong)) for a, b in pairwise(places))


def _inside(place: int, span: Span | None) -> bool:
    return span is not None and span[0] <= place < span[1]


def _line_spans(text: str, segments: Sequence[Span]) -> Iterator[Span]:
    for start, end in segments:
        for match in re.finditer(r"[^\n]*\S[^\n]*", text[start:end]):
            yield start + match.start(), start + match.end()


def _cells(text: str, span: Span) -> list[Span]:
    """Spans of the cells of a row ``| a | b |``; the line itself where it is no row."""
    line = text[span[0] : span[1]]
    if not line.lstrip().startswith("|") or line.count("|") < 2:
        return [span]
    places = [span[0] + i for i, char in enumerate(line) if char == "|"]
    if not line.rstrip().endswith("|"):
        places.append(span[1])
    return [(a + 1, b) for a, b in pairwise(places)]


def _lines(text: str, clause: Clause, mark: Span | None) -> Iterator[Line]:
    for number, span in enumerate(_line_spans(text, clause.segments)):
        strong: Span | None = None
        kind = "paragraph"
        if number == 0 and clause.heading and clause.kind == "clause":
            line = text[span[0] : span[1]]
            at = line.find(clause.heading)
            if 0 <= at <= 16:
                strong = (span[0], span[0] + at + len(clause.heading))
                kind = "heading" if not line[at + len(clause.heading) :].strip(" 。：:") else kind
        spans = _cells(text, span)
        if len(spans) > 1 or spans[0] != span:
            kind = "row"
        yield Line(kind, tuple(cut(text, cell, mark, strong) for cell in spans))


def section(document: Document, clause: Clause, mark: Span | None, depth: int = 1) -> Section:
    """A clause and all below it, ready for the template."""
    return Section(
        anchor="/".join(clause.path),
        name=clause_name(clause),
        reference=label(document, clause),
        depth=depth,
        lines=tuple(_lines(document.text, clause, mark)),
        responsible=tuple((r, "、".join(d)) for r, d in clause.responsible.items()),
        children=tuple(section(document, child, mark, depth + 1) for child in clause.children),
    )


def clause_name(clause: Clause) -> str:
    """A clause in the contents: its last label and its heading, or its first words."""
    own = clause.path[-1]
    heading = clause.heading or squeeze(clause.text)[:18]
    if clause.kind != "clause" or heading.startswith(own):
        return own if clause.kind != "clause" else heading
    return f"{own} {heading}".strip()


def search(lists: Lists, query: str, within: str = "") -> list[Found]:
    """Clauses whose text holds every word of ``query`` to the letter, at most ``MAX_FOUND + 1``.

    ``within``: the id of the one document to look in; empty for all.
    """
    terms = query.split()[:MAX_TERMS]
    patterns = [re.compile(re.escape(term), re.IGNORECASE) for term in terms]
    found: list[Found] = []
    for document, clause in lists.walk(within) if patterns else ():
        if all(pattern.search(clause.text) for pattern in patterns):
            found.append(_found(document, clause, terms))
            if len(found) > MAX_FOUND:
                break
    return found


def _found(document: Document, clause: Clause, terms: Sequence[str]) -> Found:
    anything = re.compile("|".join(map(re.escape, terms)), re.IGNORECASE)
    start, end = clause.segments[0]
    for segment in clause.segments:
        if match := anything.search(document.text, *segment):
            start, end = match.span()
            break
    first = clause.text.find(document.text[start:end])
    begin, stop = max(0, first - AROUND), first + AROUND * 2
    ends = ("…" if begin else "", "…" if stop < len(clause.text) else "")
    excerpt = f"{ends[0]}{clause.text[begin:stop].strip()}{ends[1]}"
    return Found(label(document, clause), url(document, clause, start, end), _pieces(excerpt, anything))


def _pieces(text: str, pattern: re.Pattern[str]) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for match in pattern.finditer(text):
        pieces += [Piece(text[at : match.start()]), Piece(match[0], marked=True)]
        at = match.end()
    return (*pieces, Piece(text[at:]))


def reader_routes(lists: Callable[[], Lists]) -> APIRouter:
    """``/documents`` and ``/documents/<id>``."""
    router = APIRouter()

    @router.get("/documents", response_class=HTMLResponse, include_in_schema=False)
    def documents(request: Request, q: str = "", document: str = "") -> HTMLResponse:
        query = " ".join(q.split())[:200]
        known = lists()
        within = known.headers.get(document)
        headers = [h for h in known.headers.values() if not query or (not within and _names(h, query))]
        found = search(known, query, within.id if within else "")
        return page(
            request,
            "documents.html",
            "documents",
            query=query,
            within=within,
            headers=headers,
            found=found[:MAX_FOUND],
            more=len(found) > MAX_FOUND,
        )

    @router.get("/documents/{identity}", response_class=HTMLResponse, include_in_schema=False)
    def document(request: Request, identity: str, mark: str | None = None) -> HTMLResponse:
        known = lists()
        if identity not in known.headers:
            return page(request, "error.html", "documents", status=404, message="no_document", number=None)
        shown = known.index.document(identity)
        span = parse_mark(mark, len(shown.text))
        sections = [section(shown, clause, span) for clause in shown.clauses]
        return page(request, "document.html", "documents", document=shown, sections=sections)

    return router


def _names(header: Document, query: str) -> bool:
    facts = " ".join(filter(None, (header.title, header.number, header.issuer, header.region)))
    return all(term.lower() in facts.lower() for term in query.split())
