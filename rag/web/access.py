"""Who may come in: every request is told a visitor, held to a role, to rates, and to a place.

The innermost middleware: what it refuses carries the headers and the CORS answers of the others.
With ``RAG_ACCESS=off`` nobody is asked who they are; the places for answers are kept all the same.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from urllib.parse import quote, urlencode

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from rag.access.groups import FILE as GROUPS_FILE
from rag.access.rate import Buckets, Busy, Gate, neighbourhood
from rag.access.roles import Visitor, answers, counted, need
from rag.access.store import KEY_MARK, Accounts
from rag.access.tokens import GROUP, visitor_from
from rag.errors import InputError, SettingsError
from rag.web.bodies import TooLarge, TooSlow, whole
from rag.web.operators import is_token
from rag.web.portals import API, MAX_BODY, MAX_PAGE_BODY, is_own, too_large
from rag.web.problems import problem
from rag.web.proxies import Proxies, values
from rag.web.visitors import visited
from rag.web_settings import WebSettings

log = logging.getLogger(__name__)

SESSION, PORTAL = "rag_session", "rag_portal"
#: Looks into the file of the accounts at a time.
LOOKUPS = 8
#: What a portal's answers link to, and where its token may stand in the address.
_LINKED = ("/documents/", "/duties")
_TOKEN_BELOW = ("/embed", *_LINKED)
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
#: Reads its body itself, in parts, once it knows that an administrator sends it.
_UPLOAD = "/manage/upload"


class Refused(Exception):
    """A request that goes no further; ``message`` is a key of the interface's words, or a text."""

    def __init__(self, status: int, message: str, code: str | None = None, retry_after: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.retry_after = retry_after


class Access:
    """ASGI middleware; it never holds back a body, so that streams still stream."""

    def __init__(self, app: ASGIApp, settings: WebSettings, gate: Gate) -> None:
        self.app = app
        self.settings = settings
        self.on = settings.access != "off"
        self.gate = gate
        self.proxies = Proxies(settings.trusted_proxies)
        self.accounts = Accounts(settings.data)
        self.lookups = ThreadPoolExecutor(LOOKUPS, "accounts")
        limited = self.on or settings.public_without_access
        self.by_user = Buckets(settings.rate_user if limited else 0)
        self.by_address = Buckets(settings.rate_address if limited else 0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] == "websocket" and self.on:
            await WebSocketClose(1008)(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            visitor = await self._told(request, self.proxies.applied(scope))
        except Refused as refused:
            await self._refusal(request, refused)(scope, receive, send)
            return
        if visitor is not None:
            scope.setdefault("state", {})["user"] = visitor
        if landing := self._landing(request, visitor):
            await landing(scope, receive, send)
            return
        with visited(visitor):
            await self._passed_on(request, receive, self._private(scope, send))

    # -- who it is -----------------------------------------------------------------------------

    async def _told(self, request: Request, from_proxy: bool) -> Visitor | None:
        """As ``_admitted``; where it may look into the file of the accounts, beside the event loop.

        A file that another process locks would stop every stream. The threads are few and its own: all
        of them may wait without keeping an answer from one.
        """
        if not self.on:
            return self._admitted(request, from_proxy)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.lookups, self._admitted, request, from_proxy)

    def _admitted(self, request: Request, from_proxy: bool) -> Visitor | None:
        """The visitor, where the request may go on; None: nobody known, and none need be."""
        path, method = request.scope["path"], request.method
        address = neighbourhood(request.client.host if request.client else "")
        if counted(path) and (seconds := self.by_address.take(address)):
            raise Refused(429, "too_many", retry_after=seconds)
        if (wanted := need(method, path)) == "nobody":
            raise Refused(404, "not_found")
        visitor, carried = self._known(request, from_proxy)
        if not self.on or wanted == "open":
            return visitor
        if visitor is None:
            raise Refused(401, "sign_in_first")
        if not visitor.may(wanted):
            raise Refused(403, "no_role")
        if carried and method not in _SAFE and not is_own(request.headers):
            raise Refused(403, "other_site")
        if counted(path) and (seconds := self.by_user.take(f"{visitor.by} {visitor.name}")):
            raise Refused(429, "too_many", retry_after=seconds)
        return visitor

    def _known(self, request: Request, from_proxy: bool) -> tuple[Visitor | None, bool]:
        """(the visitor, whether a browser would send along what tells so on its own)."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and (found := self._bearer(given.strip())):
            return found, False
        query = request.query_params.get("token", "")
        if query and self.settings.portal_secret and request.scope["path"].startswith(_TOKEN_BELOW):
            return self._portal(query), False
        if self.settings.access == "proxy" and (found := self._proxied(request.scope, from_proxy)):
            return found, True
        secret = request.cookies.get(SESSION, "")
        if self.settings.access == "accounts" and secret and (found := self.accounts.session(secret)):
            return found, True
        cookie = request.cookies.get(PORTAL, "")
        try:
            return (self._portal(cookie) if cookie and self.settings.portal_secret else None), True
        except Refused:  # expired: as if there were none
            return None, True

    def _bearer(self, given: str) -> Visitor | None:
        if self.on and given.startswith(KEY_MARK):
            if found := self.accounts.key(given):
                return found
            raise Refused(401, "wrong_key", "invalid_api_key")
        if is_token(given, self.settings):
            return Visitor("operator", "administer", by="operator")
        if self.settings.portal_secret and given.count(".") == 2:
            return self._portal(given)
        if self.on:
            raise Refused(401, "wrong_key", "invalid_api_key")
        return None

    def _portal(self, token: str) -> Visitor:
        assert self.settings.portal_secret is not None
        try:
            return visitor_from(token, self.settings.portal_secret.get_secret_value())
        except InputError as error:
            raise Refused(401, str(error), "invalid_token") from error

    def _proxied(self, scope: Scope, from_proxy: bool) -> Visitor | None:
        """The user whom the proxy names; from anybody else the header is a forgery."""
        named = values(scope, self.settings.proxy_user_header)
        if not named:
            return None
        if not from_proxy:
            raise Refused(403, "not_the_proxy", "untrusted_proxy")
        name = named[0]
        if len(named) > 1 or not 0 < len(name) <= 200 or not name.isprintable() or "\ufffd" in name:
            raise Refused(400, "proxy_header", "bad_proxy_header")
        told = ",".join(values(scope, self.settings.proxy_groups_header)).split(",")
        groups = frozenset(group for part in told if GROUP.fullmatch(group := part.strip()))
        if groups & set(self.settings.proxy_administrators.split()):
            return Visitor(name, "administer", groups, "proxy")
        curates = groups & set(self.settings.proxy_curators.split())
        return Visitor(name, "curate" if curates else "ask", groups, "proxy")

    # -- what comes of it ----------------------------------------------------------------------

    def _refusal(self, request: Request, refused: Refused) -> Response:
        if refused.code is None and refused.status == 401 and self._signs_in(request):
            wanted = quote(request.scope["path"]) + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?{urlencode({'next': wanted})}", status_code=303)
        response = problem(request, refused.status, str(refused), refused.code)
        if refused.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        if refused.retry_after:
            response.headers["Retry-After"] = str(refused.retry_after)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _signs_in(self, request: Request) -> bool:
        """Whether a person is there who can be asked for a name; not so in a portal's frame."""
        programs = request.scope["path"].startswith(("/api/", "/v1/", "/embed"))
        page = "text/html" in request.headers.get("accept", "") and request.method in _SAFE
        return page and not programs and self.settings.access == "accounts"

    def _landing(self, request: Request, visitor: Visitor | None) -> Response | None:
        """A portal's link to a clause or a list: the token moves from the address into a cookie of the tab.

        Links inside the page then work, and the address can be passed on without the token.
        """
        query = request.query_params
        path = request.scope["path"]
        if visitor is None or visitor.by != "portal" or not path.startswith(_LINKED):
            return None
        if "token" not in query:
            return None
        rest = urlencode([(k, v) for k, v in query.multi_items() if k != "token"])
        response = RedirectResponse(quote(path) + (f"?{rest}" if rest else ""), status_code=303)
        secure = request.url.scheme == "https"
        response.set_cookie(PORTAL, query["token"], httponly=True, samesite="lax", secure=secure)
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _passed_on(self, request: Request, receive: Receive, send: Send) -> None:
        path = request.scope["path"]
        takes_place = answers(path, request.query_params.get("q", ""))
        try:
            if takes_place or (request.method not in _SAFE and path != _UPLOAD):
                receive = await self._whole(path, receive)
            if takes_place:
                await self._place()
        except Refused as refused:
            await self._refusal(request, refused)(request.scope, receive, send)
            return
        try:
            await self.app(request.scope, receive, send)
        finally:
            if takes_place:
                self.gate.leave()

    async def _whole(self, path: str, receive: Receive) -> Receive:
        """The body comes first: who has not yet asked needs no place, and Gradio would read without end."""
        limit = MAX_BODY if path.startswith(API) or answers(path) else MAX_PAGE_BODY
        try:
            return await whole(receive, limit)
        except TooSlow as error:
            raise Refused(408, "too_slow", "too_slow") from error
        except (TooLarge, HTTPException) as error:
            raise Refused(413, too_large(limit)) from error

    async def _place(self) -> None:
        try:
            future = self.gate.enter()
        except Busy as busy:
            raise _overloaded(busy.retry_after) from busy
        try:
            await asyncio.wait_for(asyncio.wrap_future(future), self.gate.patience)
        except BaseException as error:
            self.gate.give_up(future)
            if isinstance(error, TimeoutError):
                raise _overloaded(max(1, round(self.gate.patience / 3))) from error
            raise

    def _private(self, scope: Scope, send: Send) -> Send:
        """What one visitor may read must not stay in a cache for the next."""
        if not self.on or need(scope["method"], scope["path"]) == "open":
            return send

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "private, no-store")
            await send(message)

        return sent


def _overloaded(retry_after: int) -> Refused:
    return Refused(429, "busy", "overloaded", retry_after)


def check_start(settings: WebSettings, host: str) -> None:
    """Whether the server may listen on ``host`` with these settings.

    Raises:
        SettingsError: it would be open to others without asking who they are, or closed to all.
    """
    if settings.access == "off" and not _is_loopback(host) and not settings.public_without_access:
        raise SettingsError(
            f"listening on {host} would open the server to other machines without asking who comes: set "
            "RAG_ACCESS=accounts or RAG_ACCESS=proxy, or RAG_PUBLIC_WITHOUT_ACCESS=yes if that is meant"
        )
    if settings.access == "accounts" and not Accounts(settings.data).users():
        raise SettingsError(
            "RAG_ACCESS=accounts, but there is no user yet; run: rag access user add NAME --role administer"
        )
    if settings.access == "proxy" and not settings.trusted_proxies:
        raise SettingsError(
            "RAG_ACCESS=proxy needs RAG_TRUSTED_PROXIES, the addresses of the proxy; "
            "from anywhere else its headers could be forged"
        )
    rules = settings.corpus / GROUPS_FILE
    if settings.access == "off" and rules.exists():
        told = (
            f"{rules} keeps documents to groups, but RAG_ACCESS=off knows no users: all documents are shown"
        )
        if settings.public_without_access:
            raise SettingsError(f"{told}; set RAG_ACCESS, or move the file away")
        log.warning("%s to whoever is on this machine", told)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
