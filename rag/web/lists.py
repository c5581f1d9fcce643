"""What the views list: every duty and every target of the documents in the index."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from rag.types import Clause, Document, Figure

if TYPE_CHECKING:
    from rag.index import Index
    from rag.pipeline import Assistant


@dataclass(frozen=True, slots=True)
class Duty:
    """A department's part in one clause; ``role`` as printed (牵头部门, 责任单位 …)."""

    department: str
    role: str
    document: Document
    clause: Clause


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that a clause states."""

    figure: Figure
    document: Document
    clause: Clause


#: Parts of one index version for which lists are kept.
KEPT = 32


class Lists:
    """The documents of one index version, and the lists made from them when first asked for."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.headers: dict[str, Document] = {header.id: header for header in index.headers()}

    def walk(self, within: str = "") -> Iterator[tuple[Document, Clause]]:
        """Every clause of every document, or of the one ``within``, in order."""
        for identity in [within] if within else self.headers:
            document = self.index.document(identity)
            for clause in document.walk():
                yield document, clause

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Every (department, role, clause), in the documents' order."""
        return tuple(
            Duty(department, role, self.headers[document.id], clause)
            for document, clause in self.walk()
            for role, departments in clause.responsible.items()
            for department in departments
        )

    @cached_property
    def departments(self) -> tuple[tuple[str, int], ...]:
        """Departments and the number of their duties, most first."""
        counts = Counter(duty.department for duty in self.duties)
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Every figure, in the documents' order."""
        return tuple(
            Target(figure, self.headers[document.id], clause)
            for document, clause in self.walk()
            for figure in clause.figures
        )

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The regions that documents name, sorted."""
        return tuple(sorted({d.region for d in self.headers.values() if d.region}))


def current_lists(assistant: Assistant) -> Callable[[], Lists]:
    """A function that gives the lists of the index in use, made anew when the index changes.

    A visitor's part of an index has lists of its own; those not asked for longest go first.
    """
    kept: OrderedDict[Index, Lists] = OrderedDict()
    lock = Lock()

    def current() -> Lists:
        index = assistant.index
        with lock:
            if index not in kept:
                for other in [other for other in kept if other.id != index.id]:
                    del kept[other]
                kept[index] = Lists(index)
            kept.move_to_end(index)
            while len(kept) > KEPT:
                kept.popitem(last=False)
            return kept[index]

    return current
