"""What opens a turn of a conversation without being of its matter (不对，我问的是…), and what calls back earlier turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.substitution import drop
from rag.lazy_re import either, lazy_re

_MISTAKEN = r"(?:不对|不是(?:的|这个|那个)?(?=[，,。！!])|[打搞说弄写问记]?错了|更正(?:一下)?)"
#: 不对，我问的是…; 我搞错了，应该是…; 我说的是….
_CORRECTING = lazy_re(
    rf"^(?:[哦噢啊嗯呃哎，,]*我?{_MISTAKEN}[了啊呀吧，,。！!\s]*(?:(?:其实|而|应该|我|想|要)*(?:(?:问|说|指)的?)?(?:应该)?是(?:问|说)?)?"
    r"|(?:其实)?我(?:要|想)?(?:问|说|指)的(?:其实|应该)?是)"
)
#: 换个话题，…; 再问下…; 回到徐汇，….
_TURNING = lazy_re(
    either(
        # 换成
        "^"
        "(?:[嗯哦噢啊]+[，,]|(?:对了|算了|好吧)[，,]|换个(?:话题|问题)[，,。]?|没有?的话[，,]?|那?(?:再|另外|顺便)[，,]?(?:请)?问"
        "(?:一?下|个)?[，,]?|问(?:一下|下|个)|那?(?:再|还是)?回到(?!最)|换成)+",
    )
)
_NOT_BUT = lazy_re(
    r"^(?:是)?(?:不是|不要)(?P<wrong>[^，,。？?]{1,12}?)[，,]?(?:而|应该)?(?:就)?(?:是|要)(?P<right>[^，,。？?]+)$"
    r"|^(?P<this>[^，,。？?]+?)[，,]?(?:而)?不是(?P<other>[^，,。？?]{1,12})$"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A turn without what opens it.

    ``wrong``: what it says is not meant; ``corrects``: whether it puts the turn before right.
    """

    text: str
    wrong: str = ""
    corrects: bool = False


def opened(turn: str) -> Opened:
    """A turn taken apart into its opening and its matter; one that is nothing but an opening is left as it is.

    >>> opened("不对，我问的是签约率").text, opened("不是2025，是2023")
    ('签约率', Opened(text='2023', wrong='2025', corrects=True))
    """
    text = _CORRECTING.sub("", turn, count=1)
    corrects = text != turn
    parted = _NOT_BUT.fullmatch(re.sub("[了吧啊呀。！!]+$", "", text))
    if parted and (corrects or parted["right"]) and not re.search("[吗呢？?]", turn):
        return Opened(parted["right"] or parted["this"], parted["wrong"] or parted["other"], True)
    text = _TURNING.sub("", text, count=1)
    return Opened(text, corrects=corrects) if re.search(r"\w", text) else Opened(turn)


#: 还有吗, 具体点, 再说一遍: asks the same again.
_AGAIN = lazy_re(
    "(?:那|再)?(?:还有(?:吗|呢|没有?|别的吗?|其他的?吗?)|(?:再)?(?:具体|详细)(?:一?[点些]|说说|讲讲)?(?:呢|吗)?)[？?。]?"
    "|(?:请|你|麻烦|把|刚才|上面|的|答案|内容|数字?|它){0,8}(?:再(?:说|讲|答|回答|念|重复)|重复|复述)(?:一[遍次下])?(?:数字?|答案|内容|刚才的?){0,8}[吧。？?]?"
)
_FIRST = lazy_re(
    "(?:再|回到|我|刚才|刚刚|一开始){0,8}(?:最前面?|最开始|最初|第一个问题|第一问)(?:我|说|问|提|讲|到|过|的|那个?|是)*"
)
_NOTHING_ELSE = lazy_re(f"(?:{_AGAIN.pattern}|我|刚才|问题?|答案|的|是|什么|啥|来着|[呢吗。？?])*+")


def asks_again(text: str) -> bool:
    """Whether a turn asks nothing but the same again."""
    return bool(_AGAIN.fullmatch(text))


def of_the_first(text: str, places: Sequence[str] = ()) -> str | None:
    """What a turn asks of the first question of the conversation; empty: that question, None: it is of another.

    ``places``: those that question names.

    >>> of_the_first("最前面说的比例到哪年"), of_the_first("我第一个问题是什么"), of_the_first("谁负责")
    ('比例到哪年', '', None)
    """
    rest = _FIRST.sub("", text, count=1)
    if rest == text:
        return None
    bare = drop(rest, places)
    return "" if _NOTHING_ELSE.fullmatch(bare) else rest.strip("，, ")


#: 前者, 后者: one of two; 两个, 一共, 哪个高: of both.
_ONE = lazy_re("(?:那么?)?(?:(?P<former>前(?:者|一个))|后(?:者|一个))的?")
_BOTH = lazy_re(
    either(
        # 一共
        "(?:那么?|这)?"
        "(?:(?P<they>(?:(?:这|那)?两(?:个|者|项|家|边|条|份|地)|二者)(?=[的都各分之由归是谁什哪要在多差能有加呢吗？?，,]|$))|一共|总共|合计|"
        "加起来|哪(?:一?[个边家项份]|里|边)(?=(?:更|最|比较)?[高低多少大小长短快])|谁(?=(?:更|最|比较)?[高低多少大小长短快]))",
        "(?:差|相差)(?:了|别)?(?:多少|几)",
    )
)
_COMPARED = lazy_re(
    either(
        # 一共
        "(?:两(?:个|者|项|家|边|条|份|地)|都|之间|定得|[的是有呢吗啊？?]|更|最|比较|高|低|多|少|大|小|长|短|快|些|一样|相同|相?差|区别|不同|什么|"
        r"几[\u4e00-\u9fff]?|加起来|合计|一?共|总共|[，,])*+",
    )
)


@dataclass(frozen=True, slots=True)
class OfTwo:
    """What a turn asks of the two things told before: of one (0, 1), or of both (None)."""

    which: int | None
    rest: str


def of_two(text: str) -> OfTwo | None:
    """What a turn asks of two; ``rest`` is empty where it only sets them against each other, or names the one.

    >>> of_two("前者是哪年"), of_two("哪个更高？"), of_two("两个都由谁负责")
    (OfTwo(which=0, rest='是哪年'), OfTwo(which=None, rest=''), OfTwo(which=None, rest='由谁负责'))
    """
    one = _ONE.match(text)
    if one:
        rest = text[one.end() :]
        return OfTwo(0 if one["former"] else 1, "" if re.fullmatch("的?[呢吗？?]*", rest) else rest)
    both = _BOTH.match(text)
    if both is None:
        return OfTwo(None, "") if re.fullmatch("(?:它们|他们)?都?(?:一样|相同)[吗么？?]*", text) else None
    rest = text[both.end() :]
    if _COMPARED.fullmatch(rest):
        return OfTwo(None, "")
    return OfTwo(None, re.sub("^[的都分别]+", "", rest)) if both["they"] else None  # 一共要建多少中医馆
