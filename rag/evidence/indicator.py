"""Whether a figure is of the indicator asked about, or of one that only shares its head: 登记失业率, 调查失业率."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.evidence.counts import SUM_ASKED, beside_figures
from rag.language.text import fold
from rag.language.tokens import frequency, tagged
from rag.lazy_re import lazy_re
from rag.understand.subject import Concept, share

#: Words before a head that are no part of its name.
_NO_NAME = lazy_re(
    "平均|总体|全部|[全我本各][国省市县区年乡镇]|累计|年度|主要|相关|有关|其他|各类|每年|[0-9.%]+"
    "|控制|降低|提高|增加|实现|保持|完成|确保|扩大|推动|稳定"
)
#: Parts of speech that names are made of, and those that they are where a figure is told of them (登记失业率).
_NOUN, _WORD = lazy_re("(?:n(?!s)|vn|an|b|j|l|eng)"), lazy_re("[nvabjlz]|eng")
#: Names of what is told in figures.
_HEAD = lazy_re("(?:[率额量值币]|支出|收入|投资|价格|指数|赤字|贷款|存款|人口)$")
#: Ⅱ类, A级: what the dictionary cuts in two.
_GRADE = lazy_re("[a-zⅰ-ⅻ]")
#: What is asked about is not the whole that stands before it: 电力装机里，风电占几成.
_OF_A_WHOLE = lazy_re("[^,。;]*[里中],")


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
    """Whether a text tells only of others of what the question names with a word before it.

    Of two words side by side in the question, the text has the second, with a word of its own before it
    each time, and the first stands neither in it nor above: 直接费用 answers nothing of 间接费用.
    """
    asked, words = _OF_A_WHOLE.sub("", fold(question)), fold(text)
    told, parts = f"{words} {fold(above)}", _words(words)
    for first, head in _pairs_named(asked):
        named = [c for c in concepts if first in c.word]
        if first in told or head not in words or share(named, told) > 0.0:
            continue
        before = [_before(words, parts, at, bool(_HEAD.search(head))) for at in _places(head, words)]
        if all(own and own not in asked and first[0] not in short for own, short in before):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a folded text at its place; ``name``: that names are made of it, ``noun``: of whatever it is."""

    start: int
    text: str
    name: bool
    noun: bool


def _words(folded: str) -> list[_Word]:
    """The words of a folded text, without those that are no part of a name that they stand in."""
    found: list[_Word] = []
    at, grade = 0, ""
    for text, tag in tagged(folded):
        start, at = at - len(grade), at + len(text)
        if _GRADE.fullmatch(text):
            grade = text
            continue
        graded, text, grade = bool(grade and len(text) == 1), grade + text, ""
        if not _NO_NAME.fullmatch(text):
            long = len(text) > 1
            noun = graded or bool(_NOUN.match(tag))
            found.append(_Word(start, text, long and (noun or bool(_WORD.match(tag))), long and noun))
    return found


def _pairs_named(asked: str) -> Iterator[tuple[str, str]]:
    """Each word of a name in a folded question with the one behind it; a long word is made of two itself."""
    before = None
    for word in _words(asked):
        if before and before.name and word.name and ((word.noun and before.noun) or _HEAD.search(word.text)):
            yield before.text, word.text
        if word.name and not word.text.isascii():
            yield from _parted(word.text)
        before = word


def _parted(word: str) -> Iterator[tuple[str, str]]:
    """The two words that a long one is made of: 自筹 and 经费 of 自筹经费."""
    for at in range(2, len(word) - 1):
        if frequency(word[at:]):
            yield word[:at], word[at:]


def _places(head: str, words: str) -> list[int]:
    return [at for at in range(len(words)) if words.startswith(head, at)]


#: Characters before a head within which the word asked about may stand in short: 市、县公立医院, 城镇和乡村居民.
_SHORT = 6


def _before(words: str, parts: Sequence[_Word], at: int, figure: bool) -> tuple[str, str]:
    """The word of a name before a head at a place, empty where there is none, and the characters before the head."""
    word = next((w for w in reversed(parts) if w.start < at), None)
    named = word and (word.noun or (figure and word.name))
    own = word.text[: at - word.start] if word and named else ""
    return (own if len(own) > 1 else ""), words[max(0, at - _SHORT) : at]


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
