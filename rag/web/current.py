"""The assistant in use: one over a new index takes its place while requests go on."""

from __future__ import annotations

import ctypes
import gc
import logging
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any

from rag.errors import RagError

if TYPE_CHECKING:
    from rag.pipeline import Assistant

log = logging.getLogger(__name__)

#: Seconds between two looks at the version in use, and before a version is tried again that did not open.
EVERY, AGAIN = 1.0, 30.0


class Current:
    """Stands for the assistant in use.

    An answer that has begun ends with the assistant it began with: its methods are bound to that
    one, and its index stays open as long as somebody holds it.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def replace(self, assistant: Assistant) -> None:
        """From now on, this one answers."""
        self._assistant = assistant

    def watch(
        self,
        newest: Callable[[], str | None],
        successor: Callable[[Assistant], Assistant],
        every: float = EVERY,
        again: float = AGAIN,
    ) -> None:
        """Looks for a new version from time to time, whoever has built it, and opens it beside the old.

        Args:
            newest: the id of the version in use; None where it cannot be told.
            successor: makes an assistant over it out of the present one.
            every: seconds between two looks.
            again: seconds before the next look after a version that does not open.
        """
        Thread(target=_watch, args=(weakref.ref(self), newest, successor, every, again), daemon=True).start()

    def catch_up(self, newest: Callable[[], str | None], successor: Callable[[Assistant], Assistant]) -> bool:
        """Takes up a new version, if there is one; False where it does not open."""
        name = newest()
        if name in (None, self._assistant.index.id):
            return True
        try:
            self.replace(successor(self._assistant))
        except RagError as error:
            log.warning("the new index version %s is not taken up: %s", name, error)
            return False
        except Exception:  # the old version answers on, whatever is wrong with the new one
            log.exception("the new index version %s is not taken up", name)
            return False
        log.info("index version %s is in use", self._assistant.index.id)
        return True

    def __getattr__(self, name: str) -> Any:
        """Whatever is asked of the assistant in use."""
        return getattr(self._assistant, name)


def give_back() -> None:
    """Frees the assistant that was replaced, about 110 MiB.

    It refers to itself, so only the collector frees it, and by itself that takes several rebuilds;
    the C library keeps what is free unless it is told (glibc only).
    """
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _watch(
    watched: weakref.ref[Current],
    newest: Callable[[], str | None],
    successor: Callable[[Assistant], Assistant],
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
