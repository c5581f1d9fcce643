"""Roles, and what each address of the server needs: whatever is not named here is closed.

ask < curate < administer: who may administer may do all that the others may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["ask", "curate", "administer"]
#: What an address needs: nothing, a role, or more than anybody has.
Need = Literal["open", "ask", "curate", "administer", "nobody"]

ROLES: tuple[Role, ...] = ("ask", "curate", "administer")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sent a request, told by ``by``; ``groups`` limit the documents, a role what may be done."""

    name: str
    role: Role
    groups: frozenset[str] = frozenset()
    by: Literal["account", "key", "proxy", "portal", "operator"] = "account"

    def may(self, role: Role) -> bool:
        """Whether this visitor has the role or a higher one."""
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def reads_all(self) -> bool:
        """Administrators put the documents there: they read all of them."""
        return self.may("administer")


#: Library code, style sheets and pictures; health; the sign-in form. None tells of any document.
_OPEN = frozenset(("/healthz", "/readyz", "/login", "/embed.js", "/favicon.ico", "/robots.txt"))
_OPEN_BELOW = ("/page/", "/assets/", "/static/", "/svelte/")

_ASK = frozenset(
    (
        "/",
        "/account",
        "/logout",
        "/config",
        "/config/",
        "/theme.css",
        "/manifest.json",
        "/documents",
        "/duties",
        "/targets",
        "/compare",
        "/docs",
        "/openapi.json",
        "/embed",
        "/embed/answer",
        "/embed/setup",
        "/gradio_api/app_id",
        "/gradio_api/cancel",
        "/gradio_api/info",
        "/gradio_api/queue/data",
        "/gradio_api/queue/join",
        "/gradio_api/reset",
        "/gradio_api/startup-events",
        "/gradio_api/theme.css",
    )
)
_ASK_BELOW = (
    "/documents/",
    "/duties.",
    "/targets.",
    "/compare.",
    "/api/",
    "/v1/",
    "/pwa_icon",
    "/gradio_api/heartbeat/",
    "/gradio_api/run/",
)
_CURATE = frozenset(("/manage", "/manage/candidates.jsonl"))
_READING = frozenset(("GET", "HEAD"))

#: What makes the server search or compose: at most so many at once, see ``rag.access.rate.Gate``.
_ANSWERING = frozenset(
    (
        "/api/v1/answer",
        "/api/v1/search",
        "/api/v1/validate",
        "/v1/chat/completions",
        "/embed/answer",
        "/compare",
        "/compare.csv",
        "/compare.xlsx",
    )
)
#: What counts against the rate limits: all that does work, but none of a page's own parts.
_COUNTED = frozenset(
    ("/login", "/documents", "/duties", "/targets", "/compare", "/embed/answer", "/gradio_api/queue/join")
)
_COUNTED_BELOW = (
    "/api/",
    "/v1/",
    "/documents/",
    "/duties.",
    "/targets.",
    "/compare.",
    "/manage",
    "/gradio_api/run/",
)


def need(method: str, path: str) -> Need:
    """What a request needs; the path as it is routed, already decoded."""
    if path in _OPEN or path.startswith(_OPEN_BELOW):
        return "open"
    if path in _ASK or path.startswith(_ASK_BELOW):
        return "ask"
    if path in _CURATE and method in _READING:
        return "curate"
    if path.startswith("/gradio_api/"):
        # Uploads, deep links, other hosts' files, editing by a model: parts of Gradio that the
        # page does not use, and that know nothing of roles.
        return "nobody"
    return "administer"


def answers(path: str, query: str = "") -> bool:
    """Whether a request to this address takes one of the places for answers; ``query``: what it looks for."""
    return path in _ANSWERING or (path == "/documents" and bool(query.strip()))


def counted(path: str) -> bool:
    """Whether a request to this address counts against the rate limits."""
    return path in _COUNTED or path.startswith(_COUNTED_BELOW)
