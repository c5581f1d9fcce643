"""Clause labels in a question, however sloppily written: 五(二)1, 第五部分（二）第1点, 第十二条第二款."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.labels import label_at
from rag.language.numerals import chinese_number, to_chinese
from rag.lazy_re import lazy_re
from rag.types import Clause, Document


@dataclass(frozen=True, slots=True)
class Reference:
    """A clause asked for by its label: the path elements named, outermost first."""

    path: tuple[str, ...]
    text: str


_CN = "[一二三四五六七八九十百]+"
_REFERENCE = lazy_re(
    rf"(?:第\s*(?P<part>{_CN}|\d{{1,2}})\s*(?:大)?(?:部分|大点|章节))"
    rf"|第\s*(?:{_CN}|\d{{1,4}})\s*(?:编|章|节|条|款)"
    rf"|第?\s*[（(]\s*(?:{_CN}|\d{{1,3}})\s*[)）]\s*(?:项|条|点|小节|部分)?"
    rf"|(?P<point>第\s*(?:{_CN}|\d{{1,3}})\s*(?:小)?(?:点|项|小项|条任务|项任务)|第?\s*\d{{1,3}}\s*号任务)"
    rf"|(?P<annex>附[件表](?:\s*\d{{1,2}})?)"
    rf"|(?P<head>(?<![第一二三四五六七八九十百]){_CN}(?=\s*[（(]\s*{_CN}\s*[）)]))"
    rf"|(?P<tail>(?<=[）)])\s*\d{{1,3}}(?![\d%年月日]))"
    rf"|(?P<decimal>第?\s*(?<![\d.〔])(?:\d{{1,2}}(?:\.\d{{1,2}}){{2,3}}(?![\d.%％‰])(?:\s*[条款节项])?|\d{{1,2}}\.\d{{1,2}}\s*[条款节项](?!措施|政策|任务|工作)))"
    rf"|(?P<group>§\s*\d{{1,2}}(?:\s*[/\-、]?\s*\d{{1,2}}(?!\d))?)"
)


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
    """The clause that a question names by its label, the path outermost first; empty where none."""
    path: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _REFERENCE.finditer(text):
        element = None if _PART.match(text, match.start()) else _element(match)
        if element:
            path.extend(element)
            spans.append(match.span())
    if not path or path == ["附件"] or path == ["附表"]:
        return ()
    return (Reference(tuple(path), text[spans[0][0] : spans[-1][1]]),)


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
    match = re.fullmatch(rf"第({_CN})条|(\d{{1,3}})", element)
    if match is None:
        return ()
    number = int(match[2]) if match[2] else chinese_number(match[1]) or 0
    names = (str(number), f"（{to_chinese(number)}）", to_chinese(number), f"（{number}）")
    return tuple(name for name in names if name != element) if number else ()


def _element(match: re.Match[str]) -> list[str]:
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
    if match["point"]:
        return [number if number.isdigit() else str(chinese_number(number) or 0)]
    if match["head"] or match["tail"]:
        return [number]
    if text.startswith("第") and text[-1] in "编章节条款" and "（" not in text and "(" not in text:
        if number.isdigit():
            text = text.replace(number, to_chinese(int(number)))
        return [text]
    label = label_at(re.sub(r"^第", "", text))
    return [label.name] if label else []
