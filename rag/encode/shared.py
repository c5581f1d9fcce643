"""Many texts through the bundled encoder at once: what stands in the same surroundings is reckoned once.

The model is a network over windows of tokens, in three branches of two layers: what it makes of a token
hangs on four tokens to each side at most. Passages repeat their headings and phrases, and texts their
tokens, so that of a window that occurs often one is reckoned. The first layer is a sum over the places of
its window: it is taken from a table with a row for each token and place.

A row differs from the package's own in the last digits, for the sums are made in another order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Numbers = NDArray[np.int64]

#: Tokens to each side that a token's features hang on: twice the two of the widest window.
REACH = 4
#: Tokens and windows of each branch: places of a window, and those before its own token.
BRANCHES = ((2, 0), (3, 1), (5, 2))
#: Tokens that are looked through for repetitions together; their windows take some 50 MB.
BLOCK = 16_384
#: Windows that a core reckons at a time: so many as the caches hold. Fixed, so that the rows are the
#: same to the last digit on any number of cores.
CHUNK = 1024
#: Tokens of the texts whose features a core adds up at a time.
SUMMED = 256


def encoded(backend: Any, texts: Sequence[Sequence[int]], pool: Executor) -> Matrix:
    """The package's rows of some texts, shared out among the threads of ``pool``.

    Shape (len(texts), dim), and of any length: they are not brought to length 1.

    Args:
        backend: the package's, whose weights are used.
        texts: at least one, each as its tokens.
        pool: has no other work that waits for this.
    """
    return np.concatenate([_block(backend, block, pool) for block in _blocks(texts, BLOCK)])


def _blocks(texts: Sequence[Sequence[int]], size: int) -> Iterator[Sequence[Sequence[int]]]:
    """Runs of texts of ``size`` tokens at most together, or one longer text."""
    start = held = 0
    for at, text in enumerate(texts):
        if at > start and held + len(text) > size:
            yield texts[start:at]
            start, held = at, 0
        held += len(text)
    if texts:
        yield texts[start:]


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """The tokens of a block on one line, with ``REACH`` times nothing before, between and behind the texts.

    ``kinds``: the tokens that occur, sorted, nothing (-1) first; ``line``: the number of each place's kind;
    ``places``: those of the texts' tokens; ``starts``: where each text begins among these.
    """

    kinds: Numbers
    line: Numbers
    places: Numbers
    starts: Numbers

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]]) -> _Line:
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        starts = np.cumsum(lengths) - lengths
        places = np.arange(lengths.sum()) + np.repeat(REACH * np.arange(1, len(texts) + 1), lengths)
        line = np.full(len(places) + REACH * (len(texts) + 1), -1, np.int64)
        line[places] = np.fromiter(chain.from_iterable(texts), np.int64, len(places))
        kinds, numbers = np.unique(line, return_inverse=True)
        return cls(kinds, numbers, places, starts)


@dataclass(frozen=True, slots=True, eq=False)
class _Windows:
    """The different windows of one width on a line: ``ids`` by the place where each begins.

    ``some``: for each of them a place where it begins.
    """

    ids: Numbers
    some: Numbers

    @classmethod
    def joined(cls, first: Numbers, second: Numbers) -> _Windows:
        """Of windows that are told apart by two numbers."""
        keys = first * (second.max() + 1) + second
        kinds, ids = np.unique(keys, return_inverse=True)
        some = np.empty(len(kinds), np.int64)
        some[ids] = np.arange(len(ids))
        return cls(ids, some)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """What a layer gives for windows: ``rows``, the first of which is zero, and the number of each place's.

    A window around nothing has the first: the layers see zeros beyond the ends of a text.
    """

    rows: Matrix
    numbers: Numbers

    @classmethod
    def around(cls, windows: _Windows, line: Numbers, before: int, width: int) -> tuple[_Rows, Numbers]:
        """Rows to be filled for the windows around a token, and the places where these begin.

        Args:
            windows: of one width.
            line: the numbers of the tokens.
            before: places of a window before its token.
            width: of a row.
        """
        used = line[windows.some + before] > 0
        numbers = np.where(used, np.cumsum(used), 0)
        starts = windows.some[used]
        rows = np.empty((len(starts) + 1, width), np.float32)
        rows[0] = 0
        return cls(rows, numbers[windows.ids]), starts


def _block(backend: Any, texts: Sequence[Sequence[int]], pool: Executor) -> Matrix:
    tokens = _Line.of(texts)
    line = tokens.line
    pairs = _Windows.joined(line[:-1], line[1:])
    threes = _Windows.joined(pairs.ids[:-1], line[2:])
    fives = _Windows.joined(threes.ids[:-2], threes.ids[2:])
    nines = _Windows.joined(fives.ids[:-4], fives.ids[4:])
    features, projected = _tokens(backend, tokens.kinds)
    widths = {2: pairs, 3: threes, 5: fives, 9: nines}
    parts = [(features, line[tokens.places])]
    for branch, (width, before) in enumerate(BRANCHES):
        size = backend.w1[branch].shape[1]
        own = np.ascontiguousarray(projected[:, branch * size : (branch + 1) * size])
        inner = _first(backend, branch, own, widths[width], line, pool)
        outer = _second(backend, branch, inner, widths[2 * width - 1], line, pool)
        parts.append((outer.rows, outer.numbers[tokens.places - 2 * before]))
    return _texts(backend, parts, tokens.starts, pool)


def _tokens(backend: Any, kinds: Numbers) -> tuple[Matrix, Matrix]:
    """The embedding of each kind of token, and its projection for the branches; zeros for nothing."""
    chunk = kinds % len(backend.scale)
    features: Matrix = backend.table[kinds].astype(np.float32)
    features *= backend.scale[chunk, None]
    features += backend.lo[chunk, None]
    features[0] = 0
    projected = features @ backend.proj_W
    projected += backend.proj_b
    projected -= projected.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", projected, projected) / np.float32(projected.shape[1])
    projected *= np.reciprocal(np.sqrt(spread + np.float32(backend.eps)))[:, None]
    projected *= backend.ln_g_all
    projected += backend.ln_b_all
    projected[0] = 0
    return features, projected


def _first(backend: Any, branch: int, own: Matrix, windows: _Windows, line: Numbers, pool: Executor) -> _Rows:
    """The first layer of a branch for its windows."""
    width, before = BRANCHES[branch]
    weights, bias = backend.w1[branch], backend.b1[branch]
    size = weights.shape[1]
    table = [own @ part for part in weights.reshape(width, -1, size)]
    made, starts = _Rows.around(windows, line, before, size)

    def fill(begin: int, end: int) -> None:
        at, row = starts[begin:end], made.rows[1 + begin : 1 + end]
        np.take(table[0], line[at], axis=0, out=row, mode="clip")
        for place in range(1, width):
            row += table[place][line[at + place]]
        row += bias
        np.maximum(row, 0, out=row)
        row += own[line[at + before]]

    _in_chunks(fill, len(starts), pool)
    return made


def _second(
    backend: Any, branch: int, inner: _Rows, windows: _Windows, line: Numbers, pool: Executor
) -> _Rows:
    """The second layer of a branch, over the rows of its first."""
    width, before = BRANCHES[branch]
    weights, bias = backend.w2[branch], backend.b2[branch]
    made, starts = _Rows.around(windows, line, 2 * before, weights.shape[1])
    steps = np.arange(width)

    def fill(begin: int, end: int) -> None:
        numbers = inner.numbers[starts[begin:end, None] + steps]
        row = made.rows[1 + begin : 1 + end]
        np.matmul(inner.rows[numbers].reshape(len(row), -1), weights, out=row)
        row += bias
        np.maximum(row, 0, out=row)
        row += inner.rows[numbers[:, before]]

    _in_chunks(fill, len(starts), pool)
    return made


def _texts(backend: Any, parts: Sequence[tuple[Matrix, Numbers]], starts: Numbers, pool: Executor) -> Matrix:
    """The rows of texts: the features of their tokens brought to one size, added up, and the dense layers.

    Args:
        backend: the package's.
        parts: of the features, each with rows, and the number of the row of each token.
        starts: where each text begins among the tokens.
        pool: the threads.
    """
    mean, scale = _sizes(parts, backend.eps)
    lengths = np.diff(starts, append=len(mean)).astype(np.float32)[:, None]
    ends = np.append(starts, len(mean))
    total = np.empty((len(starts), len(backend.ln_g)), np.float32)

    def add(first: int, last: int) -> None:
        tokens, begins = slice(ends[first], ends[last]), starts[first:last] - starts[first]
        weight, column = scale[tokens, None], 0
        for rows, numbers in parts:
            features = rows[numbers[tokens]]
            features *= weight
            columns = slice(column, column := column + rows.shape[1])
            np.add.reduceat(features, begins, axis=0, out=total[first:last, columns])
        total[first:last] -= np.add.reduceat(weight * mean[tokens, None], begins, axis=0)

    # Texts go together while fewer than ``SUMMED`` tokens stand before them.
    cut = [*np.flatnonzero(np.diff(starts // SUMMED, prepend=-1)).tolist(), len(starts)]
    _done(pool.map(add, cut, cut[1:]))
    total *= backend.ln_g
    total += lengths * backend.ln_b
    rows = np.empty((len(starts), backend.p3.shape[1]), np.float32)

    def fill(begin: int, end: int) -> None:
        rows[begin:end] = _dense(backend, total[begin:end], lengths[begin:end])

    _in_chunks(fill, len(starts), pool)
    return rows


def _sizes(parts: Sequence[tuple[Matrix, Numbers]], least: float) -> tuple[Matrix, Matrix]:
    """The mean of each token's features, and what brings them to the spread 1."""
    count = sum(rows.shape[1] for rows, _ in parts)
    mean = sum(rows.sum(axis=1)[numbers] for rows, numbers in parts) / np.float32(count)
    square = sum(np.einsum("ij,ij->i", rows, rows)[numbers] for rows, numbers in parts) / np.float32(count)
    return mean, np.reciprocal(np.sqrt(square - mean * mean + np.float32(least)))


def _dense(backend: Any, total: Matrix, lengths: Matrix) -> Matrix:
    """The last layers, over the sums of the tokens' features, shape (texts, features)."""
    mean = total @ backend.cnn_W
    mean += lengths * backend.cnn_b
    mean /= np.sqrt(lengths)
    first = mean @ backend.p1
    first += np.maximum(mean @ backend.d0, 0) @ backend.d1
    np.maximum(first, 0, out=first)
    rows: Matrix = first @ backend.p3
    rows += np.maximum(first @ backend.d2, 0) @ backend.d3
    return np.tanh(rows, out=rows)


def _in_chunks(fill: Callable[[int, int], None], count: int, pool: Executor) -> None:
    """Calls ``fill(begin, end)`` for all of ``count`` rows."""
    begins = range(0, count, CHUNK)
    _done(pool.map(fill, begins, [min(begin + CHUNK, count) for begin in begins]))


def _done(calls: Iterable[None]) -> None:
    """Waits for all calls, and raises what one of them raised."""
    deque(calls, maxlen=0)
