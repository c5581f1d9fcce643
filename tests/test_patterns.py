"""What no pattern of the package may be: slow on some text, or blind beside Chinese.

Where 你好 is both a word of a repeated group and two words of it, a text of twenty 你好 that does not match is
read in a million ways before it is given up. Where two stretches without an end may share a text out between
them, the time grows with the third power. Whoever asks such a thing would hold a server up.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import time
from collections.abc import Iterable, Iterator, Mapping
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


def held_in(value: object) -> Iterator[Any]:
    """The patterns that a value is, or that it holds: a list of them, a record with some."""
    if isinstance(value, LazyPattern | re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from (found for pair in value.items() for each in pair for found in held_in(each))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (found for each in value for found in held_in(each))
    elif type(value).__module__.startswith("rag."):
        names = [*getattr(value, "__dict__", ()), *getattr(type(value), "__slots__", ())]
        yield from (found for name in names for found in held_in(getattr(value, name, None)))


def held_by(module: str, names: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    """The patterns that a module or a class holds, each with where it stands."""
    for name, value in names.items():
        if isinstance(value, type):
            if value.__module__ == module:
                yield from ((f"{name}.{inner}", found) for inner, found in held_by(module, vars(value)))
        else:
            yield from ((name, found) for found in held_in(value))


def patterns() -> dict[str, Any]:
    """Each pattern that a module of the package holds, wherever it lies there, by its name."""
    found: dict[tuple[str, int], tuple[str, Any]] = {}
    for module in pkgutil.walk_packages(rag.__path__, "rag."):
        try:
            held = vars(importlib.import_module(module.name))
        except ImportError:  # of an extra that is not installed
            continue
        for name, pattern in held_by(module.name, held):
            if isinstance(pattern.pattern, str):
                key = pattern.pattern, flags_of(pattern)
                found.setdefault(key, (f"{module.name}.{name} {len(found)}", pattern))
    return dict(found.values())


def flags_of(pattern: Any) -> int:
    """The flags, of a pattern that may not be compiled yet."""
    return int(pattern._flags if isinstance(pattern, LazyPattern) else pattern.flags)


def tree(pattern: Any) -> Any:
    """A pattern as a tree."""
    return parser.parse(pattern.pattern, flags_of(pattern))


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


def endless(part: Any) -> bool:
    """Whether anything in a part of a pattern is repeated without end, or nearly so."""
    return any(code in REPEATS and held[1] >= MANY for row in rows(part) for code, held in row)


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


ALL = patterns()
REPEATING = {name: pattern for name, pattern in ALL.items() if any(repeated(tree(pattern)))}


def test_patterns_in_containers_records_and_classes_are_found() -> None:
    inner, listed, own = (re.compile(word) for word in "甲乙丙")

    class Holder:
        pattern = own

    Holder.__module__ = "rag.made_up"
    found = dict(held_by("rag.made_up", {"A": {"x": [("n", inner)]}, "B": (listed,), "C": Holder, "D": 3}))
    assert found == {"A": inner, "B": listed, "C.pattern": own}
    assert len(ALL) > 900


@pytest.mark.parametrize("name", sorted(REPEATING))
def test_nothing_that_is_repeated_can_be_read_in_two_ways(name: str) -> None:
    for group in repeated(tree(REPEATING[name])):
        assert in_two_ways(words(group)) is None


def blind(pattern: Any) -> bool:
    r"""Whether a pattern looks for the edge of a word, and has Chinese in it: between DAN and 模 there is no ``\b``."""
    held = list(leaves(tree(pattern)))
    edge = any(leaf is codes.AT_BOUNDARY or leaf is codes.AT_NON_BOUNDARY for leaf in held)
    return edge and any(isinstance(leaf, int) and 0x2E80 <= leaf <= 0x2FA1F for leaf in held)


def leaves(held: Any) -> Iterator[Any]:
    """All that stands in a part of a pattern."""
    if isinstance(held, list | tuple | parser.SubPattern):
        for each in held:
            yield from leaves(each)
    else:
        yield held


def test_an_edge_of_a_word_is_not_looked_for_beside_chinese() -> None:
    assert blind(re.compile(r"(?:DAN|越狱)\b")) and not blind(re.compile(r"DAN\b|越狱".split("|")[0]))
    assert [name for name, pattern in ALL.items() if blind(pattern)] == []


#: Texts that a pattern is tried on are of so many characters; from here on the time of the longer is looked at.
SHORT, LONG, FELT = 120, 960, 0.005
#: Eight times the text takes eight times as long, or 64 times; not 512 times.
MOST = 180
SEEDS, TRIES = 24, 5


def seeds(pattern: Any) -> list[str]:
    """Some texts that stretches of a pattern match, which repeated may keep it busy."""
    chance = random.Random(pattern.pattern)
    found: dict[str, None] = {}
    for row in rows(tree(pattern)):
        for start in range(len(row)):
            for end in range(start + 1, min(len(row), start + 6) + 1):
                found["".join(said(code, held, chance) for code, held in row[start:end])] = None
    texts = [text for text in found if 0 < len(text) < 60]
    chance.shuffle(texts)
    return texts[:SEEDS]


def rows(part: Any) -> Iterator[list[Any]]:
    """All sequences in a part of a pattern."""
    items = list(part)
    yield items
    for code, held in items:
        if code is codes.BRANCH:
            for branch in held[1]:
                yield from rows(branch)
        elif code in (*REPEATS, codes.SUBPATTERN, codes.ASSERT, codes.ASSERT_NOT):
            yield from rows(held[-1])


def said(code: Any, held: Any, chance: random.Random) -> str:
    """A text that one item of a sequence matches."""
    if code is codes.LITERAL:
        return chr(held)
    if code is codes.IN:
        return chance.choice(_members(held))
    if code is codes.BRANCH:
        return "".join(said(*item, chance) for item in chance.choice(held[1]))
    if code in (*REPEATS, codes.SUBPATTERN):
        least = held[0] if code in REPEATS else 1
        once = "".join(said(*item, chance) for item in held[-1])
        return once * min(4, max(least, chance.randint(0, 1)))
    return "" if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT, codes.GROUPREF) else "〇"


def cost(pattern: Any, seed: str, length: int) -> float:
    """Seconds of computing in which all that a pattern matches in a text is found."""
    text = (seed * length)[:length]
    began = time.thread_time()
    for _ in pattern.finditer(text):
        pass
    return time.thread_time() - began


def drags(pattern: Any, seed: str) -> bool:
    """Whether the time grows with more than the square of the text; one try that tells otherwise is enough.

    Only the time of this thread counts, and what is slower for another reason would have to be so each time.
    """
    for _ in range(TRIES):
        took = cost(pattern, seed, LONG)
        if took < FELT or took < MOST * cost(pattern, seed, SHORT):
            return False
    return True


@pytest.mark.parametrize(
    ("source", "seed", "slow"),
    [
        ("甲[^，]*乙[^，]*丙", "甲乙", True),
        (r"\s*、?\s*《", " ", True),
        ("甲[^，]*丙", "甲", False),
        (r"\s*+(?:、\s*+)?《", " ", False),
        ("甲[^，]{0,40}乙[^，]{0,40}丙", "甲乙", False),
    ],
)
def test_time_that_grows_with_the_third_power_is_found(source: str, seed: str, slow: bool) -> None:
    assert drags(re.compile(source), seed) is slow


@pytest.mark.parametrize("name", sorted(name for name in ALL if endless(tree(ALL[name]))))
def test_no_time_grows_with_the_third_power(name: str) -> None:
    assert [seed for seed in seeds(ALL[name]) if drags(ALL[name], seed)] == []
