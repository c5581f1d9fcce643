"""Results of the long measurements: kept with their command, date, machine and duration.

Beside ``eval.measured``, whose jobs are run anew with one command: these take long, need an index
that was built before, or hold numbers that tables and plots are drawn from.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.measured import BASELINE, machine, rounded
from rag.errors import InputError

#: The long measurements, with the command of each.
COMMANDS = {
    "encoders": "python -m eval.encoders --m3e FOLDER --store",
    "distractors": "python -m eval.distractors --index FOLDER --store",
    "benchmark": "python -m eval.benchmark --full --store",
    "parser": "python -m eval.parser --store",
    "fuzz": "python -m eval.fuzz --cases 37500 --store",
}


@dataclass(frozen=True, slots=True)
class Start:
    """When a measurement began, and the machine's load average then."""

    clock: float
    load: float


@dataclass(frozen=True, slots=True)
class Stored:
    """What a measurement gave, as ``values``, and how it was made."""

    name: str
    command: str
    measured_on: str
    machine: str
    seconds: int
    load: float
    values: Mapping[str, Any]


def start() -> Start:
    """Now."""
    return Start(time.perf_counter(), round(os.getloadavg()[0], 1))


def store(
    name: str, began: Start, values: Mapping[str, Any], folder: Path = BASELINE, command: str | None = None
) -> Path:
    """Writes ``NAME.json`` whole or not at all; its path. ``command``: where it is not the usual one."""
    result = Stored(
        name=name,
        command=command or COMMANDS[name],
        measured_on=datetime.now(UTC).date().isoformat(),
        machine=machine(),
        seconds=round(time.perf_counter() - began.clock),
        load=began.load,
        values=rounded(dict(values)),
    )
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    beside = file.with_suffix(".tmp")
    beside.write_text(json.dumps(asdict(result), ensure_ascii=False, indent=1) + "\n", "utf-8")
    os.replace(beside, file)
    return file


def read(name: str, folder: Path = BASELINE) -> Stored:
    """A stored measurement.

    Raises:
        InputError: it is missing or damaged; says how to measure it.
    """
    file = folder / f"{name}.json"
    try:
        return Stored(**json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"{file.name}: no stored result ({error}); run: {COMMANDS[name]}") from error


def lines(*parts: str | Sequence[str]) -> str:
    """Text and lists of lines put together."""
    return "\n".join(part if isinstance(part, str) else "\n".join(part) for part in parts if part)
