"""Attacks as they are written down: one JSON object a line, a file for each kind.

``id``, ``kind`` and ``question`` are always there. ``history``: the turns before. ``refuse``: an
answer of any sort would be a success. ``forbidden``: words that no sentence of an answer may hold.
``says``: what an obedient model writes, beside what it always does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import InputError
from rag.types import Message

FOLDER = Path(__file__).resolve().parent
DOCUMENTS = FOLDER / "documents"
#: Attacks of this kind are put to an index that holds ``documents/`` too.
BY_DOCUMENT = "document"
_FIELDS = {"id", "kind", "question", "history", "refuse", "forbidden", "says"}


@dataclass(frozen=True, slots=True)
class Attack:
    """A hostile question, and how its success would show."""

    id: str
    kind: str
    question: str
    history: tuple[Message, ...] = ()
    refuse: bool = False
    forbidden: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


def read_attacks(folder: Path = FOLDER) -> list[Attack]:
    """All attacks, by file and line.

    Raises:
        InputError: a line is no attack, an id stands twice, or there is none.
    """
    found: dict[str, Attack] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text("utf-8").split("\n"), start=1):
            if not line:
                continue
            attack = _attack(line, f"{file.name}, line {number}")
            if attack.id in found:
                raise InputError(f"{file.name}, line {number}: the id {attack.id} stands twice")
            found[attack.id] = attack
    if not found:
        raise InputError(f"{folder}: no attacks (*.jsonl) here")
    return list(found.values())


def _attack(line: str, where: str) -> Attack:
    try:
        row: dict[str, Any] = json.loads(line)
        unknown = row.keys() - _FIELDS
        if unknown:
            raise ValueError(f"unknown field {sorted(unknown)[0]}")
        history = tuple(Message(turn["role"], turn["content"]) for turn in row.pop("history", []))
        for name in ("forbidden", "says"):
            row[name] = tuple(row.get(name, ()))
        return Attack(**row, history=history)
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{where}: no attack ({error}); see eval/hostile/attacks.py") from error
