"""Documents named in passing: 那个智慧助老的通知, 职教改革方案, 自贸区那个文件.

Staff seldom know a whole title. What stands before 文件, 通知, 方案 … names a document if all its words
stand in the title of one document, and of no other so well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from rag.language.document_kinds import NAMES, SPOKEN
from rag.language.short_forms import shortened
from rag.language.text import fold
from rag.language.tokens import tagged
from rag.lazy_re import any_of, lazy_re
from rag.understand.reference import NUMBER
from rag.understand.subject import asking_words

#: What a document is called, beside its subject; 文件 may be any of them.
_CALLED = lazy_re(
    rf"{any_of('文件', *SPOKEN)}|措施(?=的?(?:通知|文件|里|中))|[那这]份(?!{any_of('文件', *SPOKEN)})"
)
#: What a document is called before the label of one of its clauses: 采购合同第六条, 条例里第七条.
_CITED = lazy_re(
    rf"(?P<kind>{any_of('合同', '协议', '法', *NAMES)})》?(?:里面?|当?中|的)?"
    rf"(?=第?\s*(?:\d+(?:\.\d+)+|{NUMBER})\s*[条款章节项])"
)
#: What stands behind a title in brackets: （试行）.
_BEHIND_TITLE = lazy_re(r"[（(][^（）()]*[）)]$")
#: How far before it the words of its subject may stand.
_BEFORE = 28
#: Characters of the subject at least, so that one chance word names nothing.
_LEAST = 3
#: Words between subject and name that say nothing of either; 的 stands where a place was cut out, too.
_FILLING = frozenset(
    "的 那个 这个 那份 这份 一份 一个 关于 印发 有关 若干 暂行 试行 国家 国务院 政府 一年 两年 三年 五年".split()
)
#: Words of so many titles that they name none by themselves.
_COMMON = frozenset("工作 实施 管理 行动 指导 建设 发展 推进 促进 加快".split())
#: What stands before one of these is not of the name.
_ENDS = frozenset("讲说按照看在从对向跟和与把被用以由让给查问找读拿据依是有没要请搞")
SAYS_LITTLE = lazy_re("|".join(sorted(_COMMON)))
_YEAR = lazy_re(r"(?:19|20)\d\d")
#: A year in words; 年 of 今年重点工程 is none of the matter.
_THIS_YEAR = lazy_re("(?:[今明去当前后本每近几]|\\d)年(?!度|底|末|初|会)")
_STOPS = lazy_re(r"[^\u4e00-\u9fff\d“”]+")
#: Characters of a phrase that tells of the matter of a document where no other title holds it.
_PHRASE = 4
_WITHIN = lazy_re(r"(?=([^\W\da-zA-Z的和与及或等在对为了]{4}))")
#: Characters that may be left out of a title between two of a short name: 自贸 of 自由贸易, 职教 of 职业教育.
_GAP = 2


class Titles:
    """The titles of documents, to be known by a part of them.

    Args:
        titles: (document id, title); of documents with one title the first counts.
    """

    def __init__(self, titles: Iterable[tuple[str, str]]) -> None:
        first: dict[str, str] = {}
        for document, title in titles:
            first.setdefault(fold(title), document)
        self._titles = {document: title for title, document in first.items() if title}
        self._short = {document: shortened(title) for document, title in self._titles.items()}
        self._every = "\n".join(self._titles.values())

    def named(self, text: str, places: Sequence[str] = ()) -> frozenset[str]:
        """The documents that a question names by a part of their titles.

        Args:
            text: the question.
            places: names of regions in it, which say nothing of the title.
        """
        found = (self._one(text[: match.start()], match[0], places) for match in _CALLED.finditer(text))
        return frozenset(document for document in found if document)

    def subjects(self, text: str, places: Sequence[str] = ()) -> tuple[str, ...]:
        """What a question says that the title of one document says, and no other: 智能建造, in characters of four.

        Args:
            text: the question.
            places: names of regions in it, which say nothing of the matter.
        """
        for place in sorted(places, key=len, reverse=True):
            text = text.replace(place, "，")
        text = _THIS_YEAR.sub("，", SAYS_LITTLE.sub("，", _CALLED.sub("，", text)))
        phrases = dict.fromkeys(match[1] for match in _WITHIN.finditer(text))
        return tuple(phrase for phrase in phrases if self._every.count(phrase) == 1)

    def cited(self, text: str, places: Sequence[str], among: Collection[str]) -> frozenset[str]:
        """The one document of its kind that a question cites a clause of: 合同第六条; none where several are.

        Args:
            text: the question.
            places: names of regions in it, which say nothing of the title.
            among: the documents that may be meant; where it is empty, all.
        """
        found = _CITED.search(text)
        if found is None:
            return frozenset()
        before = text[: found.start()]
        for place in sorted(places, key=len, reverse=True):
            before = before.replace(place, "的")
        words = [fold(word) for word, _ in tagged(_STOPS.split(before[-_BEFORE:])[-1])]
        own = [w for w in words if len(w) > 1 and w not in _FILLING and w not in asking_words()]
        meant = [
            document
            for document, title in self._titles.items()
            if (not among or document in among)
            and _ends_in(_BEHIND_TITLE.sub("", title), found["kind"])
            and all(_holds(word, title) for word in own)
        ]
        return frozenset(meant if len(meant) == 1 else ())

    def _one(self, before: str, called: str, places: Sequence[str]) -> str | None:
        """The one document of which the words before its name are the subject; None for none or several."""
        for place in sorted(places, key=len, reverse=True):
            before = before.replace(place, "的")
        # A department is named in full in one title, in short in the next.
        stretch = shortened(_STOPS.split(before[-_BEFORE:])[-1])
        words = [fold(word) for word, _ in tagged(stretch) if word.strip("“”")]
        scores = {
            document: score
            for document, title in self._short.items()
            if (called in ("文件", "那份", "这份") or called in title)
            and (score := _held(words, title)) >= _LEAST
        }
        best = max(scores.values(), default=0)
        likely = [document for document, score in scores.items() if score == best]
        return likely[0] if len(likely) == 1 else None


def _ends_in(title: str, kind: str) -> bool:
    """Whether a title is of a kind; 办法 is no 法."""
    return title.endswith(kind) and not (kind == "法" and title.endswith("办法"))


def _held(words: Sequence[str], title: str) -> int:
    """Characters of the words before a name that a title holds; 0 where a word is of another subject."""
    total = common = 0
    for word in reversed(words):
        if word in _ENDS:
            break
        held = _holds(word, title)
        if word in _COMMON:
            common += held * len(word)
        elif held and word not in _FILLING:
            total += len(word)
        elif word.isdigit() and not _YEAR.search(title):
            continue  # the year it was issued in
        elif len(word) > 1 and word not in _FILLING:
            return 0
    return total + common if total else 0


def _holds(word: str, title: str) -> bool:
    """Whether a title holds a word, or its characters in order and close together."""
    if word in title:
        return True
    if word[0] not in title or word[-1] not in title:  # of thousands of titles nearly all
        return False
    between = rf".{{0,{_GAP}}}"
    return bool(re.search(between.join(map(re.escape, word)), title))
