"""Headings that a file marks as such: out of Word, HTML and Markdown, into the tree."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from rag.corpus import read_file
from rag.load import load_file
from rag.load.headed import bare, headed, headings

GUIDE = (
    ("云溪市租房补助指南", 1, ""),
    ("哪些人能申请", 2, ""),
    ("有市区户口；", 0, "1"),
    ("没有住房。", 0, "2"),
    ("要交什么", 2, ""),
    ("身份证复印件。", 0, ""),
    ("交到哪里", 3, ""),
    ("交到街道。", 0, ""),
    ("何时办完", 2, ""),
    ("十个工作日。", 0, ""),
)
TREE = {
    "标题": "云溪市租房补助指南",
    "§1": "哪些人能申请",
    "§1/1": "1.有市区户口；",
    "§1/2": "2.没有住房。",
    "§2": "要交什么\n身份证复印件。",
    "§2/§1": "交到哪里\n交到街道。",
    "§3": "何时办完\n十个工作日。",
}


def as_markdown() -> bytes:
    lines = (f"{'#' * level} {t}" if level else f"{n}.{t}" if n else t for t, level, n in GUIDE)
    return "\n".join(lines).encode()


def as_page() -> bytes:
    lines = (
        f"<h{level}>{t}</h{level}>" if level else f"<p>{n}.{t}</p>" if n else f"<p>{t}</p>"
        for t, level, n in GUIDE
    )
    return f"<meta charset=utf-8>{''.join(lines)}".encode()


def as_docx() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for text, level, number in GUIDE:
        if level:
            document.add_heading(text, level)
        else:
            document.add_paragraph(f"{number}.{text}" if number else text)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"), [("甲.md", as_markdown()), ("甲.html", as_page()), ("甲.docx", as_docx())]
)
def test_headings_without_a_number_stand_in_the_tree(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    document = read_file(tmp_path / name, limit=10**7)
    found = {"/".join(clause.path): clause.text.replace("\n ", "\n") for clause in document.walk()}
    assert {path: "\n".join(text.split("\n")[:2]).replace("： ", "：") for path, text in found.items()} | {
        "§1": "哪些人能申请"
    } == TREE
    assert [clause.heading for clause in document.clauses[1:]] == ["哪些人能申请", "要交什么", "何时办完"]
    assert document.title == "云溪市租房补助指南"


def test_marks_are_taken_out_and_say_where_headings_begin(tmp_path: Path) -> None:
    text = f"前言\n{headed('甲章', 1)}\n{headed('  乙节', 12)}\n尾"
    assert headings(text) == ("前言\n甲章\n  乙节\n尾", {3: 1, 8: 9})
    assert (headed("正文", 0), bare(text)) == ("正文", "前言\n甲章\n  乙节\n尾")
    (tmp_path / "甲.md").write_text("# 甲\n## 乙节\n丙。", "utf-8")
    loaded = load_file(tmp_path / "甲.md", limit=1000)
    assert (loaded.text, loaded.headings) == ("甲\n乙节\n丙。", {0: 1, 2: 2})


def test_a_numbered_heading_is_no_other_clause_for_being_marked(tmp_path: Path) -> None:
    (tmp_path / "甲.md").write_text(
        "# 方案\n## 一、目标\n建成。\n## 二、任务\n### （一）修路\n修好。\n### （二）架桥\n架好。", "utf-8"
    )
    paths = ["/".join(c.path) for c in read_file(tmp_path / "甲.md", limit=1000).walk()]
    assert paths == ["标题", "一", "二", "二/（一）", "二/（二）"]


def test_running_text_that_is_set_as_a_heading_and_a_lone_one_head_nothing(tmp_path: Path) -> None:
    (tmp_path / "甲.md").write_text(
        "# 甲办法\n## 本办法管停车。夜间不收费。\n白天收费。\n## 附注\n完。", "utf-8"
    )
    assert [c.path[0] for c in read_file(tmp_path / "甲.md", limit=1000).walk()] == ["标题", "前言"]


def test_headings_in_cells_are_cells(tmp_path: Path) -> None:
    page = "<meta charset=utf-8><p>表</p><table><tr><td><h3>甲</h3></td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table><p>尾</p>"
    (tmp_path / "甲.html").write_bytes(page.encode())
    assert load_file(tmp_path / "甲.html", limit=1000).headings == {}
    document = docx.Document()
    cells = document.add_table(rows=2, cols=2).rows[0].cells
    cells[0].paragraphs[0].style, cells[0].paragraphs[0].text, cells[1].text = "Heading 2", "甲", "乙"
    document.save(str(tmp_path / "乙.docx"))
    assert load_file(tmp_path / "乙.docx", limit=10**6).headings == {}


def test_a_heading_does_not_go_on_with_a_line_that_breaks_off(tmp_path: Path) -> None:
    source = "# 甲方案\n## 目标\n年底建成车位，\n## 任务\n修路，修桥。"
    (tmp_path / "甲.md").write_text(source, "utf-8")
    assert [c.heading for c in read_file(tmp_path / "甲.md", limit=1000).clauses[1:]] == ["目标", "任务"]


def test_a_numbered_heading_stands_beside_an_unnumbered_one_of_its_level(tmp_path: Path) -> None:
    source = "# 甲方案\n## 引言\n本方案管停车。\n### 来由\n车多。\n## 一、目标\n建车位。\n### 进度\n年底建成。\n## 二、任务\n修路。"
    (tmp_path / "甲.md").write_text(source, "utf-8")
    paths = ["/".join(c.path) for c in read_file(tmp_path / "甲.md", limit=1000).walk()]
    assert paths == ["标题", "§1", "§1/§1", "一", "一/§1", "二"]
