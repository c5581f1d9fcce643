"""What is evaluated: an assistant over an index, and what the error analysis needs of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.corpus import read_documents
from eval.records import KEPT
from eval.run import Assistant, Opener
from rag.types import Answer, Document, Message


@dataclass(frozen=True, slots=True)
class Subject:
    """An index ready to be evaluated.

    ``reopen`` opens the assistant, here or in another process. ``clause_texts`` holds the clauses
    of the documents that have gold, by id. ``key`` names index, code and settings.
    """

    reopen: Opener
    clause_texts: dict[str, str]
    key: str


def open_assistant(index: Path) -> Assistant:
    """The assistant over the index in a folder.

    Raises:
        IndexStateError: the index is missing, damaged, or from another encoder.
    """
    from rag.pipeline import Assistant as Pipeline

    opened: Assistant = Pipeline.open(index)
    return opened


def subject(index: Path, cases: Sequence[Case]) -> Subject:
    """The index in a folder, with what is known of its clauses."""
    from rag.index import open_current

    with closing(open_current(index)) as opened:
        held = set(opened.document_ids)
        wanted = sorted({name for case in cases for name in case.documents} & held)
        texts = _texts(opened.document(name) for name in wanted)
        return Subject(partial(open_assistant, index), texts, _key(opened.id))


@dataclass(frozen=True, slots=True)
class RetrievalAlone:
    """Understands and retrieves like the assistant, and composes nothing."""

    assistant: Any

    def ask(self, question: str, history: Sequence[Message] = (), *, id: str | None = None) -> Answer:
        """An answer without a statement that carries the hits."""
        query = self.assistant.understood(question, history)
        hits = tuple(self.assistant.retriever.search(query, KEPT))
        return Answer(id or "", question, "partial", "", retrieved=hits, index=self.assistant.index.id)


def open_retrieval(index: Path) -> Assistant:
    """The retriever over the index in a folder, as something that is asked."""
    return RetrievalAlone(open_assistant(index))


def retrieval_alone(given: Subject, index: Path) -> Subject:
    """The same subject, asked for its rankings only."""
    key = hashlib.sha256(f"retrieval {given.key}".encode()).hexdigest()
    return replace(given, reopen=partial(open_retrieval, index), key=key)


def build_index(corpus: Path, index: Path) -> None:
    """Brings the index in a folder to exactly the documents of a corpus folder."""
    from rag.encode.encoder import load_encoder
    from rag.index.build import build
    from rag.settings import settings

    documents = sorted(read_documents(corpus), key=lambda document: document.id)
    build(documents, load_encoder(settings().encoder), index).close()


def _texts(documents: Iterable[Document]) -> dict[str, str]:
    return {clause.id: clause.text for document in documents for clause in document.walk()}


def _key(index_id: str) -> str:
    """Changes with the index, the program's own code and prompts, and the settings."""
    import rag
    from rag.settings import settings

    package = Path(rag.__file__).parent
    whole = hashlib.sha256(index_id.encode())
    prompts = settings().prompts
    for file in sorted([*package.rglob("*.py"), *prompts.glob("*")]):
        if file.is_file():
            whole.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    given = sorted(f"{k}={v}" for k, v in os.environ.items() if k.startswith("RAG_"))
    whole.update("\n".join(given).encode("utf-8", "surrogateescape"))
    return whole.hexdigest()
