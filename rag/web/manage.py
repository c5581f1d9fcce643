"""管理: documents in and out, the index rebuilt, its health, what users say, how much is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from rag import left_out
from rag.errors import InputError
from rag.language.apart import titles
from rag.load import SUFFIXES
from rag.records.kept import records_of
from rag.web import corpus_files
from rag.web.candidates import Voice, candidates, voices
from rag.web.metrics import METRICS
from rag.web.operators import COOKIE, cookie, is_operator, is_token
from rag.web.page import language_of, linker, page
from rag.web.portals import is_own
from rag.web.problems import problem
from rag.web.rebuild import Rebuild
from rag.web.visitors import visitor_of
from rag.web.words import told
from rag.web_settings import WebSettings

if TYPE_CHECKING:
    from rag.index import Index
    from rag.pipeline import Assistant
    from rag.types import Document

#: Files of one upload; voices that the page shows.
MAX_FILES, MAX_VOICES = 20, 100


@dataclass(frozen=True, slots=True)
class Health:
    """How well one document was read: what it does not state, what of it is in no clause."""

    document: Document
    clauses: int
    missing: tuple[str, ...]
    discarded: int


def health(index: Index) -> Iterator[Health]:
    """A line for each document of the index."""
    for header in index.headers():
        document = index.document(header.id)
        facts = ("number", "issuer", "issued_on", "region")
        missing = tuple(name for name in facts if getattr(document, name) is None)
        lost = sum(span.end - span.start for span in document.discarded)
        yield Health(header, sum(1 for _ in document.walk()), missing, lost)


def manage_routes(assistant: Assistant, settings: WebSettings, rebuild: Rebuild) -> APIRouter:
    """``/manage`` and what its buttons do."""
    router = APIRouter(include_in_schema=False)

    @router.get("/manage")
    def manage(request: Request) -> Response:
        if is_operator(request, settings):
            return _page(request, assistant, settings, rebuild)
        if _curates(request, settings):
            return _curators_page(request, settings)
        return _closed(request, settings)

    @router.post("/manage/login")
    async def login(request: Request) -> Response:
        given = str((await request.form(max_files=0, max_fields=4)).get("token", ""))
        if not is_own(request.headers) or not is_token(given, settings):
            return _closed(request, settings, wrong=True)
        response = _back(request)
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, cookie(settings), path="/manage", httponly=True, samesite="strict", secure=secure
        )
        return response

    @router.get("/manage/candidates.jsonl")
    def candidate_cases(request: Request) -> Response:
        if not is_operator(request, settings) and not _curates(request, settings):
            return _closed(request, settings)
        headers = {"Content-Disposition": "attachment; filename=candidates.jsonl"}
        said = _heard(request, settings)
        return Response(candidates(said), media_type="application/jsonl", headers=headers)

    _acting(router, assistant, settings, rebuild)
    return router


def _acting(router: APIRouter, assistant: Assistant, settings: WebSettings, rebuild: Rebuild) -> None:
    # The body is read only after the check: FastAPI would read a declared one before.
    @router.post("/manage/{action}")
    async def act(request: Request, action: str) -> Response:
        if not is_operator(request, settings) or not is_own(request.headers):
            return _closed(request, settings)
        try:
            if action == "upload":
                await _upload(request, settings)
            elif action == "remove":
                form = await request.form(max_files=0, max_fields=4)
                corpus_files.remove(settings.corpus, str(form.get("name", "")))
            elif action == "rebuild":
                rebuild.start()
            else:
                return problem(request, 404, "not_found")
        except InputError as error:
            return await run_in_threadpool(
                _page, request, assistant, settings, rebuild, wrong=str(error), status=400
            )
        return _back(request)


async def _upload(request: Request, settings: WebSettings) -> None:
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdecimal()) or int(length[:18]) > settings.max_file_bytes + (
        1 << 20
    ):
        raise InputError(
            f"一次最多上传 {settings.max_file_bytes:,} 字节，请分批上传 / an upload has at most "
            f"{settings.max_file_bytes:,} bytes; send fewer files at once"
        )
    async with request.form(max_files=MAX_FILES, max_fields=4) as form:
        files = [file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename]
        if not files:
            raise InputError("请选择文件 / choose a file")
        for file in files:
            data = await file.read(settings.max_file_bytes + 1)
            await run_in_threadpool(
                corpus_files.add, settings.corpus, file.filename, data, settings.max_file_bytes
            )


def _page(
    request: Request,
    assistant: Assistant,
    settings: WebSettings,
    rebuild: Rebuild,
    wrong: str = "",
    status: int = 200,
) -> Response:
    files, language = corpus_files.listed(settings.corpus), language_of(request)
    index = assistant.index
    out = left_out.read(settings.index, index.id)
    response = page(
        request,
        "manage.html",
        "",
        status=status,
        wrong=told(wrong, language),
        told=lambda text: told(text, language),
        files=files,
        waiting=corpus_files.waiting(files, index.headers(), index.id, out),
        left_out=out.reasons,
        unread=out.reasons.keys() - {document.source for document in index.headers()},
        suffixes=",".join(SUFFIXES),
        build=rebuild.state,
        index=index.id,
        health=list(health(index)),
        called=titles(index.headers()),
        voices=voices(records_of(settings))[:MAX_VOICES],
        usage=METRICS.totals(),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _curates(request: Request, settings: WebSettings) -> bool:
    visitor = visitor_of(request)
    return settings.access != "off" and visitor is not None and visitor.may("curate")


def _heard(request: Request, settings: WebSettings) -> list[Voice]:
    """What users said, as far as whoever reads it could have seen the same answers."""
    said = voices(records_of(settings))
    if is_operator(request, settings):
        return said
    visitor = visitor_of(request)
    own = visitor.groups if visitor else frozenset()
    return [voice for voice in said if voice.groups is not None and voice.groups <= own]


def _curators_page(request: Request, settings: WebSettings) -> Response:
    """The part of the view that curators need: what users say."""
    said = _heard(request, settings)[:MAX_VOICES]
    response = page(request, "curate.html", "", voices=said)
    response.headers["Cache-Control"] = "no-store"
    return response


def _back(request: Request) -> RedirectResponse:
    return RedirectResponse(linker(request)("/manage"), status_code=303)


def _closed(request: Request, settings: WebSettings, wrong: bool = False) -> Response:
    """The form for the token, or why there is none."""
    if settings.access != "off":
        return problem(request, 403, "no_role")
    if settings.admin_token is None:
        return problem(request, 403, "manage_closed")
    if "text/html" not in request.headers.get("accept", ""):
        return problem(request, 401, "manage_token")
    return page(request, "login.html", "", status=401, wrong=wrong)
