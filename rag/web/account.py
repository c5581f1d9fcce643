"""Signing in and out, and who one is signed in as."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from rag.access.rate import Buckets, neighbourhood
from rag.access.store import Accounts
from rag.lazy_re import lazy_re
from rag.web.access import PORTAL, SESSION
from rag.web.page import page
from rag.web.portals import is_own
from rag.web.problems import problem
from rag.web.visitors import visitor_of
from rag.web_settings import WebSettings

#: Tries for a name, and from an address: that many at once, then so many a minute.
NAME_TRIES, ADDRESS_TRIES = (5, 1.0), (20, 5.0)
#: A path of this server, for the way back: browsers read ``//`` and ``/\\`` as another host.
_PATH = lazy_re(r"/(?![/\\])[^\x00-\x20\\\x7f]*")


def account_routes(settings: WebSettings) -> APIRouter:
    """``/login``, ``/logout`` and ``/account``."""
    router = APIRouter(include_in_schema=False)
    accounts = Accounts(settings.data)
    names, addresses = (Buckets(flow, burst) for burst, flow in (NAME_TRIES, ADDRESS_TRIES))

    @router.get("/login")
    def form(request: Request) -> Response:
        return _form(request) if settings.access == "accounts" else RedirectResponse("/account", 303)

    @router.post("/login")
    async def login(request: Request) -> Response:
        if settings.access != "accounts" or not is_own(request.headers):
            return problem(request, 403, "other_site")
        given = await request.form(max_files=0, max_fields=8)
        name, password = (str(given.get(key, ""))[:300] for key in ("name", "password"))
        address = neighbourhood(request.client.host if request.client else "")
        # The address first: one that is locked uses up no tries of a name.
        if seconds := addresses.take(address) or names.take(name.casefold()):
            return _form(request, "too_many_tries", 429, seconds)
        visitor = await run_in_threadpool(accounts.signed_in, name, password)
        if visitor is None:
            return _form(request, "wrong_password", 401)
        names.refill(name.casefold())
        secret = await run_in_threadpool(accounts.begin_session, name, settings.session_hours)
        response = RedirectResponse(back(str(given.get("next", ""))), status_code=303)
        secure = request.url.scheme == "https"
        age = int(settings.session_hours * 3600)
        response.set_cookie(SESSION, secret, age, httponly=True, samesite="lax", secure=secure)
        return response

    @router.get("/logout")
    def ask_out() -> Response:
        return RedirectResponse("/account", status_code=303)

    @router.post("/logout")
    def logout(request: Request) -> Response:
        accounts.end_session(request.cookies.get(SESSION, ""))
        response = RedirectResponse("/login" if settings.access == "accounts" else "/", status_code=303)
        response.delete_cookie(SESSION)
        response.delete_cookie(PORTAL)
        # Conversations are kept in the browser; the next who sits there must not find them.
        response.headers["Clear-Site-Data"] = '"storage"'
        return response

    @router.get("/account")
    def account(request: Request) -> Response:
        return page(request, "account.html", "account", visitor=visitor_of(request))

    return router


def open_routes() -> APIRouter:
    """``/login``, ``/logout`` and ``/account`` where everybody may come in: to the chat page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/login")
    @router.get("/logout")
    @router.get("/account")
    def enter() -> Response:
        return RedirectResponse("/", status_code=303)

    return router


def back(wanted: str) -> str:
    """Where to go after signing in: a path of this server, else the front page."""
    return wanted if _PATH.fullmatch(wanted) and len(wanted) < 2000 else "/"


def _form(request: Request, wrong: str = "", status: int = 200, retry_after: int = 0) -> Response:
    wanted = back(request.query_params.get("next", ""))
    response = page(request, "signin.html", "", status=status, wrong=wrong, wanted=wanted)
    response.headers["Cache-Control"] = "no-store"
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response
