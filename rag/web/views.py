"""责任分工, 指标 and 对比: the lists that no chat gives, each row linked to its clause."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from rag.errors import RagError
from rag.language.apart import titles
from rag.language.text import squeeze
from rag.render import join_path, label, url
from rag.types import Document
from rag.web.answering import UNKNOWN, Asker, asked, asker
from rag.web.exchanges import Exchange, Sentence, Source, exchange_from
from rag.web.lists import Duty, Lists, Target
from rag.web.page import language_of, page
from rag.web.tables import to_csv, to_xlsx
from rag.web.words import Language, words
from rag.web_settings import WebSettings

if TYPE_CHECKING:
    from rag.pipeline import Assistant

log = logging.getLogger(__name__)

ROWS_A_PAGE = 100
MAX_COMPARED = 12
MAX_TOPIC = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SIGN = {"=": "", ">=": "≥", "<=": "≤", ">": ">", "<": "<", "~": "≈"}


#: Digits of a page's number that are read; Python refuses to read thousands.
MAX_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Pages:
    """One page of a long list."""

    number: int
    count: int
    start: int
    end: int
    total: int


def paged(total: int, asked: str) -> Pages:
    """The page asked for, or the nearest there is; pages count from 1."""
    count = max(1, -(-total // ROWS_A_PAGE))
    number = min(count, max(1, int(asked[:MAX_DIGITS]))) if asked.isascii() and asked.isdigit() else 1
    start = (number - 1) * ROWS_A_PAGE
    return Pages(number, count, start, min(total, start + ROWS_A_PAGE), total)


def view_routes(assistant: Assistant, lists: Callable[[], Lists], settings: WebSettings) -> APIRouter:
    """``/duties``, ``/targets`` and ``/compare``, each also as ``.csv`` and ``.xlsx``."""
    router = APIRouter(include_in_schema=False)
    _duty_routes(router, lists)
    _target_routes(router, lists)
    _compare_routes(router, assistant, lists, settings)
    return router


# 责任分工


def duties_of(duties: Iterable[Duty], department: str, role: str, document: str) -> list[Duty]:
    """Duties of a department by its exact name; of all that contain the name if none has it."""
    kept = [
        duty
        for duty in duties
        if department in duty.department and role in ("", duty.role) and document in ("", duty.document.id)
    ]
    exact = [duty for duty in kept if duty.department == department]
    return exact or kept


def duty_rows(duties: Sequence[Duty], language: Language) -> list[list[str]]:
    """The list as a table with its header, for export."""
    w = words(language)
    rows = [[w[k] for k in ("department", "role", "document", "number", "clause", "content")]]
    for d in duties:
        name, number = d.document.title, d.document.number or ""
        rows.append([d.department, d.role, name, number, join_path(d.clause.path), d.clause.text])
    return rows


def _duty_routes(router: APIRouter, lists: Callable[[], Lists]) -> None:
    def chosen(request: Request) -> list[Duty]:
        query = request.query_params
        department = query.get("department", "").strip()
        if not department:
            return []
        role, document = query.get("role", ""), query.get("document", "")
        return duties_of(lists().duties, department, role, document)

    @router.get("/duties", response_class=HTMLResponse)
    def duties(request: Request) -> HTMLResponse:
        known, found, query = lists(), chosen(request), request.query_params
        pages = paged(len(found), query.get("page", "1"))
        return page(
            request,
            "duties.html",
            "duties",
            known=known,
            roles=sorted({duty.role for duty in known.duties}),
            chosen={k: query.get(k, "").strip() for k in ("department", "role", "document")},
            rows=found[pages.start : pages.end],
            clauses=len({duty.clause.id for duty in found}),
            pages=pages,
            label=label,
            address=clause_address,
            excerpt=excerpt,
        )

    @router.get("/duties.{kind}")
    def export(request: Request, kind: str) -> Response:
        language = language_of(request)
        return download(request, duty_rows(chosen(request), language), "duties", kind)


# 指标

_SORTS: dict[str, Callable[[Target], tuple[object, ...]]] = {
    "indicator": lambda t: (t.figure.indicator,),
    "value": lambda t: (t.figure.unit, _number(t.figure.value)),
    "by": lambda t: (t.figure.by is None, t.figure.by or ""),
    "region": lambda t: (t.document.region or "",),
    "document": lambda t: (t.document.title,),
}


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return float("inf")


def targets_of(
    targets: Iterable[Target],
    *,
    text: str = "",
    region: str = "",
    document: str = "",
    by: str = "",
    sort: str = "",
    down: bool = False,
) -> list[Target]:
    """Targets whose indicator or wording holds every word of ``text``, filtered and sorted."""
    terms = text.lower().split()
    kept = [
        t
        for t in targets
        if all(term in f"{t.figure.indicator} {t.figure.text}".lower() for term in terms)
        and region in ("", t.document.region)
        and document in ("", t.document.id)
        and by in ("", t.figure.by)
    ]
    return sorted(kept, key=_SORTS[sort], reverse=down) if sort in _SORTS else kept


def shown_value(target: Target) -> str:
    """``≥ 45%``: the bound as a sign, the value, the unit."""
    figure = target.figure
    return f"{_SIGN.get(figure.bound, figure.bound)} {figure.value}{figure.unit}".strip()


def target_rows(targets: Sequence[Target], language: Language) -> list[list[str]]:
    """The list as a table with its header, for export."""
    w = words(language)
    keys = ("indicator", "value", "by", "region", "document", "number", "clause", "content")
    rows = [[w[key] for key in keys]]
    for t in targets:
        facts = [t.document.region or "", t.document.title, t.document.number or ""]
        value = shown_value(t)
        by = t.figure.by or ""
        rows.append([t.figure.indicator, value, by, *facts, join_path(t.clause.path), t.figure.text])
    return rows


_TARGET_FILTERS = ("text", "region", "document", "by", "sort", "order")


def _target_routes(router: APIRouter, lists: Callable[[], Lists]) -> None:
    def chosen(request: Request) -> list[Target]:
        query = request.query_params
        return targets_of(
            lists().targets,
            text=query.get("text", "")[:MAX_TOPIC],
            region=query.get("region", ""),
            document=query.get("document", ""),
            by=query.get("by", ""),
            sort=query.get("sort", ""),
            down=query.get("order") == "down",
        )

    @router.get("/targets", response_class=HTMLResponse)
    def targets(request: Request) -> HTMLResponse:
        known, found, query = lists(), chosen(request), request.query_params
        pages = paged(len(found), query.get("page", "1"))
        return page(
            request,
            "targets.html",
            "targets",
            known=known,
            years=sorted({t.figure.by for t in known.targets if t.figure.by}),
            chosen={key: query.get(key, "") for key in _TARGET_FILTERS},
            rows=found[pages.start : pages.end],
            pages=pages,
            label=label,
            shown_value=shown_value,
            address=lambda t: url(t.document, t.clause, t.figure.start, t.figure.end),
        )

    @router.get("/targets.{kind}")
    def export(request: Request, kind: str) -> Response:
        language = language_of(request)
        return download(request, target_rows(chosen(request), language), "targets", kind)


# 对比


@dataclass(frozen=True, slots=True)
class Cell:
    """What one document says of the topic; ``exchange`` is None where it could not be asked."""

    document: Document
    exchange: Exchange | None

    @property
    def sentence(self) -> Sentence | None:
        """The first statement that cites a clause."""
        sentences = self.exchange.sentences if self.exchange else ()
        return next((s for s in sentences if s.marks), None)

    @property
    def source(self) -> Source | None:
        """The clause that this statement cites."""
        sources = self.exchange.sources if self.exchange else ()
        marks = self.sentence.marks if self.sentence else ()
        return next((s for s in sources if s.mark in marks), None)


def compared(
    assistant: Assistant, documents: Sequence[Document], topic: str, by: Asker = UNKNOWN
) -> list[Cell]:
    """Ask each document alone; a document that fails does not spoil the others."""
    cells = []
    for document in documents:
        exchange: Exchange | None = None
        try:
            answer = asked(assistant, "compare", topic, documents=frozenset({document.id}), by=by)
            exchange = exchange_from(answer, assistant.index)
        except RagError as error:
            log.warning("compare: %s: %s", document.id, error)
        cells.append(Cell(document, exchange))
    return cells


def compared_rows(cells: Sequence[Cell], topic: str, language: Language) -> list[list[str]]:
    """The comparison as a table with its header, for export."""
    w = words(language)
    rows = [[w["document"], w["number"], w["region"], topic, w["checked"], w["clause"], w["quote"]]]
    for cell in cells:
        header = cell.document
        facts = [header.title, header.number or "", header.region or ""]
        rows.append([*facts, *_told(cell, w)])
    return rows


def _told(cell: Cell, w: Mapping[str, str]) -> list[str]:
    """Content, verdict, clause and quote of a cell; what is not said is stated as such."""
    if cell.exchange is None or cell.exchange.status == "error":
        return [w["cell_failed"], "", "", ""]
    if cell.sentence is None or cell.source is None:
        return [w["not_provided"], "", "", ""]
    return [cell.sentence.text, w[cell.sentence.verdict], cell.source.label, cell.source.quote]


def _compare_routes(
    router: APIRouter, assistant: Assistant, lists: Callable[[], Lists], settings: WebSettings
) -> None:
    def topic_of(request: Request) -> str:
        return " ".join(request.query_params.get("topic", "").split())[:MAX_TOPIC]

    def named_in(request: Request) -> list[str]:
        return [i for i in dict.fromkeys(request.query_params.getlist("document")) if i]

    def unknown_in(request: Request) -> list[str]:
        known = lists().headers
        return [i for i in named_in(request) if i not in known]

    def documents_of(request: Request) -> list[Document]:
        """Those named; all where none is named."""
        known = lists().headers
        return [known[i] for i in named_in(request) or known if i in known]

    def cells_of(request: Request) -> list[Cell]:
        documents, topic = documents_of(request), topic_of(request)
        by = asker(request, settings)
        return compared(assistant, documents[:MAX_COMPARED], topic, by) if topic else []

    @router.get("/compare", response_class=HTMLResponse)
    def compare(request: Request) -> HTMLResponse:
        documents, named = documents_of(request), named_in(request)
        return page(
            request,
            "compare.html",
            "compare",
            known=lists(),
            topic=topic_of(request),
            named=[document.id for document in documents] if named else [],
            unknown=[excerpt(identity, 60) for identity in unknown_in(request)[:MAX_COMPARED]],
            chosen={document.id for document in documents[:MAX_COMPARED]},
            cut=MAX_COMPARED if len(documents) > MAX_COMPARED else 0,
            called=titles(lists().headers.values()),
            cells=cells_of(request),
        )

    @router.get("/compare.{kind}")
    def export(request: Request, kind: str) -> Response:
        if unknown_in(request):
            return page(request, "error.html", "compare", status=404, message="no_document", number=None)
        rows = compared_rows(cells_of(request), topic_of(request), language_of(request))
        return download(request, rows, "compare", kind)


# shared


def clause_address(row: Duty) -> str:
    """Deep link to the clause of a duty, its whole text marked."""
    return url(row.document, row.clause, row.clause.start, row.clause.end)


def excerpt(text: str, length: int = 110) -> str:
    """The text on one line, shortened."""
    line = squeeze(text)
    return line if len(line) <= length else line[: length - 1] + "…"


def download(request: Request, rows: Sequence[Sequence[str]], name: str, kind: str) -> Response:
    """The rows as a file; 404 for a kind that is not made."""
    title = words(language_of(request))[name]
    if kind == "csv":
        body, media = to_csv(rows), "text/csv; charset=utf-8"
    elif kind == "xlsx":
        body, media = to_xlsx(rows, title), _XLSX
    else:
        return page(request, "error.html", name, status=404, message="not_found", number=None)
    disposition = f"attachment; filename={name}.{kind}; filename*=UTF-8''{quote(title)}.{kind}"
    return Response(body, media_type=media, headers={"Content-Disposition": disposition})
