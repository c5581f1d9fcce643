"""The files of the corpus folder: listed, added after a look inside, removed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from rag.corpus import read_file
from rag.errors import DocumentError, InputError
from rag.lazy_re import lazy_re
from rag.left_out import LeftOut
from rag.load import SUFFIXES, Skipped, files_of, passed_over
from rag.types import Document

_TAKEN = "已有同名文件，请先移除或改名 / already there; remove it first, or rename the new one"
#: Bytes of a file name; file systems take 255.
MAX_NAME = 200
_UNFIT = lazy_re(r"[\x00-\x1f\x7f<>:\"|?*\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus folder; ``name`` is its path inside the folder, ``changed`` when in UTC."""

    name: str
    size: int
    changed: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the next build changes: files that the index does not hold as they are, files that are gone."""

    new: frozenset[str]
    gone: tuple[str, ...]


def listed(folder: Path) -> list[CorpusFile]:
    """All files of the folder that count as documents, readable or not, sorted."""
    if not folder.is_dir():
        return []
    found = []
    for path, source in files_of(folder):
        with suppress(OSError):  # removed by somebody else meanwhile, or not ours to see
            if not isinstance(source, Skipped) and path.is_file():
                held = path.stat()
                found.append(CorpusFile(source, held.st_size, _utc(held.st_mtime)))
    return sorted(found, key=lambda file: file.name)


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def waiting(
    files: Iterable[CorpusFile], documents: Iterable[Document], version: str, left_out: LeftOut
) -> Waiting:
    """What a build would change, by names and by times.

    A file that the last build could not read waits for nothing until it is changed.

    Args:
        files: those of the folder.
        documents: those of the index.
        version: its id, whose name holds a time.
        left_out: what the build told that made it, or found it to be as it should.
    """
    held = {document.source.partition("!/")[0] for document in documents}
    looked_at = held | {source.partition("!/")[0] for source in left_out.reasons}
    built = left_out.begun or _built(version)
    there = list(files)
    new = (file.name for file in there if file.name not in looked_at or (built and file.changed > built))
    return Waiting(frozenset(new), tuple(sorted(held - {file.name for file in there})))


def _built(version: str) -> datetime | None:
    try:
        return datetime.strptime(version.partition("-")[0], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def fit_name(given: str | None) -> str:
    """The file name of an upload: the last part of what the browser sent.

    Raises:
        InputError: it is no name, or none of a format that is read.
    """
    name = PurePosixPath((given or "").replace("\\", "/")).name.strip()
    if not name or _UNFIT.search(name) or passed_over(name) or len(name.encode()) > MAX_NAME:
        raise InputError(f"{name[:40]!r}: 文件名不可用，请改名 / not a usable file name; rename the file")
    if PurePosixPath(name).suffix.lower() not in SUFFIXES:
        kinds = " ".join(SUFFIXES)
        raise InputError(f"{name}: 不支持这种格式，可上传 {kinds} / not read; the formats are {kinds}")
    return name


def add(folder: Path, given: str | None, data: bytes, limit: int) -> str:
    """Puts a file into the folder once it has been read as a document; its name.

    Raises:
        InputError: its name, size or content will not do, or the name is taken.
    """
    name = fit_name(given)
    if not data or len(data) > limit:
        size = f"超过 {limit:,} 字节 / larger than {limit:,} bytes" if data else "文件是空的 / empty"
        raise InputError(f"{name}: {size}")
    if (folder / name).exists():
        raise InputError(f"{name}: {_TAKEN}")
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{secrets.token_hex(6)}{PurePosixPath(name).suffix.lower()}"
    try:
        draft.write_bytes(data)
        _look(draft, name, limit)
        os.link(draft, folder / name)  # unlike a rename, never over a file that came meanwhile
    except FileExistsError as error:
        raise InputError(f"{name}: {_TAKEN}") from error
    except OSError as error:
        raise InputError(f"{name}: 无法保存 / cannot be stored ({error.strerror})") from error
    finally:
        draft.unlink(missing_ok=True)
    return name


def _look(draft: Path, name: str, limit: int) -> None:
    if draft.suffix == ".zip":
        return  # the build reads it member by member and tells what it skips
    try:
        read_file(draft, limit=limit)
    except DocumentError as error:
        raise InputError(str(error).replace(draft.name, name)) from error


def remove(folder: Path, name: str) -> None:
    """Deletes a file of the list.

    Raises:
        InputError: the list does not hold it, or it cannot be deleted.
    """
    if name not in {file.name for file in listed(folder)}:
        raise InputError(f"{name[:80]!r}: 文件夹中没有 / is not in the folder")
    try:
        (folder / name).unlink()
    except OSError as error:
        raise InputError(f"{name}: 无法移除 / cannot be removed ({error.strerror})") from error
