"""Who may call the API from a page of another origin, and how much a request may send."""

from __future__ import annotations

import re

from fastapi import HTTPException, Request
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.problems import problem

API = ("/api/", "/v1/")
#: Bytes of a request to the API: a long history and no more. Of one to a page: the conversations that
#: a browser keeps, see ``rag.web.exchanges.MAX_STORED``.
MAX_BODY, MAX_PAGE_BODY = 1 << 20, 8 << 20


def origin_pattern(origins: str) -> re.Pattern[str]:
    """What an allowed ``Origin`` matches in full; nothing where ``origins`` is empty."""
    parts = [re.escape(origin).replace(r"\*", r"[a-z0-9.\-]+") for origin in origins.split()]
    return re.compile("|".join(parts) or r"(?!)")


def is_own(headers: Headers) -> bool:
    """Whether the request comes from a page of ours, or from no page at all.

    Browsers send ``Sec-Fetch-Site`` and no script can change it; the host is compared for those
    that do not send it.
    """
    origin = headers.get("origin")
    if origin is None or headers.get("sec-fetch-site") in ("same-origin", "none"):
        return True
    return origin.partition("://")[2] == headers.get("host")


class Portals:
    """ASGI middleware for the API: cross-origin calls of allowed portals only, bodies of a size."""

    def __init__(self, app: ASGIApp, origins: str) -> None:
        self.app = app
        self.allowed = origin_pattern(origins)
        self.cors = CORSMiddleware(
            app,
            allow_origin_regex=self.allowed.pattern,
            allow_methods=("GET", "POST"),
            allow_headers=("Content-Type", "Authorization"),
            max_age=600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if length.isascii() and length.isdecimal() and int(length[:12]) > MAX_BODY:
            await problem(Request(scope), 413, too_large(MAX_BODY))(scope, receive, send)
        elif is_own(headers):
            await self.app(scope, _limited(receive), send)
        elif self.allowed.fullmatch(headers["origin"]):
            await self.cors(scope, _limited(receive), send)
        else:
            refused = problem(Request(scope), 403, _NOT_ALLOWED, "origin_not_allowed")
            await refused(scope, receive, send)


def too_large(limit: int) -> str:
    """What is said of a body beyond the limit."""
    return (
        f"请求超过 {limit} 字节，请缩短之前的对话 / "
        f"the request is larger than {limit} bytes; shorten the history"
    )


_NOT_ALLOWED = (
    "这个来源的网页不能调用本服务，管理员可把它加入 RAG_PORTAL_ORIGINS / "
    "pages of this origin may not call this service; the operator can add the origin to RAG_PORTAL_ORIGINS"
)


def _limited(receive: Receive) -> Receive:
    """A body without a length, or with a wrong one, is cut off where it grows too large."""
    taken = 0

    async def read() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY:
            raise HTTPException(413, too_large(MAX_BODY))
        return message

    return read
