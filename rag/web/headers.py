"""Response headers of every page: nothing from another host, framed only by whom we allow."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Gradio's page starts from an inline script and builds its HTML components and event scripts from
#: strings: without these two it stays blank. Scripts of other hosts stay forbidden.
_GRADIO = "script-src 'self' 'unsafe-inline' 'unsafe-eval'"
_OWN = "script-src 'self'"
_OWN_PATHS = (
    "/documents",
    "/duties",
    "/targets",
    "/compare",
    "/page/",
    "/healthz",
    "/readyz",
    "/api/",
    "/v1/",
    "/docs",
    "/openapi.json",
    "/embed",
    "/manage",
    "/metrics",
    "/login",
    "/logout",
    "/account",
)
#: What a portal may frame; clauses open in a tab of their own.
_FRAMED = ("/embed",)


def policy(path: str, frame_ancestors: str) -> str:
    """The Content-Security-Policy for an address."""
    script = _OWN if path.startswith(_OWN_PATHS) else _GRADIO
    return "; ".join(
        (
            "default-src 'self'",
            script,
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "frame-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {frame_ancestors}",
        )
    )


def security_headers(path: str, frame_ancestors: str, embed_ancestors: str | None = None) -> dict[str, str]:
    """The headers that every response carries; ``embed_ancestors`` may frame what is embedded."""
    if embed_ancestors is not None and path.startswith(_FRAMED):
        frame_ancestors = embed_ancestors
    return {
        "Content-Security-Policy": policy(path, frame_ancestors),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }


class SecurityHeaders:
    """ASGI middleware; it never holds back a body, so that streams still stream."""

    def __init__(self, app: ASGIApp, frame_ancestors: str, embed_ancestors: str | None = None) -> None:
        self.app = app
        self.allowed = (frame_ancestors, embed_ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(security_headers(scope["path"], *self.allowed))
            await send(message)

        await self.app(scope, receive, send_with_headers)
