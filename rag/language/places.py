"""The words for places: their names with and without the level, and which of them a question asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache
from pathlib import Path

from rag.language.tokens import frequency, tagged
from rag.lazy_re import either, lazy_re

#: Where a name of a region stands in a question, and the name.
Span = tuple[int, int, str]

LEVEL = lazy_re(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|自治州|自治县|新区|地区|省|市|区|县|盟|旗|州)$")
#: Place words that stand in ordinary phrases of policy text.
_NO_PLACE = frozenset(
    [
        "全国",
        "中国",
        "国家",
        "国内",
        "三明",
        "健康中国",
        "中央",
        "省里",
        "市里",
        "区里",
        "县里",
        "我市",
        "我省",
        "我区",
        "本市",
        "本区",
        "社区",
        "地区",
        "城市",
        "城区",
        "县域",
        "市区",
        "辖区",
        "农村",
        "乡镇",
        "街道",
        "中华",
        "华人",
        "国外",
        "海外",
        "西医",
        "中医",
        "中西医",
        "医院",
        "市级",
        "省级",
        "县级",
        "区级",
        "村",
        "新建",
        "大兴",
    ]
)


#: A county or city that no list knows: 云山县 at the head of a question.
_OPENS_WITH_PLACE = lazy_re(
    either(
        # 徐汇区
        "(?:那么?|请问)?"
        "(?P<place>(?!那|请|(?:自贸|综保|保税|高新|经开|开发|试验|示范|产业园)区|.{0,3}[社乡镇街地辖城市山灾老园校片牧林库郊矿](?:区|市))"
        r"(?![全各本我该哪几每城社地辖片园校病院老新示功开郊景小大])[\u4e00-\u9fff]{2,3}[县市区旗])(?![级域里内民政场委卫医财长直中属])",
    )
)

#: A town at the head of a question, which no list knows; 全国重点镇, 市乡镇 and 农民工返乡 are none.
_OPENS_WITH_TOWN = lazy_re(
    r"(?:那么?|请问)?(?P<place>(?![全各本我该哪几每])[\u4e00-\u9fff]{2,3}(?<![返回下归还离入城乡小古集点心个各本全])(?:[乡镇]|街道))(?![村镇级里内])"
)


def town_named(text: str, used: Sequence[str]) -> str | None:
    """The town that a question opens with, behind the region (``used``) that it is in, with its level.

    Whether there is a town of that name is not known.
    """
    for region in used:
        text = text.removeprefix(region)
    found = _OPENS_WITH_TOWN.match(text)
    if found is None or found["place"] in used:
        return None
    parts = tagged(found["place"])
    return found["place"] if all(tag[0] == "n" or len(word) == 1 for word, tag in parts) else None


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    """The province of each place that the list names; a province is of itself."""
    lines = (Path(__file__).parents[1] / "data" / "places.txt").read_text(encoding="utf-8").splitlines()
    named = (line.split() for line in lines if not line.startswith("#"))
    return {name: province for province, *places in named for name in (province, *places)}


def province_of(place: str) -> str | None:
    """The province of a place by their short names; None where the place is not known."""
    return _places().get(place)


def bare_name(place: str) -> str:
    """A place's name without its level; 杭州 ends in what is a level elsewhere (自治州), 叶县 is 叶 to nobody."""
    bare = LEVEL.sub("", place)
    return place if place in _places() or len(bare) < 2 else bare


def known_place(word: str) -> bool:
    """Whether a word names a place of the list, with its level or without."""
    return len(word) >= 2 and word not in _NO_PLACE and bare_name(word) in _places()


def _may_be_named(word: str) -> bool:
    """Whether what the dictionary has for a person's name may be a place's: 景宁, but not 智慧, which is often used."""
    return len(word) == 2 and 0 < frequency(word) <= _RARE


_RARE = 40


def place_words(text: str) -> tuple[str, ...]:
    """The words of a text that name places, known or not; of 新区 and 城市 the level is all there is."""
    words = tagged(text)
    return tuple(
        word
        for (word, tag), (behind, _) in zip(words, [*words[1:], ("", "")], strict=False)
        if word not in _NO_PLACE
        and len(LEVEL.sub("", word)) > 1
        and (
            tag == "ns"
            or known_place(word)
            or (tag[:2] == "nr" and (LEVEL.fullmatch(behind) or _may_be_named(word)))
        )
    )


#: Cities that are provinces by themselves.
_CITIES = frozenset({"北京", "天津", "上海", "重庆"})


def is_whole_province(place: str) -> bool:
    """Whether a short name is that of a province with cities in it."""
    return province_of(place) == place and place not in _CITIES


def short_name(place: str) -> str:
    """The last part of a place's name without its level: 上海市杨浦区 is 杨浦."""
    last = re.split(r"(?<=.{2}[省市])(?=[\u4e00-\u9fff]{2})", place)[-1]
    return bare_name(last)


#: Before and behind a place that one travels to: a rule on travel is of those who leave, not of the place.
_GOES_TO = lazy_re("(?:去|到|赴|前往)$")
_TRAVELS = lazy_re("[省市县]?(?:出差|出公差|公干|开会|参会|培训|学习|调研|考察|参观|探亲|住宿|住店)")


def visited(text: str, place: str) -> bool:
    """Whether a question names a place only as one that somebody travels to: 去贵阳出差, 贵阳出差."""
    at = text.find(place)
    behind = _TRAVELS.match(text, at + len(place)) if at >= 0 else None
    if behind is None:
        return False
    return "差" in behind[0] or bool(_GOES_TO.search(text, max(0, at - 2), at))


def other_places(text: str, used: Sequence[str]) -> tuple[str, ...]:
    """Places that a question names beside the regions of the documents; not those that one travels to.

    Args:
        text: the question.
        used: the names of those regions in it.
    """
    rest = text
    for alias in sorted(used, key=len, reverse=True):
        rest = rest.replace(alias, "，")
    rest = re.sub(r"《[^》]*》", "，", rest)
    found = []
    for word, tag in tagged(rest):
        levelled = tag == "ns" and word not in _NO_PLACE and _levelled(word)
        if levelled or known_place(word):
            found.append(word)
    match = _OPENS_WITH_PLACE.match(text)
    if match and not any(alias in match["place"] for alias in used):
        found.append(match["place"])
    return tuple(place for place in dict.fromkeys(found) if not visited(text, place))


def _levelled(word: str) -> bool:
    """Whether a name says of what level the place is: 松阳县, 叶县; of 东区 and 新区 that is all there is."""
    return bare_name(word) != word or (len(word) == 2 and word.endswith("县"))


def outermost(spans: list[Span]) -> list[Span]:
    """Spans that lie in no longer one, in order."""
    spans.sort(key=lambda s: (s[0], -s[1]))
    out: list[Span] = []
    for span in spans:
        if not out or span[0] >= out[-1][1]:
            out.append(span)
    return out


#: What the people of a province call it; with a city named, it is the province of that city.
OWN_PROVINCE = frozenset({"省里", "全省", "我省"})
#: Before a place that is to be left out; 不管甲还是乙 leaves none out.
_WITHOUT = lazy_re(
    "(?:(?<![免解删消清])除[了去开]?|不看|不算|不包括|不含|不考虑|忽略|排除|撇开|抛开|(?:不要|不用|别)[管看算]|不说)$"
)
_AND_ALSO = lazy_re("[省市区县]?(?:[、和与及]|以及)")
_EXCEPTED = lazy_re("[省市区县]?(?:除外|不算)")


def left_out(text: str, spans: list[Span]) -> list[Span]:
    """The spans of places that a question leaves out, with the words that say so: 除了甲和乙, 丙除外."""
    out: list[Span] = []
    for start, end, _ in spans:
        before = _WITHOUT.search(text, max(0, start - 4), start)
        behind = _EXCEPTED.match(text, end)
        if out and _AND_ALSO.fullmatch(text, out[-1][1], start):
            before = _AND_ALSO.match(text, out[-1][1])
        if before or behind:
            first, last = before.start() if before else start, behind.end() if behind else end
            out.append((first, last, text[first:last]))
    return out


#: Before or behind a place that only belongs to what is done: 驰援湖北, 来自湖北, 湖北籍.
_TOWARDS = lazy_re(
    "(?:支援|驰援|援助|增援|对口支援|援|赴|抵达|前往|去往|来自|返回?|离开|途经|旅居|从|(?<!各)自)$"
)
#: Before the one that something is handed to: 每月几号前报省里.
_REPORTED = lazy_re("(?:报|报?送|交)(?:给|到|至|往)?$")
_FROM_THERE = lazy_re("[省市区县]?(?:籍|返(?!还)|来的|旅居|人[员士]?(?=[的都要能可不吗在，。？！]|$))")


def asked_about(text: str, spans: list[Span], own: Set[str]) -> list[Span]:
    """The spans of places that a question asks about, without those that are part of its matter.

    Args:
        text: the question.
        spans: of names of regions of the documents, in order.
        own: the provinces that 省里 may stand for, by short name; beside a place of another one it is that,
            and 报省里 names who is reported to.
    """
    beside = {province_of(short_name(alias)) for _, _, alias in spans} - {None}
    elsewhere = any(alias not in OWN_PROVINCE for _, _, alias in spans) and beside.isdisjoint(own)
    named = [
        span
        for span in spans
        if span[2] not in OWN_PROVINCE or not (elsewhere or _REPORTED.search(text, 0, span[0]))
    ]
    asked = [
        (start, end, alias)
        for start, end, alias in named
        if not _TOWARDS.search(text, max(0, start - 4), start) and not _FROM_THERE.match(text, end)
    ]
    return asked or named
