"""Feedback read back: a list for eyes, and candidate evaluation cases for a person to complete."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from rag.lazy_re import lazy_re
from rag.records.store import Opinion, Records
from rag.web.wire import dumps

#: Words of users that are read, the newest.
MAX_READ = 10_000
_ADDRESS = lazy_re(r"/documents/([^?#]+)(?:\?[^#]*)?#(.+)")


@dataclass(frozen=True, slots=True)
class Voice:
    """One user's word on one answer; ``groups`` bounded what the user saw, None: nothing did."""

    at: str
    vote: str
    comment: str
    question: str
    answer: str
    status: str
    reason: str | None
    clause_ids: tuple[str, ...]
    groups: frozenset[str] | None = None


def voices(records: Records) -> list[Voice]:
    """What users said, newest first; of several words on one answer, the last counts.

    Raises:
        SettingsError: the record store cannot be read.
    """
    last: dict[str, Voice] = {}
    for opinion in records.opinions(MAX_READ):
        if (found := _voice(opinion)) is not None:
            key, voice = found
            last.pop(key, None)
            last[key] = voice
    return [voice for voice in reversed(last.values()) if voice.vote in ("up", "down")]


def _voice(opinion: Opinion) -> tuple[str, Voice] | None:
    """One user's word; None for one of another version."""
    exchange = opinion.exchange
    try:
        voice = Voice(
            opinion.at,
            opinion.vote,
            opinion.comment,
            exchange["question"],
            exchange["text"],
            exchange["status"],
            exchange["reason"],
            tuple(dict.fromkeys(filter(None, (clause_id(s["url"]) for s in exchange["sources"])))),
            None if exchange.get("groups") is None else frozenset(exchange["groups"]),
        )
    except (KeyError, TypeError):
        return None
    return exchange["id"] or f"{voice.question}\n{voice.answer}", voice


def clause_id(address: str) -> str:
    """The clause that a deep link opens; empty where it is none."""
    match = _ADDRESS.fullmatch(address)
    return f"{unquote(match[1])}#{unquote(match[2])}" if match else ""


def candidates(said: Iterable[Voice]) -> str:
    """One case a line in the form of eval/questions, newest first.

    ``gold`` is filled only where a user approved; ``kind`` and ``facts`` are for a person to fill,
    as is everything of an answer that was disapproved. ``feedback`` says what the user said.
    """
    return "".join(dumps(_case(voice)) + "\n" for voice in said)


def _case(voice: Voice) -> dict[str, Any]:
    approved = voice.vote == "up"
    answered = voice.status in ("answered", "partial")
    digest = hashlib.sha256(f"{voice.question}\n{voice.answer}".encode("utf-8", "replace"))
    return {
        "id": f"feedback-{digest.hexdigest()[:10]}",
        "question": voice.question,
        "kind": None,
        "style": "everyday",
        "answerable": answered if approved else None,
        "gold": [[identity] for identity in voice.clause_ids] if approved and answered else [],
        "facts": [],
        "reason": voice.reason if approved else None,
        "near": None,
        "feedback": {
            "vote": voice.vote,
            "comment": voice.comment,
            "answer": voice.answer,
            "status": voice.status,
            "cited": list(voice.clause_ids),
        },
    }
