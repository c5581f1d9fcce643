"""Automatic numbering of DOCX paragraphs: the labels that Word prints but does not store.

Rules after ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (number formats).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from rag.language.numerals import to_chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_DIGITS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("零一二三四五六七八九十百千", "零壹貳參肆伍陸柒捌玖拾佰仟")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _roman(number: int) -> str:
    out = ""
    for value, sign in _ROMAN:
        out += sign * (number // value)
        number %= value
    return out


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _ring(first: str, last: int) -> Callable[[int], str]:
    """① … ⑳ and its like: beyond the last sign plain digits, as Word prints them."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= last else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(_WIDE_DIGITS),
    "decimalEnclosedCircle": _ring("①", 20),
    "decimalEnclosedCircleChinese": _ring("①", 20),
    "decimalEnclosedParen": _ring("⑴", 20),
    "decimalEnclosedFullstop": _ring("⒈", 20),
    "ideographEnclosedCircle": _ring("㊀", 10),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting",
                     "taiwaneseCounting", "taiwaneseCountingThousand"), to_chinese),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"),
                    _by_digit),
    "chineseLegalSimplified": lambda number: to_chinese(number).translate(_LEGAL),
    "ideographLegalTraditional": lambda number: to_chinese(number).translate(_LEGAL_TRADITIONAL),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "none": lambda number: "",
}  # fmt: skip


def printed_number(number: int, style: str) -> str:
    """A number in a ``w:numFmt``; plain digits for formats not known and out of their range."""
    return _FORMATS.get(style, str)(number) if 0 < number < 10_000 else str(number)


@dataclass(frozen=True, slots=True)
class _Level:
    style: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # level (from 1) that restarts this one; 0: none does
    legal: bool = False
    joint: str = "tab"
    paragraph_style: str = ""


@dataclass(slots=True)
class _List:
    """One abstract definition with its running counters, shared by the lists made from it."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Instance:
    base: _List
    levels: dict[int, _Level]
    starts: dict[int, int]
    used: set[int] = field(default_factory=set)


def _value(node: etree._Element | None, name: str, otherwise: str = "") -> str:
    found = node.find(f"{W}{name}") if node is not None else None
    return (found.get(f"{W}val") or otherwise) if found is not None else otherwise


def number_of(text: str | None, otherwise: int = 0) -> int:
    """An XML attribute as a number below a million; hostile values give ``otherwise``."""
    return int(text) if text and re.fullmatch(r"\d{1,6}", text, re.ASCII) else otherwise


def _level(node: etree._Element) -> _Level:
    restart = _value(node, "lvlRestart")
    legal = node.find(f"{W}isLgl")
    return _Level(
        style=_value(node, "numFmt", "decimal"),
        text=_value(node, "lvlText")[:100],
        start=number_of(_value(node, "start"), 1),
        restart=number_of(restart) if restart else None,
        legal=legal is not None and legal.get(f"{W}val") not in ("0", "false"),
        joint=_value(node, "suff", "tab"),
        paragraph_style=_value(node, "pStyle"),
    )


def _levels(node: etree._Element) -> dict[int, _Level]:
    return {number_of(lvl.get(f"{W}ilvl")): _level(lvl) for lvl in node.iterchildren(f"{W}lvl")}


class Numbering:
    """The lists of one document; ``label`` must be called once a paragraph, in printed order."""

    def __init__(self, numbering: etree._Element | None, linked: dict[str, str]) -> None:
        """``linked`` maps a numbering style's id to the numId it stands for."""
        self._instances: dict[str, _Instance] = {}
        if numbering is None:
            return
        found = numbering.iterchildren(f"{W}abstractNum")
        abstract = {node.get(f"{W}abstractNumId"): node for node in found}
        nums = list(numbering.iterchildren(f"{W}num"))
        bases = {n.get(f"{W}numId") or "": _value(n, "abstractNumId") for n in nums}
        lists = {key: _List(_levels(node)) for key, node in abstract.items()}
        for num in nums:
            key = bases[num.get(f"{W}numId") or ""]
            style = _value(abstract.get(key), "numStyleLink")
            key = bases.get(linked.get(style, ""), key) if style else key
            if key in lists:
                self._instances[num.get(f"{W}numId") or ""] = _instance(num, lists[key])

    def label(self, num_id: str, level: int) -> str:
        """The label to print in front of the next paragraph of this list at ``level`` (from 0).

        Empty for lists not defined and for bullets, which are no part of the text; a dash used
        as bullet is printed, since policies write their paragraphs with it.
        """
        instance = self._instances.get(num_id)
        shape = self._shape(instance, level)
        if instance is None or shape is None:
            return ""
        self._count(instance, level)
        if shape.style == "bullet":
            return "——" if shape.text.strip() and not shape.text.strip("—–-－─ ") else ""
        text = re.sub(r"%([1-9])", lambda found: self._part(instance, found, shape), shape.text)
        space = "" if shape.joint == "nothing" or text.endswith(tuple("、）).．】〕，：")) else " "
        return text + space if text else ""

    def level_of(self, num_id: str, style: str) -> int | None:
        """The level that a paragraph style is tied to in this list, if to any."""
        instance = self._instances.get(num_id)
        for level, shape in (instance.base.levels if instance is not None else {}).items():
            if style and shape.paragraph_style == style:
                return level
        return None

    @staticmethod
    def _shape(instance: _Instance | None, level: int) -> _Level | None:
        if instance is None:
            return None
        return instance.levels.get(level) or instance.base.levels.get(level)

    def _count(self, instance: _Instance, level: int) -> None:
        counts = instance.base.counts
        shape = self._shape(instance, level) or _Level()
        if level in instance.starts and level not in instance.used:
            counts[level] = instance.starts[level]
        else:
            counts[level] = counts.get(level, shape.start - 1) + 1
        instance.used.add(level)
        for deeper in [key for key in counts if key > level]:
            restart = (self._shape(instance, deeper) or _Level()).restart
            if restart is None or level < restart:
                del counts[deeper]

    def _part(self, instance: _Instance, found: re.Match[str], own: _Level) -> str:
        level = int(found[1]) - 1
        shape = self._shape(instance, level) or _Level()
        number = instance.base.counts.get(level, shape.start)
        return printed_number(number, "decimal" if own.legal else shape.style)


def _instance(num: etree._Element, base: _List) -> _Instance:
    levels: dict[int, _Level] = {}
    starts: dict[int, int] = {}
    for override in num.iterchildren(f"{W}lvlOverride"):
        level = number_of(override.get(f"{W}ilvl"))
        if (shape := override.find(f"{W}lvl")) is not None:
            levels[level] = _level(shape)
        if start := _value(override, "startOverride"):
            starts[level] = number_of(start, 1)
    return _Instance(base, levels, starts)
