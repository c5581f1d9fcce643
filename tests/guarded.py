"""An application with access control over the documents made by hand, for tests of who gets in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount

from rag.access.store import Accounts
from rag.web.app import create_app
from rag.web_settings import WebSettings

SECRET = "a secret of the portal, long enough"
PASSWORD = "correct horse battery"
#: The second document made by hand is for the city's staff alone.
RULES = {"linjiang-*": ["city"]}


def settings_for(folder: Path, access: str = "accounts", **more: Any) -> WebSettings:
    """Settings that no environment changes; rates without limit unless a test sets them."""
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    (corpus / "groups.json").write_text(json.dumps(more.pop("rules", RULES)), "utf-8")
    given = {"rate_user": 0, "rate_address": 0, "data": folder / "data", "corpus": corpus, **more}
    return WebSettings(_env_file=None, access=access, **given)  # type: ignore[arg-type,call-arg]


def guarded(folder: Path, assistant: Any, access: str = "accounts", **more: Any) -> FastAPI:
    """The whole application."""
    return create_app(assistant, settings_for(folder, access, **more))


def accounts(folder: Path) -> Accounts:
    """The users and keys of an application made in ``folder``."""
    return Accounts(folder / "data")


def client_of(app: FastAPI, key: str = "", **more: Any) -> TestClient:
    """A client that sends a key along, follows no redirects, and gets errors as responses."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False, headers=headers, **more)


def part(value: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def signed(
    claims: Mapping[str, Any] | None = None,
    secret: str = SECRET,
    head: Mapping[str, Any] | None = None,
    digest: Any = hashlib.sha256,
) -> str:
    """A portal token made as a portal would make it, independently of ``rag.access.tokens``."""
    told = {"aud": "policy-rag", "sub": "王芳", "groups": [], "exp": int(time.time()) + 600}
    first = json.dumps({"alg": "HS256", "typ": "JWT"} if head is None else head)
    body = f"{part(first.encode())}.{part(json.dumps({**told, **(claims or {})}).encode())}"
    return f"{body}.{part(hmac.digest(secret.encode(), body.encode(), digest))}"


def routes_of(app: FastAPI) -> Iterator[BaseRoute]:
    """Every route of an application, those of included routers and mounted applications too."""

    def walk(routes: Any) -> Iterator[BaseRoute]:
        for route in routes:
            if hasattr(route, "original_router"):
                yield from walk(route.original_router.routes)
            elif isinstance(route, Mount) and getattr(route.app, "routes", None):
                yield from walk(route.app.routes)
            else:
                yield route

    yield from walk(app.routes)
