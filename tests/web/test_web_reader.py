"""The reader: anchors, the marked quote, what a page shows of a document, the search."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from fakes import LISHUI, SIGNING, XUHUI, FakeAssistant, FakeIndex, Part, make_document, web_client
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from rag.web.lists import Lists
from rag.web.reader import MAX_FOUND, cut, parse_mark, search, section


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return web_client(tmp_path_factory.mktemp("data"))


def marked(page: str) -> str:
    found = re.findall(r"<mark>(.*?)</mark>", page, re.S)
    return html.unescape(re.sub(r"<[^>]+>", "", "".join(found)))


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("3-5", (3, 5)),
        ("0-10", (0, 10)),
        ("8-99", (8, 10)),
        ("5-5", None),
        ("7-3", None),
        ("10-12", None),
        ("-1-4", None),
        ("3-", None),
        ("x", None),
        ("", None),
        (None, None),
        ("٣-٥", None),
        ("1-2-3", None),
        ("9" * 400 + "-1", None),
    ],
)
def test_mark_is_clamped_and_nonsense_ignored(value: str | None, span: object) -> None:
    assert parse_mark(value, 10) == span


@given(st.text(max_size=40), st.data())
def test_pieces_are_the_text_and_the_marked_ones_are_the_mark(text: str, data: st.DataObject) -> None:
    place = st.integers(0, len(text))
    start, end = sorted((data.draw(place), data.draw(place)))
    mark = tuple(sorted((data.draw(place), data.draw(place))))
    strong = (start, min(end, start + 3))
    pieces = cut(text, (start, end), mark, strong)  # type: ignore[arg-type]
    assert "".join(p.text for p in pieces) == text[start:end]
    inside = text[max(start, mark[0]) : max(start, min(end, mark[1]))]
    assert "".join(p.text for p in pieces if p.marked) == inside


def test_every_clause_has_an_anchor_and_an_entry_in_the_contents(client: TestClient) -> None:
    page = client.get(f"/documents/{XUHUI.id}").text
    for clause in XUHUI.walk():
        path = "/".join(clause.path)
        assert page.count(f'id="{path}"') == 1
        assert f'href="#{quote(path)}"' in page


def test_the_quote_is_marked_to_the_letter(client: TestClient) -> None:
    words = "家庭医生签约覆盖率达到45%以上"
    start = XUHUI.text.index(words)
    page = client.get(f"/documents/{XUHUI.id}?mark={start}-{start + len(words)}").text
    assert marked(page) == words


def test_a_mark_over_two_clauses_marks_both(client: TestClient) -> None:
    start = XUHUI.text.index("不低于80%")
    end = XUHUI.text.index("推进上门服务") + 4
    page = client.get(f"/documents/{XUHUI.id}?mark={start}-{end}").text
    assert marked(page) == "不低于80%。2.推进上门"


@pytest.mark.parametrize("mark", ["", "x", "9999999-99999999", "5-2", "%00", "1e3-2e3"])
def test_a_bad_mark_shows_the_document_unmarked(client: TestClient, mark: str) -> None:
    answer = client.get(f"/documents/{XUHUI.id}?mark={mark}")
    assert answer.status_code == 200
    assert "<mark>" not in answer.text


def test_facts_digest_banner_and_reference(client: TestClient) -> None:
    page = client.get(f"/documents/{XUHUI.id}").text
    assert "摘编，以正式文本为准" in page
    assert "徐府办〔2023〕5号" in page
    assert "2023-08-01" in page
    reference = "《徐汇区进一步提升社区卫生服务能力的实施方案》（徐府办〔2023〕5号）五（二）1"
    assert f'data-copy="{reference}"' in page
    assert "摘编" not in client.get(f"/documents/{LISHUI.id}").text


def test_text_of_a_document_is_never_markup(client: TestClient) -> None:
    page = client.get(f"/documents/{LISHUI.id}").text
    assert "&lt;b&gt;不是标签&lt;/b&gt;" in page
    assert "<b>不是标签" not in page


def test_language_by_header_and_by_parameter(client: TestClient) -> None:
    path = f"/documents/{XUHUI.id}"
    assert '<html lang="zh-CN">' in client.get(path).text
    english = client.get(path, headers={"accept-language": "en"}).text
    assert '<html lang="en">' in english
    assert '<article lang="zh-CN">' in english
    assert '<html lang="zh-CN">' in client.get(path + "?lang=zh", headers={"accept-language": "en"}).text
    chosen = {"accept-language": "en", "cookie": "rag_lang=zh"}
    assert '<html lang="zh-CN">' in client.get(path, headers=chosen).text
    assert '<html lang="en">' in client.get(path + "?lang=en", headers=chosen).text
    assert '<html lang="en">' in client.get(path, headers=chosen | {"cookie": "rag_lang=xx"}).text
    assert "/documents?lang=en" in client.get(path + "?lang=en").text


def test_unknown_document_is_a_page_with_the_next_step(client: TestClient) -> None:
    answer = client.get("/documents/../../etc", headers={"accept": "text/html"})
    assert answer.status_code == 404
    answer = client.get("/documents/none%3Cscript%3E", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "没有这份文件" in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")


def test_list_and_search(client: TestClient) -> None:
    page = client.get("/documents").text
    assert XUHUI.title in page and LISHUI.title in page
    page = client.get("/documents", params={"q": "失能老人"}).text
    assert marked(page) == "失能老人"
    assert "五（二）2" in page
    page = client.get("/documents", params={"q": "<script>alert(1)</script>"}).text
    assert "没有找到" in page
    assert "<script>alert" not in page


def test_search_wants_every_word_and_finds_no_regular_expression() -> None:
    lists = Lists(FakeIndex())  # type: ignore[arg-type]
    assert [f.reference[-1] for f in search(lists, "签约 重点")] == ["1"]
    assert search(lists, "签约 不存在") == []
    assert search(lists, ".*") == []
    assert search(lists, "") == []


def test_search_link_opens_at_the_words_found() -> None:
    (found,) = search(Lists(FakeIndex()), "失能老人")  # type: ignore[arg-type]
    start = XUHUI.text.index("失能老人")
    assert f"mark={start}-{start + 4}#" in found.address


def test_search_stops_at_its_limit() -> None:
    parts = [Part(f"一/{i}", "", f"{i}.签约") for i in range(MAX_FOUND + 20)]
    index = FakeIndex([make_document("long", "长", parts)])
    assert len(search(Lists(index), "签约")) == MAX_FOUND + 1  # type: ignore[arg-type]


def test_heading_alone_is_a_heading_and_a_run_in_one_is_strong() -> None:
    index = FakeIndex()
    top = section(XUHUI, index.clause("xuhui-2023-community-health#五"), None)
    assert [line.kind for line in top.lines] == ["heading"]
    (line,) = section(XUHUI, index.clause(SIGNING), None).lines
    assert line.kind == "paragraph"
    assert line.cells[0][0].text == "1.扩大签约覆盖" and line.cells[0][0].strong


def test_a_table_row_becomes_cells_with_exact_marks() -> None:
    document = make_document("t", "表", [Part("附件/1", "", "| 1 | 建立制度 | 区卫生健康委 |")])
    start = document.text.index("建立")
    (line,) = section(document, document.clauses[0], (start, start + 2)).lines
    assert line.kind == "row"
    assert ["".join(p.text for p in cell).strip() for cell in line.cells] == [
        "1",
        "建立制度",
        "区卫生健康委",
    ]
    assert [p.text for cell in line.cells for p in cell if p.marked] == ["建立"]


def test_a_rebuilt_index_is_seen_without_a_restart(tmp_path: Path) -> None:
    assistant = FakeAssistant()
    client = web_client(tmp_path, assistant)
    assert client.get(f"/documents/{LISHUI.id}").status_code == 200
    assistant.index = FakeIndex([XUHUI], "v2")
    assert client.get(f"/documents/{LISHUI.id}").status_code == 404
    assert LISHUI.title not in client.get("/documents").text
