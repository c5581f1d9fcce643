"""Version folders side by side, and the file CURRENT that names the one in use.

::

    index/
    ├── CURRENT                               the name of the version in use
    ├── 20260102T030405.678901Z-0123456789ab  a finished version: manifest.json, vectors, …
    ├── .draft-…                              a version being written
    ├── .encoded-….cache                      vectors of an interrupted build
    └── .lock                                 held by the one builder

A version is finished under its draft name, renamed, and becomes current by replacing CURRENT:
whoever reads sees the old version or the new one. A version is never changed afterwards.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rag.errors import IndexStateError
from rag.index import search
from rag.index.manifest import (
    FileMark,
    Manifest,
    read_manifest,
    replace_file,
    sync,
)
from rag.lazy_re import lazy_re

CURRENT = "CURRENT"
LOCK = ".lock"
DRAFT_PREFIX = ".draft-"
_VERSION_ID = lazy_re(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Version:
    """A finished version; ``manifest`` is None where it is damaged, as ``problem`` says."""

    id: str
    folder: Path
    current: bool
    manifest: Manifest | None
    problem: str | None = None


def current_id(folder: Path) -> str:
    """The name of the version in use.

    Raises:
        IndexStateError: there is none, or CURRENT is damaged.
    """
    path = folder / CURRENT
    try:
        name = path.read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise IndexStateError(f"no index in {folder}; run: rag build") from error
    except (OSError, ValueError) as error:
        raise IndexStateError(f"cannot read {path} ({error}); run: rag build") from error
    if not _VERSION_ID.fullmatch(name):  # also keeps the name inside the folder
        raise IndexStateError(f"{path} names no index version; run: rag build")
    return name


def version_folder(folder: Path, version: str) -> Path:
    """The folder of a finished version.

    Raises:
        IndexStateError: there is no version of that name.
    """
    path = folder / version
    if not _VERSION_ID.fullmatch(version) or not path.is_dir():
        raise IndexStateError(f"no index version {version!r} in {folder}; see: rag index list")
    return path


def list_versions(folder: Path) -> tuple[Version, ...]:
    """All finished versions, the oldest first; none where there is no index."""
    if not folder.is_dir():
        return ()
    current = _current_or_none(folder)
    names = sorted(path.name for path in folder.iterdir() if _VERSION_ID.fullmatch(path.name))
    return tuple(_version(folder, name, name == current) for name in names)


def use(folder: Path, version: str) -> Manifest:
    """Checks every file of ``version`` and makes it current.

    Raises:
        IndexStateError: unknown, damaged, its server is not there, or a build is running.
    """
    path = version_folder(folder, version)
    with builder_lock(folder):
        manifest = search.verify_version(path)
        search.point_to(path)
        with writing(folder):
            replace_file(folder / CURRENT, version + "\n")
    return manifest


def gc(folder: Path, keep: int = 2) -> tuple[str, ...]:
    """Deletes all but the ``keep`` newest versions and the current one; returns what went.

    Servers that have a deleted version open keep working where it is files: they hold them.

    Raises:
        IndexStateError: a build is running, or the folder cannot be written.
    """
    with builder_lock(folder):
        clean(folder)
        versions = list_versions(folder)
        newest = {version.id for version in versions[len(versions) - max(keep, 1) :]}
        gone = [v for v in versions if not v.current and v.id not in newest]
        with writing(folder):
            for version in gone:
                _delete(version.folder)
    return tuple(version.id for version in gone)


def clean(folder: Path) -> None:
    """Deletes what killed builders left, but not their vectors; the caller holds the lock."""
    for path in folder.glob(f"{DRAFT_PREFIX}*"):
        discard(path)
    with suppress(OSError):
        (folder / f".{CURRENT}.new").unlink()


def discard(draft: Path) -> None:
    """Deletes a draft with what of it lies on a server.

    Where the server cannot be reached the draft stays, so that a later builder knows of it.
    """
    with suppress(IndexStateError):
        search.drop(draft)
        shutil.rmtree(draft, ignore_errors=True)


def publish(folder: Path, draft: Path, manifest: Manifest) -> None:
    """Turns a finished draft into the current version; the caller holds the lock."""
    os.rename(draft, folder / manifest.id)
    sync(folder)  # the version must be on disk before CURRENT names it
    search.point_to(folder / manifest.id)
    replace_file(folder / CURRENT, manifest.id + "\n")


@contextmanager
def builder_lock(folder: Path) -> Iterator[None]:
    """Holds the folder's lock; the kernel releases it when the process dies.

    Raises:
        IndexStateError: another process builds, or the folder cannot be written.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        with writing(folder):
            _take(lock, folder)
        yield
    finally:
        os.close(lock)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Words a failed write for the user.

    Raises:
        IndexStateError: disk full, no permission, read-only file system …
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise IndexStateError(
            f"cannot write the index in {folder}: {error}; the version in use is not harmed; "
            "make room or correct the permissions, then run: rag build"
        ) from error


def version_id(created: str, files: dict[str, FileMark]) -> str:
    """A name that sorts by time and ends in a hash of the content."""
    digest = hashlib.sha256(
        "".join(f"{name}:{mark.sha256}\n" for name, mark in sorted(files.items())).encode()
    )
    return f"{created}-{digest.hexdigest()[:12]}"


def _take(lock: int, folder: Path) -> None:
    """Takes the lock and leaves the process id for whoever comes second."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(lock, 20, 0).decode("ascii", "replace") or "unknown"
        raise IndexStateError(
            f"another build is writing {folder} (process {holder}); wait until it has finished"
        ) from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)


def _version(folder: Path, name: str, current: bool) -> Version:
    try:
        return Version(name, folder / name, current, read_manifest(folder / name))
    except IndexStateError as error:
        return Version(name, folder / name, current, None, str(error))


def _current_or_none(folder: Path) -> str | None:
    try:
        return current_id(folder)
    except IndexStateError:
        return None


def _delete(path: Path) -> None:
    """Deletes a version; a crash on the way leaves a draft, never half a version."""
    draft = path.with_name(f"{DRAFT_PREFIX}{path.name}")
    os.rename(path, draft)
    search.drop(draft)
    shutil.rmtree(draft)
