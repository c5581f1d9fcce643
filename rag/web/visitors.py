"""The visitor of the request at hand, and the assistant as this visitor may use it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import Future
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
        self._parts: OrderedDict[frozenset[str], Future[Assistant]] = OrderedDict()

    def __getattr__(self, name: str) -> Any:
        """Whatever is asked of the assistant."""
        return getattr(self.of(_VISITOR.get()), name)

    def of(self, visitor: Visitor | None) -> Assistant:
        """The assistant for a visitor."""
        whole = cast("Assistant", self._current).itself
        if visitor is not None and visitor.reads_all:
            return whole
        readable = self._readable_by(visitor, whole.index)
        with self._lock:
            # One that began before an index took the place of another makes its part for itself.
            parts = self._parts if whole.index is self._index else OrderedDict()
            made_here = readable not in parts
            part = parts.setdefault(readable, Future())
            if made_here:
                while len(parts) > KEPT:  # the one not asked for longest
                    parts.popitem(last=False)
            parts.move_to_end(readable)
        if made_here:  # by one, while whoever asks for the same waits, and nobody else does
            self._make(part, whole, readable, parts)
        return part.result()

    def _readable_by(self, visitor: Visitor | None, index: Index) -> frozenset[str]:
        """The documents that a visitor may read, by the rules and in the index of now."""
        rules = self._file.rules()
        with self._lock:
            if index is not self._index:
                self._index, self._parts, self._readable = index, OrderedDict(), {}
            if rules is not self._rules:
                self._rules, self._readable = rules, {}
            held = self._readable
        found = held.get(visitor)
        if found is None:
            found = rules.readable(visitor, index.headers())
            if len(held) >= 1000:
                held.clear()
            held[visitor] = found
        return found

    def _make(
        self,
        part: Future[Assistant],
        whole: Assistant,
        readable: frozenset[str],
        parts: OrderedDict[frozenset[str], Future[Assistant]],
    ) -> None:
        try:
            part.set_result(limited(whole, readable))
        except BaseException as error:
            part.set_exception(error)
            with self._lock:  # the next one tries again
                if parts.get(readable) is part:
                    del parts[readable]


def assistant_for(assistant: Assistant, request: Any) -> Assistant:
    """The assistant for whoever sent a request that is answered outside of it, as by Gradio's queue."""
    return assistant.of(visitor_of(request)) if isinstance(assistant, Personal) else assistant
