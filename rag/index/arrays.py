"""One-dimensional arrays as .npy files, written by numpy and memory-mapped by us.

``numpy.load`` reads the header with Python's parser, which in Python 3.11 fails at random
(SystemError, "AST constructor recursion depth mismatch") when several threads do so at once.
Here the type is known and the length follows from the file's size, so the only right header is
known too, and comparing with it needs no parser.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.lib.format import write_array_header_1_0
from numpy.typing import NDArray

from rag.errors import IndexStateError

Scalar = TypeVar("Scalar", bound=np.generic)

_HEADER_BYTES = 128


def save_array(path: Path, array: NDArray[Scalar]) -> None:
    """Writes an array of one dimension.

    Raises:
        OSError: the file cannot be written.
    """
    np.save(path, array, allow_pickle=False)


def open_array(path: Path, dtype: type[Scalar]) -> NDArray[Scalar]:
    """A read-only, memory-mapped array of shape (n,).

    Raises:
        IndexStateError: the file is missing, damaged, or of another type.
    """
    try:
        size = path.stat().st_size - _HEADER_BYTES
        count, rest = divmod(size, np.dtype(dtype).itemsize)
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
        if size < 0 or rest or header != _header(np.dtype(dtype).str, count):
            raise ValueError("not the array that was written")
        if count == 0:
            return np.empty(0, dtype)
        mapped = np.memmap(path, dtype, mode="r", offset=_HEADER_BYTES, shape=(count,))
    except (OSError, ValueError) as error:
        raise IndexStateError(f"cannot read {path}: missing or damaged ({error}); run: rag build") from error
    # The plain view over the map: slicing numpy's memmap subclass costs ten times more.
    return np.asarray(mapped)


@lru_cache(maxsize=64)
def _header(descr: str, count: int) -> bytes:
    """The .npy header, version 1.0, of a one-dimensional array."""
    buffer = BytesIO()
    write_array_header_1_0(buffer, {"descr": descr, "fortran_order": False, "shape": (count,)})
    return buffer.getvalue()
