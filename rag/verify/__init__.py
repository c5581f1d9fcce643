"""Does a statement stand in the clauses it cites? By lookup and equality, without a model.

``verify(statement, evidence)`` goes sentence by sentence; each rule is a file of its own:

- ``references``: quotes, labels, document numbers, titles, dates of issue
- ``figures``, ``indicators``: quantities, bounds, years, and what they measure
- ``parties``: departments under their role, organisations, regions
- ``support``: content words, opposites, mixed sentences
- ``duty``: duty words, hedges, negations
- ``conditions``: conditions and exceptions
"""

from rag.verify.verdict import (
    Check,
    Evidence,
    Verdict,
    verify,
    verify_in_force,
    verify_label,
    verify_quote,
)

__all__ = [
    "Check",
    "Evidence",
    "Verdict",
    "verify",
    "verify_in_force",
    "verify_label",
    "verify_quote",
]
