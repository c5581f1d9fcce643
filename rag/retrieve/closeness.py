"""How near the words of a question are to those of a text: what no thesaurus lists.

纸票 stands near 电子票据 for the encoder, 老专家 near 名老中医. Nearness counts for less than the word
itself and proves nothing: it helps to find a clause and to choose its words, never to verify.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.encode.encoder import Encoder
from rag.index.lexicon import Lexicon, as_bytes, as_floats
from rag.language.tokens import content_words

#: Standard deviations above a common word from which a word is near, and from which it is as good as
#: the same.
NEAR, SAME = 2.0, 6.0

Floats = NDArray[np.float32]


class WordVectors:
    """The vectors of words: an index's own from its lexicon, others from the encoder."""

    def __init__(self, lexicon: Lexicon, encoder: Encoder) -> None:
        self.lexicon = lexicon
        self.rows_of = lru_cache(maxsize=20_000)(self._rows_of)
        self._encoder = encoder

    def _rows_of(self, text: str) -> NDArray[np.int64]:
        """The rows of the words of a text, each once; shape (n,)."""
        row = self.lexicon.row
        known = {row[word] for word in content_words(text) if word in row}
        return np.fromiter(sorted(known), np.int64, len(known))

    def read(self, question: str, words: Sequence[str]) -> tuple[Floats, Floats]:
        """The vectors of a question, shape (dim,), and of words of it, (len(words), dim).

        What the lexicon lacks is encoded with the question. It is not kept: in another question it
        would have other last digits, and an answer may not depend on what was asked before.
        """
        row = self.lexicon.row
        new = [at for at, word in enumerate(words) if word not in row]
        known = [at for at, word in enumerate(words) if word in row]
        asked, rows = self._encoder.encode_question(question, [words[at] for at in new])
        vectors = np.empty((len(words), self.lexicon.rows.shape[1]), np.float32)
        vectors[known] = self.lexicon.vectors(np.array([row[words[at]] for at in known], np.int64))
        # Rounded as there: whether another document holds the word may change nothing.
        vectors[new] = as_floats(as_bytes(rows))
        return asked, vectors


class Closeness:
    """How near the words of a question are to the words of a text.

    The nearness of two words is how many standard deviations their cosine lies above the mean of the
    first with common words, from 0 at ``NEAR`` to 1 at ``SAME``. ``vector`` is the question's, (dim,);
    ``rarity`` 0 for a word of every clause up to 1.
    """

    def __init__(
        self,
        table: WordVectors,
        question: str,
        words: Sequence[str],
        rarity: Callable[[str], float] = lambda _: 1.0,
    ) -> None:
        self._table = table
        self._rarity = rarity
        self._column = {word: at for at, word in enumerate(words)}
        self.vector, self._vectors = table.read(question, words)
        chance = self._vectors @ table.lexicon.common.T
        self._mean, self._spread = chance.mean(axis=1), chance.std(axis=1) + 1e-6
        count = len(table.lexicon.rows)
        self._known = np.zeros(count, np.bool_)
        self._near = np.zeros((count, len(words)), np.float32)

    def __call__(self, words: Sequence[str], texts: Sequence[str], rare: float = 0.0) -> NDArray[np.float64]:
        """The nearness of each word to the nearest one of each text, 0 … 1; shape (words, texts).

        Args:
            words: one that this was not made for is far from every text.
            texts: as they stand.
            rare: the rarity from which a word of a text counts.
        """
        found = np.zeros((len(texts), len(words)))
        parts = [self._rows(text, rare) for text in texts] if self._column else []
        held = [at for at, rows in enumerate(parts) if len(rows)]
        if held:
            rows = np.concatenate([parts[at] for at in held])
            self._learn(rows)
            starts = np.cumsum([0, *(len(parts[at]) for at in held[:-1])])
            known = [at for at, word in enumerate(words) if word in self._column]
            columns = [self._column[words[at]] for at in known]
            nearest = np.maximum.reduceat(self._near[rows], starts, axis=0)
            found[np.ix_(held, known)] = nearest[:, columns]
        return found.T

    def _rows(self, text: str, rare: float) -> NDArray[np.int64]:
        """The rows of the words of a text that are as rare, (n,)."""
        rows = self._table.rows_of(text)
        if not rare:
            return rows
        words = self._table.lexicon.words
        return np.array([row for row in rows.tolist() if self._rarity(words[row]) >= rare], np.int64)

    def _learn(self, rows: NDArray[np.int64]) -> None:
        """Works out the nearness to the words of some rows, (n,), that were not met before."""
        met = np.zeros(len(self._known), np.bool_)
        met[rows] = True
        new = np.flatnonzero(met & ~self._known)
        if len(new):
            cosines = self._table.lexicon.cosines(new, self._vectors)
            deviations = (cosines - self._mean) / self._spread
            self._near[new] = np.clip((deviations - NEAR) / (SAME - NEAR), 0.0, 1.0)
            self._known[new] = True
