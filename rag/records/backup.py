"""Everything that cannot be made again, in one tar file: documents, index, records, users, prompts.

::

    corpus/…                the documents, with groups and manifests beside them
    index/CURRENT           and index/<version>/…: the version in use
    data/…                  records.sqlite and whatever else users leave
    prompts/…
    backup.json             last: size and SHA-256 of every file, so a cut-off backup shows

The settings are not in it: they hold passwords. Their names are, as a reminder.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rag.errors import IndexStateError, InputError
from rag.index import versions
from rag.index.manifest import MANIFEST as INDEX_MANIFEST
from rag.index.manifest import verify
from rag.records.entry import canonical, program

FORMAT = 1
MANIFEST = "backup.json"
_SQLITE = b"SQLite format 3\0"
_BLOCK = 1 << 20
#: How often a copy of the index is begun again because a build has removed its version meanwhile.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that are backed up, and restored to."""

    corpus: Path
    index: Path
    data: Path
    prompts: Path

    def items(self) -> tuple[tuple[str, Path], ...]:
        """Name and folder, in the order of the file."""
        return tuple((name, getattr(self, name)) for name in ("corpus", "index", "data", "prompts"))


@dataclass(frozen=True, slots=True)
class Content:
    """What a backup holds: ``files`` maps names in it to (bytes, SHA-256)."""

    created: str
    program: str
    version: str | None
    files: Mapping[str, tuple[int, str]]
    settings: tuple[str, ...] = ()
    format: int = FORMAT


def backup(target: Path, places: Places, settings: Iterable[str] = (), *, replace: bool = False) -> Content:
    """Writes a backup while the service goes on; the file appears when it is whole.

    Args:
        target: the tar file.
        places: the folders; one that does not exist is left out.
        settings: names of the settings in force, never their values.
        replace: whether a file that is there gives way.

    Raises:
        InputError: the file is there already, a folder cannot be read, or the file cannot be written.
        IndexStateError: the index is damaged.
    """
    for _, folder in places.items():
        if target.resolve().is_relative_to(folder.resolve()):
            raise InputError(f"{target}: lies in {folder}, which is backed up; choose another folder")
    if not replace and os.path.lexists(target):
        raise InputError(f"{target}: is there already; choose another name, or give --replace")
    part = target.with_name(f".{target.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds what people asked
        with os.fdopen(descriptor, "wb") as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                content = _written(tar, places, tuple(sorted(settings)))
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, target)
    except (OSError, sqlite3.Error, tarfile.TarError) as error:
        raise InputError(
            f"{target}: the backup failed ({error}); make room or correct the permissions, then run it again"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()
    return content


def _written(tar: tarfile.TarFile, places: Places, settings: tuple[str, ...]) -> Content:
    files: dict[str, tuple[int, str]] = {}
    version = _add_index(tar, places.index, files)
    for name, folder in places.items():
        if name != "index" and folder.is_dir():
            for path in _regular(folder):
                _add(tar, f"{name}/{path.relative_to(folder).as_posix()}", path, files)
    if not files:
        raise InputError(
            "there is nothing to back up: no documents, no index, no records; check the settings"
        )
    created = datetime.now(UTC).isoformat(timespec="seconds")
    content = Content(created, program(), version, files, settings)
    values = asdict(content)
    values["checksum"] = hashlib.sha256(canonical(values).encode()).hexdigest()
    _put(tar, MANIFEST, json.dumps(values, ensure_ascii=True, indent=1).encode())
    return content


def _regular(folder: Path) -> Iterator[Path]:
    """Regular files in order; links are not followed, and SQLite's own side files are left out."""
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            path = Path(parent) / name
            if path.is_file() and not path.is_symlink() and not name.endswith(("-wal", "-shm", "-journal")):
                yield path


def _add_index(tar: tarfile.TarFile, folder: Path, files: dict[str, tuple[int, str]]) -> str | None:
    """The version in use. It is copied to one side first: a build may remove it at any moment."""
    if not (folder / versions.CURRENT).exists():
        return None
    with tempfile.TemporaryDirectory() as scratch:
        version, names, place = _copied(folder, Path(scratch))
        for name in names:
            _add(tar, f"index/{version}/{name}", place / name, files)
    _put(tar, f"index/{versions.CURRENT}", f"{version}\n".encode(), files)
    return version


def _copied(folder: Path, scratch: Path) -> tuple[str, list[str], Path]:
    """The version in use, its files by name, and where a copy of them lies."""
    for attempt in range(_TRIES):
        version = versions.current_id(folder)
        place = scratch / str(attempt)
        try:
            names = [*verify(folder / version).files, INDEX_MANIFEST]
            for name in names:
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                _link_or_copy(folder / version / name, place / name)
            return version, names, place
        except (OSError, IndexStateError):
            if versions.current_id(folder) == version:
                raise
    raise IndexStateError(f"{folder}: builds follow one another too quickly to copy a version; try again")


def _link_or_copy(source: Path, target: Path) -> None:
    """A second name for the file, which outlives a build's clean-up; a copy on another disk."""
    try:
        os.link(source, target)
    except OSError:
        target.write_bytes(source.read_bytes())


def _add(tar: tarfile.TarFile, name: str, path: Path, files: dict[str, tuple[int, str]]) -> None:
    """A file; a database as it stands at this moment, written to or not."""
    with path.open("rb") as file:
        is_database = file.read(len(_SQLITE)) == _SQLITE
        if not (is_database and name.startswith("data/")):
            file.seek(0)
            _stream(tar, name, file, os.fstat(file.fileno()).st_size, files)
            return
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "copy.sqlite"
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, complete in itself
        with copy.open("rb") as file:
            _stream(tar, name, file, copy.stat().st_size, files)


class _Hashing(io.RawIOBase):
    """A file that keeps the digest of what is read from it."""

    def __init__(self, file: io.BufferedIOBase | io.BufferedReader) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


def _stream(
    tar: tarfile.TarFile, name: str, file: io.BufferedReader, size: int, files: dict[str, tuple[int, str]]
) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(os.fstat(file.fileno()).st_mtime)
    hashing = _Hashing(file)
    tar.addfile(info, hashing)  # raises where the file has become shorter meanwhile
    files[name] = (size, hashing.digest.hexdigest())


def _put(
    tar: tarfile.TarFile, name: str, data: bytes, files: dict[str, tuple[int, str]] | None = None
) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))
    if files is not None:
        files[name] = (len(data), hashlib.sha256(data).hexdigest())
