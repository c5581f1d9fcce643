"""Everything that is measured of the parser, in one go.

    python -m eval.parser --store      reads the documents beside the repository; a minute

Trees and departments against the gold trees (``eval.trees``), characters unaccounted for, speed
(``eval.parse_speed``), and what ``eval.fuzz`` last stored.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval import parse_speed, stored
from eval.tables import rows
from eval.trees import SHARED, Counts, Score, compare, groups, read_gold, read_texts, sums, unaccounted
from rag.errors import InputError, RagError
from rag.language.text import normalise
from rag.outline import to_text
from rag.parse.parser import parse


def measure(shared: Path = SHARED) -> dict[str, Any]:
    """The figures by name: ``trees`` by group, ``unaccounted``, ``documents``, ``speed``.

    Raises:
        InputError: the documents are not here.
    """
    if not shared.is_dir():
        raise InputError(f"{shared} is not here; put corpus/ and data/ there, or give --shared FOLDER")
    texts = read_texts(shared)
    scores = [compare(g, parse(texts[g.id][1], document_id=g.id, title=texts[g.id][0])) for g in read_gold()]
    lost = sum(unaccounted(parse(text, document_id=key, title=title)) for key, (title, text) in texts.items())
    return {
        "trees": {name: _group(some) for name, some in {**groups(scores, shared), **_unseen(scores)}.items()},
        "unaccounted": lost,
        "documents": len(texts),
        "speed": parse_speed.measured(shared),
    }


def _unseen(scores: Sequence[Score]) -> dict[str, list[Score]]:
    """The trees that were made before the parser was tried on their documents."""
    return {"made first": [score for score in scores if score.gold.then is not None]}


def _group(scores: Sequence[Score]) -> dict[str, Any]:
    paths, duties = sums(scores)
    title, number, date = (sum(column) for column in zip(*(s.facts for s in scores), strict=True))
    row = {
        "documents": len(scores),
        "paths": paths.expected,
        "path_f1": paths.f1,
        "departments": duties.expected,
        "department_f1": duties.f1,
        "title": title,
        "number": number,
        "date": date,
    }
    then = [score.gold.then for score in scores if score.gold.then]
    return {**row, "path_f1_then": sum(then, Counts()).f1} if len(then) == len(scores) else row


def lines(values: Mapping[str, Any], fuzzed: Mapping[str, Any] | None) -> list[str]:
    """What the command prints."""
    out = [
        f"{'trees':16} {'documents':>9} {'paths':>6} {'F1':>6} {'departments':>12} {'F1':>6}  title, number, date"
    ]
    for name, row in values["trees"].items():
        then = f"; path F1 at first sight {row['path_f1_then']:.3f}" if "path_f1_then" in row else ""
        out.append(
            f"{name:16} {row['documents']:9d} {row['paths']:6d} {row['path_f1']:6.3f} {row['departments']:12d} "
            f"{row['department_f1']:6.3f}  {row['title']}, {row['number']}, {row['date']}{then}"
        )
    out.append(f"characters unaccounted for: {values['unaccounted']} in {values['documents']} documents")
    out += parse_speed.lines(values["speed"])
    for target, row in (fuzzed or {}).items():
        out.append(
            f"fuzz {target}: {row['cases']} cases, {row['failed']} failed, slowest {row['slowest']:.2f} s"
        )
    return out


# -- parts of docs/parser.md ----------------------------------------------------------------------

UGLY = Path(__file__).resolve().parents[1] / "docs" / "ugly-page.txt"


def ugly_page() -> str:
    """The ugly page, as it is."""
    return f"```text\n{UGLY.read_text('utf-8').rstrip()}\n```"


def ugly_tree() -> str:
    """Its tree, and what was discarded of it by reason."""
    document = parse(normalise(UGLY.read_text("utf-8")), document_id="ugly-page")
    discarded = [
        f"{span.reason}: {' ⏎ '.join(document.text[span.start : span.end].split())}"
        for span in document.discarded
        if span.reason not in ("blank", "table rule")
    ]
    return "\n".join(["```text", to_text(document), "", *discarded, "```"])


def table() -> str:
    """The stored figures as a Markdown table, and the commands that made them."""
    result, fuzzed = stored.read("parser"), stored.read("fuzz")
    values = result.values
    heading = ("trees", "documents", "paths", "path F1", "departments", "department F1")
    body = [
        (
            name,
            str(r["documents"]),
            str(r["paths"]),
            f"{r['path_f1']:.3f}",
            str(r["departments"]),
            f"{r['department_f1']:.3f}",
        )
        for name, r in values["trees"].items()
    ]
    rate = values["speed"]
    cases, failed = (sum(row[key] for row in fuzzed.values.values()) for key in ("cases", "failed"))
    slowest = max(row["slowest"] for row in fuzzed.values.values())
    rest = [
        f"- Trees made before the parser was tried on their documents: path F1 {values['trees']['made first']['path_f1_then']:.3f} at first sight.",
        f"- Characters unaccounted for: {values['unaccounted']} in {values['documents']} documents.",
        f"- Speed: {rate['all']:.1f} MB/s of one core over all documents, figures included; one document in 1, 4 and 16 "
        f"copies: {rate['x1']:.1f}, {rate['x4']:.1f}, {rate['x16']:.1f} MB/s.",
        f"- Fuzzing: {cases} generated inputs, {failed} failed, the slowest took {slowest:.2f} s.",
        "",
        *(
            f"`{one.command}` — {one.measured_on}, {one.machine}, {one.seconds} s, load average {one.load} when it began."
            for one in (result, fuzzed)
        ),
    ]
    return "\n".join([rows(heading, body), "", *rest])


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; 1 where a character is unaccounted for, 2 where nothing could be measured."""
    assert __doc__
    parser = argparse.ArgumentParser(
        prog="python -m eval.parser",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with corpus/ and data/")
    parser.add_argument("--store", action="store_true", help="keep the figures in eval/baseline")
    args = parser.parse_args(arguments)
    began = stored.start()
    try:
        values = measure(args.shared)
    except RagError as error:
        print(f"eval.parser: {error}", file=sys.stderr)
        return 2
    print("\n".join(lines(values, _fuzzed())))
    if args.store:
        print(f"wrote {stored.store('parser', began, values)}")
    return 1 if values["unaccounted"] else 0


def _fuzzed() -> Mapping[str, Any] | None:
    try:
        return stored.read("fuzz").values
    except InputError:
        return None


if __name__ == "__main__":
    sys.exit(main())
