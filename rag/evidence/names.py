"""Whether a text names one by one what a question wants named, or spells out what a term counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.evidence.proper import proper_asked
from rag.language.numerals import chinese_number
from rag.language.places import known_place
from rag.language.text import fold
from rag.lazy_re import either, lazy_re
from rag.understand.subject import Concept

_EXPANDS = lazy_re(
    r"(?:指的?是?|分别是?|代表|允许|包含|是)\s*(?:哪|什么(?!的)|啥(?!的))|什么意思|啥意思|什么含义|原文|各(?:是|指)"
)
#: 三高, 两个允许, 1+4: a term that counts its parts can be spelt out; another is a plain name.
_COUNTED = lazy_re(r"[一二两三四五六七八九十百\d]")
_NAMED = lazy_re(r"[“\"「]([^”\"」]{2,24})[”\"」]")


def answers_list(question: str, text: str) -> bool:
    """Whether a text spells out what a quoted term that counts its parts stands for (两个允许).

    Spelt out: items before the term (高血压、高血糖、高血脂“三高”) or an opening behind it (：, 即, （), or behind
    one of the parts that it is made of (“四横两纵”，四横即…). True where the question does not ask what a quoted term stands for.
    """
    question, text = question.replace("＋", "+"), text.replace("＋", "+")
    terms = [term for term in _NAMED.findall(question) if _COUNTED.search(term)]
    if not terms or not _EXPANDS.search(question):
        return True
    for term in terms:
        # Not folded: folding makes a comma of 、, and items could not be told from clauses.
        for match in re.finditer(re.escape(term), text):
            before = re.split(r"[，,。.；;：:]", text[max(0, match.start() - 40) : match.start()])[-1]
            behind = text[match.end() : match.end() + 4]
            if "、" in before or re.match(rf"[\"”」]?{_OPENS}", behind):
                return True
        if spelt_by_parts(term, text):
            return True
    return False


def spelt_by_parts(term: str, text: str) -> bool:
    """Whether a text spells out one of the parts, each with its number, that a term is made of."""
    parts = _PART.findall(term)
    return len(parts) > 1 and any(re.search(rf"{part}[\"”」]?{_OPENS}", text) for part in parts)


#: What stands behind a term that is spelt out.
_OPENS = "(?:[：:(（“]|即|是?指|包括|分别|—|--)"
#: The parts of a term that is made of several, each with its number: 四横 and 两纵 of 四横两纵.
_PART = lazy_re("[一两二三四五六七八九十][\u4e00-\u9fff](?=[一两二三四五六七八九十]|$)")


#: Items at least where 几 are asked for.
SOME = 3
#: Characters at most of a statement that is an item by itself.
ITEM = 60
_NUMBER = "一二两三四五六七八九十"
_MEASURE = "(?:家|所|个|项|类|种|名|座|条|份|块|层|级|位|样|件|句|步|点|方面|重|方|支|部)"
#: What a question wants named one by one: 哪四家医院, 哪几个设区市, 名单; …任务分别是哪些.
_NAMES_WANTED = lazy_re(
    either(
        rf"哪(?P<number>[几{_NUMBER}\d]+)(?!年|天|月)",
        # 三个中心是啥, 七大中心都有啥, 20条都有啥
        rf"(?<![第\d百千零{_NUMBER}])(?P<counted>[{_NUMBER}]{{1,3}}|\d+(?![级层点]))(?:大|{_MEASURE})[^，。？的里]{{0,8}}?都?(?:是|指|有)(?:的?是)?(?:什么|啥)(?!时|地方|人|样)",
        "名单(?=(?:里|上|中)?(?:都|具体)?(?:有|是|包括)?(?:哪|谁|什么|啥)|[呢？?]*$)",
        r"(?:给|列|要|看|发)\S{0,6}名单",
        "(?P<list>(?:目录|清单|名录)(?:里面?|中|上)?(?:都|具体|分别)?(?:有|是|包括|列)了?(?:哪|什么|啥)|哪些[^，。？]{1,8}[进入上]了[^，。？]{0,12}(?:目录|清单|名录|名单)|(?:选|确定|入选|公布|认定|列入|"
        "新增)[了出]?的?(?:是|有)?哪些)",
        "(?:分别|具体)(?:是|指的?是?|有|为|包括|包含|设在|在)?(?P<each>哪些|什么|啥)",
        "(?P<told>叫(?:什么|啥)|名字|名称|列(?:给|出来?|举)|逐[项一个]|(?:包括|包含|涵盖)(?:了)?(?:哪些|什么|啥)|[有是指]哪些|都[有是](?:什么|啥)|哪些(?:家|所|个|医院|"
        "单位|城市|地方|市|县|区|企业|机构|学校|部门))",
    )
)
#: How many there are, said before: 建设的4所医院具体是哪些, “15+3”行动分别是什么, 一带三区是哪些.
_SAID = lazy_re(
    rf"(?<![第\d])(?P<number>\d+[+＋]\d+|(?:\d+|[{_NUMBER}]+)(?=(?:多|余|来)?(?:大|{_MEASURE}))"
    rf"|(?:[{_NUMBER}](?![{_NUMBER}])[\u4e00-\u9fff]){{2,4}}(?=[”\"」]?(?:都|分别|具体)?(?:[是指有叫包]|$)))"
)
_NUMBER_WORD = rf"\d+|[{_NUMBER}]+"
_BRACKET = lazy_re(r"[（(][^（）()]*[）)]")
_QUOTE_END = "[”》][“《]"


#: One of a series: 第一，…；第二，…, 一是…。二是…, 一要…。二要….
_MEMBER = lazy_re(
    r"(?:^|[。；;，,：:])\s*(?:第(?P<nth>[一二三四五六七八九十]+)[，,、]|(?P<one>[一二三四五六七八九十]+)(?:是(?!否)|要))"
)


def members(text: str) -> list[int]:
    """The numbers of the series that a text counts off, in the order in which they stand."""
    return [number for _, number in counted_members(text)]


def counted_members(text: str) -> list[tuple[str, int]]:
    """The same, each with how it is counted (第二 or 二是): inside one series another may stand."""
    found = _MEMBER.finditer(text)
    return [(match.lastgroup or "", chinese_number(match["nth"] or match["one"]) or 0) for match in found]


def _series(text: str) -> Iterator[list[int]]:
    """The numbers of each series that a text counts off from the first on."""
    found = counted_members(text)
    for style in dict.fromkeys(style for style, _ in found):
        run = [number for own, number in found if own == style]
        if run == [*range(1, len(run) + 1)]:
            yield run


def names_each(question: str, drafts: Sequence[str], concepts: Sequence[Concept] = ()) -> bool | None:
    """Whether the parts of an answer name one by one what a question wants named; None where it does not.

    As many items as it speaks of stand side by side (甲、乙, “甲”“乙”, 甲+乙), or each in a part of
    its own. A number of them is no list: 建设4所医院.

    Args:
        question: as asked.
        drafts: the parts of the answer.
        concepts: the content words of the question; items that stand far from all of them are of something else.
    """
    wanted, proper = _names_wanted(question), proper_asked(question)
    if proper and not any(map(proper.named_in, drafts)):
        return False
    if wanted is None:
        return None
    listed = bool(_LIST_ASKED.search(question))
    stretches = [
        stretch
        for text in drafts
        for stretch in _beside(text, concepts)
        if not (proper and not proper.named_in(stretch)) and not (listed and _SORTS.search(stretch))
    ]
    most = max((_items(stretch, wanted == 2) for stretch in stretches), default=0)
    most = max([most, *(len(run) for text in drafts for run in _series(text))])
    summed_up = most >= SOME and any(_sums_up(text, wanted) for text in drafts)
    apart = [text for text in drafts if len(text) <= ITEM]
    return most >= wanted or summed_up or len(apart) >= max(3, wanted)


def _sums_up(text: str, number: int) -> bool:
    """Whether a list ends in how many it names, whatever stops part them: 甲和乙、丙、丁等六项."""
    return any(
        _whole(match[1]) == number for match in re.finditer(rf"等({_NUMBER_WORD})(?={_MEASURE})", text)
    )


@lru_cache(maxsize=256)
def _names_wanted(question: str) -> int | None:
    """How many things are to be named at least; None where none are."""
    match = _NAMES_WANTED.search(question)
    if match is None:
        return None
    told = question if match["told"] else question[: match.start()]
    said = [_whole(m["number"]) for m in _SAID.finditer(told)]
    if match["number"]:
        number = _whole(match["number"].replace("几", "")) or (said[-1] if said else SOME)
        return None if number == 1 else number
    if match["counted"]:
        return _whole(match["counted"]) if _whole(match["counted"]) > 1 else None
    if match["list"]:
        return SOME
    if match["told"] and not (said and said[-1] > 1):
        return None
    return max(2, said[-1]) if said else 2


def _whole(text: str) -> int:
    """The number that digits (a sum too) or Chinese numerals write, of 一带三区 the most of one part; 0 for none."""
    if re.search(r"\d", text):
        return sum(map(int, re.findall(r"\d+", text)))
    if len(parts := _PART.findall(text)) > 1:
        return max(chinese_number(part[0].replace("两", "二")) or 0 for part in parts)
    return chinese_number(text.replace("两", "二")) or 0


#: A part that counts what another names: 2家省级、19家市级医院 names none.
_HOW_MANY = lazy_re(rf"(?:[^、]{{0,16}}[了有共成])?(?:{_NUMBER_WORD})(?:多|余|来)?{_MEASURE}")


#: Of a catalogue each thing that stands there is asked for, not of what sort they are: 价格高、用量大的药品.
_LIST_ASKED = lazy_re("目录|清单|名录")
_SORTS = lazy_re("、[^、]*(?<![目])的[^、]+$")
_STOPS = lazy_re(r"[，,。；;：:\n]")


def _beside(text: str, concepts: Sequence[Concept]) -> list[str]:
    """The stretches of a text, between its stops, that hold a content word, and those next to them.

    All of them where none does: the text has other words for the matter.
    """
    stretches = _STOPS.split(_BRACKET.sub("", text))
    words = [name for c in concepts if not known_place(c.word) for name in (c.word, *c.others)]
    told = [any(word in folded for word in words) for folded in map(fold, stretches)]
    if not any(told):
        return stretches
    return [stretch for at, stretch in enumerate(stretches) if any(told[max(0, at - 1) : at + 2])]


#: What parts items, each through a whole list.
_BETWEEN = tuple(
    lazy_re(parts)
    for parts in (rf"、|{_QUOTE_END}", r"[+＋]", r"(?<=[\u4e00-\u9fff])[-—－](?=[\u4e00-\u9fff])")
)
_AND, _ALSO = lazy_re("[和与及或]"), lazy_re("[和与及]")
#: Behind the last item that is named: others are meant. 等级 is none.
_AND_MORE = lazy_re("(?<![高中初平同上])等(?![级同待])")


def _items(stretch: str, pair: bool) -> int:
    """The most items side by side in a stretch of a text; where two will do, 甲和乙 are a pair."""
    most = 0
    for between in _BETWEEN:
        parts = between.split(stretch)
        parts = [part for whole in parts for part in _AND.split(whole)] if pair else parts
        parts = [part for part in parts if part.strip(" “”《》") and not _HOW_MANY.match(part)]
        last = parts[-1] if len(parts) > 1 else ""
        more = _AND_MORE.search(last) or (not pair and _ALSO.search(last))
        most = max(most, len(parts) + bool(more))
    return most if most > 1 else 0
