"""How right the parser is: clause trees against the gold trees, the ledger, metadata.

``python -m eval.trees`` reads the gold trees (tests/gold) and the documents that they were made
from (a folder that does not ship with the project) and prints one line a document, then the sums.
``--diff`` names what is missing and what is too much.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.language.text import normalise
from rag.parse.parser import parse
from rag.types import Document

HERE = Path(__file__).resolve().parents[1]
GOLD = HERE / "tests" / "gold"
SHARED = HERE.parent / "shared"

Path_ = tuple[str, ...]
#: (path, role, department)
Duty = tuple[Path_, str, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """Found, expected and in both, of anything."""

    found: int = 0
    expected: int = 0
    right: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.found + other.found, self.expected + other.expected, self.right + other.right)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what was expected that was found; 1 where nothing was expected."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.found + self.expected
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold tree: paths in the document's order, departments by path, what it says of itself.

    ``then``: for a tree that was made before the parser was tried on its document, how many paths
    the parser of that day found and had right.
    """

    id: str
    title: str | None
    number: str | None
    issued_on: str | None
    paths: tuple[Path_, ...]
    duties: frozenset[Duty]
    then: Counts | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One document against its gold tree."""

    gold: Gold
    document: Document
    paths: Counts
    duties: Counts

    @property
    def facts(self) -> tuple[bool, bool, bool]:
        """Whether title, number and issue date are right."""
        gold, document = self.gold, self.document
        return (
            gold.title is None or same_title(gold.title, document.title),
            gold.number == document.number,
            gold.issued_on == document.issued_on,
        )


def read_gold(folder: Path = GOLD) -> list[Gold]:
    """The gold trees of a folder, in the order of their file names."""
    return [_gold(json.loads(file.read_text("utf-8"))) for file in sorted(folder.glob("*.json"))]


def _gold(row: dict[str, object]) -> Gold:
    responsible: dict[str, dict[str, list[str]]] = row["responsible"]  # type: ignore[assignment]
    return Gold(
        id=str(row["id"]),
        title=row["title"],  # type: ignore[arg-type]
        number=row["number"],  # type: ignore[arg-type]
        issued_on=row["issued_on"],  # type: ignore[arg-type]
        paths=tuple(tuple(path) for path in row["paths"]),  # type: ignore[attr-defined]
        duties=frozenset(
            (tuple(path.split("/")), role, name)
            for path, roles in responsible.items()
            for role, names in roles.items()
            for name in names
        ),
        then=Counts(then["found"], len(row["paths"]), then["right"]) if (then := row.get("then")) else None,  # type: ignore[arg-type, index]
    )


def read_texts(shared: Path = SHARED) -> dict[str, tuple[str, str]]:
    """(title, normalised text) of the documents at hand, by id: policies, then the five pages."""
    texts: dict[str, tuple[str, str]] = {}
    with gzip.open(shared / "data" / "policies.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            texts[row["id"]] = (row["title"], normalise(row["text"]))
    for file in sorted((shared / "corpus").glob("*.txt")):
        texts[file.stem] = (file.stem, normalise(file.read_text("utf-8")))
    return texts


def same_title(gold: str, found: str) -> bool:
    """Whether two titles are the same but for spaces, width and letter case.

    Where the gold title is that of a notice, the plan that it carries is also right: the clauses
    are the plan's.
    """
    gold, found = _title_key(gold), _title_key(found)
    return gold == found or (bool(_CARRIES.search(gold)) and len(found) > 6 and found in gold)


_CARRIES = re.compile("(?:印发|转发|发布|公布|批转).*的?(?:通知|函)$")
_SAME = str.maketrans("()—–", "（）--", "《》的")


def _title_key(title: str) -> str:
    return "".join(title.lower().translate(_SAME).split())


def compare(gold: Gold, document: Document) -> Score:
    """A parsed document against its gold tree; a path found twice counts twice."""
    found = Counter(clause.path for clause in document.walk())
    expected = Counter(gold.paths)
    duties = duties_of(document)
    return Score(
        gold,
        document,
        Counts(found.total(), expected.total(), (found & expected).total()),
        Counts(len(duties), len(gold.duties), len(duties & gold.duties)),
    )


def duties_of(document: Document) -> frozenset[Duty]:
    """Who is responsible for which clause in which role, as printed."""
    return frozenset(
        (clause.path, role, name)
        for clause in document.walk()
        for role, names in clause.responsible.items()
        for name in names
    )


def unaccounted(document: Document) -> int:
    """Characters that are in no clause and no discarded span, or in more than one."""
    times = [0] * len(document.text)
    spans = [span for clause in document.walk() for span in clause.segments]
    spans += [(span.start, span.end) for span in document.discarded]
    for start, end in spans:
        for i in range(start, end):
            times[i] += 1
    return sum(count != 1 for count in times)


def _line(name: str, paths: Counts, duties: Counts, facts: str) -> str:
    return (
        f"{name:38} {paths.precision:6.3f} {paths.recall:6.3f} {paths.f1:6.3f} "
        f"{paths.expected:5d}  {duties.f1:6.3f} {duties.expected:5d}  {facts}"
    )


def _differences(score: Score) -> Iterator[str]:
    found = Counter(clause.path for clause in score.document.walk())
    expected = Counter(score.gold.paths)
    duties = duties_of(score.document)
    for sign, paths in (("-", expected - found), ("+", found - expected)):
        for path in paths.elements():
            yield f"    {sign} {'/'.join(path)}"
    for sign, odd in (("-", score.gold.duties - duties), ("+", duties - score.gold.duties)):
        for path, role, name in sorted(odd):
            yield f"    {sign} {'/'.join(path)} {role}: {name}"
    for name, right in zip(("title", "number", "issued_on"), score.facts, strict=True):
        if not right:
            gold, got = getattr(score.gold, name), getattr(score.document, name)
            yield f"    {name}: {gold!r} is expected, {got!r} found"


def _report(scores: Sequence[Score], *, diff: bool) -> None:
    print(f"{'document':38} {'prec':>6} {'recall':>6} {'F1':>6} {'paths':>5}  {'dep.F1':>6} {'dep.':>5}")
    for score in scores:
        facts = "".join(c if ok else "·" for c, ok in zip("TND", score.facts, strict=True))
        print(_line(score.gold.id, score.paths, score.duties, facts))
        if diff:
            print(*_differences(score), sep="\n")
    for name, some in groups(scores).items():
        paths, duties = sums(some)
        right = [sum(column) for column in zip(*(s.facts for s in some), strict=True)]
        facts = "title, number, date right: " + " ".join(f"{r}/{len(some)}" for r in right)
        print(_line(name, paths, duties, facts))


def groups(scores: Sequence[Score], shared: Path = SHARED) -> dict[str, list[Score]]:
    """The scores of the five scraped pages, of the other documents, and all."""
    pages = {file.stem for file in (shared / "corpus").glob("*.txt")}
    parts = {
        "the five pages": [s for s in scores if s.gold.id in pages],
        "the others": [s for s in scores if s.gold.id not in pages],
        "all": list(scores),
    }
    return {name: some for name, some in parts.items() if some}


def sums(scores: Sequence[Score]) -> tuple[Counts, Counts]:
    """Paths and departments over several documents, every path with the same weight."""
    return sum((s.paths for s in scores), Counts()), sum((s.duties for s in scores), Counts())


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report; 1 where a character is unaccounted for."""
    parser = argparse.ArgumentParser(prog="python -m eval.trees", description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with corpus/ and data/")
    parser.add_argument("--gold", type=Path, default=GOLD, help="folder of gold trees")
    parser.add_argument("--diff", action="store_true", help="name what is missing or too much")
    parser.add_argument("--only", help="one document's id")
    chosen = parser.parse_args(arguments)
    texts = read_texts(chosen.shared)
    gold = [g for g in read_gold(chosen.gold) if chosen.only in (None, g.id)]
    scores = [compare(g, parse(texts[g.id][1], document_id=g.id, title=texts[g.id][0])) for g in gold]
    _report(scores, diff=chosen.diff)
    if chosen.only:
        return 0
    lost = sum(unaccounted(parse(text, document_id=key, title=title)) for key, (title, text) in texts.items())
    print(f"characters unaccounted for: {lost} in {len(texts)} documents")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
