"""Writes the parts of the docs that are generated, between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``.

    python -m eval.docs                     from what is stored in eval/baseline and from the code
    python -m eval.docs --outputs           runs the README's commands again first (half a minute)
    python -m eval.docs --measure           measures everything again first (five to ten minutes)
    python -m eval.docs --measure covid     measures one thing again
    python -m eval.docs --check             writes nothing; exit code 1 if a file would change

Measuring needs ../shared beside the repository; what is missing there keeps its stored result.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from eval import benchmark_tables, kept, measured, policies, tables, transcripts
from eval import parser as parsing
from eval.measured import OFFICE, ROOT, Result
from rag.errors import InputError, RagError

_PART = re.compile(r"<!-- begin (?P<name>[\w-]+) -->\n.*?<!-- end (?P=name) -->", re.DOTALL)
_MARK = re.compile(r"<!-- (?:begin|end) ([\w-]+) -->")

Parts = Mapping[str, Callable[[], str]]


def doc_files(root: Path = ROOT) -> list[Path]:
    """The files that may hold generated parts."""
    return [*sorted(root.glob("README*.md")), *sorted((root / "docs").glob("*.md"))]


def parts(results: Mapping[str, Result], printed: Mapping[str, str]) -> Parts:
    """Every generated part by its name."""
    shown = transcripts.commands()
    consoles = {
        f"output-{name}": _console(command, printed[name], "json" if name == "ask-json" else "")
        for name, command in shown.items()
    }
    return {
        **consoles,
        "output-outline": _console(shown["outline"], printed["outline"], first=22),
        "output-ask-batch": lambda: f"```json\n{printed['ask-batch']}\n```",
        "output-eval": lambda: tables.eval_head(results["digests-all"]),
        "main": lambda: tables.main_table(results),
        "main-zh": lambda: tables.main_table(results, chinese=True),
        "main-commands": lambda: tables.main_commands(results),
        "beside": lambda: tables.beside(results),
        "beside-zh": lambda: tables.beside(results, chinese=True),
        "limits": lambda: tables.limits(results["originals-test"]),
        "limits-zh": lambda: tables.limits(results["originals-test"], chinese=True),
        "duration": lambda: tables.duration(results),
        "everything": lambda: tables.everything(results),
        "parser-page": parsing.ugly_page,
        "parser-tree": parsing.ugly_tree,
        "parser-figures": parsing.table,
        "by-kind": lambda: tables.grouped(results["originals-test"], "kind"),
        "by-style": lambda: tables.grouped(results["originals-test"], "style"),
        "by-document": lambda: tables.grouped(results["originals-test"], "document"),
        "causes": lambda: tables.causes(results),
        "reliability": lambda: tables.reliability(results["originals-test"]),
        "peers": lambda: tables.printed(results["peers"], since="retrieval"),
        "policies": lambda: tables.printed(results["policies"]),
        "policies-second": lambda: tables.printed(results["policies_second"]),
        "policies-third": lambda: tables.overall([results[f"policies_{name}"] for name in policies.READ[2:]]),
        "office": lambda: tables.overall([results[f"office_{name}"] for name in OFFICE]),
        "exam-five": lambda: tables.printed(results["exam_five"]),
        "exam-policies": lambda: tables.printed(results["exam_policies"]),
        "exam-others": lambda: tables.overall(
            [
                results[name.replace("-", "_")]
                for name in ("exam_five_second", "exam_five_third", *policies.EXAMS[1:])
            ]
        ),
        "open": lambda: tables.overall([results["open"], results["exam_open"]]),
        "third": lambda: tables.overall([results[name] for name in policies.LATER]),
        "covid": lambda: tables.printed(results["covid"]),
        "covid-answers": lambda: tables.printed(results["covid_answers"]),
        "verifier": lambda: tables.printed(results["verifier"]),
        "verifier-hand": lambda: tables.printed(results["verifier_hand"]),
        "path": lambda: tables.printed(results["path"]),
        "hostile": lambda: tables.printed(results["hostile"]),
        "encoders": benchmark_tables.encoders,
        "distractors": benchmark_tables.distractors,
        **{f"benchmark-{name}": partial(benchmark_tables.benchmark, name) for name in benchmark_tables.PARTS},
        "page": lambda: tables.printed(results["page"]),
        "api-fuzz": lambda: tables.printed(results["api_fuzz"]),
        "capacity": lambda: tables.printed(results["capacity"]),
        **{name: partial(_kept, name) for name in kept.COMMANDS},
        "signals": tables.signals,
        "features": tables.features,
        "evidence": tables.evidence,
        "settings": tables.settings,
        "files": lambda: tables.files("rag", tables.READING["rag"]),
        "files-eval": lambda: tables.files("eval"),
        **tables.FOLDERS,
    }


def _kept(name: str) -> str:
    """What a command stored by itself, see ``eval.kept``; of the licences only the summary."""
    return tables.printed(kept.kept(names=[name])[name], since="licences: " if name == "licences" else "")


def _console(command: str, text: str, language: str = "", first: int | None = None) -> Callable[[], str]:
    """A command with what it printed, cut behind its ``first`` lines."""
    lines = text.split("\n")
    if first is not None and len(lines) > first:
        lines = [*lines[:first], "…"]
    if language:
        return lambda: "\n".join([f"```{language}", *lines, "```"])
    return lambda: "\n".join(["```console", f"$ {command}", *lines, "```"])


def rewrite(text: str, made: Parts, name: str = "text") -> str:
    """The text with every generated part as it is made now.

    Raises:
        InputError: a part that nobody makes, or a mark without its partner; ``name`` opens the message.
    """

    def fresh(match: re.Match[str]) -> str:
        part = match["name"]
        if part not in made:
            raise InputError(f"{name}: nobody writes the part {part!r}; known are {', '.join(sorted(made))}")
        return f"<!-- begin {part} -->\n{made[part]()}\n<!-- end {part} -->"

    lone = _MARK.search(_PART.sub("", text))
    if lone:
        raise InputError(f"{name}: the mark {lone[0]} stands alone; each part needs begin and end")
    return _PART.sub(fresh, text)


def changed(root: Path = ROOT) -> dict[Path, str]:
    """The files whose generated parts are not what they should be, with their right text; plots too.

    Raises:
        InputError: a stored result is missing, or a mark is wrong.
    """
    made = parts(measured.stored(), transcripts.stored())
    right = {file: rewrite(file.read_text("utf-8"), made, file.name) for file in doc_files(root)}
    right |= benchmark_tables.drawn(root)
    return {
        file: text for file, text in right.items() if not file.exists() or text != file.read_text("utf-8")
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line: 0 done, 1 a measurement failed or a file would change, 2 it cannot be done."""
    assert __doc__
    parser = argparse.ArgumentParser(
        prog="python -m eval.docs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--measure", nargs="*", metavar="NAME", help="measure again: all, or those named")
    parser.add_argument("--outputs", action="store_true", help="run the README's commands again")
    parser.add_argument("--check", action="store_true", help="write nothing")
    args = parser.parse_args(argv)
    try:
        return _run(args)
    except RagError as error:
        print(f"eval.docs: {error}", file=sys.stderr)
        return 2


def _run(args: argparse.Namespace) -> int:
    failed = 0
    if args.measure is not None:
        failed = measured.measure_all(args.measure, lambda line: print(line, flush=True))
    if args.outputs or args.measure == []:
        transcripts.store(transcripts.capture())
    wrong = changed()
    for file, text in wrong.items():
        print(f"{'would change' if args.check else 'wrote'} {file.relative_to(ROOT)}")
        if not args.check:
            file.write_text(text, "utf-8")
    return 1 if failed or (args.check and wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
