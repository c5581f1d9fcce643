"""groups.json: which pattern counts, who reads what, and what the file may not say."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from fakes import FakeAssistant, make_document
from guarded import settings_for

from rag.access.groups import CLOSED, EVERYONE, GroupFile, Rules, read_rules
from rag.access.roles import Visitor
from rag.errors import SettingsError
from rag.types import Document
from rag.web.app import create_app

ALL = frozenset((EVERYONE,))


def doc(source: str) -> Document:
    return make_document(source.replace("/", "-"), "标题", [], source=source)


DOCUMENTS = [doc("open.txt"), doc("finance/2024.docx"), doc("finance/内部.pdf"), doc("drafts/a.txt")]
RULES = {"finance/*": ["finance"], "*内部*": ["board", "staff"], "drafts/*": []}


def written(folder: Path, text: str) -> Rules:
    (folder / "groups.json").write_text(text, encoding="utf-8")
    return read_rules(folder, ALL)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([], ["open.txt"]),
        (["finance"], ["open.txt", "finance/2024.docx"]),
        (["board"], ["open.txt", "finance/内部.pdf"]),
        (["finance", "staff"], ["open.txt", "finance/2024.docx", "finance/内部.pdf"]),
        (["elsewhere"], ["open.txt"]),
    ],
)
def test_who_reads_what(tmp_path: Path, groups: list[str], expected: list[str]) -> None:
    rules = written(tmp_path, json.dumps(RULES, ensure_ascii=False))
    readable = rules.readable(Visitor("a", "curate", frozenset(groups)), DOCUMENTS)
    assert readable == {d.id for d in DOCUMENTS if d.source in expected}


def test_administrators_read_all_and_nobody_reads_nothing(tmp_path: Path) -> None:
    rules = written(tmp_path, json.dumps(RULES))
    assert len(rules.readable(Visitor("a", "administer"), DOCUMENTS)) == 4
    assert rules.readable(None, DOCUMENTS) == frozenset()


def test_the_last_pattern_that_matches_counts(tmp_path: Path) -> None:
    rules = written(tmp_path, '{"*": ["staff"], "finance/*": ["finance"], "open.txt": ["*"]}')
    named = {d.source: set(rules.groups(d)) for d in DOCUMENTS}
    assert named["finance/2024.docx"] == {"finance"} and named["drafts/a.txt"] == {"staff"}
    assert named["open.txt"] == {EVERYONE}


def test_a_pattern_without_a_slash_is_held_against_the_file_name(tmp_path: Path) -> None:
    rules = written(tmp_path, '{"2024*": ["x"], "f*": ["y"]}')
    assert rules.groups(doc("finance/2024.docx")) == {"x"}
    assert rules.groups(doc("finance/other.docx")) == ALL, "the folder's name is no part of the file's"


def test_documents_that_are_not_named(tmp_path: Path) -> None:
    visitor = Visitor("a", "ask")
    assert len(read_rules(tmp_path, ALL).readable(visitor, DOCUMENTS)) == 4
    assert read_rules(tmp_path, frozenset()).readable(visitor, DOCUMENTS) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[[]]",
        '"x"',
        "{",
        '{"a": "staff"}',
        '{"a": [1]}',
        '{"a": ["two words"]}',
        '{"": ["x"]}',
        '{"a": ["x"], "a": ["y"]}',
        '{"a": {"b": []}}',
        "[" * 100_000,
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"groups\.json"):
        written(tmp_path, text)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "groups.json").write_bytes('{"内部*": ["x"]}'.encode("gbk"))
    with pytest.raises(SettingsError, match="UTF-8"):
        read_rules(tmp_path, ALL)


def test_patterns_that_match_nothing_are_told(tmp_path: Path) -> None:
    rules = written(tmp_path, '{"open*": ["x"], "opne*": ["y"]}')
    assert rules.unused(DOCUMENTS) == ["opne*"]


def test_the_server_tells_them_when_it_starts(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = settings_for(tmp_path, rules={"xuhui*": ["x"], "包.zip": ["y"], "sub/": ["z"]})
    create_app(FakeAssistant(), settings)  # type: ignore[arg-type]
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(told) == 2 and "'包.zip'" in told[0] and "'sub/'" in told[1]
    assert "包.zip!/*" in told[0] and "groups.json" in told[0]


def test_a_change_counts_at_once_and_a_broken_file_closes(tmp_path: Path) -> None:
    path = tmp_path / "groups.json"
    file = GroupFile(tmp_path, ALL)
    assert file.rules().groups(DOCUMENTS[0]) == ALL
    path.write_text('{"open*": ["x"]}')
    assert file.rules().groups(DOCUMENTS[0]) == {"x"}
    path.write_text('{"open*": ["x"')
    assert file.rules() is CLOSED
    assert file.rules().readable(Visitor("a", "ask", frozenset(("x",))), DOCUMENTS) == frozenset()
    path.write_text('{"open*": ["y"]}')
    os.utime(path, ns=(1, 1))
    assert file.rules().groups(DOCUMENTS[0]) == {"y"}
    path.unlink()
    assert file.rules().groups(DOCUMENTS[0]) == ALL


def test_the_file_is_no_document(tmp_path: Path) -> None:
    from rag.load import load_folder

    (tmp_path / "groups.json").write_text("{}")
    (tmp_path / "a.txt").write_text("一、内容\n正文。")
    assert [item.source for item in load_folder([tmp_path], limit=1000)] == ["a.txt"]
