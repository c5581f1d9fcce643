"""A composed answer before it is verified: its drafts, the words that each leans on, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from rag.language.units import Unit
from rag.types import Clause, Document


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that a statement leans on: ``document.text[start:end]``."""

    clause: Clause
    document: Document
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before it is verified; ``under``: the lead-ins that govern it, quoted here or before it.

    ``meant``: the words of a row of a table with the units of its numbers, or of an answer behind the question
    that its clause answers, where they are others than ``text``.
    """

    text: str
    quotes: tuple[Quote, ...]
    under: tuple[Quote, ...] = ()
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Composition:
    """Drafts in order; ``missing`` names what was asked and is not stated; ``table`` compares.

    ``fit`` is how well the best unit answers, in log odds, ``chance`` how much of the likelihood lies on
    its clause, and ``behind`` how far it lies behind one that fits better and lacks what is asked for: the
    decision to refuse reads them; ``alternate`` is the best of another clause, shown too where the answer
    is unsure. ``unclear``: names of documents of which one may be meant, and it is not told which.
    ``printed``: the drafts are fields that a document prints of itself by the names asked for.
    ``looked_up``: read off the cells of a table that the question asks for by nothing but names of it.
    """

    drafts: tuple[Draft, ...] = ()
    missing: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    lead: str = ""
    fit: float = 0.0
    chance: float = 0.0
    behind: float = 0.0
    best: Unit | None = None
    alternate: Draft | None = None
    unclear: tuple[str, ...] = ()
    printed: bool = False
    looked_up: bool = False
