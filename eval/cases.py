"""Cases: questions with their gold clauses and needed facts, and the split into train and test."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rag.errors import InputError
from rag.types import Message

Side = Literal["train", "test"]

#: What a case asks for; one each.
KINDS = (
    "figure",
    "date",
    "department",
    "list",
    "measure",
    "definition",
    "document",
    "comparison",
    "duty",
    "clause",
    "yesno",
)
#: How it is worded.
STYLES = ("formal", "everyday", "typo", "followup", "premise")
#: Why the documents do not answer it (the refusal reasons of ``rag.types``).
REASONS = (
    "not_in_documents",
    "document_not_covered",
    "off_topic",
    "too_vague",
    "not_allowed",
    "advice_out_of_scope",
)
#: Last path elements of what every document has exactly one of: no clauses in the split's sense.
FRONT = frozenset({"标题", "主送", "前言", "落款"})


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what a right answer needs.

    ``gold``: needed evidences, each a tuple of alternative clause ids of which one must be cited.
    ``facts``: needed facts, each a tuple of alternative wordings of which one must be in the
    answer. Both are empty where ``answerable`` is false; then ``reason`` says why and ``near``
    whether it is a near miss (another region's figure, a deadline not stated …).
    """

    id: str
    question: str
    history: tuple[Message, ...]
    kind: str
    style: str
    answerable: bool
    gold: tuple[tuple[str, ...], ...]
    facts: tuple[tuple[str, ...], ...]
    reason: str | None
    near: bool | None

    @property
    def gold_ids(self) -> tuple[str, ...]:
        """All gold clause ids, alternatives included, in the order given."""
        return tuple(dict.fromkeys(clause for evidence in self.gold for clause in evidence))

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents that hold gold clauses, in the order given."""
        return tuple(dict.fromkeys(clause.partition("#")[0] for clause in self.gold_ids))

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change when anything in the case changes."""
        text = json.dumps(to_json(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def to_json(case: Case) -> dict[str, Any]:
    """The case as its line in a questions file (``history`` left out where there is none)."""
    record: dict[str, Any] = {"id": case.id, "question": case.question}
    if case.history:
        record["history"] = [{"role": m.role, "content": m.content} for m in case.history]
    return record | {
        "kind": case.kind,
        "style": case.style,
        "answerable": case.answerable,
        "gold": [list(evidence) for evidence in case.gold],
        "facts": [list(fact) for fact in case.facts],
        "reason": case.reason,
        "near": case.near,
    }


def from_json(record: object, where: str = "case") -> Case:
    """The case that a decoded line holds.

    Raises:
        InputError: a field is missing or of the wrong type; ``where`` opens the message.
    """
    if not isinstance(record, dict):
        raise InputError(f"{where}: a case is a JSON object, not {type(record).__name__}")
    unknown = set(record) - _FIELDS
    if unknown:
        raise InputError(f"{where}: unknown field {sorted(unknown)[0]!r}; correct its name")
    return Case(
        id=_text(record, "id", where),
        question=_text(record, "question", where),
        history=_messages(record.get("history", []), where),
        kind=_text(record, "kind", where),
        style=_text(record, "style", where),
        answerable=_flag(record, "answerable", where),
        gold=_lists(record, "gold", where),
        facts=_lists(record, "facts", where),
        reason=_text(record, "reason", where) if record.get("reason") is not None else None,
        near=_flag(record, "near", where) if record.get("near") is not None else None,
    )


_FIELDS = {
    *("id", "question", "history", "kind", "style"),
    *("answerable", "gold", "facts", "reason", "near"),
}


def _text(record: Mapping[str, object], name: str, where: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{where}: field {name!r} must be a text that is not empty")
    return value


def _flag(record: Mapping[str, object], name: str, where: str) -> bool:
    value = record.get(name)
    if not isinstance(value, bool):
        raise InputError(f"{where}: field {name!r} must be true or false")
    return value


def _lists(record: Mapping[str, object], name: str, where: str) -> tuple[tuple[str, ...], ...]:
    value = record.get(name)
    good = isinstance(value, list) and all(
        isinstance(item, list) and item and all(isinstance(x, str) and x.strip() for x in item)
        for item in value
    )
    if not good:
        raise InputError(f'{where}: field {name!r} must be a list of lists of texts, [["…"], …]')
    assert isinstance(value, list)
    return tuple(tuple(item) for item in value)


def _messages(value: object, where: str) -> tuple[Message, ...]:
    if not isinstance(value, list):
        raise InputError(f"{where}: field 'history' must be a list of messages")
    messages = []
    for turn in value:
        if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant"):
            raise InputError(f"{where}: a message needs a role, 'user' or 'assistant'")
        messages.append(Message(turn["role"], _text(turn, "content", where)))
    return tuple(messages)


def question_files(path: Path) -> list[Path]:
    """The questions files under a folder (``*.jsonl``, by name), or the one file given."""
    if path.is_file():
        return [path]
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else []
    if not files:
        raise InputError(f"no questions at {path}: give a folder with .jsonl files, or one file")
    return files


def load_cases(path: Path) -> list[Case]:
    """All cases of a folder of questions files (or of one file), in file and line order.

    Raises:
        InputError: no file, a line that is no case, or an id used twice; names file and line.
    """
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for file in question_files(path):
        for number, record in _records(file):
            where = f"{file.name}:{number}"
            case = from_json(record, where)
            if case.id in seen:
                raise InputError(f"{where}: id {case.id!r} is used by {seen[case.id]} too")
            seen[case.id] = where
            cases.append(case)
    return cases


def _records(file: Path) -> Iterator[tuple[int, object]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read as UTF-8 text: {error}") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise InputError(f"{file.name}:{number}: not valid JSON: {error}") from error


def split(cases: Sequence[Case]) -> dict[str, Side]:
    """The side of every case, by id: train (for fitting) or test (for reporting).

    Cases that share a gold clause, alternatives included, belong together: each connected
    component takes the side that a hash of its smallest gold clause id says, so no clause of a
    test question is ever in train, and the rule holds on every machine. Title block, addressees,
    preamble and signature (``FRONT``) are not clauses here, for there is one of each in a document
    and they would join whatever is asked about documents; a case with no other gold, or with none,
    goes by a hash of its own id.
    """
    root = _components(cases)
    sides: dict[str, Side] = {}
    for case in cases:
        clauses = _joining(case)
        sides[case.id] = _side(root[clauses[0]] if clauses else case.id)
    return sides


#: Chosen once, before any result was known, so that kinds, styles and documents fall about half
#: and half; never change it, or train and test mix.
_SALT = 35


def _side(text: str) -> Side:
    return "test" if hashlib.sha256(f"{_SALT}:{text}".encode()).digest()[0] % 2 else "train"


def _joining(case: Case) -> list[str]:
    return [clause for clause in case.gold_ids if clause.rpartition("#")[2] not in FRONT]


def _components(cases: Iterable[Case]) -> dict[str, str]:
    """The smallest clause id of the component of each clause (union by smallest id)."""
    parent: dict[str, str] = {}

    def find(clause: str) -> str:
        while parent.setdefault(clause, clause) != clause:
            parent[clause] = clause = parent[parent[clause]]
        return clause

    for case in cases:
        clauses = _joining(case)
        for clause in clauses:
            low, high = sorted((find(clauses[0]), find(clause)))
            parent[high] = low
    return {clause: find(clause) for clause in list(parent)}


def largest_component(cases: Sequence[Case]) -> int:
    """How many cases the largest component holds: what the split cannot divide."""
    root = _components(cases)
    sizes: dict[str, int] = {}
    for case in cases:
        if clauses := _joining(case):
            sizes[root[clauses[0]]] = sizes.get(root[clauses[0]], 0) + 1
    return max(sizes.values(), default=0)
