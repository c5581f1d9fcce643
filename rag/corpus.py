"""The documents of files and folders: loaded, parsed, each under an id that survives a rebuild."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.errors import DocumentError
from rag.load import Loaded, Skipped, load_file, load_folder
from rag.parse.parser import parse
from rag.types import Document


def read(paths: Sequence[Path], *, limit: int) -> Iterator[Document | Skipped]:
    """The documents of files, folders and archives in sorted order; what cannot be read is told.

    Args:
        paths: files or folders.
        limit: largest file read, in bytes.

    Raises:
        DocumentError: a path does not exist.
    """
    taken: set[str] = set()
    seen: dict[str, str] = {}
    for loaded in load_folder(paths, limit=limit):
        if isinstance(loaded, Skipped):
            yield loaded
        elif loaded.sha256 in seen:
            first = seen[loaded.sha256]
            yield Skipped(
                loaded.source,
                f"与 {first} 内容相同，未重复读入 / is the same file as {first}; it is read once",
            )
        else:
            seen[loaded.sha256] = loaded.source
            identity = document_id(loaded.source, taken)
            taken.add(identity)
            yield _parse(loaded, identity)


def read_file(path: Path, *, limit: int) -> Document:
    """One file as a document.

    Raises:
        DocumentError: it cannot be read.
    """
    loaded = load_file(path, limit=limit)
    return _parse(loaded, document_id(loaded.source, set()))


def _parse(loaded: Loaded, identity: str) -> Document:
    try:
        return parse(
            loaded.text,
            document_id=identity,
            source=loaded.source,
            sha256=loaded.sha256,
            title=loaded.title or Path(loaded.source).stem,
            headings=loaded.headings,
        )
    except RecursionError as error:
        raise DocumentError(f"{loaded.source}: nested too deeply; split the file") from error


def document_id(source: str, taken: set[str]) -> str:
    """The id of a document: its path without suffix; with a hash of it where that is taken.

    The folders belong to it: by its name alone, a file would change its id when one of the same name
    comes into another folder, and an id would tell that a hidden folder has one.

    >>> document_id("2023/方案 (一).docx", set())
    '2023-方案-一'
    """
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", source)
    stem = re.sub(r"[^\w\u4e00-\u9fff.-]+", "-", stem).strip("-.") or "document"
    if stem not in taken:
        return stem
    return f"{stem}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"
