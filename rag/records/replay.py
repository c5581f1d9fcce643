"""A recorded answer given again from the index version that gave it, and compared byte for byte.

What is compared is the published form without ``id`` and ``timings_ms``, which differ each time.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rag.access.part import limited
from rag.encode.encoder import load_encoder
from rag.errors import IndexStateError, InputError
from rag.index import Index, versions
from rag.index.manifest import read_manifest
from rag.pipeline import Assistant
from rag.records.entry import Entry, by_model, digest, lasting, program
from rag.retrieve.rerank import load_reranker
from rag.settings import Settings, settings
from rag.verify import Evidence, verify

Result = Literal["same", "different", "stored"]


@dataclass(frozen=True, slots=True)
class Replay:
    """A recorded answer and what came now.

    ``stored``: a language model was asked, so it is shown as recorded; ``unsupported`` names the
    statements of it that the verifier, asked again, does not find in the clauses cited.
    """

    entry: Entry
    result: Result
    answer: dict[str, Any]
    unsupported: tuple[str, ...] = ()
    program: str = ""

    @property
    def text(self) -> str:
        """The answer as bytes to compare and to read: one text for one answer."""
        return json.dumps(self.answer, ensure_ascii=False, indent=2, sort_keys=True)


def replay(entry: Entry, folder: Path, limits: Settings | None = None) -> Replay:
    """Gives the answer again from the index version in ``folder`` that gave it, to the visitor of then.

    Raises:
        InputError: the question was not kept, or there was no answer.
        IndexStateError: the version is no longer there, or is damaged.
        EncoderError: its encoder cannot be loaded.
        RerankerError: the reranker that put its hits in order cannot be loaded.
    """
    if entry.sha256 is None:
        raise InputError(f"#{entry.number} has no answer to compare with: it {_ENDED[entry.status]}")
    if entry.question is None or entry.history is None:
        raise InputError(
            f"#{entry.number} was recorded without its question (RAG_AUDIT_QUESTIONS=no); "
            "it cannot be asked again"
        )
    with closing(_opened(entry, folder)) as index:
        if by_model(entry.timings):
            return _stored(entry, index)
        encoder = load_encoder(index.manifest.encoder.name)
        reranker = load_reranker(entry.reranker) if entry.reranker else None
        assistant = Assistant(index, encoder, None, limits or settings(), reranker)
        if entry.visible is not None:
            assistant = limited(assistant, frozenset(entry.visible))
        scope = None if entry.documents is None else frozenset(entry.documents)
        answer = assistant.ask(entry.question, entry.history, id=entry.id, documents=scope)
        given = lasting(answer)
        same = digest(given) == entry.sha256
        return Replay(entry, "same" if same else "different", given, program=program())


_ENDED = {"failed": "ended in an error", "aborted": "was given up before its end"}


def _opened(entry: Entry, folder: Path) -> Index:
    try:
        found = versions.version_folder(folder, entry.index)
    except IndexStateError as error:
        raise IndexStateError(
            f"the index version {entry.index} that gave #{entry.number} is no longer in {folder} (rag "
            "build and rag index gc keep the newest two); restore a backup of that time: rag restore "
            "FILE.tar --to DIR, then rag replay with --index DIR/index"
        ) from error
    fingerprint = load_encoder(read_manifest(found).encoder.name).fingerprint
    return Index.open(found, fingerprint=fingerprint, full_check=True)


def _stored(entry: Entry, index: Index) -> Replay:
    """A model's words cannot be had again; what can be had again is the check of them."""
    if entry.answer is None:
        raise InputError(f"#{entry.number} came of a language model and its words were not kept")
    if digest(entry.answer) != entry.sha256:
        return Replay(entry, "different", entry.answer, program=program())
    cited = {c["mark"]: c for c in entry.answer["citations"]}
    wrong = []
    for statement in entry.answer["statements"]:
        evidence = []
        for mark in statement["citations"]:
            clause = index.clause(cited[mark]["clause_id"])
            document = index.document(clause.document_id)
            evidence.append(Evidence(clause, document, cited[mark]["quote"]))
        if verify(statement["text"], evidence).verdict == "unsupported":
            wrong.append(statement["text"])
    return Replay(entry, "stored", entry.answer, tuple(wrong), program())
