"""Who may open the 管理 view: this machine, or whoever gives the token where one is set."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import ip_address

from fastapi import Request

from rag.web.hosts import is_this_machine
from rag.web.visitors import visitor_of
from rag.web_settings import WebSettings

COOKIE = "rag_manage"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def from_here(request: Request) -> bool:
    """Whether the request comes from this machine itself.

    Behind a proxy on this machine everybody seems to: a request that was passed on does not count.
    Nor does one under another name, which is how a foreign page reaches a local service (DNS
    rebinding).
    """
    if any(name in request.headers for name in _FORWARDED):
        return False
    return is_this_machine(request.headers.get("host", "")) and _is_loopback(
        request.client.host if request.client else ""
    )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def is_operator(request: Request, settings: WebSettings) -> bool:
    """Whether this request may manage; where a token is set, only the token counts.

    With access control only the role does.
    """
    if settings.access != "off":
        visitor = visitor_of(request)
        return visitor is not None and visitor.may("administer")
    if settings.admin_token is None:
        return from_here(request)
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and is_token(given, settings):
        return True
    return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), cookie(settings).encode())


def is_token(given: str, settings: WebSettings) -> bool:
    """Whether this is the token, compared in constant time."""
    token = settings.admin_token
    wanted = token.get_secret_value() if token else ""
    return bool(wanted) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def cookie(settings: WebSettings) -> str:
    """What the browser keeps in the place of the token, which it cannot be turned back into."""
    token = settings.admin_token.get_secret_value() if settings.admin_token else ""
    return hmac.new(token.encode(), b"policy-rag manage", hashlib.sha256).hexdigest()
