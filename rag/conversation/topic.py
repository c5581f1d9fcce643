"""What a question was about, in words that another question may be put behind: itself without what it asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation.substitution import YEAR, drop
from rag.language.tokens import tagged
from rag.lazy_re import either, lazy_re
from rag.understand.asked_roles import DEPARTMENT
from rag.understand.asking import kind_of, without_asking_for
from rag.understand.catalog import Named

#: Words that ask who does what of a matter, and name none.
ROLE = lazy_re(r"(?:责任|牵头|配合|负责|主管|参与)(?:单位|部门|机构|人)?")
#: Words of wishing to know that stand before a matter.
_WISH = lazy_re("^(?:请问|麻烦|我?想(?:要?了解|知道|问|查)(?:一?下)?|帮我查(?:一?下)?|查(?:一?下))")
#: What is asked for: an interrogative, with what is counted or measured in.
_ASKED = lazy_re(
    either(
        # 多少家
        "(?:是|(?P<has>有))?(?:多少|(?<![十好])几|哪几?|什么|啥|何)"
        "(?:[万亿千百]*(?:[个家所项条张名位种类支倍次台辆亩吨户块间层座套件处批级门届轮点步]|些|人(?![才员口均民])|元|钱|"
        "平方米|公里|[天日年月周岁]|个?工作日|小时|分钟|里|儿)(?:[之以]?[内前后]|才|就)?|时候?|样)?",
        "百分之几|是?谁|(?:怎么|如何)(?:处理|规定|要求)|怎么样?|怎样|如何|咋|多[久大高长]|是否|是不是|有没有|能不能|可不可以",
        "了没有?(?=[，,。？?]|$)",
        "[吗呢吧啊么？?]",
    )
)
#: Words that wait for what follows: without it they say nothing.
_WAITS = frozenset(
    "需要 应该 应当 可以 能够 打算 计划 准备 一共 总共 分别 最多 最少 至少 最高 最低 最晚 最早 达到 提高到 控制 "
    "控制在 从 到 至 在 有 是 为 个 位 名 哪".split()
)
_UNITS_OF_TIME = frozenset("年季月周日")
#: Parts of speech of such words, where they are one character long.
_NO_CONTENT = lazy_re("[vpcudyr]")
_BEFORE = lazy_re("^(?:要|需|应该?|得|能|会|打算|计划|准备|想|将|有|是|的|之前|以前|的话)+(?=..)")
#: Before what is counted: in how many.
_WHERE = lazy_re("[在从对向]$")
#: Words before what is done.
_AHEAD = frozenset("要 将 需 能 会 可 应 得 需要 打算 计划 准备 可以 应该 应当".split())


def topic_of(text: str, named: Named) -> str:
    """What a question was about: itself without place and asking words."""
    bare = _WISH.sub("", drop(text, named.words or named.places).strip("，。？? ")).removeprefix("的")
    topic = " ".join(filter(None, (_matter(part) for part in re.split(r"\s+", bare)))) or bare
    if kind_of(bare) == "department" and not DEPARTMENT.search(bare):
        role = rf"(?:由|归)?(?:{ROLE.pattern})的?[，]?"
        topic = re.sub(f"^{role}|[的，]?{role}$", "", topic) or topic
    return _BEFORE.sub("", topic.strip("，、 ")) or without_asking_for(bare) or bare


def _matter(text: str) -> str:
    """A question without what it asks for, and without the words that are left hanging in front of that.

    >>> _matter("冷库要建几座"), _matter("中心有几间房"), _matter("改革要覆盖多少地区"), _matter("基金怎么监管")
    ('冷库', '中心的房', '改革覆盖的地区', '基金监管')
    """
    parts: list[tuple[str, re.Match[str]]] = []
    while asked := _ASKED.search(text):
        parts.append((text[: asked.start()], asked))
        text = text[asked.end() :].lstrip("的")
    matter = _BEFORE.sub("", text)
    for before, asked in reversed(parts):
        matter = _around(before, asked, _BEFORE.sub("", matter))
    return matter


def _around(before: str, asked: re.Match[str], tail: str) -> str:
    """What stands before and behind what is asked for, in one."""
    if (
        tail and _WHERE.search(before) and asked[0][0] in "多几"
    ):  # 要在多少个县试点: what is counted is asked for
        words = [word for word, _ in tagged(tail)[1:]]
        tail = "".join(words) if not words or len(words[-1]) > 1 else ""
    counted = len(tail) > 1 and re.match("[是有]?(?:多少|几|哪|什么|啥)", asked[0]) is not None
    if asked["has"]:
        head, of = before, bool(tail)
    else:
        head, of = _finished(before, counted)
    if not tail or not head:
        return head or (_without_asker(tail) if asked[0][0] == "哪" else tail)
    if len(tail) == 1:  # 怎么调
        return head
    return f"{head}的{tail}" if of and counted else head + tail


def _finished(text: str, counted: bool) -> tuple[str, bool]:
    """A text without the words at its end that wait for more, and whether something does something at its end.

    ``counted``: what is counted follows, so that a short verb before it is of that: 退多少保费.
    """
    words = tagged(text.rstrip("，,"))
    while words and _waits(*words[-1]) and not (counted and _does(*words[-1])) and not _each_time(words):
        words = words[:-1]
    if len(words) > 1 and words[-1][1] == "v":  # 改革 要 覆盖
        kept = "".join(word for word, _ in words[:-1] if word not in _AHEAD)
        return f"{kept}{words[-1][0]}", bool(kept)
    return _BEFORE.sub("", "".join(word for word, _ in words)), False


def _each_time(words: Sequence[tuple[str, str]]) -> bool:
    """Whether words end in what is done each year or month, of which the parts are read as two: 年 审, 月 报."""
    time, *before = [word for word, _ in words[-2::-1]] or [""]
    return time in _UNITS_OF_TIME and not (before and before[0][-1:].isdigit())


def _without_asker(text: str) -> str:
    """A text without the thing that is asked for at its beginning: 市 of 市在试点医疗集团."""
    words = tagged(text)
    goes_on = len(words) > 2 and words[0][1][0] == "n" and words[1][1][0] in "pvd"
    rest = words[2:] if goes_on and _waits(*words[1]) else words[1:]
    named = any(tag[0] == "n" for _, tag in rest)
    return "".join(word for word, _ in rest) if goes_on and named else text


def _does(word: str, tag: str) -> bool:
    return tag == "v" and word not in _WAITS and word not in _AHEAD


def _waits(word: str, tag: str) -> bool:
    if word in _WAITS or (tag[:1] == "u" and len(word) < 3):
        return True
    one = len(word) == 1 or (len(word) == 2 and word[0] in "要能会")
    return one and _NO_CONTENT.match(tag) is not None and not word.isascii()


#: Parts of speech of what is named.
_NAMES = "njil"


def asks_of_no_thing(text: str) -> bool:
    """Whether a figure is asked for of what is done, and of nothing that is named; the place is left out.

    >>> asks_of_no_thing("今年打算改造多少部"), asks_of_no_thing("今年准备新增多少张床位")
    (True, False)
    """
    words = tagged(YEAR.sub("", without_asking_for(text)))
    if words and len(words[-1][0]) == 1:  # 多少部: what it is counted in
        words = words[:-1]
    return kind_of(text) == "figure" and not any(tag[0] in _NAMES for _, tag in words)
