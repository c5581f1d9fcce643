"""The runner: an assistant over cases, resumable, in parallel, the same bytes every time.

A run's folder holds ``records.jsonl`` (no timings in it: two runs over the same input are equal
byte for byte), ``timings.jsonl``, and while the run is under way ``records.part.jsonl``.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from eval.cases import Case
from eval.records import Record, crashed, from_line, record, to_line
from rag.errors import InputError
from rag.types import Answer, Message

Progress = Callable[[int, int], None]
RECORDS, TIMINGS, PART = "records.jsonl", "timings.jsonl", "records.part.jsonl"


class Assistant(Protocol):
    """What is evaluated: ``rag.pipeline.Assistant`` or anything that answers like it."""

    def ask(self, question: str, history: Sequence[Message] = (), *, id: str | None = None) -> Answer:
        """The answer to a question."""


Opener = Callable[[], Assistant]
#: A record and the milliseconds that its answer took.
Timed = tuple[Record, float]


def answer_case(assistant: Assistant, case: Case, known: Container[str] | None = None) -> Timed:
    """One case asked and measured; whatever the assistant raises is a wrong answer."""
    started = time.perf_counter()
    try:
        answer = assistant.ask(case.question, case.history, id=case.id)
        took = (time.perf_counter() - started) * 1000
        return record(case, answer, answer.text if answer.status == "error" else None, known), took
    except Exception as error:
        return crashed(case, error, known), (time.perf_counter() - started) * 1000


def run(
    assistant: Assistant,
    cases: Sequence[Case],
    *,
    folder: Path | None = None,
    jobs: int = 1,
    reopen: Opener | None = None,
    known: Container[str] | None = None,
    key: str = "",
    progress: Progress | None = None,
) -> list[Record]:
    """Runs the assistant over the cases and gives their records, in the order of the cases.

    Args:
        assistant: who answers, in this process.
        cases: what is asked.
        folder: where the run is written and resumed from; None keeps it in memory.
        jobs: processes; more than one needs ``reopen``.
        reopen: opens the assistant in a worker process (must be picklable).
        known: clause ids in the index, for the error analysis (picklable if jobs > 1).
        key: names what is evaluated (index, code, settings); a run under way is resumed only if
            its key is the same.
        progress: called with (done, total) after each case.
    """
    if jobs > 1 and reopen is None:
        raise InputError("more than one job needs a way to open the assistant again: use --jobs 1")
    part = Part(folder, key) if folder else None
    done = part.load(cases) if part else {}
    left = [case for case in cases if case.id not in done]
    stream = (
        _parallel(reopen, left, jobs, known)
        if jobs > 1 and reopen is not None
        else ((case, answer_case(assistant, case, known)) for case in left)
    )
    for case, timed in stream:
        done[case.id] = timed
        if part:
            part.add(case, timed)
        if progress:
            progress(len(done), len(cases))
    if part:
        part.finish([done[case.id] for case in cases])
    return [done[case.id][0] for case in cases]


class Part:
    """The file of a run under way: a line with the key, then a line for each case done."""

    def __init__(self, folder: Path, key: str) -> None:
        """Makes the folder where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._key, self._path = folder, key, folder / PART

    def load(self, cases: Iterable[Case]) -> dict[str, Timed]:
        """What is done already, if the same thing was evaluated on the same cases."""
        fingerprints = {case.id: case.fingerprint for case in cases}
        lines = self._path.read_text("utf-8").split("\n") if self._path.exists() else []
        done: dict[str, Timed] = {}
        if lines and lines[0] == json.dumps({"key": self._key}):
            for line in lines[1:]:
                read = _part_line(line)
                if read and fingerprints.get(read[1].id) == read[0]:
                    done[read[1].id] = read[1], read[2]
        kept = [_part_text(fingerprints[i], timed) for i, timed in done.items()]
        _write(self._path, [json.dumps({"key": self._key}), *kept])
        return done

    def add(self, case: Case, timed: Timed) -> None:
        """Appends one case; a line cut short by a kill is left out when resuming."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_part_text(case.fingerprint, timed) + "\n")

    def finish(self, done: Sequence[Timed]) -> None:
        """Writes the run in the order of its cases and removes the file of the run under way."""
        _write(self._folder / RECORDS, [to_line(item) for item, _ in done])
        times = [json.dumps({"id": item.id, "ms": round(ms, 3)}) for item, ms in done]
        _write(self._folder / TIMINGS, times)
        self._path.unlink()


def _part_text(fingerprint: str, timed: Timed) -> str:
    return json.dumps({"case": fingerprint, "ms": timed[1], "record": to_line(timed[0])})


def _part_line(line: str) -> tuple[str, Record, float] | None:
    try:
        fields = json.loads(line)
        return fields["case"], from_line(fields["record"]), float(fields["ms"])
    except (ValueError, KeyError, TypeError):
        return None


def _write(path: Path, lines: Sequence[str]) -> None:
    """Writes a file whole or not at all."""
    beside = path.with_name(path.name + ".tmp")
    beside.write_text("".join(line + "\n" for line in lines), "utf-8")
    os.replace(beside, path)


def read_records(path: Path) -> list[Record]:
    """The records of a finished run, given its folder or its records file.

    Raises:
        InputError: there is none, or it is from another version.
    """
    file = path / RECORDS if path.is_dir() else path
    try:
        lines = file.read_text("utf-8").split("\n")
        return [from_line(line) for line in lines if line]
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: no records of a finished run ({error}); run: rag eval") from error


def read_timings(folder: Path) -> list[float]:
    """Milliseconds for each answer of a finished run; empty where none were kept."""
    file = folder / TIMINGS
    if not file.exists():
        return []
    return [float(json.loads(line)["ms"]) for line in file.read_text("utf-8").split("\n") if line]


# ---- several processes -------------------------------------------------------------------------

_worker: tuple[Assistant, Container[str] | None] | None = None


def _open_worker(reopen: Opener, known: Container[str] | None) -> None:
    global _worker
    _worker = reopen(), known


def _ask_worker(case: Case) -> Timed:
    assert _worker is not None
    return answer_case(_worker[0], case, _worker[1])


def _parallel(
    reopen: Opener, cases: Sequence[Case], jobs: int, known: Container[str] | None
) -> Iterator[tuple[Case, Timed]]:
    """Cases with their records as they come.

    Workers are spawned, not forked: an open index has threads and database handles. Where a
    worker dies the pool is lost; each case left then gets a process of its own, so that only the
    one that kills it counts as a crash.
    """
    left: list[Case] = []
    with _pool(reopen, jobs, known) as pool:
        futures = {pool.submit(_ask_worker, case): case for case in cases}
        for future in as_completed(futures):
            if isinstance(future.exception(), BrokenProcessPool):
                left.append(futures[future])
            else:
                yield futures[future], _result(future, futures[future], known)
    for case in left:
        with _pool(reopen, 1, known) as alone:
            yield case, _result(alone.submit(_ask_worker, case), case, known)


def _pool(reopen: Opener, jobs: int, known: Container[str] | None) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, get_context("spawn"), _open_worker, (reopen, known))


def _result(future: Future[Timed], case: Case, known: Container[str] | None) -> Timed:
    try:
        return future.result()
    except Exception as error:
        return crashed(case, error, known), 0.0
