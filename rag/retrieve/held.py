"""What a text holds, to hold questions against it: read once, however many questions there are."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from rag.language.pairs import Floats, Marks, Pairs, in_order, pairs_of
from rag.language.text import fold
from rag.language.tokens import is_pair, numbers, terms_like
from rag.lazy_re import lazy_re
from rag.types import Clause, Passage

#: Texts of which the terms of a sort are kept, the last ones used.
KEPT = 4096

_FIGURE = lazy_re(
    r"(?<!\d)\d{1,15}(?:\.\d{1,15})?\s*(?:%|‰|％|[个家所名人张元万亿天日倍项条类支次分])|百分之|第?[一二三四五六七八九十]+[个家所名项类](?!月)"
)
_DATE = lazy_re(
    r"(?:19|20)\d\d\s*年|(?<!\d)\d{1,15}\s*(?:个工作日|日内|天内|个月|年内|日|天)|年底|每年|每季|年度|二〇"
)


@lru_cache(maxsize=KEPT)
def _terms(sort: Callable[[str], list[str]], text: str) -> frozenset[str]:
    """The terms of one sort of a text."""
    return frozenset(sort(text))


@dataclass(frozen=True, slots=True)
class Held:
    """A passage and its clause with what they hold.

    ``text`` is the folded passage, ``whole`` the folded clause and headings, ``heading`` the pairs of
    the clause's heading. The rest says of what kind the passage (``figure``, ``date``, ``lists``) or
    the clause is; ``length`` is its logarithm.
    """

    passage: Passage
    clause: Clause
    text: str
    whole: str
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
        # A passage of a clause with its parts holds more than the clause alone.
        told = max(clause.text, passage.text, key=len)
        return cls(
            passage,
            clause,
            text=fold(passage.text),
            whole=fold(told) + fold(passage.context),
            heading=frozenset(pairs_of(fold(clause.heading))),
            figure=bool(_FIGURE.search(passage.text)),
            date=bool(_DATE.search(passage.text)),
            lists=passage.text.count("、") >= 2,
            front=clause.kind in ("title", "addressees", "preamble", "signature"),
            bare=bool(clause.children) and len(clause.text) <= len(clause.heading) + 8,
            annex=clause.path[0].startswith("附"),
            length=math.log1p(len(told)) / 6,
        )


class Worths:
    """The terms of a question in order, with what each is worth: its weight times its rarity."""

    def __init__(self, terms: Mapping[str, float], idf: Mapping[str, float]) -> None:
        """Takes the weight and the rarity of each term; those of weight 1 or more make the whole."""
        self._terms = tuple(terms)
        self._worths = np.array([weight * idf[term] for term, weight in terms.items()], np.float64)
        self._whole = np.array([weight >= 1.0 for weight in terms.values()], np.bool_)
        self._pairs_at = [i for i, term in enumerate(self._terms) if is_pair(term)]
        others = [(i, term) for i, term in enumerate(self._terms) if not is_pair(term)]
        # What holds a term holds its pairs: few texts are left to look into.
        within = [[] if terms_like(term) is numbers else pairs_of(term) for _, term in others]
        pairs = [self._terms[i] for i in self._pairs_at]
        row = {pair: at for at, pair in enumerate(dict.fromkeys(chain(pairs, *within)))}
        self._pairs = Pairs(list(row))
        self._others = [
            (i, term, terms_like(term), [row[pair] for pair in held])
            for (i, term), held in zip(others, within, strict=True)
        ]

    def among(self, texts: Sequence[str]) -> Marks:
        """Which of the terms each text holds, shape (terms, texts).

        A text is cut into terms only where it may hold one that is no pair of characters, and then
        only into those of its sort.
        """
        place = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        each = list(place)
        folded = [fold(text) for text in each]
        pairs = self._pairs.among(folded)
        marks = np.zeros((len(self._terms), len(each)), np.bool_)
        marks[self._pairs_at] = pairs[: len(self._pairs_at)]
        for i, term, sort, within in self._others:
            for at in np.flatnonzero(pairs[within].all(axis=0)).tolist():
                if sort is numbers or term in folded[at]:
                    marks[i, at] = term in _terms(sort, each[at])
        return marks[:, [place[text] for text in texts]]

    def coverage(self, held: Marks, beyond: Marks | None = None) -> Floats:
        """Share of the whole that the terms marked in ``held`` are worth, at most 1.2; shape (texts,).

        Terms marked in ``beyond`` are worth nothing for that text.
        """
        worths = self._worths[:, None]
        if beyond is not None:
            worths = np.where(beyond, 0.0, worths)
        total = in_order(worths[self._whole])
        share = np.zeros(held.shape[1])
        np.divide(in_order(worths * held), total, out=share, where=total != 0.0)
        return np.minimum(1.2, share)
