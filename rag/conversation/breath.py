"""Several questions asked in one breath (到哪年建成，谁牵头？).

Each is made a question of its own, with what the others say of the matter before them.
"""

from __future__ import annotations

import re

from rag.lazy_re import lazy_re
from rag.understand.asking import asks, kind_of

#: Questions of one breath that are answered at most.
MOST = 3
STOPS = "，,；;？?。！!"
#: 2025年多少2026年多少: a year behind what asks begins another question.
_NEXT_YEAR = r"(?<=多少)(?=(?:19|20)\d\d)"
#: Characters of a question: 谁管.
_SHORTEST = 2
#: What makes a stretch a question of its own: 办法 and 包括 alone are of the matter as well.
_QUESTION = lazy_re(
    r"吗|吧$|(?<![十好])几|哪|谁|什么|啥|多少|多[久长大高]|何[时地人]|如何|怎|咋|是否|能否|有没有|有无|(?P<v>.)不(?P=v)|文号|分别|各自"
)


_PLAIN = lazy_re(r"有(?:啥|什么|何)|给谁|是谁|叫什么|关于啥|(?<=[^？])呢$")


#: Kinds of things of which it can be told whether an answer holds them.
_TOLD = ("figure", "date", "department")


def asks_by_itself(part: str) -> bool:
    """Whether a stretch of text is a question of its own."""
    return _PLAIN.search(part) is not None or _QUESTION.search(part) is not None


def _plainly(part: str) -> bool:
    """Whether a question asks for a kind of thing that is known, or in a form that nothing else has."""
    return asks(part) or _PLAIN.search(part) is not None


def _of_a_kind(part: str) -> bool:
    return asks_by_itself(part) and asks(part) and kind_of(part) in _TOLD


def questions_in(text: str) -> tuple[str, ...]:
    """The questions of a text, each with the words before the first that ask nothing; empty for a single one.

    Those for each of two are told by ``sides.sides_of``.

    >>> questions_in("保障房，去年筹了多少套，今年要交多少套？")
    ('保障房，去年筹了多少套', '保障房，今年要交多少套')
    """
    parts = _stretches(text)
    asking = [part for part in parts if asks_by_itself(part)]
    if len(asking) > 1 and (all(map(_plainly, asking)) or any(map(_of_a_kind, asking))):
        before = "".join(f"{part}，" for part in parts[: parts.index(asking[0])])
        return tuple(before + part for part in asking[:MOST])
    return ()


def _stretches(text: str) -> list[str]:
    """What stops part in a text; 、 does between questions whose answers can be told apart."""
    found: list[str] = []
    for part in re.split(f"[{STOPS}]|{_NEXT_YEAR}", text):
        listed = part.split("、")
        found += listed if all(map(_of_a_kind, listed)) else [part]
    return [part for part in found if len(part.strip()) >= _SHORTEST]


def told_and_asked(text: str) -> tuple[str, str] | None:
    """What a question takes for granted and what it then asks; None where it is not of two such parts.

    >>> told_and_asked("方案是2025年出台的，分几个阶段？")
    ('方案是2025年出台的', '分几个阶段')
    """
    parts = _stretches(text)
    return (parts[0], parts[1]) if [asks_by_itself(part) for part in parts] == [False, True] else None
