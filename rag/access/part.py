"""A part of an index: some of its documents, as if there were no others.

An assistant over a part answers as one over an index of these documents alone: the same clauses, the
same scores, the same refusals. What a visitor may not read is therefore neither found nor named,
counted, weighed or used to mend a spelling, whatever asks the assistant.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import InputError
from rag.index import FIELDS, Documents, Field, Index, ScoredWords, Words
from rag.index.lexical import Postings
from rag.index.store import no_clause, no_document
from rag.language.tokens import tokens
from rag.types import Clause, Document, Passage

if TYPE_CHECKING:
    from rag.pipeline import Assistant

#: Up to here the words of a part are counted anew, about 0.4 ms a passage and once for each set of
#: groups. Beyond it a word's weight is the part's, but the average length of passages is the whole's.
EXACT_PASSAGES = 20_000

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]


class _Words(Protocol):
    """Lexical search in one field of the part."""

    def scores(self, terms: Mapping[str, float]) -> Floats:
        """BM25 of every passage, shape (passages,)."""

    def df(self, term: str) -> int:
        """Passages that hold a term."""

    def idf(self, term: str) -> float:
        """Rarity of a term, 0.0 where it does not occur."""


class _Masked:
    """The whole index's scores at the part's rows, each term at the weight it has in the part."""

    def __init__(self, whole: Index, field: Field, rows: Rows, places: Rows) -> None:
        self._whole = whole
        self._field = field
        self._rows = rows
        self._places = places.tolist()

    def scores(self, terms: Mapping[str, float]) -> Floats:
        total = np.zeros(len(self._rows), np.float32)
        for term, weight in terms.items():
            if common := self._whole.idf(self._field, term):
                scores = self._whole.lexical(self._field, {term: weight})[self._rows]
                total += scores * np.float32(self._idf(int(np.count_nonzero(scores))) / common)
        return total

    def df(self, term: str) -> int:
        return self._whole.df(self._field, term, self._places)

    def idf(self, term: str) -> float:
        return self._idf(self.df(term))

    def _idf(self, df: int) -> float:
        return math.log1p((len(self._rows) - df + 0.5) / (df + 0.5)) if df else 0.0


class _Inside:
    """``Words`` of the whole index, limited to the part's rows and named by their place in it."""

    def __init__(self, words: Words, rows: Rows, places: Rows) -> None:
        self._words = words
        self._rows = rows
        self._places = places

    def best(self, k: int, documents: Documents | None = None) -> tuple[Rows, Floats]:
        """The passages with the highest scores; ``documents``: ordinals among the part's."""
        places = self._places if documents is None else self._places[np.asarray(documents, np.int64)]
        rows, scores = self._words.best(k, places.tolist())
        return np.searchsorted(self._rows, rows).astype(np.int64), scores

    def at(self, rows: Rows) -> tuple[Floats, Floats]:
        """Scores of the part's ``rows`` in text and context."""
        return self._words.at(self._rows[rows])


class Part(Index):
    """The ``documents`` of an index; a row is the ordinal of a passage among theirs.

    What an index has beside (its manifest, the clause ordinals) is not here: whoever asks for it
    gets an AttributeError, not what others may not see.
    """

    def __init__(self, whole: Index, documents: frozenset[str], exact: int = EXACT_PASSAGES) -> None:
        self._whole = whole
        self.limited_to = self._documents = documents
        self.id = whole.id
        places = np.array([i for i, d in enumerate(whole.document_ids) if d in documents], np.int64)
        self.document_ids = tuple(whole.document_ids[i] for i in places)
        self._rows: Rows = np.flatnonzero(np.isin(whole.passage_document, places)).astype(np.int64)
        owners = np.searchsorted(places, whole.passage_document[self._rows])
        self.passage_document = owners.astype(np.int32)
        self._places = places
        # Which words the whole has changes nothing: a word's vector is the word's alone.
        self.lexicon = whole.lexicon
        self._counts = len(self._rows) <= exact
        self._words: dict[Field, _Words] = self._counted() if self._counts else self._masked()

    def _counted(self) -> dict[Field, _Words]:
        held = self._whole.passages(self._rows.tolist())
        return {
            "body": Postings.build(tokens(p.text) for p in held),
            "context": Postings.build(tokens(p.context) for p in held),
        }

    def _masked(self) -> dict[Field, _Words]:
        return {field: _Masked(self._whole, field, self._rows, self._places) for field in FIELDS}

    @property
    def passage_count(self) -> int:
        """Number of passages."""
        return len(self._rows)

    def dense(self, vector: Floats, k: int, documents: Documents | None = None) -> tuple[Rows, Floats]:
        """As of any index; ``documents``: ordinals among the part's."""
        places = self._places if documents is None else self._places[np.asarray(documents, np.int64)]
        rows, similarities = self._whole.dense(vector, k, places.tolist())
        return np.searchsorted(self._rows, rows).astype(np.int64), similarities

    def words(
        self, terms: Mapping[str, float], context: float = 0.5, headings: Mapping[str, float] | None = None
    ) -> Words:
        """As of any index, over the part's passages."""
        asked: dict[Field, Mapping[str, float]] = {
            "body": terms,
            "context": terms if headings is None else headings,
        }
        if self._counts:
            body, above = (self.lexical(field, asked[field]) for field in FIELDS)
            return ScoredWords(body, above, self.passage_document, context)
        own = {field: self._weighed(field, asked[field]) for field in FIELDS}
        return _Inside(self._whole.words(own["body"], context, own["context"]), self._rows, self._places)

    def _weighed(self, field: Field, terms: Mapping[str, float]) -> dict[str, float]:
        """Weights that turn the whole index's rarity of a term into the part's."""
        common = {term: self._whole.idf(field, term) for term in terms}
        return {t: w * self.idf(field, t) / common[t] for t, w in terms.items() if common[t]}

    def lexical(self, field: Field, terms: Mapping[str, float]) -> Floats:
        """BM25 of every passage of the part."""
        return self._words[field].scores(terms)

    def idf(self, field: Field, term: str) -> float:
        """Rarity of a term in the part; 0.0 where it does not occur in it."""
        return self._words[field].idf(term)

    def holders(self, term: str, documents: Documents) -> set[int]:
        """Those of ``documents``, ordinals among the part's, that have a passage with a term."""
        asked = self._places[np.asarray(documents, np.int64)]
        held = self._whole.holders(term, asked.tolist())
        return {own for own, place in zip(documents, asked.tolist(), strict=True) if place in held}

    def df(self, field: Field, term: str, documents: Documents | None = None) -> int:
        """Passages of the part, or of some of its documents, that hold a term."""
        if documents is None:
            return self._words[field].df(term)
        return self._whole.df(field, term, self._places[np.asarray(documents, np.int64)].tolist())

    def vectors(self, rows: Rows) -> Floats:
        """Stored vectors of the part's rows."""
        return self._whole.vectors(self._rows[rows])

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        """The passages of the part's rows; InputError for an unknown row."""
        wanted = list(rows)
        for row in wanted:
            if not 0 <= row < len(self._rows):  # numpy would read -1 as the last
                raise InputError(f"passage row {row} is not in this index")
        return self._whole.passages(self._rows[np.array(wanted, np.int64)].tolist())

    def clause(self, clause_id: str) -> Clause:
        """A clause; one of another document is as unknown as one that never was."""
        clause = self._whole.clause(clause_id)
        if clause.document_id not in self._documents:
            raise no_clause(clause_id)
        return clause

    def clauses(self, clause_ids: Iterable[str]) -> dict[str, Clause]:
        """Clauses by id; InputError for one of another document."""
        found = self._whole.clauses(clause_ids)
        for clause_id, clause in found.items():
            if clause.document_id not in self._documents:
                raise no_clause(clause_id)
        return found

    def _whole_document(self, document_id: str) -> Document:
        """A document of the part; InputError for any other. What a hidden one says of it is not told."""
        if document_id not in self._documents:
            raise no_document(document_id)
        return self._whole._whole_document(document_id)

    def headers(self) -> tuple[Document, ...]:
        """The documents of the part, without text and clauses."""
        return tuple(header for header in self._whole.headers() if header.id in self._documents)

    def close(self) -> None:
        """Nothing: the whole index stays open for others."""


def limited(assistant: Assistant, documents: frozenset[str]) -> Assistant:
    """An assistant that knows these documents only."""
    from rag.pipeline import Assistant as Made

    part = Part(assistant.index, documents)
    found = assistant.retriever
    return Made(part, found.encoder, assistant.model, assistant.settings, found.reranker)
