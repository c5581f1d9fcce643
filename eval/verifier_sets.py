"""Two test sets for the verifier, tampered and faithful, made by rules from real clauses.

    python -m eval.verifier_sets                 both rates, by class and half of the documents
    python -m eval.verifier_sets --samples 60    and 60 failures for the eye
    python -m eval.verifier_sets --show 3        and 3 statements of each class, right or wrong

The documents are split into two halves by the hash of their id: the word lists and thresholds of
``rag.verify`` were fitted on ``fit``; failures of ``held`` were read too while the rules grew, so
that ``--seed`` with a number not used before, which draws other statements, is the fairer test.
Paragraphs are taken as clauses by hand, so that the sets do not depend on the parser.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eval import verifier_faithful, verifier_tampered
from eval.verifier_text import Material, Paragraph
from rag.language.departments import responsible_in
from rag.language.labels import label_at
from rag.language.text import normalise
from rag.types import Clause, Document
from rag.verify import Evidence, Verdict, verify

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SEED = 20221122
TODAY = date(2022, 12, 1)
#: At most so many statements of one class from one half, and of one class from one document.
PER_CLASS, PER_DOCUMENT = 60, 4


@dataclass(frozen=True, slots=True)
class Sample:
    """A statement, the paragraph it cites, and what was done to it."""

    kind: str
    statement: str
    base: str
    paragraph: Paragraph

    def verdict(self) -> Verdict:
        """What the verifier says of it."""
        evidence = Evidence(self.paragraph.clause, self.paragraph.document, self.base)
        return verify(self.statement, [evidence], today=TODAY)


def half(document_id: str) -> str:
    """The half of a document: fit or held."""
    return "held" if hashlib.sha256(document_id.encode()).digest()[0] % 2 else "fit"


_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,10}[〔\[]\s*(?:19|20)\d\d\s*[〕\]]\s*\d+\s*号")
_REGIONS = {
    "徐汇": "徐汇区",
    "杨浦": "杨浦区",
    "江西": "江西省",
    "丽水": "丽水市",
    "平顶山": "平顶山市",
}


def documents() -> Iterator[Document]:
    """The documents at hand: the corpus, and those beside the repository where they are."""
    folders = [ROOT / "corpus", SHARED / "corpus"]
    for path in sorted(p for folder in folders for p in folder.glob("*.txt")):
        text = normalise(path.read_text(encoding="utf-8"))
        title = next(line.strip() for line in text.split("\n") if len(line.strip()) > 9)
        number = _NUMBER.search(text[:1500])
        name = f"{path.parent.parent.name}-{path.stem}"
        yield _document(name, title[:80], number[0] if number else None, None, text)
    policies = SHARED / "data" / "policies.jsonl.gz"
    if policies.exists():
        with gzip.open(policies, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                text = normalise(row["text"])
                yield _document(row["id"], row["title"], row.get("number"), row.get("office"), text)


def _document(name: str, title: str, number: str | None, issuer: str | None, text: str) -> Document:
    region = next((full for part, full in _REGIONS.items() if part in title), None)
    issued = "2020-06-30" if number and "2020" in number else None
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Document(
        name,
        title,
        number,
        issuer,
        issued,
        region,
        f"{name}.txt",
        sha,
        text,
        (),
        (),
        status="in_force",
    )


def paragraphs(
    document: Document, shortest: int = 20, longest: int = 900, chinese: float = 0.6
) -> Iterator[Paragraph]:
    """The document's lines of so many characters, so great a share of them Chinese, each as a clause."""
    at, dashes = 0, 0
    for line in document.text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        body = line.strip()
        read = sum("\u4e00" <= c <= "\u9fff" for c in body)
        if not shortest <= len(body) <= longest or read < chinese * len(body):
            continue
        start += line.index(body)
        end = start + len(body)
        label = label_at(body)
        dashes += 1
        path = (label.name,) if label and label.number else (f"—{dashes}",)
        roles = responsible_in(body)
        clause = Clause(
            f"{document.id}#{start}",
            document.id,
            path,
            "",
            body,
            ((start, end),),
            responsible=roles,
        )
        yield Paragraph(clause, document)


Rule = Callable[[Paragraph, str, random.Random, Material], str | None]


def samples(rules: dict[str, Rule], material: Material, seed: int) -> list[Sample]:
    """Up to ``PER_CLASS`` statements of each class from each half, in a fixed order."""
    found: list[Sample] = []
    for kind, rule in rules.items():
        rng = random.Random(f"{seed}-{kind}")
        places = [(p, s) for p in material.paragraphs for s in p.sentences]
        rng.shuffle(places)
        taken: dict[str, int] = defaultdict(int)
        for paragraph, sentence in places:
            part, name = half(paragraph.document.id), paragraph.document.id
            if taken[part] >= PER_CLASS or taken[name] >= PER_DOCUMENT:
                continue
            statement = rule(paragraph, sentence, rng, material)
            if statement is None:
                continue
            taken[part] += 1
            taken[name] += 1
            found.append(Sample(kind, statement, sentence, paragraph))
    return found


@dataclass(frozen=True, slots=True)
class Result:
    """A sample with what was said of it; ``right``: tampered caught, faithful verified."""

    sample: Sample
    verdict: Verdict
    right: bool


def run(rules: dict[str, Rule], material: Material, *, tampered: bool, seed: int = SEED) -> list[Result]:
    """All samples of one set, verified."""
    out = []
    for sample in samples(rules, material, seed):
        verdict = sample.verdict()
        out.append(Result(sample, verdict, (verdict.verdict != "verified") == tampered))
    return out


def material() -> Material:
    """All paragraphs of all documents at hand."""
    return Material([p for d in documents() for p in paragraphs(d)])


def table(results: list[Result]) -> str:
    """Right of all, by class and half."""
    rows = []
    for kind in dict.fromkeys(r.sample.kind for r in results):
        cells = []
        for part in ("fit", "held"):
            mine = [
                r for r in results if r.sample.kind == kind and half(r.sample.paragraph.document.id) == part
            ]
            cells.append(f"{sum(r.right for r in mine):4d} of {len(mine):4d}")
        rows.append(f"  {kind:24s} fit {cells[0]}   held {cells[1]}")
    return "\n".join(rows)


def rate(results: list[Result], part: str) -> tuple[int, int]:
    """(right, all) of one half."""
    mine = [r for r in results if half(r.sample.paragraph.document.id) == part]
    return sum(r.right for r in mine), len(mine)


def _print(name: str, results: list[Result], good: str) -> None:
    print(f"{name}: {len(results)} statements")
    print(table(results))
    for part in ("fit", "held"):
        right, total = rate(results, part)
        if total:
            print(f"  {part}: {right} of {total} {good} ({right / total:.2%})")


def _failure(result: Result) -> str:
    sample = result.sample
    return (
        f"[{sample.kind}] {half(sample.paragraph.document.id)} {sample.paragraph.document.id}\n"
        f"  says: {sample.statement}\n  base: {sample.base}\n"
        f"  → {result.verdict.verdict} {'; '.join(result.verdict.reasons)}"
    )


def main() -> None:
    """Prints both rates; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--samples", type=int, default=0, help="failures to print")
    parser.add_argument("--show", type=int, default=0, help="statements to print of each class")
    parser.add_argument("--half", choices=("fit", "held"), help="print those of one half only")
    parser.add_argument("--only", help="print those of one class only")
    parser.add_argument("--seed", type=int, default=SEED, help="draws other statements")
    options = parser.parse_args()
    all_ = material()
    started = time.perf_counter()
    bad = run(verifier_tampered.RULES, all_, tampered=True, seed=options.seed)
    good = run(verifier_faithful.RULES, all_, tampered=False, seed=options.seed)
    spent = time.perf_counter() - started
    _print("tampered", bad, "caught")
    _print("faithful", good, "verified")
    print(f"{spent / max(1, len(bad) + len(good)) * 1000:.2f} ms a statement, making it included")
    chosen = [r for r in (*bad, *good) if options.only in (None, r.sample.kind)]
    chosen = [r for r in chosen if options.half in (None, half(r.sample.paragraph.document.id))]
    for result in [r for r in chosen if not r.right][: options.samples]:
        print(_failure(result))
    shown: dict[str, int] = defaultdict(int)
    for result in chosen if options.show else []:
        shown[result.sample.kind] += 1
        if shown[result.sample.kind] <= options.show:
            print(_failure(result))


if __name__ == "__main__":
    main()
