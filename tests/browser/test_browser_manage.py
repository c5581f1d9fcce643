"""Whoever runs it, in a real browser: a document in, the index rebuilt, an answer from it, feedback, out again."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from channels import CORPUS, index_folder, served
from seen import Seen

from rag.pipeline import Assistant
from rag.web.app import create_app
from rag.web_settings import WebSettings

NAME = "某市方案.txt"
TEXT = "某市医保方案\n\n一、总体要求\n（一）目标。到2025年，基本医保参保率达到95%以上。\n"
SCRIPT = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of one document and an index that has it."""
    made: Path = tmp_path_factory.mktemp("manage")
    (made / "corpus").mkdir()
    shutil.copy(next(CORPUS.glob("xuhui*.txt")), made / "corpus")
    shutil.copytree(index_folder(), made / "index")
    return made


@pytest.fixture(scope="module")
def page(browser: Any, folder: Path) -> Iterator[Any]:
    """The 管理 view of a served application; on leaving, nothing may have gone out or wrong."""
    paths = {"data": folder / "data", "corpus": folder / "corpus", "index": folder / "index"}
    app = create_app(Assistant.open(folder / "index"), WebSettings(**paths))  # type: ignore[call-arg]
    with served(app) as address:
        seen = Seen(address)
        context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740})
        context.set_default_timeout(30000)
        made = context.new_page()
        seen.watch(made)
        made.address = address
        yield made
        context.close()
    assert seen.foreign == []
    # Chromium prints a refused upload (400) and a removed document (404) as errors of the page.
    assert [error for error in seen.errors if "status of 40" not in error] == []


def manage(page: Any) -> None:
    page.goto(page.address + "/documents")
    page.get_by_role("link", name="管理").click()
    page.get_by_role("heading", name="管理", level=1).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_document_goes_in_and_answers(page: Any, folder: Path) -> None:
    manage(page)
    file = {"name": NAME, "mimeType": "text/plain", "buffer": TEXT.encode()}
    page.get_by_label("上传文件").set_input_files(file)
    page.get_by_role("button", name="上传", exact=True).click()
    page.locator("tr", has_text=NAME).get_by_text("待重建").wait_for()
    assert (folder / "corpus" / NAME).read_text("utf-8") == TEXT
    assert page.get_by_text("文件夹有改动").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="重建索引", exact=True).click()
    page.get_by_text("已重建").wait_for()  # the page comes again by itself while the build runs
    assert page.get_by_role("link", name="某市医保方案").count() == 1
    assert page.get_by_text("待重建").count() == 0
    page.goto(page.address + "/")
    page.fill("#ask textarea", "某市的参保率要达到多少？")
    page.keyboard.press("Enter")
    answer = page.locator(".answer:not(.pending)")
    answer.wait_for()
    assert "95%以上" in answer.inner_text() and "《某市医保方案》一（一）" in answer.inner_text()


def test_what_users_say_is_listed_as_text_and_downloads_as_cases(page: Any) -> None:
    page.get_by_role("button", name="有用").click()
    page.locator("#comment-text textarea, #comment-text input").fill(SCRIPT)
    page.get_by_role("button", name="提交反馈").click()
    page.get_by_text("已记录").wait_for()
    manage(page)
    assert SCRIPT in page.locator("main").inner_text()
    assert page.locator("main img").count() == 0
    assert re.search(r"问答页 \d+", page.locator("main").inner_text())
    with page.expect_download() as download:
        page.get_by_role("link", name="下载为候选评测题").click()
    lines = Path(download.value.path()).read_text("utf-8").splitlines()
    assert "参保率" in json.loads(lines[0])["question"]


def test_a_file_that_is_none_is_refused_in_words(page: Any, folder: Path) -> None:
    manage(page)
    page.get_by_label("上传文件").set_input_files(
        {"name": "扫描.pdf", "mimeType": "application/pdf", "buffer": b"not a pdf"}
    )
    page.get_by_role("button", name="上传", exact=True).click()
    assert page.get_by_role("alert").inner_text() == "扫描.pdf: PDF 已损坏，请用阅读器打开后重新打印为 PDF"
    assert page.get_by_role("button", name="上传", exact=True).is_enabled()
    assert not (folder / "corpus" / "扫描.pdf").exists()


def test_the_document_goes_out_and_answers_no_more(page: Any, folder: Path) -> None:
    manage(page)
    row = page.locator("tr", has_text=NAME)
    row.locator("summary").click()
    assert row.count() == 1  # not before it is confirmed
    page.get_by_role("button", name=f"确认移除 {NAME}").click()
    row.wait_for(state="detached")
    page.get_by_text(f"已移除，仍在索引中：{NAME}").wait_for()
    before = page.get_by_text("正在使用的版本").inner_text()
    page.get_by_role("button", name="重建索引", exact=True).click()
    page.wait_for_function(
        "before => document.body.innerText.includes('已重建') && !document.body.innerText.includes(before)",
        arg=before,
    )
    assert page.get_by_role("link", name="某市医保方案").count() == 0
    page.goto(page.address + "/documents/某市方案")
    assert "没有这份文件" in page.locator("main").inner_text()
