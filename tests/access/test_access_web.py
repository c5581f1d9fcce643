"""Who gets in and how: keys, the sign-in form, proxies, portal tokens, rates, places, the start."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import FakeAssistant
from fastapi.testclient import TestClient
from guarded import PASSWORD, SECRET, accounts, client_of, guarded, settings_for, signed

from rag.access.rate import Gate
from rag.access.store import Accounts
from rag.errors import SettingsError
from rag.web.access import Access, Refused, check_start
from rag.web.account import back
from rag.web_settings import WebSettings, web_settings

HTML = {"accept": "text/html"}
#: Nobody in these documents' groups; the rules of ``guarded`` name others.
ASK = {"question": "徐汇的签约目标是多少？"}


class Plain(FakeAssistant):
    """An assistant that all visitors share, so that these tests need no index."""


@pytest.fixture(autouse=True)
def shared(monkeypatch: pytest.MonkeyPatch, cheap: None) -> None:
    monkeypatch.setattr("rag.web.visitors.limited", lambda whole, readable: whole)
    # What is refused is refused before any route; making Gradio's page takes most of a second.
    monkeypatch.setattr("rag.web.app._mount_chat", lambda *_: None)


def app_of(folder: Path, access: str = "accounts", **more: Any) -> Any:
    return guarded(folder, Plain(), access, **more)


def test_a_file_of_accounts_that_is_locked_stops_no_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever shows a key waits for it; the loop that feeds the streams goes on."""
    app, store = app_of(tmp_path), accounts(tmp_path)
    headers = {"Authorization": f"Bearer {store.add_key('portal', 'ask')}"}
    go, looks = threading.Event(), Accounts.key

    def key(self: Accounts, given: str) -> Any:
        assert go.wait(30), "the loop stands still"
        return looks(self, given)

    monkeypatch.setattr(Accounts, "key", key)

    async def both() -> tuple[int, int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            waiting = asyncio.create_task(client.get("/api/v1/documents", headers=headers))
            await asyncio.sleep(0.2)
            other = await client.get("/healthz")
            go.set()
            return other.status_code, (await waiting).status_code

    assert asyncio.run(both()) == (200, 200)


# keys


def test_a_key_opens_the_api_and_none_a_wrong_one_or_a_removed_one_do_not(tmp_path: Path) -> None:
    app, store = app_of(tmp_path), accounts(tmp_path)
    key = store.add_key("portal", "ask")
    assert client_of(app, key).post("/api/v1/answer", json=ASK).status_code == 200
    store.remove_key("portal")
    for given in ("", key, "rag_wrong", "x"):
        response = client_of(app, given).post("/api/v1/answer", json=ASK)
        assert response.status_code == 401 and response.headers["www-authenticate"] == "Bearer"
        assert response.json()["error"]["message"]


def test_a_wrong_key_is_refused_even_beside_a_good_session(tmp_path: Path) -> None:
    app, store = app_of(tmp_path), accounts(tmp_path)
    store.add_user("wang", PASSWORD, "administer")
    client = client_of(app, "rag_wrong")
    client.cookies.set("rag_session", store.begin_session("wang", 1))
    assert client.get("/api/v1/documents").status_code == 401
    del client.headers["authorization"]
    assert client.get("/api/v1/documents").status_code == 200


@pytest.mark.parametrize(
    ("path", "form"),
    [("/v1/chat/completions", {"message", "code", "type", "param"}), ("/api/v1/answer", {"message", "code"})],
)
def test_each_channel_refuses_in_its_own_form(tmp_path: Path, path: str, form: set[str]) -> None:
    client = client_of(app_of(tmp_path), "rag_wrong")
    error = client.post(path, json={}).json()["error"]
    assert set(error) == form and error["code"] == "invalid_api_key"
    gradio = client.post("/gradio_api/queue/join", json={}).json()
    assert gradio["detail"] == gradio["error"]["message"]


def test_the_operators_token_still_opens_everything(tmp_path: Path) -> None:
    app = app_of(tmp_path, admin_token="operator's own token")
    assert client_of(app, "operator's own token").get("/metrics").status_code == 200
    assert client_of(app, "operator's own tokem").get("/metrics").status_code == 401


# signing in


def sign_in(client: TestClient, name: str, password: str, wanted: str = "/") -> Any:
    return client.post("/login", data={"name": name, "password": password, "next": wanted})


def test_a_page_leads_to_the_form_and_back(tmp_path: Path) -> None:
    app, store = app_of(tmp_path), accounts(tmp_path)
    store.add_user("wang", PASSWORD, "ask")
    client = client_of(app)
    led = client.get("/duties?department=局&page=2", headers=HTML)
    assert led.status_code == 303 and led.headers["location"].startswith("/login?next=%2Fduties%3Fdep")
    form = client.get(led.headers["location"], headers=HTML)
    assert form.status_code == 200 and 'autocomplete="current-password"' in form.text
    assert 'value="/duties?department=' in form.text and form.headers["cache-control"] == "no-store"
    inside = sign_in(client, "wang", PASSWORD, "/duties?department=x")
    assert inside.status_code == 303 and inside.headers["location"] == "/duties?department=x"
    cookie = inside.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie
    assert client.get("/duties", headers=HTML).status_code == 200
    account = client.get("/account", headers=HTML).text
    assert "wang" in account and 'action="/logout"' in account
    assert client.get("/manage", headers=HTML).status_code == 403


def test_the_cookie_is_secure_over_https(tmp_path: Path) -> None:
    app, store = app_of(tmp_path), accounts(tmp_path)
    store.add_user("wang", PASSWORD, "ask")
    client = client_of(app, base_url="https://policy.example")
    assert "Secure" in sign_in(client, "wang", PASSWORD).headers["set-cookie"]


def test_signing_out_ends_the_session_everywhere_and_empties_the_browser(tmp_path: Path) -> None:
    app, store = app_of(tmp_path), accounts(tmp_path)
    store.add_user("wang", PASSWORD, "ask")
    client = client_of(app)
    sign_in(client, "wang", PASSWORD)
    stolen = client_of(app)
    stolen.cookies.set("rag_session", client.cookies["rag_session"])
    assert stolen.get("/duties").status_code == 200
    out = client.post("/logout")
    assert out.headers["location"] == "/login" and "storage" in out.headers["clear-site-data"]
    assert stolen.get("/duties").status_code == 401 and client.get("/duties").status_code == 401


def test_the_same_words_for_a_wrong_name_and_a_wrong_password(tmp_path: Path) -> None:
    app, store = app_of(tmp_path), accounts(tmp_path)
    store.add_user("wang", PASSWORD, "ask")
    answers = [sign_in(client_of(app), name, "wrong") for name in ("wang", "nobody")]
    assert [a.status_code for a in answers] == [401, 401] and answers[0].text == answers[1].text
    assert "set-cookie" not in answers[0].headers


def test_too_many_tries_lock_the_name_and_the_right_password_too(tmp_path: Path) -> None:
    app, store = app_of(tmp_path), accounts(tmp_path)
    store.add_user("wang", PASSWORD, "ask")
    store.add_user("li", PASSWORD, "ask")
    client = client_of(app)
    assert [sign_in(client, "wang", "wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    locked = sign_in(client, "WANG", PASSWORD)
    assert locked.status_code == 429 and 0 < int(locked.headers["retry-after"]) <= 60
    assert sign_in(client, "li", PASSWORD).status_code == 303


def test_many_names_from_one_address_are_locked_too(tmp_path: Path) -> None:
    client = client_of(app_of(tmp_path))
    codes = [sign_in(client, f"name{i}", "wrong").status_code for i in range(25)]
    assert codes[:20] == [401] * 20 and codes[-1] == 429


def test_an_address_that_is_locked_uses_up_no_tries_of_a_name(tmp_path: Path) -> None:
    """Else one machine could lock everybody out, and push the counts of names out of memory."""
    app, store = app_of(tmp_path), accounts(tmp_path)
    store.add_user("wang", PASSWORD, "ask")
    far = client_of(app, client=("10.0.0.9", 1))
    assert [sign_in(far, f"name{i}", "wrong").status_code for i in range(21)][-1] == 429
    assert {sign_in(far, "wang", "wrong").status_code for _ in range(8)} == {429}
    assert sign_in(client_of(app), "wang", PASSWORD).status_code == 303


def test_a_session_that_was_there_before_is_not_the_one_signed_in_to(tmp_path: Path) -> None:
    """Session fixation: a cookie that somebody put into the browser opens nothing, then or later."""
    app, store = app_of(tmp_path), accounts(tmp_path)
    store.add_user("wang", PASSWORD, "ask")
    planted = "planted-by-somebody-else"
    client = client_of(app)
    done = client.post(
        "/login",
        data={"name": "wang", "password": PASSWORD},
        headers={"Cookie": f"rag_session={planted}"},
    )
    assert done.status_code == 303 and planted not in done.headers["set-cookie"]
    stranger = client_of(app)
    stranger.cookies.set("rag_session", planted)
    assert stranger.get("/duties").status_code == 401
    assert (
        sign_in(client_of(app), "wang", PASSWORD).cookies != sign_in(client_of(app), "wang", PASSWORD).cookies
    )


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:x",
        "",
        "/a\r\nx: y",
        "/ a",
        "x",
    ],
)
def test_the_way_back_never_leads_elsewhere(wanted: str) -> None:
    assert back(wanted) == "/"
    assert back("/documents/a?mark=1-2") == "/documents/a?mark=1-2"


def test_pages_of_other_sites_can_do_nothing_in_a_visitors_name(tmp_path: Path) -> None:
    app, store = app_of(tmp_path), accounts(tmp_path)
    store.add_user("wang", PASSWORD, "administer")
    client = client_of(app)
    sign_in(client, "wang", PASSWORD)
    evil = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    for path in ("/manage/rebuild", "/api/v1/feedback", "/logout", "/gradio_api/queue/join"):
        assert client.post(path, headers=evil).status_code == 403, path
    data = {"name": "wang", "password": PASSWORD}
    assert client_of(app).post("/login", data=data, headers=evil).status_code == 403


# a reverse proxy

PROXY = ("10.1.2.3", 5000)


def proxied(folder: Path, **more: Any) -> Any:
    given = {"trusted_proxies": "10.1.0.0/16 ::1", "proxy_curators": "editors", "proxy_administrators": "ops"}
    return app_of(folder, "proxy", **{**given, **more})


def test_the_proxys_user_is_taken_from_the_proxy_only(tmp_path: Path) -> None:
    app = proxied(tmp_path)
    header = {"x-remote-user": "王芳".encode(), "x-remote-groups": b"city, editors"}
    inside = client_of(app, client=PROXY).get("/account", headers=header)
    assert inside.status_code == 200 and "王芳" in inside.text and "city" in inside.text
    for address in ("10.2.0.1", "192.168.0.1", "127.0.0.1", "testclient", "::2"):
        forged = client_of(app, client=(address, 1)).get("/account", headers=header)
        assert forged.status_code == 403, address
        assert client_of(app, client=(address, 1)).get("/account").status_code == 401


def test_the_proxys_groups_give_the_role(tmp_path: Path) -> None:
    client = client_of(proxied(tmp_path), client=PROXY)
    for groups, code in (("", 403), ("editors", 403), ("x,ops", 200), ("OPS", 403), ("ops editors", 403)):
        header = {"x-remote-user": "a", "x-remote-groups": groups}
        assert client.get("/metrics", headers=header).status_code == code, groups
        assert (client.get("/manage", headers=header).status_code == 200) == (groups in ("editors", "x,ops"))


def test_a_user_header_that_is_doubled_or_unreadable_is_refused(tmp_path: Path) -> None:
    client = client_of(proxied(tmp_path), client=PROXY)
    for headers in (
        [("x-remote-user", "a"), ("x-remote-user", "admin")],
        [("x-remote-user", "x" * 300)],
        [(b"x-remote-user", b"a\tb")],
    ):
        assert client.get("/account", headers=headers).status_code == 400
    assert client.get("/account", headers={"x-remote-user": " "}).status_code in (400, 401)
    scope = {"type": "http", "headers": [(b"x-remote-user", b"\xff\xfe")]}
    with pytest.raises(Refused, match="proxy_header"):
        Access(Plain(), settings_for(tmp_path, "proxy"), Gate(1, 1))._proxied(scope, True)  # type: ignore[arg-type]


def test_without_proxy_access_the_header_says_nothing(tmp_path: Path) -> None:
    client = client_of(app_of(tmp_path, trusted_proxies="10.1.0.0/16"), client=PROXY)
    assert client.get("/account", headers={"x-remote-user": "a"}).status_code == 401


def test_the_clients_address_is_the_last_that_is_no_proxys(tmp_path: Path) -> None:
    app = proxied(tmp_path, rate_address=4)
    client = client_of(app, client=PROXY)
    user = {"x-remote-user": "a"}

    def asked(forwarded: str) -> int:
        return client.get("/api/v1/documents", headers={**user, "x-forwarded-for": forwarded}).status_code

    assert [asked("9.9.9.9"), asked("9.9.9.9, 10.1.0.7")] == [200, 429]
    assert asked("9.9.9.9, 8.8.8.8") == 200, "what stands before the last was written by anybody"
    assert [asked("7.7.7.7:1"), asked("7.7.7.7:2")] == [200, 429], "a port makes no other address"
    assert [asked("[2001:db8::1]:1"), asked("2001:db8::2")] == [200, 429], "one line, one address"
    assert client_of(app).get("/api/v1/documents", headers={"x-forwarded-for": "1.1.1.1"}).status_code == 401
    assert client_of(app).get("/api/v1/documents", headers={"x-forwarded-for": "2.2.2.2"}).status_code == 429


# portal tokens


def test_a_portals_user_asks_with_a_signed_token(tmp_path: Path) -> None:
    app = app_of(tmp_path, portal_secret=SECRET)
    assert client_of(app, signed()).post("/api/v1/answer", json=ASK).status_code == 200
    assert client_of(app, signed()).get("/manage").status_code == 403
    wrong = client_of(app, signed(secret=SECRET + "x")).post("/api/v1/answer", json=ASK)
    assert wrong.status_code == 401 and wrong.json()["error"]["code"] == "invalid_token"
    late = client_of(app, signed({"exp": time.time() - 90})).post("/api/v1/answer", json=ASK)
    assert late.status_code == 401 and "expired" in late.json()["error"]["message"]


def test_without_the_secret_no_token_says_anything(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    assert client_of(app, signed()).post("/api/v1/answer", json=ASK).status_code == 401
    assert client_of(app).get(f"/embed?token={signed()}").status_code == 401
    off = app_of(tmp_path, "off")
    assert client_of(off, signed(secret="x")).post("/api/v1/answer", json=ASK).status_code == 200


def test_the_frame_hands_the_token_on_and_a_wrong_one_shows_no_page(tmp_path: Path) -> None:
    app = app_of(tmp_path, portal_secret=SECRET)
    token = signed()
    page = client_of(app).get("/embed", params={"token": token}, headers=HTML)
    assert page.status_code == 200 and f'token="{token}"' in page.text
    card = client_of(app).get("/embed/answer", params={"token": token, **ASK}, headers=HTML)
    assert card.status_code == 200 and f"?token={token}&amp;mark=" in card.text
    assert 'og:url" content="http://testserver/embed/answer?question=' in card.text
    assert token not in card.text.split("og:url")[1].split(">")[0]
    for path in ("/embed", "/embed/answer"):
        assert client_of(app).get(path, params={"token": token[:-5]}, headers=HTML).status_code == 401


def test_a_link_to_a_clause_changes_the_token_for_a_cookie(tmp_path: Path) -> None:
    client = client_of(app_of(tmp_path, portal_secret=SECRET))
    address = "/documents/xuhui-2023-community-health"
    moved = client.get(address, params={"token": signed(), "mark": "1-5"}, headers=HTML)
    assert moved.status_code == 303 and moved.headers["location"] == f"{address}?mark=1-5"
    assert "HttpOnly" in moved.headers["set-cookie"] and "SameSite=lax" in moved.headers["set-cookie"]
    assert client.get(moved.headers["location"], headers=HTML).status_code == 200
    client.cookies.clear()
    client.cookies.set("rag_portal", signed({"exp": time.time() - 90}))
    assert client.get(address).status_code == 401


def test_the_setup_page_says_how_to_sign(tmp_path: Path) -> None:
    with_secret = client_of(app_of(tmp_path, "off", portal_secret=SECRET)).get("/embed/setup").text
    assert "data-token=&#34;SIGNED_TOKEN&#34;" in with_secret and "def signed_token" in with_secret
    assert SECRET not in with_secret
    without = client_of(app_of(tmp_path, "off")).get("/embed/setup").text
    assert "SIGNED_TOKEN" not in without


def test_the_code_on_the_setup_page_makes_tokens_that_are_taken(tmp_path: Path) -> None:
    from html import unescape

    page = client_of(app_of(tmp_path, "off", portal_secret=SECRET)).get("/embed/setup").text
    code = unescape(page.partition('aria-labelledby="signed"><code>')[2].partition("</code>")[0])
    made: dict[str, Any] = {}
    exec(compile(code, "setup", "exec"), made)  # our own page's code, to prove that it works
    token = made["signed_token"]("王芳", ["city"], SECRET)
    app = app_of(tmp_path, portal_secret=SECRET)
    assert client_of(app, token).post("/api/v1/answer", json=ASK).status_code == 200


# rates and places


def test_each_user_has_a_rate_and_429_says_when_to_come_back(tmp_path: Path) -> None:
    app, store = app_of(tmp_path, rate_user=8), accounts(tmp_path)
    first, second = (client_of(app, store.add_key(name, "ask")) for name in ("a", "b"))
    assert [first.get("/api/v1/documents").status_code for _ in range(3)] == [200, 200, 429]
    assert second.get("/api/v1/documents").status_code == 200
    late = first.post("/v1/chat/completions", json={})
    assert late.status_code == 429 and 0 < int(late.headers["retry-after"]) <= 8
    error = late.json()["error"]
    assert error["type"] == "rate_limit_error" and error["code"] == "too_many_requests"
    page = first.get("/documents", headers=HTML)
    assert page.status_code == 429 and "<h1>" in page.text and "content-security-policy" in page.headers
    assert first.get("/docs").status_code == 200, "a page's own parts do not count"


def test_an_address_has_a_rate_before_anybody_is_known(tmp_path: Path) -> None:
    client = client_of(app_of(tmp_path, rate_address=8))
    codes = [client.get("/api/v1/documents").status_code for _ in range(4)]
    assert codes == [401, 401, 429, 429]


def test_without_access_control_there_are_no_rates_unless_the_server_is_public(tmp_path: Path) -> None:
    local = client_of(app_of(tmp_path, "off", rate_address=4))
    assert {local.get("/api/v1/documents").status_code for _ in range(10)} == {200}
    public = client_of(app_of(tmp_path, "off", rate_address=4, public_without_access=True))
    assert [public.get("/api/v1/documents").status_code for _ in range(2)] == [200, 429]


class Slow(Plain):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.inside = 0

    def ask(self, *given: Any, **more: Any) -> Any:
        self.inside += 1
        self.go.wait(60)
        return super().ask(*given, **more)


def test_overload_is_answered_with_429_at_once_and_never_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(2, 1, patience=60)
    monkeypatch.setattr("rag.web.app.Gate", lambda *_: gate)
    assistant = Slow()
    app = guarded(tmp_path, assistant, "off")
    codes: list[int] = []

    def ask() -> None:
        codes.append(client_of(app).post("/api/v1/answer", json=ASK).status_code)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(1000):
        if assistant.inside == 2 and len(gate._queue) == 1:
            break
        time.sleep(0.02)
    refused = client_of(app).post("/v1/chat/completions", json={"model": "policy-rag", "messages": []})
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 0
    assert refused.json()["error"]["code"] == "overloaded"
    assert client_of(app).get("/documents").status_code == 200, "pages that need no answer still open"
    assert assistant.inside == 2
    assistant.go.set()
    for thread in threads:
        thread.join(timeout=60)
    assert codes == [200, 200, 200]
    assert client_of(app).post("/api/v1/answer", json=ASK).status_code == 200, "the places are free again"


@pytest.mark.parametrize(
    ("method", "path", "takes"),
    [
        ("GET", "/documents?q=签约", True),
        ("GET", "/documents?q=", False),
        ("GET", "/documents", False),
        ("POST", "/api/v1/validate", True),
        ("GET", "/api/v1/documents", False),
    ],
)
def test_what_searches_or_verifies_takes_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, path: str, takes: bool
) -> None:
    gate = Gate(1, 0)
    monkeypatch.setattr("rag.web.app.Gate", lambda *_: gate)
    client = client_of(guarded(tmp_path, Plain(), "off"))
    gate.enter()
    body = {"json": {"statement": "签约。", "clause_ids": ["x#一"]}} if method == "POST" else {}
    assert (client.request(method, path, **body).status_code == 429) == takes
    gate.leave()
    assert client.request(method, path, **body).status_code != 429


def test_whoever_waits_too_long_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(1, 5, patience=0.05)
    monkeypatch.setattr("rag.web.app.Gate", lambda *_: gate)
    client = client_of(guarded(tmp_path, Plain(), "off"))
    gate.enter()
    assert client.post("/api/v1/answer", json=ASK).status_code == 429
    gate.leave()
    assert client.post("/api/v1/answer", json=ASK).status_code == 200


def test_a_place_is_given_back_when_an_answer_fails(tmp_path: Path) -> None:
    client = client_of(guarded(tmp_path, Plain(), "off", answers_at_once=1, answers_waiting=0))
    for _ in range(3):
        assert client.post("/api/v1/answer", json={"question": "故障"}).status_code == 500
    assert client.post("/api/v1/answer", json=ASK).status_code == 200


# what every response carries


def test_headers_stand_on_every_refusal_too(tmp_path: Path) -> None:
    client = client_of(app_of(tmp_path, rate_address=4))
    for path in ("/documents", "/login", "/metrics", "/gradio_api/upload", "/nowhere", "/api/v1/documents"):
        for headers in ({}, HTML):
            response = client.get(path, headers=headers)
            assert "default-src 'self'" in response.headers["content-security-policy"], path
            assert response.headers["x-content-type-options"] == "nosniff"


def test_what_one_visitor_reads_is_kept_in_no_cache(tmp_path: Path) -> None:
    app, store = app_of(tmp_path), accounts(tmp_path)
    client = client_of(app, store.add_key("a", "ask"))
    for path in ("/documents", "/duties.csv", "/api/v1/documents", "/", "/openapi.json"):
        assert "no-store" in client.get(path).headers["cache-control"], path
    assert "no-store" not in client.get("/page/page.css").headers.get("cache-control", "")


def test_health_tells_nobody_how_much_there_is(tmp_path: Path) -> None:
    assert client_of(app_of(tmp_path)).get("/readyz").json() == {"status": "ready"}


# the start


def started(folder: Path, host: str, access: str = "off", **more: Any) -> None:
    check_start(settings_for(folder, access, rules={}, **more), host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "policy.example", "", "2001:db8::1"])
def test_a_public_address_without_access_control_refuses_to_start(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="RAG_PUBLIC_WITHOUT_ACCESS=yes"):
        started(tmp_path, host)
    (tmp_path / "corpus" / "groups.json").unlink()
    check_start(WebSettings(_env_file=None, corpus=tmp_path / "corpus", public_without_access=True), host)  # type: ignore[call-arg]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.9.1", "[::1]"])
def test_this_machine_needs_no_access_control(tmp_path: Path, host: str) -> None:
    started(tmp_path, host)


def test_the_server_itself_refuses_before_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    from rag.web.app import serve

    monkeypatch.setenv("RAG_ACCESS", "off")
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: pytest.fail("it listened"))
    with pytest.raises(SettingsError, match="without asking who comes"):
        serve(Plain, "0.0.0.0", 0)  # type: ignore[arg-type]


def test_accounts_without_users_and_proxies_without_addresses_refuse_to_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="rag access user add"):
        started(tmp_path, "127.0.0.1", "accounts")
    accounts(tmp_path).add_user("wang", PASSWORD, "administer")
    started(tmp_path, "0.0.0.0", "accounts")
    with pytest.raises(SettingsError, match="RAG_TRUSTED_PROXIES"):
        started(tmp_path, "127.0.0.1", "proxy")
    started(tmp_path, "127.0.0.1", "proxy", trusted_proxies="10.0.0.1")


def test_groups_that_nothing_keeps_are_not_made_public(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"groups\.json"):
        started(tmp_path, "0.0.0.0", public_without_access=True)


def test_a_broken_groups_file_refuses_to_start(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    (settings.corpus / "groups.json").write_text("{")
    with pytest.raises(SettingsError, match=r"groups\.json"):
        from rag.web.app import create_app

        create_app(Plain(), settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAG_ACCESS", "on"),
        ("RAG_TRUSTED_PROXIES", "10.0.0.0/99"),
        ("RAG_TRUSTED_PROXIES", "proxy.example"),
        ("RAG_PORTAL_SECRET", "short"),
        ("RAG_PROXY_USER_HEADER", "X: Y"),
        ("RAG_UNGROUPED", "all"),
        ("RAG_ANSWERS_AT_ONCE", "0"),
    ],
)
def test_settings_that_will_not_do(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        web_settings()


@pytest.mark.parametrize(
    ("set_to", "places"), [({}, 2), ({"llm_model": "openai:x"}, 8), ({"answers_at_once": 3}, 3)]
)
def test_as_many_answers_at_once_as_can_be_made(set_to: dict[str, Any], places: int) -> None:
    assert WebSettings(_env_file=None, **set_to).places == places  # type: ignore[call-arg]


def test_secrets_are_not_printed() -> None:
    shown = repr(WebSettings(_env_file=None, portal_secret=SECRET, admin_token="x" * 20))  # type: ignore[call-arg,arg-type]
    assert SECRET not in shown and "x" * 20 not in shown and json.dumps({"ok": shown})
