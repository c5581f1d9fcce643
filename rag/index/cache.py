"""Vectors of a running build, kept in a file so that a killed build loses none of them.

The file is a row of records: content key (32 bytes), vector (float32), CRC-32 of both. It is
only appended to; a torn or damaged record ends it.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.index.versions import writing

KEY_BYTES = 32
_PATTERN = ".encoded-*.cache"


class EncodedCache:
    """The vectors that an interrupted build of ``fingerprint`` had encoded, and new ones."""

    def __init__(self, folder: Path, fingerprint: str, dim: int) -> None:
        """Opens or makes the file in ``folder`` and cuts off a torn end.

        Raises:
            IndexStateError: the file cannot be read or written.
        """
        name = hashlib.sha256(f"{dim}:{fingerprint}".encode()).hexdigest()[:16]
        self._path = folder / f".encoded-{name}.cache"
        self._record = np.dtype([("key", f"V{KEY_BYTES}"), ("vector", "<f4", (dim,)), ("crc", "<u4")])
        with writing(folder):
            self._file = self._path.open("a+b")
            self._found = self._read()

    def get(self, key: bytes) -> NDArray[np.float32] | None:
        """The vector (dim,) of a content key, if an interrupted build has left it."""
        return self._found.get(key)

    def append(self, keys: Sequence[bytes], matrix: NDArray[np.float32]) -> None:
        """Adds a batch: ``matrix`` (n, dim) for n keys.

        Raises:
            IndexStateError: the disk is full.
        """
        records = np.zeros(len(keys), self._record)
        records["key"] = np.array(keys, dtype=f"V{KEY_BYTES}")
        records["vector"] = matrix
        records["crc"] = [_crc(record) for record in records]
        with writing(self._path.parent):
            self._file.write(records.tobytes())
            self._file.flush()

    def close(self) -> None:
        """Closes the file and leaves it for the next build."""
        with suppress(OSError):  # a batch that could not be written; append has said so
            self._file.close()

    def _read(self) -> dict[bytes, NDArray[np.float32]]:
        self._file.seek(0)
        data = self._file.read()
        whole = len(data) // self._record.itemsize
        records = np.frombuffer(data, self._record, count=whole)
        found: dict[bytes, NDArray[np.float32]] = {}
        for sound, record in enumerate(records):
            if _crc(record) != record["crc"]:
                whole = sound
                break
            found[record["key"].tobytes()] = record["vector"]
        self._file.truncate(whole * self._record.itemsize)
        return found


def remove_caches(folder: Path) -> None:
    """Deletes the vectors of interrupted builds, once a build has succeeded."""
    for path in folder.glob(_PATTERN):
        path.unlink(missing_ok=True)


def _crc(record: np.void) -> int:
    return zlib.crc32(record.tobytes()[:-4])
