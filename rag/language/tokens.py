"""Text into terms for the lexical index: words, character pairs and canonical quantities.

Words alone miss what the dictionary does not know; pairs alone blur. Nothing is a stop word here:
不得, 应当 and 必须 carry the rule. Numbers enter in canonical form, so that 百分之四十五 finds 45%.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from rag.language.numerals import quantities
from rag.language.text import fold
from rag.lazy_re import lazy_re

_HAN = lazy_re(r"[㐀-鿿]+")
#: Opens the term of a quantity.
QUANTITY = "="
_WORD = lazy_re(r"[a-z]+[a-z0-9+.\-]*|\d+(?:\.\d+)?%?|[①-⑳]")


@lru_cache(maxsize=1)
def _jieba():  # type: ignore[no-untyped-def]
    import rjieba

    return rjieba  # its own dictionary: another one would take another 0.2 s and 30 MB


def words(text: str, shortest: int = 1) -> list[str]:
    """The words of a text in search mode: long words and the dictionary words inside them.

    Args:
        text: folded.
        shortest: characters that a word has at least.
    """
    found: list[str] = _jieba().cut_for_search(text)
    return [word for word in found if len(word) >= shortest and _HAN.fullmatch(word)]


def tagged(text: str) -> list[tuple[str, str]]:
    """Words with their part of speech (jieba's tags: ns place, n noun, v verb, m number …)."""
    found: list[tuple[str, str]] = _jieba().tag(text)
    return found


def frequency(word: str) -> int:
    """How often the dictionary has met a word; 0 for what is no word of it."""
    found: int = _jieba().suggest_freq(word) if _jieba().has_word(word) else 0
    return found


def content_words(text: str) -> list[str]:
    """The words of a text that are longer than a character and no number, as the dictionary cuts them."""
    # The dictionary takes no lone surrogate, and a file none either.
    whole = fold(text).encode("utf-8", "replace").decode("utf-8")
    return [word for word, _ in tagged(whole) if len(word) > 1 and not word[0].isdigit()]


def is_pair(term: str) -> bool:
    """Whether a term is two Chinese characters: a text holds it wherever its folded form does."""
    return len(term) == 2 and _HAN.fullmatch(term) is not None


def long_words(text: str) -> list[str]:
    """Those terms of a text that are words of three or more characters."""
    return words(fold(text), shortest=3)


def lone_characters(text: str) -> list[str]:
    """Those that are Chinese characters without a neighbour."""
    return [run for run in _HAN.findall(fold(text)) if len(run) == 1]


def other_words(text: str) -> list[str]:
    """Those that are no Chinese: words in Latin letters, digits, numbers in circles."""
    return _WORD.findall(fold(text))


def numbers(text: str) -> list[str]:
    """Those that stand for quantities."""
    return [
        f"{QUANTITY}{quantity.value}{'%' if quantity.kind == 'percent' else ''}"
        for quantity in quantities(text)
        if quantity.kind != "ordinal"
    ]


def terms_like(term: str) -> Callable[[str], list[str]]:
    """What gives those terms of a text that are of the sort of ``term``, which is no pair."""
    if term.startswith(QUANTITY):
        return numbers
    if not _HAN.match(term):
        return other_words
    return long_words if len(term) > 1 else lone_characters


def _pairs(text: str) -> Iterator[str]:
    for run in _HAN.findall(fold(text)):
        if len(run) == 1:
            yield run
        for i in range(len(run) - 1):
            yield run[i : i + 2]


def tokens(text: str) -> list[str]:
    """All terms of a text, with repetitions.

    A word of three or more characters is a term of its own beside its pairs; a word of two is its
    pair, so it counts once. Quantities are prefixed with ``QUANTITY``.
    """
    return [*long_words(text), *_pairs(text), *other_words(text), *numbers(text)]
