"""管理: who gets in, what may be put into the folder, the rebuild while the service goes on."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from channels import CORPUS, index_folder
from fakes import DOCUMENTS, FakeAssistant
from fastapi.testclient import TestClient

from rag.builder import build_index
from rag.encode.encoder import HashingEncoder
from rag.errors import DocumentError, InputError
from rag.left_out import LeftOut
from rag.pipeline import Assistant
from rag.records.store import Records
from rag.web import corpus_files
from rag.web.app import create_app
from rag.web.candidates import candidates, clause_id, voices
from rag.web.corpus_files import CorpusFile, waiting
from rag.web.rebuild import Rebuild
from rag.web_settings import WebSettings

TOKEN = "correct horse battery"
TEXT = "某市医保方案\n\n一、总体要求\n（一）目标。到2025年，参保率达到95%以上。\n".encode()


def client(tmp_path: Path, here: bool = True, assistant: Any = None, **options: Any) -> TestClient:
    """The application with a corpus folder of its own, asked from this machine or from another."""
    options = {"corpus": tmp_path / "corpus", "index": tmp_path / "index"} | options
    settings = WebSettings(data=tmp_path / "data", **options)  # type: ignore[call-arg]
    app = create_app(assistant or FakeAssistant(), settings)  # type: ignore[arg-type]
    base, peer = ("http://127.0.0.1:7860", "127.0.0.1") if here else ("http://rag.example", "10.0.0.9")
    return TestClient(app, base_url=base, client=(peer, 1), raise_server_exceptions=False)


def upload(made: TestClient, name: str, data: bytes, **options: Any) -> Any:
    files = {"files": (name, data)}
    return made.post("/manage/upload", files=files, follow_redirects=False, **options)


# who gets in


def test_only_from_this_machine(tmp_path: Path) -> None:
    assert client(tmp_path).get("/manage").status_code == 200
    far = client(tmp_path, here=False)
    for response in (far.get("/manage"), far.get("/manage/candidates.jsonl"), far.post("/manage/rebuild")):
        assert response.status_code == 403
        assert "RAG_ADMIN_TOKEN" in response.json()["error"]["message"]
    assert upload(far, "a.txt", TEXT).status_code == 403
    assert not (tmp_path / "corpus").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "10.0.0.9"},
        {"Forwarded": "for=10.0.0.9"},
        {"Via": "1.1 proxy"},
        {"Host": "rebound.example"},
        {"Host": "127.0.0.1.evil.example:7860"},
    ],
)
def test_passed_on_requests_and_other_names_are_not_from_here(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    assert client(tmp_path).get("/manage", headers=headers).status_code == 403


def test_a_token_opens_it_from_anywhere_and_is_needed_everywhere(tmp_path: Path) -> None:
    far = client(tmp_path, here=False, admin_token=TOKEN)
    assert client(tmp_path, admin_token=TOKEN).get("/manage").status_code == 401
    assert far.get("/manage").status_code == 401
    form = far.get("/manage", headers={"accept": "text/html"})
    assert form.status_code == 401 and 'type="password"' in form.text
    assert far.get("/manage", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert far.get("/manage", headers={"Authorization": "Bearer x"}).status_code == 401
    assert far.post("/manage/login", data={"token": "wrong"}).status_code == 401
    done = far.post("/manage/login", data={"token": TOKEN}, follow_redirects=False)
    kept = done.headers["set-cookie"]
    assert "HttpOnly" in kept and "samesite=strict" in kept.lower() and TOKEN not in kept
    assert far.get("/manage").status_code == 200
    stranger = client(tmp_path, here=False, admin_token=TOKEN)
    assert stranger.get("/manage", headers={"Cookie": "rag_manage=x"}).status_code == 401


def test_a_page_of_another_origin_cannot_press_the_buttons(tmp_path: Path) -> None:
    made = client(tmp_path)
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert made.post("/manage/rebuild", headers=headers).status_code == 403
        assert upload(made, "a.txt", TEXT, headers=headers).status_code == 403
    own = {"Origin": "http://127.0.0.1:7860"}
    assert upload(made, "a.txt", TEXT, headers=own).status_code == 303


# files


def test_the_page_says_what_waits_for_a_build() -> None:
    built = "20260102T030405.500000Z-0123456789ab"
    moments = {"old.txt": 4, "changed.txt": 6, "packed.zip": 4, "new.txt": 4}
    files = [CorpusFile(n, 1, datetime(2026, 1, 2, 3, 4, s, tzinfo=UTC)) for n, s in moments.items()]
    sources = ("old.txt", "changed.txt", "packed.zip!/a.txt", "gone.txt")
    documents = [replace(DOCUMENTS[0], source=source) for source in sources]
    found = waiting(files, documents, built, LeftOut())
    assert found.new == {"changed.txt", "new.txt"} and found.gone == ("gone.txt",)
    # an index whose name tells no time
    assert waiting(files, documents, "v1", LeftOut()).new == {"new.txt"}
    # what the build could not read waits for nothing, unless it is another file now
    seen = LeftOut(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), {"new.txt": "empty", "changed.txt": "empty"})
    assert waiting(files, documents[:1], "v1", seen).new == {"changed.txt", "packed.zip"}


def test_what_a_build_left_out_is_told_with_its_reason_after_a_restart(tmp_path: Path) -> None:
    """Built from the command line, and one built by the page, read by a server that starts later."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    for name, data in (
        ("某市方案.txt", TEXT),
        ("空.txt", b""),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600),
        ("c.markdown", b"# \xe5\x8a\x9e\xe6\xb3\x95\n"),
        ("manifest.md", b"x"),
        ("license.txt", b"x"),
    ):
        (corpus / name).write_bytes(data)
    build_index([corpus], index, encoder="hashing")
    made = client(tmp_path, assistant=Assistant.open(index, encoder=HashingEncoder()))
    page = made.get("/manage").text
    assert "待重建" not in page and "文件夹有改动" not in page and "已移除" not in page
    assert re.search(r'空\.txt <span class="tag">未读入', page)
    assert "未读入：空.txt：文件是空的" in page and "未读入：旧.doc：是旧版 Office 文件" in page
    assert "manifest.md" not in page and "license.txt" not in page
    (corpus / "空.txt").write_bytes(TEXT.replace(b"95", b"96"))
    os.utime(corpus / "空.txt", (2e9, 2e9))
    assert re.search(r'空\.txt <span class="tag">待重建', made.get("/manage").text)
    assert made.post("/manage/remove", data={"name": "旧.doc"}).status_code == 200
    assert not (corpus / "旧.doc").exists()


def test_an_upload_waits_until_the_index_is_rebuilt(tmp_path: Path) -> None:
    made = client(tmp_path)
    assert "文件夹有改动" in made.get("/manage").text  # the scripted documents have no files
    upload(made, "某市方案.txt", TEXT)
    page = made.get("/manage").text
    assert re.search(r'某市方案\.txt <span class="tag">待重建', page)
    assert f"已移除，仍在索引中：{DOCUMENTS[1].source}" in page


def test_upload_list_and_remove(tmp_path: Path) -> None:
    made = client(tmp_path)
    assert upload(made, "某市方案.txt", TEXT).status_code == 303
    assert (tmp_path / "corpus" / "某市方案.txt").read_bytes() == TEXT
    assert "某市方案.txt" in made.get("/manage").text
    again = upload(made, "某市方案.txt", b"other text")
    assert again.status_code == 400 and "已有同名文件" in again.text and "already there" not in again.text
    english = upload(made, "某市方案.txt", TEXT, params={"lang": "en"})
    assert "already there" in english.text and "已有同名文件" not in english.text
    assert (tmp_path / "corpus" / "某市方案.txt").read_bytes() == TEXT
    assert made.post("/manage/remove", data={"name": "某市方案.txt"}).status_code == 200
    assert list((tmp_path / "corpus").iterdir()) == []


@pytest.mark.parametrize("name", ["../../a.txt", "..\\a.txt", "/etc/a.txt", "C:\\x\\a.txt"])
def test_a_path_in_a_name_is_cut_off(name: str) -> None:
    assert corpus_files.fit_name(name) == "a.txt"


@pytest.mark.parametrize(
    "name",
    [
        "",
        None,
        ".env",
        "..",
        "a.exe",
        "a",
        ".txt",
        "a\x00.txt",
        "a\n.txt",
        "x" * 300 + ".txt",
        "\ud800.txt",
        "README.md",
        "manifest.txt",
    ],
)
def test_names_that_are_none(name: str | None) -> None:
    with pytest.raises(InputError):
        corpus_files.fit_name(name)


@pytest.mark.parametrize(("name", "data"), [("a.pdf", b"no pdf"), ("a.docx", b"PK\x03\x04"), ("a.txt", b"")])
def test_what_cannot_be_read_is_not_kept(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(InputError, match=name.replace(".", r"\.")):
        corpus_files.add(tmp_path, name, data, 1000)
    assert list(tmp_path.iterdir()) == []


def test_too_large(tmp_path: Path) -> None:
    made = client(tmp_path, max_file_bytes=1000)
    assert upload(made, "a.txt", b"x" * 2000).status_code == 400
    assert upload(made, "a.txt", b"x" * (2 << 20)).status_code == 400
    assert corpus_files.listed(tmp_path / "corpus") == []


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", "none.txt", "manifest.json"])
def test_only_listed_files_are_removed(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.txt").write_bytes(TEXT)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "manifest.json").write_text("{}")
    assert client(tmp_path).post("/manage/remove", data={"name": name}).status_code == 400
    assert (tmp_path / "secret.txt").exists() and (tmp_path / "corpus" / "manifest.json").exists()


# rebuild


def test_a_rebuild_brings_the_new_document_into_answers(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    shutil.copy(next(CORPUS.glob("xuhui*.txt")), corpus)
    shutil.copytree(index_folder(), index)
    made = client(tmp_path, assistant=Assistant.open(index))
    before = made.get("/api/v1/documents").json()
    assert upload(made, "某市方案.txt", TEXT).status_code == 303
    assert made.post("/manage/rebuild", follow_redirects=False).status_code == 303
    for thread in threading.enumerate():
        if thread.name == "rebuild":
            thread.join(timeout=120)
    after = made.get("/api/v1/documents").json()
    assert after["index"] != before["index"]
    assert {d["id"] for d in after["documents"]} == {"xuhui-2023-community-health", "某市方案"}
    page = made.get("/manage").text
    assert "某市医保方案" in page and "已重建" in page
    answer = made.post("/api/v1/answer", json={"question": "参保率要达到多少？"}).json()
    assert "95%" in answer["answer"] and answer["index"] == after["index"]


def test_one_build_at_a_time_and_failures_are_told() -> None:
    go = threading.Event()
    used: list[int] = []

    def build(progress: Any) -> Any:
        progress(3, 9)
        go.wait(10)
        raise DocumentError("no readable documents")

    rebuild = Rebuild(build, lambda: used.append(1))
    assert rebuild.start() and not rebuild.start()
    go.set()
    assert rebuild.thread is not None
    rebuild.thread.join(10)
    assert (rebuild.state.running, rebuild.state.error, used) == (False, "no readable documents", [])
    assert rebuild.start()


# feedback


def test_feedback_becomes_candidate_cases(tmp_path: Path) -> None:
    made = client(tmp_path)
    clause = "xuhui-2023-community-health#五/（二）/1"
    body = {"question": "徐汇的签约目标是多少？", "id": "a1", "answer": "45%", "clause_ids": [clause]}
    made.post("/api/v1/feedback", json={**body, "vote": "down"})
    made.post("/api/v1/feedback", json={**body, "vote": "up", "comment": "对"})
    made.post("/api/v1/feedback", json={**body, "id": "a2", "vote": "down", "comment": "错了"})
    cases = [json.loads(line) for line in made.get("/manage/candidates.jsonl").text.splitlines()]
    assert [(c["feedback"]["vote"], c["gold"]) for c in cases] == [("down", []), ("up", [[clause]])]
    assert cases[0]["feedback"]["cited"] == [clause] and cases[1]["answerable"] is True
    page = made.get("/manage").text
    assert "错了" in page and "徐汇的签约目标是多少？" in page


def test_no_feedback(tmp_path: Path) -> None:
    assert voices(Records(tmp_path)) == [] and candidates([]) == ""
    assert clause_id("#") == "" and clause_id("/documents/a?mark=1-2#%E4%BA%94/1") == "a#五/1"


def test_a_file_that_goes_while_the_folder_is_listed_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(TEXT)
    there = Path.is_file

    def is_file(path: Path) -> bool:
        found = there(path)
        if path.name == "a.txt":
            path.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(Path, "is_file", is_file)
    assert [file.name for file in corpus_files.listed(tmp_path)] == ["b.txt"]
