"""Builds the index over folders of documents, and tells whether it is stale."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rag import left_out
from rag.corpus import read
from rag.encode.encoder import Encoder, load_encoder
from rag.errors import DocumentError, IndexStateError
from rag.index import open_current, search, versions
from rag.index.build import build
from rag.index.encoding import Progress
from rag.index.manifest import read_manifest
from rag.load import Skipped, files_of, load_folder
from rag.settings import settings
from rag.types import Document

if TYPE_CHECKING:
    from rag.pipeline import Assistant


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made: counts, the version, and the files it skipped with the reason."""

    documents: int
    clauses: int
    passages: int
    version: str
    skipped: tuple[Skipped, ...]


def build_index(
    paths: Sequence[Path],
    folder: Path,
    *,
    progress: Progress | None = None,
    encoder: Encoder | str | None = None,
) -> Report:
    """Brings the index in ``folder`` to exactly the documents in ``paths``.

    Args:
        paths: files and folders.
        folder: the index folder.
        progress: called with (passages done, passages in all) after each batch.
        encoder: one that is loaded, or a name; by default the one that the settings name.

    Raises:
        DocumentError: a path is missing, or no document could be read.
        IndexStateError: the index cannot be written; the version in use is unchanged.
    """
    for path in paths:
        if not path.exists():
            raise DocumentError(
                f"{path}: 没有这个文件或文件夹，请核对路径 / no such file or folder; check the path"
            )
    begun = datetime.now(UTC)
    skipped: list[Skipped] = []
    counts = [0, 0]

    def documents() -> Iterator[Document]:
        for item in read(paths, limit=settings().max_file_bytes):
            if isinstance(item, Skipped):
                skipped.append(item)
                continue
            counts[0] += 1
            counts[1] += sum(1 for _ in item.walk())
            yield item

    first = next(stream := documents(), None)
    if first is None:
        raise DocumentError(_nothing_read(paths, skipped[:3]))
    chosen = settings().encoder if encoder is None else encoder
    loaded = load_encoder(chosen) if isinstance(chosen, str) else chosen
    index = build(_chain(first, stream), loaded, folder, progress=progress)
    # The version before stays for a rollback; older ones would fill the disk and keep removed text.
    versions.gc(folder, keep=2)
    try:
        left_out.write(folder, index.id, begun, skipped)
        return Report(counts[0], counts[1], index.passage_count, index.id, tuple(skipped))
    finally:
        index.close()


def _nothing_read(paths: Sequence[Path], skipped: Sequence[Skipped]) -> str:
    """Why nothing could be read, each reason in its own half of ``中文 / English``."""
    where = ", ".join(map(str, paths))
    chinese, english = f"{where} 中没有可读的文件", f"no readable documents in {where}"
    for file in skipped:
        first, _, second = file.reason.partition(" / ")
        chinese += f"；{file.source}：{first}"
        english += f"; {file.source}: {second or first}"
    return f"{chinese} / {english}"


def _chain(first: Document, rest: Iterator[Document]) -> Iterator[Document]:
    yield first
    yield from rest


def version_in_use(folder: Path) -> str | None:
    """The id of the index version in use; None where it cannot be told."""
    with suppress(IndexStateError):
        return versions.current_id(folder)
    return None


def successor(assistant: Assistant, folder: Path) -> Assistant:
    """An assistant over the version now in use, with the encoder, reranker and model of the one before.

    Every byte of it is checked: a server answers from it for a long time.

    Raises:
        IndexStateError: the version is damaged or cannot be opened, or another encoder built it.
    """
    from rag.pipeline import Assistant as Made

    found = assistant.retriever
    index = open_current(folder, fingerprint=found.encoder.fingerprint, full_check=True)
    return Made(index, found.encoder, assistant.model, assistant.settings, found.reranker)


def is_stale(corpus: Path, folder: Path) -> bool:
    """Whether the index is missing, from another encoder, or not of the files in ``corpus``."""
    if not corpus.is_dir():
        return False
    with suppress(IndexStateError, OSError):
        manifest = read_manifest(folder / versions.current_id(folder))
        if manifest.encoder.name != settings().encoder or not search.is_in_place(manifest):
            return True
        held = {source.sha256 for source in manifest.sources}
        there = (path for path, source in files_of(corpus) if not isinstance(source, Skipped))
        files = {_digest(path) for path in there if path.is_file()}
        return held != files and held != _readable(corpus)
    return True


def _readable(corpus: Path) -> set[str]:
    """Checksums of the documents, those inside archives too; what cannot be read is left out."""
    found = load_folder([corpus], limit=settings().max_file_bytes)
    return {item.sha256 for item in found if not isinstance(item, Skipped)}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
