"""The whole or a part of it: what was added, comes first or is left tells nothing of all there is."""

from __future__ import annotations

from functools import lru_cache

from rag.lazy_re import lazy_re

_ASKS_ALL = lazy_re(r"[一总]共|合计|总计|(?<!公)共(?=[有计投发建])")
#: Asks what there is, not what is added to it.
_ASKS_STOCK = lazy_re(r"(?:[一总]共|(?<!公)共)(?:计|[^，。？]{0,2})有|现有|总数")
_ASKS_REST = lazy_re(r"[还仅只]剩|剩余|剩下|结余|余下|没用完")
_REST = lazy_re(r"剩|余|结存|库存|未使用|尚未")
_OF_ALL = lazy_re(r"(?<!公)共(?![同享建性识])|累计|总计|总数|总量|合计|全部|现有")
#: One of several turns, or a member of what is counted before.
_OF_SEVERAL = lazy_re(r"再次|再(?=[投增下拨])|首批|第[一二三四五六]批|前期|其中|另有|另外")
#: What was added to a stock, or is back in it.
_ADDED = lazy_re(r"新增|新[建招设开]|复[工产业课]|恢复|开工")


@lru_cache(maxsize=256)
def _barred(question: str) -> tuple[bool, bool, bool]:
    """Whether a question asks for what is left, for all, and for all that there is."""
    rest, all_ = bool(_ASKS_REST.search(question)), bool(_ASKS_ALL.search(question))
    stock = bool(_ASKS_STOCK.search(question)) and not _ADDED.search(question)
    return rest, (all_ or stock) and not _OF_SEVERAL.search(question), stock


def of_a_part(question: str, text: str, start: int, end: int) -> bool:
    """Whether a figure is of a part of what a question asks for all of, or the rest.

    Args:
        question: as asked.
        text: that states the figure.
        start: where the figure begins.
        end: where it ends.
    """
    rest, all_, stock = _barred(question)
    if not (rest or all_):
        return False
    beside = _BEFORE.search(text, 0, start)[0] + _BEHIND.match(text, end)[0]  # type: ignore[index]
    if rest:
        return not _REST.search(beside)
    part = _OF_SEVERAL.search(beside) or (stock and _ADDED.search(beside))
    return bool(part) and not _OF_ALL.search(beside)


_BEFORE = lazy_re("[^，,。；;：:]*$")
_BEHIND = lazy_re("[^，,。；;：:]*")
