"""Slips of one character: a homophone (医宝 → 医保) or a wrong character in a longer word.

Only stretches of a question that no document contains are looked at, and a correction is added to
the question, never put in the place of what was typed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from rag.tokens import tagged

_HAN = re.compile(r"[㐀-鿿]+")


def _sound(word: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(_blur(s) for s in lazy_pinyin(word))


def _same_sound(a: str, b: str) -> bool:
    from pypinyin import lazy_pinyin

    return bool(lazy_pinyin(a) == lazy_pinyin(b))


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
_FUNCTION = frozenset("是有的在和与各了什怎哪吗呢吧讲说让给被把从向对为要会能可")


def _runs(text: str) -> list[list[str]]:
    """Stretches of neighbouring content words."""
    out: list[list[str]] = [[]]
    for word, tag in tagged(text):
        if _HAN.fullmatch(word) and tag[0] not in "rumpcydeofqk":
            out[-1].append(word)
        elif out[-1]:
            out.append([])
    return [run for run in out if run]


class Speller:
    """Corrections towards a vocabulary.

    Args:
        vocabulary: words of two to eight Chinese characters that the documents use.
        known: whether a pair of characters stands anywhere in the documents.
    """

    def __init__(self, vocabulary: Iterable[str], known: Callable[[str], bool]) -> None:
        self._known = known
        self._words = {w for w in vocabulary if 2 <= len(w) <= 8 and _HAN.fullmatch(w)}
        self._sounds: dict[tuple[str, ...], list[str]] | None = None
        self._gaps: dict[tuple[int, str], list[str]] = defaultdict(list)
        for word in sorted(self._words):
            if len(word) >= 4:
                for i in range(len(word)):
                    self._gaps[i, word[:i] + word[i + 1 :]].append(word)

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
        for count in range(min(5, len(parts) - at), 0, -1):
            piece = "".join(parts[at : at + count])
            if not 2 <= len(piece) <= 8 or not self._strange(piece):
                continue
            if any(c in _FUNCTION for c in piece):
                continue
            word = self._like(piece)
            if word and word != piece:
                return count, word
        return None

    def _strange(self, piece: str) -> bool:
        return any(not self._known(piece[i : i + 2]) for i in range(len(piece) - 1))

    def _like(self, piece: str) -> str | None:
        if piece in self._words:
            return None
        for word in self._homophones(piece):
            if len(piece) == 2 and not _same_sound(word, piece):
                continue
            if sum(a != b for a, b in zip(word, piece, strict=True)) <= max(1, len(piece) // 3):
                return word
        if len(piece) >= 4:
            for i in range(len(piece)):
                for word in self._gaps.get((i, piece[:i] + piece[i + 1 :]), ()):
                    return word
        return None

    def _homophones(self, piece: str) -> list[str]:
        if self._sounds is None:
            self._sounds = defaultdict(list)
            for word in sorted(self._words):
                self._sounds[_sound(word)].append(word)
        return self._sounds.get(_sound(piece), [])
