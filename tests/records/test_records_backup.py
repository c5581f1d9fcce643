"""A backup put back gives the same answers; a damaged or hostile one changes nothing."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from handmade import SMALL, settings_for_tests
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rag.builder import build_index
from rag.cli import main
from rag.encode.encoder import HashingEncoder
from rag.errors import InputError, RagError
from rag.index import open_current, versions
from rag.pipeline import Assistant
from rag.records import backup as backups
from rag.records.backup import MANIFEST, Places, backup
from rag.records.entry import Asked, digest, lasting
from rag.records.replay import replay
from rag.records.restore import inside, is_safe, restore
from rag.records.store import Keeping, Records
from rag.settings import Settings, settings

QUESTIONS = (
    "云山县家庭医生签约覆盖率目标是多少？",
    "云山和临江的家庭医生签约覆盖率目标分别是多少？",
    "云山县有几家牙科诊所？",
    "云山县发展中医服务由谁牵头？",
)


@pytest.fixture
def places(tmp_path: Path, small_corpus: Path, small_index_folder: Path) -> Places:
    """A service in use: documents, an index, records, another database, a prompt."""
    found = inside(tmp_path / "service")
    shutil.copytree(small_corpus, found.corpus)
    (found.corpus / "groups.json").write_text("{}")
    (found.corpus / "附件").mkdir()
    (found.corpus / "附件" / "空.txt").write_bytes(b"")
    shutil.copytree(small_index_folder, found.index)
    found.prompts.mkdir()
    (found.prompts / "answer.md").write_text("---\n---\n")
    records = Records(found.data)
    assistant = over(found.index)
    for question in QUESTIONS:
        records.answered(Asked("api", question), assistant.ask(question))
    users = sqlite3.connect(found.data / "access.sqlite")
    with closing(users), users:
        users.execute("CREATE TABLE users (name)")
        users.execute("INSERT INTO users VALUES ('王芳')")
    return found


def over(folder: Path) -> Assistant:
    index = open_current(folder, fingerprint=HashingEncoder.fingerprint, full_check=True)
    return Assistant(index, HashingEncoder(), limits=settings_for_tests())


def answers(folder: Path) -> list[str]:
    assistant = over(folder)
    return [digest(lasting(assistant.ask(question))) for question in QUESTIONS]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_backup_and_restore_give_the_same_answers(places: Places, tmp_path: Path) -> None:
    target = tmp_path / "b.tar"
    content = backup(target, places, ["RAG_LLM_KEY"])
    assert target.stat().st_mode & 0o077 == 0 and not list(tmp_path.glob(".*.part"))
    back = inside(tmp_path / "elsewhere")
    restored, aside = restore(target, back)
    assert restored == content and aside == []
    assert answers(back.index) == answers(places.index)
    assert tree(back.corpus) == tree(places.corpus) and tree(back.prompts) == tree(places.prompts)
    entries = Records(back.data).entries()
    assert entries == Records(places.data).entries() and len(entries) == len(QUESTIONS)
    assert all(replay(entry, back.index, settings_for_tests()).result == "same" for entry in entries)
    with closing(sqlite3.connect(back.data / "access.sqlite")) as users:
        assert users.execute("SELECT name FROM users").fetchall() == [("王芳",)]
    build = build_index([back.corpus], back.index, encoder="hashing")
    assert build.version == content.version, "the documents are those of the index"


def test_it_is_taken_while_the_service_goes_on(places: Places, tmp_path: Path) -> None:
    """A record that is not yet in the main file of the database, and a transaction under way."""
    records = Records(places.data)
    answer = over(places.index).ask(QUESTIONS[0], id="late")
    records.answered(Asked("api", QUESTIONS[0]), answer)
    assert (places.data / "records.sqlite-wal").stat().st_size > 0
    with closing(sqlite3.connect(places.data / "records.sqlite", isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        busy.execute("INSERT INTO retention (at, before, answers, feedback) VALUES ('', '', 0, 0)")
        backup(tmp_path / "b.tar", places)
        busy.execute("ROLLBACK")
    restore(tmp_path / "b.tar", inside(tmp_path / "r"))
    back = Records(tmp_path / "r" / "data")
    assert back.entry("late").id == "late"
    assert {path.name for path in back.path.parent.iterdir()} <= {
        *("records.sqlite", "access.sqlite", "records.sqlite-wal", "records.sqlite-shm")
    }


def test_a_build_in_the_midst_of_it(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The version is removed while it is copied: the new one is taken, whole."""
    calls = []
    real = backups._link_or_copy

    def slow(source: Path, target: Path) -> None:
        calls.append(source)
        if len(calls) == 3:
            text = SMALL["yunshan-2024.txt"].replace("45%", "55%")
            (places.corpus / "yunshan-2024.txt").write_text(text, "utf-8")
            build_index([places.corpus], places.index, encoder="hashing")
            versions.gc(places.index, keep=1)
        real(source, target)

    monkeypatch.setattr(backups, "_link_or_copy", slow)
    content = backup(tmp_path / "b.tar", places)
    assert content.version == versions.current_id(places.index)
    restore(tmp_path / "b.tar", inside(tmp_path / "r"))
    assert "55%" in over(tmp_path / "r" / "index").ask(QUESTIONS[0]).text


def test_what_is_not_there_is_left_out(tmp_path: Path) -> None:
    places = inside(tmp_path / "service")
    with pytest.raises(InputError, match="nothing to back up"):
        backup(tmp_path / "b.tar", places)
    assert not (tmp_path / "b.tar").exists()
    places.corpus.mkdir(parents=True)
    (places.corpus / "a.txt").write_text("x")
    (places.corpus / "link.txt").symlink_to("/etc/hostname")
    assert backup(tmp_path / "b.tar", places).files.keys() == {"corpus/a.txt"}
    restore(tmp_path / "b.tar", inside(tmp_path / "r"))
    assert {path.name for path in (tmp_path / "r").iterdir()} == {"corpus"}


def test_no_backup_of_a_damaged_index(places: Places, tmp_path: Path) -> None:
    path = next(places.index.rglob("*.faiss"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(RagError, match="damaged"):
        backup(tmp_path / "b.tar", places)
    assert not list(tmp_path.glob("*.tar*")) and not list(tmp_path.glob(".*"))


def test_a_file_that_is_there_gives_way_only_when_told(places: Places, tmp_path: Path) -> None:
    target = tmp_path / "b.tar"
    target.write_bytes(b"the backup of last month")
    with pytest.raises(InputError, match="--replace"):
        backup(target, places)
    assert target.read_bytes() == b"the backup of last month"
    backup(target, places, replace=True)
    assert restore(target, inside(tmp_path / "back"))[0].files


def test_not_into_what_is_backed_up(places: Places) -> None:
    with pytest.raises(InputError, match="choose another"):
        backup(places.data / "b.tar", places)


def test_settings_are_named_and_their_values_are_not_in_it(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, folder in places.items():
        monkeypatch.setenv(f"RAG_{name.upper()}", str(folder))
    monkeypatch.setenv("RAG_ADMIN_TOKEN", "a very secret token")
    settings.cache_clear()
    try:
        assert main(["backup", str(tmp_path / "b.tar")]) == 0
        assert main(["restore", str(tmp_path / "b.tar")]) == 2
        assert "--replace" in capsys.readouterr().err
        assert main(["restore", str(tmp_path / "b.tar"), "--to", str(tmp_path / "r")]) == 0
        assert "RAG_ADMIN_TOKEN" in capsys.readouterr().err
        assert main(["restore", str(tmp_path / "b.tar"), "--replace"]) == 0
        assert capsys.readouterr().out.count("moved aside") == 4
    finally:
        settings.cache_clear()
    data = (tmp_path / "b.tar").read_bytes()
    assert b"RAG_ADMIN_TOKEN" in data and b"very secret" not in data
    assert answers(places.index) == answers(tmp_path / "r" / "index")


def test_what_is_there_is_not_overwritten_and_with_replace_moved_aside(
    places: Places, tmp_path: Path
) -> None:
    backup(tmp_path / "b.tar", places)
    (places.corpus / "later.txt").write_text("later")
    before = tree(places.corpus)
    with pytest.raises(InputError, match=r"not empty.*--replace"):
        restore(tmp_path / "b.tar", places)
    assert tree(places.corpus) == before
    _, aside = restore(tmp_path / "b.tar", places, replace=True)
    assert len(aside) == 4 and tree(aside[0]) == before
    assert "later.txt" not in tree(places.corpus)
    assert not [path for path in places.corpus.parent.iterdir() if path.name.startswith(".")]


def test_a_restore_that_fails_in_the_midst_brings_the_old_back(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    backup(tmp_path / "b.tar", places)
    before = tree(places.corpus.parent)
    real, calls = os.rename, []

    def failing(source: Any, target: Any) -> None:
        calls.append(source)
        if len(calls) == 4:
            raise OSError("no")
        real(source, target)

    monkeypatch.setattr("rag.records.restore.os.rename", failing)
    with pytest.raises(InputError, match="nothing was changed"):
        restore(tmp_path / "b.tar", places, replace=True)
    assert tree(places.corpus.parent) == before


# hostile and damaged files


def rewritten(
    source: Path, target: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]
) -> None:
    """The backup with its members changed, the list of files left as it is unless changed too."""
    with tarfile.open(source) as tar:
        members = []
        for member in tar:
            file = tar.extractfile(member)
            members.append((member, file.read() if file else b""))
    change(members)
    with tarfile.open(target, "w") as tar:
        for member, data in members:
            tar.addfile(member, io.BytesIO(data) if member.isreg() else None)


def member(name: str, data: bytes = b"x", kind: bytes = tarfile.REGTYPE, link: str = "") -> Any:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(data) if kind == tarfile.REGTYPE else 0, kind, link
    return info, data


HOSTILE = {
    "up": member("corpus/../../evil.txt"),
    "absolute": member("/tmp/evil.txt"),
    "other folder": member("evil/a.txt"),
    "no folder": member("evil.txt"),
    "backslash": member("corpus/..\\evil.txt"),
    "dot": member("corpus/./evil.txt"),
    "newline": member("corpus/a\nb.txt"),
    "symlink": member("corpus/a", kind=tarfile.SYMTYPE, link="/etc"),
    "hard link": member("corpus/a", kind=tarfile.LNKTYPE, link="corpus/yunshan-2024.txt"),
    "device": member("corpus/a", kind=tarfile.CHRTYPE),
    "fifo": member("corpus/a", kind=tarfile.FIFOTYPE),
    "folder": member("corpus/a", kind=tarfile.DIRTYPE),
    "unlisted": member("corpus/evil.txt"),
    "twice": member("corpus/yunshan-2024.txt"),
}


@pytest.fixture
def whole(places: Places, tmp_path: Path) -> Path:
    backup(tmp_path / "whole.tar", places)
    return tmp_path / "whole.tar"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_member_that_does_not_belong_stops_everything(name: str, whole: Path, tmp_path: Path) -> None:
    rewritten(whole, tmp_path / "bad.tar", lambda members: members.insert(0, HOSTILE[name]))
    outside = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(InputError):
        restore(tmp_path / "bad.tar", inside(tmp_path / "r"))
    assert {path.name for path in tmp_path.iterdir()} <= outside | {"r"}
    assert not (tmp_path / "r").exists() or not any((tmp_path / "r").iterdir())


def _without(members: list[Any]) -> None:
    del members[3]


def _other_bytes(members: list[Any]) -> None:
    at = next(i for i, (info, data) in enumerate(members) if info.name == "corpus/yunshan-2024.txt")
    members[at] = (members[at][0], members[at][1].replace(b"45%", b"54%"))


def _other_list(members: list[Any]) -> None:
    info, data = members[-1]
    values = json.loads(data)
    values["version"] = None
    changed = json.dumps(values).encode()
    info.size = len(changed)
    members[-1] = (info, changed)


def _no_list(members: list[Any]) -> None:
    members.pop()


@pytest.mark.parametrize("change", [_without, _other_bytes, _other_list, _no_list])
def test_what_is_not_as_it_was_backed_up_is_refused(
    change: Callable[[list[Any]], None], whole: Path, tmp_path: Path
) -> None:
    rewritten(whole, tmp_path / "bad.tar", change)
    with pytest.raises(InputError, match=r"damaged|missing"):
        restore(tmp_path / "bad.tar", inside(tmp_path / "r"))
    assert not (tmp_path / "r").exists() or not any((tmp_path / "r").iterdir())


@given(place=st.floats(0, 1), what=st.sampled_from(["flip", "cut", "zeros"]))
@hypothesis_settings(max_examples=40, deadline=None)
def test_damage_anywhere_is_found_or_harmless(kept: tuple[Path, list[str]], place: float, what: str) -> None:
    """A flipped bit, a cut end or a hole: restored as it was, or refused; never something else."""
    source, expected = kept
    data = bytearray(source.read_bytes())
    at = int(place * (len(data) - 1))
    if what == "cut":
        del data[at:]
    else:
        data[at : at + 700] = (
            bytes([data[at] ^ 4]) + data[at + 1 : at + 700] if what == "flip" else bytes(700)
        )
    bad, target = source.with_name("bad.tar"), source.with_name("target")
    bad.write_bytes(data)
    shutil.rmtree(target, ignore_errors=True)
    try:
        restore(bad, inside(target))
    except RagError:
        assert not target.exists() or not any(target.iterdir())
    else:
        assert answers(target / "index") == expected
        assert tree(target / "corpus") == tree(source.parent / "corpus")


@pytest.fixture(scope="module")
def kept(
    tmp_path_factory: pytest.TempPathFactory, small_corpus: Path, small_index_folder: Path
) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("kept")
    shutil.copytree(small_corpus, folder / "corpus")
    places = Places(folder / "corpus", small_index_folder, folder / "none", folder / "none")
    backup(folder / "b.tar", places)
    return folder / "b.tar", answers(small_index_folder)


@pytest.mark.parametrize("data", [b"", b"no tar", b"\0" * 10240, b"\x1f\x8b\x08" + b"\0" * 600])
def test_a_file_that_is_no_backup(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_bytes(data)
    with pytest.raises(InputError):
        restore(tmp_path / "b.tar", inside(tmp_path / "r"))
    with pytest.raises(InputError, match="nothing was changed"):
        restore(tmp_path / "none.tar", inside(tmp_path / "r"))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("corpus/a.txt", True),
        ("corpus/附件/a b.txt", True),
        ("corpus/..a/b..", True),
        ("corpus", False),
        ("corpus/", False),
        ("corpus//a", False),
        ("corpus/a/../b", False),
        ("Corpus/a", False),
        (MANIFEST, False),
        ("corpus/a\x00", False),
        (f"corpus/{'长' * 90}", False),
    ],
)
def test_names_inside(name: str, safe: bool) -> None:
    assert is_safe(name) is safe


def test_required_records_survive_the_round(
    places: Places, tmp_path: Path, process_settings: Settings
) -> None:
    """The restored store goes on: numbers continue, the triggers are there."""
    backup(tmp_path / "b.tar", places)
    restore(tmp_path / "b.tar", inside(tmp_path / "r"))
    records = Records(tmp_path / "r" / "data", Keeping("required"))
    records.answered(Asked("api", QUESTIONS[0]), over(places.index).ask(QUESTIONS[0], id="next"))
    assert records.entry("next").number == len(QUESTIONS) + 1
    with closing(sqlite3.connect(records.path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("DELETE FROM answers")
