"""Measures what the docs state, and stores each figure with the command that made it.

Every job is a command line as a user types it at the root of the repository. Its output is kept in
``eval/baseline/NAME.json`` with the date, the machine and how long it took; what the docs show is
written from those files alone, by ``eval.docs``.
"""

from __future__ import annotations

import json
import os
import platform
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Container, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval import policies
from rag.errors import InputError

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / "eval" / "baseline"
#: Seconds that one command may take before it counts as failed.
PATIENCE = 1800


@dataclass(frozen=True, slots=True)
class Job:
    """A command whose output the docs show; ``needs``: what must lie beside the repository."""

    name: str
    command: str
    needs: str | None = None

    @property
    def evaluates(self) -> bool:
        """Whether it is a run of ``rag eval``, which writes a summary too."""
        return self.command.startswith("rag eval")


@dataclass(frozen=True, slots=True)
class Result:
    """What a job gave: ``output`` in lines; ``summary`` of ``rag eval`` as it wrote it, else None.

    ``load``: the machine's load average when it began; timings are pessimistic where it is above 1.
    """

    name: str
    command: str
    measured_on: str
    machine: str
    seconds: int
    load: float
    output: tuple[str, ...]
    summary: dict[str, Any] | None = None


_ORIGINALS = "../shared/corpus"
#: Documents as they lie on an office's disk, written for the questions on them (``eval/office/``).
OFFICE = {
    name: f"eval/office/{name.replace('_', '-')}"
    for name in ("inner", "outer", "inner_second", "outer_second")
}
#: What is measured, in this order; ``python -m eval.docs --measure NAME`` runs one of them.
JOBS = (
    *(
        Job(f"{name}-{side}", f"rag eval --corpus {folder} --split {side}", needs)
        for name, folder, needs in (("originals", _ORIGINALS, _ORIGINALS), ("digests", "corpus", None))
        for side in ("test", "train", "all")
    ),
    Job("peers", f"rag eval --corpus {_ORIGINALS} --peers", _ORIGINALS),
    Job("policies", "python -m eval.policies", "../shared/data"),
    *(
        Job(f"policies_{name}", f"python -m eval.policies --set {name}", "../shared/data")
        for name in policies.READ[1:]
    ),
    *(
        Job(
            f"exam_{name}".replace("-", "_"),
            f"rag eval --corpus {_ORIGINALS} --questions eval/exam/{name}.jsonl",
            _ORIGINALS,
        )
        for name in ("five", "five-second", "five-third")
    ),
    Job("exam_policies", "python -m eval.policies --set exam", "../shared/data"),
    *(
        Job(name.replace("-", "_"), f"python -m eval.policies --set {name}", "../shared/data")
        for name in policies.EXAMS[1:]
    ),
    *(
        Job(name, f"rag eval --corpus {_ORIGINALS} --questions eval/{folder}/open.jsonl", _ORIGINALS)
        for name, folder in (("open", "fresh"), ("exam_open", "exam"))
    ),
    *(
        Job(name, f"rag eval --corpus {_ORIGINALS} --questions eval/fresh/{name}.jsonl", _ORIGINALS)
        for name in policies.LATER
    ),
    *(
        Job(f"office_{name}", f"rag eval --corpus {folder}/corpus --questions {folder}/questions.jsonl")
        for name, folder in OFFICE.items()
    ),
    Job("covid", "python -m eval.covid", "../shared/data"),
    Job("covid_answers", "python -m eval.covid_answers", "../shared/data"),
    Job("verifier", "python -m eval.verifier_sets", "../shared/data"),
    Job("verifier_hand", "python -m eval.verifier_hand", "../shared/data"),
    Job("path", 'python -m eval.verifier_path "徐汇区家庭医生签约率要达到多少？"'),
    Job("hostile", "python -m eval.hostile"),
    Job("page", "python -m eval.page_speed"),
    Job("api_fuzz", "python -m eval.api_fuzz --cases 15000"),
    Job("capacity", "python -m eval.capacity", "../shared/data"),
)


def machine() -> str:
    """Cores, processor and Python of this machine, in a line."""
    names = [line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    processor = names[0].partition(":")[2].strip() if names else platform.processor() or "unknown processor"
    return f"{os.cpu_count()} cores of {processor}, Python {platform.python_version()}"


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").split("\n")
    except OSError:
        return []


def measure(job: Job) -> Result:
    """Runs a job in a process of its own and gives what it printed.

    Raises:
        InputError: its data are not here, it failed, or it took too long.
    """
    if job.needs and not (ROOT / job.needs).exists():
        raise InputError(f"{job.name}: needs {job.needs}, which is not here; the stored result stays")
    load = os.getloadavg()[0]
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        extra = ("--out", scratch) if job.evaluates else ()
        output = run(job.command, *extra, env=defaults())
        summary = json.loads((Path(scratch) / "summary.json").read_text("utf-8")) if job.evaluates else None
    seconds = round(time.perf_counter() - began)
    today = datetime.now(UTC).date().isoformat()
    lines = tuple(line.rstrip() for line in output.rstrip("\n").split("\n"))
    return Result(job.name, job.command, today, machine(), seconds, round(load, 1), lines, rounded(summary))


def defaults() -> dict[str, str]:
    """The variables of this process without our settings: what is measured is what ships."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RAG_")}


def run(command: str, *extra: str, env: dict[str, str] | None = None, well: Container[int] = (0,)) -> str:
    """What a command of the docs prints, run at the root of the repository.

    Args:
        command: starts with ``rag`` or ``python``, those of this environment.
        extra: further words that the docs do not show.
        env: all its variables; None: those of this process.
        well: exit codes that are no failure.

    Raises:
        InputError: it ended with an error or took longer than ``PATIENCE``.
    """
    program, *words = shlex.split(command)
    start = {"rag": ["-m", "rag.cli"], "python": []}[program]
    try:
        done = subprocess.run(
            [sys.executable, *start, *words, *extra],
            cwd=ROOT,
            env={**(os.environ if env is None else env), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(f"{command}: not done after {PATIENCE} s; run it by hand") from error
    if done.returncode not in well:
        told = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        raise InputError(f"{command}: exit code {done.returncode}: {told}")
    return done.stdout.decode("utf-8")


def rounded(value: Any) -> Any:
    """Floats with four digits: more says nothing and makes every difference a change."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list | tuple) else value


# ---- the store ---------------------------------------------------------------------------------


def store(result: Result, folder: Path = BASELINE) -> None:
    """Writes ``NAME.json`` whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{result.name}.json"
    beside = file.with_suffix(".tmp")
    beside.write_text(json.dumps(asdict(result), ensure_ascii=False, indent=1) + "\n", "utf-8")
    os.replace(beside, file)


def stored(folder: Path = BASELINE) -> dict[str, Result]:
    """The stored results of all jobs.

    Raises:
        InputError: one is missing or damaged; names it and says how to measure it.
    """
    return {job.name: _read(job.name, folder) for job in JOBS}


def _read(name: str, folder: Path) -> Result:
    file = folder / f"{name}.json"
    try:
        fields = json.loads(file.read_text("utf-8"))
        return Result(**{**fields, "output": tuple(fields["output"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{file.name}: no stored result ({error}); run: python -m eval.docs --measure {name}"
        ) from error


def measure_all(names: Iterable[str], tell: Callable[[str], None]) -> int:
    """Runs and stores jobs one after the other; how many failed (their old results stay)."""
    wanted = set(names)
    unknown = wanted - {job.name for job in JOBS}
    if unknown:
        known = ", ".join(job.name for job in JOBS)
        raise InputError(f"{sorted(unknown)[0]}: no such measurement; known are {known}")
    failed = 0
    for job in JOBS:
        if wanted and job.name not in wanted:
            continue
        tell(f"{job.name}: {job.command}")
        try:
            result = measure(job)
        except InputError as error:
            failed += 1
            tell(f"  failed: {error}")
            continue
        store(result)
        tell(f"  {result.seconds} s")
    return failed
