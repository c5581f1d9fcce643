"""The words of an index with their vectors: by them a question's word is told near to a text's.

``words.txt`` holds the words, sorted, one a line; ``word_vectors.npy`` a row of bytes for each. Before
them, and in the first line, stand some common words, which tell how near two words are by chance; they
are the same in every index, so that no document changes what the words of another are near to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexStateError
from rag.index.arrays import open_array, save_array
from rag.index.layout import WORD_VECTORS, WORDS

if TYPE_CHECKING:
    from rag.encode.encoder import Encoder

COMMON = Path(__file__).parent.parent / "data" / "common.txt"
BATCH = 4096
#: Rows that are held against a question at a time: as floats they stay in the cache of a core.
BLOCK = 256
#: Words at most that have a vector: more than the documents of a country use again and again, and 100 MB.
MOST_WORDS = 200_000

Floats = NDArray[np.float32]
Bytes = NDArray[np.int8]


class Lexicon:
    """Common words and words, each of the latter with its row, and the rows of both, (n, dim), as bytes.

    ``words`` are both in the order of their rows.
    """

    def __init__(self, common: Sequence[str], words: Sequence[str], rows: Bytes) -> None:
        self.common_words = tuple(common)
        self.words = (*common, *words)
        self.row = {word: len(common) + i for i, word in enumerate(words)}
        self.rows = rows
        self.common = as_floats(rows[: len(common)])
        # Of each row as it stands, once it was asked for.
        self._lengths = np.zeros(len(rows), np.float32)

    @classmethod
    def open(cls, folder: Path, dim: int) -> Lexicon:
        """The lexicon of the version in ``folder``.

        Raises:
            IndexStateError: a file of it is missing or damaged.
        """
        try:
            common, words = _read_words(folder)
        except (OSError, UnicodeDecodeError) as error:
            raise IndexStateError(f"cannot read {folder / WORDS} ({error}); run: rag build") from error
        rows = open_array(folder / WORD_VECTORS, np.int8)
        if len(rows) != (len(common) + len(words)) * dim:
            raise IndexStateError(f"{folder / WORD_VECTORS} does not fit its words; run: rag build")
        return cls(common, words, rows.reshape(-1, dim))

    def vectors(self, rows: NDArray[np.int64]) -> Floats:
        """The vectors of some rows, shape (n, dim)."""
        return as_floats(self.rows[rows])

    def cosines(self, rows: NDArray[np.int64], vectors: Floats) -> Floats:
        """The cosine of each of some rows to each of some vectors of length 1, shape (rows, vectors)."""
        found = np.empty((len(rows), len(vectors)), np.float32)
        for start in range(0, len(rows), BLOCK):
            part = rows[start : start + BLOCK]
            numbers = self.rows[part].astype(np.float32)
            if not self._lengths[part].all():
                self._lengths[part] = _lengths(numbers)
            found[start : start + BLOCK] = numbers @ vectors.T
        found /= self._lengths[rows, None]
        return found


def as_floats(rows: Bytes) -> Floats:
    """Rows of bytes as vectors of length 1."""
    vectors: Floats = rows.astype(np.float32)
    vectors /= _lengths(vectors)[:, None]
    return vectors


def _lengths(rows: Floats) -> Floats:
    """The length of each of some rows of bytes, shape (n,)."""
    # A fifth of the time of ``linalg.norm``, and as exact: the sums are whole numbers below 2^24.
    lengths: Floats = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    return lengths


def as_bytes(vectors: Floats) -> Bytes:
    """Vectors as rows of bytes, the largest number of each row as 127."""
    rows: Bytes = np.rint(vectors * (127 / np.abs(vectors).max(axis=1, keepdims=True))).astype(np.int8)
    return rows


def _read_words(folder: Path) -> tuple[list[str], list[str]]:
    """The common words and the words of a version or draft."""
    common, *words = (folder / WORDS).read_text(encoding="utf-8").split("\n")[:-1]
    return common.split(), words


def write_words(draft: Path, words: Mapping[str, int]) -> None:
    """Writes the words of a draft, of too many the ``MOST_WORDS`` that the most passages hold.

    A word without a vector is found by itself as before; it is near to no other.

    Args:
        draft: the folder of the version.
        words: each with the number of passages that hold it.

    Raises:
        OSError: the file cannot be written.
    """
    kept = sorted(words, key=lambda word: (-words[word], word))[:MOST_WORDS]
    text = "".join(f"{line}\n" for line in (" ".join(common_words()), *sorted(kept)))
    (draft / WORDS).write_text(text, encoding="utf-8", newline="\n")


def write_word_vectors(draft: Path, encoder: Encoder, previous: Lexicon | None) -> None:
    """Writes the rows of a draft's words; those that the previous version has are copied.

    Args:
        draft: holds the words.
        encoder: makes the rows that are new.
        previous: of the same encoder, or None.

    Raises:
        OSError: the file cannot be written.
    """
    common, words = _read_words(draft)
    rows = np.empty((len(common) + len(words), encoder.dim), np.int8)
    new = list(enumerate((*common, *words)))
    if previous is not None and tuple(common) == previous.common_words:
        known = [(len(common) + i, previous.row[w]) for i, w in enumerate(words) if w in previous.row]
        known += [(i, i) for i in range(len(common))]
        here, there = np.array(known, np.int64).T
        rows[here] = previous.rows[there]
        held = set(here.tolist())
        new = [entry for entry in new if entry[0] not in held]
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        rows[[row for row, _ in batch]] = as_bytes(encoder.encode_documents([word for _, word in batch]))
    save_array(draft / WORD_VECTORS, rows.reshape(-1))


@lru_cache(maxsize=1)
def common_words() -> tuple[str, ...]:
    """The words of ``data/common.txt``."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())
