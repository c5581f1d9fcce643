"""How much there is, or by how much it has changed: neither tells the other.

投资增长4.6%，重大工程完成2510亿元 says nothing of how much all 投资 is.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.evidence.counts import MEASURING, TIME_UNITS, asks_number, beside_figures, counted
from rag.language.numerals import Quantity
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.understand.subject import Concept

#: Asks how much something changes, or what is new; the names 增加值 and 增值税 ask for neither.
_CHANGE_ASKED = lazy_re(
    "增(?!加?值)|[涨减翻]|[下升]降|降[低了到至多少幅]|[上回提]升|提高|升[高至到]|变化|幅度"
)
#: Tells a change up to its figure: 增长4.6%, 分别下降12%、3.3%, but not 提高到45%, 改造提升车位1万个, nor what is 新增.
_CHANGE = lazy_re(
    "(?:(?<!新)增[长幅速加]?|[上提回]升|升高|提高|上涨|涨|下降|降低|降|减少|减)"
    r"(?:了|约|近|超过?|逾|分别|[\s\d.%％、-]|百分之|个百分点)*$"
)
#: Asks for what is measured, of which a percentage may tell: 浓度, 失业率.
_MEASURE_ASKED = lazy_re(
    "(?:浓度|面积|里程|[产销储含用存]量|规模|率|比重|占比)(?:是|为|有|达到?)?(?:多少|几何|多大)[？?]?$"
)
_STOPS = "，,。；;：:\n"


def only_its_change(question: str, concepts: Sequence[Concept], text: str) -> bool:
    """Whether a question asks how much there is, and a text tells of that by how much it changes, and how much else there is.

    Args:
        question: as asked.
        concepts: its content words.
        text: what would answer.
    """
    number = asks_number(question)
    if not concepts or not (number or _MEASURE_ASKED.search(question)) or _CHANGE_ASKED.search(question):
        return False
    changes, levels = [0.0], [0.0]
    for figure, words in zip(counted(text), beside_figures(text), strict=True):
        told = _share(concepts, words)
        if tells_change(text, figure):
            changes.append(told)
        elif figure.unit not in TIME_UNITS and (figure.kind == "number" or not number):
            if not _named(concepts, words[: words.find(text[figure.start : figure.end])]):
                return False  # it goes on with the name before it
            levels.append(told)
    return max(changes) > max(levels)


def tells_change(text: str, figure: Quantity) -> bool:
    """Whether a figure of a text tells by how much something has changed."""
    opens = max(text.rfind(stop, 0, figure.start) for stop in _STOPS) + 1
    return bool(_CHANGE.search(text[opens : figure.start]))


def _share(concepts: Sequence[Concept], words: str) -> float:
    """The share of the content words that the words beside a figure hold."""
    around = fold(words)
    return sum(any(name in around for name in (c.word, *c.others)) for c in concepts) / len(concepts)


def _named(concepts: Sequence[Concept], words: str) -> bool:
    """Whether the words before a figure name anything besides the content words."""
    left = fold(words)
    for name in (name for c in concepts for name in (c.word, *c.others)):
        left = left.replace(name, "")
    return len(MEASURING.sub("", left)) > 1
