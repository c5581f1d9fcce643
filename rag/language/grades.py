"""Grades by their number, however it is written: 二级, Ⅱ级, II级 and 2级 are one."""

from __future__ import annotations

import re

from rag.lazy_re import lazy_re

_CHINESE, _ROMAN, _DIGITS = "一二三四五", "ⅠⅡⅢⅣⅤ", "12345"
_LETTERS = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ", "V": "Ⅴ"}
#: What is one grade above, or the same, and no first one: 报上一级机关备案.
_NO_GRADE = lazy_re("[上下同某每这那哪逐]一级")
#: One of Ⅰ、Ⅱ级, and Ⅱ of Ⅱ级.
_LISTED = lazy_re(rf"[{_ROMAN}](?=(?:[、，和及或]{{0,2}}[{_ROMAN}]){{0,4}}级)")
#: 12级大风, 1.2级 and 3-5级 count something else.
_COUNTED = lazy_re(r"(?<![\dA-Za-z.．第—–~～-])[1-5](?=级(?!别))")
_IN_LETTERS = lazy_re("(?<![A-Za-z])(?:I{1,3}|IV|V)(?=级)")
_WORD = lazy_re(f"[{_CHINESE}]级")
_SAME = str.maketrans(_ROMAN + _DIGITS, _CHINESE * 2)


def graded(text: str) -> str:
    """A text with its grades in Chinese numerals.

    >>> graded("启动Ⅱ级响应"), graded("Ⅰ、Ⅱ级"), graded("失能2级以上"), graded("12级大风")
    ('启动二级响应', '一、二级', '失能二级以上', '12级大风')
    """
    if "级" not in text:
        return text
    text = in_signs(text)
    for pattern in (_LISTED, _COUNTED):
        text = pattern.sub(_in_chinese, text)
    return _NO_GRADE.sub("", text)


def _in_chinese(found: re.Match[str]) -> str:
    return found[0].translate(_SAME)


def in_signs(text: str) -> str:
    """A text with grades in letters as official texts print them.

    >>> in_signs("II级响应")
    'Ⅱ级响应'
    """
    return _IN_LETTERS.sub(lambda found: _LETTERS[found[0]], text)


def spellings(word: str) -> tuple[str, ...]:
    """The other ways to write a grade, folded; none for another word.

    >>> spellings("二级")
    ('ⅱ级', '2级')
    """
    if not _WORD.fullmatch(word):
        return ()
    at = _CHINESE.index(word[0])
    return (f"{_ROMAN[at].lower()}级", f"{_DIGITS[at]}级")
