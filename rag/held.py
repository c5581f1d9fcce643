"""What a text holds, to hold questions against it: read once, however many questions there are."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from operator import or_

from rag.text import fold
from rag.tokens import tokens
from rag.types import Clause, Passage

#: Texts of which the terms and pairs are kept, the last ones used.
KEPT = 4096

_FIGURE = re.compile(
    r"\d+(?:\.\d+)?\s*(?:%|‰|％|[个家所名人张元万亿天日倍项条类支次分])|百分之|第?[一二三四五六七八九十]+[个家所名项类](?!月)"
)
_DATE = re.compile(
    r"(?:19|20)\d\d\s*年|\d+\s*(?:个工作日|日内|天内|个月|年内|日|天)|年底|每年|每季|年度|二〇"
)


@lru_cache(maxsize=KEPT)
def terms_in(text: str) -> frozenset[str]:
    """The terms of a text."""
    # Interned: a term of a thousand kept texts is one string, and is found by its address.
    return frozenset(map(sys.intern, tokens(text)))


@lru_cache(maxsize=KEPT)
def pairs_in(text: str) -> frozenset[str]:
    """Each two neighbouring characters of the folded text."""
    return frozenset(map(sys.intern, pairs_of(text)))


def pairs_of(text: str) -> list[str]:
    """Each two neighbouring characters of the folded text, in order."""
    return _pairs(fold(text))


def longest_run(pairs: Sequence[str], held: frozenset[str]) -> int:
    """Length of the longest stretch of a question, given by its pairs in order, whose pairs are all held."""
    marks = bytes(map(held.__contains__, pairs))
    best = max(map(len, marks.split(b"\0")))
    return best + 1 if best else 0


def _pairs(folded: str) -> list[str]:
    return [folded[i : i + 2] for i in range(len(folded) - 1)]


@dataclass(frozen=True, slots=True)
class Held:
    """A passage and its clause with what they hold.

    ``text`` is the folded passage, ``whole`` the folded clause and headings, ``pairs`` and
    ``whole_pairs`` are theirs; ``terms``, ``above`` and ``clause_terms`` are those of passage,
    headings and clause, ``heading`` the pairs of the clause's heading. The rest says of what kind the passage (``figure``,
    ``date``, ``lists``) or the clause is; ``length`` is its logarithm.
    """

    passage: Passage
    clause: Clause
    text: str
    whole: str
    terms: frozenset[str]
    above: frozenset[str]
    clause_terms: frozenset[str]
    pairs: frozenset[str]
    whole_pairs: frozenset[str]
    heading: frozenset[str]
    figure: bool
    date: bool
    lists: bool
    front: bool
    bare: bool
    annex: bool
    length: float

    @classmethod
    def read(cls, passage: Passage, clause: Clause) -> Held:
        """Reads what a passage of ``clause`` holds."""
        whole = fold(clause.text) + fold(passage.context)
        return cls(
            passage,
            clause,
            text=fold(passage.text),
            whole=whole,
            terms=terms_in(passage.text),
            above=terms_in(passage.context),
            clause_terms=terms_in(clause.text),
            pairs=pairs_in(passage.text),
            whole_pairs=frozenset(map(sys.intern, _pairs(whole))),
            heading=pairs_in(clause.heading),
            figure=bool(_FIGURE.search(passage.text)),
            date=bool(_DATE.search(passage.text)),
            lists=passage.text.count("、") >= 2,
            front=clause.kind in ("title", "addressees", "preamble", "signature"),
            bare=bool(clause.children) and len(clause.text) <= len(clause.heading) + 8,
            annex=clause.path[0].startswith("附"),
            length=math.log1p(len(clause.text)) / 6,
        )


class Worths:
    """The terms of a question in order, with what each is worth: its weight times its rarity.

    Sums run in that order, so that equal texts get equal digits whatever holds them.
    """

    def __init__(self, terms: Mapping[str, float], idf: Mapping[str, float]) -> None:
        """Takes the weight and the rarity of each term; those of weight 1 or more make the whole."""
        self._terms = tuple(terms)
        self._worths = [weight * idf[term] for term, weight in terms.items()]
        self._whole = [weight >= 1.0 for weight in terms.values()]
        self._total = sum(compress(self._worths, self._whole))

    def among(self, held: frozenset[str]) -> list[bool]:
        """Which of the terms are among those of a text."""
        return list(map(held.__contains__, self._terms))

    def coverage(self, held: Sequence[bool]) -> float:
        """Share of the whole that the terms marked in ``held`` are worth, at most 1.2."""
        return min(1.2, sum(compress(self._worths, held)) / self._total) if self._total else 0.0

    def coverage_of_both(self, held: Sequence[bool], also: Sequence[bool]) -> float:
        """The same of the terms marked in either."""
        return self.coverage(list(map(or_, held, also)))

    def without(self, held: frozenset[str]) -> Worths:
        """The same terms, those among ``held`` worth nothing."""
        rest = Worths({}, {})
        rest._terms, rest._whole = self._terms, self._whole
        rest._worths = [
            0.0 if term in held else worth for term, worth in zip(self._terms, self._worths, strict=True)
        ]
        rest._total = sum(compress(rest._worths, rest._whole))
        return rest
