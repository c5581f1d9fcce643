"""Clause labels in a question, however sloppily written: 五(二)1, 第五部分（二）第1点, 第十二条第二款."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.language.document_kinds import RULES
from rag.language.labels import LAW, RANK, canonical, element_place, label_at
from rag.language.numerals import chinese_number, to_chinese
from rag.lazy_re import any_of, lazy_re
from rag.types import Clause, Document


@dataclass(frozen=True, slots=True)
class Reference:
    """A clause asked for by its label: the path elements named, outermost first."""

    path: tuple[str, ...]
    text: str


_CN = "[零〇一二两三四五六七八九十百千]+"
NUMBER = rf"(?:{_CN}|\d{{1,4}})"
_INSERTED = r"(?:\s*之\s*(?:[一二三四五六七八九十]{1,3}(?![、项个])|\d{1,2}(?!\d)))?"
_REFERENCE = lazy_re(
    rf"(?:第\s*(?P<part>{_CN}|\d{{1,2}})\s*(?:大)?(?:部分|大点|章节))"
    rf"|(?P<law>第\s*{NUMBER}\s*(?:编|章|节|条|款){_INSERTED})"
    rf"|第?\s*[（(]\s*(?:{_CN}|\d{{1,3}})\s*[)）]\s*(?:项|目(?![标录的])|条|点|小节|部分)?"
    rf"|(?P<point>第\s*(?:{_CN}|\d{{1,3}})\s*(?:小)?(?:点|项|目(?![标录的])|小项|条任务|项任务)|第?\s*\d{{1,3}}\s*号任务)"
    rf"|(?P<bare>(?<![第\d.零〇一二两三四五六七八九十百千]){NUMBER}\s*条{_INSERTED})(?=$|\W|[讲说写规是怎什啥咋呢念给发里中吗和与及第之\d零〇一二两三四五六七八九十]|的(?!措施|政策|任务|意见|建议|要求))"
    rf"|(?P<under>(?<=[条款项])\s*{NUMBER}\s*(?:款|项|目(?![标录的])))"
    rf"|(?P<annex>附[件表](?:\s*\d{{1,2}})?)"
    rf"|(?P<head>(?<![第零〇一二两三四五六七八九十百千]){_CN}(?=\s*[（(]\s*{_CN}\s*[）)]))"
    rf"|(?P<tail>(?<=[）)])\s*\d{{1,3}}(?![\d%年月日]))"
    rf"|(?P<decimal>第?\s*(?<![\d.〔])(?:\d{{1,2}}(?:\.\d{{1,2}}){{2,3}}(?![\d.%％‰])(?:\s*[条款节项])?|\d{{1,2}}\.\d{{1,2}}\s*[条款节项](?!措施|政策|任务|工作)))"
    rf"|(?P<group>§\s*\d{{1,2}}(?:\s*[/\-、]?\s*\d{{1,2}}(?!\d))?)"
)
#: What stands before an article that is named without 第: the name of a text, or hardly anything. Of 公共卫生20条,
#: 一共20条 the number tells how many there are.
_BEFORE_BARE = lazy_re(
    rf"(?:^|[，。；？?：:\s]|[把看查念读找问下]|(?<![方做看想说])法典?|{any_of(*RULES, '决定', '合同', '协议')}|》|[）)])"
    r"(?:》|里面?|当?中|的)?\s*$"
)
#: How far before it that may stand.
_NEAR = 12


#: What the parts of a clause are called by its heading, where a question names one by its number.
PART_NOUNS = "原则|目标|措施|举措"
#: 第四条基本原则: the fourth of what a heading calls so, which need not be printed with a number.
_PART = lazy_re(
    rf"(?P<back>倒数)?(?P<last>最后[一那]|第\s*(?P<number>{_CN}|\d{{1,2}}))\s*(?:大?[条个项点])?的?(?:基本|主要|重点|发展|工作|总体|具体|保障)*(?P<noun>{PART_NOUNS})"
)


def part_asked(text: str) -> tuple[int, str] | None:
    """The number and the noun of a part that a question names so; None where it names none.

    Counted from the end it is negative: -1 the last one.

    >>> part_asked("徐汇的第四条基本原则是什么")
    (4, '原则')
    """
    match = _PART.search(text)
    if match is None:
        return None
    number = match["number"] or "1"
    value = int(number) if number.isdigit() else chinese_number(number) or 0
    return -value if match["back"] or match["number"] is None else value, match["noun"]


def called(document: Document, noun: str) -> Clause | None:
    """The first clause of several parts of which the heading has a noun: 二、基本原则 for 原则."""
    return next((c for c in document.walk() if noun in c.heading and len(c.children) > 1), None)


def part_of(document: Document, number: int, noun: str) -> Clause | None:
    """The part of that number of the clause that is ``called`` so; None where there is none."""
    above = called(document, noun)
    if above is None or not 0 < abs(number) <= len(above.children):
        return None
    return above.children[number if number < 0 else number - 1]


def references(text: str) -> tuple[Reference, ...]:
    """The clauses that a question names by their labels, each path outermost first; empty where none.

    >>> [reference.path for reference in references("第三十九条第二款和第41条")]
    [('第三十九条', '第二款'), ('第四十一条',)]
    """
    found: dict[Reference, None] = {}
    path: list[str] = []
    start = end = 0
    for match in _REFERENCE.finditer(text):
        element = None if _PART.match(text, match.start()) else _element(match, directly=match.start() == end)
        if not element:
            continue
        if path and _begins_anew(path, element[0], text[end : match.start()]):
            found[Reference(tuple(path), text[start:end])] = None
            path = path[: _above(path, element[0])]
            start = match.start()
        start = start if path or found else match.start()
        path.extend(element)
        end = match.end()
    if path and path not in (["附件"], ["附表"]):
        found[Reference(tuple(path), text[start:end])] = None
    return tuple(found)


#: What stands between two labels of which the second is no part of the first.
_AND = lazy_re(r"\s*(?:[、，,和与及或]|以及|还有)\s*")
#: No label has so many parts: what goes on is another one.
_DEEPEST = 12
_LAW_RANKS = {style: RANK[style] for style in (*LAW, "款")}


def _begins_anew(path: Sequence[str], element: str, between: str) -> bool:
    """Whether an element begins another reference: 第四十条 behind 第三十九条第二款, （二） behind （一）、."""
    place = element_place(element)
    if len(path) >= _DEEPEST:
        return True
    if place is None:
        return False
    styles = [above[0] for above in map(element_place, path) if above]
    if place[0] in _LAW_RANKS:
        return any(_LAW_RANKS.get(style, 0) >= _LAW_RANKS[place[0]] for style in styles)
    return place[0] in styles and _AND.fullmatch(between) is not None


def _above(path: Sequence[str], element: str) -> int:
    """How many elements of a path stand above another one that begins anew below it."""
    place = element_place(element)
    rank = RANK[place[0]] if place else 0
    ranks = [RANK[above[0]] if above else 0 for above in map(element_place, path)]
    return next((at for at, other in enumerate(ranks) if other >= rank), 0)


def names_article(found: Sequence[Reference]) -> bool:
    """Whether an article is named among what is asked for: nothing else is called so."""
    return any((element_place(element) or "")[:1] == ("条",) for r in found for element in r.path)


def instead(before: Reference, other: Reference) -> str:
    """The label that a part of an article names behind another one: 第二款 behind 第三十二条第一款; empty where it needs none.

    >>> instead(*references("第三十二条第一款和第二款"))
    '第三十二条第二款'
    """
    if names_article((other,)) or not names_article((before,)):
        return ""
    path = list(before.path[: _above(before.path, other.path[0]) or len(before.path)])
    listed = path and path[-1][:1] != "第"
    if other.path[0].isdigit() and listed:  # （二） and 第三项 are of one list
        path.pop()
    return "".join(f"第{e}项" if e.isdigit() else e for e in (*path, *other.path))


def beside(label: str, step: int) -> str:
    """A label as staff write it with its last number raised by ``step``; empty before the first, or without a number.

    >>> beside("五（二）1", 1), beside("第十二条", -1), beside("（一）", -1)
    ('五（二）2', '第十一条', '')
    """
    numbers = list(re.finditer(rf"{_CN}|\d+", label))
    if not numbers:  # 附件附表
        return ""
    last = numbers[-1]
    digits = last[0].isdigit()
    number = (int(last[0]) if digits else chinese_number(last[0]) or 0) + step
    if number < 1:
        return ""
    return f"{label[: last.start()]}{number if digits else to_chinese(number)}{label[last.end() :]}"


def spellings(element: str) -> tuple[str, ...]:
    """Other labels that staff mean by an element: point 2 of a part, （二） and 二 are called 第2条 and 第二项 too."""
    match = re.fullmatch(rf"第({NUMBER})条|(\d{{1,3}})|（({_CN}|\d{{1,3}})）", element)
    if match is None:
        return ()
    number = _value(match[match.lastindex or 1])
    bracketed = (f"（{to_chinese(number)}）", f"（{number}）")
    names = bracketed if match[3] else (str(number), bracketed[0], to_chinese(number), bracketed[1])
    return tuple(name for name in names if name != element) if number else ()


def _value(number: str) -> int:
    return int(number) if number.isdigit() else chinese_number(number) or 0


def matches(asked: Sequence[str], path: Sequence[str]) -> float:
    """1 where the asked path elements are the clause's path; less where they only end it.

    >>> matches(("五", "（二）", "1"), ("五", "（二）", "1"))
    1.0
    """
    path = [canonical(element) for element in path]
    wanted = [canonical(element) for element in asked]
    if not any(element.endswith("款") for element in path):
        wanted = [
            element for element in wanted if element != "第1款"
        ] or wanted  # an article of one paragraph
    printed = [_as_printed(element, path) for element in wanted]
    most = 1.0 if printed == wanted else MEANT
    if printed == path:
        return most
    if len(printed) <= len(path) and path[-len(printed) :] == printed:
        return min(0.8, most)
    if len(printed) > 1 and printed[-1] == path[-1] and _in_order(printed, path):
        return min(0.7, most)
    return 0.0


def by_last(found: Sequence[Reference]) -> dict[str, list[Reference]]:
    """References by each label that the path of what they name may end in.

    >>> list(by_last(references("第十二条第一款")))
    ['第12条', '12', '（十二）', '十二', '（12）', '第1款']
    """
    asked: dict[str, list[Reference]] = {}
    for reference in dict.fromkeys(found):
        path = reference.path  # an article of one paragraph prints no 第一款
        for element in path[-2:] if path[-1] == "第一款" else path[-1:]:
            for label in dict.fromkeys((canonical(element), *spellings(element))):
                asked.setdefault(label, []).append(reference)
    return asked


def matched(asked: Mapping[str, Sequence[Reference]], path: Sequence[str]) -> float:
    """How well the best of some references, ``by_last``, names a clause by its path; 0 where none does."""
    found = asked.get(canonical(path[-1]), ()) if path else ()
    return max((matches(reference.path, path) for reference in found), default=0.0)


#: A label that is called otherwise than it is printed; one printed so goes before it.
MEANT = 0.75


def _as_printed(element: str, path: Sequence[str]) -> str:
    """An element as the path prints it."""
    if element in path:
        return element
    return next((step for step in reversed(path) if step in spellings(element)), element)


def _in_order(asked: Sequence[str], path: Sequence[str]) -> bool:
    rest = iter(path)
    return all(any(element == step for step in rest) for element in asked)


def _element(match: re.Match[str], directly: bool) -> list[str]:
    """The path elements that a match names; ``directly``: it stands right behind the label before."""
    text = re.sub(r"\s+", "", match[0])
    digits = re.search(rf"{_CN}|\d+", text)
    number = digits[0] if digits else ""
    if match["part"]:
        return [to_chinese(int(number)) if number.isdigit() else number]
    if match["decimal"]:
        return [re.sub(r"[^\d.]", "", text)]
    if match["annex"]:
        return [text]
    if match["group"]:
        return [f"§{n}" if i == 0 else n for i, n in enumerate(re.findall(r"\d+", text))]
    if match["bare"]:
        before = match.string[max(0, match.start() - _NEAR) : match.start()]
        return [_spelt(f"第{text}")] if _BEFORE_BARE.search(before) else []
    if match["under"] and not directly:
        return []
    if match["law"] or (match["under"] and text.endswith("款")):
        return [_spelt(text if match["law"] else f"第{text}")]
    if match["point"] or match["under"]:
        return [str(_value(number))]
    if match["head"] or match["tail"]:
        return [number]
    label = label_at(re.sub(r"^第", "", text))
    return [label.name] if label else []


def _spelt(element: str) -> str:
    """第102条, 第一百〇二条: as most laws print it, 第一百零二条."""
    return re.sub(rf"^第({NUMBER})", lambda number: f"第{to_chinese(_value(number[1]))}", element)
