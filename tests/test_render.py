"""An answer for each channel."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from fakes import LISHUI, LISHUI_SIGNING, SCRIPT, SIGNING, XUHUI, FakeAssistant, cite, find
from hypothesis import given
from hypothesis import strategies as st

from rag.pipeline import Assistant
from rag.render import (
    DIGEST_NOTE,
    cited_path,
    document_json,
    join_path,
    label,
    references,
    to_json,
    to_markdown,
    to_text,
    url,
)
from rag.types import Answer, Clause, Document, Statement

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (("五", "（二）", "1"), "五（二）1"),
        (("附件", "一", "3"), "附件一3"),
        (("§2", "1"), "§2 1"),
        (("第二章", "第十二条", "第二款"), "第二章第十二条第二款"),
        (("附表", "二", "（一）", "17"), "附表二（一）17"),
        (("三", "—1"), "三—1"),
        (("前言",), "前言"),
        (("1", "1.2"), "1 1.2"),
    ],
)
def test_paths_as_one_reads_them(path: tuple[str, ...], shown: str) -> None:
    assert join_path(path) == shown


@given(
    st.lists(
        st.sampled_from(["五", "（二）", "1", "23", "§2", "附件", "第三条", "—1"]), min_size=1, max_size=5
    )
)
def test_path_elements_are_kept_and_two_numbers_never_run_together(path: list[str]) -> None:
    shown = join_path(tuple(path))
    assert shown.replace(" ", "") == "".join(path)
    at = 0
    for one in path:
        at = shown.index(one, at) + len(one)
        assert not (one[-1].isdigit() and shown[at : at + 1].isdigit()), shown


def test_the_official_label() -> None:
    document, clause = find(SIGNING)
    assert label(document, clause) == f"《{XUHUI.title}》（徐府办〔2023〕5号）五（二）1"
    document, clause = find(LISHUI_SIGNING)
    assert label(document, clause) == f"《{LISHUI.title}》一（一）", "no number, no brackets"


def test_the_link_leads_back_to_the_clause_and_the_quote() -> None:
    document, clause = find(SIGNING)
    parts = urlsplit(url(document, clause, 10, 25))
    assert unquote(parts.path) == f"/documents/{document.id}"
    assert parts.query == "mark=10-25"
    assert unquote(parts.fragment) == "五/（二）/1"


def answer(**more: object) -> Answer:
    plain: dict[str, object] = {
        "id": "a1",
        "question": "签约覆盖率？",
        "status": "answered",
        "text": "达到45%以上。[1]",
        "statements": (Statement("达到45%以上。", (1,), "verified"),),
        "citations": (cite(1, SIGNING, "达到45%以上"),),
        "confidence": 0.87654321,
        "timings_ms": {"total": 1.23456},
        "index": "v1",
    }
    return Answer(**{**plain, **more})  # type: ignore[arg-type]


def test_the_json_has_the_published_fields() -> None:
    value = to_json(answer())
    required = {
        "id",
        "question",
        "status",
        "answer",
        "statements",
        "citations",
        "retrieved",
        "refusal",
        "confidence",
        "mode",
        "timings_ms",
        "index",
    }
    assert required <= set(value)
    (citation,) = value["citations"]
    assert citation["quote"] == XUHUI.text[citation["start"] : citation["end"]]
    assert citation["path"] == ["五", "（二）", "1"] and citation["clause_id"] == SIGNING
    assert value["refusal"] is None and value["confidence"] == 0.8765
    json.dumps(value, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize("question", ["徐汇签约率", "丽水签约", "丽水牙科"])
def test_the_json_fits_the_schema(question: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    if not (SHARED / "answer.schema.json").is_file():
        pytest.skip("../shared/answer.schema.json is not here")
    schema = json.loads((SHARED / "answer.schema.json").read_text("utf-8"))
    value = to_json(FakeAssistant().ask(question))
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(value)))


def test_what_a_document_says_of_itself() -> None:
    value = document_json(XUHUI)
    assert value["number"] == "徐府办〔2023〕5号" and value["digest"] is True
    assert document_json(LISHUI)["number"] is None


def test_a_reference_says_whether_it_was_verified_and_that_it_is_a_digest() -> None:
    (line,) = references(answer())
    assert line.startswith("[1] 《") and "✓已核对" in line and DIGEST_NOTE in line
    failed = answer(citations=(cite(1, LISHUI_SIGNING, "达到44%", "figure_mismatch"),))
    (line,) = references(failed)
    assert "✗数字不符" in line and DIGEST_NOTE not in line


def test_text_for_a_terminal() -> None:
    shown = to_text(answer(standalone_question="徐汇的签约覆盖率？", notes=("注意。",)))
    assert (
        shown.index("徐汇的签约覆盖率？")
        < shown.index("达到45%以上。[1]")
        < shown.index("依据：")
        < shown.index("注意。")
    )
    assert "理解为" not in to_text(answer())
    assert "依据" not in to_text(answer(citations=(), statements=()))


def test_markdown_escapes_what_users_and_documents_wrote() -> None:
    shown = to_markdown(answer(question=SCRIPT, text="*粗* <b>|_x_`[1]"))
    assert "<script>" not in shown and "<b>" not in shown
    assert re.search(r"\\\*粗\\\*", shown)


@pytest.mark.parametrize(
    "text",
    [
        "[点](javascript:alert(1))",
        "![图](http://evil.example/p.png)",
        "[1]: javascript:alert(1)",
        "&lt;script&gt;",
        "~~删~~",
    ],
)
def test_markdown_holds_no_link_image_or_entity_of_others(text: str) -> None:
    shown = to_markdown(answer(question=f"问\n\n{text}", text=f"{text}[1]", notes=(text,)))
    assert text not in shown
    assert not re.search(r"(?<!\\)[\[\]!&~]", shown.replace("~~", "~"))


def test_a_comparison_is_a_table_in_markdown() -> None:
    shown = to_markdown(
        answer(table=(("文件", "内容", "条款"), ("徐汇", "45%|以上\n第二行", "1"), ("丽水", "44%", "一")))
    )
    lines = [line for line in shown.splitlines() if line.startswith("|")]
    assert lines[0] == "| 文件 | 内容 | 条款 |" and lines[1] == "| --- | --- | --- |"
    assert len(lines) == 4 and "45%\\|以上 第二行" in lines[2]


def test_over_documents_made_by_hand(small: Assistant) -> None:
    given = small.ask("云山和临江的家庭医生签约覆盖率目标分别是多少？")
    assert "《临江市推进卫生健康现代化实施意见》一" in to_text(given)
    assert to_markdown(given).count("| ") >= 6


def of_articles(*paths: tuple[str, ...]) -> Document:
    """A document of clauses with these paths, each under its own first elements where those are given too."""

    def tree(above: tuple[str, ...]) -> tuple[Clause, ...]:
        return tuple(
            Clause(f"d#{'/'.join(path)}", "d", path, "", "文", ((0, 1),), children=tree(path))
            for path in paths
            if path[:-1] == above
        )

    return replace(answer().citations[0].document, clauses=tree(()))


CHAPTERS = (
    ("第一章",),
    ("第一章", "第一条"),
    ("第二章",),
    ("第二章", "第二条"),
    ("附件1",),
    ("附件1", "第一条"),
)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (("第二章", "第二条"), "第二条"),
        (("第二章", "第二条", "第一款", "（三）"), "第二条第一款第（三）项"),
        (("第二章", "第二条", "（三）", "1"), "第二条第（三）项第1目"),
        (("第二章",), "第二章"),
        (("附件1", "第一条"), "附件1第一条"),
        (("五", "（二）", "1"), "五（二）1"),
        (("4", "4.2", "4.2.2", "（1）"), "4.2.2（1）"),
        (("1", "11.2"), "1 11.2"),
    ],
)
def test_an_article_is_cited_without_its_chapter_and_a_number_without_those_it_repeats(
    path: tuple[str, ...], shown: str
) -> None:
    assert cited_path(of_articles(*CHAPTERS), path) == shown


def test_where_each_chapter_counts_its_articles_it_is_cited_with_the_chapter() -> None:
    document = of_articles(("第一章",), ("第一章", "第一条"), ("第二章",), ("第二章", "第一条"))
    assert cited_path(document, ("第二章", "第一条", "（一）")) == "第二章第一条（一）"


def test_each_tree_tells_for_itself_whether_its_articles_are_counted_through() -> None:
    path = ("第二章", "第一条")
    by_chapter = of_articles(("第一章",), ("第一章", "第一条"), ("第二章",), path)
    assert [cited_path(by_chapter, path), cited_path(by_chapter, path)] == ["第二章第一条"] * 2
    through = replace(by_chapter, clauses=of_articles(("第二章",), path).clauses)
    assert cited_path(through, path) == "第一条", "another tree under the same id"
