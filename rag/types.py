"""The data that flows through the package: frozen, in the words of the docs.

All offsets are half-open, count code points, and refer to ``Document.text``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["user", "assistant"]
ClauseKind = Literal["clause", "title", "addressees", "preamble", "signature", "closing"]
DocumentStatus = Literal["in_force", "trial", "superseded", "repealed", "unknown"]
AnswerStatus = Literal["answered", "partial", "refused", "error"]
StatementVerdict = Literal["verified", "partly_verified", "unsupported"]
CitationVerdict = Literal[
    "verified", "quote_not_found", "figure_mismatch", "label_mismatch", "superseded", "weak_support"
]
RefusalReason = Literal[
    "not_in_documents",
    "document_not_covered",
    "off_topic",
    "too_vague",
    "not_allowed",
    "advice_out_of_scope",
]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that a clause states.

    ``value`` is a plain decimal (``"45"``, ``"61.5"``); percentages keep their unit ``%``.
    ``bound`` is one of ``= >= <= > < ~``; ``by`` is the year it must be reached in, if stated.
    """

    indicator: str
    value: str
    unit: str
    bound: str
    by: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Discarded:
    """A span of the source that belongs to no clause, with the reason why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A node of a document's clause tree.

    ``id`` is ``document id # path joined by /`` and survives a rebuild of the same document.
    ``segments`` are the spans of its own text (heading included, children not); more than one
    only where something else lies between them: a page number, or the items of a list.
    ``text`` is the segments joined; ``broken`` numbers those that end inside a sentence, which the next
    one goes on with: a page ended there. ``responsible`` maps a role as printed (牵头部门, 责任单位 …)
    to departments in printed order. ``columns``: of a row of a table, what its head calls the column of each cell.
    """

    id: str
    document_id: str
    path: tuple[str, ...]
    heading: str
    text: str
    segments: tuple[tuple[int, int], ...]
    kind: ClauseKind = "clause"
    responsible: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    children: tuple[Clause, ...] = ()
    broken: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """Where its own text begins."""
        return self.segments[0][0]

    @property
    def end(self) -> int:
        """Where its own text ends."""
        return self.segments[-1][1]

    def places(self, begin: int, stop: int) -> tuple[tuple[int, int], ...]:
        """Where ``text[begin:stop]`` stands in the document's text: a span for each segment it reaches into."""
        found, at = [], 0
        for start, end in self.segments:
            a, b = max(begin, at), min(stop, at + end - start)
            if a < b:
                found.append((start + a - at, start + b - at))
            at += end - start
        return tuple(found)

    def walk(self) -> Iterator[Clause]:
        """This clause and all below it, in the document's order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Document:
    """One policy document: what it says of itself, its text and its clause tree.

    ``None`` where the text does not state it. Dates are ISO 8601 (``2020-06-30``).
    ``digest`` marks a restatement that refers to the official text.
    """

    id: str
    title: str
    number: str | None
    issuer: str | None
    issued_on: str | None
    region: str | None
    source: str
    sha256: str
    text: str
    clauses: tuple[Clause, ...]
    discarded: tuple[Discarded, ...]
    effective_on: str | None = None
    expires_on: str | None = None
    status: DocumentStatus = "unknown"
    addressees: tuple[str, ...] = ()
    implements: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    digest: bool = False

    def walk(self) -> Iterator[Clause]:
        """All clauses in the document's order."""
        for clause in self.clauses:
            yield from clause.walk()


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded: a slice of a clause's text and its context line, which is never quoted."""

    clause_id: str
    document_id: str
    start: int
    end: int
    text: str
    context: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found for a query; ``score`` is a similarity, higher is better."""

    clause: Clause
    score: float
    rank: int
    passage: Passage
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause that a statement leans on: ``quote`` is ``document.text[start:end]``."""

    mark: int
    clause: Clause
    document: Document
    label: str
    quote: str
    start: int
    end: int
    verdict: CitationVerdict
    url: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, the marks of its citations, and what the verifier said."""

    text: str
    citations: tuple[int, ...]
    verdict: StatementVerdict = "unsupported"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer: what is missing, and the clauses nearest to the question."""

    reason: RefusalReason
    missing: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What every channel gives; ``rag.render.to_json`` writes it in the published form.

    ``reranker``: the name of the one that put ``retrieved`` in order; it is recorded, not published.
    """

    id: str
    question: str
    status: AnswerStatus
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    retrieved: tuple[Hit, ...] = ()
    refusal: Refusal | None = None
    standalone_question: str | None = None
    confidence: float = 0.0
    mode: Literal["extractive", "generative"] = "extractive"
    model: str | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    index: str = ""
    reranker: str | None = None
    notes: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
