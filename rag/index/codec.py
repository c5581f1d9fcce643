"""Documents, clauses and passages as rows of plain values and back, without loss.

Text is stored as UTF-8 that also takes lone surrogates, so that whatever a ``str`` can hold
comes back equal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from rag.types import Clause, Discarded, Document, Figure

_FIGURE = tuple(f.name for f in fields(Figure))
_HEADER = tuple(f.name for f in fields(Document) if f.name not in ("text", "clauses", "discarded"))
_TUPLES = ("addressees", "implements", "replaces")


def pack(text: str) -> bytes:
    """Text as bytes."""
    return text.encode("utf-8", "surrogatepass")


def unpack(data: bytes) -> str:
    """The text that :func:`pack` made ``data`` from."""
    return data.decode("utf-8", "surrogatepass")


def dump(value: Any) -> bytes:
    """Canonical JSON: equal values give equal bytes."""
    return pack(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def load(data: bytes) -> Any:
    """The value that :func:`dump` wrote."""
    return json.loads(unpack(data))


def dump_header(document: Document) -> bytes:
    """All that a document says of itself: every field but text, clauses and discarded."""
    return dump({name: getattr(document, name) for name in _HEADER})


def load_header(data: bytes) -> Document:
    """A document with its own words about itself, ``text=""`` and no clauses."""
    values = load(data)
    values.update({name: tuple(values[name]) for name in _TUPLES})
    return Document(text="", clauses=(), discarded=(), **values)


def dump_discarded(spans: Iterable[Discarded]) -> bytes:
    """Discarded spans as JSON."""
    return dump([(span.start, span.end, span.reason) for span in spans])


def load_discarded(data: bytes) -> tuple[Discarded, ...]:
    """What :func:`dump_discarded` wrote."""
    return tuple(Discarded(*span) for span in load(data))


def dump_clause(clause: Clause) -> bytes:
    """One node without its children (they have rows of their own)."""
    return dump(
        {
            "id": clause.id,
            "document_id": clause.document_id,
            "path": clause.path,
            "heading": clause.heading,
            "text": clause.text,
            "segments": clause.segments,
            "broken": clause.broken,
            "columns": clause.columns,
            "kind": clause.kind,
            "responsible": dict(clause.responsible),
            "figures": [[getattr(figure, name) for name in _FIGURE] for figure in clause.figures],
        }
    )


def load_clauses(rows: Sequence[tuple[int, bytes]]) -> tuple[Clause, ...]:
    """Trees from (depth, node) rows in the document's order.

    Read backwards, a node's children are complete when the node is met: they wait, nearest
    last, on the level below its own.
    """
    waiting: dict[int, list[Clause]] = {}
    top = min((depth for depth, _ in rows), default=0)
    for depth, data in reversed(rows):
        children = tuple(reversed(waiting.pop(depth + 1, [])))
        waiting.setdefault(depth, []).append(_load_clause(data, children))
    return tuple(reversed(waiting.get(top, [])))


def _load_clause(data: bytes, children: tuple[Clause, ...]) -> Clause:
    values = load(data)
    return Clause(
        id=values["id"],
        document_id=values["document_id"],
        path=tuple(values["path"]),
        heading=values["heading"],
        text=values["text"],
        segments=tuple((start, end) for start, end in values["segments"]),
        kind=values["kind"],
        responsible={role: tuple(names) for role, names in values["responsible"].items()},
        figures=tuple(Figure(*figure) for figure in values["figures"]),
        children=children,
        broken=tuple(values["broken"]),
        columns=tuple(values.get("columns", ())),
    )
