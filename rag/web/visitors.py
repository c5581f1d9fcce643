"""The visitor of the request at hand, and the assistant as this visitor may use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from rag.access.groups import GroupFile, Rules
from rag.access.part import limited
from rag.access.roles import Visitor
from rag.web.current import Current

if TYPE_CHECKING:
    from rag.index import Index
    from rag.pipeline import Assistant

#: Sets of documents for which an assistant is kept, one for each set of groups that is in use.
KEPT = 32

_VISITOR: ContextVar[Visitor | None] = ContextVar("visitor", default=None)


def visitor_of(request: Any) -> Visitor | None:
    """Who sent a request (FastAPI's, or Gradio's around it), as the access control has told.

    None: nobody it knows.
    """
    scope = getattr(getattr(request, "request", request), "scope", {})
    found = scope.get("state", {}).get("user")
    return found if isinstance(found, Visitor) else None


def groups_of(request: Any) -> list[str] | None:
    """The groups that bounded what a visitor saw; None: whatever there is."""
    visitor = visitor_of(request)
    return None if visitor is None or visitor.reads_all else sorted(visitor.groups)


@contextmanager
def visited(visitor: Visitor | None) -> Iterator[None]:
    """What is done inside is done for this visitor, in threads that it starts too."""
    token = _VISITOR.set(visitor)
    try:
        yield
    finally:
        _VISITOR.reset(token)


class Personal:
    """Stands for the assistant as far as the visitor of the request at hand may read.

    Outside of any request, and for nobody in particular, it knows no document at all: what forgets
    to say for whom it asks shows nothing.
    """

    def __init__(self, current: Current, file: GroupFile) -> None:
        self._current = current
        self._file = file
        self._lock = Lock()
        self._index: Index | None = None
        self._rules: Rules | None = None
        self._readable: dict[Visitor | None, frozenset[str]] = {}
        self._parts: dict[frozenset[str], Assistant] = {}

    def __getattr__(self, name: str) -> Any:
        """Whatever is asked of the assistant."""
        return getattr(self.of(_VISITOR.get()), name)

    def of(self, visitor: Visitor | None) -> Assistant:
        """The assistant for a visitor."""
        whole = cast("Assistant", self._current).itself
        if visitor is not None and visitor.reads_all:
            return whole
        index, rules = whole.index, self._file.rules()
        with self._lock:
            if index is not self._index:
                self._index, self._parts, self._readable = index, {}, {}
            if rules is not self._rules:
                self._rules, self._readable = rules, {}
            if visitor not in self._readable:
                if len(self._readable) >= 1000:
                    self._readable.clear()
                self._readable[visitor] = rules.readable(visitor, index.headers())
            readable = self._readable[visitor]
            if readable not in self._parts:
                while len(self._parts) >= KEPT:
                    del self._parts[next(iter(self._parts))]
                self._parts[readable] = limited(whole, readable)
            return self._parts[readable]


def assistant_for(assistant: Assistant, request: Any) -> Assistant:
    """The assistant for whoever sent a request that is answered outside of it, as by Gradio's queue."""
    return assistant.of(visitor_of(request)) if isinstance(assistant, Personal) else assistant
