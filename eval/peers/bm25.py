"""Okapi BM25 as the tutorials run it: over whole chunks, words cut by jieba."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def words(text: str) -> list[str]:
    """Words of a Chinese text, without white space and lone punctuation."""
    import rjieba

    return [word for word in rjieba.cut(text.lower()) if any(char.isalnum() for char in word)]


class BM25:
    """Scores of texts for a query (Robertson and Zaragoza, 2009; Lucene's idf)."""

    def __init__(self, texts: Sequence[str], k1: float = 1.5, b: float = 0.75) -> None:
        """Counts the words of the texts."""
        counts = [Counter(words(text)) for text in texts]
        lengths = [sum(count.values()) for count in counts]
        mean = sum(lengths) / max(1, len(lengths)) or 1.0
        df = Counter(word for count in counts for word in count)
        self._size = len(texts)
        self._impact: dict[str, list[tuple[int, float]]] = {}
        for row, count in enumerate(counts):
            norm = k1 * (1 - b + b * lengths[row] / mean)
            for word, times in count.items():
                idf = math.log(1 + (self._size - df[word] + 0.5) / (df[word] + 0.5))
                score = idf * times * (k1 + 1) / (times + norm)
                self._impact.setdefault(word, []).append((row, score))

    def scores(self, query: str) -> npt.NDArray[np.float64]:
        """The score of each text, shape (texts,)."""
        total = np.zeros(self._size)
        for word in words(query):
            for row, score in self._impact.get(word, ()):
                total[row] += score
        return total
