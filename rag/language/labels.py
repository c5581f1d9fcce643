"""Clause labels as printed: 第三章, 【第一篇】, 第十二条之一, 五、, （二）, 1., 1.2.1, （1）, ①, （a）, ——.

``label_at`` reads the label at the start of a paragraph and says of which style and number it is;
whether it really opens a clause is for the parser, which knows the numbering so far.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.language.numerals import chinese_number
from rag.lazy_re import lazy_re

_CN = "[一二三四五六七八九十百千零〇○两]"
_DIGIT = "[0-9０-９]"
_NUM = rf"(?:{_CN}{{1,7}}|{_DIGIT}{{1,4}})"
#: A stop that a font of its own printed: its character has no meaning outside that font.
_PRIVATE = "\ue000-\uf8ff"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
#: A figure that a clause's own text begins with: 2.1 20家单位, 3.1.1 2025年底前, 2.2 5G网络.
_FIGURE = r"\d[\d,.]{0,9}[%％]?[\u4e00-\u9fffG]"
#: What makes a decimal a figure, no label: 2.5万人, 1.2亩, 3.5小时. The other words that begin with these
#: characters do not: 2.1人员, 2.2公共服务, 2.3小微企业.
_END = r"(?=[，。、；,;以左的]|$)"
_MEASURE = (
    r"\s*[万亿]|[千百倍吨亩寸折兆]|个(?![人体性别])|元(?![宇旦素器])|年(?![度级检龄报轻])|月(?![度报])|日(?![常间报程])|"
    r"米(?!面)|公[里斤顷升分尺]|平方|立方|[厘毫微纳分]米|[毫]?克(?!服)|毫?升(?![级学温降格])|小时|分(?=[钟贝之])|英[寸尺里亩]|"
    rf"度(?![假汛量夏])|以[上下内]|至(?=\d)|左右|(?:人|户|天|周|次|级|分|成|代){_END}|人次|级(?=及|地震)"
)
#: Labels that are one character: ⒈ (1.), ⑴ (（1）), ㈠ (（一）).
_DOTTED, _BRACKETED, _IDEOGRAPH = range(0x2488, 0x249C), range(0x2474, 0x2488), range(0x3220, 0x322A)

#: Rank by style: a smaller one encloses a greater one. d1 … d4 are 1, 1.2, 1.2.1, 1.2.1.1; 1 is a
#: number without a stop (1加强建设), § a heading without a number, which holds dash paragraphs alone;
#: 一 a numeral alone on its line.
RANK = {
    "编": 1,
    "分编": 2,
    "章": 3,
    "节": 4,
    "目": 5,
    "条": 6,
    "款": 7,
    "一": 9,
    "一、": 10,
    "（一）": 20,
    "d1": 28,
    "1": 29,
    "1.": 30,
    "d2": 31,
    "d3": 32,
    "d4": 33,
    "（1）": 40,
    "①": 50,
    "A.": 53,
    "（A）": 54,
    "a.": 56,
    "（a）": 57,
    "§": 58,
    "—": 60,
    "行": 70,
}
LAW = frozenset(("编", "分编", "章", "节", "目", "条"))
DECIMAL = ("d1", "d2", "d3", "d4")
#: Weak styles that a series of lines makes sure of: 2.1, 2.2; a., b.
SERIAL = (*DECIMAL[1:], "A.", "（A）", "a.", "（a）")
_KIND = {"部分": "编", "篇": "编"}
_ARABIC_STYLE = {"arabic": "1.", "bare": "d1", "tight": "1"}

_LABEL = lazy_re(
    rf"""
    (?P<mark>【\s*)?第\s*(?P<law>{_NUM}|{_CN}{{0,5}}[-－—]{_CN}{{0,2}})\s*(?P<lawkind>分编|部分|[编篇章节目条])(?:\s*之\s*(?P<law2>{_CN}{{1,3}}))?(?(mark)\s*】)
  | [（(〔【\[]\s*(?P<paren>{_CN}{{1,4}})\s*[）)〕】\]]
  | (?P<open>{_CN}{{1,4}})\s*[）)〕]
  | (?P<cn>{_CN}{{1,4}})\s*(?:、(?!{_CN}{{1,2}}、)|[，,．.](?!\d))
  | [（(]\s*(?P<parend>{_DIGIT}{{1,3}})\s*[）)]
  | (?P<opend>{_DIGIT}{{1,3}})\s*[）)]
  | (?P<decimal>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})(?:[.．、]?(?=\s*[“《\u2160-\u217b\u4e00-\u9fff])|(?=\s*$)|[.．、]?(?=[ \u3000]+{_FIGURE})|、(?={_FIGURE}))(?!{_MEASURE})
  | (?P<arabic>{_DIGIT}{{1,3}})\s*[.．、{_PRIVATE}](?:(?![\d.．０-９])|(?=\d{{4}}\s*年))
  | (?P<circled>[{_CIRCLED}])
  | (?P<single>[⒈-⒛⑴-⒇㈠-㈩])
  | (?P<dash>(?:[—–―─━]{{1,12}}|-{{2,4}}|－{{1,4}})(?=\s*[\u4e00-\u9fff“《])|[—–―─━－]{{2,12}}(?=\d))
  | [（(]\s*(?P<halfopen>{_CN}{{1,3}})(?=[\u4e00-\u9fff])
  | [（(]\s*(?P<stroke>[-－—])\s*[）)](?=\s*[\u4e00-\u9fff])
  | [（(]\s*(?P<letterp>[A-Za-z])\s*[）)](?=\s*[“《\u4e00-\u9fff])
  | (?P<letter>[A-Za-z])\s*[.．、)）](?=\s*[“《\u4e00-\u9fff]|(?<=[)）])\s*\d)
  | (?P<spaced>{_CN}{{1,3}})[ \u3000]+(?=[\u4e00-\u9fff“])
  | (?P<bare>\d{{1,2}})[ \u3000]+(?=[\u4e00-\u9fff])
  | (?P<tight>\d{{1,2}})(?=[\u4e00-\u9fff“《])(?![年月日时号万亿千百多余倍])
    """,
    re.VERBOSE,
)

#: 第五条 that goes on like this is a reference, not a heading; with a space behind the label only
#: the surest of these count, as 第五条 所称… and 第六条 已经… are how articles begin.
_REFERENCE = lazy_re(
    r"规定|所[称列述指]|第[一二三四五六七八九十百\d]|的|和|与|及|或|至|到|、|，|,|中|之规定|）|\)|修改|删除|改为|增加|"
    r"已|不适用|以外|情形|执行|办理"
)
_REFERENCE_SPACED = lazy_re(r"\s+(?:规定的|之规定|第[一二三四五六七八九十]{1,3}[款项]|[和至、或与及]第)")

#: 第一条、为了…: an old way to print a heading, and a common one to go on after a reference.
_STOPPED = lazy_re(r"[、，,](?!第|《|或|和|及)")


@dataclass(frozen=True, slots=True)
class Label:
    """A label: its style (a key of ``RANK``), number, the path element, and its length.

    ``weak``: damaged, bare or a letter (一 总则, （一加强, 1 总则, 1加强, 第一条、, 第二十-条, （a）),
    so it counts only where the numbering asks for it.
    """

    style: str
    number: int
    name: str
    length: int
    weak: bool = False


def label_at(text: str) -> Label | None:
    """The label that ``text`` starts with, or None; weak ones are left out.

    Path elements: 第十二条, 五, （二）, 1, 1.2.1, （1）, ①, and — for a dash paragraph (numbered
    later). Digits are written half width.
    """
    label = any_label_at(text)
    return None if label is None or label.weak else label


@lru_cache(maxsize=4096)  # each line is asked for several times
def any_label_at(text: str) -> Label | None:
    """Like ``label_at``, weak labels and decimals included."""
    match = _LABEL.match(text)
    if match is None:
        return None
    group = match.lastgroup or ""
    if match["law"]:
        return _law(match, text)
    digits = match[group]
    if group in ("paren", "open", "halfopen"):
        return _label("（一）", digits, f"（{digits}）", match, weak=group == "halfopen")
    if group in ("cn", "spaced"):
        return _label("一、", digits, digits, match, weak=group == "spaced")
    if group in ("parend", "opend"):
        return _label("（1）", digits, f"（{_half(digits)}）", match)
    if group == "decimal":
        parts = _half(digits).replace("．", ".").split(".")
        return _label(DECIMAL[len(parts) - 1], parts[-1], ".".join(parts), match, weak=True)
    if group in _ARABIC_STYLE:
        return _label(_ARABIC_STYLE[group], digits, _half(digits), match, weak=group != "arabic")
    if group == "circled":
        return Label("①", _CIRCLED.index(digits) + 1, digits, match.end())
    if group == "single":
        return _single(digits, match.end())
    if group == "stroke":  # 一 that a scanner read as a stroke
        return Label("（一）", 1, "（一）", match.end(), weak=True)
    if group in ("letter", "letterp"):
        return _letter(digits, match.end(), bracketed=group == "letterp")
    return Label("—", 0, "—", match.end())


def _law(match: re.Match[str], text: str) -> Label | None:
    printed = re.sub(r"[-－—]", "一", match["law"])
    number, length = _number(printed), match.end()
    if number is None or _REFERENCE_SPACED.match(text, length):
        return None
    stopped = _STOPPED.match(text, length) is not None
    if not stopped and _REFERENCE.match(text, length):
        return None
    kind = _KIND.get(match["lawkind"], match["lawkind"])
    name = match[0].strip("【】").replace(match["law"], printed)
    damaged = printed != match["law"]
    return Label(kind, number, _half(re.sub(r"\s", "", name)), length, stopped or damaged)


def _letter(letter: str, length: int, *, bracketed: bool) -> Label:
    """A., b), （c）: capitals and small letters are two styles, as they may stand one in the other."""
    style = "A" if letter.isupper() else "a"
    style, name = (f"（{style}）", f"（{letter}）") if bracketed else (f"{style}.", letter)
    return Label(style, ord(letter.lower()) - 96, name, length, weak=True)


def _single(char: str, length: int) -> Label:
    code = ord(char)
    if code in _DOTTED:
        number = code - _DOTTED[0] + 1
        return Label("1.", number, str(number), length)
    if code in _BRACKETED:
        number = code - _BRACKETED[0] + 1
        return Label("（1）", number, f"（{number}）", length)
    number = code - _IDEOGRAPH[0] + 1
    return Label("（一）", number, f"（{'一二三四五六七八九十'[number - 1]}）", length)


_HALF = str.maketrans("０１２３４５６７８９", "0123456789")


def _half(digits: str) -> str:
    return digits.translate(_HALF)


def _number(text: str) -> int | None:
    text = _half(text)
    return int(text) if text.isdigit() and text.isascii() else chinese_number(text)


def _label(style: str, digits: str, name: str, match: re.Match[str], *, weak: bool = False) -> Label | None:
    number = _number(digits)
    spelt = len(digits) > 1 and style in ("一、", "（一）") and not re.search("[十百千零〇○]", digits)
    if not number or spelt or (digits[0] in "0０" and style != "一、"):  # 01, 02 number entries of a box
        return None
    return Label(style, number, name, match.end(), weak)


#: 3.1.1 before a heading without a blank between: no label by itself, but the clause's own.
_DECIMAL = lazy_re(r"\d{1,2}(?:\.\d{1,2}){1,3}")


def label_end(text: str, name: str) -> int:
    """Where the label ends that a clause's text begins with; ``name``: the last element of its path.

    The name alone tells 2.75%乙醇 as the second item of a list from a decimal.

    >>> label_end("2.75%乙醇", "2"), label_end("2.75%乙醇", "二"), label_end("3.1.1总则", "3.1.1")
    (2, 0, 5)
    """
    if label := label_at(text):
        return label.length
    if _DECIMAL.fullmatch(name) and text.startswith(name):
        return len(name)
    if name[:1] == "第" and (match := re.match(rf"{name}\s*[，、,：:]", text)):
        return match.end()
    if name.isdecimal() and (match := re.match(rf"{name}[.．、](?=\d)", text)):
        return match.end()
    return 0


#: 附件, 附件1：, 附表, 附录二, 附件3-2 at the start of a line.
ANNEX = lazy_re(
    r"^附\s*(?P<kind>[件表录图])\s*"
    r"(?P<number>\d{1,2}(?:[-－—]\d{1,2})?|[一二三四五六七八九十]{1,3}|[A-Z](?![A-Za-z]))?\s*[：:．.]?\s*"
)


@lru_cache(maxsize=4096)
def element_place(element: str) -> tuple[str, int] | None:
    """Style and number of a path element, or None where it has none (标题, 附件).

    >>> element_place("（三）"), element_place("第十二条"), element_place("五"), element_place("1.2")
    (('（一）', 3), ('条', 12), ('一、', 5), ('d2', 2))
    """
    if element[0] in "§—":
        return element[0], int(element[1:])
    if element[0] == "第":
        label = any_label_at(f"{element} 文")
        if label is None and (found := re.fullmatch(rf"第({_CN}+|\d+)款", element)):
            return "款", _number(found[1]) or 0
        return (label.style, label.number) if label else None
    label = any_label_at(f"{element} 文") or any_label_at(f"{element}、文")
    if label is None:
        return None
    style = "1." if label.style in _ARABIC_STYLE.values() else label.style
    return style, label.number


_COUNTED = lazy_re(rf"第({_NUM})(分编|[编篇章节目条款])(?:之({_CN}{{1,3}}|{_DIGIT}{{1,2}}))?")


@lru_cache(maxsize=4096)
def canonical(element: str) -> str:
    """A path element with its number in digits, so that two spellings of one are equal.

    >>> canonical("第一百零二条"), canonical("第一百〇二条"), canonical("第十二条之一"), canonical("（三）")
    ('第102条', '第102条', '第12条之1', '（三）')
    """
    match = _COUNTED.fullmatch(element)
    number = _number(match[1]) if match else None
    if match is None or number is None:
        return element
    return f"第{number}{match[2]}" + (f"之{_number(match[3])}" if match[3] else "")
