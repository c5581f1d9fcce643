"""The vectors of a build: what is known is reused, what is new is encoded once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.errors import EncoderError
from rag.index import CLAUSES, codec, search
from rag.index.cache import EncodedCache
from rag.index.manifest import Manifest, intact
from rag.index.store import ClauseStore
from rag.types import Passage

if TYPE_CHECKING:
    from rag.encode.encoder import Encoder

BATCH = 256

Progress = Callable[[int, int], None]
Floats = NDArray[np.float32]


def embedded_text(passage: Passage) -> str:
    """What is encoded for a passage: its context line, then its text."""
    return f"{passage.context}\n{passage.text}"


def content_key(passage: Passage, fingerprint: str) -> bytes:
    """SHA-256 over encoder and encoded text: equal keys have equal vectors."""
    return hashlib.sha256(codec.pack(f"{fingerprint}\0{embedded_text(passage)}")).digest()


def encode_passages(
    store: ClauseStore,
    encoder: Encoder,
    folder: Path,
    previous: Manifest | None,
    progress: Progress | None = None,
) -> Floats:
    """The vectors of all passages of ``store``, shape (passages, dim).

    Vectors come from the ``previous`` version of the index ``folder``, from what an interrupted
    build left there, and for the rest from ``encoder``.

    Raises:
        EncoderError: the encoder returned what it must not.
        IndexStateError: the cache cannot be written.
    """
    keys = store.keys()
    first: dict[bytes, int] = {}
    for row, key in enumerate(keys):
        first.setdefault(key, row)
    matrix = np.empty((len(keys), encoder.dim), np.float32)
    with closing(EncodedCache(folder, encoder.fingerprint, encoder.dim)) as cache:
        missing = _reuse_cached(matrix, _reuse_previous(matrix, first, folder, previous), cache)
        done = len(keys) - len(missing)
        for rows, vectors in _encoded(store, list(missing.values()), encoder):
            if progress:
                progress(done, len(keys))
            matrix[rows] = vectors
            cache.append([keys[row] for row in rows], vectors)
            done += len(rows)
    if progress:
        progress(len(keys), len(keys))
    matrix[:] = matrix[[first[key] for key in keys]]
    return matrix


def _reuse_previous(
    matrix: Floats, wanted: dict[bytes, int], folder: Path, previous: Manifest | None
) -> dict[bytes, int]:
    """Copies vectors of the version in use, if undamaged; returns the rows still wanted."""
    if previous is None:
        return wanted
    place = folder / previous.id
    if not intact(place, previous, CLAUSES):
        return wanted
    with closing(ClauseStore(place / CLAUSES)) as store:
        # A key names its encoder too, so another encoder's vectors never match.
        known = {key: row for row, key in enumerate(store.keys())}
    shared = [key for key in wanted if key in known]
    held = search.stored_vectors(place, previous) if shared else None
    if held is None:
        return wanted
    there = np.array([known[key] for key in shared], np.int64)
    matrix[[wanted[key] for key in shared]] = held(there)
    return {key: row for key, row in wanted.items() if key not in known}


def _reuse_cached(matrix: Floats, wanted: dict[bytes, int], cache: EncodedCache) -> dict[bytes, int]:
    """Copies vectors that an interrupted build left; returns the rows still wanted."""
    missing = {}
    for key, row in wanted.items():
        vector = cache.get(key)
        if vector is None:
            missing[key] = row
        else:
            matrix[row] = vector
    return missing


def _encoded(
    store: ClauseStore, rows: Sequence[int], encoder: Encoder
) -> Iterator[tuple[Sequence[int], Floats]]:
    """Rows and their vectors (n, dim), batch by batch."""
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        texts = [embedded_text(passage) for passage in store.passages(batch)]
        vectors = np.asarray(encoder.encode_documents(texts), np.float32)
        if vectors.shape != (len(batch), encoder.dim):
            raise EncoderError(
                f"the encoder {encoder.name} returned shape {vectors.shape} for {len(batch)} "
                f"texts, not ({len(batch)}, {encoder.dim})"
            )
        wrong = np.flatnonzero(~(np.abs(np.linalg.norm(vectors, axis=1) - 1.0) < 0.01))
        if len(wrong):
            raise EncoderError(
                f"the encoder {encoder.name} returned a vector that is not finite and of "
                f"length 1 for the text {texts[wrong[0]][:80]!r}"
            )
        yield batch, vectors
