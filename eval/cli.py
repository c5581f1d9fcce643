"""``rag eval``: run the cases, print the table, compare, gate, report, add a case."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval import compare, gate
from eval.cases import Case, load_cases, split
from eval.corpus import read_documents
from eval.lint import QUESTIONS
from eval.new import add_case
from eval.records import Record, only_retrieval
from eval.report import write_report
from eval.run import Progress, read_records, read_timings, run
from eval.subject import Subject, build_index, retrieval_alone, subject
from eval.summary import summarise, table
from rag.errors import InputError, RagError

RUNS = Path(__file__).resolve().parent / "runs"
MODES = ("extractive", "generative", "retrieval")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line.

    Returns:
        0: done; 1: the gate is closed; 2: it cannot be done, with the reason on stderr.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        if words[:1] == ["new"]:
            return _new(words[1:])
        args = _parser().parse_args(words)
        if args.compare:
            before, after = (read_records(path) for path in args.compare)
            print(compare.text(before, after))
            return 0
        with _variant(args):
            return _evaluate(args)
    except RagError as error:
        print(f"rag eval: {error}", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, EOFError):
        print("rag eval: stopped; a run goes on with the same command", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rag eval",
        description="Ask curated questions, measure the answers, print the table. "
        "'rag eval new' helps to add a question.",
    )
    add = parser.add_argument
    add("--index", type=Path, help="folder of the index (default: the one in the settings)")
    add("--corpus", type=Path, help="evaluate this folder of documents, indexed beside the run")
    add("--questions", type=Path, default=QUESTIONS, help="folder of .jsonl files, or one file")
    add("--split", choices=("train", "test", "all"), default="all", help="which side of the cases")
    add("--out", type=Path, default=RUNS / "latest", help="folder that the run is written to")
    add("--jobs", type=_positive, default=1, help="processes")
    add("--report", action="store_true", help="write report.md, report.json and report.html too")
    add("--encoder", metavar="NAME", help="with this encoder, the index built beside the run")
    add("--reranker", metavar="NAME", help="with this reranker: the first hits in a new order")
    add("--model", metavar="NAME", help="with this language model of the server that the settings name")
    add("--mode", choices=MODES, help="how answers are made; retrieval: the ranking alone is measured")
    add("--peers", action="store_true", help="other people's usual retrieval beside ours")
    add("--gate", type=Path, metavar="BASELINE", help="exit 1 on a drop against this baseline")
    add("--write-baseline", type=Path, metavar="FILE", help="keep this run as the baseline")
    add("--compare", type=Path, nargs=2, metavar=("A", "B"), help="compare two finished runs")
    return parser


@contextmanager
def _variant(args: argparse.Namespace) -> Iterator[None]:
    """The settings of this run: the flags as their variables, which worker processes inherit.

    Raises:
        InputError: flags that do not go together.
    """
    from rag.settings import settings

    before = dict(os.environ)
    if args.encoder:
        os.environ["RAG_ENCODER"] = args.encoder
    if args.reranker:
        os.environ["RAG_RERANKER"] = args.reranker
    if args.model:
        os.environ["RAG_LLM_MODEL"] = args.model
    if args.mode in ("extractive", "retrieval"):
        os.environ["RAG_LLM_MODEL"] = ""
    settings.cache_clear()
    try:
        if args.model and args.mode not in (None, "generative"):
            raise InputError(f"--mode {args.mode} takes no language model; leave out --model")
        if args.mode == "generative" and not settings().llm_model:
            raise InputError("--mode generative needs a language model; give --model or set RAG_LLM_MODEL")
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        settings.cache_clear()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _evaluate(args: argparse.Namespace) -> int:
    from rag.settings import settings

    cases = _chosen(args.questions, args.split)
    stored = gate.read_baseline(args.gate) if args.gate else None
    beside = args.corpus or args.encoder  # what is built for this run alone lies in its folder
    index = args.out / "index" if beside else args.index or settings().index
    if beside:
        build_index(args.corpus or settings().corpus, index)
    given = subject(index, cases)
    if args.mode == "retrieval":
        given, cases = retrieval_alone(given, index), [case for case in cases if case.answerable]
    records = _run(given, cases, args)
    timings = read_timings(args.out)
    if args.mode == "retrieval":
        records = [only_retrieval(item) for item in records]
    summary: dict[str, Any] = summarise(records, timings)
    peers = _peers(index, cases) if args.peers else None
    if peers:
        summary["peers"] = peers[1]
    text = json.dumps(summary, ensure_ascii=False, sort_keys=True, indent=1)
    (args.out / "summary.json").write_text(text + "\n", "utf-8")
    print(table(summary))
    if args.report:
        name = f"{args.out.name} ({args.split})"
        files = write_report(args.out, name, records, cases, summary, given.clause_texts, timings)
        print("\n".join(f"wrote {file}" for file in files))
    if peers:
        print(peers[0])
    if args.write_baseline:
        gate.write_baseline(args.write_baseline, records)
        print(f"wrote {args.write_baseline}")
    return _gated(stored, records) if stored is not None else 0


def _chosen(questions: Path, side: str) -> list[Case]:
    """The cases of one side; the split is drawn over all of them before any is left out."""
    cases = load_cases(questions)
    sides = split(cases)
    return [case for case in cases if side in ("all", sides[case.id])]


def _run(given: Subject, cases: Sequence[Case], args: argparse.Namespace) -> list[Record]:
    with_progress, close = _bar(len(cases))
    try:
        return run(
            given.reopen(),
            cases,
            folder=args.out,
            jobs=args.jobs,
            reopen=given.reopen,
            known=frozenset(given.clause_texts),
            key=given.key,
            progress=with_progress,
        )
    finally:
        close()


def _bar(total: int) -> tuple[Progress, Callable[[], None]]:
    from tqdm import tqdm

    bar = tqdm(total=total, unit="question", file=sys.stderr, disable=None)

    def shown_progress(done: int, _: int) -> None:
        bar.update(done - bar.n)

    return shown_progress, bar.close


def _gated(stored: dict[str, object], records: Sequence[Record]) -> int:
    found = gate.drops(stored, records)
    for drop in found:
        print(f"gate: {drop}", file=sys.stderr)
    print("gate: closed" if found else "gate: open")
    return 1 if found else 0


def _peers(index: Path, cases: Sequence[Case]) -> tuple[str, dict[str, Any]]:
    """Retrieval of the peers over the same documents, with the same encoder, beside ours."""
    from eval.peers.beside import as_json, beside, documents_of, text
    from rag.encode.encoder import load_encoder
    from rag.settings import settings

    measured, missing = beside(documents_of(index), load_encoder(settings().encoder), cases)
    return text(measured, missing), as_json(measured, missing)


def _new(argv: Sequence[str]) -> int:
    from rag.settings import settings

    parser = argparse.ArgumentParser(prog="rag eval new", description="Add a question.")
    parser.add_argument("--corpus", type=Path, help="folder of the documents it is checked against")
    parser.add_argument("--file", type=Path, default=QUESTIONS / "own.jsonl", help="file to add to")
    args = parser.parse_args(argv)
    add_case(args.file, read_documents(args.corpus or settings().corpus), input, print)
    return 0


if __name__ == "__main__":
    sys.exit(main())
