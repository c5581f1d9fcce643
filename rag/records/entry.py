"""One recorded answer: what was asked, by whom, what came of it, and the digest it is replayed against."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from rag.render import to_json
from rag.types import Answer, AnswerStatus, Message

#: Where nobody signs in, and on the command line.
NOBODY = "-"
#: Characters of a user's name that are kept.
MAX_NAME = 200
#: ``failed``: an error instead of an answer; ``aborted``: the reader left before the end.
Outcome = AnswerStatus | Literal["failed", "aborted"]

PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a channel took it.

    ``documents``: those that the question was limited to; ``visible``: those that the visitor may
    read, by id; None: all.
    """

    channel: str
    question: str
    history: tuple[Message, ...] = ()
    documents: frozenset[str] | None = None
    user: str = NOBODY
    visible: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log.

    ``question`` and ``history`` are None where questions are not kept; ``sha256`` is None where
    there was no answer. ``documents`` and ``visible`` as in :class:`Asked`. ``answer`` is the whole answer, kept only where a language model was asked.
    ``model`` and ``reranker`` name those that had a hand in it, ``program`` the code that answered.
    """

    number: int
    id: str
    at: str
    user: str
    channel: str
    question: str | None
    history: tuple[Message, ...] | None
    documents: tuple[str, ...] | None
    visible: tuple[str, ...] | None
    index: str
    clauses: tuple[str, ...]
    verdicts: tuple[str, ...]
    status: str
    mode: str | None
    model: str | None
    reranker: str | None
    sha256: str | None
    timings: dict[str, float]
    program: str
    answer: dict[str, Any] | None


def lasting(answer: Answer) -> dict[str, Any]:
    """The answer in its published form without what differs each time: its id and its timings."""
    whole = to_json(answer)
    del whole["id"], whole["timings_ms"]
    return whole


def canonical(value: Any) -> str:
    """A JSON value as the one text that stands for it: keys sorted, no spaces, ASCII."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def digest(answer: Mapping[str, Any]) -> str:
    """SHA-256 of the lasting part of an answer: equal only for equal bytes."""
    return hashlib.sha256(canonical(answer).encode("ascii")).hexdigest()


def verdicts_of(answer: Answer) -> list[str]:
    """The verdict of every statement, then that of every citation with its clause's mark."""
    said = [statement.verdict for statement in answer.statements]
    return [*said, *(f"[{citation.mark}] {citation.verdict}" for citation in answer.citations)]


def by_model(timings: Mapping[str, float]) -> bool:
    """Whether a language model was asked; what comes of that cannot be had a second time."""
    return "model" in timings


@lru_cache(maxsize=1)
def program() -> str:
    """The version of this package and a digest of what answers depend on: its code and its data."""
    try:
        number = version("policy-rag")
    except PackageNotFoundError:  # run from a folder, not installed
        number = "unknown"
    found = hashlib.sha256()
    for path in sorted([*PACKAGE.rglob("*.py"), *(PACKAGE / "data").iterdir()]):
        part = path.relative_to(PACKAGE).as_posix()
        if path.is_file() and not part.startswith(("web/", "records/")):
            found.update(f"{part}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return f"{number}+{found.hexdigest()[:12]}"
