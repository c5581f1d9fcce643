"""Lists what is installed with the package, and under which licence; fails where one is not permissive.

    python -m eval.licences            the packages that running needs, and the result stored
    python -m eval.licences --extras   those of every extra too, the development ones included

The list is walked from the requirements of ``policy-rag`` as they are installed here, markers and
extras included. A licence is read from the metadata: the SPDX expression, else the classifiers,
else the licence's text. Vulnerabilities cannot be looked up here: the databases are on line only.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import InvalidRequirement, Requirement

from eval.kept import keep
from rag.errors import InputError, RagError

ROOT = "policy-rag"

#: SPDX names of licences that ask for no more than a notice; 0BSD, CC0 and the Unlicense not even that.
PERMISSIVE = frozenset(
    {
        *("0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0"),
        *("CNRI-Python", "HPND", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "Python-2.0", "Unlicense"),
        *("Unicode-3.0", "WTFPL", "Zlib", "ZPL-2.1", "LLVM-exception", "GCC-exception-3.1", "PostgreSQL"),
        *("FTL", "IJG", "libpng-2.0", "libtiff"),
    }
)
#: Weak copyleft by the file: changed files stay open, what uses them is free. Noted, not refused.
NOTED = frozenset({"MPL-2.0"})

#: Read by a person, because the metadata do not say it in a form that a program can judge: what they
#: say, to the letter, and what it comes to. Another wording in a later release has to be read again.
READ = {
    # PDFium and what is linked into it; the texts lie in its folder licenses/BUILD_LICENSES.
    ("pypdfium2", "BSD-3-Clause, Apache-2.0, dependency licenses"): (
        "BSD-3-Clause AND Apache-2.0 AND MIT AND BSL-1.0 AND Zlib AND Unicode-3.0 AND FTL AND IJG"
        " AND libpng-2.0 AND libtiff"
    ),
}

#: What packages write in the place of an SPDX name.
_NAMES = {
    "apache": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache software license 2.0": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "mit": "MIT",
    "mit license": "MIT",
    "the mit license": "MIT",
    "the mit license (mit)": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "psfl": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
    "zpl 2.1": "ZPL-2.1",
}
#: How the text of a licence begins, where only the text is given.
_TEXTS = (
    (re.compile(r"apache license\s+version 2\.0", re.I), "Apache-2.0"),
    (re.compile(r"permission is hereby granted, free of charge, to any person", re.I), "MIT"),
    (re.compile(r"redistributions? (?:of|in) .*neither the name", re.I | re.S), "BSD-3-Clause"),
    (re.compile(r"redistributions? (?:of|in) ", re.I), "BSD-2-Clause"),
)
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True)
class Licence:
    """A distribution and its licence as an SPDX expression; ``said`` is what its metadata say."""

    name: str
    version: str
    expression: str
    said: str

    @property
    def verdict(self) -> str:
        """``permissive``, ``noted`` or ``not permissive``."""
        return judged(self.expression)


def judged(expression: str) -> str:
    """How free an SPDX expression leaves us: of alternatives the best, of things joined the worst."""
    if not expression:
        return "not permissive"
    ranks = ("not permissive", "noted", "permissive")
    tokens = re.findall(r"\(|\)|[^\s()]+", expression)

    def alternatives(at: int) -> tuple[int, int]:
        best, at = joined(at)
        while at < len(tokens) and tokens[at].upper() == "OR":
            other, at = joined(at + 1)
            best = max(best, other)
        return best, at

    def joined(at: int) -> tuple[int, int]:
        worst, at = one(at)
        while at < len(tokens) and tokens[at].upper() in ("AND", "WITH"):
            other, at = one(at + 1)
            worst = min(worst, other)
        return worst, at

    def one(at: int) -> tuple[int, int]:
        if at >= len(tokens):
            return 0, at
        if tokens[at] == "(":
            rank, at = alternatives(at + 1)
            return rank, at + 1
        return (2 if tokens[at] in PERMISSIVE else 1 if tokens[at] in NOTED else 0), at + 1

    rank, end = alternatives(0)
    return ranks[rank] if end == len(tokens) else ranks[0]


def licence(found: Distribution) -> Licence:
    """What a distribution says of its licence."""
    meta = found.metadata
    name, version = str(meta["Name"]), found.version
    if said := _field(found, "License-Expression"):
        return Licence(name, version, said, said)
    classifiers = [
        line.removeprefix(_CLASSIFIER)
        for line in meta.get_all("Classifier") or []
        if line.startswith(_CLASSIFIER)
    ]
    said = _field(found, "License")
    if (name, said) in READ:
        return Licence(name, version, READ[name, said], said)
    for candidate in (said, " AND ".join(sorted(classifiers))):
        expression = " AND ".join(sorted({spdx(part) for part in candidate.split(" AND ")}))
        if judged(expression) != "not permissive":
            return Licence(name, version, expression, candidate.partition("\n")[0][:60])
    text = _text(found, said)
    expression = next((known for pattern, known in _TEXTS if pattern.search(text)), "")
    shown = said.partition("\n")[0] or ", ".join(classifiers) or "its licence's text"
    return Licence(name, version, expression, shown[:60])


def _field(found: Distribution, name: str) -> str:
    """A field of the metadata; empty where it is not stated."""
    return str((found.metadata.get_all(name) or [""])[0]).strip()


def spdx(said: str) -> str:
    """The SPDX name of what is said, or what is said."""
    plain = re.sub(r"[,\s]+", " ", said).strip()
    return _NAMES.get(plain.lower(), plain)


def _text(found: Distribution, said: str) -> str:
    """The licence's text: in the metadata, else in the file beside them."""
    texts = [said]
    for file in found.files or []:
        if re.search(r"(?i)licen[cs]e|copying", file.name) and ".dist-info" in str(file):
            path = file.locate()
            with open(str(path), encoding="utf-8", errors="replace") as opened:
                texts.append(opened.read(20_000))
    return "\n".join(texts)


def closure(root: str = ROOT, extras: Iterable[str] = ()) -> list[Distribution]:
    """The distribution and all that it requires here, by name.

    Raises:
        InputError: one that is required is not installed.
    """
    waiting: list[tuple[str, str]] = [(root, extra) for extra in ("", *extras)]
    seen, found = set(waiting), dict[str, Distribution]()
    while waiting:
        name, extra = waiting.pop()
        try:
            held = distribution(name)
        except PackageNotFoundError as error:
            raise InputError(f"{name} is required and not installed; run: make install") from error
        found[canonical(str(held.metadata["Name"]))] = held
        for step in required(held, extra):
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    return [found[name] for name in sorted(found)]


def required(held: Distribution, extra: str) -> Iterator[tuple[str, str]]:
    """What a distribution requires here with an extra: (name, extra of it), each extra on its own."""
    for line in held.requires or []:
        try:
            wanted = Requirement(line)
        except InvalidRequirement:
            continue
        if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
            for inner in ("", *wanted.extras):
                yield canonical(wanted.name), inner


def canonical(name: str) -> str:
    """The name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def report(found: Sequence[Licence]) -> list[str]:
    """A line for each package, then how many there are of each kind."""
    width = max(len(one.name) for one in found)
    lines = [f"{one.name:{width}}  {one.version:14}  {one.expression or one.said}" for one in found]
    verdicts = Counter(one.verdict for one in found)
    lines.append("")
    kinds = ("permissive", "noted", "not permissive")
    lines.append("licences: " + ", ".join(f"{verdicts[kind]} {kind}" for kind in kinds))
    for one in found:
        if one.verdict != "permissive":
            lines.append(f"{one.verdict}: {one.name}: {one.expression or one.said}")
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line: 0 all are permissive or noted, 1 one is not, 2 one is not installed."""
    assert __doc__
    parser = argparse.ArgumentParser(
        prog="python -m eval.licences",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--extras", action="store_true", help="those of every extra too; nothing is stored")
    args = parser.parse_args(argv)
    began = time.perf_counter()
    try:
        extras = distribution(ROOT).metadata.get_all("Provides-Extra") or [] if args.extras else []
        found = [licence(held) for held in closure(ROOT, [extra for extra in extras if _installed(extra)])]
    except (RagError, PackageNotFoundError) as error:
        print(f"eval.licences: {error}", file=sys.stderr)
        return 2
    lines = report(found)
    print("\n".join(lines))
    if not args.extras:
        seconds = round(time.perf_counter() - began)
        keep("licences", "python -m eval.licences", lines, seconds, os.getloadavg()[0])
    return 1 if any(one.verdict == "not permissive" for one in found) else 0


def _installed(extra: str) -> bool:
    """Whether all that an extra requires is here."""
    try:
        closure(ROOT, [extra])
    except InputError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
