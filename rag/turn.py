"""One question on its way through the stages."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.composition import Composition
from rag.decide import Decision
from rag.types import Hit, Message, Refusal
from rag.understand.query import Query


@dataclass(frozen=True, slots=True)
class Turn:
    """What the stages add to, one after the other; ``parts``: a turn for each question of one breath."""

    id: str
    question: str
    history: tuple[Message, ...] = ()
    documents: frozenset[str] | None = None
    standalone: str | None = None
    query: Query | None = None
    refusal: Refusal | None = None
    hits: tuple[Hit, ...] = ()
    reranker: str | None = None
    composition: Composition = field(default_factory=Composition)
    decision: Decision | None = None
    parts: tuple[Turn, ...] = ()
    timings: tuple[tuple[str, float], ...] = ()
