"""Nothing of a hidden document: every route answers as on a server that never had it.

Two servers: one with all three documents, one of them kept to the group ``county``; one with the
other two alone. A visitor without the group gets the same bytes from both, for whatever they ask.
"""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest
from browser_fakes import browser
from fastapi.testclient import TestClient
from guarded import SECRET, accounts, client_of, guarded, routes_of, settings_for, signed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_access_part import IDS, QUESTIONS, TEXTS, THIRD, built

from rag.access.groups import GroupFile
from rag.access.roles import Visitor
from rag.records.kept import records_of
from rag.web.candidates import voices
from rag.web.chat import ChatPage
from rag.web.current import Current
from rag.web.exchanges import Conversation, Exchange
from rag.web.visitors import Personal

HIDDEN = IDS[2]
#: What only the hidden document has: its name, its number, words and figures of its text.
MARKS = ("青溪", "qingxi", "托育", "幼儿", "青政发", "县教育局", "1比5")
RULES = {"qingxi-*": ["county"]}


class Servers:
    """The server with the hidden document, the one without, and clients of both."""

    def __init__(self, root: Path) -> None:
        self.apps: list[Any] = []
        self.pages: list[ChatPage] = []
        self.keys: list[dict[str, str]] = []
        self.corpus = root / "full" / "corpus"
        for name, ids in (("full", IDS), ("bare", IDS[:2])):
            folder = root / name
            for part in ("corpus", "index"):
                (folder / part).mkdir(parents=True)
            for one in ids:
                (folder / "corpus" / f"{one}.txt").write_text(TEXTS[f"{one}.txt"], encoding="utf-8")
            assistant = built(folder / "corpus", folder / "index")
            more = {"rules": RULES, "portal_secret": SECRET, "index": folder / "index"}
            self.apps.append(guarded(folder, assistant, **more))
            personal: Any = Personal(Current(assistant), GroupFile(folder / "corpus", frozenset("*")))
            self.pages.append(ChatPage(personal, settings_for(folder, **more)))
            store = accounts(folder)
            self.keys.append(
                {
                    "asker": store.add_key("asker", "ask", ["city"]),
                    "curator": store.add_key("curator", "curate", ["city"]),
                    "county": store.add_key("county", "ask", ["county"]),
                    "operator": store.add_key("operator", "administer"),
                }
            )
        self.full, self.bare = self.clients("asker")

    def clients(self, who: str) -> list[TestClient]:
        return [client_of(app, keys[who]) for app, keys in zip(self.apps, self.keys, strict=True)]

    def same(self, method: str, path: str, **given: Any) -> bytes:
        """The bytes that both give, without what a version and a moment differ in."""
        full, bare = (client.request(method, path, **given) for client in (self.full, self.bare))
        assert full.status_code == bare.status_code, (method, path, given)
        told, expected = plain(full.content), plain(bare.content)
        assert told == expected, (method, path, given)
        kept = [
            {k: v for k, v in r.headers.items() if k not in ("content-length", "set-cookie")}
            for r in (full, bare)
        ]
        assert kept[0] == kept[1], (method, path)
        return told


_VARIES = [
    (rb"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{12}", b"INDEX"),
    (rb'"timings_ms":\s*\{[^}]*\}', b"TIMES"),
    (rb'"(?:id|answer_id)":\s*"(?:chatcmpl-)?[0-9a-f]{32}"', b"ID"),
    (rb'"created":\s*\d+', b"CREATED"),
    (rb"(rag_\w+_seconds\w*\S*) [\d.e+-]+", b"TIME"),
]


def plain(body: bytes) -> bytes:
    if body[:2] == b"PK":  # a workbook: its sheets
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(
                archive.read(n) for n in sorted(archive.namelist()) if "sheet" in n or "Strings" in n
            )
    for pattern, word in _VARIES:
        body = re.sub(pattern, word, body)
    return body


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    yield Servers(tmp_path_factory.mktemp("servers"))


#: Values for the parts of addresses and queries: the hidden document's, others', and of nobody.
CLAUSES = (f"{HIDDEN}#第二条", f"{IDS[0]}#一", "never-was#1", HIDDEN)
WORDS = ("签约", "托育", "青溪县", "局", "教育局", "90", "%", "")


def addresses() -> Iterator[str]:
    """Every address under which a document could show, with values that ask for the hidden one."""
    for one in (HIDDEN, IDS[0], "never-was"):
        yield f"/documents/{one}"
        yield f"/documents/{one}?mark=1-20"
        yield f"/api/v1/documents/{one}"
        for path in ("/duties", "/duties.csv", "/duties.xlsx", "/targets", "/targets.csv", "/targets.xlsx"):
            yield f"{path}?{urlencode({'document': one, 'department': '局'})}"
        for path in ("/api/v1/departments?name=%E5%B1%80&", "/api/v1/indicators?"):
            yield f"{path}document={one}"
        for path in ("/compare", "/compare.csv", "/compare.xlsx"):
            yield f"{path}?{urlencode({'document': one, 'topic': '签约'})}"
        yield f"/api/v1/search?{urlencode({'q': '签约', 'document': one})}"
        yield f"/embed/answer?{urlencode({'question': '签约覆盖率', 'documents': one})}"
        yield f"/embed?{urlencode({'documents': one})}"
    for clause in CLAUSES:
        yield f"/api/v1/clauses/{quote(clause, safe='')}"
    for word in WORDS:
        for path, name in (
            ("/documents", "q"),
            ("/duties", "department"),
            ("/targets", "text"),
            ("/targets", "region"),
            ("/targets.csv", "text"),
            ("/compare", "topic"),
            ("/api/v1/search", "q"),
            ("/api/v1/departments", "name"),
            ("/api/v1/indicators", "text"),
            ("/api/v1/indicators", "region"),
            ("/embed/answer", "question"),
        ):
            yield f"{path}?{urlencode({name: word})}"
    yield from ("/", "/config", "/documents", "/duties", "/targets", "/compare", "/embed/setup", "/docs")
    yield from ("/openapi.json", "/api/v1/documents", "/api/v1/departments", "/api/v1/indicators")
    yield from (
        "/duties.csv",
        "/targets.csv",
        "/targets.xlsx",
        "/v1/models",
        "/readyz",
        "/healthz",
        "/account",
    )


#: Gradio writes chance values of its own into these.
CHANCE = ("/", "/config")


@pytest.mark.parametrize("path", sorted(set(addresses())))
def test_every_address_answers_as_if_the_document_had_never_been_there(servers: Servers, path: str) -> None:
    told = servers.full.get(path).content if path in CHANCE else servers.same("GET", path)
    text = told.decode("utf-8", "replace")
    for mark in MARKS:
        if mark not in unquote(path):  # what was asked is said back
            assert mark not in text and mark not in unquote(text), (path, mark)


def test_no_route_is_left_out(servers: Servers) -> None:
    """Every GET route of ours that gives anything stands in the list above; so do the POST routes below."""
    patterns = [
        re.sub(r"\{[^}]*\}", "[^?]*", a) for a in (getattr(r, "path", "") for r in routes_of(servers.apps[0]))
    ]
    ours = [
        p for p in patterns if re.match(r"/(documents|duties|targets|compare|api|v1|embed|docs|account)", p)
    ]
    tested = [*addresses(), "/api/v1/answer", "/api/v1/validate", "/api/v1/feedback", "/v1/chat/completions"]
    tested += ["/v1/models/x", "/v1/x", "/api/x", "/embed.js"]
    missing = [p for p in ours if not any(re.fullmatch(p, t.partition("?")[0]) for t in tested)]
    assert missing == []


def test_the_documents_do_show_to_those_of_the_group_and_to_administrators(servers: Servers) -> None:
    """The tests here can fail: what they look for is there to be seen by others."""
    for who in ("county", "operator"):
        client = servers.clients(who)[0]
        assert "青溪县" in client.get("/documents").text and "幼儿" in client.get(f"/documents/{HIDDEN}").text
        answer = client.post("/api/v1/answer", json={"question": QUESTIONS[3]}).json()
        assert "20" in answer["answer"] and answer["citations"][0]["document"]["id"] == HIDDEN


BODIES: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("/api/v1/answer", {"question": q}) for q in QUESTIONS),
    *(("/api/v1/answer", {"question": q, "stream": True}) for q in QUESTIONS[:4]),
    *(
        ("/v1/chat/completions", {"model": "policy-rag", "messages": [{"role": "user", "content": q}]})
        for q in QUESTIONS
    ),
    *(
        (
            "/v1/chat/completions",
            {"model": "policy-rag", "stream": True, "messages": [{"role": "user", "content": q}]},
        )
        for q in QUESTIONS[:4]
    ),
    *(
        ("/api/v1/answer", {"question": "签约覆盖率？", "documents": [one]})
        for one in (HIDDEN, "never-was", IDS[0])
    ),
    *(("/api/v1/validate", {"statement": "每班不超过20名幼儿。", "clause_ids": [c]}) for c in CLAUSES),
    *(
        (
            "/api/v1/feedback",
            {
                "id": "a",
                "question": "问",
                "answer": "答",
                "status": "answered",
                "vote": "up",
                "clause_ids": [c],
            },
        )
        for c in CLAUSES
    ),
)


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_every_question_is_answered_as_if_it_had_never_been_there(
    servers: Servers, path: str, body: dict[str, Any]
) -> None:
    text = servers.same("POST", path, json=body).decode("utf-8", "replace")
    asked = json.dumps(body, ensure_ascii=False)
    for mark in MARKS:
        if mark not in asked:
            assert mark not in text, (path, mark)


_PIECES = [
    *re.findall(r"[\u4e00-\u9fff0-9]{2,8}", THIRD),
    "签约",
    "云山县",
    "临江市",
    "多少",
    "哪个部门",
    "和",
    "？",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=5).map("".join))
def test_whatever_is_asked_in_its_words_it_never_was_there(servers: Servers, question: str) -> None:
    servers.same("POST", "/api/v1/answer", json={"question": question})
    servers.same("GET", "/api/v1/search", params={"q": question})
    servers.same("GET", "/documents", params={"q": question})


def test_a_portals_user_sees_what_the_token_says(servers: Servers) -> None:
    for groups, seen in (([], False), (["county"], True)):
        client = client_of(servers.apps[0], signed({"groups": groups}))
        assert ("青溪" in client.get("/api/v1/documents").text) == seen
        card = client_of(servers.apps[0]).get(
            "/embed/answer", params={"question": QUESTIONS[3], "token": signed({"groups": groups})}
        )
        assert ("不超过20名" in card.text) == seen


def test_a_group_that_is_taken_away_counts_from_the_next_request_on(servers: Servers) -> None:
    client = servers.clients("county")[0]
    assert client.get(f"/documents/{HIDDEN}").status_code == 200
    rules = servers.corpus / "groups.json"
    before = rules.read_text()
    try:
        rules.write_text(json.dumps({"qingxi-*": ["elsewhere"]}))
        assert client.get(f"/documents/{HIDDEN}").status_code == 404
        rules.write_text("{ broken")
        assert client.get(f"/documents/{IDS[0]}").status_code == 404, "a broken file closes"
    finally:
        rules.write_text(before)
    assert client.get(f"/documents/{HIDDEN}").status_code == 200


def test_curators_read_what_those_said_who_could_see_no_more_than_they(servers: Servers) -> None:
    body = {
        "id": "f1",
        "question": "托育问题",
        "answer": "每班不超过20名幼儿",
        "status": "answered",
        "vote": "down",
    }
    full = servers.apps[0]
    for who in ("county", "operator", "asker"):
        told = {**body, "id": f"by-{who}", "comment": f"from {who}"}
        assert servers.clients(who)[0].post("/api/v1/feedback", json=told).status_code == 201
    curator = client_of(full, servers.keys[0]["curator"])
    for path in ("/manage", "/manage/candidates.jsonl"):
        seen = curator.get(path).text
        assert "from asker" in seen and "from county" not in seen and "from operator" not in seen
        assert "from county" in servers.clients("operator")[0].get(path).text
    page = curator.get("/manage").text
    assert "qingxi" not in page and "/manage/upload" not in page and "/metrics" not in page


# the chat page


class Asked:
    """A request as Gradio hands it on from its queue, outside of the request's own context."""

    def __init__(self, visitor: Visitor | None) -> None:
        self.scope = {
            "state": {"user": visitor} if visitor else {},
            "type": "http",
            "query_string": b"",
            "headers": [(b"accept-language", b"zh-CN")],
        }

    @property
    def request(self) -> Any:
        from fastapi import Request

        return Request(self.scope)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.request, name)


@pytest.fixture
def pages(servers: Servers) -> list[ChatPage]:
    return servers.pages


def shown(updates: Any) -> str:
    """All text of what the page's steps put on the page, choices and examples too."""
    out = []
    for update in updates if isinstance(updates, list) else [updates]:
        for value in update.values():
            config = value.get_config() if hasattr(value, "get_config") else value
            out.append(str(getattr(value, "choices", "")) + str(getattr(value, "examples", "")) + str(config))
    return "".join(out)


ASKERS = (Visitor("a", "ask"), Visitor("a", "curate", frozenset(("city",))), None)


@pytest.mark.parametrize("visitor", ASKERS)
def test_the_chat_page_knows_only_the_visitors_documents(
    pages: list[ChatPage], visitor: Visitor | None
) -> None:
    request: Any = Asked(visitor)
    text = shown(pages[0].restore({}, {}, request))
    assert not [mark for mark in MARKS if mark in text]
    assert ("云山县" in text) == (visitor is not None)
    for question in QUESTIONS:
        steps = [list(page.ask(question, Conversation(), {}, [], [], request)) for page in pages]
        # How many steps lie between the first and the last goes by the clock: a slow answer is shown in more.
        told, bare = (shown([step[0], step[-1]]) for step in steps)
        assert re.sub(r"[0-9a-f]{12,32}", "", told) == re.sub(r"[0-9a-f]{12,32}", "", bare), question
    scoped = shown(list(pages[0].ask("签约", Conversation(), {}, [HIDDEN], [], request)))
    assert not [mark for mark in MARKS if mark in scoped]


def test_the_chat_page_shows_the_group_its_documents(pages: list[ChatPage]) -> None:
    request: Any = Asked(Visitor("b", "ask", frozenset(("county",))))
    assert "青溪县" in shown(pages[0].restore({}, {}, request))
    text = shown(list(pages[0].ask(QUESTIONS[3], Conversation(), {}, [], [], request)))
    assert "不超过20名幼儿" in text


def test_one_visitors_conversations_are_not_shown_to_the_next_at_the_same_browser(
    pages: list[ChatPage],
) -> None:
    page = pages[0]
    county: Any = Asked(Visitor("b", "ask", frozenset(("county",))))
    kept = browser(list(page.ask(QUESTIONS[3], Conversation(), {}, [], [], county))[-1][page.change])
    assert "幼儿" in shown(page.restore({}, kept, county))
    for other in (Visitor("a", "ask"), Visitor("b", "ask", by="portal"), None):
        request: Any = Asked(other)
        assert "幼儿" not in shown(page.restore({}, kept, request))
        assert "幼儿" not in shown(page.restore(kept, {}, request))
        assert "幼儿" not in shown(page.open(kept["open"], kept, request))
        assert "幼儿" not in shown(list(page.ask("签约？", Conversation(), kept, [], [], request)))


def test_the_chat_over_http_serves_the_visitor_at_hand(servers: Servers) -> None:
    """Through Gradio's own queue, whose workers know nothing of the request's context."""
    for who, seen in (("asker", False), ("county", True)):
        with servers.clients(who)[0] as client:
            assert "青溪" not in client.get("/").text and "青溪" not in client.get("/config").text
            text = "".join(_events(client, who))
            assert ("青溪县托育服务管理办法" in text) == seen and "云山县" in text


def _events(client: TestClient, session: str) -> Iterator[str]:
    config = client.get("/config").json()
    load = next(d for d in config["dependencies"] if any(t[1] == "load" for t in d["targets"]))
    body = {
        "data": [None] * len(load["inputs"]),
        "fn_index": load["id"],
        "session_hash": session,
        "trigger_id": None,
    }
    joined = client.post("/gradio_api/queue/join", json=body)
    assert joined.status_code == 200, joined.text
    deadline = time.monotonic() + 60
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        for line in stream.iter_lines():
            yield line.encode().decode("unicode_escape", "ignore") if "\\u" in line else line
            if "process_completed" in line or time.monotonic() > deadline:
                return


# what else could tell


def test_feedback_keeps_the_groups_that_bounded_the_answer(pages: list[ChatPage]) -> None:
    exchange = Exchange("t1", "一问", "answered", "答")
    talk = Conversation(exchanges=(exchange,))
    data: Any = type("Like", (), {"index": 0, "liked": True})()
    pages[0].vote(talk, data, Asked(Visitor("b", "ask", frozenset(("county",)))))
    said = {v.question: v.groups for v in voices(records_of(pages[0].settings))}
    assert said["一问"] == {"county"}


def test_outside_of_any_request_there_is_no_document(servers: Servers) -> None:
    personal = servers.pages[0].assistant
    assert personal.index.headers() == () and personal.ask("签约覆盖率？").status == "refused"
