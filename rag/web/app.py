"""One web application: the chat page at ``/``, the reader and the views beside it."""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp

from rag.access.groups import EVERYONE, GroupFile
from rag.access.rate import Gate
from rag.errors import RagError
from rag.records import logs
from rag.records.kept import records_of
from rag.web.access import Access, check_start
from rag.web.account import account_routes, open_routes
from rag.web.api import api_routes, unknown_routes
from rag.web.current import Current
from rag.web.docs import docs_routes
from rag.web.embed import embed_routes
from rag.web.first_script import FirstScript
from rag.web.head import Head
from rag.web.headers import SecurityHeaders
from rag.web.hosts import OnlyThisMachine
from rag.web.lists import current_lists
from rag.web.manage import manage_routes
from rag.web.metrics import Measured, metrics_routes
from rag.web.openai import openai_routes
from rag.web.page import STATIC, asset
from rag.web.portals import Portals
from rag.web.problems import add_problems, invalid, problem
from rag.web.reader import reader_routes
from rag.web.rebuild import Rebuild
from rag.web.views import view_routes
from rag.web.visitors import Personal
from rag.web_settings import WebSettings, web_settings

if TYPE_CHECKING:
    from rag.builder import Report
    from rag.index.encoding import Progress
    from rag.pipeline import Assistant
    from rag.records.store import Records

log = logging.getLogger(__name__)

#: Read by Gradio and the model hub's client when they are imported: no telemetry, no look-ups.
OFFLINE = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}


def create_app(assistant: Assistant, settings: WebSettings) -> FastAPI:
    """The application; ``assistant`` answers, ``settings`` say who may frame and call it."""
    app = FastAPI(
        title="policy-rag",
        summary="Answers from policy documents, each sentence with its official clause reference",
        version=_version(),
        docs_url=None,
        redoc_url=None,
    )
    gate = Gate(settings.places, settings.answers_waiting)
    # The last one added is the outermost: refusals of the inner ones carry the headers too.
    app.add_middleware(Access, settings=settings, gate=gate)
    app.add_middleware(Portals, origins=settings.portal_origins)
    app.add_middleware(Measured)
    app.add_middleware(
        SecurityHeaders,
        frame_ancestors=settings.frame_ancestors,
        embed_ancestors=settings.embed_ancestors,
    )
    app.add_middleware(Head)
    add_problems(app, settings)
    current = Current(assistant)
    if (settings.index / assistant.index.id).is_dir():
        _follow(current, settings.index)
    assistant = cast("Assistant", current)  # from here on, always the one in use
    _add_health(app, assistant, records_of(settings), settings.access == "off")
    rebuild = _rebuild(current, settings)
    if settings.access != "off":
        others = frozenset((EVERYONE,) if settings.ungrouped == "everyone" else ())
        file = GroupFile(settings.corpus, others)
        file.warn_of_unused(assistant.index.headers())
        # All routes below see the documents of the visitor at hand, and no others.
        assistant = cast("Assistant", Personal(current, file))
        app.include_router(account_routes(settings))
    else:
        app.include_router(open_routes())
    app.include_router(manage_routes(assistant, settings, rebuild))
    _add_routes(app, assistant, settings)
    app.mount("/page", StaticFiles(directory=STATIC), name="page")
    _mount_chat(app, assistant, settings, gate)
    return app


def _version() -> str:
    try:
        return version("policy-rag")
    except PackageNotFoundError:  # run from a folder, not installed
        return "unknown"


def _follow(current: Current, folder: Path) -> None:
    """Takes up what other processes build into the folder that the index came from."""
    from rag.builder import successor, version_in_use

    current.watch(lambda: version_in_use(folder), lambda assistant: successor(assistant, folder))


def _rebuild(current: Current, settings: WebSettings) -> Rebuild:
    """Builds the index over the corpus folder and puts it to use without a restart.

    With the encoder at hand: one of its own would be a hundred MiB for the length of a build.
    """
    from rag.builder import build_index, successor, version_in_use

    def build(progress: Progress) -> Report:
        encoder = current.retriever.encoder
        return build_index([settings.corpus], settings.index, progress=progress, encoder=encoder)

    def use() -> None:
        current.take_up(
            lambda: version_in_use(settings.index), lambda assistant: successor(assistant, settings.index)
        )

    return Rebuild(build, use)


def _add_routes(app: FastAPI, assistant: Assistant, settings: WebSettings) -> None:
    lists = current_lists(assistant)
    api, openai = api_routes(assistant, lists, settings), openai_routes(assistant, settings)
    for routes in (
        reader_routes(lists),
        view_routes(assistant, lists, settings),
        api,
        openai,
        unknown_routes(api, openai),
        embed_routes(assistant, settings),
        docs_routes(app),
        metrics_routes(),
    ):
        app.include_router(routes)


def serve(opened: Callable[[], Assistant], host: str, port: int, index: Path | None = None) -> None:
    """Serve the application until it is interrupted.

    Args:
        opened: opens the assistant. It is held by the application alone: one that the caller held
            too would stay in memory after a new index has taken its place.
        host: address to listen on.
        port: of it.
        index: folder that the assistant comes from; by default that of the settings.
    """
    import uvicorn

    settings = web_settings()
    check_start(settings, host)
    logs.configure(settings.log, logs.secrets_of(settings))
    app = create_app(opened(), settings.model_copy(update={"index": index}) if index else settings)
    uvicorn.run(
        own_names(app, settings),
        host=host,
        port=port,
        log_level="warning",
        log_config=None,
        server_header=False,
        # Proxies are believed where they are named, and that is for rag.web.proxies to tell: uvicorn
        # would believe whatever is on this machine, a proxy that passes on what a client made up too.
        proxy_headers=False,
    )


def own_names(app: ASGIApp, settings: WebSettings) -> ASGIApp:
    """The application; one that is for this machine alone is asked under its names only."""
    others = settings.access != "off" or settings.public_without_access
    return app if others else OnlyThisMachine(app)


def _mount_chat(app: FastAPI, assistant: Assistant, settings: WebSettings, gate: Gate) -> None:
    os.environ.update(OFFLINE)  # before the first import of gradio
    import gradio

    from rag.web.chat import chat_page
    from rag.web.chat_look import mount_options

    blocks = chat_page(assistant, settings, gate)
    gradio.mount_gradio_app(app, blocks, path="/", **mount_options())
    mounted = app.routes[-1]
    if isinstance(mounted, Mount) and isinstance(mounted.app, FastAPI):
        # Innermost: what Gradio's own middleware compresses cannot be added to.
        first = [asset("language.js"), asset("store.js")]
        mounted.app.user_middleware.append(Middleware(FirstScript, addresses=first))
        for status, message in ((404, "not_found"), (405, "method_not_allowed")):
            mounted.app.add_exception_handler(status, _unknown(message))
        mounted.app.add_exception_handler(503, _full)
        # Gradio's own answer repeats the input, and fails where JSON cannot hold that.
        mounted.app.add_exception_handler(RequestValidationError, invalid)


def _unknown(message: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    """An address that nobody knows ends in Gradio, which would tell it in a form of its own."""

    async def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return problem(request, error.status_code, message, headers=error.headers)

    return told


async def _full(request: Request, error: Exception) -> Response:
    """Gradio's queue takes no more; it would say so in English, as a failure of the server."""
    return problem(request, 429, "busy", "overloaded", headers={"Retry-After": "5"})


def _add_health(app: FastAPI, assistant: Assistant, records: Records, tells: bool) -> None:
    """``/healthz`` and ``/readyz``; ``tells``: what is wrong and how much there is, to whoever asks."""

    @app.get("/healthz", include_in_schema=False)
    def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @app.get("/readyz", include_in_schema=False)
    def readyz() -> JSONResponse:
        try:
            count, index = len(assistant.index.headers()), assistant.index.id
        except Exception as error:  # whatever is wrong with it, the index is not ready
            log.warning("not ready: %s", error)
            reason = str(error) if isinstance(error, RagError) else "the index cannot be read"
            return JSONResponse({"status": "not ready", **({"reason": reason} if tells else {})}, 503)
        failing = not records.is_well()
        well = count and not (failing and records.keeping.mode == "required")
        told: dict[str, object] = {
            "index": index,
            "documents": count,
            "records": "failing" if failing else "ok",
        }
        state = "ready" if well else "not ready"
        return JSONResponse({"status": state, **(told if tells else {})}, 200 if well else 503)
