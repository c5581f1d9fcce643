"""Whether a figure is of the indicator asked about, or of one that only shares its head: 登记失业率, 调查失业率."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rag.counts import beside_figures
from rag.lazy_re import either, lazy_re
from rag.subject import Concept, share
from rag.text import fold

#: Characters that stand before a head, and are no part of its name: 控制失业率, 全年的失业率.
_NO_NAME = lazy_re(
    either(
        r"[^\u4e00-\u9fff]",
        "[将把使的和与及或为在对其各年月到至达了并以]",
        "控制|降低|提高|增加|实现|保持|完成|确保|扩大|推动|稳定|平均|总体|全部|全[国省市县区]|我[国省市县区]",
    )
)

#: The last characters of what figures are of.
_HEAD = lazy_re("(?:[率额量值币]|支出|收入|投资|价格|指数|赤字|贷款|存款|人口)$")


def of_another_name(question: str, concepts: Sequence[Concept], text: str, above: str) -> bool:
    """Whether every figure of a text that stands with the head of the name asked about is of another name.

    Two content words side by side, of which the text has the second, and before it another word as long as
    the first: 广义货币 answers nothing of 狭义货币.

    Args:
        question: as asked.
        concepts: its content words, in order.
        text: what would answer.
        above: title and headings of it.
    """
    asked, told = fold(question), f"{fold(text)} {fold(above)}"
    for first, head in pairwise(concepts):
        named = f"{first.word}{head.word}" in asked and _HEAD.search(head.word)
        if not named or share([first], told) > 0.0:
            continue
        names = [
            before
            for words in beside_figures(text)
            for before in _before(fold(words), head.word, len(first.word))
        ]
        if names and all(name and name not in asked and not _NO_NAME.search(name) for name in names):
            return True
    return False


def _before(words: str, head: str, length: int) -> list[str]:
    """What stands, so many characters long, before each head in some words; empty where there is less."""
    ends = [at for at in range(len(words)) if words.startswith(head, at)]
    return [words[at - length : at] if at >= length else "" for at in ends]
