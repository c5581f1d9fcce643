"""Stores what a command measured of the running service, in the form of the other stored results.

The commands in ``eval.measured`` are run by ``eval.docs --measure``; these take too long for that, or
start servers and kill processes, so each stores its own result when it is run by hand.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from eval.measured import BASELINE, Result, machine, store
from rag.errors import InputError

#: What is kept: name of the file, and the command that makes it.
COMMANDS = {
    "load": "python -m eval.load",
    "crash": "python -m eval.crash",
    "licences": "python -m eval.licences",
}


def keep(
    name: str,
    command: str,
    lines: Sequence[str],
    seconds: int,
    load: float,
    summary: dict[str, Any] | None = None,
    folder: Path = BASELINE,
) -> None:
    """Stores what a command printed; ``load`` is the machine's load average when it began."""
    today = time.strftime("%Y-%m-%d", time.gmtime())
    store(Result(name, command, today, machine(), seconds, round(load, 1), tuple(lines), summary), folder)


def kept(folder: Path = BASELINE, names: Iterable[str] = COMMANDS) -> dict[str, Result]:
    """The stored results by name.

    Raises:
        InputError: one is missing or damaged; says which command makes it.
    """
    found = {}
    for name in names:
        file = folder / f"{name}.json"
        try:
            fields = json.loads(file.read_text("utf-8"))
            found[name] = Result(**{**fields, "output": tuple(fields["output"])})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise InputError(f"{file.name}: no stored result ({error}); run: {COMMANDS[name]}") from error
    return found
