"""Numbers as policy text writes them, Chinese and Arabic alike, and what they count.

``quantities`` reads 45%, 百分之四十五, 四成五, 一半, 30000元, 三万元, 2020年6月30日, 第三, 3-6个月 … into
comparable values. The verifier, the composer and the figure records all stand on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from rag.language.bounds import bound_at
from rag.language.measures import LETTERED, SPELT_OUT, in_letters, unit_of
from rag.lazy_re import either, lazy_re

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "Ｏ": 0}
_SCALE = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = {"万": 10**4, "亿": 10**8}
_WORTH = _SCALE | _MYRIAD
CHINESE = "零〇○一二两三四五六七八九十百千万亿"
_NUMERALS = frozenset(CHINESE)
#: Characters of the longest numeral that is read; a longer run of them (一一一一…) is no number.
LONGEST = 24
_FULLWIDTH = str.maketrans("０１２３４５６７８９．％，", "0123456789.%,")


def chinese_number(text: str, *, elided: bool = False) -> int | None:
    """The value of a Chinese numeral (二十一, 二〇二二, 三万五千), or None if it is none.

    Args:
        text: the numeral alone.
        elided: a last digit right behind 百, 千, 万 or 亿 leaves its unit out, as amounts do in speech (三万五
            is 35 000, 三万零五 is 30 005); labels do not, where people write 第一百五条 for 第一百零五条.
    """
    if not 0 < len(text) <= LONGEST or not _NUMERALS.issuperset(text):
        return None
    if _DIGIT.keys() >= set(text):
        return int("".join(str(_DIGIT[c]) for c in text))
    for char in ("亿", "万"):
        if char in text:
            left, _, right = text.rpartition(char)
            head, tail = chinese_number(left or "一"), chinese_number(right or "零", elided=elided)
            if head is None or tail is None:
                return None
            return head * _MYRIAD[char] + tail * (_MYRIAD[char] // 10 if elided and len(right) == 1 else 1)
    total = digit = 0
    for char in text:
        if char in _DIGIT:
            if digit:  # 十四五 names a plan, it is not a number
                return None
            digit = _DIGIT[char]
        else:
            total += (digit or 1) * _SCALE[char]
            digit = 0
    behind = _SCALE.get(text[-2:-1], 10)
    return total + digit * (behind // 10 if elided else 1)


_WRITTEN_YEAR = lazy_re(rf"(?<![{CHINESE}])[一二][{CHINESE}]{{3}}(?=\s*年)")


@lru_cache(maxsize=4096)
def _written_years(text: str) -> frozenset[str]:
    """The years that a text writes in Chinese numerals: 一九五九年."""
    return frozenset(str(chinese_number(match[0])) for match in _WRITTEN_YEAR.finditer(text))


def states_year(text: str, year: str) -> bool:
    """Whether a text holds a year (four digits), in Chinese numerals too.

    >>> states_year("一九五九年办起三百九十万个食堂", "1959")
    True
    """
    return year in text or year in _written_years(text)


def share_of_years(years: Sequence[str], text: str) -> float:
    """The share of some years that a text holds, 0 … 1; 0 for none."""
    return sum(states_year(text, year) for year in years) / len(years) if years else 0.0


def to_chinese(number: int) -> str:
    """A number below 10 000 as a Chinese numeral: 21 → 二十一, 113 → 一百一十三."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    for scale, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= scale:
            head, rest = divmod(number, scale)
            lead = "" if scale == 10 and head == 1 else digits[head]
            gap = "零" if rest and rest < scale // 10 else ""
            one = "一" if 10 <= rest < 20 else ""  # 十三 alone, but 一百一十三
            return lead + name + gap + one + (to_chinese(rest) if rest else "")
    raise AssertionError("unreachable")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text.

    ``kind``: percent, year, month, date, ordinal or number. ``value`` is canonical: "45",
    "2022", "2022-06", "2020-06-30". ``unit`` is the measure word or "". ``bound`` is one of
    = >= <= > < ~. ``start`` and ``end`` span number and unit in the text.
    """

    kind: str
    value: str
    unit: str
    bound: str
    start: int
    end: int

    @property
    def year(self) -> str:
        """The year that it is, or is in; empty for what is no point in time."""
        return self.value[:4] if self.kind in ("year", "month", "date") else ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What must be equal for two quantities to be the same, the bound left aside."""
        return self.kind, self.value, _UNIT_SAME.get(self.unit, self.unit)


_UNITS = (
    "个百分点 个工作日 个自然日 个季度 个月 个小时 小时 分钟 工作日 平方米 平方公里 公里 千米 立方米 万元 亿元 元 美元 个 家 所 名 人次 人 张 岁 周岁 周年 "
    "天 日 周 年 月 倍 次 项 条 款 项目 支 批 位 类 种 件 份 户 套 台 辆 座 处 期 轮 级 度 米 吨 公斤 斤 床 亩 公顷 课时 学时 学分 分 户籍 场 "
    "门 层 间 只 例 篇 部 本 册 届 章 节 队 组 片 县 市 区 省 镇 乡 村 街道 院 站 点 头 羽 株 毫米 厘米 艘 架 枚 海里 毫克 毫升 千瓦 千瓦时 兆瓦 "
    "吉瓦 ‰ ㎡ m² 平米 ㎥ m³ "
).split()
#: 二元结构, 多元化: behind 元 where it is no money.
_YUAN = "元(?![化论次宵旦素]|结构|体制|材料|正极)"
#: The end of a sum of money, as a pattern: 50元, 二十元, 三万元.
SUM = rf"[\d{CHINESE}]\s*{_YUAN}"
_UNIT = "|".join(
    (
        *(_YUAN if unit == "元" else unit for unit in sorted((*_UNITS, *SPELT_OUT), key=len, reverse=True)),
        LETTERED,
    )
)
#: A unit with what scales it, as tables state it: 万元, 千米, %.
UNIT = rf"(?:(?:万|亿|千|百)?(?:{_UNIT})|[%％‰])"
_UNIT_SAME = {
    "周岁": "岁",
    "千米": "公里",
    "工作日": "个工作日",
    "名": "人",
    "位": "人",
    "所": "家",
    "天": "日",
}
#: Other ways to write a unit.
_WRITTEN = {"㎡": "平方米", "m²": "平方米", "平米": "平方米", "㎥": "立方米", "m³": "立方米"}
_CN = f"[{CHINESE}]"
_CNS = f"{_CN}{{1,{LONGEST}}}"
_ARABIC = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
#: What stands in front in 2万5千, 1亿3千多万, 1万2000: a number of two parts, the second the smaller.
_HIGH = (
    r"\d{1,4}亿(?=\d{1,4}[多余几]?千?[多余几]?万)|\d千(?=\d百)|"
    r"\d{1,4}万(?=\d[千百](?![瓦米克赫伏])|\d{4}(?!\d|[.,-]|\s*年))"
)
_YEARCN = "[零〇○一二三四五六七八九]{4}"

_QUANTITY = lazy_re(
    rf"""
    (?P<date>(?P<y1>(?:19|20)\d\d|{_YEARCN})\s*年\s*(?P<m1>\d{{1,2}}|{_CN}{{1,3}})\s*月
        (?:\s*(?P<d1>\d{{1,2}}|{_CN}{{1,3}})\s*日)?)
  | (?P<iso>(?<!\d)(?P<y2>(?:19|20)\d\d)[-/.](?P<m2>\d{{1,2}})[-/.](?P<d2>\d{{1,2}})(?!\d))
  | (?P<year>(?<!\d)(?:(?:19|20)\d\d|{_YEARCN})(?=\s*(?:年|[-—–~至到]\s*(?:19|20)\d\d\s*年)))\s*年?
  | (?P<fraction>(?P<base>[百千万])分之(?P<part>{_CNS}(?:点{_CNS})?|{_ARABIC}))
  | (?P<parts>(?P<whole>[二三四五六七八九十]|(?<!\d)\d{{1,2}})分之(?P<some>[一二三四五六七八九十]|\d{{1,2}}(?!\d)))
  | (?P<slash>(?<![\dA-Za-z/.])(?P<over>[1-9])/(?P<under>[2-9]|10)(?![\d/.A-Za-z年月日]))
  | (?P<half>一半)
  | (?P<twice>双倍)
  | (?P<tenths>(?<![\u4e00-\u9fff0-9])?(?P<t1>[一二三四五六七八九])成(?P<t2>[一二三四五六七八九半])?
        (?![员立果功为本分熟绩都交]|就(?![够行可算能得达])|了(?![吧吗，。？?]|$)))
  | (?P<ordinal>第\s*(?:\d{{1,{LONGEST}}}|{_CNS}))
  | (?<![A-Za-z\d.])(?P<high>{_HIGH})?(?P<number>(?:{_ARABIC}))\s*(?:[多余几](?=[百千万亿]))?
        (?P<scale>(?:(?:[百千](?:[多余几](?=[万亿]))?|[万亿])(?![瓦米克赫伏])){{0,2}})(?P<more>多|余|几)?
        \s*(?P<unit>%|‰|{_UNIT})?
  | (?!(?<=[统唯单同逐专])一{_CN})(?P<cn>{_CNS}(?:点{_CNS}|[多余几](?=[万亿]){_CN}{{1,2}})?)(?!分之)(?P<cnmore>多|余|几)?(?P<cnunit>{_UNIT})
    """,
    re.VERBOSE,
)


def _plain(value: Decimal) -> str:
    text = str(value)
    if text.isdecimal():
        return text
    return format(value.normalize(), "f")


def _decimal(text: str) -> Decimal | None:
    if text[0].isdecimal():
        try:
            return Decimal(text.replace(",", ""))
        except InvalidOperation:
            return None
    whole, _, part = text.partition("点")
    number = chinese_number(whole, elided=not part)
    if number is None:
        return None
    if not part:
        return Decimal(number)
    digits = part.rstrip("十百千万亿")  # 七点五万
    value = Decimal(f"{number}.{''.join(str(_DIGIT.get(c, 0)) for c in digits)}")
    return _scaled(value, "", part[len(digits) :])


def _int(text: str) -> int:
    return int(text) if text.isdecimal() else chinese_number(text) or 0


def _date(match: re.Match[str], tag: str) -> tuple[str, str]:
    year = _int(match[f"y{tag}"])
    month = _int(match[f"m{tag}"])
    day = match[f"d{tag}"]
    if day:
        return "date", f"{year:04d}-{month:02d}-{_int(day):02d}"
    return "month", f"{year:04d}-{month:02d}"


def _read(match: re.Match[str]) -> tuple[str, str, str] | None:
    """(kind, value, unit) of a match, or None where it is no quantity after all."""
    which = match.lastgroup
    if which == "date":
        return (*_date(match, "1"), "")
    if which == "iso":
        return (*_date(match, "2"), "")
    if which == "year":
        return "year", str(_int(match["year"])), ""
    if which == "fraction":
        part = _decimal(match["part"])
        scale = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}[match["base"]]
        return ("percent", _plain(part * scale), "%") if part is not None else None
    if which == "half":
        return "percent", "50", "%"
    if which == "twice":
        return "number", "2", "倍"
    if which == "slash":
        return "percent", _plain(round(Decimal(100 * int(match["over"])) / int(match["under"]), 4)), "%"
    if which == "parts":
        share = Decimal(100 * _int(match["some"])) / (_int(match["whole"]) or 1)
        return "percent", _plain(round(share, 4)), "%"
    if which == "tenths":
        second = {"半": 5}.get(match["t2"] or "", _DIGIT.get(match["t2"] or "零", 0))
        return "percent", str(_DIGIT[match["t1"]] * 10 + second), "%"
    if which == "ordinal":
        return "ordinal", str(_int(match["ordinal"][1:].strip())), ""
    value = _decimal(match["number"] or re.sub("[多余几]", "", match["cn"]))
    if value is None:
        return None
    unit = match["unit"] or match["cnunit"] or ""
    unit = _WRITTEN.get(unit) or unit_of(unit)
    value = _scaled(value, match["high"] or "", match["scale"] or "")
    if unit in ("万元", "亿元"):
        value, unit = value * _MYRIAD[unit[0]], "元"
    if unit in ("%", "‰"):
        return "percent", _plain(value / 10 if unit == "‰" else value), "%"
    return "number", _plain(value), unit


def _scaled(value: Decimal, high: str, scale: str) -> Decimal:
    """A number with its scale and what stands in front of it: 2万5千 is 25 000, 2万5千亿 that many 亿."""
    above = Decimal(int(high[:-1]) * _WORTH[high[-1]]) if high else Decimal(0)
    for worth in (_WORTH[char] for char in scale if char in _WORTH):
        if 0 < above < worth:
            value, above = value + above, Decimal(0)
        value *= worth
    return value + above


#: Chinese numeral + measure word that is a word of its own, not a count.
_NOT_COUNTED = lazy_re(
    either(
        # 二级以
        "^"
        "(?:零(?!点)|一个(?!月|工作日|自然日|小时|季度|百分点)|一点(?![零一二三四五六七八九])|一[次些批位级类种部条项件期线方]|万[元]?$|百[姓]|千[家]|"
        "[一二三四五六七八九十]+[级类线度][医类甲乙丙以]?)",
    )
)


#: What parts the ends of a range: 3-5人, 200（含）—500万元.
RANGE = lazy_re(r"\s*+(?:[（(]含[）)]\s*+)?[-—–－~～至到]{1,2}\s*")
#: 三 in 三至六个月; not in 统一至2个.
_RANGE_CN = lazy_re(rf"(?<![统同逐唯专第归{CHINESE}\d])(?P<start>{_CN}{{1,4}})[-—–－~～至到]{{1,2}}$")


_RANGE_MARKS = frozenset("-—–－~～至到")


def _ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """The start of a range takes the unit of its end: 60-70%, 3-5万元, 三至六个月."""
    out: list[Quantity] = []
    for quantity in found:
        last = out[-1] if out else None
        if quantity.kind in ("percent", "number") and quantity.unit:
            if last and last.kind == "number" and not last.unit:
                if RANGE.fullmatch(text, last.end, quantity.start):
                    out[-1] = _as_start(last.value, last.start, last.end, text, quantity)
            elif text[max(0, quantity.start - 1) : quantity.start] in _RANGE_MARKS:
                match = _RANGE_CN.search(text, last.end if last else 0, quantity.start)
                value = chinese_number(match["start"]) if match else None
                if match and value is not None:
                    out.append(_as_start(str(value), *match.span("start"), text, quantity))
        out.append(quantity)
    return out


def _as_start(value: str, start: int, end: int, text: str, of: Quantity) -> Quantity:
    """The start of a range that ends in ``of``, with its unit and scale."""
    own = text[end - 1] in _WORTH  # 1万-2万户
    scaled = None if own else re.search(r"[万亿]", text[of.start : of.end])
    number = Decimal(value) * (_MYRIAD[scaled[0]] if scaled else 1)
    return Quantity(of.kind, _plain(number), of.unit, "=", start, end)


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in order, not overlapping."""
    found = []
    folded = text.translate(_FULLWIDTH) if _IS_WIDE.search(text) else text
    for match in _matches(folded):
        if match["cn"] and (_NOT_COUNTED.match(match[0]) or _pointed_at(folded, match)):
            continue
        read = _read(match)
        if read is None:
            continue
        start, end = match.span()
        kind, value, unit = read
        if in_letters(unit) and _BELOW_ZERO.search(folded, 0, start):
            start, value = start - 1, f"-{value}"
        found.append(Quantity(kind, value, unit, bound_at(folded, start, end), start, end))
    return tuple(_ranges(folded, found))


#: A sign: what stands behind a figure or its unit is the mark of a range (0-1MHz, 30MHz-1GHz).
_BELOW_ZERO = lazy_re(r"(?<![\dA-Za-z%℃])[-−－]\Z")


def _pointed_at(text: str, match: re.Match[str]) -> bool:
    """上一年度, 每一年, 最后一名: which one, not how many."""
    before = text[max(0, match.start() - 2) : match.start()]
    return match["cn"] == "一" and (before[-1:] in _POINTS or before == "最后")


_POINTS = frozenset("上下每这那某任")
_IS_WIDE = lazy_re("[０-９．％，]")
#: The characters a quantity may begin with; the search for them is several times as fast as trying
#: the whole pattern at every character.
_FIRST = lazy_re(rf"[\d第双{CHINESE}]")


def _matches(text: str) -> Iterator[re.Match[str]]:
    """What ``_QUANTITY.finditer`` gives."""
    at = 0
    while first := _FIRST.search(text, at):
        match = _QUANTITY.match(text, first.start())
        at = first.end() if match is None else match.end()
        if match is not None:
            yield match
