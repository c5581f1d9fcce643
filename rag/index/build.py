"""Builds an index version: only what changed is encoded, and nothing is seen until it is sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexStateError
from rag.index import (
    CLAUSES,
    FIELDS,
    PASSAGE_CLAUSE,
    PASSAGE_DOCUMENT,
    Index,
    search,
    versions,
)
from rag.index.arrays import save_array
from rag.index.cache import remove_caches
from rag.index.encoding import Progress, content_key, encode_passages
from rag.index.layout import WORD_VECTORS, WORDS
from rag.index.lexical import PostingsWriter
from rag.index.lexicon import Lexicon, write_word_vectors, write_words
from rag.index.manifest import (
    EncoderMark,
    FileMark,
    Manifest,
    SourceMark,
    intact,
    mark_file,
    mark_files,
    read_manifest,
    write_manifest,
)
from rag.index.store import ClauseStore, ClauseStoreWriter
from rag.types import Document, Passage

if TYPE_CHECKING:
    from rag.encode.encoder import Encoder

CHECKED_PASSAGES = 32
#: Contexts whose terms are kept for the passages that follow: those of a chapter share one.
CONTEXTS = 16

Split = Callable[[Document], Sequence[Passage]]
Tokenize = Callable[[str], Sequence[str]]
Vocabulary = Callable[[str], Sequence[str]]
Floats = NDArray[np.float32]


def build(
    documents: Iterable[Document],
    encoder: Encoder,
    folder: Path,
    *,
    progress: Progress | None = None,
    split: Split | None = None,
    tokenize: Tokenize | None = None,
    vocabulary: Vocabulary | None = None,
) -> Index:
    """Brings the index in ``folder`` to exactly ``documents`` and opens it.

    Only passages whose encoded text is new are encoded; if nothing changed, the current version
    stays. The order of documents counts: give them sorted. The same order and encoder give the
    same index.

    Args:
        documents: read one by one; only one is held in memory.
        encoder: its fingerprint is kept, and queries must come from the same one.
        folder: the index folder, made if missing.
        progress: called with (passages done, passages in all) after each batch.
        split: how a document becomes passages; by default ``rag.index.passages.passages``.
        tokenize: how text becomes terms; by default ``rag.language.tokens.tokens``.
        vocabulary: the words of a text for the lexicon; by default ``rag.language.tokens.content_words``.

    Raises:
        IndexStateError: another build runs, the disk is full, or the result is not sound; the
            version in use is unchanged.
        DocumentError: two documents or clauses have the same id.
        EncoderError: the encoder returned what it must not.
    """
    split, tokenize = split or _passages(), tokenize or _tokens()
    vocabulary = vocabulary or _content_words()
    with versions.builder_lock(folder):
        versions.clean(folder)
        with _draft(folder) as draft:
            sources = _write_documents(documents, draft, encoder.fingerprint, split, tokenize, vocabulary)
            with versions.writing(folder):
                marks = mark_files(draft)
            previous = _previous(folder)
            if not _unchanged(folder, previous, marks, encoder.fingerprint):
                with closing(ClauseStore(draft / CLAUSES)) as store:
                    matrix = encode_passages(store, encoder, folder, previous, progress)
                with versions.writing(folder):
                    write_word_vectors(draft, encoder, _previous_lexicon(folder, previous, encoder))
                    marks[WORD_VECTORS] = mark_file(draft / WORD_VECTORS)
                manifest = _seal(draft, matrix, marks, sources, encoder)
                _check(draft, tokenize)
                with versions.writing(folder):
                    versions.publish(folder, draft, manifest)
        with versions.writing(folder):
            remove_caches(folder)
        return Index.open(folder / versions.current_id(folder))


def _write_documents(
    documents: Iterable[Document],
    draft: Path,
    fingerprint: str,
    split: Split,
    tokenize: Tokenize,
    vocabulary: Vocabulary,
) -> tuple[SourceMark, ...]:
    """Writes everything but the vectors into the draft."""
    held: Counter[str] = Counter()
    context_terms, context_words = lru_cache(CONTEXTS)(tokenize), lru_cache(CONTEXTS)(vocabulary)
    postings = {field: PostingsWriter() for field in FIELDS}
    sources = []
    with versions.writing(draft.parent):
        store = ClauseStoreWriter(draft / CLAUSES)
    with closing(store):
        for document in documents:
            passages = split(document)
            for passage in passages:
                postings["body"].add(tokenize(passage.text))
                postings["context"].add(context_terms(passage.context))
                held.update({*vocabulary(passage.text), *context_words(passage.context)})
            with versions.writing(draft.parent):
                store.add(document, [(p, content_key(p, fingerprint)) for p in passages])
            sources.append(SourceMark(document.id, document.source, document.sha256))
        with versions.writing(draft.parent):
            store.commit()
    with versions.writing(draft.parent):
        for field, writer in postings.items():
            writer.finish().save(draft / field)
        write_words(draft, held)
        _write_owners(draft)
    return tuple(sources)


def _write_owners(draft: Path) -> None:
    with closing(ClauseStore(draft / CLAUSES)) as store:
        document, clause = store.passage_owners()
    save_array(draft / PASSAGE_DOCUMENT, document)
    save_array(draft / PASSAGE_CLAUSE, clause)


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A folder for the new version, gone afterwards unless it was published."""
    created = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    draft = folder / f"{versions.DRAFT_PREFIX}{created}"
    with versions.writing(folder):
        draft.mkdir()
    try:
        yield draft
    finally:
        versions.discard(draft)


def _previous(folder: Path) -> Manifest | None:
    """The manifest of the version in use; None where there is none or it is damaged."""
    with suppress(IndexStateError):
        return read_manifest(folder / versions.current_id(folder))
    return None


def _previous_lexicon(folder: Path, previous: Manifest | None, encoder: Encoder) -> Lexicon | None:
    """The lexicon of the version in use, if it is undamaged and of the same encoder."""
    if previous is None or previous.encoder.fingerprint != encoder.fingerprint:
        return None
    place = folder / previous.id
    if not all(intact(place, previous, name) for name in (WORDS, WORD_VECTORS)):
        return None
    return Lexicon.open(place, encoder.dim)


def _unchanged(folder: Path, previous: Manifest | None, marks: dict[str, FileMark], fingerprint: str) -> bool:
    """Whether the version in use is undamaged and holds what the draft would."""
    if previous is None or previous.encoder.fingerprint != fingerprint:
        return False
    return search.is_same(folder / previous.id, previous, marks)


def _seal(
    draft: Path,
    matrix: Floats,
    marks: dict[str, FileMark],
    sources: tuple[SourceMark, ...],
    encoder: Encoder,
) -> Manifest:
    """Writes the vectors and, last, the manifest."""
    with versions.writing(draft.parent):
        files = search.write(draft, matrix, marks)
        created = draft.name.removeprefix(versions.DRAFT_PREFIX)
        with closing(ClauseStore(draft / CLAUSES)) as clauses:
            counts = clauses.counts
        manifest = Manifest(
            id=versions.version_id(created, files),
            created=created,
            package=_package_version(),
            encoder=EncoderMark(encoder.name, encoder.dim, encoder.fingerprint),
            counts=counts,
            files=files,
            sources=sources,
        )
        write_manifest(draft, manifest)
    return manifest


def _check(draft: Path, tokenize: Tokenize) -> None:
    """Opens the draft as a server would and looks for a sample of passages in it.

    Raises:
        IndexStateError: a file is not what was written, or a passage does not find itself.
    """
    with closing(Index.open(draft, full_check=True)) as index:
        count = index.passage_count
        rows = np.unique(np.linspace(0, count - 1, min(count, CHECKED_PASSAGES)).astype(np.int64))
        passages = index.passages(rows)
        for row, vector, passage in zip(rows, index.vectors(rows), passages, strict=True):
            words = index.words(dict.fromkeys(tokenize(passage.text), 1.0))
            if not _finds_vector(index, int(row), vector) or (
                tokenize(passage.text) and words.at(np.array([row]))[0][0] <= 0
            ):
                raise IndexStateError(
                    f"the new index does not find passage {row} ({passage.clause_id}) by its own "
                    "words; the version in use is not harmed; please report this"
                )


def _finds_vector(index: Index, row: int, vector: Floats) -> bool:
    """Whether a row is found by its own vector, or displaced only by equals of it."""
    rows, scores = index.dense(vector, 10)
    return row in rows or bool(len(scores) and scores[-1] > float(vector @ vector) - 0.001)


def _package_version() -> str:
    try:
        return version("policy-rag")
    except PackageNotFoundError:
        return "unknown"


def _passages() -> Split:
    from rag.index.passages import passages

    return passages


def _tokens() -> Tokenize:
    from rag.language.tokens import tokens

    return tokens


def _content_words() -> Vocabulary:
    from rag.language.tokens import content_words

    return content_words
