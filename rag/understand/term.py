"""The term that a question wants explained, and whether it wants one."""

from __future__ import annotations

from rag.lazy_re import either, lazy_re

#: How a rule says what it calls so: 本法所称X，是指….
SAYS_WHAT = "是指"
_WHAT_IS = "(?:什么是|何谓|(?:什么|啥)叫)"
_MEANS = "(?:是|指)(?:什么|啥)意思"
#: Asks what a thing must be like to be called by a term: 啥样的课才算精品课, 如何界定精品课.
_COUNTS_AS = "(?:啥|什么)样(?:的|子)?[^，,。？?]{0,10}才能?(?:算得?上?|叫做?|称得?上?为?|称为)(?:是|做|作)?|(?:如何|怎么?|怎样)(?:界定|定义)"
#: Asks what a term means, and nothing else.
MEANT = lazy_re(rf"^\W*(?:请问)?{_WHAT_IS}|{_MEANS}[？?]?$")
#: Asks so somewhere in the question.
MEANING = lazy_re(
    rf"{_WHAT_IS}|{_MEANS}|是指(?:什么|哪)|指(?:的是)?(?:什么|哪|啥)|含义|定义|怎么理解|所谓|{_COUNTS_AS}"
)
_TERM = lazy_re(
    either(
        # 啥叫场景创新
        rf"(?:{_COUNTS_AS}|{_WHAT_IS}(?:做)?|所谓|(?:解释|说明)一下)[“\"《]?(?P<behind>[\u4e00-\u9fffA-Za-z0-9+-]{{2,16}}?)"
        r"(?=[”\"》啊呀呢？?，,]|$)",
        # “谛听”是什么
        # 本法所称水源地的定义是什么
        r"(?:^|所称|[的里中上说叫把，,“\"])(?P<before>(?:(?![的里]|所称)[\u4e00-\u9fffA-Za-z0-9+-]){2,16}?)[”\"]?"
        r"(?:（[^（）]*）|\([^()]*\))?(?:这个词|这个说法|一词|的(?:定义|含义))?(?:到底|具体|究竟)?(?:是|指|指的是|是指)(?:什么|啥|哪|个?什么|个?啥)",
    )
)


def term_of(text: str) -> str:
    """The term that a question wants defined: 最小风险状态 of 老说的最小风险状态是啥意思; empty where there is none."""
    match = _TERM.search(text)
    return (match["behind"] or match["before"] or "") if match else ""


_COUNTING = lazy_re(_COUNTS_AS)


def plainly_meant(text: str) -> str:
    """A question for what a term means, without what the thing is otherwise called.

    >>> plainly_meant("啥样的课才算精品课")
    '什么叫精品课'
    """
    return _COUNTING.sub("什么叫", text)
