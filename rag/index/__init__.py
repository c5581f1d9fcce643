"""The index: dense and lexical search over passages, and the clauses they come from.

:class:`Index` is one opened version, read-only and safe to share between threads;
:mod:`rag.index.build` writes versions, :mod:`rag.index.versions` lists and switches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexStateError
from rag.index import versions
from rag.index.arrays import open_array
from rag.index.layout import (
    CLAUSES,
    FIELDS,
    PASSAGE_CLAUSE,
    PASSAGE_DOCUMENT,
    STORE,
    VECTORS,
    Field,
)
from rag.index.lexicon import Lexicon
from rag.index.local import ScoredWords, rows_of
from rag.index.manifest import Manifest, check_sizes, read_manifest, verify
from rag.index.namesakes import namesakes
from rag.index.search import Documents, Words, open_store
from rag.index.store import ClauseStore
from rag.index.repeals import repeals
from rag.types import Clause, Document, Passage

__all__ = [
    "CLAUSES",
    "FIELDS",
    "PASSAGE_CLAUSE",
    "PASSAGE_DOCUMENT",
    "STORE",
    "VECTORS",
    "Documents",
    "Field",
    "Index",
    "ScoredWords",
    "Words",
    "open_current",
]


class Index:
    """One version of the index. A row is the ordinal of a passage, 0 … passage_count - 1.

    ``passage_document`` and ``passage_clause`` (int32, shape (passages,)) are the ordinals of
    each passage's document, an index into ``document_ids``, and of its clause. ``limited_to``: ids
    of the documents that are to be seen; None: all that there are.
    """

    limited_to: frozenset[str] | None = None

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Opens the files of a version whose manifest has been checked.

        Raises:
            IndexStateError: a file cannot be read, or the files do not belong together.
        """
        self.id = manifest.id
        self.manifest = manifest
        self._store = ClauseStore(folder / CLAUSES)
        self._passages = open_store(folder)
        self.passage_document: NDArray[np.int32] = open_array(folder / PASSAGE_DOCUMENT, np.int32)
        self.passage_clause: NDArray[np.int32] = open_array(folder / PASSAGE_CLAUSE, np.int32)
        self.document_ids = self._store.document_ids()
        self.lexicon = Lexicon.open(folder, manifest.encoder.dim)
        self._require_agreement(folder)

    @classmethod
    def open(cls, folder: Path, *, fingerprint: str | None = None, full_check: bool = False) -> Index:
        """Opens the version in ``folder``.

        Args:
            folder: a version folder, as ``versions.version_folder`` gives it.
            fingerprint: of the encoder that will encode the queries; None: not compared.
            full_check: read every file and compare its checksum, not only its size.

        Raises:
            IndexStateError: missing, damaged, or built by another encoder.
        """
        if full_check:
            manifest = verify(folder)
        else:
            manifest = read_manifest(folder)
            check_sizes(folder, manifest)
        _require_encoder(folder, manifest, fingerprint)
        return cls(folder, manifest)

    @property
    def passage_count(self) -> int:
        """Number of passages."""
        return self._store.counts["passages"]

    def dense(
        self, vector: NDArray[np.float32], k: int, documents: Documents | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """At most ``k`` (rows, similarities) for a query vector (dim,), best first.

        ``documents`` limits the search to documents, given by their ordinals.

        Raises:
            IndexStateError: the vector has another dimension than the index.
        """
        return self._passages.dense(vector, k, documents)

    def words(
        self,
        terms: Mapping[str, float],
        context: float = 0.5,
        headings: Mapping[str, float] | None = None,
    ) -> Words:
        """Weighted terms held against the passages.

        Args:
            terms: with their weights.
            context: weight of title and headings beside the text.
            headings: the terms for title and headings, where they weigh differently there.
        """
        return self._passages.words(
            {"body": terms, "context": terms if headings is None else headings}, context
        )

    def lexical(self, field: Field, terms: Mapping[str, float]) -> NDArray[np.float32]:
        """BM25 of every passage, shape (passages,): for checks; ``words`` asks for what it needs."""
        rows = np.arange(self.passage_count, dtype=np.int64)
        return self.words(terms).at(rows)[FIELDS.index(field)]

    def rows(self, documents: Documents) -> NDArray[np.int64]:
        """The rows of the passages of ``documents``, given by their ordinals; ascending."""
        return rows_of(documents, self.passage_document)

    def idf(self, field: Field, term: str) -> float:
        """Rarity of a term in a field; 0.0 where it does not occur."""
        return self._passages.idf(field, term)

    def holders(self, term: str, documents: Documents) -> set[int]:
        """Those of ``documents`` that have a passage with a term in its text or context."""
        return self._passages.holders(term, documents)

    def df(self, field: Field, term: str, documents: Documents | None = None) -> int:
        """Number of passages, of ``documents`` or of all, that hold a term in a field."""
        return self._passages.df(field, term, documents)

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Stored vectors of ``rows``, shape (n, dim); for builders, not beside searches."""
        return self._passages.vectors(rows)

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        """The passages of ``rows``, in their order; InputError for an unknown row."""
        return self._store.passages(rows)

    def clause(self, clause_id: str) -> Clause:
        """A clause with all below it; InputError where there is none of that id."""
        return self._store.clause(clause_id)

    def clauses(self, clause_ids: Iterable[str]) -> dict[str, Clause]:
        """Clauses with all below them, by id, read in one go; InputError for an unknown id."""
        return self._store.clauses(clause_ids)

    def document(self, document_id: str) -> Document:
        """A whole document; InputError where there is none of that id.

        One that another document repeals is ``superseded`` from the day that one takes effect, though it does not say so.
        """
        document = self._whole_document(document_id)
        return replace(document, status="superseded") if self.is_ended(document_id) else document

    def is_ended(self, document_id: str) -> bool:
        """Whether another document repeals one and has taken effect."""
        later = self.repealed.get(document_id)
        return later is not None and (later.effective_on or "") <= date.today().isoformat()

    def _whole_document(self, document_id: str) -> Document:
        return self._store.document(document_id)

    def headers(self) -> tuple[Document, ...]:
        """All documents in order, without text and clauses."""
        return self._store.headers()

    @cached_property
    def repealed(self) -> Mapping[str, Document]:
        """By the id of each document that another one repeals: the header of the one that does."""
        return repeals(self.headers())

    @cached_property
    def namesakes(self) -> Mapping[str, tuple[Document, ...]]:
        """By the id of each document the headers of the others that have its title."""
        return namesakes(self.headers())

    def close(self) -> None:
        """Closes the clause store; only when nobody asks any more (or just drop the index)."""
        self._store.close()

    def _require_agreement(self, folder: Path) -> None:
        """The parts must count the same, or rows of one would name wrong rows of another."""
        counts = {
            "manifest": self.manifest.counts["passages"],
            "clause store": self.passage_count,
            "owners": len(self.passage_document),
            **self._passages.counts(),
        }
        if len(set(counts.values())) > 1 or self._passages.dim != self.manifest.encoder.dim:
            raise IndexStateError(f"the files of {folder} disagree ({counts}); run: rag build")


def open_current(folder: Path, *, fingerprint: str | None = None, full_check: bool = False) -> Index:
    """Opens the version in use of an index folder; see :meth:`Index.open`.

    Raises:
        IndexStateError: there is no index, it is damaged, or another encoder built it.
    """
    while True:
        name = versions.current_id(folder)
        try:
            return Index.open(folder / name, fingerprint=fingerprint, full_check=full_check)
        except IndexStateError:
            # A build and a clean-up may have overtaken us between reading and opening.
            if versions.current_id(folder) == name:
                raise


def _require_encoder(folder: Path, manifest: Manifest, fingerprint: str | None) -> None:
    if fingerprint is not None and fingerprint != manifest.encoder.fingerprint:
        raise IndexStateError(
            f"the index {folder} was built by the encoder {manifest.encoder.name!r} "
            f"({manifest.encoder.fingerprint}), not by the one in use ({fingerprint}); "
            f"run: rag build, or set RAG_ENCODER={manifest.encoder.name}"
        )
