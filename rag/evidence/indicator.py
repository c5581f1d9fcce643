"""Whether a figure is of the indicator asked about, or of one that only shares its head: 登记失业率, 调查失业率."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rag.evidence.counts import SUM_ASKED, beside_figures
from rag.evidence.tense import asks_one_year
from rag.language.text import fold
from rag.lazy_re import either, lazy_re
from rag.understand.subject import Concept, share

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


def of_another_figure(question: str, concepts: Sequence[Concept], text: str, above: str) -> bool:
    """Whether what a text states is of another indicator than the one that a question asks about.

    Args:
        question: as asked.
        concepts: its content words, in order.
        text: what would answer.
        above: title and headings of it.
    """
    return (
        of_another_name(question, concepts, text, above)
        or of_another_sum(question, text)
        or not of_what_grows(question, concepts, text, above)
    )


def of_another_name(question: str, concepts: Sequence[Concept], text: str, above: str) -> bool:
    """Whether every figure of a text that stands with the head of the name asked about is of another name.

    Two content words side by side, of which the text has the second, and before it another word as long as
    the first: 广义货币 answers nothing of 狭义货币.
    """
    asked, told = fold(question), f"{fold(text)} {fold(above)}"
    for first, head in pairwise(concepts):
        named = f"{first.word}{head.word}" in asked and _HEAD.search(head.word)
        if not named or asks_one_year(first.word) or share([first], told) > 0.0:  # 今年失业率 is no name
            continue
        names = [
            before
            for words in beside_figures(text)
            for before in _before(fold(words), head.word, len(first.word))
        ]
        if names and all(name and name not in asked and not _NO_NAME.search(name) for name in names):
            return True
    return False


#: What sums are of, by the last word of their names.
_SUM = lazy_re("额|收入|支出|产值|增加值|投资")


def of_another_sum(question: str, text: str) -> bool:
    """Whether a sum is asked for by its name, and each sum of a text is of another name there.

    零售总额 is no 支出; 销售额 may be 销售收入.
    """
    asked = SUM_ASKED.search(question)
    if not asked:
        return False
    name, head = question[max(0, asked.start() - 2) : asked.start()], asked["head"]
    sums = [words for words in beside_figures(text, ("number",)) if _SUM.search(words)]
    named = [
        before for words in sums for match in _SUM.finditer(words) for before in [words[: match.start()]]
    ]
    return (
        bool(sums)
        and not any(head in words for words in sums)
        and not any(before.endswith(name) for before in named)
    )


#: What is asked of a figure that grows or shrinks; before it stands which one does.
_GROWS = lazy_re("增长|增速|增幅|涨幅|降幅|下降")
#: Rarity from which a word names one figure among several: of 经济 all may speak.
ONE_OF_SEVERAL = 0.4


def of_what_grows(question: str, concepts: Sequence[Concept], text: str, above: str) -> bool:
    """Whether a text names, itself or above it, what a question asks the growth of; true where it asks none.

    The growth of the whole is not that of one thing: 用电量增长目标. It is enough that the text holds the
    modifier of the name: 农民 of 农民收入.
    """
    asked, told = fold(question), f"{fold(text)} {fold(above)}"
    grows = _GROWS.search(asked)
    before = asked[: grows.start()] if grows else ""
    names = [c for c in concepts if c.noun and c.word in before]
    if not names:
        return True
    named = max(names, key=lambda c: before.rfind(c.word))
    if named.rarity < ONE_OF_SEVERAL:
        return True
    return named.word[:2] in told or any(other in told for other in named.others)


def _before(words: str, head: str, length: int) -> list[str]:
    """What stands, so many characters long, before each head in some words; empty where there is less."""
    ends = [at for at in range(len(words)) if words.startswith(head, at)]
    return [words[at - length : at] if at >= length else "" for at in ends]
