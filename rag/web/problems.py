"""Errors in the form of the surface that they happen on: a page, the API's, the OpenAI channel's."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from rag.errors import InputError, RagError
from rag.web.headers import security_headers
from rag.web.page import language_of, page
from rag.web.words import words
from rag.web_settings import WebSettings

log = logging.getLogger(__name__)

_CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    422: "invalid_input",
    429: "too_many_requests",
    503: "not_ready",
}


def problem(
    request: Request,
    status: int,
    message: str,
    code: str | None = None,
    *,
    param: str | None = None,
    number: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The error as this address tells errors; never a traceback.

    Args:
        request: what failed.
        status: of the response.
        message: a key of the interface's words, or plain text.
        code: for programs; by default from the status.
        param: the part of the input at fault.
        number: under which the server's log holds the details.
        headers: of the response.
    """
    path = request.url.path
    for_programs = path.startswith(("/api/", "/v1/"))
    if not for_programs and "text/html" in request.headers.get("accept", ""):
        return page(request, "error.html", "", status=status, message=message, number=number)
    text = _clean(words(language_of(request)).get(message, message) + (number or ""))
    code = code or _CODES.get(status, "server_error" if status >= 500 else "error")
    body: dict[str, object] = {"message": text, "code": code}
    if path.startswith("/v1/"):
        kinds = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
        kind = "server_error" if status >= 500 else kinds.get(status, "invalid_request_error")
        body |= {"type": kind, "param": param}
    elif not for_programs:
        body["status"] = status
    if number:
        body["number"] = number
    whole: dict[str, object] = {"error": body}
    if path.startswith("/gradio_api/"):
        whole["detail"] = text  # what the chat page's script shows
    return JSONResponse(whole, status_code=status, headers=dict(headers or {}))


def failure(error: Exception) -> tuple[str, str]:
    """(message, code) of an error in the midst of a stream; what is ours goes to the log."""
    if isinstance(error, RagError):
        return _clean(str(error)), "bad_request" if isinstance(error, InputError) else "not_ready"
    number = secrets.token_hex(4)
    log.error("a stream failed, number %s", number, exc_info=error)
    return words("zh")["server_error"] + number, "server_error"


def add_problems(app: FastAPI, settings: WebSettings) -> None:
    """Handlers for every error that leaves a route."""

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        known = {404: "not_found", 405: "method_not_allowed"}
        message = known.get(error.status_code, str(error.detail))
        return problem(request, error.status_code, message, headers=error.headers)

    app.add_exception_handler(RequestValidationError, invalid)

    @app.exception_handler(RagError)
    async def known(request: Request, error: RagError) -> Response:
        return problem(request, 400 if isinstance(error, InputError) else 503, str(error))

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> Response:
        number = secrets.token_hex(4)
        log.error("request %s %s failed, number %s", request.method, request.url.path, number)
        response = problem(request, 500, "server_error", number=number)
        # Starlette answers this one outside the middleware that adds them.
        allowed = (settings.frame_ancestors, settings.embed_ancestors)
        response.headers.update(security_headers(request.url.path, *allowed))
        return response


async def invalid(request: Request, error: Exception) -> Response:
    """What is said of input that has not the form asked for."""
    assert isinstance(error, RequestValidationError)
    where, message = plain(error)
    status = 400 if request.url.path.startswith("/v1/") else 422
    return problem(request, status, message, "invalid_input", param=where or None)


_PLAIN = {
    "missing": "is missing",
    "json_invalid": "is not valid JSON",
    "string_unicode": "holds characters that are not text (lone surrogates)",
    "model_attributes_type": "must be a JSON object, sent with Content-Type: application/json",
    "dict_type": "must be a JSON object",
}


def plain(error: RequestValidationError) -> tuple[str, str]:
    """Where the first fault is, and the fault in a sentence."""
    first = error.errors()[0]
    # An alternative of a union is named like a place; people did not write it.
    parts = [str(part) for part in first["loc"][1:] if "[" not in str(part)]
    if first["type"] == "json_invalid":
        parts = []
    where = _clean(".".join(parts))
    said = _PLAIN.get(first["type"], first["msg"])
    return where, _clean(f"{where or 'the body'}: {said}")


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
