"""The documents that ship: what the manifest says, what marks a digest, what may replace it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from eval.cases import load_cases
from eval.digests import differences
from eval.lint import QUESTIONS
from rag.corpus import document_id, read
from rag.types import Document

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
SHARED = Path(__file__).resolve().parents[2] / "shared"
NOTICE = "【摘编】本文件按原文条款逐条改写，并非正式文本，以正式文本为准。"
LIMIT = 2**20


def documents(folder: Path) -> dict[str, Document]:
    found = list(read([folder], limit=LIMIT))
    assert all(isinstance(one, Document) for one in found), found
    return {one.id: one for one in found if isinstance(one, Document)}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Document]:
    return documents(CORPUS)


@pytest.fixture(scope="module")
def originals() -> dict[str, Document]:
    if not (SHARED / "corpus").is_dir():
        pytest.skip("../shared/corpus with the original documents is not here")
    return documents(SHARED / "corpus")


@pytest.fixture(scope="module")
def entries() -> list[dict[str, Any]]:
    manifest = json.loads((CORPUS / "manifest.json").read_text("utf-8"))
    assert list(manifest) == ["documents"]
    found: list[dict[str, Any]] = manifest["documents"]
    return found


def digests(shipped: dict[str, Document]) -> list[Document]:
    """The shipped digests; one that somebody replaced with the official text is no longer ours."""
    return [document for document in shipped.values() if document.digest]


def test_the_manifest_names_every_document(
    shipped: dict[str, Document], entries: list[dict[str, Any]]
) -> None:
    assert [entry["id"] for entry in entries] == sorted(entry["id"] for entry in entries)
    assert {document.id for document in digests(shipped)} <= {entry["id"] for entry in entries}
    assert {entry["id"] for entry in entries} <= shipped.keys()


def test_the_manifest_says_what_is_read(shipped: dict[str, Document], entries: list[dict[str, Any]]) -> None:
    by_id = {entry["id"]: entry for entry in entries}
    for document in digests(shipped):
        entry = dict(by_id[document.id])
        original = entry.pop("original")
        assert entry == {
            "file": document.source,
            "id": document.id,
            "title": document.title,
            "number": document.number,
            "issuer": document.issuer,
            "issued_on": document.issued_on,
            "region": document.region,
            "digest": True,
            "sha256": document.sha256,
        }
        assert list(original) == ["published_by", "note"] and all(original.values())
        assert original["published_by"] == document.issuer


def test_every_digest_says_that_it_is_one_and_quotes_that_nowhere(
    shipped: dict[str, Document],
) -> None:
    for document in digests(shipped):
        lines = [line for line in document.text.split("\n") if line.strip()]
        assert lines[0] == document.title
        assert lines[1] == NOTICE
        quoting = [clause.id for clause in document.walk() if "【摘编】" in clause.text]
        assert quoting == [], "the notice belongs to no clause: an answer would quote it"


def test_nothing_that_ships_names_a_web_address() -> None:
    for path in CORPUS.iterdir():
        text = path.read_text("utf-8")
        assert not any(mark in text for mark in ("http", "www.", ".com", ".cn")), path.name


def test_every_digest_is_proved(shipped: dict[str, Document], originals: dict[str, Document]) -> None:
    found = {one.id: differences(originals[one.id], one) for one in digests(shipped)}
    assert found == {name: [] for name in found}


def test_the_official_text_under_the_same_name_keeps_every_id(
    shipped: dict[str, Document], originals: dict[str, Document], tmp_path: Path
) -> None:
    shutil.copytree(CORPUS, tmp_path / "corpus")
    for document in originals.values():
        shutil.copy(SHARED / "corpus" / document.source, tmp_path / "corpus" / document.source)
    replaced = documents(tmp_path / "corpus")
    assert replaced.keys() == shipped.keys()
    assert not any(document.digest for document in replaced.values())
    before = {clause.id for document in shipped.values() for clause in document.walk()}
    after = {clause.id for document in replaced.values() for clause in document.walk()}
    gold = {clause for case in load_cases(QUESTIONS) for clause in case.gold_ids}
    assert gold - before == set()
    assert gold - after == set()


@pytest.mark.parametrize("suffix", [".txt", ".docx", ".pdf", ".html", ".md"])
def test_the_id_does_not_depend_on_the_format(suffix: str) -> None:
    for path in CORPUS.glob("*.txt"):
        assert document_id(path.stem + suffix, set()) == path.stem
