"""One web application: the chat page at ``/``, the reader and the views beside it."""

from __future__ import annotations

import logging
import os
import secrets
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from rag.errors import InputError, RagError
from rag.web.headers import SecurityHeaders, security_headers
from rag.web.lists import current_lists
from rag.web.page import STATIC, language_of, page
from rag.web.reader import reader_routes
from rag.web.settings import WebSettings, web_settings
from rag.web.views import view_routes
from rag.web.words import words

if TYPE_CHECKING:
    from rag.pipeline import Assistant

log = logging.getLogger(__name__)

#: Read by Gradio and the model hub's client when they are imported: no telemetry, no look-ups.
OFFLINE = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}


def create_app(assistant: Assistant, settings: WebSettings) -> FastAPI:
    """The application; ``assistant`` answers, ``settings`` say who may frame the pages."""
    app = FastAPI(title="policy-rag", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
    _add_errors(app, settings)
    _add_health(app, assistant)
    lists = current_lists(assistant)
    app.include_router(reader_routes(lists))
    app.include_router(view_routes(assistant, lists))
    app.mount("/page", StaticFiles(directory=STATIC), name="page")
    _mount_chat(app, assistant, settings)
    return app


def serve(assistant: Assistant, host: str, port: int) -> None:
    """Serve the application until it is interrupted."""
    import uvicorn

    app = create_app(assistant, web_settings())
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def _mount_chat(app: FastAPI, assistant: Assistant, settings: WebSettings) -> None:
    os.environ.update(OFFLINE)  # before the first import of gradio
    import gradio

    from rag.web.chat import chat_page, mount_options

    blocks = chat_page(assistant, settings)
    gradio.mount_gradio_app(app, blocks, path="/", **mount_options())
    mounted = app.routes[-1]
    if isinstance(mounted, Mount) and isinstance(mounted.app, FastAPI):
        mounted.app.add_exception_handler(404, _missing_page)


async def _missing_page(request: Request, error: Exception) -> Response:
    """An address that nobody knows ends in Gradio, whose scripts expect its own form."""
    if "text/html" in request.headers.get("accept", ""):
        return _error(request, 404, "not_found")
    return JSONResponse({"detail": "Not Found"}, status_code=404)


def _add_health(app: FastAPI, assistant: Assistant) -> None:
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
            return JSONResponse({"status": "not ready", "reason": reason}, status_code=503)
        status = 200 if count else 503
        state = "ready" if count else "not ready"
        return JSONResponse({"status": state, "index": index, "documents": count}, status)


def _add_errors(app: FastAPI, settings: WebSettings) -> None:
    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        message = "not_found" if error.status_code == 404 else str(error.detail)
        return _error(request, error.status_code, message)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return _error(request, 422, f"{first['loc'][-1]}: {first['msg']}")

    @app.exception_handler(RagError)
    async def known(request: Request, error: RagError) -> Response:
        return _error(request, 400 if isinstance(error, InputError) else 503, str(error))

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> Response:
        number = secrets.token_hex(4)
        log.error("request %s %s failed, number %s", request.method, request.url.path, number)
        response = _error(request, 500, "server_error", number)
        # Starlette answers this one outside the middleware that adds them.
        response.headers.update(security_headers(request.url.path, settings.frame_ancestors))
        return response


def _error(request: Request, status: int, message: str, number: str | None = None) -> Response:
    """The error as a page for a browser, else as JSON; never a traceback."""
    if "text/html" in request.headers.get("accept", ""):
        return page(request, "error.html", "", status=status, message=message, number=number)
    text = words(language_of(request)).get(message, message)
    body: dict[str, object] = {"status": status, "message": text}
    if number:
        body["number"] = number
    return JSONResponse({"error": body}, status_code=status)
