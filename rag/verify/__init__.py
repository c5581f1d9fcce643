"""Does a statement stand in the clauses it cites? By lookup and equality, without a model.

``verify(statement, evidence)`` goes sentence by sentence; each rule is a file of its own:

- ``references``: quotes, labels, document numbers, titles, dates of issue
- ``counts``, ``figures``, ``indicators``, ``parts``, ``periods``: quantities, bounds, years, what they measure and
  how often
- ``parties``, ``placed``, ``regions``: departments under their role and in their sentence, regions
- ``support``, ``invented``: content words, opposites, things that nothing names
- ``slots``, ``edits``, ``crossing``: words exchanged, a clause said again but for one place, mixed sentences
- ``duty``: duty words, hedges, negations
- ``series``, ``order``: names exchanged in a list, one step put before another
- ``cause``, ``joints``: cause and effect exchanged, both asked for where either is enough
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
