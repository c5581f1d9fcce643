"""Limits: so many requests a minute for each user and address, so many answers at once."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from ipaddress import ip_address, ip_network
from threading import Lock

from rag.errors import RagError

#: Buckets kept; the one unused for longest goes first. Who has one less full than new comes back
#: to a full one only after so many others.
KEPT = 10_000


def neighbourhood(address: str) -> str:
    """What counts as one address: IPv4 as it is, of IPv6 the network of 64 bits that one line has.

    Whoever has an IPv6 line has 2**64 addresses, and with each a new bucket.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, 64), strict=False))


class Busy(RagError):
    """All places are taken; ``retry_after`` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"the server is busy; ask again in {retry_after} seconds")
        self.retry_after = retry_after


class Buckets:
    """A token bucket for each name: full with ``burst``, ``a_minute`` flow in; 0 a minute: no limit."""

    def __init__(
        self, a_minute: float, burst: float | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._flow = a_minute / 60
        self._burst = max(1.0, a_minute / 4 if burst is None else burst)
        self._clock = clock
        self._lock = Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> int:
        """Takes a token: 0, or after how many whole seconds there will be one."""
        if not self._flow:
            return 0
        now = self._clock()
        with self._lock:
            level = self._level(name, now)
            granted = level >= 1
            self._levels[name] = (level - 1 if granted else level, now)
            self._levels.move_to_end(name)
            while len(self._levels) > KEPT:
                self._levels.popitem(last=False)
        return 0 if granted else max(1, math.ceil((1 - level) / self._flow))

    def wait(self, name: str) -> int:
        """After how many whole seconds there is a token; none is taken."""
        if not self._flow:
            return 0
        with self._lock:
            level = self._level(name, self._clock())
        return 0 if level >= 1 else max(1, math.ceil((1 - level) / self._flow))

    def refill(self, name: str) -> None:
        """The bucket is full again."""
        with self._lock:
            self._levels.pop(name, None)

    def _level(self, name: str, now: float) -> float:
        level, then = self._levels.get(name, (self._burst, now))
        return min(self._burst, level + (now - then) * self._flow)


class Gate:
    """At most ``at_once`` inside and ``waiting`` before it, first come first served.

    Threads and event loops may wait side by side: each waits for a future.
    """

    def __init__(self, at_once: int, waiting: int, patience: float = 15.0) -> None:
        self._free = at_once
        self._limit = waiting
        self.patience = patience
        self._lock = Lock()
        self._queue: deque[Future[None]] = deque()

    def enter(self) -> Future[None]:
        """A place, or a place in the queue: the future is done when one may go in.

        Whoever goes in calls ``leave``; whoever gives up waiting calls ``give_up``.

        Raises:
            Busy: the queue is full.
        """
        future: Future[None] = Future()
        with self._lock:
            if self._free:
                self._free -= 1
                future.set_result(None)
            elif len(self._queue) >= self._limit:
                raise Busy(max(1, round(self.patience / 3)))
            else:
                self._queue.append(future)
        return future

    def leave(self) -> None:
        """Gives the place to the first who waits, or back."""
        with self._lock:
            while self._queue:
                if self._queue[0].set_running_or_notify_cancel():
                    self._queue.popleft().set_result(None)
                    return
                self._queue.popleft()
            self._free += 1

    def give_up(self, future: Future[None]) -> None:
        """Leaves the queue; a place that was given in the same moment is passed on."""
        with self._lock:
            if future in self._queue:
                self._queue.remove(future)
                future.cancel()
                return
        if future.done() and not future.cancelled():
            self.leave()

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for a thread.

        Raises:
            Busy: the queue is full, or none became free in time.
        """
        future = self.enter()
        try:
            future.result(self.patience)
        except BaseException as error:
            self.give_up(future)
            if isinstance(error, TimeoutError):
                raise Busy(max(1, round(self.patience / 3))) from error
            raise
        try:
            yield
        finally:
            self.leave()
