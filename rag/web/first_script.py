"""The scripts that must run before the chat page's framework: the language chosen, what the browser keeps."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = b"<head>"


class FirstScript:
    """ASGI middleware: scripts before all others of the page at ``/``.

    Gradio puts what it is given for the head there by script, when its words are chosen already.
    """

    def __init__(self, app: ASGIApp, addresses: Sequence[str]) -> None:
        self.app = app
        self.tag = "".join(f'<script src="{address}"></script>' for address in addresses).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the scripts to the page that comes back."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        began: Message = {}

        async def sent(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = message
                return
            if began:
                body = message.get("body", b"")
                message = {**message, "body": body.replace(_HEAD, _HEAD + self.tag, 1)}
                headers = MutableHeaders(scope=began)
                if "content-length" in headers and not message.get("more_body"):
                    headers["content-length"] = str(len(message["body"]))
                await send(began)
                began = {}
            await send(message)

        await self.app(scope, receive, sent)
