"""What a question is about: its content words with what else they are called, and its search terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from rag.language.grades import spellings
from rag.language.measures import LETTERED
from rag.language.pairs import Floats, Marks, Pairs, in_order, pairs_of
from rag.language.text import fold
from rag.language.tokens import frequency, tagged, tokens
from rag.lazy_re import either, lazy_re
from rag.understand.paraphrases import Paraphrase
from rag.understand.thesaurus import ASKS, Thesaurus

#: Words of asking, of one or two characters mostly, wherever they stand.
ASKING = lazy_re(
    either(
        "请问|请|一下|告诉我|我想知道|想问|想了解|帮我|麻烦|查查|查一下|查|说说|讲讲|介绍|关于|里面|里头|里|中|文件|方案|通知|规定|要求|政策|提出|明确|按照|根据",
        "什么时候|啥时候|什么|多少|哪些|哪个|哪几|哪|谁|怎么样|怎么办|怎么|如何|怎样|为什么|吗|呢|吧|啊|呀|么|是不是|能不能|可不可以|是否|有没有|几|何时|何|多久",
        "咋样|咋|啥|的话|这个|那个|这|那|我们|我市|我区|我省|本市|本区|本省|目标|是|有|要|能|会|对|和|与|及|到|在|由|把|被|让|给|了|的|地|得|也|都|就|还",
        "又|再|分别|各自|具体|内容|情况|方面|事情|事|讲|说|写|定|做|搞|弄",
    )
)
#: Characters that a word which no document holds may have caught from its neighbours (完归, 里会).
CAUGHT = "里会要归各不没有么啥吗呢吧了的得地着过把被让给跟和与或就都也还又再才很更最太真想去来"
#: The same of a word that the dictionary lacks: 假能 of 护理假能休几天, but 产能.
AUXILIARIES = "能可是应该须由"
#: What a question puts in quotation marks is one word of it.
_QUOTED = lazy_re(r"[“\"「『]([^“”\"「」『』，。？]{2,12})[”\"」』]")
#: 让不让, 要没要: asks yes or no, whatever the verb.
_YES_OR_NO = lazy_re(r"(.)[不没]\1")
_SAYS = lazy_re(r"[\w]")
_CONTENT = lazy_re(r"[nvajlibdxtsfz]|eng|un")

#: What a word counts for by itself, beside its rarity.
LEAST_WORTH = 0.3
#: What a word counts for where the text calls it otherwise.
OTHERWISE = 0.9
#: A word of which a text holds more than this share of its pairs counts for that share.
MOST = 0.6
#: Weight of the terms of a word's synonyms, of words of asking, and of places.
SYNONYM, SIDE = 0.5, 0.3

Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Concept:
    """A content word of a question.

    ``others``: what else it is called; ``rarity``: 0 for what every clause speaks of up to 1 for
    what no document does, by any of its names.
    """

    word: str
    others: tuple[str, ...] = ()
    rarity: float = 0.5
    noun: bool = False

    @property
    def worth(self) -> float:
        """What the word counts for among those of its question."""
        return LEAST_WORTH + self.rarity

    @property
    def known(self) -> bool:
        """Whether a document holds one of its names."""
        return self.rarity < 1.0


class Matter:
    """The content words of one question, to be looked for in many texts."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self.words = tuple(concept.word for concept in concepts)
        self._worths = np.array([concept.worth for concept in concepts], np.float64)
        self._total = sum(self._worths.tolist())
        others = [(at, other) for at, concept in enumerate(concepts) for other in concept.others]
        heads = [other[:2] for _, other in others if len(other) > 1]
        pairs = [pair for word in self.words for pair in pairs_of(word)]
        row = {pair: at for at, pair in enumerate(dict.fromkeys([*pairs, *heads]))}
        self._pairs = Pairs(list(row))
        self._own = [[row[pair] for pair in pairs_of(word)] for word in self.words]
        # Those of a single character have no pair by which to be looked for.
        self._others = [entry for entry in others if len(entry[1]) > 1]
        self._lone = [entry for entry in others if len(entry[1]) < 2]
        self._heads = np.array([row[head] for head in heads], np.intp)

    def held(self, texts: Sequence[str]) -> Floats:
        """How much of each content word each folded text holds, 0 … 1; shape (words, texts).

        1 for the whole word, less where it is called otherwise or stands there in parts.
        """
        found = np.zeros((len(self.words), len(texts)))
        marks = self._pairs.among(texts)
        own = [marks[rows] for rows in self._own]
        for parts, held in zip(found, own, strict=True):
            if len(held) > 1:
                share = held.sum(axis=0) / len(held)
                parts[share > MOST] = share[share > MOST]
        for name, at in np.argwhere(marks[self._heads]).tolist():
            row, other = self._others[name]
            if other in texts[at]:
                found[row, at] = OTHERWISE
        for row, other in self._lone:
            found[row, [at for at, text in enumerate(texts) if other in text]] = OTHERWISE
        for parts, word, held in zip(found, self.words, own, strict=True):
            parts[_standing(word, texts, held)] = 1.0
        return found

    def mean(self, held: Floats) -> Floats:
        """The mean over the content words by their worth, shape (texts,); 0 where there are none."""
        return in_order(held * self._worths[:, None]) / (self._total or 1.0)


def _standing(word: str, texts: Sequence[str], marks: Marks) -> list[int]:
    """The texts, by place, that hold a word; ``marks`` of pairs of it, all of which must be marked."""
    likely: list[int] = np.flatnonzero(marks.all(axis=0)).tolist()
    return likely if len(word) == 2 else [at for at in likely if word in texts[at]]


@lru_cache(maxsize=256)
def matter_of(concepts: tuple[Concept, ...]) -> Matter:
    """The content words of a question made ready once, however often something is held against them."""
    return Matter(concepts)


def share(concepts: Sequence[Concept], text: str) -> float:
    """Share of the content words, by worth, that a folded text holds; 0 where there are none."""
    return shares(concepts, [text])[0]


def shares(concepts: Sequence[Concept], texts: Sequence[str]) -> list[float]:
    """The ``share`` that each of some folded texts holds."""
    matter = matter_of(tuple(concepts))
    found: list[float] = matter.mean(matter.held(texts)).tolist()
    return found


_FIELD = lazy_re("领域|行业|产业")
#: 重点领域 names no field.
_NO_FIELD = frozenset("重点 关键 相关 其他 其它 新兴 各个 有关 主要 前沿 不同".split())
#: Characters before it in which the field may be what is asked for: 哪些病种领域.
REACH = 6
#: Rarity from which a field is one among several of the documents: of 医疗卫生 all may speak.
ONE_OF_SEVERAL = 0.6


def field_asked(text: str, concepts: Sequence[Concept]) -> Concept | None:
    """The field that a question is limited to (体育领域, 家具行业), as a content word; None where it names none."""
    folded = fold(text)
    found = _FIELD.search(folded)
    if not found or ASKS.search(folded[max(0, found.start() - REACH) : found.start()]):
        return None
    before = folded[: found.start()]
    # A line of business has many names; one of which a document speaks may go by another there.
    least = ONE_OF_SEVERAL if found[0] == "领域" else 1.0
    named = (replace(c, word=c.word.removesuffix(found[0])) for c in concepts if c.rarity >= least)
    return next((c for c in named if c.word and before.endswith(c.word) and c.word not in _NO_FIELD), None)


@lru_cache(maxsize=1)
def asking_words() -> frozenset[str]:
    """The words of asking and telling in ``data/asking.txt``."""
    lines = (Path(__file__).parents[1] / "data" / "asking.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


#: As many content words tell what is asked; each is held against each unit. A question of a sentence has under twenty.
WORDS = 40


def concepts_of(
    text: str, named: Sequence[str], thesaurus: Thesaurus, rarity: Rarity = lambda _: 0.5
) -> tuple[Concept, ...]:
    """The content words of a question in order, each once, without places and words of asking.

    A word of the thesaurus counts as one, however the dictionary cuts it. Of more than ``WORDS`` the rarest.
    """
    folded = _blanked(text, named)
    # What asks (谁当组长) is no word of the matter, but holds one.
    spans = tuple(span for span in thesaurus.spans(folded) if not ASKS.search(folded[span[0] : span[1]]))
    found: list[tuple[int, Concept]] = []
    for start, end, others in spans:
        word = folded[start:end]
        if _names_something(word):
            found.append((start, Concept(word, others, _rarity((word, *others), rarity), noun=True)))
    for match in _QUOTED.finditer(folded):
        word = match[1]
        found.append((match.start(1), Concept(word, (), rarity(word), noun=True)))
        spans = (*spans, (match.start(1), match.end(1), ()))
    for start, word, tag in _content(folded, rarity):
        end = start + len(word)
        if any(a < end and start < b for a, b, _ in spans):
            continue
        others = spellings(word)
        noun = tag.startswith(("n", "vn", "j", "eng", "l"))
        found.append((start, Concept(word, others, _rarity((word, *others), rarity), noun)))
    found.sort(key=lambda entry: entry[0])
    said = thesaurus.paraphrases(folded)
    every = (_with_names(concept, said, folded, rarity) for _, concept in found)
    words = {concept.word: concept for concept in every}
    rarest = set(sorted(words, key=lambda word: -words[word].rarity)[:WORDS])
    return tuple(concept for word, concept in words.items() if word in rarest)


def _with_names(concept: Concept, said: Sequence[Paraphrase], folded: str, rarity: Rarity) -> Concept:
    """A content word with the names of the phrases that it is said in, but for what the question has itself."""
    own = frozenset(pairs_of(concept.word))
    names = (name for phrase in said if own & phrase.held for name in phrase.others)
    new = tuple(dict.fromkeys(name for name in names if name not in folded and name not in concept.others))
    if not new:
        return concept
    others = (*concept.others, *new)
    return replace(concept, others=others, rarity=_rarity((concept.word, *others), rarity))


def asked_as(text: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    """What documents call the things that a question asks for in everyday words: 有效期 for 管几年."""
    folded = fold(text)
    spans = thesaurus.spans(folded)
    return tuple(other for start, end, others in spans if ASKS.search(folded[start:end]) for other in others)


@lru_cache(maxsize=20_000)
def _names_something(word: str) -> bool:
    """Whether a word of the thesaurus is of the matter, not of asking only (谁负责, 什么时候)."""
    return any(part not in asking_words() for part, _ in tagged(word)) and word not in asking_words()


def subject_of(text: str, named: Sequence[str], rarity: Rarity = lambda _: 0.5) -> tuple[str, ...]:
    """The content words alone."""
    return tuple(dict.fromkeys(word for _, word, _ in _content(_blanked(text, named), rarity)))


def _blanked(text: str, named: Sequence[str]) -> str:
    for word in sorted(named, key=len, reverse=True):
        text = text.replace(word, "，")
    return _YES_OR_NO.sub("，", fold(text))


#: What stands behind digits as their unit (40万人), and a share in words (三成).
_OF_A_NUMBER = lazy_re("[万亿千百]")
_TENTHS = lazy_re("[一二三四五六七八九]成半?")
#: A figure with a unit in letters is one word (33dbm); a range of them names a band or a grade.
_LETTERED = lazy_re(rf"\d+(?:\.\d+)?{LETTERED}", re.IGNORECASE)


def _content(folded: str, rarity: Rarity) -> Iterator[tuple[int, str, str]]:
    """(place, word, part of speech) of the content words of a folded text."""
    at = 0
    for word, tag in tagged(folded):
        start, at = at, at + len(word)
        if word in asking_words() or not _CONTENT.match(tag) or not _SAYS.search(word):
            continue
        if (_OF_A_NUMBER.match(word) and folded[start - 1 : start].isdigit()) or _TENTHS.fullmatch(word):
            continue
        if _LETTERED.fullmatch(word):
            continue
        if rarity(word) >= 1.0:
            if ASKS.search(word):  # 哪几个, 百分之几, 咋算: the dictionary takes some for one word
                continue
            start += len(word) - len(word.lstrip(CAUGHT))
            word = word.strip(CAUGHT)
            if not frequency(word):
                word = word.strip(AUXILIARIES)
        if word not in asking_words() and (len(word) > 1 or tag == "eng"):
            yield start, word, tag


def _rarity(names: Sequence[str], rarity: Rarity) -> float:
    """Of the commonest of several names, since any of them will do; 1 where no document holds one."""
    return min(rarity(name) for name in names)


def without_asking(text: str, rarity: Rarity = lambda _: 0.5) -> str:
    """A text without words of asking; a word that documents hold is not cut (中医, 地区)."""
    out = []
    for word, _ in tagged(text):
        if word in asking_words():
            out.append(" ")
        elif len(word) > 1 and rarity(word) < 1.0:
            out.append(word)
        else:
            out.append(ASKING.sub(" ", word))
    return "".join(out)


def terms_of(
    text: str, named: Sequence[str], concepts: Sequence[Concept], rarity: Rarity = lambda _: 0.5
) -> dict[str, float]:
    """Lexical terms with weights: 1 for content, less for other names of it, words of asking, places."""
    bare = text
    for word in sorted(named, key=len, reverse=True):
        bare = bare.replace(word, " ")
    terms = dict.fromkeys(tokens(without_asking(bare, rarity)), 1.0)
    for term in tokens(bare):
        terms.setdefault(term, SIDE)
    for word in named:
        for term in tokens(word):
            terms.setdefault(term, SIDE)
    for concept in concepts:
        for other in concept.others:
            for term in tokens(other):
                terms.setdefault(term, SYNONYM)
    return terms
