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
from rag.web.words import told, words
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
        message: a key of the interface's words, or text in the form ``中文 / English``: a page shows its
            reader's half, a program gets both.
        code: for programs; by default from the status.
        param: the part of the input at fault.
        number: under which the server's log holds the details.
        headers: of the response.
    """
    path = request.url.path
    for_programs = path.startswith(("/api/", "/v1/"))
    if not for_programs and "text/html" in request.headers.get("accept", ""):
        language = language_of(request)
        shown = {"message": message, "number": number, "told": lambda text: told(text, language)}
        return page(request, "error.html", "", status=status, **shown)
    text = _clean(_in_both(message, number or ""))
    if not for_programs:
        text = told(text, language_of(request))
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
    return _in_both("server_error", number), "server_error"


def _in_both(message: str, number: str = "") -> str:
    """``中文 / English`` of a key of the interface's words; a text as it is."""
    if message not in words("zh"):
        return message + number
    return " / ".join(words(language)[message] + number for language in ("zh", "en"))


def add_problems(app: FastAPI, settings: WebSettings) -> None:
    """Handlers for every error that leaves a route."""

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        known = {404: "not_found", 405: "method_not_allowed"}
        if str(error.detail) == _UNREADABLE:
            known[400] = f"请求体无法解析，请用 UTF-8 的 JSON / {_UNREADABLE}; send JSON in UTF-8"
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


#: FastAPI's word on a body that is no UTF-8, or nested too deeply.
_UNREADABLE = "There was an error parsing the body"
_OBJECT = (
    "须是 JSON 对象，并带 Content-Type: application/json",
    "must be a JSON object, sent with Content-Type: application/json",
)
#: Faults by the names that pydantic gives them; None: its own English words will do.
_PLAIN: dict[str, tuple[str, str | None]] = {
    "missing": ("缺少这一项", "is missing"),
    "json_invalid": ("不是有效的 JSON", "is not valid JSON"),
    "string_unicode": ("含有无法识别的字符", "holds characters that are not text (lone surrogates)"),
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "dict_type": ("须是 JSON 对象", "must be a JSON object"),
    "string_type": ("须是文本", None),
    "string_too_long": ("太长", None),
    "string_too_short": ("太短或为空", None),
    "list_type": ("须是列表", None),
    "too_long": ("列得太多", None),
    "too_short": ("列得太少或为空", None),
    "literal_error": ("不是可用的值", None),
    "int_parsing": ("须是整数", None),
    "int_type": ("须是整数", None),
    "int_from_float": ("须是整数", None),
    "bool_parsing": ("须是 true 或 false", None),
    "bool_type": ("须是 true 或 false", None),
    "greater_than_equal": ("太小", None),
    "less_than_equal": ("太大", None),
}


def plain(error: RequestValidationError) -> tuple[str, str]:
    """Where the first fault is, and the fault in a sentence."""
    first = error.errors()[0]
    # An alternative of a union is named like a place; people did not write it.
    parts = [str(part) for part in first["loc"][1:] if "[" not in str(part)]
    if first["type"] == "json_invalid":
        parts = []
    where = _clean(".".join(parts))
    chinese, english = _PLAIN.get(first["type"], ("格式不对", None))
    return where, _clean(f"{where or 'body'}: {chinese} / {english or first['msg']}")


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
