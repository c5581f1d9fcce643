"""What a clause answers to the question that heads it: told whole, behind the word that says whether it is so."""

from __future__ import annotations

from collections.abc import Sequence

from rag.compose.answering import lists_parts
from rag.compose.draft import Material
from rag.compose.leads import asked_in, units_in
from rag.compose.listed import LONG, asks_items, firsts, in_tree, sentences_up_to
from rag.language.text import fold
from rag.language.units import Unit, is_heading
from rag.types import Clause
from rag.understand.query import Query
from rag.understand.subject import share

#: Characters at most of an answer that says no more than whether it is so.
VERDICT = 6


def answer_of(clause: Clause) -> list[Unit]:
    """What a clause answers to the question that heads it, up to ``LONG``; the head of a table is no answer."""
    told = (unit for unit in units_in(clause) if not is_heading(unit) and "|" not in unit.text)
    return sentences_up_to(LONG, list(told))


def whole_answer(query: Query, material: Material, best: Unit) -> list[Unit]:
    """All that its clause answers, where it is asked what the heading of that asks; empty where more is asked of it.

    Asked how the rent is reckoned, all of it is told; asked by how much it is lower for the disabled, their sentence.
    """
    heading, said = fold(asked_in(best.clause)), fold(best.text)
    apart = (c for c in query.concepts if not share([c], heading))
    if not heading or any(share([concept], said) for concept in apart):
        return []
    told = answer_of(best.clause)
    at = next((i for i, unit in enumerate(told, start=1) if lists_parts(unit)), 0)
    if at:
        parts = firsts(in_tree(material, best.clause), asks_items(query.text))
        return [*told[:at], *parts, *told[at:]]
    return [] if best.clause.children else told


def with_verdict(best: Unit, told: Sequence[Unit]) -> list[Unit]:
    """What is told, behind the word that answers the question of the best unit's clause, such as 需要 or 不可以."""
    answer = answer_of(best.clause) if asked_in(best.clause) else []
    first = answer[0] if answer and len(answer[0].text) <= VERDICT else None
    if first is None or any(u.clause.id == best.clause.id and u.begin <= first.begin for u in told[:1]):
        return list(told)
    return [first, *(unit for unit in told if (unit.clause.id, unit.begin) != (first.clause.id, first.begin))]
