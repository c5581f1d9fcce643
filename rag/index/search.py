"""Where the passages of a version are searched: in files beside it, or on a Milvus server.

The one file that knows which: everybody else opens a :class:`PassageStore` here. A version is
opened from where it was written; where new versions are written is the setting ``RAG_STORE``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from rag.errors import IndexStateError
from rag.index.layout import STORE, VECTORS, WORD_VECTORS, Field
from rag.index.local import LocalStore, write_vectors
from rag.index.manifest import FileMark, Manifest, intact, read_manifest, verify
from rag.index.vectors import FaissStore, Floats, Rows
from rag.settings import settings

Documents = Sequence[int]
"""Ordinals of documents."""


class Words(Protocol):
    """The terms of one question, held against the passages of a store."""

    def best(self, k: int, documents: Documents | None = None) -> tuple[Rows, Floats]:
        """At most ``k`` (rows, scores) of passages that hold a term, best first.

        A score is the BM25 of the text and the weighted BM25 of the context. ``documents`` limits
        the search; None: all.
        """

    def at(self, rows: Rows) -> tuple[Floats, Floats]:
        """BM25 of ``rows`` (n,) in their text and in their context, each of shape (n,)."""


class PassageStore(Protocol):
    """Vectors and terms of the passages of one version; read-only, safe to share between threads."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def counts(self) -> dict[str, int]:
        """How many passages each part holds; all must agree."""

    def dense(self, query: Floats, k: int, documents: Documents | None = None) -> tuple[Rows, Floats]:
        """At most ``k`` (rows, similarities) for a query vector (dim,), best first.

        Raises:
            IndexStateError: the query has another dimension than the store.
            EncoderError: the query holds NaN or infinity.
        """

    def words(self, terms: Mapping[Field, Mapping[str, float]], context: float) -> Words:
        """Weighted terms of a question by field; ``context``: weight of that field beside the text."""

    def df(self, field: Field, term: str, documents: Documents | None = None) -> int:
        """Number of passages, of ``documents`` or of all, that hold a term in a field."""

    def idf(self, field: Field, term: str) -> float:
        """Rarity of a term in a field; 0.0 where it does not occur."""

    def holders(self, term: str, documents: Documents) -> set[int]:
        """Those of ``documents`` that have a passage with a term in its text or context."""

    def vectors(self, rows: Rows) -> Floats:
        """Stored vectors of ``rows``, shape (n, dim); for builders, not beside searches."""


def open_store(folder: Path) -> PassageStore:
    """The passages of the version in ``folder``.

    Raises:
        IndexStateError: a file or the collection is missing or damaged, or the server is not there.
    """
    if (folder / STORE).exists():
        from rag.index.milvus import MilvusStore

        return MilvusStore.open(folder)
    return LocalStore(folder)


def write(draft: Path, matrix: Floats, marks: dict[str, FileMark]) -> dict[str, FileMark]:
    """Puts the vectors (passages, dim) and terms of a draft where the setting says.

    Args:
        draft: holds the clause store and the postings.
        matrix: a row for each passage.
        marks: of the draft's files.

    Returns:
        The marks of the files as they are now.

    Raises:
        IndexStateError: the server is not there or did not take them.
        OSError: a file cannot be written.
    """
    if _is_local():
        return {**marks, VECTORS: write_vectors(draft, matrix)}
    from rag.index.milvus_collection import write_collection

    return write_collection(draft, matrix, marks)


def is_same(folder: Path, manifest: Manifest, marks: dict[str, FileMark]) -> bool:
    """Whether a version is sound, lies where new ones would, and was made of files with ``marks``."""
    if (STORE in manifest.files) == _is_local():
        return False
    if not all(intact(folder, manifest, name) for name in manifest.files):
        return False
    wanted = {name: mark for name, mark in manifest.files.items() if name not in (VECTORS, WORD_VECTORS, STORE)}
    if STORE in manifest.files:
        from rag.index.milvus import is_complete
        from rag.index.milvus_collection import moved_files

        return {**wanted, **moved_files(folder)} == marks and is_complete(folder)
    return wanted == marks


def stored_vectors(folder: Path, manifest: Manifest) -> Callable[[Rows], Floats] | None:
    """Gives a version's vectors by row to another build; None where they are damaged or out of reach."""
    if STORE not in manifest.files:
        sound = intact(folder, manifest, VECTORS)
        return FaissStore.load(folder / VECTORS).vectors if sound else None
    with suppress(IndexStateError):
        return open_store(folder).vectors
    return None


def verify_version(folder: Path) -> Manifest:
    """Compares every file with its checksum, and what lies elsewhere with the manifest.

    Raises:
        IndexStateError: names what is missing or damaged.
    """
    manifest = verify(folder)
    if STORE in manifest.files and set(open_store(folder).counts().values()) != {manifest.counts["passages"]}:
        raise IndexStateError(f"{folder}: its collection lacks passages; run: rag build")
    return manifest


def point_to(folder: Path) -> None:
    """Tells the server, if there is one, that the version in ``folder`` comes into use.

    Raises:
        IndexStateError: the server is not there.
    """
    if (folder / STORE).exists():
        from rag.index.milvus_collection import set_alias

        set_alias(folder)


def drop(folder: Path) -> None:
    """Removes what of a version or draft lies elsewhere; its files stay.

    Raises:
        IndexStateError: the server is not there.
    """
    if (folder / STORE).exists():
        from rag.index.milvus_collection import drop_collection

        drop_collection(folder)


def whereabouts(folder: Path) -> str:
    """Where the passages of a version lie, in words."""
    if STORE not in read_manifest(folder).files:
        return "files"
    from rag.index.milvus_collection import described

    return described(folder)


def is_in_place(manifest: Manifest) -> bool:
    """Whether a version lies where the setting says that new ones go."""
    return (STORE in manifest.files) != _is_local()


def _is_local() -> bool:
    return settings().store == "faiss"
