"""A backup put back: looked through and checked whole before anything that is there is touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from rag.errors import InputError
from rag.index import versions
from rag.index.manifest import verify
from rag.lazy_re import lazy_re
from rag.records.backup import FORMAT, MANIFEST, Content, Places
from rag.records.entry import canonical

_BLOCK = 1 << 20
#: Bytes of the list of files that are read; a list of ten thousand files has about a million.
_MAX_MANIFEST = 64 << 20
_FOLDERS = ("corpus", "index", "data", "prompts")
_CONTROL = lazy_re(r"[\x00-\x1f\x7f\\]")


def inside(folder: Path) -> Places:
    """The places of a restore into a folder of its own."""
    return Places(*(folder / name for name in _FOLDERS))


def restore(source: Path, places: Places, *, replace: bool = False) -> tuple[Content, list[Path]]:
    """Puts a backup back; what stood there is moved aside, never deleted.

    Every file is written beside its place and compared with its checksum, the index and the
    databases are examined; only then the folders change places. Returns what was restored and where
    the old folders are now.

    Raises:
        InputError: it is no backup, or is damaged; a folder is not empty and ``replace`` is not
            given; or something cannot be written. Nothing has changed then.
        IndexStateError: the index in it is damaged.
    """
    try:
        with tarfile.open(source, mode="r:") as tar:
            members = _members(tar, source)
            content = _content(tar, members, source)
            held = {name.partition("/")[0] for name in content.files}
            targets = {name: folder for name, folder in places.items() if name in held}
            if not replace:
                _require_empty(targets)
            with _staged(targets) as staged:
                for name in content.files:
                    _extract(tar, members[name], staged, content, source)
                _examine(staged, content)
                return content, _swapped(staged, targets)
    except tarfile.TarError as error:
        raise InputError(f"{source}: no backup, or a damaged one ({error})") from error
    except OSError as error:
        raise InputError(f"{source}: cannot be restored: {error}; nothing was changed") from error


def _members(tar: tarfile.TarFile, source: Path) -> dict[str, tarfile.TarInfo]:
    """The members by name: regular files inside the folders of a backup, each once."""
    found: dict[str, tarfile.TarInfo] = {}
    for member in tar:
        if not member.isreg() or member.issparse():
            raise InputError(f"{source}: {member.name!r} is no plain file; this is no backup of ours")
        if member.name != MANIFEST and not is_safe(member.name):
            raise InputError(f"{source}: {member.name!r} leads out of the backup; nothing was restored")
        if member.name in found:
            raise InputError(f"{source}: {member.name!r} is in it twice; nothing was restored")
        found[member.name] = member
    return found


def is_safe(name: str) -> bool:
    """Whether a name stays inside one of the folders, on every system."""
    parts = name.split("/")
    return (
        len(parts) >= 2
        and parts[0] in _FOLDERS
        and not _CONTROL.search(name)
        and not any(part in ("", ".", "..") or len(part.encode("utf-8", "replace")) > 255 for part in parts)
    )


def _content(tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], source: Path) -> Content:
    """The list of files, itself checked.

    Raises:
        InputError: it is missing, damaged, of another format, or does not name what is there.
    """
    member = members.pop(MANIFEST, None)
    file = tar.extractfile(member) if member is not None and member.size <= _MAX_MANIFEST else None
    if file is None:
        raise InputError(f"{source}: {MANIFEST} is missing; the backup is not whole, or none of ours")
    try:
        values: dict[str, Any] = json.loads(file.read())
        checksum = values.pop("checksum")
        if checksum != hashlib.sha256(canonical(values).encode()).hexdigest():
            raise InputError(f"{source}: {MANIFEST} is damaged: its checksum does not match")
        if values["format"] != FORMAT:
            raise InputError(f"{source}: format {values['format']}, this version reads {FORMAT}")
        files = {name: (int(size), str(digest)) for name, (size, digest) in values["files"].items()}
        content = Content(**{**values, "files": files, "settings": tuple(values["settings"])})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{source}: {MANIFEST} is damaged ({error})") from error
    if files.keys() != members.keys():
        odd = sorted(files.keys() ^ members.keys())[0]
        raise InputError(f"{source}: {odd!r} is missing or not in the list; the backup is damaged")
    return content


def _require_empty(targets: dict[str, Path]) -> None:
    for folder in targets.values():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(
                f"{folder} is not empty; nothing was restored; give --replace (what is there is moved "
                "aside), or --to FOLDER"
            )


@contextmanager
def _staged(targets: dict[str, Path]) -> Iterator[dict[str, Path]]:
    """Folders beside the targets, on the same disk; gone afterwards where they were not used."""
    staged = {
        name: folder.with_name(f".{folder.name}.restoring-{os.getpid()}") for name, folder in targets.items()
    }
    try:
        for folder in staged.values():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, mode=0o755)
        yield staged
    finally:
        for folder in staged.values():
            shutil.rmtree(folder, ignore_errors=True)


def _extract(
    tar: tarfile.TarFile, member: tarfile.TarInfo, staged: dict[str, Path], content: Content, source: Path
) -> None:
    """One file, never more bytes than the list says.

    Raises:
        InputError: it is not what was backed up.
    """
    size, wanted = content.files[member.name]
    folder, _, rest = member.name.partition("/")
    path = staged[folder] / rest
    path.parent.mkdir(parents=True, exist_ok=True)
    file = tar.extractfile(member)
    assert file is not None  # regular files only
    if member.size != size or _copied(file, path, private=folder == "data") != wanted:
        raise InputError(
            f"{source}: {member.name} is damaged: its checksum does not match; nothing was restored"
        )
    os.utime(path, (member.mtime, member.mtime))


def _copied(file: IO[bytes], path: Path, private: bool) -> str:
    """Writes a new file and makes it durable; gives its SHA-256."""
    digest = hashlib.sha256()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644)
    with os.fdopen(descriptor, "wb") as out:
        while block := file.read(_BLOCK):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _examine(staged: dict[str, Path], content: Content) -> None:
    """The index opens by its own manifest, the databases are sound."""
    if content.version is not None and "index" in staged:
        verify(staged["index"] / versions.current_id(staged["index"]))
    for path in staged["data"].rglob("*.sqlite") if "data" in staged else ():
        try:
            with closing(sqlite3.connect(path)) as connection:
                found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.Error as error:
            found = str(error)
        if found != "ok":
            raise InputError(f"{path.name} in the backup is damaged ({found}); nothing was restored")


def _swapped(staged: dict[str, Path], targets: dict[str, Path]) -> list[Path]:
    """Each folder put in its place; one that fails brings back those before it."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    done: list[tuple[Path, Path | None]] = []
    try:
        for name, target in targets.items():
            aside = target.with_name(f"{target.name}.replaced-{stamp}") if _occupied(target) else None
            if aside is not None:
                os.rename(target, aside)
                done.append((target, aside))
                os.rename(staged[name], target)
            else:
                os.rename(staged[name], target)  # onto nothing, or an empty folder
                done.append((target, None))
    except OSError:
        for target, aside in reversed(done):
            with suppress(OSError):
                shutil.rmtree(target, ignore_errors=True)
                if aside is not None:
                    os.rename(aside, target)
        raise
    return [aside for _, aside in done if aside is not None]


def _occupied(folder: Path) -> bool:
    return folder.exists() and any(folder.iterdir())
