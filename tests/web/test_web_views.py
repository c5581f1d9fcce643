"""责任分工, 指标, 对比: what is listed, filtered, sorted, exported; what is missing is said."""

from __future__ import annotations

import csv
import io

import pytest
from fakes import LISHUI, XUHUI, FakeAssistant, FakeIndex, Part, make_document, web_client
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from rag.errors import ModelError
from rag.types import Answer
from rag.web.lists import KEPT, Lists, current_lists
from rag.web.views import ROWS_A_PAGE, duties_of, paged, shown_value, targets_of

LISTS = Lists(FakeIndex())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return web_client(tmp_path_factory.mktemp("data"))


def test_duties_of_a_department_in_every_role() -> None:
    found = duties_of(LISTS.duties, "区医保局", "", "")
    assert [(d.role, d.clause.path) for d in found] == [("配合部门", ("五", "（二）", "1"))]
    assert len(duties_of(LISTS.duties, "区卫生健康委", "", "")) == 2
    assert duties_of(LISTS.duties, "区卫生健康委", "配合部门", "") == []
    assert len(duties_of(LISTS.duties, "区卫生健康委", "", XUHUI.id)) == 2


def test_exact_name_first_else_all_that_contain_it() -> None:
    names = {d.department for d in duties_of(LISTS.duties, "卫生健康委", "", "")}
    assert names == {"区卫生健康委", "市卫生健康委"}
    assert {d.department for d in duties_of(LISTS.duties, "市卫生健康委", "", "")} == {"市卫生健康委"}


def test_departments_by_number_of_duties() -> None:
    assert LISTS.departments[0] == ("区卫生健康委", 2)


def test_targets_filter_and_sort() -> None:
    values = [t.figure.value for t in targets_of(LISTS.targets, sort="value", down=True)]
    assert values == ["80", "45", "44"]
    assert [t.figure.value for t in targets_of(LISTS.targets, region="浙江省丽水市")] == ["44"]
    assert [t.figure.value for t in targets_of(LISTS.targets, by="2025", text="重点")] == ["80"]
    assert [t.figure.value for t in targets_of(LISTS.targets, sort="by")][-1] == "44"
    assert len(targets_of(LISTS.targets, sort="nonsense")) == 3
    assert shown_value(targets_of(LISTS.targets, text="重点")[0]) == "≥ 80%"


@pytest.mark.parametrize(
    ("total", "asked", "number", "count"),
    [
        (0, "1", 1, 1),
        (5, "9", 1, 1),
        (250, "3", 3, 3),
        (250, "99", 3, 3),
        (250, "x", 1, 3),
        (250, "-2", 1, 3),
        (250, "²", 1, 3),
        (250, "0", 1, 3),
        (250, "9" * 5000, 3, 3),
    ],
)
def test_pages(total: int, asked: str, number: int, count: int) -> None:
    pages = paged(total, asked)
    assert (pages.number, pages.count) == (number, count)
    assert 0 <= pages.start <= pages.end <= total


def test_duties_page_asks_for_a_department_then_lists_it(client: TestClient) -> None:
    assert "请选择一个部门" in client.get("/duties").text
    page = client.get("/duties", params={"department": "区民政局"}).text
    assert "推进上门服务" in page
    assert "/documents/xuhui-2023-community-health?mark=" in page
    assert "没有找到" in client.get("/duties", params={"department": "没有这个"}).text


def test_targets_page_links_each_row_to_its_figure(client: TestClient) -> None:
    page = client.get("/targets").text
    start = XUHUI.text.index("不低于80%")
    assert f"mark={start}-{start + len('不低于80%')}#" in page
    assert 'aria-sort="descending"' in client.get("/targets?sort=value&order=down").text


def test_long_lists_are_paged(client: TestClient, tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = tuple(("率", str(i), "%", "=", None, "率") for i in range(ROWS_A_PAGE + 1))
    document = make_document("many", "多", [Part("一", "", "一、率", {}, rows)])
    many = web_client(tmp_path_factory.mktemp("d"), FakeAssistant(FakeIndex([document])))
    assert "page=2" in many.get("/targets").text
    assert many.get("/targets?page=2").text.count("<tr>") == 2


@pytest.mark.parametrize("path", ["/duties", "/targets", "/compare"])
@pytest.mark.parametrize("value", ["<script>alert(1)</script>", '"><img src=x>', "\x00", "签" * 900])
def test_what_is_typed_is_only_text(client: TestClient, path: str, value: str) -> None:
    params = {"department": value, "text": value, "topic": value, "sort": value, "page": value}
    answer = client.get(path, params=params)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text and "<img" not in answer.text


def test_csv_holds_the_filtered_rows_without_formulas(client: TestClient) -> None:
    answer = client.get("/duties.csv", params={"department": "HYPERLINK"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0][:2] == ["部门", "角色"]
    assert rows[1][0].startswith("'=HYPERLINK")
    assert len(rows) == 2


def test_xlsx_of_targets(client: TestClient) -> None:
    answer = client.get("/targets.xlsx", params={"region": "上海市徐汇区", "lang": "en"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("Indicator", "Value", "By")
    assert rows[1][:3] == ("家庭医生签约覆盖率", "≥ 45%", "2025")
    assert len(rows) == 3


def test_unknown_export_is_not_found(client: TestClient) -> None:
    assert client.get("/duties.exe").status_code == 404


def test_compare_gives_one_cited_clause_a_document_and_says_what_is_empty(
    client: TestClient,
) -> None:
    page = client.get("/compare", params={"topic": "签约"}).text
    assert "到2025年，徐汇区家庭医生签约覆盖率达到45%以上。" in page
    assert "丽水市家庭医生签约覆盖率达到44%。" in page
    page = client.get("/compare", params={"topic": "牙科", "document": XUHUI.id}).text
    assert "本文件未见规定" in page
    assert page.count('<th scope="row">') == 1


def test_the_comparison_is_exported_without_formulas(client: TestClient) -> None:
    asked = {"topic": "=签约", "document": [XUHUI.id, LISHUI.id]}
    answer = client.get("/compare.csv", params=asked)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["文件", "文号", "地区", "'=签约", "核对", "条款", "引用原文"]
    assert rows[1][0] == XUHUI.title and rows[1][3:] == [
        "到2025年，徐汇区家庭医生签约覆盖率达到45%以上。",
        "已核对",
        rows[1][5],
        "家庭医生签约覆盖率达到45%以上",
    ]
    assert "五（二）1" in rows[1][5] and len(rows) == 3
    sheet = load_workbook(io.BytesIO(client.get("/compare.xlsx", params=asked).content)).active
    assert sheet is not None and sheet["D1"].value == "'=签约" and sheet["D1"].data_type == "s"
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == rows
    missing = client.get("/compare.csv", params={"topic": "牙科", "document": XUHUI.id, "lang": "en"})
    assert "Not found in this document" in missing.content.decode("utf-8-sig")
    assert client.get("/compare.exe", params=asked).status_code == 404
    page = client.get("/compare", params=asked).text
    assert (
        f"/compare.xlsx?topic=%3D%E7%AD%BE%E7%BA%A6&amp;document={XUHUI.id}&amp;document={LISHUI.id}" in page
    )


def test_compare_asks_each_document_alone_and_survives_an_error(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    class Failing(FakeAssistant):
        def ask(self, question: str, history=(), *, id=None, documents=None) -> Answer:  # type: ignore[no-untyped-def]
            if documents == {LISHUI.id}:
                raise ModelError("the model cannot be reached")
            return super().ask(question, history, id=id, documents=documents)

    assistant = Failing()
    page = web_client(tmp_path_factory.mktemp("d"), assistant).get("/compare?topic=签约").text
    assert (assistant.asked[-1][2]) == frozenset({XUHUI.id})
    assert "未能取得" in page and "45%" in page


def test_compare_says_which_documents_there_are_not_and_asks_no_others(client: TestClient) -> None:
    asked = {"topic": "签约", "document": "no<such>"}
    page = client.get("/compare", params=asked).text
    assert "没有这些文件" in page and "no&lt;such&gt;" in page and "<tbody" not in page
    page = client.get("/compare", params={**asked, "document": ["no-such", XUHUI.id]}).text
    assert "no-such" in page and page.count('<th scope="row">') == 1
    assert client.get("/compare.csv", params=asked).status_code == 404
    every = client.get("/compare", params={"topic": "签约", "document": ""}).text
    assert "没有这些文件" not in every and every.count('<th scope="row">') > 1


def test_a_clause_that_names_a_department_in_two_roles_is_counted_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """An answer says 共N项 of clauses; the page lists a row for each role, and says how many clauses."""
    part = Part(
        "一", "加大投入", "一、加大投入。", responsible={"牵头单位": ("甲局",), "责任单位": ("甲局",)}
    )
    assistant = FakeAssistant(FakeIndex([make_document("d", "方案", [part])]))
    page = web_client(tmp_path_factory.mktemp("d"), assistant).get("/duties?department=甲局").text
    assert "2 条 · 1 处条款" in page


def test_the_lists_of_the_parts_asked_for_last_are_kept() -> None:
    """A visitor's part of the index has lists of its own; those not asked for longest are dropped."""

    class Visited:
        index: FakeIndex

    assistant, parts = Visited(), [FakeIndex() for _ in range(KEPT + 2)]
    current = current_lists(assistant)  # type: ignore[arg-type]

    def lists_of(index: FakeIndex) -> Lists:
        assistant.index = index
        return current()

    first = [lists_of(index) for index in parts[:KEPT]]
    assert lists_of(parts[0]) is first[0]
    for index in parts[KEPT:]:
        assert lists_of(index) is lists_of(index)
    assert lists_of(parts[0]) is first[0], "asked for again not long ago"
    assert lists_of(parts[1]) is not first[1], "asked for longest ago"
