"""What a turn points at that the question before asked the name of: the answer to it tells the name."""

from __future__ import annotations

import re

from rag.language.tokens import tagged
from rag.lazy_re import lazy_re

#: Asks for the name of a thing: 什么制度, 哪家医院.
_NAME_ASKED = lazy_re("(?:什么|啥|哪一?[个项家种份所座条类款])(?P<thing>[\u4e00-\u9fff]{2,})")
_POINTER = "(?:[这那该](?:一?[个项家种份所座条类款])?)"
_IT = lazy_re(f"它|{_POINTER}(?=[的由归是在有要能])")
#: Parts of speech that a name is made of.
_OF_NAME = lazy_re("[njb]|vn|l")
#: Characters of a name at most.
_LONGEST = 16


def named_by_answer(question: str, answer: str, turn: str) -> str:
    """A turn with the name that the answer tells in the place of what points at it; else the turn as it is.

    Args:
        question: the one before.
        answer: what it was answered.
        turn: what is asked next.

    >>> named_by_answer("二级医院推行什么制度？", "二级医院推行首席药师制度。", "云山也有这个制度吗？")
    '云山也有首席药师制度吗？'
    """
    kind = _kind_asked(question)
    if not kind:
        return turn
    pointing = re.search(f"{_POINTER}{re.escape(kind)}", turn) or _IT.search(turn)
    names = _names(answer, kind) if pointing else set()
    if pointing is None or len(names) != 1:
        return turn
    return f"{turn[: pointing.start()]}{names.pop()}{turn[pointing.end() :]}"


def _kind_asked(question: str) -> str:
    """The kind of thing whose name is asked for: the last word of what stands behind the interrogative."""
    asked = _NAME_ASKED.search(question)
    kind = ""
    for word, tag in tagged(asked["thing"]) if asked else ():
        if not _OF_NAME.match(tag):
            break
        kind = word
    return kind if len(kind) > 1 else ""


def _names(answer: str, kind: str) -> set[str]:
    """The names of things of a kind in an answer."""
    found: set[str] = set()
    words = tagged(answer)
    for at, (word, _) in enumerate(words):
        if not word.endswith(kind):
            continue
        name, first = word, at
        while first and _OF_NAME.match(words[first - 1][1]) and len(name) < _LONGEST:
            first -= 1
            name = words[first][0] + name
        if name != kind:
            found.add(name)
    return found
