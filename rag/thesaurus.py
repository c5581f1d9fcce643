"""The domain thesaurus: words that mean the same, from a plain file that staff can edit."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rag.errors import SettingsError

FILE = Path(__file__).parent / "data" / "thesaurus.txt"


class Thesaurus:
    """Groups of equivalent words.

    ``synonyms(text)`` gives the words that stand in a text with their synonyms, longest first; a
    word inside a longer one that was found is not looked at. Do not change what it returns.

    >>> Thesaurus.parse("医保 = 基本医疗保险").synonyms("医保报销")
    {'医保': ('基本医疗保险',)}
    """

    def __init__(self, groups: list[tuple[str, ...]]) -> None:
        self._others: dict[str, tuple[str, ...]] = {}
        for group in groups:
            for word in group:
                others = [w for w in group if w != word]
                known = self._others.get(word, ())
                self._others[word] = (*known, *(w for w in others if w not in known))
        self._by_length = sorted(self._others, key=len, reverse=True)
        self.synonyms = lru_cache(maxsize=20_000)(self._synonyms)

    @classmethod
    def parse(cls, text: str, source: str = "thesaurus") -> Thesaurus:
        """Reads ``a = b = c`` lines.

        Raises:
            SettingsError: a line has no ``=`` or an empty word.
        """
        groups = []
        for number, line in enumerate(text.splitlines(), start=1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            words = tuple(word.strip().lower() for word in line.split("="))
            if len(words) < 2 or not all(words):
                raise SettingsError(f"{source}, line {number}: write equal words as: word = word")
            groups.append(words)
        return cls(groups)

    def _synonyms(self, text: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        taken = [False] * len(text)
        for word in self._by_length:
            at = text.find(word)
            while at >= 0:
                if not any(taken[at : at + len(word)]):
                    found[word] = self._others[word]
                    taken[at : at + len(word)] = [True] * len(word)
                at = text.find(word, at + 1)
        return found


@lru_cache(maxsize=1)
def default_thesaurus() -> Thesaurus:
    """The thesaurus that ships with the package."""
    return Thesaurus.parse(FILE.read_text(encoding="utf-8"), str(FILE.name))
