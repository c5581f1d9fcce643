"""Regular expressions that are compiled when first used, so that starting is quick.

The package reads Chinese by some hundreds of patterns, and ``re`` takes the better part of half a
second to compile them all; a single question uses under half of them.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class LazyPattern:
    """Stands for ``re.compile(source, flags)``; an error in the source shows at the first use.

    The functions of ``re`` itself (``re.sub`` …) refuse it: call the methods of the pattern.
    """

    def __init__(self, source: str, flags: int = 0) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # copy and the like ask before there is anything to compile
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        # Bound to the instance, they are found before this method: no price per call.
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def lazy_re(source: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, not compiled yet; it is used like what ``re.compile`` gives."""
    return cast(re.Pattern[str], LazyPattern(source, flags))


def any_of(*words: str) -> str:
    """The pattern of any of these words, which hold no signs of patterns; the longer ones first.

    >>> any_of("函", "复函")
    '(?:复函|函)'
    """
    return f"(?:{'|'.join(sorted(dict.fromkeys(words), key=len, reverse=True))})"


def either(*patterns: str) -> str:
    """The pattern of any of these patterns, tried in their order.

    >>> either("谁发的", "谁家印的")
    '(?:谁发的|谁家印的)'
    """
    return f"(?:{'|'.join(patterns)})"
