"""No pattern may take exponential time: nothing that is repeated can be read in two ways.

Where 你好 is both a word of a repeated group and two words of it, a text of twenty 你好 that does not match is
read in a million ways before it is given up. Whoever asks such a thing would hold a server for hours.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from itertools import islice, product
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import rag
from rag.lazy_re import LazyPattern

#: From so many repetitions on, reading in two ways is felt.
MANY = 8
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
#: Words of a group that are looked at.
WORDS = 2000
#: What stands for any character that a class takes in by a range or a category.
SAMPLES = {
    codes.CATEGORY_DIGIT: "7",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_WORD: "!",
}


def patterns() -> dict[str, str]:
    """The source of each pattern that a module of the package holds, by its name."""
    found: dict[str, str] = {}
    for module in pkgutil.walk_packages(rag.__path__, "rag."):
        try:
            held = vars(importlib.import_module(module.name))
        except ImportError:  # of an extra that is not installed
            continue
        for name, value in held.items():
            if isinstance(value, LazyPattern | re.Pattern):
                found.setdefault(value.pattern, f"{module.name}.{name}")
    return {name: source for source, name in found.items()}


def repeated(tree: Iterable[Any]) -> Iterator[Any]:
    """The groups of a pattern that are repeated without end and read again otherwise where what follows fails."""
    for code, held in tree:
        if code in REPEATS:
            if held[1] >= MANY and code is not codes.POSSESSIVE_REPEAT:
                yield held[2]
            yield from repeated(held[2])
        elif code is codes.SUBPATTERN:
            yield from repeated(held[3])
        elif code is codes.BRANCH:
            for branch in held[1]:
                yield from repeated(branch)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from repeated(held[1])


def words(tree: Iterable[Any]) -> list[str]:
    """Some of the texts that a part of a pattern matches; one that is repeated stands once, or twice."""
    made = [""]
    for code, held in tree:
        made = list(islice(map("".join, product(made, dict.fromkeys(_readings(code, held)))), WORDS))
    return made


def _readings(code: Any, held: Any) -> list[str]:
    if code is codes.LITERAL:
        return [chr(held)]
    if code is codes.IN:
        return _members(held)
    if code is codes.SUBPATTERN:
        return words(held[3])
    if code is codes.BRANCH:
        return [word for branch in held[1] for word in words(branch)]
    if code in REPEATS:
        once = words(held[2])
        return [*([] if held[0] else [""]), *once, *(word * 2 for word in once if held[1] > 1)]
    return [""] if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT) else ["〇"]


def _members(held: Any) -> list[str]:
    found = []
    for code, value in held:
        if code is codes.NEGATE:
            return ["〇"]
        if code is codes.LITERAL:
            found.append(chr(value))
        elif code is codes.RANGE:
            found.append(chr(value[0]))
        else:
            found.append(SAMPLES.get(value, "〇"))
    return found


def in_two_ways(group: list[str]) -> str | None:
    """What is left over where two rows of words read alike for a while, if they end together; after Sardinas and Patterson."""
    own = {word for word in group if word}
    seen: set[str] = set()
    waiting = {b.removeprefix(a) for a in own for b in _longer(own, a)}
    while waiting:
        rest = waiting.pop()
        if rest in own:
            return rest
        if rest in seen:
            continue
        seen.add(rest)
        waiting |= {word.removeprefix(rest) for word in _longer(own, rest)}
        waiting |= {rest.removeprefix(word) for word in own if rest.startswith(word)}
    return None


def _longer(own: set[str], start: str) -> Iterator[str]:
    return (word for word in own if word != start and word.startswith(start))


def test_what_can_be_read_in_two_ways_is_found() -> None:
    def found(source: str) -> list[str | None]:
        return [in_two_ways(words(group)) for group in repeated(parser.parse(source))]

    assert found("(?:你好|你|好)+$") == ["好"]
    assert found("(?:[哈嘿]|哦)*$") == [None]
    assert found("(?:你好|你|好的)+$") == [None]


REPEATING = {name: source for name, source in patterns().items() if any(repeated(parser.parse(source)))}


@pytest.mark.parametrize("name", sorted(REPEATING))
def test_nothing_that_is_repeated_can_be_read_in_two_ways(name: str) -> None:
    for group in repeated(parser.parse(REPEATING[name])):
        assert in_two_ways(words(group)) is None
