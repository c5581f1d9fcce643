"""Whether what is told has the name that is asked about, or one with another word before the same head.

直接费用 answers nothing of 间接费用, nor 调查失业率 of 登记失业率, nor what a section on 重点项目 tells of 一般项目.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.evidence.tense import asks_one_year
from rag.language.text import fold, squeeze
from rag.language.tokens import frequency, tagged
from rag.language.units import Unit
from rag.lazy_re import lazy_re
from rag.types import Clause, Document
from rag.understand.subject import Concept, asking_words, share

#: Words before a head that are no part of its name.
_NO_NAME = lazy_re(
    "平均|总体|全部|[全我本各][国省市县区年乡镇]|累计|年度|主要|相关|有关|其他|各类|每年|[0-9.%]+"
    "|控制|降低|提高|增加|实现|保持|完成|确保|扩大|推动|稳定"
    "|[以之][上下内外间前后]|左右|前后|内外|其中|当中|期间"
)
#: Parts of speech that names are made of, and those that they are where a figure is told of them (登记失业率).
_NOUN, _WORD = lazy_re("n(?!s)|vn|a|b|j|l|eng"), lazy_re("n(?!s)|[vabfjlz]|eng")
#: Names of what is told in figures.
_HEAD = lazy_re("(?:[率额量值币]|支出|收入|投资|价格|指数|赤字|贷款|存款|人口)$")
#: The end of such a name where the dictionary cuts it off: 就诊率, 用水量.
_MEASURED = lazy_re("[率额量值]")
#: Share of the word that a modifier is of, from which it is told: 律师资格 is not told by 医师资格.
_AS_NAMED = 0.9
#: 总床位 is the sum of all there are, and of none by itself.
_ALL_TOLD = "总"
#: Ⅱ类, A级: what the dictionary cuts in two.
_GRADE = lazy_re("[a-zⅰ-ⅻ]")
#: What is asked about is not the whole that stands before it: 电力装机里，风电占几成.
_OF_A_WHOLE = lazy_re("[^,。;]*[里中],")


def of_another_name(question: str, concepts: Sequence[Concept], text: str, above: str) -> bool:
    """Whether a text tells only of others of what the question names with a word before it.

    Of two words side by side in the question, the text has the second, with a word of its own before it
    each time, and the first stands neither in it nor above: 直接费用 answers nothing of 间接费用.
    """
    asked, words = _OF_A_WHOLE.sub("", fold(question)), fold(text)
    told = f"{words} {fold(above)}"
    terms = [c.word for c in concepts if c.others]
    for first, head in _pairs_named(asked):
        if any(head in term and head != term != first for term in terms):
            continue  # what goes by several names is one word, however the dictionary cuts it
        named = [c for c in concepts if first in c.word]
        if (
            first in asking_words()
            or asks_one_year(first)
            or first in told
            or head not in words
            or share(named, told) >= _AS_NAMED
        ):
            continue
        # What the question names with it, too, tells nothing: 占业务支出 of 人员支出占业务支出多少.
        before = [(own, short) for own, short in _before(words, head) if not own or own + head not in asked]
        if before and all(own and own not in asked and first[0] not in short for own, short in before):
            return True
    return False


def of_another_section(question: str, unit: Unit, clauses: Sequence[Clause], told: str) -> bool:
    """Whether a unit stands under one of several sections, and a question names the section beside it.

    What stands under 重点项目 answers nothing of 一般项目, of which another section tells.

    Args:
        question: as asked.
        unit: that would answer.
        clauses: of its document.
        told: what is told with what stands above it.
    """
    pairs = [(first, head) for first, head in _pairs_named(fold(question)) if first not in fold(told)]
    for depth in range(1, len(unit.clause.path) + 1) if pairs else ():
        here = next((c for c in clauses if c.path == unit.clause.path[:depth]), None)
        if here is None:
            break
        beside = [fold(clause.heading) for clause in clauses if clause is not here]
        if any(_named_alike(pair, fold(here.heading), other) for pair in pairs for other in beside):
            return True
        clauses = here.children
    return False


#: Characters from which a heading that stands in a question is the name of what is asked about.
_WHOLE_NAME = 4


def beside_section_named(question: str, unit: Unit, document: Document, told: str) -> bool:
    """Whether a question names one of several sections that a title speaks of, and a unit of another one tells nothing of it.

    What stands under 其他 of 《高龄津贴和养老服务补贴问答》 answers nothing of 高龄津贴, which has a section.

    Args:
        question: as asked.
        unit: that would answer.
        document: that it is of.
        told: what is told with title and headings.
    """
    asked, title = fold(question), fold(squeeze(document.title))
    words = fold(told).replace(title, "")
    sections = [(fold(c.heading), c) for c in document.clauses if len(c.heading) >= _WHOLE_NAME]
    spoken_of = [(name, c) for name, c in sections if name in title]
    named = next((c for name, c in spoken_of if name in asked and name not in words), None)
    return len(spoken_of) > 1 and named is not None and unit.clause.path[: len(named.path)] != named.path


def _named_alike(pair: tuple[str, str], own: str, other: str) -> bool:
    """Whether two headings end alike from the second word of a pair on, and the first stands in the other one."""
    first, head = pair
    name, found, rest = other.rpartition(head)
    return bool(found) and first in name and own.endswith(f"{head}{rest}")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a folded text at its place; ``name``: that names are made of it, ``noun``: of whatever it is."""

    start: int
    text: str
    name: bool
    noun: bool

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


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
        if found and _MEASURED.fullmatch(text) and found[-1].name and found[-1].end == start:
            found[-1] = _Word(found[-1].start, found[-1].text + text, True, True)
            continue
        if not _NO_NAME.fullmatch(text):
            long = len(text) > 1 or text == _ALL_TOLD
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


#: Characters before a head within which the word asked about may stand in short: 市、县公立医院, 城镇和乡村居民.
_SHORT = 6


def _before(words: str, head: str) -> Iterator[tuple[str, str]]:
    """The word of a name before each place of a head, empty where there is none, and the characters before it."""
    parts, figure = _words(words), bool(_HEAD.search(head))
    for at in (at for at in range(len(words)) if words.startswith(head, at)):
        word = next((w for w in reversed(parts) if w.start < at), None)
        named = word and (word.noun or (figure and word.name))
        own = word.text[: at - word.start] if word and named else ""
        yield (own if len(own) > 1 or own == _ALL_TOLD else ""), words[max(0, at - _SHORT) : at]
