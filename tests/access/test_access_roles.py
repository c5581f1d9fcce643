"""What each address needs: every route is named, and what is not is closed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fakes import FakeAssistant
from guarded import accounts, client_of, guarded, routes_of
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Mount

from rag.access.roles import ROLES, Visitor, answers, need

#: Who asks for these is asked nothing. None of them tells of a document or a person.
OPEN = {
    "/healthz",
    "/readyz",
    "/login",
    "/embed.js",
    "/favicon.ico",
    "/robots.txt",
    "/page",
    "/svelte/{path:path}",
    "/static/{path:path}",
    "/assets/{path:path}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roles")


@pytest.fixture(scope="module")
def app(folder: Path):  # type: ignore[no-untyped-def]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.web.visitors.limited", lambda whole, readable: whole)
        yield guarded(folder, FakeAssistant())


def example(path: str) -> str:
    """An address that a route's pattern matches."""
    return re.sub(r"\{[^}]*\}", "x", path) or "/"


def pairs(app):  # type: ignore[no-untyped-def]
    for route in routes_of(app):
        if isinstance(route, Mount):
            yield route.path, "GET", f"{route.path}/x"
            continue
        for method in sorted(getattr(route, "methods", None) or {"GET"}):
            yield route.path, method, example(route.path)


def test_every_route_needs_a_role_or_is_on_the_open_list(app) -> None:  # type: ignore[no-untyped-def]
    known = list(pairs(app))
    assert len(known) > 80, "the walk found too little"
    for pattern, method, address in known:
        assert (need(method, address) == "open") == (pattern in OPEN), (method, pattern)


def test_without_a_name_every_other_route_refuses(app) -> None:  # type: ignore[no-untyped-def]
    client = client_of(app)
    for pattern, method, address in pairs(app):
        response = client.request(method, address)
        wanted = need(method, address)
        if (method, address) == ("POST", "/login"):
            continue  # the form itself says 401 to a wrong password
        if wanted == "open":
            assert response.status_code not in (401, 403), pattern
        else:
            assert response.status_code == (404 if wanted == "nobody" else 401), (method, pattern)


def test_each_role_gets_what_it_may_and_no_more(app, folder: Path) -> None:  # type: ignore[no-untyped-def]
    store = accounts(folder)
    clients = {role: client_of(app, store.add_key(f"key-{role}", role)) for role in ROLES}
    for pattern, method, address in pairs(app):
        wanted = need(method, address)
        if wanted in ("open", "nobody") or "heartbeat" in pattern or "queue/data" in pattern:
            continue  # the last two stay open for as long as the page does
        if address in ("/logout", "/manage/login") or address.startswith("/monitoring"):
            continue  # for sessions; for servers without roles; refused by Gradio itself
        for role, client in clients.items():
            refused = client.request(method, address).status_code in (401, 403)
            assert refused == (ROLES.index(role) < ROLES.index(wanted)), (role, method, pattern)


def test_what_no_table_names_is_the_administrators(app, folder: Path) -> None:  # type: ignore[no-untyped-def]
    client = client_of(app, accounts(folder).add_key("another", "curate"))
    for path in (
        "/nowhere",
        "/monitoring",
        "/monitoring/summary",
        "/manage/x",
        "/login/",
        "/.env",
    ):
        assert client.get(path).status_code == 403, path


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://x.example",
        "/gradio_api/deep_link",
        "/gradio_api/vibe-edit",
        "/gradio_api/process_recording",
        "/gradio_api/component_server",
        "/gradio_api/call/ask",
        "/gradio_api/queue/join/..",
    ],
)
def test_parts_of_gradio_that_the_page_does_not_use_are_closed_to_all(app, folder: Path, path: str) -> None:  # type: ignore[no-untyped-def]
    name = "k" + re.sub(r"\W", "", path)
    client = client_of(app, accounts(folder).add_key(name, "administer"))
    assert {client.request(m, path).status_code for m in ("GET", "POST")} == {404}


@pytest.mark.parametrize("more", [{}, {"public_without_access": True}], ids=["local", "public"])
def test_they_are_closed_without_access_control_too(tmp_path: Path, more: dict[str, bool]) -> None:
    """Gradio's own upload takes any file of any size, from anybody, and keeps it."""
    app = guarded(tmp_path, FakeAssistant(), "off", rules={}, **more)
    client = client_of(app)
    sent = client.post("/gradio_api/upload", files={"files": ("x.bin", b"x" * 1000)})
    assert sent.status_code == 404 and "x.bin" not in sent.text
    for path in (
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://x.example",
        "/gradio_api/call/ask",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get("/config").status_code == 200, "what the page does use is open"


def test_roles_are_a_ladder() -> None:
    for i, role in enumerate(ROLES):
        assert [Visitor("a", role).may(other) for other in ROLES] == [k <= i for k in range(3)]
    assert [Visitor("a", role).reads_all for role in ROLES] == [False, False, True]


@given(st.sampled_from(["GET", "POST", "PUT", "DELETE", "X"]), st.text(max_size=30))
def test_any_other_address_is_never_open(method: str, tail: str) -> None:
    for head in ("/", "/manage", "/gradio_api/", "/api/", "/documents/", "/metrics"):
        assert need(method, head + tail) != "open" or head == "/"
        assert need(method, "/manage/" + tail) == "administer" or tail == "candidates.jsonl"
    assert not answers("/page/" + tail)
