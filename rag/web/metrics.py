"""Counts and latencies of this process in Prometheus' text form (exposition format 0.0.4)."""

from __future__ import annotations

import logging
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.types import Answer

log = logging.getLogger(__name__)

Channel = Literal["chat", "api", "sse", "openai", "card", "compare"]
Labels = tuple[tuple[str, str], ...]

#: Upper bounds in seconds; ``+Inf`` is added.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0, 60.0)


class Histogram:
    """Observations counted by bucket, and their sum."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.sum = 0.0

    def observe(self, seconds: float) -> None:
        """Count one observation."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.sum += seconds

    def lines(self, name: str, labels: Labels) -> Iterator[str]:
        """Cumulative buckets, sum and count."""
        total = 0
        for bound, count in zip((*map(str, BUCKETS), "+Inf"), self.counts, strict=True):
            total += count
            yield f"{name}_bucket{_labels((*labels, ('le', bound)))} {total}"
        yield f"{name}_sum{_labels(labels)} {self.sum:.6f}"
        yield f"{name}_count{_labels(labels)} {total}"


class Metrics:
    """Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.requests: Counter[Labels] = Counter()
        self.answers: Counter[Labels] = Counter()
        self.refusals: Counter[Labels] = Counter()
        self.unrecorded = 0
        self.request_seconds: dict[Labels, Histogram] = {}
        self.answer_seconds: dict[Labels, Histogram] = {}

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that has been answered to its end."""
        with self._lock:
            key = (("route", route), ("method", method), ("status", str(status)))
            self.requests[key] += 1
            self.request_seconds.setdefault((("route", route),), Histogram()).observe(seconds)

    def answered(self, channel: str, answer: Answer) -> None:
        """Count an answer, and the reason of a refusal."""
        with self._lock:
            self.answers[(("channel", channel), ("status", answer.status))] += 1
            if answer.refusal:
                self.refusals[(("reason", answer.refusal.reason),)] += 1
            seconds = answer.timings_ms.get("total", 0.0) / 1000
            self.answer_seconds.setdefault((("channel", channel),), Histogram()).observe(seconds)

    def not_recorded(self) -> None:
        """Count an answer whose record could not be written."""
        with self._lock:
            self.unrecorded += 1

    def text(self) -> str:
        """Everything, in the exposition format."""
        with self._lock:
            lines = [
                *_counter("rag_requests_total", "HTTP requests", self.requests),
                *_counter("rag_answers_total", "Answers by channel and status", self.answers),
                *_counter("rag_refusals_total", "Refusals by reason", self.refusals),
                *_counter("rag_records_failed_total", "Records not written", {(): self.unrecorded}),
                *_histogram("rag_request_seconds", "Time to the last byte", self.request_seconds),
                *_histogram("rag_answer_seconds", "Time of an answer", self.answer_seconds),
            ]
        return "\n".join(lines) + "\n"

    def totals(self) -> dict[str, dict[str, int]]:
        """Answers by channel and by status, refusals by reason: what the 管理 view shows."""
        with self._lock:
            by: dict[str, Counter[str]] = {"channel": Counter(), "status": Counter(), "reason": Counter()}
            for labels, count in (*self.answers.items(), *self.refusals.items()):
                for name, value in labels:
                    by[name][value] += count
        return {name: dict(counts) for name, counts in by.items()}


#: One for the process, as for every Prometheus client: several applications in it add up.
METRICS = Metrics()


def _counter(name: str, told: str, counts: Mapping[Labels, int]) -> Iterator[str]:
    yield f"# HELP {name} {told}."
    yield f"# TYPE {name} counter"
    for labels, count in sorted(counts.items()):
        yield f"{name}{_labels(labels)} {count}"


def _histogram(name: str, told: str, kept: Mapping[Labels, Histogram]) -> Iterator[str]:
    yield f"# HELP {name} {told}."
    yield f"# TYPE {name} histogram"
    for labels, histogram in sorted(kept.items(), key=lambda item: item[0]):
        yield from histogram.lines(name, labels)


def _labels(labels: Labels) -> str:
    pairs = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)
    return f"{{{pairs}}}" if pairs else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


#: Anything may be sent as a method; labels must stay few.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Measured:
    """ASGI middleware: counts every request under the pattern of its route, never its address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count it when its last byte is out."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            route = str(getattr(scope.get("route"), "path", None) or "other")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            seconds = time.perf_counter() - began
            METRICS.requested(route, method, status, seconds)
            told = {"route": route, "method": method, "status": status, "ms": round(seconds * 1000, 1)}
            log.info("request", extra=told)


def metrics_routes() -> APIRouter:
    """``/metrics``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/metrics")
    def metrics() -> PlainTextResponse:
        return PlainTextResponse(METRICS.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router
