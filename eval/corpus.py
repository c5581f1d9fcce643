"""The documents of a folder, read as the program reads them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rag.errors import DocumentError
from rag.types import Clause, Document

if TYPE_CHECKING:
    from rag.load import Loaded


def read_documents(folder: Path) -> list[Document]:
    """The documents of a folder, loaded and parsed; a file that cannot be read is named on stderr.

    Raises:
        DocumentError: the folder holds no document.
    """
    from rag.load import Loaded, load_folder
    from rag.settings import settings

    documents = []
    for loaded in load_folder([folder], limit=settings().max_file_bytes):
        if isinstance(loaded, Loaded):
            documents.append(_document(loaded))
        else:
            print(f"{loaded.source}: skipped: {loaded.reason}", file=sys.stderr)
    if not documents:
        raise DocumentError(f"no documents in {folder}: give a folder of policy documents")
    return documents


def _document(loaded: Loaded) -> Document:
    from rag.parse.parser import parse

    return parse(
        loaded.text,
        document_id=PurePosixPath(loaded.source).stem,
        source=loaded.source,
        sha256=loaded.sha256,
        title=loaded.title,
    )


def clauses_by_id(documents: Iterable[Document]) -> dict[str, Clause]:
    """Every clause of the documents by its id."""
    return {clause.id: clause for document in documents for clause in document.walk()}
