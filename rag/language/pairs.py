"""Which pairs of characters each of many texts holds: all of them looked for in one pass.

Two neighbouring characters are the smallest thing that two Chinese texts can share. Terms, content
words and stretches of a question are all told by them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Marks = NDArray[np.bool_]
"""Which of some things (rows) each of some texts (columns) holds."""
Floats = NDArray[np.float64]
"""Numbers of some things (rows) for some texts (columns)."""


def pairs_of(text: str) -> list[str]:
    """Each two neighbouring characters of a text, in order."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


class Pairs:
    """Some pairs of characters, to be looked for in many texts."""

    def __init__(self, pairs: Sequence[str]) -> None:
        """Takes the pairs in order; one may be there several times."""
        wanted = sorted(set(pairs))
        number = {pair: at for at, pair in enumerate(wanted)}
        self._number = np.array([number[pair] for pair in pairs], np.intp)
        codes = _codes("".join(wanted))
        self._keys = _keys(codes[::2], codes[1::2])
        self._opens = np.zeros(1 << 16, np.bool_)
        self._opens[_low(codes[::2])] = True

    def among(self, texts: Sequence[str]) -> Marks:
        """Which of the pairs each text holds, shape (pairs, texts)."""
        held = np.zeros((len(self._keys), len(texts)), np.bool_)
        codes = _codes("".join(texts))
        if len(self._keys) and len(codes):
            # Few characters open a pair that is wanted: only those places are looked at closely.
            places = np.flatnonzero(self._opens[_low(codes[:-1])])
            ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
            of = np.searchsorted(ends, places, side="right")
            met = _keys(codes[places], codes[places + 1])
            at = np.minimum(np.searchsorted(self._keys, met), len(self._keys) - 1)
            found = (self._keys[at] == met) & (places + 1 < ends[of])
            held[at[found], of[found]] = True
        return held[self._number]


def longest_runs(held: Marks) -> NDArray[np.int64]:
    """Length in characters of the longest stretch of a question that each text holds, shape (texts,).

    Args:
        held: which of the question's pairs, in order, a text holds.
    """
    run = np.zeros(held.shape[1], np.int64)
    longest = run.copy()
    for marks in held:
        run = (run + 1) * marks
        np.maximum(longest, run, out=longest)
    return longest + (longest > 0)


def in_order(addends: Floats) -> Floats:
    """The sums over the first axis of an array (n, texts), shape (texts,).

    Added up one after another, so that equal texts get equal digits whatever stands beside them.
    """
    if not len(addends):
        return np.zeros(addends.shape[1])
    sums: Floats = np.add.accumulate(addends, axis=0)[-1]
    return sums


def _codes(text: str) -> NDArray[np.uint32]:
    # A question may hold a lone surrogate, which is a character like any other here.
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _low(codes: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """The lower halves of some codes: all of a Chinese character's code."""
    return codes.astype(np.uint16)


def _keys(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """A pair as one number."""
    return (first.astype(np.uint64) << np.uint64(32)) | second
