"""Files, folders and archives: what is taken, what is skipped and why; one bad file stops none."""

from __future__ import annotations

import ast
import hashlib
import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import DocumentError
from rag.language.text import normalise
from rag.load import Loaded, Skipped, archive, files_of, load_file, load_folder, passed_over
from rag.load.archive import members

MIB = 2**20
TEXT = "第一条 为了加强管理，制定本办法。"


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def outcome(path: Path, limit: int = MIB) -> dict[str, str]:
    """Source -> text, or the reason in angle brackets."""
    found = load_folder([path], limit=limit)
    return {x.source: x.text if isinstance(x, Loaded) else f"<{x.reason}>" for x in found}


def test_one_file(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    loaded = load_file(path, limit=MIB)
    assert loaded == Loaded("办法.txt", TEXT, hashlib.sha256(TEXT.encode("gb18030")).hexdigest())


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("空.txt", b"", "is empty"),
        ("白.txt", b" \r\n\xe3\x80\x80", "no text"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "save it as DOCX"),
        ("表.xls", b"\x09\x08", "save it as XLSX. Read are TXT"),
        ("文.wps", b"abc", "not read"),
        ("锁.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "encrypted"),
        ("包.txt", packed({"a": b"b"}), "right suffix"),
        ("包.zip", packed({"a.txt": b"b"}), "load it as a folder"),
        ("大.txt", b"x" * (MIB + 1), "more than the 1,048,576 allowed"),
    ],
)
def test_refusals_name_the_file_and_the_remedy(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=message) as caught:
        load_file(path, limit=MIB)
    assert str(caught.value).startswith(f"{name}: ") and told_twice(str(caught.value))


def test_missing_files_and_pipes_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        load_file(tmp_path / "none.txt", limit=MIB)
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(DocumentError, match="not a regular file"):
        load_file(tmp_path / "pipe.txt", limit=MIB)
    assert outcome(tmp_path / "none") == {
        str(
            tmp_path / "none"
        ): "<文件或文件夹不存在，请核对路径 / there is no such file or folder; check the path>"
    }


def test_a_folder_is_walked_in_order_past_its_bad_files(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.txt", "1.md", "b/.hidden.txt", "README.md", "manifest.json", "~$x.docx"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "b/bad.docx").write_bytes(b"PK\x03\x04 no")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config.txt").write_text(TEXT, encoding="utf-8")
    found = outcome(tmp_path)
    assert list(found) == ["1.md", "b/2.txt", "b/bad.docx"]
    assert found["1.md"] == found["b/2.txt"] == TEXT
    assert found["b/bad.docx"].startswith("<DOCX 不完整，请用 Word 或 WPS 打开后另存 / is no whole DOCX")


def test_links_are_followed_only_inside_the_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text(TEXT, encoding="utf-8")
    (inside / "own.txt").write_text(TEXT, encoding="utf-8")
    (inside / "leaves.txt").symlink_to(outside / "secret.txt")
    (inside / "again.txt").symlink_to(inside / "own.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "broken.txt").symlink_to(inside / "none")
    found = outcome(inside)
    assert sum(text == TEXT for text in found.values()) == 1
    assert "leaves the folder" in found["leaves.txt"]
    assert "cannot be read" in found["broken.txt"]
    assert "is a link to a folder" in found["folder"]
    assert not any("secret" in source for source in found)
    assert all(told_twice(text) for text in found.values() if text.startswith("<"))


def told_twice(reason: str) -> bool:
    """Whether a reason reads ``中文 / English``."""
    chinese, cut, english = reason.partition(" / ")
    return bool(cut and re.search("[一-鿿]", chinese) and not re.search("[一-鿿]", english))


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In silence the next build would publish an index without its documents."""
    (tmp_path / "closed").mkdir()
    for name in ("closed/a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    opened = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = outcome(tmp_path)
    assert found["b.txt"] == TEXT and set(found) == {"b.txt", "closed"}
    assert "无法读取（Permission denied）" in found["closed"] and told_twice(found["closed"])
    assert "cannot be read" in outcome(tmp_path / "closed")[str(tmp_path / "closed")]


def test_what_counts_as_a_document_is_what_is_loaded(tmp_path: Path) -> None:
    for name in ("a.text", "b.xlsm", "c.markdown", "d.png", "e.doc", "无后缀", "x.json"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    for name in ("manifest.md", "LICENSE", "groups.json", ".hidden.txt", "Thumbs.db"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    counted = {source for _, source in files_of(tmp_path)}
    assert (
        counted
        == set(outcome(tmp_path))
        == {"a.text", "b.xlsm", "c.markdown", "d.png", "e.doc", "无后缀", "x.json"}
    )
    assert not passed_over("a.text") and passed_over("LICENSE")


def test_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(f"{TEXT}{folder}", encoding="utf-8")
    paths = [tmp_path / "a", tmp_path / "b", tmp_path / "a" / "x.txt"]
    assert [x.source for x in load_folder(paths, limit=MIB)] == ["x.txt", "b/x.txt"]


# --- Archives ------------------------------------------------------------------------------------


def test_archives_are_read_through_one_level(tmp_path: Path) -> None:
    utf8 = TEXT.encode()
    innermost = packed({"c.txt": utf8})
    nested = packed({"b.txt": utf8, "deep.zip": innermost})
    path = tmp_path / "包.zip"
    path.write_bytes(packed({"a.txt": utf8, "in/n.zip": nested, "x.doc": b"old", "__MACOSX/._a.txt": b"\0"}))
    found = outcome(path)
    read = {source for source, text in found.items() if text == TEXT}
    assert read == {"包.zip!/a.txt", "包.zip!/in/n.zip!/b.txt"}
    assert "two archives deep" in found["包.zip!/in/n.zip!/deep.zip"]
    assert "save it as DOCX" in found["包.zip!/x.doc"]
    assert len(found) == 4


def test_member_names_in_gbk_are_read(tmp_path: Path) -> None:
    plain = packed({"AAAA.txt": TEXT.encode()})
    path = tmp_path / "p.zip"
    path.write_bytes(plain.replace(b"AAAA", "办法".encode("gb18030")))
    assert list(outcome(path)) == ["p.zip!/办法.txt"]


def test_hostile_members_are_left_out() -> None:
    bomb = bytes(4 * MIB)
    found = dict(members(packed({"../up.txt": b"x", "bomb.txt": bomb, "C:/y.txt": b"y"}), 8 * MIB))
    assert "leaves the archive" in str(found["../up.txt"])
    assert "leaves the archive" in str(found["C:/y.txt"])
    assert "200 to 1" in str(found["bomb.txt"])
    assert "allowed" in str(dict(members(packed({"a.txt": b"abc"}), 2))["a.txt"])


def test_encrypted_and_damaged_archives_are_said() -> None:
    data = packed({"a.txt": TEXT.encode() * 9}, zipfile.ZIP_STORED)
    # Bit 0 of the flags, in the local header and in the central directory.
    local, central = data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8
    locked = bytearray(data)
    locked[local] |= 1
    locked[central] |= 1
    assert "encrypted" in str(dict(members(bytes(locked), MIB))["a.txt"])
    assert "damaged" in str(dict(members(data.replace("办法".encode(), b"xxxxxx"), MIB))["a.txt"])
    assert "no whole ZIP" in str(dict(members(data[:40], MIB))[""])


def test_limits_hold_for_nested_archives_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    monkeypatch.setattr(archive._Budget, "__init__", _budget_of(3, 1000))
    inner = packed({"1.txt": b"1", "2.txt": b"2"})
    found = dict(members(packed({"a.txt": b"a", "n.zip": inner}), MIB))
    assert found["a.txt"] == b"a" and "more than 3 files" in str(found["n.zip"])
    found = dict(members(packed({"big.txt": b"x" * 1001}), MIB))
    assert "unpacks to more than" in str(found[""])


def _budget_of(count: int, size: int):  # type: ignore[no-untyped-def]
    def init(self: archive._Budget) -> None:
        self.members, self.unpacked = count, size

    return init


# --- Hostile bytes -------------------------------------------------------------------------------

SUFFIXES = (".txt", ".md", ".html", ".docx", ".xlsx", ".pdf", ".zip", ".png", "")


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(SUFFIXES),
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")),
        st.sampled_from([b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xfe", b"<html>"]).flatmap(
            lambda head: st.binary(max_size=200).map(lambda tail: head + tail)
        ),
    ),
)
def test_any_bytes_give_text_or_a_document_error(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / f"fuzzed{suffix}"
    path.write_bytes(data)
    for found in load_folder([path], limit=MIB):
        assert isinstance(found, Skipped) or found.text == normalise(found.text)
        assert isinstance(found, Loaded) or found.reason
    try:
        assert load_file(path, limit=MIB).text.strip()
    except DocumentError as error:
        assert "fuzzed" in str(error)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=20))
def test_mutated_archives_give_text_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(packed({"a.txt": TEXT.encode(), "n.zip": packed({"b.txt": b"b"})}))
    for place, value in changes:
        data[place % len(data)] = value
    path = tmp_path_factory.getbasetemp() / "mutated.zip"
    path.write_bytes(data)
    for found in load_folder([path], limit=MIB):
        assert isinstance(found, Loaded) or found.reason


def test_every_refusal_is_in_both_languages() -> None:
    """``中文 / English``: a surface shows the reader's half, so each must stand by itself."""
    told = []
    for file in sorted(Path(archive.__file__).parent.glob("*.py")):
        for call in (n for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.Call)):
            if getattr(call.func, "id", "") == "DocumentError" and not isinstance(call.args[0], ast.Name):
                told.append(ast.unparse(call.args[0]))
    passed_on = [text for text in told if re.search(r"\{error\}|_too_large|_unreadable", text)]
    assert len(told) > 35 and len(passed_on) == 4
    assert [text for text in told if not re.search("[一-鿿].* / ", text) and text not in passed_on] == []
