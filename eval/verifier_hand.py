"""A third test set for the verifier, written by hand: how a model would put a clause, and tamper with it.

    python -m eval.verifier_hand            both rates
    python -m eval.verifier_hand --show     and every statement that is judged wrongly

``verifier_hand.jsonl`` names a document beside the repository and words of one of its sentences
(``in``), with a free paraphrase and a wrong one. No rule of ``eval.verifier_sets`` made them, and
none was left out for being hard. The digests of ``corpus/`` are a fourth set: each of their sentences
was written against its original clause without the verifier, so nearly all should stand in it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.corpus import read_documents
from eval.verifier_sets import ROOT, SHARED, TODAY, documents, paragraphs
from eval.verifier_text import Paragraph, cut
from rag.errors import InputError
from rag.types import Clause, Document
from rag.verify import Evidence, Verdict, verify

FILE = Path(__file__).with_suffix(".jsonl")


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement, the clause's own words, and what the verifier says; ``change`` of a tampered one."""

    statement: str
    base: str
    verdict: Verdict
    change: str = ""

    @property
    def right(self) -> bool:
        """Whether a tampered statement is caught, or another one verified."""
        return (self.verdict.verdict != "verified") == bool(self.change)


def by_hand(held: Iterable[Document] | None = None) -> list[Judged]:
    """Both statements of every line, judged.

    Raises:
        InputError: a document is not at hand, or holds no sentence with those words.
    """
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    wanted = {row["document"] for row in rows}
    found = {d.id: d for d in (documents() if held is None else held) if d.id in wanted}
    out = []
    for row in rows:
        place = _place(found.get(row["document"]), row["in"])
        if place is None:
            raise InputError(f"{FILE.name}: {row['document']} has no sentence with “{row['in']}” at hand")
        paragraph, base = place
        for statement, change in ((row["faithful"], ""), (row["tampered"], row["change"])):
            evidence = Evidence(paragraph.clause, paragraph.document, base)
            out.append(Judged(statement, base, verify(statement, [evidence], today=TODAY), change))
    return out


def _place(document: Document | None, words: str) -> tuple[Paragraph, str] | None:
    for paragraph in paragraphs(document) if document else ():
        for sentence in paragraph.sentences:
            if words in sentence:
                return paragraph, sentence
    return None


def of_digests(originals: Path = SHARED / "corpus", digests: Path = ROOT / "corpus") -> list[Judged]:
    """Every sentence of the digests against the clause of its original under the same label."""
    theirs = {document.id: document for document in read_documents(originals)}
    out: list[Judged] = []
    for digest in read_documents(digests):
        original = theirs[digest.id]
        clauses = {clause.path: clause for clause in original.walk()}
        for clause in digest.walk():
            if clause.kind == "clause" and clause.path in clauses:
                out += _restated(clause, clauses[clause.path], original)
    return out


def _restated(digest: Clause, clause: Clause, original: Document) -> Iterator[Judged]:
    text = digest.text.replace(digest.heading, "", 1) if digest.heading else digest.text
    start, end = clause.segments[0]
    evidence = Evidence(clause, original, original.text[start:end])
    for sentence in cut(text):
        yield Judged(f"{sentence}。", clause.text, verify(f"{sentence}。", [evidence], today=TODAY))


def line(name: str, judged: Sequence[Judged], what: str) -> str:
    """A set's rate as a line."""
    right = sum(one.right for one in judged)
    return f"{name}: {right} of {len(judged)} {what} ({right / len(judged):.2%})"


def main() -> int:
    """Prints the rates; see the module's docstring."""
    parser = argparse.ArgumentParser(prog="python -m eval.verifier_hand", description="see the module")
    parser.add_argument("--show", action="store_true", help="print what is judged wrongly")
    args = parser.parse_args()
    hand, digests = by_hand(), of_digests()
    tampered, faithful = ([o for o in hand if bool(o.change) == wrong] for wrong in (True, False))
    print(line("by hand, tampered", tampered, "caught"))
    print(line("by hand, faithful", faithful, "verified"))
    print(line("sentences of the digests against their originals", digests, "verified"))
    for one in [*tampered, *faithful, *digests] if args.show else ():
        if not one.right:
            print(f"[{one.change or 'faithful'}] {one.statement}\n  clause: {one.base.strip()}")
            print(f"  → {one.verdict.verdict} {'; '.join(one.verdict.reasons)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
