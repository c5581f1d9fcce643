"""Which groups may read a document: ``groups.json`` in the corpus folder, patterns to groups.

    {"finance/*": ["finance"], "*内部*": ["staff", "board"], "drafts/*": []}

A pattern is held against the document's path inside the folder, or against its file name where the
pattern has no ``/``; ``*`` stands for any characters, so ``sub/*`` is a folder and ``包.zip!/*`` an
archive. Of several that match, the last counts, as in
a .gitignore. ``["*"]`` is everyone; ``[]`` nobody but administrators.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from threading import Lock
from typing import Any

from rag.access.roles import Visitor
from rag.access.tokens import GROUP
from rag.errors import SettingsError
from rag.types import Document

log = logging.getLogger(__name__)

FILE = "groups.json"
EVERYONE = "*"


@dataclass(frozen=True, slots=True)
class Rules:
    """Patterns in order, each with the groups that may read; ``others`` read what none matches."""

    patterns: tuple[tuple[str, frozenset[str]], ...] = ()
    others: frozenset[str] = frozenset((EVERYONE,))

    def groups(self, document: Document) -> frozenset[str]:
        """The groups that may read a document."""
        for pattern, groups in reversed(self.patterns):
            if _matches(pattern, document.source):
                return groups
        return self.others

    def readable(self, visitor: Visitor | None, headers: Iterable[Document]) -> frozenset[str]:
        """Ids of the documents that a visitor may read; nobody in particular reads none."""
        if visitor is None:
            return frozenset()
        own = visitor.groups | {EVERYONE}
        return frozenset(d.id for d in headers if visitor.reads_all or self.groups(d) & own)

    def unused(self, headers: Iterable[Document]) -> list[str]:
        """Patterns that match no document: a slip of the pen, most likely."""
        sources = [document.source for document in headers]
        return [p for p, _ in self.patterns if not any(_matches(p, source) for source in sources)]


#: Where the file cannot be read: administrators alone see anything.
CLOSED = Rules(others=frozenset())


def _matches(pattern: str, source: str) -> bool:
    return fnmatchcase(source if "/" in pattern else source.rsplit("/", 1)[-1], pattern)


def read_rules(folder: Path, others: frozenset[str]) -> Rules:
    """The rules of a corpus folder; without the file, ``others`` read everything.

    Raises:
        SettingsError: the file cannot be read or says what cannot be meant.
    """
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Rules(others=others)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: cannot be read as UTF-8 text ({error}); mend the file") from error
    try:
        pairs = json.loads(text, object_pairs_hook=lambda pairs: pairs)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path}: is no JSON ({error}); mend the file") from error
    if not isinstance(pairs, list) or not text.lstrip().startswith("{"):
        raise SettingsError(f'{path}: must be one object, {{"pattern": ["group", …]}}')
    return Rules(tuple(_rule(path, pair) for pair in _distinct(path, pairs)), others)


def _distinct(path: Path, pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            raise SettingsError(f"{path}: the pattern {name!r} stands there twice; keep one")
        seen.add(name)
    return pairs


def _rule(path: Path, pair: tuple[str, Any]) -> tuple[str, frozenset[str]]:
    pattern, groups = pair
    if not pattern or not isinstance(groups, list):
        raise SettingsError(f"{path}: {pattern!r}: give a list of groups, [] for administrators only")
    for group in groups:
        if not isinstance(group, str) or (group != EVERYONE and not GROUP.fullmatch(group)):
            raise SettingsError(
                f"{path}: {pattern!r}: {group!r} is no group's name (letters, digits, . @ + - _)"
            )
    return pattern, frozenset(groups)


class GroupFile:
    """The rules as the file stands now; a file that breaks while serving closes the documents."""

    def __init__(self, folder: Path, others: frozenset[str]) -> None:
        self._folder = folder
        self._others = others
        self._lock = Lock()
        self._stamp = self._stamp_now()
        self._rules = read_rules(folder, others)

    def rules(self) -> Rules:
        """The rules, read again where the file has changed."""
        stamp = self._stamp_now()
        with self._lock:
            if stamp != self._stamp:
                try:
                    self._rules = read_rules(self._folder, self._others)
                except SettingsError as error:
                    log.error("%s; until then only administrators see documents", error)
                    self._rules = CLOSED
                self._stamp = stamp
            return self._rules

    def warn_of_unused(self, headers: Iterable[Document]) -> None:
        """Says which patterns match no document: what they were meant to keep may be open to all."""
        for pattern in self.rules().unused(headers):
            log.warning(
                "%s: the pattern %r matches no document; a folder is written sub/*, an archive 包.zip!/*",
                self._folder / FILE,
                pattern,
            )

    def _stamp_now(self) -> tuple[int, int, int] | None:
        try:
            found = (self._folder / FILE).stat()
        except FileNotFoundError:
            return None
        except OSError:
            return (0, 0, 0)
        return found.st_mtime_ns, found.st_size, found.st_ino
