"""One document as text, GBK, HTML, DOCX and PDF gives one tree: the same labels and the same text."""

from __future__ import annotations

import html
import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from rag.load import load_file
from rag.parse.parser import parse
from rag.types import Document

ROOT = Path(__file__).resolve().parents[2]
DIGEST = ROOT / "corpus" / "yangpu-2022-sanming-reform.txt"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
STYLE = "<style>p{text-indent:2em;margin:0}table{border-collapse:collapse}td{border:1px solid}</style>"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def shape(path: Path) -> list[tuple[str, str]]:
    """Path and text of each clause; spaces are left out, as a line end in a PDF may lose one."""
    loaded = load_file(path, limit=2**24)
    document: Document = parse(loaded.text, document_id="d")
    return [("/".join(clause.path), "".join(clause.text.split())) for clause in document.walk()]


def lines() -> list[str]:
    return [line.strip() for line in DIGEST.read_text("utf-8").split("\n") if line.strip()]


def as_html() -> str:
    body = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines())
    return f"<!doctype html><html><head><meta charset=utf-8>{STYLE}</head><body>{body}</body></html>"


@pytest.fixture(scope="module")
def right() -> list[tuple[str, str]]:
    found = shape(DIGEST)
    assert len(found) > 20
    return found


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_text_in_another_encoding(tmp_path: Path, right: list[tuple[str, str]], encoding: str) -> None:
    file = tmp_path / "文件.txt"
    file.write_bytes("\n".join(lines()).encode(encoding))
    assert shape(file) == right


def test_html(tmp_path: Path, right: list[tuple[str, str]]) -> None:
    file = tmp_path / "文件.html"
    file.write_text(as_html(), "utf-8")
    assert shape(file) == right


def test_docx(tmp_path: Path, right: list[tuple[str, str]]) -> None:
    document = docx.Document()
    for line in lines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "文件.docx"))
    assert shape(tmp_path / "文件.docx") == right


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_pdf(tmp_path: Path, right: list[tuple[str, str]]) -> None:
    (tmp_path / "文件.html").write_text(as_html(), "utf-8")
    made = tmp_path / "文件.pdf"
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={tmp_path}/profile", "--no-pdf-header-footer"]
    subprocess.run(
        [*command, f"--print-to-pdf={made}", (tmp_path / "文件.html").as_uri()],
        capture_output=True,
        timeout=120,
        check=False,
    )
    if not made.exists():
        pytest.skip("Chromium does not print here")
    assert shape(made) == right
