"""Texts longer than a model reads at once: cut into windows, of which the rows are averaged.

A model drops what lies beyond its length without a word; so nothing of a passage is lost to its vector.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

#: Tokens of a window that are not the text's: marks at both ends, and some to spare.
SPARE = 8
#: Characters at least of a window, however short a model's length.
LEAST = 16


def window(length: int | None, prompts: Iterable[str]) -> int | None:
    """Characters that a model reads at once; None: as many as there are.

    A Chinese character is one token at most in the vocabularies of such models, and other writing takes
    fewer tokens than characters.

    Args:
        length: the most tokens that the model reads; None: it states none.
        prompts: what may stand before a text.
    """
    if not length:
        return None
    return max(LEAST, length - SPARE - max(map(len, prompts), default=0))


def windowed(texts: Sequence[str], size: int | None, encode: Callable[[Sequence[str]], Matrix]) -> Matrix:
    """Rows of length 1 of some texts, shape (len(texts), dim).

    Args:
        texts: of any length, at least one.
        size: characters of a window, see ``window``.
        encode: gives the rows of texts that are short enough.
    """
    cut = [_cut(text, size) for text in texts]
    rows = encode([part for parts in cut for part in parts])
    ends = list(accumulate(len(parts) for parts in cut))
    return np.stack([_mean(rows[a:b]) for a, b in pairwise([0, *ends])])


def _mean(rows: Matrix) -> Matrix:
    """The mean of some rows, of length 1; one alone stays as it is."""
    if len(rows) == 1:
        return np.asarray(rows[0])
    mean = rows.mean(axis=0)
    return np.asarray(mean / (np.linalg.norm(mean) or 1.0), np.float32)


def _cut(text: str, size: int | None) -> list[str]:
    """A text in windows of nearly the same length."""
    if size is None or len(text) <= size:
        return [text]
    count = math.ceil(len(text) / size)
    edges = [len(text) * i // count for i in range(count + 1)]
    return [text[a:b] for a, b in pairwise(edges)]
