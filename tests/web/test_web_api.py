"""The HTTP API: every route, its errors in plain words, and nothing sent that makes it fail."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from channels import assistant, web_app
from fakes import FakeAssistant, web_client
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag import outline
from rag.records.store import Records
from rag.web.portals import MAX_BODY

SHARED = Path(__file__).resolve().parents[3] / "shared"
QUESTION = "徐汇的家庭医生签约覆盖率目标是多少？"
XUHUI = "xuhui-2023-community-health"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def client(folder: Path) -> TestClient:
    app = web_app(folder, portal_origins="https://portal.example https://*.gov.example")
    return TestClient(app, raise_server_exceptions=False)


def events(text: str) -> list[tuple[str, Any]]:
    """(event, data) of a stream of server-sent events."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "data" in fields:
            found.append((fields.get("event", ""), json.loads(fields["data"])))
    return found


def wrong(response: Any, status: int) -> dict[str, Any]:
    """The error of a response, in the API's form."""
    assert response.status_code == status, response.text
    error: dict[str, Any] = response.json()["error"]
    assert error["message"] and error["code"]
    assert "Traceback" not in response.text
    return error


# answers


def test_an_answer_in_the_published_form(client: TestClient) -> None:
    answer = client.post("/api/v1/answer", json={"question": QUESTION, "id": "q-1"}).json()
    assert (answer["id"], answer["status"]) == ("q-1", "answered")
    assert "45%" in answer["answer"] and answer["citations"][0]["verdict"] == "verified"
    if not SHARED.exists():
        pytest.skip("the published schema lies in ../shared, which is not here")
    import jsonschema

    jsonschema.validate(answer, json.loads((SHARED / "answer.schema.json").read_text("utf-8")))


def test_the_documented_form_holds_every_published_field(client: TestClient) -> None:
    answer = client.post("/api/v1/answer", json={"question": QUESTION}).json()
    told = client.get("/openapi.json").json()["components"]["schemas"]
    assert set(told["AnswerOut"]["properties"]) == set(answer)
    assert set(told["CitationOut"]["properties"]) == set(answer["citations"][0])
    assert set(told["DocumentOut"]["properties"]) <= set(answer["citations"][0]["document"])


def test_history_and_documents_are_used(client: TestClient) -> None:
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "45%"}]
    follow = client.post("/api/v1/answer", json={"question": "那丽水呢？", "history": history}).json()
    assert "丽水" in follow["standalone_question"]
    body = {"question": QUESTION, "documents": ["lishui-2023-health-modernisation"]}
    found = client.post("/api/v1/answer", json=body).json()["retrieved"]
    assert {hit["document_id"] for hit in found} == {"lishui-2023-health-modernisation"}


@pytest.mark.parametrize("by", ["accept", "body"])
def test_a_stream_gives_the_text_and_then_the_answer(client: TestClient, by: str) -> None:
    headers = {"Accept": "text/event-stream"} if by == "accept" else {}
    body = {"question": QUESTION, "id": "s", "stream": by == "body"}
    response = client.post("/api/v1/answer", json=body, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    came = events(response.text)
    assert [name for name, _ in came] == ["delta"] * (len(came) - 1) + ["answer"]
    assert len(came) > 2
    assert "".join(data["text"] for _, data in came[:-1]) == came[-1][1]["answer"]
    whole = client.post("/api/v1/answer", json={"question": QUESTION, "id": "s"}).json()
    assert {**came[-1][1], "timings_ms": 0} == {**whole, "timings_ms": 0}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("question", ["", "   ", "？！", "签约" * 3000])
def test_a_question_that_cannot_be_taken(client: TestClient, question: str, stream: bool) -> None:
    response = client.post("/api/v1/answer", json={"question": question, "stream": stream})
    assert wrong(response, 400)["code"] == "question_not_taken"
    assert response.json()["status"] == "error"
    assert response.json()["answer"] == response.json()["error"]["message"]


def test_a_refusal_names_the_nearest_clauses_with_label_and_link(client: TestClient) -> None:
    answer = client.post("/api/v1/answer", json={"question": "平顶山的家庭医生签约覆盖率目标是多少？"}).json()
    assert answer["status"] == "refused"
    assert [n["clause_id"] for n in answer["nearest"]] == answer["refusal"]["nearest"] != []
    assert answer["nearest"][0]["label"].startswith("《平顶山")
    assert client.get(answer["nearest"][0]["url"]).status_code == 200


def test_an_error_in_the_midst_of_a_stream_is_told_in_the_stream(tmp_path: Path) -> None:
    class Broken(FakeAssistant):
        def stream(self, *args: Any, **options: Any) -> Any:
            yield "到2025年"
            raise RuntimeError("secret detail")

    client = web_client(tmp_path, Broken())
    came = events(client.post("/api/v1/answer", json={"question": "签约", "stream": True}).text)
    assert [name for name, _ in came] == ["delta", "error"]
    assert "编号" in came[1][1]["error"]["message"] and "secret" not in str(came)
    chunks = client.post(
        "/v1/chat/completions",
        json={"model": "policy-rag", "stream": True, "messages": [{"role": "user", "content": "签约"}]},
    ).text
    assert '"error":{' in chunks and "secret" not in chunks and chunks.endswith("data: [DONE]\n\n")


def test_an_error_before_the_stream_is_a_status(tmp_path: Path) -> None:
    client = web_client(tmp_path)
    error = wrong(client.post("/api/v1/answer", json={"question": "故障", "stream": True}), 500)
    assert error["code"] == "server_error" and "secret" not in error["message"]


# reading


def test_search(client: TestClient) -> None:
    found = client.get("/api/v1/search", params={"q": "家庭医生签约覆盖率", "k": 5}).json()["results"]
    assert len(found) == 5 and any("签约" in hit["text"] for hit in found[:2])
    assert [h["score"] for h in found] == sorted((h["score"] for h in found), reverse=True)
    assert found[0]["label"].startswith("《")
    params = {"q": "签约", "document": XUHUI}
    assert {h["document_id"] for h in client.get("/api/v1/search", params=params).json()["results"]} == {
        XUHUI
    }
    for bad in ({}, {"q": "签约", "k": 0}, {"q": "签约", "k": 51}, {"q": "签约", "k": "x"}):
        assert wrong(client.get("/api/v1/search", params=bad), 422)["code"] == "invalid_input"
    assert "none" in wrong(client.get("/api/v1/search?q=签约&document=none"), 400)["message"]
    wrong(client.get("/api/v1/search?q="), 400)


def test_documents_outlines_and_clauses(client: TestClient) -> None:
    listed = client.get("/api/v1/documents").json()
    assert {d["id"] for d in listed["documents"]} == {d.id for d in assistant().index.headers()}
    tree = client.get(f"/api/v1/documents/{XUHUI}").json()
    assert tree == json.loads(json.dumps(outline.to_json(assistant().index.document(XUHUI))))
    hit = client.get("/api/v1/search?q=签约&k=1").json()["results"][0]
    clause = client.get(f"/api/v1/clauses/{quote(hit['clause_id'], safe='')}").json()
    assert (clause["label"], clause["text"]) == (hit["label"], hit["text"])
    assert clause["document"]["id"] == hit["document_id"]
    assert client.get(f"/api/v1/clauses/{quote(hit['clause_id'])}").json() == clause
    assert wrong(client.get("/api/v1/documents/none"), 404)["code"] == "no_such_document"
    assert "%23" in wrong(client.get(f"/api/v1/clauses/{XUHUI}"), 404)["message"]


def test_departments_and_indicators(client: TestClient) -> None:
    listed = client.get("/api/v1/departments").json()["departments"]
    first = listed[0]
    duties = client.get("/api/v1/departments", params={"name": first["name"]}).json()
    assert duties["total"] == first["duties"]
    assert {d["department"] for d in duties["duties"]} == {first["name"]}
    assert client.get("/api/v1/departments?name=没有的部门").json()["total"] == 0
    found = client.get("/api/v1/indicators", params={"text": "签约", "document": XUHUI}).json()
    assert any((row["value"], row["unit"]) == ("45", "%") for row in found["indicators"])
    all_rows = client.get("/api/v1/indicators?limit=1000").json()
    page = client.get("/api/v1/indicators?limit=3&offset=2").json()["indicators"]
    assert page == all_rows["indicators"][2:5]


# judging


def test_a_statement_is_held_against_its_clauses(client: TestClient) -> None:
    cited = client.post("/api/v1/answer", json={"question": QUESTION}).json()["citations"][0]
    body = {"statement": cited["quote"], "clause_ids": [cited["clause_id"]]}
    good = client.post("/api/v1/validate", json=body).json()
    assert (good["verdict"], good["reasons"]) == ("verified", [])
    assert good["citations"][0]["label"] == cited["label"]
    bad = client.post(
        "/api/v1/validate", json={**body, "statement": cited["quote"].replace("45", "46")}
    ).json()
    assert bad["verdict"] == "unsupported" and "46" in "".join(bad["reasons"])
    assert "empty" in wrong(client.post("/api/v1/validate", json={**body, "statement": " "}), 400)["message"]
    off = client.post("/api/v1/validate", json={**body, "quotes": ["没有的话"]}).json()
    assert off["citations"][0]["verdict"] == "quote_not_found"
    assert (
        "not in this index"
        in wrong(client.post("/api/v1/validate", json={"statement": "x", "clause_ids": ["a#b"]}), 400)[
            "message"
        ]
    )
    wrong(client.post("/api/v1/validate", json={**body, "quotes": ["a", "b"]}), 400)


def test_feedback_is_stored(client: TestClient, folder: Path) -> None:
    cited = client.post("/api/v1/answer", json={"question": QUESTION}).json()["citations"][0]
    body = {"question": QUESTION, "vote": "down", "comment": "应有2023年", "clause_ids": [cited["clause_id"]]}
    assert client.post("/api/v1/feedback", json=body).status_code == 201
    last = Records(folder).opinions()[-1]
    assert (last.vote, last.comment) == ("down", "应有2023年")
    assert last.exchange["sources"][0]["label"] == cited["label"]
    assert "vote" in wrong(client.post("/api/v1/feedback", json={**body, "vote": "x"}), 422)["message"]


# errors, origins, limits


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"question": "\\ud800"}',
        b'{"question": 7}',
        b'{"question": "x", "history": [{"role": "king", "content": "x"}]}',
        b'{"question": "x", "history": [{"role": "user", "content": "\\udfff"}]}',
        b'{"question": "x", "documents": []}',
        b'{"question": "x", "documents": ["none"]}',
        b'{"question": "x", "id": "\\ud800"}',
        b'{"question": "x", "stream": "perhaps"}',
        b'{"\\ud800": {"\\udc00": 1}}',
        b"[" * 100_000,
        b'{"question": ' + b"9" * 5000 + b"}",
    ],
)
@pytest.mark.parametrize(
    "path", ["/api/v1/answer", "/api/v1/validate", "/api/v1/feedback", "/v1/chat/completions"]
)
def test_bodies_that_cannot_be_taken(client: TestClient, path: str, content: bytes) -> None:
    response = client.post(path, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422), response.text
    error = response.json()["error"]
    assert error["message"] and error["code"]
    assert ("type" in error) == path.startswith("/v1")


def test_messages_are_plain(client: TestClient) -> None:
    def said(body: Any) -> str:
        return str(wrong(client.post("/api/v1/answer", json=body), 422)["message"])

    assert said({}) == "question: 缺少这一项 / is missing"
    bad = b'{"question": "x", "history": [{"role": "user", "content": "\\ud800"}]}'
    headers = {"Content-Type": "application/json"}
    error = wrong(client.post("/api/v1/answer", content=bad, headers=headers), 422)
    assert "lone surrogates" in error["message"]
    assert (
        said({"question": "x", "history": [{"role": "user"}]}) == "history.0.content: 缺少这一项 / is missing"
    )
    page = client.post("/api/v1/answer", json={}, headers={"Accept": "text/html"})
    assert page.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("method", "path", "given"),
    [
        ("GET", "/api/v1/nothing", {}),
        ("DELETE", "/api/v1/answer", {}),
        ("GET", "/api/v1/documents/none", {}),
        ("GET", "/api/v1/clauses/none", {}),
        ("GET", "/api/v1/clauses/a%23b", {}),
        ("GET", "/api/v1/search?q=签约&k=0", {}),
        ("GET", "/api/v1/search?q=签约&k=x", {}),
        ("GET", "/api/v1/search?q=签约&document=nope", {}),
        ("POST", "/api/v1/answer", {"json": {"question": 5}}),
        ("POST", "/api/v1/answer", {"json": {"question": " "}}),
        ("POST", "/api/v1/answer", {"json": {"question": "x", "history": "x"}}),
        ("POST", "/api/v1/answer", {"json": {"question": "x", "documents": []}}),
        ("POST", "/api/v1/answer", {"content": b"{"}),
        ("POST", "/api/v1/answer", {"content": b"\xff\xfe", "headers": {"Content-Type": "application/json"}}),
        ("POST", "/api/v1/answer", {"json": {}, "headers": {"Origin": "https://evil.example"}}),
        ("POST", "/api/v1/answer", {"content": b"x" * (MAX_BODY + 1)}),
        ("POST", "/api/v1/validate", {"json": {"statement": " ", "clause_ids": ["a#b"]}}),
        ("POST", "/api/v1/validate", {"json": {"statement": "x", "clause_ids": []}}),
        ("POST", "/api/v1/feedback", {"json": {"question": "x", "vote": "x"}}),
        ("POST", "/v1/chat/completions", {"json": {"model": "policy-rag", "messages": []}}),
        ("POST", "/v1/chat/completions", {"json": {"model": "policy-rag", "messages": [{"role": "user"}]}}),
    ],
)
def test_every_error_is_in_both_languages_and_the_one_form(
    client: TestClient, method: str, path: str, given: Any
) -> None:
    error = client.request(method, path, **given).json()["error"]
    assert set(error) == {"message", "code"} | ({"type", "param"} if path.startswith("/v1/") else set())
    chinese, cut, english = error["message"].partition(" / ")
    assert cut and re.search("[一-鿿]", chinese) and re.search("[a-z]{3}", english), error["message"]


def test_a_body_without_the_json_type_is_not_taken(client: TestClient) -> None:
    # A page of any origin may send text/plain without asking first.
    response = client.post(
        "/api/v1/feedback", content=b'{"question":"x","vote":"up"}', headers={"Content-Type": "text/plain"}
    )
    assert "Content-Type" in wrong(response, 422)["message"]


def test_bodies_have_a_limit(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    big = b'{"question": "' + b"x" * MAX_BODY + b'"}'
    assert wrong(client.post("/api/v1/answer", content=big, headers=headers), 413)["code"] == "too_large"
    pieces = (big[i : i + 65536] for i in range(0, len(big), 65536))
    wrong(client.post("/api/v1/answer", content=pieces, headers=headers), 413)


@pytest.mark.parametrize("prefix", ["/api", "/v1"])
def test_unknown_addresses_and_methods(client: TestClient, prefix: str) -> None:
    assert wrong(client.get(f"{prefix}/nothing"), 404)["code"] == "not_found"
    known = {"/api": "/api/v1/answer", "/v1": "/v1/chat/completions"}[prefix]
    assert wrong(client.get(known), 405)["code"] == "method_not_allowed"
    assert wrong(client.delete(known), 405)["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://portal.example", True),
        ("https://a.gov.example", True),
        ("https://A.Gov.example", False),
        ("https://portal.example.evil.example", False),
        ("https://evilportal.example", False),
        ("http://portal.example", False),
        ("https://evil.example/.gov.example", False),
        ("null", False),
    ],
)
def test_origins(client: TestClient, origin: str, allowed: bool) -> None:
    headers = {"Origin": origin}
    asks = {
        **headers,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    before = client.options("/api/v1/answer", headers=asks)
    response = client.get("/api/v1/documents", headers=headers)
    if allowed:
        assert before.status_code == response.status_code == 200
        assert response.headers["access-control-allow-origin"] == origin
        assert "origin" in response.headers["vary"].lower()
    else:
        assert wrong(response, 403)["code"] == "origin_not_allowed"
        assert before.status_code == 403
        assert "access-control-allow-origin" not in response.headers
    assert "access-control-allow-credentials" not in response.headers


def test_own_pages_and_programs_need_no_permission(client: TestClient) -> None:
    for headers in (
        {},
        {"Origin": "http://testserver"},
        {"Origin": "https://behind.proxy", "Sec-Fetch-Site": "same-origin"},
    ):
        assert client.get("/api/v1/documents", headers=headers).status_code == 200


# the page of the API, metrics


def test_the_api_page_lists_every_route_and_stays_here(client: TestClient) -> None:
    page = client.get("/docs").text
    schema = client.get("/openapi.json").json()
    assert len(schema["paths"]) == 12
    for path in schema["paths"]:
        assert path in page
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_the_api_page_speaks_the_language_of_the_browser(client: TestClient) -> None:
    chinese = client.get("/docs?lang=zh").text
    english = client.get("/docs?lang=en").text
    assert "回答一个问题" in chinese and "Answer a question" not in chinese
    assert "Answer a question" in english and not re.search("[\u4e00-\u9fff]{4}、", english)
    said = [
        operation
        for methods in client.get("/openapi.json").json()["paths"].values()
        for operation in methods.values()
    ]
    assert all(" / " in operation["summary"] for operation in said)
    given = [parameter for operation in said for parameter in operation.get("parameters", ())]
    assert all(parameter["description"] for parameter in given)


def test_metrics(client: TestClient) -> None:
    client.post("/api/v1/answer", json={"question": QUESTION})
    client.post("/api/v1/answer", json={"question": "今天天气怎么样"})
    client.get("/documents/" + "x" * 50)
    text = client.get("/metrics").text
    assert 'rag_requests_total{route="/api/v1/answer",method="POST",status="200"}' in text
    assert 'rag_answers_total{channel="api",status="answered"}' in text
    assert 'rag_refusals_total{reason="off_topic"}' in text
    assert "xxxxx" not in text
    counts = {}
    for line in text.splitlines():
        assert line.startswith("# ") or re.fullmatch(r'[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.]+', line)
        if line.startswith("rag_answer_seconds") and 'channel="api"' in line:
            counts[line.split()[0]] = float(line.split()[1])
    buckets = [v for k, v in counts.items() if "_bucket" in k]
    assert buckets == sorted(buckets)
    assert buckets[-1] == counts['rag_answer_seconds_count{channel="api"}']


# fuzz

_TEXT = st.text(st.characters(exclude_categories=[]), max_size=40)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=8,
)
_NAMES = ["question", "history", "documents", "id", "stream", "statement", "clause_ids", "quotes", "vote"]
_NAMES += ["comment", "model", "messages", "n", "role", "content", "answer", "status"]
_ASKS = st.fixed_dictionaries(
    {},
    optional={
        "question": st.sampled_from([QUESTION, "那丽水呢？", ""]) | _TEXT,
        "history": st.lists(
            st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant", "x"]), "content": _TEXT}),
            max_size=3,
        ),
        "documents": st.none() | st.lists(st.sampled_from([XUHUI, "none"]), max_size=2),
        "id": st.none() | _TEXT,
        "stream": st.booleans(),
        "statement": _TEXT,
        "clause_ids": st.lists(st.sampled_from([f"{XUHUI}#五/（二）/1", "x#y"]) | _TEXT, max_size=3),
        "quotes": st.lists(_TEXT, max_size=2),
        "vote": st.sampled_from(["up", "down", "none"]),
        "model": st.sampled_from(["policy-rag", "other"]),
        "messages": st.lists(
            st.fixed_dictionaries(
                {
                    "role": st.sampled_from(["user", "assistant", "system", "tool"]),
                    "content": _TEXT | st.none() | st.just([{"type": "text", "text": "签约"}]) | _JSON,
                }
            ),
            max_size=3,
        ),
    },
)
_BODIES = st.one_of(_ASKS, st.dictionaries(st.sampled_from(_NAMES), _JSON, max_size=5), _JSON)
_POSTS = ["/api/v1/answer", "/api/v1/validate", "/api/v1/feedback", "/v1/chat/completions"]
_GETS = [
    "/api/v1/search",
    "/api/v1/departments",
    "/api/v1/indicators",
    "/api/v1/documents/",
    "/api/v1/clauses/",
]
_GETS += ["/v1/models/", "/embed", "/embed/answer", "/embed/setup", "/documents/", "/duties", "/targets"]
_PARAMS = st.dictionaries(
    st.sampled_from(
        ["q", "k", "name", "role", "document", "documents", "limit", "offset", "text", "by", "region"]
    )
    | st.sampled_from(
        ["question", "mode", "theme", "lang", "heading", "page", "sort", "order", "department"]
    ),
    st.sampled_from(["1", "-1", "9" * 30, "签约", "bubble", "card", XUHUI, "\x00", "<script>", "²"])
    | st.text(max_size=20),
    max_size=5,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.sampled_from(_POSTS), body=_BODIES)
def test_no_body_makes_the_server_fail(folder: Path, path: str, body: Any) -> None:
    response = _client(folder).post(
        path, content=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        assert response.json()["error"]["message"]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.sampled_from(_GETS), rest=st.text(max_size=12), params=_PARAMS)
def test_no_address_makes_the_server_fail(folder: Path, path: str, rest: str, params: dict[str, str]) -> None:
    tail = quote(rest.encode("utf-8", "replace"), safe="") if path.endswith("/") else ""
    clean = {k: v.encode("utf-8", "replace").decode() for k, v in params.items()}
    response = _client(folder).get(path + tail, params=clean)
    assert response.status_code < 500, response.text


_CLIENTS: dict[Path, TestClient] = {}


def _client(folder: Path) -> TestClient:
    if folder not in _CLIENTS:
        _CLIENTS[folder] = TestClient(web_app(folder), raise_server_exceptions=False)
    return _CLIENTS[folder]
