"""Under which names a server for this machine alone is asked: its own, and no others.

A page of another site can let its name point to this machine (DNS rebinding); the browser then takes
the server for that site and hands the page whatever it answers. Only the ``Host`` header tells.
"""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.web.headers import security_headers
from rag.web.problems import problem

_NAMES = ("localhost", "127.0.0.1", "[::1]")


def is_this_machine(host: str) -> bool:
    """Whether a ``Host`` header names this machine, with or without a port."""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name.lower() in _NAMES


class OnlyThisMachine:
    """ASGI middleware: whoever asks for another name is refused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] == "http" and not is_this_machine(Request(scope).headers.get("host", "")):
            refusal = problem(Request(scope), 421, "other_name", "other_name")
            refusal.headers.update(security_headers(scope["path"], "'none'"))
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)
