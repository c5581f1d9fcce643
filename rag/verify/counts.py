"""The quantities of a sentence as the verifier compares them."""

from __future__ import annotations

from rag.language.bounds import bound_at
from rag.language.numerals import Quantity, quantities
from rag.lazy_re import lazy_re

#: 一次, 半数: elsewhere words, here compared with 1次 and 50%.
_WORDS = lazy_re("(?<![一二三四五六七八九十每任这上下首再头])(?:(?P<once>一次)(?!性)|(?P<half>半数))")


def counts(text: str) -> tuple[Quantity, ...]:
    """The quantities of a plain text, in order: 一次 and 半数 among them, 2月10日 as one."""
    found = list(quantities(text))
    taken = [(q.start, q.end) for q in found]
    for match in _WORDS.finditer(text):
        start, end = match.span()
        if not any(s < end and start < e for s, e in taken):
            kind, value, unit = ("number", "1", "次") if match["once"] else ("percent", "50", "%")
            found.append(Quantity(kind, value, unit, bound_at(text, start, end), start, end))
    return _days(sorted(found, key=lambda q: q.start))


def _days(found: list[Quantity]) -> tuple[Quantity, ...]:
    """2月10日 as one day, where no year stands before it."""
    out: list[Quantity] = []
    for count in found:
        last = out[-1] if out else None
        units = (last.unit, count.unit) if last else ()
        if last and units == ("月", "日") and last.end == count.start and len(last.value) < 3:
            value = f"{last.value:0>2}-{count.value:0>2}"
            out[-1] = Quantity("day", value, "", "=", last.start, count.end)
        else:
            out.append(count)
    return tuple(out)
