"""A running server takes up what is built beside it, and so does every other on the same index."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from handmade import LINJIANG, YUNSHAN
from milvus_server import free_port

from rag.builder import build_index, successor, version_in_use
from rag.encode.encoder import HashingEncoder
from rag.errors import IndexStateError
from rag.index import open_current, versions
from rag.pipeline import Assistant
from rag.web.current import Current, give_back
from rag.web_settings import WebSettings

QUESTION = "云山县家庭医生签约覆盖率的目标是多少？"


# ---- one process ---------------------------------------------------------------------------------


@dataclass
class Stand:
    """An assistant by the id of its index alone."""

    name: str

    @property
    def index(self) -> Any:
        return type("Index", (), {"id": self.name})


@dataclass
class Folder:
    """What would be on disk, and what opening it does."""

    newest: str | None = "v1"
    opened: list[str] = field(default_factory=list)
    broken: Exception | None = None

    def successor(self, before: Any) -> Any:
        assert self.newest
        self.opened.append(self.newest)
        if self.broken:
            raise self.broken
        return Stand(self.newest)


def current_of(folder: Folder, **pauses: float) -> Current:
    current = Current(cast(Assistant, Stand("v1")))
    current.watch(lambda: folder.newest, folder.successor, **pauses)
    return current


def wait(until: Callable[[], bool], patience: float = 10) -> None:
    end = time.monotonic() + patience
    while not until():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_new_version_is_opened_once() -> None:
    folder = Folder()
    current = current_of(folder, every=0.01)
    time.sleep(0.1)
    assert folder.opened == [] and current.index.id == "v1"
    folder.newest = "v2"
    wait(lambda: current.index.id == "v2")
    folder.newest = None  # a moment without CURRENT changes nothing
    time.sleep(0.1)
    assert folder.opened == ["v2"] and current.index.id == "v2"
    folder.newest = "v1"  # a rollback is a change like any other
    wait(lambda: current.index.id == "v1")


@pytest.mark.parametrize("error", [IndexStateError("damaged"), RuntimeError("whatever")])
def test_a_version_that_does_not_open_leaves_the_old_one(error: Exception) -> None:
    folder = Folder(newest="v2", broken=error)
    current = current_of(folder, every=0.01, again=2.0)
    wait(lambda: bool(folder.opened))
    time.sleep(0.1)
    assert folder.opened == ["v2"], "not tried at every look"
    assert current.index.id == "v1"
    folder.broken = None
    wait(lambda: current.index.id == "v2")


def test_the_watch_ends_with_the_application() -> None:
    before = set(threading.enumerate())
    current = current_of(Folder(), every=0.01)
    (watching,) = set(threading.enumerate()) - before
    del current
    gc.collect()
    wait(lambda: not watching.is_alive())


def test_a_successor_keeps_encoder_and_model(small_corpus: Path, tmp_path: Path) -> None:
    build_index([small_corpus], tmp_path, encoder="hashing")
    encoder = HashingEncoder()
    first = Assistant(open_current(tmp_path), encoder)
    build_index([small_corpus / "yunshan-2024.txt"], tmp_path, encoder="hashing")
    second = successor(first, tmp_path)
    assert second.index.id == version_in_use(tmp_path) != first.index.id
    assert second.retriever.encoder is encoder and second.settings is first.settings
    assert (len(first.index.headers()), len(second.index.headers())) == (2, 1)
    assert version_in_use(tmp_path / "nothing") is None


def flipped(folder: Path, old: str, new: str) -> Path:
    """The clause store of the version in use, some bytes of its text exchanged; the size is as before."""
    path = folder / versions.current_id(folder) / "clauses.sqlite"
    data = path.read_bytes()
    assert old.encode() in data and len(old.encode()) == len(new.encode())
    path.write_bytes(data.replace(old.encode(), new.encode()))
    return path


def test_a_version_whose_bytes_were_flipped_is_not_taken_up(
    small_corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its size is right and it opens: only the checksums tell that it would say what no document says."""
    build_index([small_corpus / "yunshan-2024.txt"], tmp_path, encoder="hashing")
    current = Current(Assistant(open_current(tmp_path), HashingEncoder()))
    first = current.index.id
    build_index([small_corpus], tmp_path, encoder="hashing")
    path = flipped(tmp_path, "45%", "99%")
    assert "99%" in Assistant(open_current(tmp_path), HashingEncoder()).ask(QUESTION).text
    assert not current.catch_up(lambda: version_in_use(tmp_path), lambda one: successor(one, tmp_path))
    assert current.index.id == first and "45%" in current.ask(QUESTION).text
    assert str(path) in caplog.text


def test_the_assistant_that_was_replaced_is_freed_after_its_last_answer(
    small_corpus: Path, tmp_path: Path
) -> None:
    """It refers to itself; with the collector off nothing but ``give_back`` finds it."""
    build_index([small_corpus], tmp_path, encoder="hashing")
    current = Current(Assistant(open_current(tmp_path), HashingEncoder()))
    replaced, answer = weakref.ref(current.itself), current.stream(QUESTION)
    next(answer)
    gc.disable()
    try:
        build_index([small_corpus / "yunshan-2024.txt"], tmp_path, encoder="hashing")
        assert current.take_up(lambda: version_in_use(tmp_path), lambda one: successor(one, tmp_path))
        give_back(replaced, every=0.01, tries=3)
        assert replaced() is not None, "an answer still comes from it"
        del answer
        give_back(replaced, every=0.01)
        assert replaced() is None
    finally:
        gc.enable()


def test_a_version_is_opened_once_though_two_look_at_once() -> None:
    opened = []

    def slowly(before: Any) -> Any:
        opened.append(before)
        time.sleep(0.05)
        return Stand("v2")

    current = Current(cast(Assistant, Stand("v1")))
    looks = [threading.Thread(target=current.take_up, args=(lambda: "v2", slowly)) for _ in range(4)]
    for look in looks:
        look.start()
    for look in looks:
        look.join()
    assert len(opened) == 1


def test_nobody_but_the_application_holds_the_assistant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Held by whoever starts the server, it would stay in memory when a new index takes its place."""
    from rag.web import app

    class Opened:
        """What an assistant is here: something that can be gone."""

    held: list[weakref.ref[Opened]] = []
    gone: list[bool] = []
    monkeypatch.setattr(app, "create_app", lambda assistant, _: held.append(weakref.ref(assistant)))
    monkeypatch.setattr(app, "web_settings", lambda: WebSettings(_env_file=None))  # type: ignore[call-arg]
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: gone.append(held[0]() is None))
    app.serve(Opened, "127.0.0.1", 1)  # type: ignore[arg-type]
    assert gone == [True]


# ---- several processes on one index --------------------------------------------------------------


#: ``rag chat`` without the chat page at ``/``, whose framework takes seconds to import.
SERVER = """
import sys
from rag import cli
from rag.web import app
app._mount_chat = lambda *_: None
sys.exit(cli.main(["chat", "--index", sys.argv[1], "--port", sys.argv[2]]))
"""


@contextmanager
def servers(count: int, folder: Path) -> Iterator[list[str]]:
    """Addresses of as many server processes on one index folder."""
    environment = {**os.environ, "RAG_ENCODER": "hashing", "RAG_DATA": str(folder / "data")}
    started: dict[int, subprocess.Popen[bytes]] = {}
    for port in [free_port() for _ in range(count)]:
        command = [sys.executable, "-c", SERVER, str(folder), str(port)]
        with (folder / f"{port}.log").open("w") as log:
            started[port] = subprocess.Popen(command, env=environment, stderr=log)
    try:
        for port, process in started.items():
            until = time.monotonic() + 120
            while not is_up(port):
                assert process.poll() is None, (folder / f"{port}.log").read_text()
                assert time.monotonic() < until
                time.sleep(0.05)
        yield [f"http://127.0.0.1:{port}" for port in started]
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            process.wait(20)


def is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def ask(address: str) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{address}/api/v1/answer",
        json.dumps({"question": QUESTION}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def test_two_servers_on_one_index_answer_alike_and_switch_together(tmp_path: Path) -> None:
    corpus, folder = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "yunshan-2024.txt").write_text(YUNSHAN, "utf-8")
    (corpus / "linjiang-2023.txt").write_text(LINJIANG, "utf-8")
    build_index([corpus], folder, encoder="hashing")
    first = versions.current_id(folder)
    with servers(2, folder) as addresses:
        assert same_answer(addresses, first, "45%")
        with asked_all_the_while(addresses) as answers:
            (corpus / "yunshan-2024.txt").write_text(YUNSHAN.replace("45%", "52%"), "utf-8")
            build_index([corpus], folder, encoder="hashing")  # another process, as far as they know
            second = versions.current_id(folder)
            wait(lambda: all(ask(address)["index"] == second for address in addresses), patience=30)
        assert same_answer(addresses, second, "52%")
        assert {answer["index"] for answer in answers} == {first, second}
        for answer in answers:  # each from one version, whole
            assert ("52%" if answer["index"] == second else "45%") in answer["answer"]
        versions.use(folder, first)
        wait(lambda: all(ask(address)["index"] == first for address in addresses), patience=30)
        assert same_answer(addresses, first, "45%")


def test_a_server_does_not_start_on_flipped_bytes(small_corpus: Path, tmp_path: Path) -> None:
    build_index([small_corpus], tmp_path, encoder="hashing")
    path = flipped(tmp_path, "45%", "99%")
    environment = {**os.environ, "RAG_ENCODER": "hashing", "RAG_DATA": str(tmp_path / "data")}
    command = [sys.executable, "-c", SERVER, str(tmp_path), str(free_port())]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 2 and f"{path} is damaged" in ended.stderr and "rag build" in ended.stderr


def same_answer(addresses: list[str], version: str, figure: str) -> bool:
    answers = [ask(address) for address in addresses]
    for answer in answers:
        assert answer["index"] == version and figure in answer["answer"]
        del answer["id"], answer["timings_ms"]
    return all(answer == answers[0] for answer in answers)


@contextmanager
def asked_all_the_while(addresses: list[str]) -> Iterator[list[dict[str, Any]]]:
    """Questions to every address until the block ends; one that fails is an error of the test."""
    answers: list[dict[str, Any]] = []
    failed: list[str] = []
    over = threading.Event()

    def keep_asking(address: str) -> None:
        while not over.is_set():
            try:
                answers.append(ask(address))
            except (OSError, urllib.error.HTTPError) as error:
                failed.append(f"{address}: {error}")

    threads = [threading.Thread(target=keep_asking, args=(address,)) for address in addresses]
    for thread in threads:
        thread.start()
    try:
        wait(lambda: len(answers) >= 2 * len(addresses), patience=60)
        yield answers
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert not failed
