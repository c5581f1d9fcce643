"""The bound that the words around a figure set: 不低于80%, 12%以内, 最高可给予100%."""

from __future__ import annotations

from rag.lazy_re import lazy_re

_BEFORE = [
    (lazy_re(r"(?:至少|最少)[^，,。；\d一二三四五六七八九十]{0,24}$"), ">="),
    (lazy_re(r"(?:≥|不低于|不少于|不小于|至少|不得低于|不得少于|最低|起码)[^，,。；、\d]{0,14}$"), ">="),
    (
        lazy_re(
            r"(?:≤|不超过|不高于|不多于|不大于|不得超过|不得高于|至多|最多|最高|最长|上限|不逾)[^，,。；、\d]{0,14}$"
        ),
        "<=",
    ),
    (lazy_re(r"控制在[^，,。；、]{0,4}$"), "<="),
    (lazy_re(r"(?:超过|高于|多于|大于|突破|逾|超)[^，,。；、]{0,2}$"), ">"),
    (lazy_re(r"(?:低于|少于|小于|不足|未满|不满|不到|[没未][满到])[^，,。；、]{0,2}$"), "<"),
    (lazy_re(r"(?<![未不没])满$"), ">="),
    (lazy_re(r"(?:约|大约|近|接近|左右)$|约[占为达有][^，,。；、\d]{0,4}$"), "~"),
]
_AFTER = [
    (lazy_re(r"^\s*(?:及其?|\(含\)|（含）)?以上|^\s*起(?![来草步初])|^\s*之?上(?![述级半市升海])"), ">="),
    (lazy_re(r"^\s*(?:及其?|\(含\)|（含）)?以[下内]|^\s*之?内(?![部容外资置设])|^\s*封顶"), "<="),
    (lazy_re(r"^\s*左右|^\s*上下"), "~"),
]


#: No pattern of ``_AFTER`` matches elsewhere, and none of ``_BEFORE`` without one of these words.
_AFTER_FIRST = frozenset("及(（以起之上内封左")
_BEFORE_WORD = lazy_re(
    r"[≥≤逾超]|[至最][少多低高长]|上限|[不未没][低少小高多大得逾足满到]|起码|满|控制在|[高多大低少小]于|突破|约|近|左右"
)


#: What a span of time ends with, and a note behind a figure that does not bound it.
_SPANS = frozenset("年月周天日")
_NOTE = lazy_re(r"[（(](?!含)[^（()）\d]{1,12}[)）]")


def bound_at(text: str, start: int, end: int) -> str:
    """The bound that the words around ``text[start:end]`` set: = >= <= > < ~."""
    before = text[max(0, start - 28) : start]
    if before.endswith("近") and text[end - 1] in _SPANS:  # 近三年: the last three, not about three
        return "="
    after = text[end : end + 5]
    if after[:1] in "（(" and (note := _NOTE.match(text, end)):  # 2月3日（星期一）起
        after = text[note.end() : note.end() + 5]
    if after.lstrip()[:1] in _AFTER_FIRST:
        for pattern, bound in _AFTER:
            if pattern.search(after):
                return bound
    if _BEFORE_WORD.search(before) is None:
        return "="
    for pattern, bound in _BEFORE:
        if pattern.search(before):
            return bound
    return "="
