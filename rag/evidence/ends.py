"""Beginning and end: when something was stopped does not tell when it starts again, nor 自2月1日起 how long.

Words of the language, of no field.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.lazy_re import lazy_re

_WHEN = r"(?:(?:什么|啥)时[候间]|何时|几时|哪一?[天年月]|几[号月]|多久)"
#: 到哪年 asks by when something is to be.
_ASKS_END = lazy_re(
    rf"到(?!哪一?年){_WHEN}(?:底|份)?(?:[？?，]|$)|到{_WHEN}(?:底|份)?(?:为?止|结束|截止)|{_WHEN}(?:才|就|会|能|可以?)*(?:结束|截止|到期|解除|终止)"
    r"|(?:结束|截止|终止|到期)(?:的?(?:时间|日期)|是?什么时候)"
)
_ASKS_BEGINNING = lazy_re(rf"[从自打]{_WHEN}|{_WHEN}(?:才|就|会|能|可以?)*(?:起|开始)")
#: 自2月1日起, 即日起; what is left of a text without it may tell the end.
_FROM = lazy_re(
    r"(?:自|从)[^，,。；;至到]{0,24}?(?:起|开始|以来)|(?:(?:19|20)\d\d\s*年\s*)?(?:\d{1,2}\s*月\s*)?(?:\d{1,2}\s*日\s*)?(?:\d{1,2}\s*[时点])?起(?![草步来点诉])"
    r"|[^，,。；;]*(?:第一天|首日)"
)
_POINT = r"(?:(?:19|20)\d\d|\d{1,2})\s*[年月日时点号]"
#: To when, or how long: 至5月31日, 12月底前, 截至, 有效期, 疫情结束为止, 6个月内.
_UNTIL = lazy_re(
    rf"[至到—–~～-]\s*[^\W\d]{{0,4}}\s*{_POINT}|[至到][^，,。；;]{{0,16}}(?:结束|解除|为?止|期满|[年月]底|年末)|截[至止]"
    rf"|{_POINT}[^，,。；;]{{0,3}}(?:之?前|底|末|止|结束|截止|到期|恢复)|[年月]底前?|有效期|为期|[期时]限|延[长期]"
    r"|(?:\d|[一二三四五六七八九十两半])\s*(?:个月|个?工作日|天|周)|(?<!\d)(?:\d{1,2}|[一二三四五六七八九十两])\s*年(?!\s*\d)"
)
#: What tells an end only; without it a text may tell a beginning.
_ONLY_UNTIL = lazy_re(
    r"[至到][^，,。；;]{0,16}?(?:为?止|结束|截止)|截[至止](?:到|于|时间)?[：:]?[^，,。；;]{0,16}"
)

#: Words for one turn of things, and for the other.
_TURNS = (
    (
        "恢复|重启|重新开|复工|复课|复业|解除|解封|开通|开放|开业|启用",
        "暂停|停止|中止|停运|停业|停课|关闭|封闭|停办|取消|撤销",
    ),
    ("建成|竣工|完工|完成|建好|结束|投用|投入使用|建完|通车", "开工|启动|动工|开始|选址|奠基|立项|筹建"),
)
_SIDES = tuple(
    (lazy_re(rf"{_WHEN}[^，。？]{{0,8}}(?:{own})|(?:{own})(?:的?(?:时间|日期)|[是在]{_WHEN})"), lazy_re(own), lazy_re(other))
    for pair in _TURNS
    for own, other in (pair, pair[::-1])
)  # fmt: skip


@lru_cache(maxsize=256)
def _asked(question: str) -> tuple[bool, bool, tuple[int, ...]]:
    """Whether an end is asked for, a beginning, and which turns."""
    end, beginning = bool(_ASKS_END.search(question)), bool(_ASKS_BEGINNING.search(question))
    turns = tuple(at for at, (asks, _, _) in enumerate(_SIDES) if asks.search(question))
    return end, beginning and not end, turns


def asks_end(question: str) -> bool:
    """Whether a question asks how long something goes on: 到什么时候, 什么时候结束."""
    return _asked(question)[0]


def tells_end(text: str) -> bool:
    """Whether a text tells how long something goes on; 自2月1日起 does not."""
    return bool(_UNTIL.search(_FROM.sub("", text)))


def of_the_turn(question: str, text: str) -> str:
    """A text without what cannot be the time asked for: the end where a beginning is, or the other turn of things.

    Of 什么时候恢复 no sentence tells that only says what is stopped.
    """
    _, beginning, turns = _asked(question)
    if turns:
        told = re.split("(?<=[。；;])", text)
        text = "".join(part for part in told if not any(_of_the_other(at, part) for at in turns))
    return _ONLY_UNTIL.sub("", text) if beginning else text


def _of_the_other(at: int, text: str) -> bool:
    _, own, other = _SIDES[at]
    return bool(other.search(text)) and not own.search(text)
