"""Text into terms for the lexical index: words, character pairs and canonical quantities.

Words alone miss what the dictionary does not know; pairs alone blur. Nothing is a stop word here:
不得, 应当 and 必须 carry the rule. Numbers enter in canonical form, so that 百分之四十五 finds 45%.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rag.numerals import quantities
from rag.text import fold

_HAN = re.compile(r"[㐀-鿿]+")
#: Opens the term of a quantity.
QUANTITY = "="
_WORD = re.compile(r"[a-z]+[a-z0-9+.\-]*|\d+(?:\.\d+)?%?|[①-⑳]")


@lru_cache(maxsize=1)
def _jieba():  # type: ignore[no-untyped-def]
    import rjieba

    return rjieba  # its own dictionary: another one would take another 0.2 s and 30 MB


def words(text: str) -> list[str]:
    """The words of a text in search mode: long words and the dictionary words inside them."""
    found: list[str] = _jieba().cut_for_search(text)
    return [word for word in found if _HAN.fullmatch(word)]


def tagged(text: str) -> list[tuple[str, str]]:
    """Words with their part of speech (jieba's tags: ns place, n noun, v verb, m number …)."""
    found: list[tuple[str, str]] = _jieba().tag(text)
    return found


def content_words(text: str) -> list[str]:
    """The words of a text that are longer than a character and no number, as the dictionary cuts them."""
    # The dictionary takes no lone surrogate, and a file none either.
    whole = fold(text).encode("utf-8", "replace").decode("utf-8")
    return [word for word, _ in tagged(whole) if len(word) > 1 and not word[0].isdigit()]


def _pairs(text: str) -> Iterator[str]:
    for run in _HAN.findall(text):
        if len(run) == 1:
            yield run
        for i in range(len(run) - 1):
            yield run[i : i + 2]


def is_pair(term: str) -> bool:
    """Whether a term is two Chinese characters: a text holds it wherever its folded form does."""
    return len(term) == 2 and _HAN.fullmatch(term) is not None


def _numbers(text: str) -> Iterator[str]:
    for quantity in quantities(text):
        if quantity.kind != "ordinal":
            yield f"{QUANTITY}{quantity.value}{'%' if quantity.kind == 'percent' else ''}"


def tokens(text: str) -> list[str]:
    """All terms of a text, with repetitions.

    A word of three or more characters is a term of its own beside its pairs; a word of two is its
    pair, so it counts once. Quantities are prefixed with ``QUANTITY``.
    """
    folded = fold(text)
    out = [word for word in words(folded) if len(word) > 2]
    out.extend(_pairs(folded))
    out.extend(_WORD.findall(folded))
    out.extend(_numbers(text))
    return out
