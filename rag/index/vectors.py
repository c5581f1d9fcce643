"""Dense search with FAISS.

The only file that imports faiss. Rows have length 1, so the inner product is the cosine.
Small collections hold half floats (the error of a score stays below 0.001), large ones 8 bits a
number, which halve what a search reads and what of the file lies in memory. Either way a stored
vector can be read back and stored again without drifting, which lets a rebuild reuse it.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.cores import cores
from rag.errors import EncoderError, IndexStateError

_faiss: Any = faiss  # its type stubs miss keyword arguments and DirectMap

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]
Allowed = NDArray[np.bool_] | NDArray[np.int64]

FLAT_ROWS = 50_000
"""Up to this many rows every row is compared (exact, about 5 ms on one core); above, IVF."""
TRAIN_ROWS_PER_LIST = 32
MIN_LISTS_PROBED = 64
LIST_SHARE_PROBED = 4
"""One list in 4, at least 64: what that finds of the ten nearest, ``python -m eval.distractors`` prints."""
BLOCK = 65_536
"""Rows that are rounded at a time."""
STEPS = 255
"""Codes of 8 bits, less one: the steps that the range of a number is cut into."""


class FaissStore:
    """Vectors of length 1 by integer id: flat for small collections, inverted lists above."""

    def __init__(self, index: Any, *, read_only: bool = False) -> None:
        self._index = index
        self._read_only = read_only
        self._lists = index if isinstance(index, faiss.IndexIVF) else None

    @classmethod
    def build(cls, ids: Rows, matrix: Floats) -> FaissStore:
        """A store of ``matrix`` (n, dim) under ``ids`` (n,), of the type that suits n."""
        rows, dim = matrix.shape
        # As they will be read back, so that a rebuild from stored vectors gives the same store.
        matrix = matrix.astype(np.float16).astype(np.float32)
        if rows <= FLAT_ROWS:
            store = cls(_flat(dim))
        else:
            codes = _codes(dim, float(np.abs(matrix).max()))
            for start in range(0, rows, BLOCK):
                block = matrix[start : start + BLOCK]
                block[:] = codes.decode(codes.compute_codes(block))
            store = cls(_inverted_lists(matrix, codes))
        store.add(ids, matrix)
        return store

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def count(self) -> int:
        """Number of vectors held."""
        return int(self._index.ntotal)

    def add(self, ids: Rows, matrix: Floats) -> None:
        """Adds rows of length 1.

        Raises:
            IndexStateError: wrong dimension, or a store that was opened for reading.
            EncoderError: a row is not finite or its length is not 1.
        """
        self._require_writable()
        self._require_dim(matrix.shape[-1])
        if len(ids) == 0:
            return
        lengths = np.linalg.norm(matrix, axis=1)
        wrong = np.flatnonzero(~(np.abs(lengths - 1.0) < 0.02))  # 8 bits of few dimensions
        if len(wrong):
            raise EncoderError(
                f"vector of row {ids[wrong[0]]} has length {lengths[wrong[0]]}, not 1; "
                "the encoder must return finite rows of length 1"
            )
        self._index.add_with_ids(
            np.ascontiguousarray(matrix, dtype=np.float32), np.ascontiguousarray(ids, np.int64)
        )

    def remove(self, ids: Rows) -> int:
        """Removes rows; ids that are not there are ignored."""
        self._require_writable()
        return int(self._index.remove_ids(np.ascontiguousarray(ids, np.int64)))

    def search(self, query: Floats, k: int, allowed: Allowed | None = None) -> tuple[Rows, Floats]:
        """The ``k`` rows nearest to ``query`` (dim,), best first; fewer if there are fewer.

        Raises:
            IndexStateError: the query has another dimension than the store.
            EncoderError: the query holds NaN or infinity.
        """
        self._require_dim(query.shape[-1])
        if not np.isfinite(query).all():
            raise EncoderError("the query vector is not finite; check the encoder")
        k = min(k, self.count)
        if k <= 0 or (allowed is not None and not _allows_any(allowed)):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # The setting belongs to the calling thread, so setting it once at start is not enough;
        # more than one thread makes a single query slower.
        faiss.omp_set_num_threads(1)
        matrix = np.ascontiguousarray(query, dtype=np.float32).reshape(1, -1)
        scores, ids = self._index.search(matrix, k, params=self._parameters(allowed))
        found = ids[0] >= 0  # FAISS pads with -1, which would index the last row
        return ids[0][found], scores[0][found]

    def vectors(self, ids: Rows) -> Floats:
        """Stored vectors of ``ids`` as float32 (n, dim); for builders, not beside searches."""
        if len(ids) == 0:
            return np.empty((0, self.dim), np.float32)
        if self._lists is not None and self._lists.direct_map.type == _faiss.DirectMap.NoMap:
            self._lists.set_direct_map_type(_faiss.DirectMap.Hashtable)
        try:
            matrix = self._index.reconstruct_batch(np.ascontiguousarray(ids, np.int64))
        except RuntimeError as error:
            raise IndexStateError(f"no vector for one of {len(ids)} row ids: {error}") from error
        return np.asarray(matrix, dtype=np.float32)

    def save(self, path: Path) -> None:
        """Writes one file; neither atomic nor checksummed, which the manifest provides.

        Raises:
            OSError: the file cannot be written.
        """
        # Not by name: FAISS itself ignores an error that shows only when the file is closed.
        with path.open("wb") as file:
            _faiss.write_index(self._index, _faiss.PyCallbackIOWriter(file.write, 1 << 20))

    @classmethod
    def load(cls, path: Path) -> FaissStore:
        """Opens a file for reading, memory-mapped: pages are shared and read when needed.

        Raises:
            IndexStateError: the file is missing or no FAISS index. A file that lacks only its
                last bytes may pass: sizes and checksums are the manifest's business.
        """
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except (RuntimeError, MemoryError) as error:
            raise IndexStateError(
                f"cannot read the vectors {path}: missing or damaged; run: rag build"
            ) from error
        # Removing from a mapped index crashes the process, hence read_only.
        return cls(index, read_only=True)

    def _parameters(self, allowed: Allowed | None) -> Any:
        """Search parameters with the filter; the fewer rows allowed, the more lists probed."""
        selector = None if allowed is None else _selector(allowed)
        if self._lists is None:
            return _faiss.SearchParameters(sel=selector) if selector is not None else None
        lists = int(self._lists.nlist)
        probed = max(MIN_LISTS_PROBED, lists // LIST_SHARE_PROBED)
        if allowed is not None:
            size = int(allowed.sum()) if allowed.dtype == np.bool_ else len(allowed)
            probed = math.ceil(probed * self.count / size)
        chosen: dict[str, Any] = {"nprobe": min(lists, probed)}
        if selector is not None:
            chosen["sel"] = selector
        return _faiss.SearchParametersIVF(**chosen)

    def _require_dim(self, dim: int) -> None:
        if dim != self.dim:
            raise IndexStateError(
                f"vector of {dim} dimensions, but the index holds {self.dim}: "
                "another encoder built it; run: rag build, or choose that encoder"
            )

    def _require_writable(self) -> None:
        if self._read_only:
            raise IndexStateError("these vectors are open for reading; run: rag build")


def _flat(dim: int) -> Any:
    """Every row compared; half floats; ids of our own."""
    codes = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    return faiss.IndexIDMap2(codes)


def _codes(dim: int, largest: float) -> Any:
    """8 bits a number, over a range that does not depend on a sample; see ``code_range``."""
    codes = faiss.ScalarQuantizer(dim, faiss.ScalarQuantizer.QT_8bit_uniform)
    reach = code_range(largest)
    _faiss.copy_array_to_vector(np.array([-reach, 2 * reach], np.float32), codes.trained)
    return codes


def _inverted_lists(matrix: Floats, codes: Any) -> Any:
    """A trained, empty IVF index with some codes: 4·√n lists, rounded to a power of two."""
    rows, dim = matrix.shape
    lists = 2 ** round(math.log2(4 * math.sqrt(rows)))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dim),
        dim,
        lists,
        faiss.ScalarQuantizer.QT_8bit_uniform,
        faiss.METRIC_INNER_PRODUCT,
        False,  # store the vector itself, not its difference to the centroid: no drift
    )
    index.cp.niter = 10
    index.cp.spherical = True
    index.cp.max_points_per_centroid = TRAIN_ROWS_PER_LIST
    index.cp.min_points_per_centroid = 1
    sample = np.random.default_rng(0).choice(rows, min(rows, TRAIN_ROWS_PER_LIST * lists), replace=False)
    faiss.omp_set_num_threads(cores())
    index.train(np.ascontiguousarray(matrix[np.sort(sample)], dtype=np.float32))
    index.sq = codes  # not over the range of the sample
    return index


def code_range(largest: float) -> float:
    """The range ±R that 8-bit codes cover: a power of √2, the same for vectors and for what is stored of them.

    A code stands for the middle of its step. Where the next wider range begins, one of its steps does, so that
    rounding never leads from one range into the other; what lies beyond R by less is stored as R.

    Args:
        largest: the greatest absolute number of the vectors, at most 1.
    """
    reach = 2.0**-6
    while True:
        wider = reach * math.sqrt(2)
        step = 2 * wider / STEPS
        begins = math.ceil((reach * (1 + 1 / STEPS) + wider) / step) * step - wider
        if largest <= begins:
            return reach
        reach = wider


def _allows_any(allowed: Allowed) -> bool:
    return bool(allowed.any()) if allowed.dtype == np.bool_ else len(allowed) > 0


def _selector(allowed: Allowed) -> Any:
    """A FAISS filter from a boolean mask over ids, or from the ids themselves."""
    if allowed.dtype == np.bool_:
        return _faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
    return _faiss.IDSelectorBatch(np.ascontiguousarray(allowed, dtype=np.int64))
