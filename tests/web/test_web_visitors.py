"""The assistant as each visitor may use it: parts made once, beside one another, the used ones kept."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import DOCUMENTS, FakeAssistant, FakeIndex

from rag.access.groups import FILE, GroupFile
from rag.access.roles import Visitor
from rag.web import visitors
from rag.web.current import Current
from rag.web.visitors import Personal


def asker(*groups: str) -> Visitor:
    return Visitor("/".join(groups), "ask", frozenset(groups))


@pytest.fixture
def personal(tmp_path: Path) -> Any:
    """Documents a0 … a39, each for a group of its own."""
    headers = [replace(DOCUMENTS[0], id=f"a{n}", source=f"a{n}.txt") for n in range(40)]
    (tmp_path / FILE).write_text("{" + ",".join(f'"a{n}.txt": ["g{n}"]' for n in range(40)) + "}", "utf-8")
    assistant: Any = FakeAssistant(FakeIndex(headers))
    return Personal(Current(assistant), GroupFile(tmp_path, frozenset()))


def test_a_part_that_is_there_waits_for_none_that_is_being_made(
    personal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, begun, made = threading.Event(), threading.Event(), []

    def limited(whole: Any, documents: frozenset[str]) -> Any:
        made.append(documents)
        if documents == {"a1"}:
            begun.set()
            assert go.wait(20)
        return sorted(documents)

    monkeypatch.setattr(visitors, "limited", limited)
    assert personal.of(asker("g0")) == ["a0"]
    got: list[Any] = []
    threads = [threading.Thread(target=lambda: got.append(personal.of(asker("g1")))) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert begun.wait(20)
    assert personal.of(asker("g0")) == ["a0"] and personal.of(asker("g2")) == ["a2"]
    go.set()
    for thread in threads:
        thread.join(20)
    assert got == [["a1"]] * 3 and made.count(frozenset({"a1"})) == 1


def test_the_part_not_asked_for_longest_goes_first(personal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(visitors, "limited", lambda whole, documents: made.extend(documents))
    for number in range(1, 40):
        personal.of(asker("g0"))  # asked for every time
        personal.of(asker(f"g{number}"))
    assert made.count("a0") == 1
    personal.of(asker("g1"))
    assert made.count("a1") == 2


def test_one_that_fails_is_made_again(personal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    def limited(whole: Any, documents: frozenset[str]) -> Any:
        tries.extend(documents)
        if len(tries) == 1:
            raise OSError("gone")
        return sorted(documents)

    monkeypatch.setattr(visitors, "limited", limited)
    with pytest.raises(OSError, match="gone"):
        personal.of(asker("g0"))
    assert personal.of(asker("g0")) == ["a0"]
