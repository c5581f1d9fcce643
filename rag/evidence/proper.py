"""Whether places or houses are asked for by their names, and a text names any: 建在哪个县, 定点医院是哪两家.

每个县, 12个地区 and 2家省级定点医院 speak of such and name none, however many other things stand beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.language.places import bare_name, is_whole_province, place_words
from rag.language.tokens import tagged
from rag.lazy_re import lazy_re

_PLACE = "省份|省(?![属级内外直里辖])|地级市|设区市|城市|市(?=[^场级民直长委区里内]|$)|区县|县区?(?!级|域)|地区|区(?!域|级|块)"
#: Of what names end in, and the words that they end in.
_HOUSES = {
    "医院": "医院|卫生院|附院|[一二三四]院|医学中心",
    "卫生院": "卫生院",
    "高校": "大学|学院|学校",
    "大学": "大学|学院",
    "学校": "大学|学院|学校|[中小]学",
    "公司": "公司|集团",
    "银行": "银行|信用社|农商行|[工农中建]行",
    "机场": "机场",
    "卫生服务中心": "卫生服务中心",
    "社区卫生中心": "卫生(?:服务)?中心",
}
_HOUSE = "|".join(_HOUSES)
#: 地方 may be a spot in a house, unless places have been chosen.
_KIND = rf"(?:(?P<place>{_PLACE}|(?<=了哪些)地方)|(?P<house>{_HOUSE}))"
_SO_MANY = r"[几两三四五六七八九十\d]{1,3}"
_ASKED = (
    # 哪几家医院, 哪家医院
    lazy_re(rf"哪(?:{_SO_MANY})?[个家所座](?:[国省市区县][属级])?(?P<place>(?!))?(?P<house>{_HOUSE})"),
    # 哪几个县, 建在哪个县; 哪个县落后了 and 要是哪个县 may mean whichever does
    lazy_re(rf"(?:哪{_SO_MANY}|(?<=[在到放于是为给由与和跟靠托选设建])(?<![要若凡但还管]是)哪)个{_KIND}"),
    # 选了哪些地方; 哪些县可以申请 asks for a condition
    lazy_re(rf"(?P<done>了)?哪些{_KIND}(?(done)|(?:都|现在|目前)?(?:已|正在|有(?!权|资格)))"),
    # 先试的那些地区，具体是哪几个
    lazy_re(rf"{_KIND}(?![^，,]{{9}})[^。？]{{0,8}}(?:是|有|在|为)哪{_SO_MANY}[个家所座][呢啊？?\s]*$"),
)
#: Any such thing is meant, or more is asked for: 不管哪个县.
_ANY = lazy_re("随便|不管|无论|任何|哪怕|怎[么样]|咋|如何|什么|多少|吗")
_STOPS = "[，,。；;：:、和与及或的\n]"
#: Before what is no name: so many of them, each of them, a sort of them.
_COUNTED = lazy_re(r"(?:[\d一二两三四五六七八九十百几多数]+|[每各全]|若干|一批)[个家所座]")
_SORT = lazy_re(
    "(?:公立|公办|民[营办]|社会办|定点|专科|综合|试点|示范|基层|有关|相关|所有|大型|[三二]甲|[级等类型性每各全本该大小])$"
)
#: Parts of speech that no name ends in: 通过, 支持, 已.
_NO_NAME = frozenset({"v", "p", "c", "d", "u", "ul", "uj"})
_WORD = r"(?:(?!的)[\u4e00-\u9fff]){2,6}"
_LISTED = rf"{_WORD}、{_WORD}(?:等|[和与及]{_WORD})?[一二三四五六七八九十\d]*个?"


@dataclass(frozen=True, slots=True)
class Proper:
    """What is to be named: ``kind`` as the question has it, ``house`` or a place; ``known``: places that it names."""

    kind: str
    house: bool
    known: tuple[str, ...]

    def named_in(self, text: str) -> bool:
        """Whether a text names one of the kind that the question does not."""
        return self._house_in(text) if self.house else self._place_in(text)

    def _place_in(self, text: str) -> bool:
        """Whether a place stands there; a province is none where a part of one is asked for."""
        parts = self.kind.startswith(("县", "区", "市", "地级", "设区"))
        places = {bare_name(place) for place in place_words(text)} - set(self.known)
        named = any(not (parts and is_whole_province(place)) for place in places)
        return named or bool(re.search(rf"{_LISTED}(?:{_PLACE})", text))

    def _house_in(self, text: str) -> bool:
        """Whether words that make a name stand before what such names end in."""
        for match in re.finditer(_HOUSES[self.kind], text):
            before = re.split(_STOPS, text[max(0, match.start() - 24) : match.start()])[-1]
            counted = _COUNTED.search(before) or _COUNTED.match(text, match.end())
            if not before or counted or _SORT.search(before):
                continue
            if [tag for _, tag in tagged(before)][-1] not in _NO_NAME:
                return True
        # 甲、乙等本地的大学
        return bool(re.search(rf"、{_WORD}等[^，,。；;、]{{0,6}}(?:{_HOUSES[self.kind]})", text))


@lru_cache(maxsize=64)
def proper_asked(question: str) -> Proper | None:
    """What a question wants named that has a name of its own; None where it wants no such thing."""
    asked = (pattern.search(question) for pattern in _ASKED)
    match = None if _ANY.search(question) else next(filter(None, asked), None)
    if match is None:
        return None
    known = tuple(map(bare_name, place_words(question)))
    return Proper(match["place"] or match["house"], bool(match["house"]), known)
