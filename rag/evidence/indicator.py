"""Whether a figure is of the indicator asked about: the sum of that name, the growth of that thing."""

from __future__ import annotations

from collections.abc import Sequence

from rag.evidence.counts import SUM_ASKED, beside_figures
from rag.evidence.level import only_its_change
from rag.evidence.modifiers import of_another_name
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.understand.subject import Concept


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
        or of_another_base(question, text)
        or only_its_change(question, concepts, text)
        or not of_what_grows(question, concepts, text, above)
    )


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


#: 每千名儿童, 每万人口: what so many of a thing there are for.
_FOR_EACH = lazy_re(r"每[\d十百千万亿]+[名位个]?(?P<base>[\u4e00-\u9fff]+)")
#: Persons of whatever sort.
_ANYBODY = lazy_re("(?:常住|户籍|服务|城乡)*(?:人口|居民|群众|百姓|人(?![员才群工]))")


def of_another_base(question: str, text: str) -> bool:
    """Whether so many for each thousand of all are asked for, and a text has them for one sort only, or the reverse.

    每千名儿童1.1人 answers nothing of 每千人多少. Two sorts may be one by other names: 娃 and 儿童.
    """
    asked, told = _for_anybody(question), _for_anybody(text)
    return bool(asked and told) and asked.isdisjoint(told)


def _for_anybody(text: str) -> set[bool]:
    """Of each such measure, whether it is for persons of whatever sort."""
    return {_ANYBODY.match(found["base"]) is not None for found in _FOR_EACH.finditer(fold(text))}


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
