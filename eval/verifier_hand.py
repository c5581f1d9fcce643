"""Test sets for the verifier written by hand: how a model would put a clause, and tamper with it.

    python -m eval.verifier_hand            the rates
    python -m eval.verifier_hand --show     and every statement that is judged wrongly, but for the exams

``verifier_hand.jsonl`` names a document beside the repository and words of one of its sentences
(``in``), with a free paraphrase and a wrong one. No rule of ``eval.verifier_sets`` made them, and
none was left out for being hard. ``verifier_hand_second.jsonl`` has pairs of another writer over other
documents, some on several paragraphs, ``verifier_hand_third.jsonl`` of one more, with each kind of fault told;
``verifier_hand_fourth.jsonl`` was written, sentence by sentence, before the rules that it led to: its first
sixty lines before any, the next forty, thirty and twenty each before those that came after them;
``verifier_hand_fifth.jsonl`` is by another writer over laws as well as policies, who knew no rule: its first half
was read before the rules that it led to, the other half after them;
``exam/verifier.jsonl`` those of another, and ``exam/verifier-second.jsonl`` more of the fifth, of which no wrong verdict
was ever read by whoever works on the verifier. The digests of ``corpus/`` are one more: each of their sentences
was written against its original clause without the verifier, so nearly all should stand in it.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from eval.corpus import read_documents
from eval.laws import articles, laws
from eval.verifier_sets import ROOT, SHARED, TODAY, documents, paragraphs
from eval.verifier_text import cut
from rag.errors import InputError
from rag.language.text import normalise
from rag.types import Clause, Document
from rag.verify import Evidence, Verdict, verify

FILE = Path(__file__).with_suffix(".jsonl")
#: By another writer, who knew neither the rules nor the first set.
SECOND = FILE.with_name("verifier_hand_second.jsonl")
#: By one more, who knew neither these nor what they had led to.
THIRD = FILE.with_name("verifier_hand_third.jsonl")
#: By one who mended the rules, each part before its verdicts were read.
FOURTH = FILE.with_name("verifier_hand_fourth.jsonl")
#: By one more writer; half of it unread until the other half had been learnt from.
FIFTH = FILE.with_name("verifier_hand_fifth.jsonl")
#: By another writer; its verdicts stay unread.
EXAM = FILE.with_name("exam") / "verifier.jsonl"
#: By the writer of the fifth set; as unread.
EXAM_SECOND = EXAM.with_name("verifier-second.jsonl")


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


def by_hand(path: Path = FILE, held: Iterable[Document] | None = None) -> list[Judged]:
    """Both statements of every line of a set, judged.

    Raises:
        InputError: a document is not at hand, or holds no sentence with those words.
    """
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    wanted = {row["document"] for row in rows}
    found = {d.id: d for d in (_documents(wanted) if held is None else held) if d.id in wanted}
    out = []
    for row in rows:
        evidence = []
        for words in [row["in"]] if isinstance(row["in"], str) else row["in"]:
            place = _place(found.get(row["document"]), words)
            if place is None:
                raise InputError(f"{path.name}: {row['document']} has no sentence with “{words}” at hand")
            evidence.append(place)
        for statement, change in ((row["faithful"], ""), (row["tampered"], row["change"])):
            out.append(Judged(statement, evidence[0].quote, verify(statement, evidence, today=TODAY), change))
    return out


def _documents(wanted: Set[str]) -> Iterator[Document]:
    """The documents beside the repository, those of ``corpus`` with what they say of themselves.

    Of the laws, which go by their title, only those that are wanted.
    """
    told = {f"{SHARED.name}-{d.id}": d for d in read_documents(SHARED / "corpus")}
    for document in documents():
        own = told.get(document.id, document)
        yield replace(document, title=own.title, region=own.region, issuer=own.issuer)
    file = SHARED / "data" / "covid_policy_documents.jsonl.gz"
    if file.exists():
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for row in rows:
            text = normalise(row["text"])
            yield Document(
                row["id"],
                row["title"],
                None,
                None,
                None,
                None,
                row["id"],
                "",
                text,
                (),
                (),
                status="in_force",
            )
    if not all(map(str.isascii, wanted)):  # no other document goes by a Chinese name
        for law in laws(article for article in articles() if article.title in wanted):
            yield replace(law, id=law.title)


def _place(document: Document | None, words: str) -> Evidence | None:
    """The paragraph with these words, a plain one rather than a very short or long one."""
    if document is None:
        return None
    plain, any_ = (20, 900, 0.6), (6, len(document.text), 0.0)
    for bounds in (plain, any_):
        for paragraph in paragraphs(document, *bounds):
            for sentence in paragraph.sentences:
                if words in sentence:
                    return Evidence(_article(paragraph.clause, document), document, sentence)
            if bounds == any_ and words in paragraph.clause.text:
                return Evidence(_article(paragraph.clause, document), document, words)
    return None


def _article(paragraph: Clause, document: Document) -> Clause:
    """The article of a law that a paragraph is of; a paragraph of a document without clauses stands alone."""
    (start, end), *_ = paragraph.segments
    held = (c for c in document.walk() if any(a <= start and end <= b for a, b in c.segments))
    return next(held, paragraph)


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
    names = {
        "by hand": FILE,
        "by another hand": SECOND,
        "by a third hand": THIRD,
        "by a fourth hand": FOURTH,
        "by a fifth hand": FIFTH,
    }
    sets = {name: by_hand(path) for name, path in names.items()}
    exams = {"exam": by_hand(EXAM), "second exam": by_hand(EXAM_SECOND)}
    digests = of_digests()
    print("The first five sets were read while the rules grew, the exams were not.")
    for name, hand in (*sets.items(), *exams.items()):
        tampered, faithful = ([o for o in hand if bool(o.change) == wrong] for wrong in (True, False))
        print(line(f"{name}, tampered", tampered, "caught"))
        print(line(f"{name}, faithful", faithful, "verified"))
    print(line("sentences of the digests against their originals", digests, "verified"))
    for one in [*chain.from_iterable(sets.values()), *digests] if args.show else ():
        if not one.right:
            print(f"[{one.change or 'faithful'}] {one.statement}\n  clause: {one.base.strip()}")
            print(f"  → {one.verdict.verdict} {'; '.join(one.verdict.reasons)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
