"""The domain thesaurus: what else a word is called, from plain files that staff can edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from rag.errors import SettingsError
from rag.lazy_re import lazy_re
from rag.understand.paraphrases import Paraphrase, Paraphrases

DATA = Path(__file__).parents[1] / "data"
#: Words that mean the same, and everyday words with the official ones.
FILES = (DATA / "thesaurus.txt", DATA / "everyday.txt")

#: Characters that everyday speech puts into a phrase or leaves out: 多开药, 多开点药, 多开些药.
LIGHT = frozenset("的了着过点些个一下儿啊呀吧呢嘛都就也还再又很太更最")
#: A phrase is looked for without them where so many other characters are left,
LEAST = 3
#: and at most so many stand in between.
SLACK = 3
#: A phrase of fewer such characters is too little to be said in other words.
LEAST_PHRASE = 4
#: 管几年, 交多少: asked for, not asked about.
ASKS = lazy_re(r"[几哪谁何咋啥]|多少|多久|多长|什么|怎么")


class Thesaurus:
    """What else a word is called.

    ``a = b`` lines hold both ways; ``everyday > official`` lines one way: a question with the
    everyday word also finds clauses with the official one.

    >>> Thesaurus.parse("医保 = 基本医疗保险").spans("医保报销")
    ((0, 2, ('基本医疗保险',)),)
    >>> Thesaurus.parse("多开点药 > 长期处方").spans("多开些药")
    ((0, 4, ('长期处方',)),)
    """

    def __init__(self, others: Iterable[tuple[str, str, bool]]) -> None:
        """Takes words, each with another name of it and whether the two are equal."""
        named: dict[str, dict[str, None]] = {}
        self._equal: dict[str, dict[str, None]] = {}
        for word, other, equal in others:
            named.setdefault(word, {})[other] = None
            if equal and word != other:
                self._equal.setdefault(word, {})[other] = None
        for word, known in named.items():
            known.pop(word, None)
        self._others = {word: tuple(known) for word, known in named.items() if known}
        # A figure is read to the letter: 10个亿 is the same as 10亿元, and 10亿 may be anything else.
        plain = {word: others for word, others in self._others.items() if not any(map(str.isdigit, word))}
        bare = {_without_light(word): others for word, others in plain.items()}
        self._bare = bare | plain
        self._longest = max(map(len, self._others), default=0)
        self._longest_bare = max(map(len, self._bare), default=0)
        self.spans = lru_cache(maxsize=20_000)(self._spans)
        self._paraphrases = Paraphrases(
            (word, others)
            for word, others in bare.items()
            if len(word) >= LEAST_PHRASE and not ASKS.search(word)
        )

    @classmethod
    def parse(cls, text: str, source: str = "thesaurus") -> Thesaurus:
        """Reads ``a = b = c`` and ``a, b > c, d`` lines.

        Raises:
            SettingsError: a line has neither sign, or an empty word.
        """
        return cls(_pairs(text, source))

    @classmethod
    def read(cls, files: Iterable[Path]) -> Thesaurus:
        """Reads files, one after another.

        Raises:
            SettingsError: a file cannot be read, or a line of it.
        """
        out: list[tuple[str, str, bool]] = []
        for file in files:
            try:
                out += _pairs(file.read_text(encoding="utf-8"), file.name)
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError(f"the thesaurus {file} cannot be read ({error})") from error
        return cls(out)

    def short_or_long(self, word: str) -> tuple[str, ...]:
        """Equal names of a word that are short for it, or that it is short for: DRG, 长护险 and 长期护理保险.

        Of the other names, some are only near to it.
        """
        word = word.lower()
        return tuple(o for o in self._equal.get(word, ()) if _is_short_for(o, word) or _is_short_for(word, o))

    def paraphrases(self, text: str) -> list[Paraphrase]:
        """The phrases that a folded text says in other words."""
        return self._paraphrases.said_in(_without_light(text))

    def _spans(self, text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
        """(start, end, other names) of the words of the thesaurus in a text, in order.

        The longest word wins; a word inside one that was found is not looked at. What stands there to the
        letter goes before what stands there but for light characters.
        """
        every = range(len(text))
        heavy = [place for place in every if text[place] not in LIGHT]
        found: list[tuple[int, int, tuple[str, ...]]] = []
        taken = [False] * len(text)
        for words, longest, places, least in (
            (self._others, self._longest, every, 1),
            (self._bare, self._longest_bare, heavy, LEAST),
        ):
            read = "".join(text[place] for place in places)
            for first, last, others in _longest_first(words, read, longest, least):
                start, end = places[first], places[last] + 1
                if end - start <= last + 1 - first + SLACK and not any(taken[start:end]):
                    found.append((start, end, self._with_equal(text[start:end], others)))
                    taken[start:end] = [True] * (end - start)
        return tuple(sorted(found))

    def _with_equal(self, word: str, others: tuple[str, ...]) -> tuple[str, ...]:
        """Other names of a phrase, and the equal ones of the word to which it adds a character: 集采药 is of 集采."""
        if word in self._equal:
            return others
        inner = (*self.short_or_long(word[:-1]), *self.short_or_long(word[1:]))
        return tuple(dict.fromkeys((*others, *inner)))


def _longest_first(
    words: Mapping[str, tuple[str, ...]], text: str, longest: int, least: int
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(first, last, other names) of the words of ``longest`` … ``least`` characters that stand in a text."""
    for length in range(min(longest, len(text)), least - 1, -1):
        for start in range(len(text) - length + 1):
            if others := words.get(text[start : start + length]):
                yield start, start + length - 1, others


def _without_light(word: str) -> str:
    return "".join(char for char in word if char not in LIGHT)


def _is_short_for(short: str, long: str) -> bool:
    """Whether a name is in Latin letters, or its characters stand in order in the other one."""
    rest = iter(long)
    return short.isascii() or (len(short) < len(long) and all(char in rest for char in short))


def _pairs(text: str, source: str) -> list[tuple[str, str, bool]]:
    out: list[tuple[str, str, bool]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip().lower()
        if not line or line.startswith("#"):
            continue
        everyday, sign, official = line.partition(">")
        left = list(map(str.strip, everyday.split(",") if sign else line.split("=")))
        right = list(map(str.strip, official.split(","))) if sign else left
        if not (all(left) and all(right)) or (not sign and len(left) < 2):
            raise SettingsError(
                f"{source}, line {number}: write equal words as: word = word, or as: everyday > official"
            )
        out += [(a, b, not sign) for a in left for b in right]
    return out


@lru_cache(maxsize=1)
def default_thesaurus() -> Thesaurus:
    """The thesaurus that ships with the package."""
    return Thesaurus.read(FILES)
