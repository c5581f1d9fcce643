"""A mapping whose values are made when they are asked for."""

from __future__ import annotations

import pytest

from rag.lazy import Lazy


def test_a_value_is_made_once_and_only_when_asked_for() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    lazy = Lazy(["b", "a", "b"], make)
    assert (list(lazy), len(lazy)) == (["b", "a"], 2)
    assert "a" in lazy and "c" not in lazy and lazy.get("c") is None
    assert made == []
    assert (lazy["a"], lazy["a"], lazy.get("b")) == ("A", "A", "B")
    assert made == ["a", "b"]
    assert dict(lazy) == {"b": "B", "a": "A"}


def test_what_is_no_key_is_never_made() -> None:
    lazy = Lazy(["a"], lambda key: 1 / 0)
    with pytest.raises(KeyError, match="c"):
        lazy["c"]
    with pytest.raises(ZeroDivisionError):
        lazy["a"]
