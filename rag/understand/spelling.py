"""Slips of one character: a homophone (医宝 → 医保) or a wrong character in a longer word.

Only stretches of a question that no document contains are looked at. What the dictionary knows is
right as it stands (一共 is no slip of 医共), but for a rare spelling of a common word (复盖, 幼儿圆).
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from threading import Lock

from rag.language.tokens import frequency, tagged
from rag.lazy_re import lazy_re

_HAN = lazy_re(r"[㐀-鿿]+")


@lru_cache(maxsize=1)
def _readings() -> Mapping[int, str]:
    """The readings of each character, by code point: ``zhòng,chóng``; tones are marks over letters.

    The package's dictionary of phrases is left out: reading it takes half a second of the first
    question, and only single characters are compared here.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # left set: threads may be here at once
    from pypinyin.pinyin_dict import pinyin_dict

    found: Mapping[int, str] = pinyin_dict
    return found


def _toned(word: str) -> list[str]:
    """The usual syllable of each character, with its tone."""
    return [_readings().get(ord(character), character).partition(",")[0] for character in word]


@lru_cache(maxsize=4096)
def _sound(character: str) -> str:
    """The usual syllable of a character without its tone; "" where it has none."""
    toned = unicodedata.normalize("NFD", _readings().get(ord(character), "").partition(",")[0])
    plain = "".join(c for c in toned if c == "\u0308" or not unicodedata.combining(c))
    return plain.replace("u\u0308", "v")


def _sound_alike(a: str, b: str) -> bool:
    """Whether two words of one length sound alike wherever they differ; in words of two, exactly.

    Only the usual reading counts: by their rare ones 处理 (chǔ, chù) and 助理 (zhù, chú) are alike.
    """
    for x, y in zip(a, b, strict=True):
        if x == y:
            continue
        one, other = _sound(x), _sound(y)
        if not one or (one != other if len(a) == 2 else _blur(one) != _blur(other)):
            return False
    return True


_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


def _blur(syllable: str) -> str:
    """Sounds that pinyin typists confuse are one: zh/z, ch/c, sh/s, ang/an, eng/en, ing/in, l/n."""
    for long, short in _INITIALS:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
    for long, short in _FINALS:
        if syllable.endswith(long):
            syllable = syllable[: -len(long)] + short
    return "n" + syllable[1:] if syllable.startswith("l") else syllable


#: A piece with one of these is no slip of a word.
_FUNCTION = frozenset("是有的在和与各个了什怎哪吗呢吧讲说让给被把从向对为要会能可到至")
#: How many times as common as a word a like one must be for the word to be taken for a slip of it.
_COMMONER = 100
_COMMON = 10
#: Words that a slip may have torn one into.
_TOGETHER = 5
#: Characters from which a word is hardly met by chance.
_LONG = 4


_HOW_MANY = frozenset(("多少", "几", "哪几"))


def _runs(text: str) -> list[list[str]]:
    """Stretches of neighbouring content words; 种 of 多少种药 is what is counted in, and of no word with 药."""
    out: list[list[str]] = [[]]
    before = ""
    for word, tag in tagged(text):
        counted = before in _HOW_MANY and (len(word) == 1 or not frequency(word))
        if _HAN.fullmatch(word) and tag[0] not in "rumpcydeofqk" and not counted:
            out[-1].append(word)
        elif out[-1]:
            out.append([])
        before = word
    return [run for run in out if run]


class Speller:
    """Corrections towards a vocabulary.

    Args:
        vocabulary: words of two to eight Chinese characters that the documents use; read when the
            first slip is looked for.
        known: whether a pair of characters stands anywhere in the documents.
    """

    def __init__(self, vocabulary: Iterable[str], known: Callable[[str], bool]) -> None:
        self._known = known
        self._given = vocabulary
        self._lock = Lock()
        self._made: tuple[list[str], Mapping[Part, list[int]]] | None = None

    def corrections(self, text: str) -> dict[str, str]:
        """Stretches of ``text`` that stand in no document, with the word that was likely meant.

        A stretch is made of whole words as segmented, none of them a function word, so that the
        end of one word and the head of the next are not taken for a slip.
        """
        found: dict[str, str] = {}
        for parts in _runs(text):
            at = 0
            while at < len(parts):
                hit = self._at(parts, at)
                if hit is None:
                    at += 1
                    continue
                count, word = hit
                found["".join(parts[at : at + count])] = word
                at += count
        return found

    def _at(self, parts: list[str], at: int) -> tuple[int, str] | None:
        """The longest stretch of words from ``at`` on that has a correction."""
        if not self._strange("".join(parts[at : at + _TOGETHER])):
            return None
        for count in range(min(_TOGETHER, len(parts) - at), 0, -1):
            piece = "".join(parts[at : at + count])
            if not 2 <= len(piece) <= 8 or not self._strange(piece):
                continue
            if any(c in _FUNCTION for c in piece):
                continue
            # 体育领域 for 教育领域: where all are words, only what sounds alike is a slip.
            word = self._like(piece, heard=all(len(part) > 1 for part in parts[at : at + count]))
            if (
                word
                and word != piece
                and (self._fits_better(parts, at, count, word) or not _right(parts[at : at + count], word))
            ):
                return count, word
        return None

    def _fits_better(self, parts: Sequence[str], at: int, count: int, meant: str) -> bool:
        """Whether a commoner word stands beside its neighbours in documents, where the typed one does not.

        机诊 stands in none, 级诊 does: 分机诊疗 is 分级诊疗, though 分机 is a word.
        """
        typed = "".join(parts[at : at + count])
        before, after = "".join(parts[:at])[-1:], "".join(parts[at + count :])[:1]
        pairs = [(before + typed[0], before + meant[0]), (typed[-1] + after, meant[-1] + after)]
        better = any(len(a) == 2 and not self._known(a) and self._known(b) for a, b in pairs)
        return better and frequency(meant) > _COMMON * frequency(typed)

    def _strange(self, piece: str) -> bool:
        return any(not self._known(piece[i : i + 2]) for i in range(len(piece) - 1))

    def _like(self, piece: str, heard: bool) -> str | None:
        """The word of the vocabulary that a piece was likely meant to be; ``heard``: only one that sounds alike."""
        words, by_part = self._words()
        alike = {at for part in _parts(piece) for at in by_part.get(part, ())}
        allowed = _allowed(piece)
        near = []
        for word in (words[at] for at in sorted(alike)):
            apart = _apart(word, piece, allowed)
            if not apart:
                return None
            if apart <= allowed:
                near.append((word, apart))
        for word, _ in near:
            if _sound_alike(word, piece):
                return word
        if len(piece) >= _LONG and not heard:
            return next((word for word, apart in near if apart == 1), None)
        return None

    def _words(self) -> tuple[list[str], Mapping[Part, list[int]]]:
        """The vocabulary in order, and the places in it of the words that share a part.

        Made when a slip is looked for first.
        """
        with self._lock:
            if self._made is None:
                words = sorted({w for w in self._given if 2 <= len(w) <= 8 and _HAN.fullmatch(w)})
                by_part: dict[Part, list[int]] = {}
                for at, word in enumerate(words):
                    for part in _parts(word):
                        by_part.setdefault(part, []).append(at)
                self._made = words, by_part
                self._given = ()
            return self._made


def _right(parts: Sequence[str], meant: str) -> bool:
    """Whether what was typed is right as it stands: the whole of it, or a part that ``meant`` has otherwise.

    What sounds like a longer word of the documents is a slip of it, whatever the dictionary says of its parts.
    """
    if len(meant) >= _LONG and _sound_alike(meant, "".join(parts)):
        return False
    ends = list(accumulate(map(len, parts)))
    other = [meant[end - len(part) : end] for part, end in zip(parts, ends, strict=True)]
    pairs = [("".join(parts), meant), *zip(parts, other, strict=True)]
    return any(len(word) > 1 and word != like and _is_word(word, like) for word, like in pairs)


def _is_word(typed: str, like: str) -> bool:
    """Whether the dictionary knows what was typed, and as more than a rare spelling of a like word."""
    known = frequency(typed)
    return known > 0 and (known * _COMMONER > frequency(like) or _toned(typed) != _toned(like))


Part = tuple[int, int, str]
"""Length of a word, where a part of it begins, and the part."""


def _allowed(word: str) -> int:
    """How many characters of a word may be wrong."""
    return max(1, len(word) // 3)


def _parts(word: str) -> list[Part]:
    """A word cut into one part more than characters may be wrong: one part at least is right."""
    count, length = _allowed(word) + 1, len(word)
    cuts = [length * i // count for i in range(count + 1)]
    return [(length, start, word[start:end]) for start, end in pairwise(cuts)]


def _apart(a: str, b: str, enough: int) -> int:
    """In how many places two words of one length differ, counted up to one more than ``enough``."""
    count = 0
    for x, y in zip(a, b, strict=True):
        if x != y:
            count += 1
            if count > enough:
                break
    return count
