"""Which region a document is for, by the names of its issuer and title."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.language.places import LEVEL, province_of
from rag.language.tokens import frequency, tagged
from rag.lazy_re import either, lazy_re

_PROVINCES = [
    "北京市",
    "天津市",
    "上海市",
    "重庆市",
    "河北省",
    "山西省",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "海南省",
    "四川省",
    "贵州省",
    "云南省",
    "陕西省",
    "甘肃省",
    "青海省",
    "台湾省",
    "内蒙古自治区",
    "广西壮族自治区",
    "西藏自治区",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
    "香港特别行政区",
    "澳门特别行政区",
    "新疆生产建设兵团",
]
_SHORT = {
    re.sub(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$", "", p): p for p in _PROVINCES
}
_PLACE = lazy_re(
    rf"(?:{'|'.join(_PROVINCES)})?(?:(?!{'|'.join(_PROVINCES)})(?:(?!县)[\u4e00-\u9fff]){{2,7}}?(?:自治州|地区|市(?!场)|盟))?"
    r"(?:[\u4e00-\u9fff]{2,6}?(?:自治县|新区|区|县|旗))?"
)
_NATIONAL = lazy_re(
    r"^(?:国务院|中共中央|中央|国家|全国|中华人民共和国|最高人民|中国人民银行|[中银]国?(?:保|证)监会)|"
    r"^(?!.{2,3}[省市区县])[\u4e00-\u9fff]{2,10}(?:(?<!指挥)(?<!分)(?<!支)部|总局|总署)(?:办公厅|[\u4e00-\u9fff]{2,8}[司局])?(?:$|[、和及等]|市场监管总局)"
)
_NOT_PLACE = lazy_re(
    r"(?:城|全|本|我|各|该|设|直辖|地级|关于|推进|促进|加快|深化|印发|建设|示范|开发|园|社|片|辖|校|景|小|地|民族|都|超|楼|股|"
    r"上|门|夜|菜|集|闹|试点|国家)(?:市|区|县)$|领导|实施|管理|行政|[部局委会院厅署]|国务|关于|在市|以"
)
_LEAD = lazy_re(
    either(
        # 2026年
        "^"
        r"(?:(?:19|20)\d\d年度?|第[一二三四五六七八九十]{1,3}届|中共|共青团|关于|推进|促进|加快|深化|印发|支持|推动|进一步|全面|加强|完善|持续|贯彻|落实|"
        "实施|《)+",
    )
)


#: Verbs, adverbs, prepositions and conjunctions, by the first letter of their tags: no word of a place's name.
_DONE = frozenset("vdpc")
#: What is left of the name of a district or city without its first character.
_ONE = lazy_re(r"[\u4e00-\u9fff](?:区(?!域)|市(?!场))")
#: Characters of a name in which its place begins.
_HEAD = 24


def _from_place(name: str) -> str:
    """A name from where its place may begin: without 2026年关于, and what is done there (关于调整某县…成员的通知).

    A verb with a level behind it is a place at the head of an organ (通道县人民政府), but 关于调整县城公交 names none.
    One of a single character is the first of a district's name, as none has one character alone (望城区).
    """
    organ, name = name, _LEAD.sub("", name)
    begin = 0
    words = tagged(name[:_HEAD])
    for (word, tag), (_, behind) in pairwise(words):
        end = begin + len(word)
        levelled = LEVEL.fullmatch(name[end : end + 1]) is not None
        if levelled and (name == organ or frequency(name[begin : end + 1])):
            break
        if len(word) == 1 and _ONE.match(name, end):
            break
        if tag[0] not in _DONE and (tag, behind) != ("n", "ns"):
            break
        begin = end
    return _LEAD.sub("", name[begin:])


def is_province(name: str) -> bool:
    """Whether a place is a province, by its full name or without the word for it."""
    return name in _SHORT or name in _PROVINCES


def region_of(*names: str) -> str | None:
    """The region that an issuer or title names (上海市杨浦区, 江西省, 平顶山市), 全国, or None."""
    best = None
    if names and _NATIONAL.match(_LEAD.sub("", names[0])):
        return "全国"
    for name in names:
        match = _PLACE.match(_from_place(name))
        place = match[0] if match else ""
        if len(place) >= 3 and not _NOT_PLACE.search(place):
            best = place if best is None or (place.endswith(best) and len(place) > len(best)) else best
    if best:
        return best
    for name in names:
        inside = re.search(
            r"(?:推广|深化|推进|印发|关于|转发|《|进一步|加快|支持)([\u4e00-\u9fff]{2,4}?(?:省|市|区|县))(?!场|民|域|级|政|容)",
            name,
        )
        place = _from_place(f"关于{inside[1]}") if inside else ""
        if len(place) >= 3 and not _NOT_PLACE.search(place):
            return place
        bare = _LEAD.sub("", name)
        for short, full in _SHORT.items():
            if bare.startswith(short):
                return full
    return "全国" if any(_NATIONAL.match(_LEAD.sub("", name)) for name in names) else None


#: A title that is of the writer's own place: 我市收费公路免收通行费.
_OWN = lazy_re("[我本](省|市(?!场)|区(?!域)|县(?!域))")


def own_region(title: str, text: str) -> str | None:
    """The region that a title calls its own (我市), by the only place of that level which the text names; else None.

    >>> own_region("我市收费公路免收通行费", "自今日起，北京市域内收费公路免收通行费。")
    '北京市'
    """
    own = _OWN.search(title)
    if own is None:
        return None
    before = [text[max(0, match.start() - 3) : match.start()] for match in re.finditer(own[1], text)]
    places = {name for three in before for name in (three, three[-2:]) if province_of(name)}
    return f"{places.pop()}{own[1]}" if len(places) == 1 else None
