"""Files into documents, each under an id that survives a rebuild."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from handmade import LINJIANG, YUNSHAN
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus import document_id, read, read_file
from rag.errors import DocumentError
from rag.load import Skipped
from rag.types import Document

LIMIT = 2**20


def documents(*paths: Path) -> dict[str, Document]:
    return {d.id: d for d in read(list(paths), limit=LIMIT) if isinstance(d, Document)}


def test_documents_come_with_their_file_and_its_checksum(small_corpus: Path) -> None:
    found = documents(small_corpus)
    assert sorted(found) == ["linjiang-2023", "yunshan-2024"]
    document = found["yunshan-2024"]
    assert document.source == "yunshan-2024.txt"
    assert document.sha256 == hashlib.sha256(YUNSHAN.encode()).hexdigest()
    assert (document.number, document.region, document.issued_on) == (
        "云政办〔2024〕12号",
        "云山县",
        "2024-03-15",
    )


def test_the_order_is_the_same_whatever_the_folder_says(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.txt"):
        (tmp_path / name).write_text(f"{name}办法\n\n第一条 完。\n", "utf-8")
    assert list(documents(tmp_path)) == ["a", "b", "c"]


def test_the_same_file_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(YUNSHAN, "utf-8")
    (tmp_path / "b.txt").write_text(YUNSHAN, "utf-8")
    found = list(read([tmp_path], limit=LIMIT))
    assert [type(item) for item in found] == [Document, Skipped]
    assert (
        isinstance(found[1], Skipped)
        and found[1].reason == "与 a.txt 内容相同，未重复读入 / is the same file as a.txt; it is read once"
    )


def test_a_file_of_the_same_name_elsewhere_changes_no_id(tmp_path: Path) -> None:
    for folder, text in (("b卫健", YUNSHAN), ("a财政", LINJIANG)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.txt").write_text(text, "utf-8")
        held = documents(tmp_path)
        assert held["b卫健-plan"].title == "云山县基层卫生服务提升实施方案"
    assert list(held) == ["a财政-plan", "b卫健-plan"]


def test_clause_ids_begin_with_the_id_of_the_document(small_corpus: Path) -> None:
    for document in documents(small_corpus).values():
        names = [clause.id for clause in document.walk()]
        assert len(set(names)) == len(names)
        assert all(
            name == f"{document.id}#{'/'.join(c.path)}"
            for name, c in zip(names, document.walk(), strict=True)
        )


def test_a_file_too_large_is_skipped_with_the_reason(small_corpus: Path) -> None:
    found = list(read([small_corpus], limit=100))
    assert all(isinstance(item, Skipped) and item.reason for item in found) and len(found) == 2


def test_one_file(small_corpus: Path) -> None:
    assert (
        read_file(small_corpus / "yunshan-2024.txt", limit=LIMIT) == documents(small_corpus)["yunshan-2024"]
    )


@pytest.mark.parametrize("name", ["none.txt", "", "text.exe"])
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.exe").write_bytes(b"MZ\x00\x01")
    with pytest.raises(DocumentError, match=r".+; .+|not"):
        read_file(tmp_path / name, limit=LIMIT)


@pytest.mark.parametrize(
    ("source", "identity"),
    [
        ("方案.txt", "方案"),
        ("2023/方案 (一).docx", "2023-方案-一"),
        ("a b c.pdf", "a-b-c"),
        ("v1.2.html", "v1.2"),
        ("....txt", "document"),
        ("#?/&.md", "document"),
        ("archive.zip/inner/plan.txt", "archive.zip-inner-plan"),
    ],
)
def test_ids(source: str, identity: str) -> None:
    assert document_id(source, set()) == identity
    assert document_id(source, {identity}).startswith(f"{identity}-")


@given(st.text(min_size=1, max_size=40))
def test_an_id_is_safe_in_a_link_and_a_clause_id(source: str) -> None:
    identity = document_id(source, set())
    assert identity and not set(identity) & set("#/?&% \n")
    assert identity == document_id(source, set())
