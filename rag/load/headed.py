"""Headings that a file marks as such: a mark before their lines, taken out again once the text is normalised.

Word, HTML and Markdown say which lines are headings, and of which level; a text keeps nothing of it.
"""

from __future__ import annotations

from rag.lazy_re import lazy_re

#: A code point that is no character, so that no text holds it; behind it stands the level.
_MARK = "\ufdd0"
_BLANK = lazy_re(r"[ \u3000]{1,20}")
_MARKED = lazy_re(rf"{_MARK}([1-9]?)")
#: Levels that are told apart; deeper ones are one.
_DEEPEST = 9


def headed(line: str, level: int) -> str:
    """The line of a heading of this level; level 0 marks nothing."""
    return f"{_MARK}{min(level, _DEEPEST)}{line}" if level > 0 else line


def bare(text: str) -> str:
    """The text without marks: in the cell of a table nothing is a heading of the document."""
    return _MARKED.sub("", text) if _MARK in text else text


def headings(text: str) -> tuple[str, dict[int, int]]:
    r"""The text without marks, and the levels of its headings by where these begin.

    >>> headings(f"{headed('申请条件', 2)}\n年满六十周岁。")
    ('申请条件\n年满六十周岁。', {0: 2})
    """
    if _MARK not in text:
        return text, {}
    parts, levels, at, length = [], {}, 0, 0
    for match in _MARKED.finditer(text):
        parts.append(text[at : match.start()])
        length += len(parts[-1])
        at = match.end()
        if match[1]:
            blank = _BLANK.match(text, at)
            levels[length + (blank.end() - at if blank else 0)] = int(match[1])
    return "".join([*parts, text[at:]]), levels
