"""How near the words of a question are to those of a text: what no thesaurus lists.

纸票 stands near 电子票据 for the encoder, 老专家 near 名老中医. Nearness counts for less than the word
itself and proves nothing: it helps to find a clause and to choose its words, never to verify.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.encode import Encoder
from rag.index.lexicon import Lexicon, as_bytes, as_floats
from rag.tokens import content_words

#: Standard deviations above a common word from which a word is near, and from which it is as good as
#: the same.
NEAR, SAME = 2.0, 6.0

Floats = NDArray[np.float32]


class WordVectors:
    """The vectors of words: an index's own from its lexicon, others from the encoder."""

    def __init__(self, lexicon: Lexicon, encoder: Encoder) -> None:
        self.lexicon = lexicon
        self.rows_of = lru_cache(maxsize=20_000)(self._rows_of)
        self._encode = encoder.encode_documents
        self._encoded = lru_cache(maxsize=20_000)(self._as_in_the_lexicon)

    def _rows_of(self, text: str) -> NDArray[np.int64]:
        """The rows of the words of a text, each once; shape (n,)."""
        row = self.lexicon.row
        known = {row[word] for word in content_words(text) if word in row}
        return np.fromiter(sorted(known), np.int64, len(known))

    def _as_in_the_lexicon(self, word: str) -> Floats:
        # Rounded as there: whether another document holds the word may change nothing.
        vector: Floats = as_floats(as_bytes(self._encode([word])))[0]
        return vector

    def vector(self, word: str) -> Floats:
        """The vector of a word, shape (dim,)."""
        row = self.lexicon.row.get(word)
        return self._encoded(word) if row is None else self.lexicon.vectors(np.array([row]))[0]


class Closeness:
    """How near some words are to the words of a text.

    The nearness of two words is how many standard deviations their cosine lies above the mean of the
    first with common words, from 0 at ``NEAR`` to 1 at ``SAME``.
    """

    def __init__(self, table: WordVectors, words: Sequence[str]) -> None:
        self._table = table
        self._words = tuple(words)
        self._told: dict[str, Mapping[str, float]] = {}
        if not words:
            return
        self._vectors = np.array([table.vector(word) for word in words], np.float32)
        chance = self._vectors @ table.lexicon.common.T
        self._mean, self._spread = chance.mean(axis=1), chance.std(axis=1) + 1e-6
        count = len(table.lexicon.rows)
        self._known = np.zeros(count, np.bool_)
        self._near = np.zeros((count, len(words)), np.float32)

    def __call__(self, text: str) -> Mapping[str, float]:
        """The nearness of each word to the nearest one of a text, 0 … 1."""
        told = self._told.get(text)
        if told is None:
            told = self._told[text] = self._tell(text)
        return told

    def learn(self, texts: Sequence[str]) -> None:
        """Works out the nearness to all words of some texts in one go."""
        rows = [self._table.rows_of(text) for text in texts] if self._words else []
        if rows:
            self._learn(np.unique(np.concatenate(rows)))

    def _tell(self, text: str) -> Mapping[str, float]:
        rows = self._table.rows_of(text)
        if not len(rows) or not self._words:
            return dict.fromkeys(self._words, 0.0)
        self._learn(rows)
        return dict(zip(self._words, self._near[rows].max(axis=0).tolist(), strict=True))

    def _learn(self, rows: NDArray[np.int64]) -> None:
        new = rows[~self._known[rows]]
        if len(new):
            cosines = self._table.lexicon.vectors(new) @ self._vectors.T
            deviations = (cosines - self._mean) / self._spread
            self._near[new] = np.clip((deviations - NEAR) / (SAME - NEAR), 0.0, 1.0)
            self._known[new] = True
