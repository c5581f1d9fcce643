"""Version folders: listing, switching, rolling back, deleting, and every kind of damage."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path

import pytest
from test_index_build import CORPUS, answers, document, make

from rag.errors import IndexStateError
from rag.index import Index, manifest, open_current, versions


@pytest.fixture
def three(tmp_path: Path) -> list[str]:
    """Ids of three versions, the last one current."""
    corpora = [CORPUS[:1], CORPUS, [*CORPUS, document("新", "新的条款")]]
    return [make(corpus, tmp_path).id for corpus in corpora]


def test_versions_are_listed_oldest_first(three: list[str], tmp_path: Path) -> None:
    listed = versions.list_versions(tmp_path)
    assert [v.id for v in listed] == three
    assert [v.current for v in listed] == [False, False, True]
    assert [v.manifest.counts["documents"] for v in listed if v.manifest] == [1, 2, 3]
    assert versions.list_versions(tmp_path / "nowhere") == ()


def test_rolling_back(three: list[str], tmp_path: Path) -> None:
    assert versions.use(tmp_path, three[0]).id == three[0]
    with closing(open_current(tmp_path)) as index:
        assert index.document_ids == ("徐汇",)
    # An older version in use: the next build still compares with what is in use.
    assert make(CORPUS[:1], tmp_path).id == three[0]


def test_only_sound_versions_are_used(three: list[str], tmp_path: Path) -> None:
    path = tmp_path / three[1] / "body" / "rows.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexStateError, match=r"rows\.npy is damaged"):
        versions.use(tmp_path, three[1])
    for name in ("20200101T000000.000000Z-0123456789ab", "../" + three[0], "", "CURRENT"):
        with pytest.raises(IndexStateError, match="no index version"):
            versions.use(tmp_path, name)
    assert versions.current_id(tmp_path) == three[2]


def test_old_versions_are_deleted_but_never_the_current(three: list[str], tmp_path: Path) -> None:
    versions.use(tmp_path, three[0])
    assert versions.gc(tmp_path, keep=1) == (three[1],)
    assert [v.id for v in versions.list_versions(tmp_path)] == [three[0], three[2]]
    assert versions.gc(tmp_path, keep=0) == ()
    assert open_current(tmp_path, full_check=True).id == three[0]


def test_two_are_kept_by_default(three: list[str], tmp_path: Path) -> None:
    assert versions.gc(tmp_path) == (three[0],)
    assert versions.gc(tmp_path) == ()


def test_what_a_killed_builder_left_is_deleted(three: list[str], tmp_path: Path) -> None:
    half = tmp_path / ".draft-20200101T000000.000000Z"
    half.mkdir()
    (half / "clauses.sqlite").write_text("half")
    (tmp_path / ".CURRENT.new").write_text("half")
    cache = tmp_path / ".encoded-0.cache"
    cache.write_text("")
    assert len(versions.list_versions(tmp_path)) == 3
    versions.gc(tmp_path, keep=3)
    assert not half.exists()
    assert not (tmp_path / ".CURRENT.new").exists()
    assert cache.exists()
    make(CORPUS, tmp_path)
    assert not cache.exists()


def test_a_missing_index_says_what_to_do(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexStateError, match=r"no index in .*run: rag build"):
            open_current(folder)


def test_a_reader_overtaken_by_a_clean_up_opens_the_new_version(
    three: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions.gc(tmp_path, keep=1)
    names = iter([three[0], three[2], three[2]])  # read, then deleted under the reader's hands
    monkeypatch.setattr(versions, "current_id", lambda _: next(names))
    assert open_current(tmp_path).id == three[2]


@pytest.mark.parametrize("text", ["", "..", "/etc", "x" * 5000, "20200101", "版本"])
def test_a_damaged_current_file_is_named(text: str, three: list[str], tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text(text, encoding="utf-8")
    with pytest.raises(IndexStateError, match=r"CURRENT.*rag build"):
        open_current(tmp_path)
    assert make(CORPUS, tmp_path).document_ids == ("徐汇", "平顶山")


def test_a_current_file_without_its_version_is_named(three: list[str], tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("20200101T000000.000000Z-0123456789ab\n")
    with pytest.raises(IndexStateError, match=r"manifest\.json is missing.*rag build"):
        open_current(tmp_path)
    assert make(CORPUS, tmp_path).document_ids == ("徐汇", "平顶山")


def every_file() -> list[str]:
    fields = ("hashes.npy", "impacts.npy", "parameters.json", "rows.npy", "starts.npy")
    return [
        "clauses.sqlite", "passage_clause.npy", "passage_document.npy", "vectors.faiss",
        "words.txt", "word_vectors.npy",
        *(f"{field}/{name}" for field in ("body", "context") for name in fields),
    ]  # fmt: skip


def test_every_file_is_tested(three: list[str], tmp_path: Path) -> None:
    assert sorted(manifest.read_manifest(tmp_path / three[0]).files) == sorted(every_file())


@pytest.mark.parametrize("name", [*every_file(), "manifest.json"])
def test_missing_and_truncated_files_are_named_on_opening(name: str, tmp_path: Path) -> None:
    path = tmp_path / make(CORPUS, tmp_path).id / name
    data = path.read_bytes()
    for length in (0, 1, len(data) // 2, len(data) - 2):
        path.write_bytes(data[:length])
        with pytest.raises(IndexStateError, match=rf"{path}.*rag build"):
            open_current(tmp_path)
    path.unlink()
    with pytest.raises(IndexStateError, match=rf"{path}.*missing.*rag build"):
        open_current(tmp_path)


@pytest.mark.parametrize("name", [*every_file(), "manifest.json"])
def test_flipped_bits_are_named_by_the_full_check(name: str, tmp_path: Path) -> None:
    path = tmp_path / make(CORPUS, tmp_path).id / name
    data = path.read_bytes()
    for position in {0, len(data) // 3, len(data) // 2, len(data) - 3}:
        flipped = bytearray(data)
        flipped[position] ^= 4
        path.write_bytes(flipped)
        with pytest.raises(IndexStateError, match=rf"{path}.*rag build"):
            open_current(tmp_path, full_check=True)
    path.write_bytes(data)
    assert open_current(tmp_path, full_check=True).passage_count == 5


@pytest.mark.parametrize("text", ["[]", "{}", "null", '{"checksum": 1}', '{"checksum": "", "format": 1}'])
def test_nonsense_manifests_are_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / make(CORPUS, tmp_path).id / "manifest.json"
    path.write_text(text)
    with pytest.raises(IndexStateError, match=r"manifest\.json is damaged.*rag build"):
        open_current(tmp_path)
    (version,) = versions.list_versions(tmp_path)
    assert version.manifest is None
    assert "damaged" in (version.problem or "")


def test_another_format_is_refused_and_rebuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = make(CORPUS, tmp_path)
    monkeypatch.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
    with pytest.raises(IndexStateError, match="has format 3, this version reads 4; run: rag build"):
        open_current(tmp_path)
    monkeypatch.undo()
    assert answers(open_current(tmp_path)) == answers(old)


def test_files_of_two_versions_do_not_mix(three: list[str], tmp_path: Path) -> None:
    """Even if somebody copies a file and corrects the manifest."""
    stray = (tmp_path / three[2] / "vectors.faiss").read_bytes()
    target = tmp_path / three[0]
    (target / "vectors.faiss").write_bytes(stray)
    values = json.loads((target / "manifest.json").read_text())
    values.pop("checksum")
    mark = manifest.mark_file(target / "vectors.faiss")
    values["files"]["vectors.faiss"] = {"bytes": mark.bytes, "sha256": mark.sha256}
    values["checksum"] = manifest._checksum(values)
    (target / "manifest.json").write_text(json.dumps(values))
    with pytest.raises(IndexStateError, match="disagree"):
        Index.open(target, full_check=True)


def test_replacing_a_file_leaves_the_old_one_if_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "CURRENT"
    manifest.replace_file(path, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        manifest.replace_file(path, "new")
    assert path.read_text() == "old"


def test_only_writing_words_write_errors(tmp_path: Path) -> None:
    with (
        pytest.raises(IndexStateError, match=r"cannot write the index in .*not harmed.*rag build"),
        versions.writing(tmp_path),
    ):
        raise PermissionError(13, "Permission denied")
    with pytest.raises(ZeroDivisionError), versions.writing(tmp_path):
        raise ZeroDivisionError
