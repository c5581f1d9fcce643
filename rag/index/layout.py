"""The files of a version folder, by name."""

from __future__ import annotations

from typing import Literal

Field = Literal["body", "context"]
FIELDS: tuple[Field, ...] = ("body", "context")
"""What is searched by its words: a passage's text, and its title and headings. A folder each."""

CLAUSES = "clauses.sqlite"
PASSAGE_DOCUMENT = "passage_document.npy"
PASSAGE_CLAUSE = "passage_clause.npy"
VECTORS = "vectors.faiss"
WORDS = "words.txt"
WORD_VECTORS = "word_vectors.npy"
STORE = "store.json"
"""Instead of the vectors and the postings: the collection of a Milvus server that holds them."""
