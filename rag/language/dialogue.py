"""Questions with their answers, as documents print them: 问：…？ 答：…, Q1：… A1：…, 三、收费吗？ ….

The question heads what is answered. It is judged with the answer, and neither is told with the word for it.
"""

from __future__ import annotations

import re

from rag.language.text import squeeze
from rag.lazy_re import lazy_re

_NUMBER = r"(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})"
QUESTION = lazy_re(rf"(?:[【\[]?问题?[】\]]?|[QＱ])\s*{_NUMBER}?\s*(?:[】\]]?\s*[：:、]|[.．](?!\d))")
#: 答：, A1.; with who answers: 某局局长甲答：.
ANSWER = lazy_re(
    r"(?:[【\[]?答(?:案|复|记者问)?[】\]]?|[AＡ])\s*\d{0,3}\s*[：:、.．]|"
    r"[^。；，,：:？?]{2,40}(?<!问)(?:回答|答复?)\s*[：:]"
)
#: What only says that a question, or its answer, begins here.
_SPEAKS = lazy_re(
    r"(?:[【\[]?[问答][】\]]?|[【\[]?(?:问题\s*\d{1,3}|答[案复])[】\]]?|[QAＱＡ]\s*\d{0,3})\s*[：:]\s*"
)
_BEGUN = lazy_re(rf"(?:(?m:^)|(?<=[？?]))[ \u3000]*(?:{_SPEAKS.pattern})")
#: An answer in the line of its question.
_ANSWERED = lazy_re(rf"\s*(?:{ANSWER.pattern})")
_ASKS = lazy_re(r"[？?][”』」]?(?=\s|$|[^？?，,、；;：:。])")
#: Characters at most of a question that heads its answer.
LONGEST = 80


def behind_mark(text: str, begin: int, stop: int) -> int:
    """Where what is told of ``text[begin:stop]`` begins: behind 问： or 答： at its start."""
    match = _SPEAKS.match(text, begin, stop)
    return match.end() if match else begin


def without_marks(text: str) -> str:
    """A text without the words that only say that a question or an answer begins in it, each of these on a line."""
    return _BEGUN.sub("\n", text) if "：" in text or ":" in text else text


def asks(heading: str) -> bool:
    """Whether a heading is a question, which its text answers."""
    return heading.endswith(("？", "?"))


def question_at(text: str) -> str:
    """The question, or the questions one after the other, that the line of a clause begins with; empty for none.

    >>> question_at("问：怎么申请？要带什么？ 答：带身份证。"), question_at("收费吗？不收费。"), question_at("不收费。")
    ('怎么申请？要带什么？', '收费吗？', '')
    """
    mark = QUESTION.match(text)
    begin = mark.end() if mark else 0
    line = text[begin : begin + 4 * LONGEST]
    found = ""
    at = 0
    for match in _ASKS.finditer(line):
        if re.search("[。！!]", line[at : match.start()]) and not (mark and not found):
            break
        if found and (_ANSWERED.match(line, at) or len(squeeze(line[: match.end()])) > LONGEST):
            break
        found, at = line[: match.end()], match.end()
    return squeeze(found) if mark or len(squeeze(found)) <= LONGEST else ""
