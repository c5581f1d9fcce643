"""Patterns that are compiled when first used."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re

import pytest

import rag
from rag.lazy_re import LazyPattern, lazy_re


def test_it_is_used_like_a_compiled_pattern() -> None:
    figure = lazy_re(r"(?P<n>\d+)人", re.ASCII)
    plain = re.compile(r"(?P<n>\d+)人", re.ASCII)
    text = "3人，12人"
    assert figure.search(text)["n"] == "3"  # type: ignore[index]
    assert figure.findall(text) == plain.findall(text) == ["3", "12"]
    assert figure.sub("x", text) == "x，x"
    assert figure.match("人") is None
    assert (figure.pattern, figure.flags, figure.groupindex) == (plain.pattern, plain.flags, plain.groupindex)
    assert [found.span() for found in figure.finditer(text, 2)] == [(3, 6)]


def test_nothing_is_compiled_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    before = re.compile
    monkeypatch.setattr(re, "compile", lambda *args: compiled.append(args[0]) or before(*args))
    word = lazy_re("医.")
    assert word.pattern == "医." and not compiled
    assert word.search("全科医生") and word.search("医保") and word.sub("", "医生") == ""
    assert compiled == ["医."]  # once


def test_an_error_in_a_source_shows_at_the_first_use() -> None:
    broken = lazy_re("(医")
    with pytest.raises(re.error):
        broken.search("医")


def _modules() -> list[str]:
    return [module.name for module in pkgutil.walk_packages(rag.__path__, "rag.")]


def test_every_pattern_of_the_package_compiles() -> None:
    for name in _modules():
        importlib.import_module(name)
    patterns = [thing for thing in gc.get_objects() if type(thing) is LazyPattern]
    patterns = [thing for thing in patterns if thing.pattern != "(医"]
    assert len(patterns) > 400
    for thing in patterns:
        assert thing.groups >= 0  # compiles it
