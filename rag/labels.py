"""Clause labels as printed: 第三章, 第十二条之一, 五、, （二）, 1., （1）, ①, ——.

``label_at`` reads the label at the start of a unit of text and says of which style and number it
is; whether it really opens a clause is for the parser, which knows the numbering so far.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.numerals import chinese_number

_CN = "[一二三四五六七八九十百千零〇○两]"
_NUM = rf"(?:{_CN}{{1,7}}|\d{{1,4}})"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

#: Rank by style: a smaller one encloses a greater one.
RANK = {
    "编": 1,
    "章": 2,
    "节": 3,
    "条": 4,
    "款": 5,
    "一、": 10,
    "（一）": 20,
    "1.": 30,
    "（1）": 40,
    "①": 50,
    "—": 60,
}

_LABEL = re.compile(
    rf"""
    第\s*(?P<law>{_NUM})\s*(?P<lawkind>[编章节条])(?:\s*之\s*(?P<law2>{_CN}{{1,3}}))?
  | [（(]\s*(?P<paren>{_CN}{{1,4}})\s*[）)]
  | (?P<open>{_CN}{{1,4}})\s*[）)]
  | (?P<cn>{_CN}{{1,4}})\s*(?:、|[，,．.](?!\d))
  | [（(]\s*(?P<parend>\d{{1,3}})\s*[）)]
  | (?P<opend>\d{{1,3}})\s*[）)]
  | (?P<arabic>\d{{1,3}})\s*[.．、](?![\d.．])
  | (?P<circled>[{_CIRCLED}])
  | (?P<dash>[—–―]{{1,4}}|-{{2,4}}|－{{1,3}}|─{{1,4}})(?=\s*[\u4e00-\u9fff“《])
    """,
    re.VERBOSE,
)

#: 第五条 at the start of a line that goes on like this is a reference, not a heading.
_REFERENCE = re.compile(
    r"^\s*(?:规定|所[称列述指]|第[一二三四五六七八九十百\d]|的|和|与|及|或|至|到|、|，|,|中|之规定|）|\)|修改|删除|改为|增加|已|不适用|以外|情形)"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label: its style (a key of ``RANK``), number, the path element, and its length."""

    style: str
    number: int
    name: str
    length: int


def _bracketed(number: str) -> str:
    return f"（{number}）"


def label_at(text: str) -> Label | None:
    """The label that ``text`` starts with, or None.

    Path elements: 第十二条, 五, （二）, 1, （1）, ①, and — for a dash paragraph (numbered later).
    """
    match = _LABEL.match(text)
    if match is None:
        return None
    length = match.end()
    if match["law"]:
        kind, number = match["lawkind"], _number(match["law"])
        if number is None or (kind in "条" and _REFERENCE.match(text[length : length + 8])):
            return None
        name = re.sub(r"\s", "", match[0])
        return Label(kind, number, name, length)
    if match["paren"] or match["open"]:
        digits = match["paren"] or match["open"]
        return _label("（一）", digits, _bracketed(digits), length)
    if match["cn"]:
        return _label("一、", match["cn"], match["cn"], length)
    if match["parend"] or match["opend"]:
        digits = match["parend"] or match["opend"]
        return _label("（1）", digits, _bracketed(digits), length)
    if match["arabic"]:
        return _label("1.", match["arabic"], match["arabic"], length)
    if match["circled"]:
        return Label("①", _CIRCLED.index(match["circled"]) + 1, match["circled"], length)
    return Label("—", 0, "—", length)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else chinese_number(text)


def _label(style: str, digits: str, name: str, length: int) -> Label | None:
    number = _number(digits)
    return None if not number else Label(style, number, name, length)


#: 附件, 附件1：, 附表, 附录二 at the start of a line.
ANNEX = re.compile(r"^附\s*(?P<kind>[件表录])\s*(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[：:]?\s*")
