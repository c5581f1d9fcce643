"""How fast the parser is: megabytes of UTF-8 a second of one core, and whether the time is linear.

    python -m eval.parse_speed      reads the documents beside the repository; half a minute

The documents are parsed one after the other, figures included; then one of them in 1, 4 and 16
copies. The ratio says how much longer a megabyte takes in the longest text than in the shortest.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

from eval.trees import SHARED, read_texts
from rag.parse.parser import parse

COPIES = (1, 4, 16)


def speed(texts: Sequence[str], *, figures: bool = True, runs: int = 3) -> float:
    """Megabytes of UTF-8 parsed in a second of one core's time, the best of the runs."""
    size = sum(len(text.encode()) for text in texts) / 1e6
    best = math.inf
    for _ in range(runs):
        with nullcontext() if figures else patch("rag.parse.finish.figures_in", lambda *_: ()):
            started = time.process_time()
            for text in texts:
                parse(text, document_id="x")
            best = min(best, time.process_time() - started)
    return size / best


def longer(text: str, copies: Sequence[int] = COPIES) -> Iterator[tuple[int, float]]:
    """(copies, megabytes a second) of one document in so many copies."""
    for times in copies:
        yield times, speed(["\n".join(renamed(text, i) for i in range(times))], runs=5 if times == 1 else 3)


def renamed(text: str, copy: int) -> str:
    """The text with a word of its own in each line, so that no copy is discarded as one."""
    return "\n".join(f"{line}{copy}" if len(line) > 8 else line for line in text.split("\n"))


def measured(shared: Path = SHARED) -> dict[str, float]:
    """MB/s over all documents, without their figures, and of one document in 1, 4 and 16 copies."""
    texts = [text for _, text in read_texts(shared).values()]
    rates = {"all": speed(texts), "without figures": speed(texts, figures=False)}
    by_copies = dict(longer(max(texts, key=len)))
    rates |= {f"x{times}": rate for times, rate in by_copies.items()}
    return rates | {"ratio": by_copies[COPIES[0]] / by_copies[COPIES[-1]]}


def lines(rates: dict[str, float]) -> list[str]:
    """What the command prints of them."""
    copies = ", ".join(f"×{times} {rates[f'x{times}']:.1f}" for times in COPIES)
    return [
        f"speed: {rates['all']:.1f} MB/s of one core, without figures {rates['without figures']:.1f} MB/s",
        f"one document in copies: {copies} MB/s; a megabyte takes {rates['ratio']:.2f} times as long at the end",
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the rates."""
    assert __doc__
    parser = argparse.ArgumentParser(
        prog="python -m eval.parse_speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with corpus/ and data/")
    print("\n".join(lines(measured(parser.parse_args(arguments).shared))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
