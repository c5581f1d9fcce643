"""Proves each digest against its original: ``python -m eval.digests ORIGINALS DIGESTS``.

Both are parsed; they must have the same title, number, issuer and date, the same clause labels,
for each clause the same figures (with bound and year), the same duty words and the same responsible
departments, and no run of twenty characters in common (titles in 《》, names in “”, lists of
organisations, responsibility brackets, headings and what is no clause at all set aside).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eval.corpus import read_documents
from rag.errors import RagError
from rag.language.numerals import quantities
from rag.language.text import fold
from rag.types import Clause, Document

#: Length of a run in common, white space left out, that counts as taken over.
RUN = 20
_COMPARED = ("clause", "preamble", "closing")
#: Words that say how far a clause binds: 力争 reworded to 要 would change what is ordered.
#: 应, 可 and 支持 are left out: they are parts of too many other words (供应, 可及, 支持力度).
_DUTY = ("不得", "应当", "必须", "可以", "鼓励", "探索", "原则上", "力争", "争取")
#: The line that names the annexes has no label of its own and holds nothing but titles.
_NOTE = "附件说明"
#: Stands where something set aside was, so that no run goes across it.
_BREAK = "\ue000"
_ASIDE = re.compile(
    r"《[^《》]*》"
    r"|“[^“”]{1,30}”"
    r"|[（(](?:牵头|责任|配合|主办|协办|承办)(?:部门|单位|处室|科室)?[^）)]*[）)]?"
)
#: A name in a list: short, and ending as organisations and places do.
_NAME = re.compile(
    r"(?<![^、，。；：\s（）])(?:[^、，。；：\s（）]{4,24}(?:领导小组办公室|人民政府办公[室厅])|[^、，。；：\s（）]{2,16}?"
    r"(?:委员会|委|局|院|中心|政府|部门|单位|办公室|办|公司|会|大学|学校|所|站|管委会|工委|处|银行|街道|镇|乡|县|区|市|部|组|厅))"
    r"(?=[、，。；：\s（）]|$)"
)
#: One long name and nothing else, wherever it stands in its sentence.
_ORGANISATION = re.compile(r"[\u4e00-\u9fff]{4,30}(?:办公室|办公厅|委员会|领导小组|人民政府)")


def differences(original: Document, digest: Document) -> list[str]:
    """What differs, a line each: metadata, labels, figures and departments by clause, copied runs.

    Empty where the digest is proved.
    """
    found = _metadata(original, digest)
    theirs, ours = _by_path(original), _by_path(digest)
    found += [f"{path}: missing in the digest" for path in theirs if path not in ours]
    found += [f"{path}: not in the original" for path in ours if path not in theirs]
    for path, clause in theirs.items():
        if path in ours:
            found += [f"{path}: {line}" for line in _clause(clause, ours[path])]
    found += [f"{path}: copied: {run}" for path, run in copied(original.text, digest)]
    return found


def _metadata(original: Document, digest: Document) -> list[str]:
    found = []
    for name in ("title", "number", "issuer", "issued_on"):
        a, b = getattr(original, name), getattr(digest, name)
        if fold(a or "") != fold(b or ""):
            found.append(f"{name}: original {a!r}, digest {b!r}")
    return found


def _by_path(document: Document) -> dict[str, Clause]:
    by_path = {"/".join(clause.path): clause for clause in document.walk()}
    by_path.pop(_NOTE, None)
    return by_path


def _clause(original: Clause, digest: Clause) -> list[str]:
    """Differences in what the clause orders, where it is one that orders something."""
    if original.kind not in _COMPARED:
        return []
    found = _counts("figures", _figures(original), _figures(digest))
    found += _counts("bounds", _bounds(original), _bounds(digest))
    found += _counts("duty words", _duties(original), _duties(digest))
    return found + _counts("departments", _departments(original), _departments(digest))


def _figures(clause: Clause) -> Counter[str]:
    return Counter(" ".join(quantity.key).strip() for quantity in quantities(clause.text))


def _bounds(clause: Clause) -> Counter[str]:
    """The clause's figures as ``>= 90 % by 2022``: 90%以上 must not become 90%."""
    return Counter(
        f"{figure.bound} {figure.value} {figure.unit}" + (f" by {figure.by}" if figure.by else "")
        for figure in clause.figures
    )


def _duties(clause: Clause) -> Counter[str]:
    return Counter({word: clause.text.count(word) for word in _DUTY if word in clause.text})


def _departments(clause: Clause) -> Counter[str]:
    return Counter(f"{role} {fold(name)}" for role, names in clause.responsible.items() for name in names)


def _counts(what: str, original: Counter[str], digest: Counter[str]) -> list[str]:
    lost, added = original - digest, digest - original
    found = []
    if lost:
        found.append(f"{what} lost: {_listed(lost)}")
    if added:
        found.append(f"{what} added: {_listed(added)}")
    return found


def _listed(counts: Mapping[str, int]) -> str:
    return "; ".join(f"{key} ×{n}" if n > 1 else key for key, n in sorted(counts.items()))


def copied(original: str, digest: Document) -> list[tuple[str, str]]:
    """Runs of ``RUN`` characters or more that a clause of the digest shares with the original.

    White space and width do not count. Gives (path, run) with the run at its full length.
    """
    source = _folded(original)
    grams = {source[i : i + RUN] for i in range(len(source) - RUN + 1)}
    found = []
    for path, clause in _by_path(digest).items():
        if clause.kind in _COMPARED:
            runs = _runs(_own_words(clause), grams)
            found += [(path, run) for run in runs if not _ORGANISATION.fullmatch(run)]
    return found


def _own_words(clause: Clause) -> str:
    """The clause's text, folded, with what may be equal replaced by breaks."""
    text = clause.text
    if clause.heading:
        text = text.replace(clause.heading, _BREAK, 1)
    text = _NAME.sub(_BREAK, _ASIDE.sub(_BREAK, text))
    for names in clause.responsible.values():
        for name in names:
            text = text.replace(name, _BREAK)
    return _folded(text)


def _folded(text: str) -> str:
    """Width and white space levelled; 、 is kept apart from ， (``fold`` makes both a comma)."""
    return fold(text.replace("、", "\ue001"))


def _runs(text: str, grams: set[str]) -> Iterable[str]:
    start = 0
    while start + RUN <= len(text):
        end = start + RUN
        if text[start:end] not in grams:
            start += 1
            continue
        while end < len(text) and text[end - RUN + 1 : end + 1] in grams:
            end += 1
        yield text[start:end].replace("\ue001", "、")
        start = end


def compare_folders(originals: Path, digests: Path) -> dict[str, list[str]]:
    """The differences of every document by id; one that only one folder has is a difference."""
    theirs = {document.id: document for document in read_documents(originals)}
    ours = {document.id: document for document in read_documents(digests)}
    found: dict[str, list[str]] = {}
    for name in sorted(theirs.keys() | ours.keys()):
        if name not in ours:
            found[name] = [f"no digest in {digests.name}"]
        elif name not in theirs:
            found[name] = [f"no original in {originals.name}"]
        else:
            found[name] = differences(theirs[name], ours[name])
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 where every digest is proved, 1 where something differs, 2 where nothing ran."""
    parser = argparse.ArgumentParser(prog="python -m eval.digests", description=__doc__)
    parser.add_argument("originals", type=Path)
    parser.add_argument("digests", type=Path)
    args = parser.parse_args(argv)
    try:
        found = compare_folders(args.originals, args.digests)
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    for name, lines in found.items():
        print(f"{name}: {f'{len(lines)} differences' if lines else 'proved'}")
        for line in lines:
            print(f"  {line}")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
