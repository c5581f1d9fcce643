"""The assistant in use: one over a new index takes its place while requests go on."""

from __future__ import annotations

import ctypes
import gc
import logging
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from rag.errors import RagError

if TYPE_CHECKING:
    from rag.pipeline import Assistant

log = logging.getLogger(__name__)

#: Seconds between two looks at the version in use, and before a version is tried again that did not open.
EVERY, AGAIN = 1.0, 30.0

Newest = Callable[[], str | None]
Successor = Callable[["Assistant"], "Assistant"]


class Current:
    """Stands for the assistant in use.

    An answer that has begun ends with the assistant it began with: its methods are bound to that
    one, and its index stays open as long as somebody holds it.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._changing = Lock()

    def take_up(self, newest: Newest, successor: Successor) -> bool:
        """Puts a new version to use, if there is one; False where there is none.

        Whoever comes in the meantime waits, so that no version is opened twice.

        Args:
            newest: the id of the version in use; None where it cannot be told.
            successor: makes an assistant over it out of the present one.

        Raises:
            Exception: whatever ``successor`` raises; the version before answers on.
        """
        with self._changing:
            if newest() in (None, self._assistant.index.id):
                return False
            before = weakref.ref(self._assistant)
            self._assistant = successor(self._assistant)
        log.info("index version %s is in use", self._assistant.index.id)
        Thread(target=give_back, args=(before,), name="give back", daemon=True).start()
        return True

    def watch(self, newest: Newest, successor: Successor, every: float = EVERY, again: float = AGAIN) -> None:
        """Looks for a new version from time to time, whoever has built it, and opens it beside the old.

        Args:
            newest: as in ``take_up``.
            successor: as in ``take_up``.
            every: seconds between two looks.
            again: seconds before the next look after a version that does not open.
        """
        Thread(target=_watch, args=(weakref.ref(self), newest, successor, every, again), daemon=True).start()

    def catch_up(self, newest: Newest, successor: Successor) -> bool:
        """Takes up a new version, if there is one; False where it does not open."""
        try:
            self.take_up(newest, successor)
        except RagError as error:
            log.warning("the new index version %s is not taken up: %s", newest(), error)
            return False
        except Exception:  # the old version answers on, whatever is wrong with the new one
            log.exception("the new index version %s is not taken up", newest())
            return False
        return True

    def __getattr__(self, name: str) -> Any:
        """Whatever is asked of the assistant in use."""
        return getattr(self._assistant, name)


def give_back(replaced: weakref.ref[Any], every: float = EVERY, tries: int = 30) -> None:
    """Frees an assistant that was replaced as soon as the last answer from it has ended.

    It refers to itself, so only the collector frees it, and that looks at old objects so seldom
    that several versions would pile up; the C library keeps what is free unless it is told (glibc).
    """
    for _ in range(tries):
        time.sleep(every)
        gc.collect()
        if replaced() is None:
            break
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _watch(
    watched: weakref.ref[Current],
    newest: Newest,
    successor: Successor,
    every: float,
    again: float,
) -> None:
    """Looks until the application is gone, which the thread itself does not keep alive."""
    pause = every
    while True:
        time.sleep(pause)
        current = watched()
        if current is None:
            return
        pause = every if current.catch_up(newest, successor) else again
        del current
