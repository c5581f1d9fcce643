"""Phrases that a question says in other words: 大医院拍的片子这边认不认 says 片子换家医院认.

Nobody says 多开点药 twice alike, and no list holds all the ways. A phrase is taken for said where most
of its characters and pairs of characters stand in the question, counted by how rare they are among the
phrases, and with them each of its nouns: 片子 may not be missing, nor stand for 病历.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.language.pairs import pairs_of
from rag.language.tokens import tagged

#: Share of a phrase, by rarity, that a question must hold. For the 404 questions in everyday words that were
#: read, before nouns were looked at, 42 of 100 names of phrases found to the letter stood in the right clause,
#: 50 of 100 with a share of 0.7 to 0.8, 27 of 100 with 0.6 to 0.7, and 2 of 100 by chance.
LEAST_SHARE = 0.65
#: Phrases at most that one question says, the most alike.
MOST = 3
#: A pair of characters counts for so much of a character.
PAIR = 1.5
#: Characters of a phrase, as a share of it, that may stand in words that the question lacks; one always may.
LACKING = 1 / 3


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A phrase that a question says in other words.

    ``others``: what else the phrase is called; ``held``: its pairs of characters that stand in the question.
    """

    others: tuple[str, ...]
    held: frozenset[str]


class Paraphrases:
    """Phrases with their other names, to be found in questions that say them otherwise.

    Characters and pairs of them are grams, written as numbers. ``_gram`` holds each once, in order, ``_worth``
    what it counts for, and ``_rows[_start[i] : _start[i + 1]]`` the phrases that hold gram ``i``.
    """

    def __init__(self, phrases: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self._phrases = tuple(phrases)
        count = len(self._phrases)
        grams, owners = _grams_of_all([phrase for phrase, _ in self._phrases])
        # One number for a gram and its phrase: sorted, the phrases of a gram stand side by side.
        both = np.unique(grams * count + owners) if count else grams
        held, rows = np.divmod(both, count) if count else (both, both)
        self._rows: NDArray[np.int64] = rows
        self._gram, first = np.unique(held, return_index=True)
        self._start = np.append(first, len(held))
        met = np.diff(self._start)
        self._worth = np.log1p(count / (1 + met)) * np.where(self._gram > _LAST, PAIR, 1.0)
        self._whole = np.bincount(self._rows, weights=np.repeat(self._worth, met), minlength=count) + 1e-9

    def said_in(self, text: str) -> list[Paraphrase]:
        """The phrases that a folded text says in other words or to the letter, most alike first."""
        share = self._held(text) / self._whole
        likely = np.flatnonzero(share >= LEAST_SHARE)
        found: list[Paraphrase] = []
        for row in likely[np.argsort(-share[likely], kind="stable")].tolist():
            phrase, others = self._phrases[row]
            if len(found) < MOST and _says(text, phrase):
                found.append(Paraphrase(others, frozenset(p for p in pairs_of(phrase) if p in text)))
        return found

    def _held(self, text: str) -> NDArray[np.float64]:
        """How much of each phrase a text holds, shape (phrases,)."""
        have = np.unique(_grams_of_all([text])[0])
        places = np.flatnonzero(np.isin(self._gram, have, assume_unique=True))
        parts = [self._rows[self._start[at] : self._start[at + 1]] for at in places]
        if not parts:
            return np.zeros(len(self._phrases))
        worths = np.repeat(self._worth[places], [len(part) for part in parts])
        held = np.bincount(np.concatenate(parts), weights=worths, minlength=len(self._phrases))
        return held.astype(np.float64, copy=False)


#: The last code point: a pair of characters is a number beyond it.
_LAST = 0x10FFFF


def _grams_of_all(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The grams of some texts, each as often as it stands there, and the text that each is of."""
    lengths = [len(text) for text in texts]
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), np.uint32).astype(np.int64)
    owners = np.repeat(np.arange(len(texts)), lengths)
    inside = owners[1:] == owners[:-1]
    pairs = (codes[:-1] * (_LAST + 1) + codes[1:] + _LAST + 1)[inside]
    return np.concatenate([codes, pairs]), np.concatenate([owners, owners[1:][inside]])


def _says(text: str, phrase: str) -> bool:
    """Whether a text holds each noun of a phrase, and hardly a word less than all."""
    missing = [(word, tag) for word, tag in _words(phrase) if word not in text]
    if any(tag.startswith("n") and len(word) > 1 for word, tag in missing):
        return False
    return sum(len(word) for word, _ in missing) <= max(1, len(phrase) * LACKING)


_words = lru_cache(maxsize=20_000)(tagged)
