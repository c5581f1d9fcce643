"""Proves cases against a corpus: ``python -m eval.lint [--corpus FOLDER] [--questions FOLDER]``."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.cases import KINDS, REASONS, STYLES, Case, largest_component, load_cases, split
from eval.corpus import clauses_by_id, read_documents
from eval.facts import fact_found
from rag.errors import RagError
from rag.types import Clause, Document

QUESTIONS = Path(__file__).resolve().parent / "questions"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a case."""

    case: str
    message: str

    def __str__(self) -> str:
        return f"{self.case}: {self.message}"


def lint(cases: Sequence[Case], documents: Sequence[Document]) -> list[Finding]:
    """Everything wrong with the cases, in their order; empty where all are proved."""
    clauses = clauses_by_id(documents)
    by_id = {document.id: document for document in documents}
    seen: Counter[str] = Counter()
    findings = []
    for case in cases:
        seen[case.id] += 1
        if seen[case.id] == 2:
            findings.append(Finding(case.id, "id used twice"))
        messages = [*form(case), *evidence(case, clauses, by_id)]
        findings += [Finding(case.id, message) for message in messages]
    return findings


def form(case: Case) -> list[str]:
    """What is wrong with a case whatever the corpus."""
    found = []
    if case.kind not in KINDS:
        found.append(f"kind {case.kind!r} is none of: {', '.join(KINDS)}")
    if case.style not in STYLES:
        found.append(f"style {case.style!r} is none of: {', '.join(STYLES)}")
    if (case.style == "followup") != bool(case.history):
        found.append("style followup and a history go together")
    if case.history and [m.role for m in case.history[-1:]] != ["assistant"]:
        found.append("the history must end with the assistant's turn")
    return found + (_answerable(case) if case.answerable else _unanswerable(case))


def _answerable(case: Case) -> list[str]:
    found = []
    if not case.gold:
        found.append("answerable, but no gold clause is given")
    if not case.facts:
        found.append("answerable, but no fact is needed")
    if case.reason is not None or case.near is not None:
        found.append("answerable, so reason and near must be null")
    for fact in {fact for fact in case.facts if case.facts.count(fact) > 1}:
        found.append(f"fact {' | '.join(fact)} is given twice")
    return found


def _unanswerable(case: Case) -> list[str]:
    found = []
    if case.gold or case.facts:
        found.append("not answerable, so gold and facts must be empty")
    if case.reason not in REASONS:
        found.append(f"not answerable, so reason must be one of: {', '.join(REASONS)}")
    if case.near is None:
        found.append("not answerable, so near must be true or false")
    return found


def evidence(case: Case, clauses: Mapping[str, Clause], documents: Mapping[str, Document]) -> list[str]:
    """The gold clauses that are not in the corpus and the facts that no gold clause states."""
    found = []
    for clause in case.gold_ids:
        if clause not in clauses:
            near = [i for i in clauses if _parent(i) == _parent(clause)][:8]
            found.append(f"no clause {clause}; beside it: {', '.join(near) or 'none'}")
    text = evidence_text(case, clauses, documents)
    for fact in case.facts:
        if not fact_found(fact, text):
            found.append(f"fact {' | '.join(fact)} is in no gold clause")
    return found


def _parent(clause_id: str) -> str:
    """The clause id without its last path element: document and parent path."""
    document, _, path = clause_id.partition("#")
    return f"{document}#{path.rpartition('/')[0]}"


def evidence_text(case: Case, clauses: Mapping[str, Clause], documents: Mapping[str, Document]) -> str:
    """What the case's gold states: clause texts, departments, and the documents' metadata."""
    parts = []
    for clause in (clauses[i] for i in case.gold_ids if i in clauses):
        parts += [clause.text, clause.heading]
        parts += [name for names in clause.responsible.values() for name in names]
    for document in (documents[i] for i in case.documents if i in documents):
        parts += [document.title, document.number or "", document.issuer or ""]
        parts += [document.issued_on or "", document.effective_on or "", document.expires_on or ""]
    return "\n".join(parts)


def main(argv: Sequence[str] | None = None) -> int:
    """Lints from the command line; exit code 1 where something is wrong, 2 where nothing ran."""
    from rag.settings import settings

    parser = argparse.ArgumentParser(prog="python -m eval.lint", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=None, help="folder of the documents")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="folder or file of cases")
    args = parser.parse_args(argv)
    try:
        cases = load_cases(args.questions)
        findings = lint(cases, read_documents(args.corpus or settings().corpus))
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    for finding in findings:
        print(finding)
    print(overview(cases))
    print(f"{len(findings)} findings")
    return 1 if findings else 0


def overview(cases: Sequence[Case]) -> str:
    """A few lines on what the cases are: counts by kind and style, and how they split."""
    sides = Counter(split(cases).values())
    kinds = Counter(case.kind for case in cases if case.answerable)
    styles = Counter(case.style for case in cases if case.answerable)
    near = sum(bool(case.near) for case in cases)
    unanswerable = sum(not case.answerable for case in cases)
    largest = largest_component(cases)
    lines = [
        f"{len(cases)} cases: {len(cases) - unanswerable} answerable, "
        f"{unanswerable} not ({near} near misses)",
        "kinds: " + ", ".join(f"{name} {count}" for name, count in kinds.most_common()),
        "styles: " + ", ".join(f"{name} {count}" for name, count in styles.most_common()),
        f"train {sides['train']}, test {sides['test']}; "
        f"the largest group that shares clauses has {largest} cases",
    ]
    if largest * 2 > len(cases) - unanswerable:
        lines.append("warning: that group is more than half: the split is lopsided")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
