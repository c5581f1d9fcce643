"""What a rule says when a statement does not stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rule = Literal[
    "figure", "bound", "indicator", "term", "department", "role", "region", "duty", "negation",
    "condition", "number", "title", "label", "fact", "opposite", "words", "empty", "instruction", "length",
]  # fmt: skip

#: Rules whose failure shows as figure_mismatch or label_mismatch on the citation.
FIGURES = frozenset({"figure", "bound", "indicator", "term"})
LABELS = frozenset({"number", "title", "label", "fact"})


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that failed, and why, in the language of the reader."""

    rule: Rule
    message: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"
