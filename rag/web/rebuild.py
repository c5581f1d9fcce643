"""Building the index beside the running service, one build at a time, its progress told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock, Thread
from typing import TYPE_CHECKING

from rag.errors import RagError

if TYPE_CHECKING:
    from rag.builder import Report
    from rag.index.encoding import Progress

log = logging.getLogger(__name__)


FAILED = "重建失败，原因见服务器日志 / the build failed; see the server's log"


@dataclass(frozen=True, slots=True)
class State:
    """How a build stands; ``report`` of the last one that ended well, ``error`` of one that did not."""

    running: bool = False
    done: int = 0
    total: int = 0
    report: Report | None = None
    error: str = ""


class Rebuild:
    """Builds in a thread; ``build`` makes the index, ``use`` puts it to use."""

    def __init__(self, build: Callable[[Progress], Report], use: Callable[[], None]) -> None:
        self._build = build
        self._use = use
        self._lock = Lock()
        self.state = State()
        self.thread: Thread | None = None

    def start(self) -> bool:
        """Begins a build; False where one is under way."""
        with self._lock:
            if self.state.running:
                return False
            self.state = State(running=True, report=self.state.report)
        self.thread = Thread(target=self._run, name="rebuild", daemon=True)
        self.thread.start()
        return True

    def _progress(self, done: int, total: int) -> None:
        self.state = replace(self.state, done=done, total=total)

    def _run(self) -> None:
        try:
            report = self._build(self._progress)
            self._use()
        except RagError as error:
            self.state = State(report=self.state.report, error=str(error))
        except Exception:  # whatever happens, the page must not say "running" for ever
            log.exception("the rebuild failed")
            self.state = State(report=self.state.report, error=FAILED)
        else:
            self.state = State(report=report)
