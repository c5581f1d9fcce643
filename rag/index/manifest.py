"""The manifest of an index version: what is in it, and the checksum of every file.

It is written last, so a version folder without a sound manifest was never finished.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.errors import IndexStateError

FORMAT = 3
"""Raised when older code could misread what newer code writes."""
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class EncoderMark:
    """The encoder that made the vectors; ``fingerprint`` is equal only for equal vectors."""

    name: str
    dim: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class FileMark:
    """Size and SHA-256 of a file."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceMark:
    """A document in the index, the file it was read from, and that file's SHA-256."""

    document: str
    source: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One index version. ``files`` are relative to its folder; ``counts`` by kind."""

    id: str
    created: str
    package: str
    encoder: EncoderMark
    counts: Mapping[str, int]
    files: Mapping[str, FileMark]
    sources: tuple[SourceMark, ...]
    format: int = FORMAT


def mark_files(folder: Path) -> dict[str, FileMark]:
    """Sizes and checksums of all files below ``folder`` but the manifest, by relative path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): mark_file(path) for path in paths}


def mark_file(path: Path) -> FileMark:
    """Size and checksum of one file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return FileMark(file.tell(), digest.hexdigest())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Makes every file of ``folder`` durable, then writes the manifest in one step."""
    for name in manifest.files:
        sync(folder / name)
    for path in folder.rglob("*"):
        if path.is_dir():
            sync(path)
    values = asdict(manifest)
    values["checksum"] = _checksum(values)
    text = json.dumps(values, ensure_ascii=True, indent=1)
    replace_file(folder / MANIFEST, text + "\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version folder.

    Raises:
        IndexStateError: it is missing, damaged, or of a format that this code does not read.
    """
    path = folder / MANIFEST
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        checksum = values.pop("checksum")
        found_format = values["format"]
    except FileNotFoundError as error:
        raise IndexStateError(f"no index version at {folder}: {path} is missing; run: rag build") from error
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise IndexStateError(f"{path} is damaged or unreadable ({error}); run: rag build") from error
    if checksum != _checksum(values):
        raise IndexStateError(f"{path} is damaged: its checksum does not match; run: rag build")
    if found_format != FORMAT:
        raise IndexStateError(
            f"{path} has format {found_format}, this version reads {FORMAT}; run: rag build"
        )
    return _manifest(values)


def check_sizes(folder: Path, manifest: Manifest) -> None:
    """Finds missing and truncated files without reading them.

    Raises:
        IndexStateError: names the first such file.
    """
    for name, mark in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
        except OSError as error:
            raise IndexStateError(f"{path} is missing; run: rag build") from error
        if size != mark.bytes:
            raise IndexStateError(f"{path} is damaged: {size} bytes instead of {mark.bytes}; run: rag build")


def verify(folder: Path) -> Manifest:
    """Reads every file of a version and compares its checksum.

    Raises:
        IndexStateError: names the first file that is missing or damaged.
    """
    manifest = read_manifest(folder)
    check_sizes(folder, manifest)
    for name in manifest.files:
        if not intact(folder, manifest, name):
            raise IndexStateError(f"{folder / name} is damaged: its checksum does not match; run: rag build")
    return manifest


def intact(folder: Path, manifest: Manifest, name: str) -> bool:
    """Whether one file of a version is there and unchanged."""
    try:
        return mark_file(folder / name) == manifest.files.get(name)
    except OSError:
        return False


def sync(path: Path) -> None:
    """Forces a file or folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, text: str) -> None:
    """Puts ``text`` at ``path`` so that readers, also after a crash, see the old or the new."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    sync(path.parent)


def _checksum(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _manifest(values: dict[str, Any]) -> Manifest:
    values["encoder"] = EncoderMark(**values["encoder"])
    values["files"] = {name: FileMark(**mark) for name, mark in values["files"].items()}
    values["sources"] = tuple(SourceMark(**mark) for mark in values["sources"])
    return Manifest(**values)
