"""A text as the rules see it: sentences, segments, words, quantities and duty words.

``plain`` is the form in which everything is compared. A ``Sentence`` is self-contained: all its
offsets count characters of its own ``text``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, takewhile
from operator import attrgetter, itemgetter

import rjieba

from rag.language.numerals import CHINESE, Quantity
from rag.language.short_forms import shortened
from rag.lazy_re import lazy_re
from rag.verify.counts import counts
from rag.verify.words import (
    ABSOLUTE,
    BOUND_TAIL,
    DENIALS,
    FINAL,
    FUNCTION,
    LIGHT,
    MARKS,
    NARROW,
    OPPOSITES,
    STOP,
    word_set,
)

Span = tuple[int, int]

_WIDTH: dict[int, str | None] = {
    code: chr(code - 0xFEE0) for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B)]
}
_WIDTH |= {code: chr(code - 0xFEE0) for code in range(0xFF41, 0xFF5B)}
_WIDTH |= {ord("％"): "%", ord("．"): ".", ord("("): "（", ord(")"): "）", ord(":"): "："}
_WIDTH |= {ord(";"): "；", ord("?"): "？", ord("!"): "！", ord("～"): "~"}
_WIDTH |= dict.fromkeys(map(ord, "“”\"‘’'『』「」*`"), None)
_SPACE = lazy_re(r"[^\S\n]+")
_COMMA = lazy_re(r"(?<!\d),|,(?!\d)")
_YEAR_BRACKET = lazy_re(r"[\[（【〔［]((?:19|20)\d\d)[\]）】〕］]")


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """The text for comparison: no spaces or quotation marks, one width, one kind of bracket, short forms."""
    text = _SPACE.sub("", text.translate(_WIDTH)).lower()
    return shortened(_YEAR_BRACKET.sub(r"〔\1〕", _COMMA.sub("，", text)))


#: A longer sentence, and one with more figures or duty words, is held against a clause to the letter only: to
#: tell them apart takes more than the square of their number. Of some 14,000 sentences the longest has 433
#: characters, and none has more than 14 figures and 8 duty words.
LONGEST_SENTENCE, MOST_FIGURES, MOST_MARKS = 1000, 40, 30
_START, _END = attrgetter("start"), itemgetter(1)
#: Tags of nouns, places, times and what describes them.
_THINGS = ("n", "s", "t", "b", "j", "a")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with content: ``run`` marks single characters joined, ``tag`` is the word class."""

    text: str
    start: int
    end: int
    tag: str
    run: bool = False

    @property
    def thing(self) -> bool:
        """Whether it names or describes a thing; verbs and adverbs are exchanged freely (放在 for 摆在)."""
        return self.run or self.tag.startswith(_THINGS)


@dataclass(frozen=True, slots=True)
class Mark:
    """A duty word, its class, and what it governs.

    ``near`` are the first words under it (and the first four characters as they stand), ``tight``
    the span that it governs for certain, ``wide`` the span that it may govern.
    """

    name: str
    text: str
    start: int
    near: tuple[str, ...]
    tight: Span
    wide: Span


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """One sentence in plain form; ``segments`` are its parts between commas.

    All else follows from the text, so that is what two sentences are compared by.
    """

    text: str
    segments: tuple[Span, ...]
    tokens: tuple[Word, ...]
    words: tuple[Word, ...]
    quantities: tuple[Quantity, ...]
    marks: tuple[Mark, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    @property
    def readable(self) -> bool:
        """Whether it is short enough for its figures and words to be told apart."""
        few = len(self.quantities) <= MOST_FIGURES and len(self.marks) <= MOST_MARKS
        return few and len(self.text) <= LONGEST_SENTENCE

    def segment(self, at: int) -> int:
        """The index of the segment that holds the character ``at``."""
        return min(bisect_right(self.segments, at, key=_END), len(self.segments) - 1)

    def within(self, span: Span) -> list[Word]:
        """The content words inside ``span``."""
        first = bisect_left(self.words, span[0], key=_START)
        return list(takewhile(lambda word: word.end <= span[1], islice(self.words, first, None)))


_STOPS = lazy_re(r"[。！；\n]+")
_BREAKS = lazy_re(r"[，：？|]+")


@lru_cache(maxsize=8192)
def read(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; empty ones left out."""
    parts = (p.strip("—-·•| ") for p in _STOPS.split(plain(text)))
    return tuple(_sentence(p) for p in parts if p)


@lru_cache(maxsize=16384)
def _sentence(text: str) -> Sentence:
    segments = _segments(text)
    tokens = _tokens(text)
    found = counts(text)
    words = _words(tokens, found)
    bare = Sentence(text, segments, tokens, words, found, ())
    # What is read to the letter only needs no duty words.
    return Sentence(text, segments, tokens, words, found, _marks(bare)) if bare.readable else bare


def _segments(text: str) -> tuple[Span, ...]:
    spans, start = [], 0
    for match in _BREAKS.finditer(text):
        if match.start() > start:
            spans.append((start, match.start()))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return tuple(spans) or ((0, len(text)),)


_URGES = word_set("积极 大胆 大力 不断 努力 勇于 继续 先行")


#: Two words that the dictionary takes for one.
_TWO = word_set("才能 可不 均不 均可 也可 也不 都不 应不 未能 不算 不设 不属 不收")


def _tokens(text: str) -> tuple[Word, ...]:
    """All tokens; without the hidden Markov model, which glues words over their borders."""
    tokens, at = [], 0
    for word, tag in rjieba.tag(text, False):
        head = word[:2]
        if word in _TWO or (
            len(word) == 3 and word[0] == "未" and tag in ("i", "l", "v")
        ):  # 才能开展, 可不办理, 未登记
            tokens.append(Word(word[0], at, at + 1, "d"))
            tokens.append(Word(word[1:], at + 1, at + len(word), "v"))
            at += len(word)
            continue
        if len(word) == 3 and word[1:] in MARKS and word not in MARKS:  # 要不得建立
            tokens.append(Word(word[:1], at, at + 1, "v"))
            tokens.append(Word(word[1:], at + 1, at + 3, "d"))
        elif len(word) > 2 and head in MARKS and word not in MARKS:  # 逐步形成 is one word there
            tokens.append(Word(head, at, at + 2, "d"))
            tokens.append(Word(word[2:], at + 2, at + len(word), tag))
        elif len(word) == 4 and head in _URGES and word[2:] in MARKS:  # 积极探索
            tokens.append(Word(head, at, at + 2, "d"))
            tokens.append(Word(word[2:], at + 2, at + 4, tag))
        elif len(word) == 1 and tokens and tokens[-1].text + word in OPPOSITES:  # 上转
            last = tokens.pop()
            tokens.append(Word(last.text + word, last.start, at + 1, "vn"))
        else:
            tokens.append(Word(word, at, at + len(word), tag))
        at += len(word)
    behind = [*tokens[1:], None]
    return tuple(_of_a_kind(token, after) for token, after in zip(tokens, behind, strict=True))


#: Hedges that are adjectives too: the classes of words before which they are, and their own there.
_ADVERBS, _NOUNS, _KIND = word_set("一般 通常"), ("n", "b", "j"), "b"


def _of_a_kind(token: Word, after: Word | None) -> Word:
    """一般 of 一般性转移支付 and 一般工商业: what kind it is, not how often."""
    if token.text in _ADVERBS and after and (after.text == "性" or after.tag.startswith(_NOUNS)):
        return replace(token, tag=_KIND)
    return token


_CONTENT = lazy_re(r"[\u4e00-\u9fffa-z]")


def _words(tokens: tuple[Word, ...], counts: tuple[Quantity, ...]) -> tuple[Word, ...]:
    taken = {at for q in counts for at in range(q.start, q.end)}
    words: list[Word] = []
    run: list[Word] = []

    def close() -> None:
        if len(run) > 1:
            words.append(Word("".join(w.text for w in run), run[0].start, run[-1].end, "run", run=True))
        run.clear()

    for token in tokens:
        free = taken.isdisjoint(range(token.start, token.end))
        if free and len(token.text) == 1 and _joins(token.text):
            run.append(token)
            continue
        close()
        if free and _has_content(token):
            words.append(token)
    close()
    return tuple(words)


def _joins(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" and char not in FUNCTION and char not in MARKS


#: Pronouns that say how much or which: 任何, 各级; 每年 has a rule of its own.
_TOLD = ABSOLUTE | {word for word in OPPOSITES if not word.startswith("每")}


def _has_content(token: Word) -> bool:
    return (
        (len(token.text) > 1 or token.text.isascii())
        and _CONTENT.search(token.text) is not None
        and token.text not in STOP
        and (token.text not in MARKS or token.tag == _KIND)
        and (
            token.tag not in ("p", "c", "uj", "r", "u", "y")
            or (token.text in _TOLD and not token.text.startswith(FINAL))
        )
        and not (token.tag == "mq" and token.text.startswith(("这", "那", "该", "此")))
    )


#: 予以鼓励, 要予探索: the duty word stands behind what it governs.
#: 支持政策, 支持力度: the support itself is spoken of.
_SUPPORTING = word_set("政策 力度 体系 系统 作用 措施 平台 条件 保障 机制 方向 中心 项目 能力 性的 服务")
_TITLE = lazy_re(r"《[^》]*》|（试行）")
#: How an exception is told: conditions have a rule of their own.
_EXCEPTED = lazy_re(r"只有(?=[^，]{1,30}例外)|不(?=在此限|受此限|在其中|在此列|[包算计]括?在内)")
_FORBIDS = ("应", "得", "准", "许", "宜", "能", "可", "适合", "适宜")
#: 不到5年, 没满1周岁: a bound.
_REACHES = lazy_re(rf"[到满][\d{CHINESE}]")
_BINDING = ("duty", "soft", "must")
_MEASURED = lazy_re(
    r"(?:于|在|达到?|为)?(?:\d|(?:不?(?:低|少|高|多|大|小)于|不?超过)(?:[^，、\d]{1,10}的)?\d)"
)
_TRAILING = lazy_re(r"(?:予以|加以|给予|要予|应予|予|可|也|均|受|被|得到|积极|大力)*$")


def _marks(sentence: Sentence) -> tuple[Mark, ...]:
    found = []
    tokens = sentence.tokens
    silent = [(q.start, q.end) for q in sentence.quantities]
    silent += [m.span() for pattern in (_TITLE, _EXCEPTED) for m in pattern.finditer(sentence.text)]
    ends = {end for _, end in sentence.segments}
    for i, token in enumerate(tokens):
        name = MARKS.get(token.text)
        behind = sentence.text[token.end : token.end + 2]
        if name is None or token.tag == _KIND or any(s <= token.start < e for s, e in silent):
            continue
        if name == "support" and behind in _SUPPORTING:
            continue
        if name == "may" and sentence.text.endswith(("最高", "最多", "最长"), 0, token.start):
            continue  # 最高可给予30%: the figure bounds, nothing is allowed
        if token.text == "可" and behind in ("持续", "及性", "靠性", "行性"):
            continue
        if token.text == "不" and behind.startswith(_FORBIDS):
            name = "forbid"
        if name == "may" and token.end in ends and sentence.text.endswith(("就", "即"), 0, token.start):
            continue  # 凭证就可以: it is enough, nothing is allowed
        if token.text in ("不", "未", "没") and (
            behind.startswith(BOUND_TAIL) or _REACHES.match(sentence.text, token.end)
        ):
            continue
        if token.text in ("不得", "不能", "不应", "不可") and behind in BOUND_TAIL:
            continue
        if token.text in ("不", "不予") and behind.startswith(("允许", "准许")):
            name = "forbid"
        if token.text in ("允许", "准许") and i and tokens[i - 1].text in ("不", "不予"):
            continue
        if name == "must" and i + 1 < len(tokens) and MARKS.get(tokens[i + 1].text) == "forbid":
            continue  # 一律不得 bans no more than 不得
        if name in _BINDING and _MEASURED.match(sentence.text, token.end):
            continue  # 应在80%以上: the figure binds, not the word
        if name == "pilot":
            found.append(_pilot(sentence, token))
        else:
            found.append(_mark(sentence, token, name))
    return tuple(found)


#: Where a ban holds stands in front of it as well: 禁止在室内吸烟, 室内不得吸烟.
_WHERE = lazy_re(r"在[^，]{2,40}?(?:内|中|上|里|期间)(?![部容心级海科镇])")


def _mark(sentence: Sentence, token: Word, name: str) -> Mark:
    here = sentence.segment(token.start)
    start, end = sentence.segments[here]
    rest = (token.start, len(sentence.text))
    where = _WHERE.match(sentence.text, token.end, end) if name == "forbid" else None
    opens = where.end() if where else token.end
    reach = 1 if name == "neg" else 2
    after = sentence.within((opens, end)) or sentence.within((token.end, end))
    if after or (token.end + 1 < end and name not in ("duty", "soft")):
        telling = after if name in DENIALS else [w for w in after if w.text not in LIGHT] or after
        near = (*_head(sentence.text[opens:end]), *_texts(telling[:reach]))
        listed = sentence.text[end : end + 1] == "："  # 探索下列机制：甲、乙
        tight = (token.start, len(sentence.text) if listed else end)
        if name == "neg" and after:
            tight = (token.start, after[:2][-1].end)
        return Mark(name, token.text, token.start, near, tight, tight if name in NARROW else rest)
    before = sentence.within((start, token.start))
    trailing = token.end == end and _TRAILING.search(sentence.text[start : token.start])
    first = name == "principle" and not token.start  # 原则上，…: it governs what follows
    if trailing and not first and (trailing[0] or not before) and name not in ("duty", "soft", "neg"):
        if not before and here:
            start = sentence.segments[here - 1][0]
            before = sentence.within((start, token.start))
        return Mark(name, token.text, token.start, _texts(before[-2:]), (start, end), (start, end))
    if token.end < end or here + 1 >= len(sentence.segments) or name in NARROW:
        return Mark(name, token.text, token.start, (), rest, rest)
    span = sentence.segments[here + 1]
    near = _texts(sentence.within(span)[:reach])
    return Mark(name, token.text, token.start, near, (token.start, span[1]), rest)


def _head(text: str) -> tuple[str, ...]:
    return (text[:4],) if len(text) >= 2 and not re.search(r"[、\d]", text[:4]) else ()


def _pilot(sentence: Sentence, token: Word) -> Mark:
    """试点 stands before or behind its matter: both neighbours are governed, in its segment."""
    span = sentence.segments[sentence.segment(token.start)]
    before = sentence.within((span[0], token.start))[-1:]
    after = sentence.within((token.end, span[1]))[:1]
    whole = (0, len(sentence.text))
    return Mark("pilot", token.text, token.start, _texts([*before, *after]), whole, whole)


def _texts(words: list[Word]) -> tuple[str, ...]:
    return tuple(w.text for w in words)


def places(word: str, text: str) -> list[int]:
    """Where ``word`` starts in ``text``."""
    found, at = [], text.find(word)
    while at >= 0:
        found.append(at)
        at = text.find(word, at + 1)
    return found
