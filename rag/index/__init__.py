"""The index: dense and lexical search over passages, and the clauses they come from.

:class:`Index` is one opened version, read-only and safe to share between threads;
:mod:`rag.index.build` writes versions, :mod:`rag.index.versions` lists and switches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexStateError
from rag.index import versions
from rag.index.arrays import open_array
from rag.index.lexical import Postings
from rag.index.manifest import Manifest, check_sizes, read_manifest, verify
from rag.index.store import ClauseStore
from rag.index.vectors import Allowed, FaissStore, VectorStore
from rag.types import Clause, Document, Passage

Field = Literal["body", "context"]
FIELDS: tuple[Field, ...] = ("body", "context")

VECTORS = "vectors.faiss"
CLAUSES = "clauses.sqlite"
PASSAGE_DOCUMENT = "passage_document.npy"
PASSAGE_CLAUSE = "passage_clause.npy"


class Index:
    """One version of the index. A row is the ordinal of a passage, 0 … passage_count - 1.

    ``passage_document`` and ``passage_clause`` (int32, shape (passages,)) are the ordinals of
    each passage's document, an index into ``document_ids``, and of its clause.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Opens the files of a version whose manifest has been checked.

        Raises:
            IndexStateError: a file cannot be read, or the files do not belong together.
        """
        self.id = manifest.id
        self.manifest = manifest
        self._store = ClauseStore(folder / CLAUSES)
        self._vectors: VectorStore = FaissStore.load(folder / VECTORS)
        self._postings = {field: Postings.load(folder / field) for field in FIELDS}
        self.passage_document: NDArray[np.int32] = open_array(folder / PASSAGE_DOCUMENT, np.int32)
        self.passage_clause: NDArray[np.int32] = open_array(folder / PASSAGE_CLAUSE, np.int32)
        self.document_ids = self._store.document_ids()
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
        self, vector: NDArray[np.float32], k: int, allowed: Allowed | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """At most ``k`` (rows, similarities) for a query vector (dim,), best first.

        ``allowed`` limits the search to a boolean mask over rows or to int64 rows.

        Raises:
            IndexStateError: the vector has another dimension than the index.
        """
        return self._vectors.search(vector, k, allowed)

    def lexical(self, field: Field, terms: Mapping[str, float]) -> NDArray[np.float32]:
        """BM25 of every passage, shape (passages,), for weighted terms in a field."""
        return self._postings[field].scores(terms)

    def idf(self, field: Field, term: str) -> float:
        """Rarity of a term in a field; 0.0 where it does not occur."""
        return self._postings[field].idf(term)

    def df(self, field: Field, term: str) -> int:
        """Number of passages that hold a term in a field."""
        return self._postings[field].df(term)

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Stored vectors of ``rows``, shape (n, dim); for builders, not beside searches."""
        return self._vectors.vectors(rows)

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        """The passages of ``rows``, in their order; InputError for an unknown row."""
        return self._store.passages(rows)

    def clause(self, clause_id: str) -> Clause:
        """A clause with all below it; InputError where there is none of that id."""
        return self._store.clause(clause_id)

    def document(self, document_id: str) -> Document:
        """A whole document; InputError where there is none of that id."""
        return self._store.document(document_id)

    def headers(self) -> tuple[Document, ...]:
        """All documents in order, without text and clauses."""
        return self._store.headers()

    def close(self) -> None:
        """Closes the clause store; only when nobody asks any more (or just drop the index)."""
        self._store.close()

    def _require_agreement(self, folder: Path) -> None:
        """The parts must count the same, or rows of one would name wrong rows of another."""
        counts = {
            "manifest": self.manifest.counts["passages"],
            "clause store": self.passage_count,
            "vectors": self._vectors.count,
            "owners": len(self.passage_document),
        }
        counts.update({field: postings.passages for field, postings in self._postings.items()})
        if len(set(counts.values())) > 1 or self._vectors.dim != self.manifest.encoder.dim:
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
