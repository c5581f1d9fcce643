"""Duty words, hedges and negations: none lost, none added, none exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault, Rule
from rag.verify.reading import Mark, Sentence, Span, places
from rag.verify.words import ADDED, DENIALS, LEANS, LIGHT, STRICT

_DENIAL = "不未无非"
#: Share of the words of two parts that must stand under the clause's hedge.
_CARRIED = 0.75
#: Words in which the first character denies nothing that the rest says.
_WHOLE = ("不断", "不仅", "不同", "无线", "未来", "非常", "非遗", "不少", "无障碍", "非典")


def check_duty(mine: Sentence, part: Span, theirs: Sentence, own: str = "") -> list[Fault]:
    """The faults of the statement's segment ``part`` against the clause's sentence ``theirs``.

    ``own`` is what names the document's own region and issuer: it may stand before any duty word.
    """
    return [
        *_done(mine, part, theirs),
        *_lost(mine, part, theirs, own),
        *_added(mine, part, theirs),
        *_denied(mine, part, theirs),
        *_hardened(mine, part, theirs),
    ]


_IS_DONE = lazy_re("已(?:经(?!有)|(?![经有婚]))|(?<=[立成置])了")
_WAS_DONE = lazy_re("[已了过]|完成|建成|形成|获得|实现|达到|成功|成果")
#: What is yet to be: aims and orders.
_TO_DO = lazy_re(
    "力争|争取|力求|建议|尽快|尽早|鼓励|支持|探索|逐步|加快|推进|推动|深化|进一步|拟|打造|计划|将(?=[在于会])"
)


def _done(mine: Sentence, part: Span, theirs: Sentence) -> Iterator[Fault]:
    """已建成 where the clause only wants it: an aim told as a result."""
    said = _IS_DONE.search(mine.text, *part)
    near = closest(mine, part, theirs) if said else None
    told = theirs.text if near is None else theirs.text[slice(*theirs.segments[near])]
    if said and _TO_DO.search(theirs.text) and not _WAS_DONE.search(told):
        yield Fault("duty", f"条款没有说这“{said[0]}”做到")


def _lost(mine: Sentence, part: Span, theirs: Sentence, own: str) -> Iterator[Fault]:
    """What the clause bans, hedges or merely allows, the statement must not say outright."""
    near = closest(mine, part, theirs)
    for mark in theirs.marks:
        if mark.name not in STRICT:
            continue
        here = near is not None and theirs.segment(mark.start) == near
        if _number(mark.name, mine) < _number(mark.name, theirs) and _cut_out(
            mark, mine.text[part[0] : part[1]], theirs.text
        ):
            yield Fault(_rule(mark), f"陈述中去掉了条款的“{mark.text}”")
            continue
        if here and _bare(mark, mine, part, theirs):
            yield Fault(_rule(mark), f"条款写的是“{mark.text}…”，陈述中少了“{mark.text}”")
            continue
        for word in mark.near:
            if word in own:
                continue
            spots = [p for p in places(word, mine.text) if part[0] <= p < part[1]]
            if not spots or not (here or _always(word, mark.name, theirs)):
                continue
            if mark.name == "pilot" and not (here and all(w in mine.text for w in mark.near)):
                continue
            if mark.name not in DENIALS and _carried(mark, part, mine, theirs):
                continue
            names = _said(mark, part, mine, theirs)
            under = [
                any(_under(p, name, mine) for name in names) or _fronted(p, mark.name, mine) for p in spots
            ]
            if not (any(under) if here else all(under)):
                yield Fault(_rule(mark), f"条款写的是“{mark.text}…{word}”，陈述中少了“{mark.text}”")
                break


#: What denies a word from further off than one character.
_DENIED = (
    "不能",
    "不可",
    "不予",
    "不再",
    "不会",
    "不宜",
    "不应",
    "不得",
    "不包含",
    "不含",
    "不包括",
    "不存在",
)
_THEM = ("其", "它", "他", "这")
_BINDS = ("duty", "must")
_DENIES = lazy_re("[不未无非没免拒禁否]|除外|以外")


def _hardened(mine: Sentence, part: Span, theirs: Sentence) -> Iterator[Fault]:
    """应当开设 where the restated part of the clause has only 可 for it."""
    near = closest(mine, part, theirs)
    said = [m for m in mine.marks if part[0] <= m.start < part[1]]
    if near is None or not any(m.name in _BINDS for m in said):
        return
    there = [m for m in theirs.marks if theirs.segment(m.start) == near]
    allowed = any(m.name == "may" for m in there) and not any(m.name in (*_BINDS, "forbid") for m in there)
    if allowed and not any(m.name in LEANS["may"] for m in said):
        yield Fault("duty", "条款写的是“可”，不是“应当”")


def _bare(mark: Mark, mine: Sentence, part: Span, theirs: Sentence) -> bool:
    """Whether the part says again what a hedge or ban governs, its first words in others.

    在本省设立了分中心 for 力争在江西设置分中心.
    """
    end = theirs.segments[theirs.segment(mark.start)][1]
    end = min([end, *(m.start for m in theirs.marks if m.start > mark.start)])
    ruled = theirs.within((mark.start + len(mark.text), end))
    said = mine.text[part[0] : part[1]]
    held = sum(w.text in said for w in ruled)
    if len(ruled) < 2 or held * 2 <= len(ruled) or mark.text in ("无", "非"):
        return False
    if mark.name in DENIALS:
        return _DENIES.search(said) is None
    return not any(m.name in LEANS.get(mark.name, (mark.name,)) for m in mine.marks)


def _cut_out(mark: Mark, part: str, text: str) -> bool:
    """一件也不能少 said as 一件也能少: the characters around the duty word have closed up."""
    left = text[max(0, mark.start - 2) : mark.start]
    right = re.split("[，：]", text[mark.start + len(mark.text) :][:2])[0]
    turned = ("", "能", "可", "会") if mark.name in DENIALS else ("",)
    joined = (left + between + right for between in turned)
    return (
        len(left + right) > 2
        and "，" not in left
        and right != ""
        and any(j in part and j not in text for j in joined)
    )


def closest(mine: Sentence, part: Span, theirs: Sentence) -> int | None:
    """The one segment of the clause's sentence that the part restates best, if there is one."""
    words = mine.within(part)
    keys = {q.key for q in mine.quantities if part[0] <= q.start < part[1]}
    hits = [
        sum(w.text in theirs.text[s:e] for w in words)
        + sum(q.key in keys for q in theirs.quantities if s <= q.start < e)
        for s, e in theirs.segments
    ]
    top = max(hits)
    return hits.index(top) if hits.count(top) == 1 and top * 2 > len(words) else None


def _added(mine: Sentence, part: Span, theirs: Sentence) -> Iterator[Fault]:
    """The statement's own duty words stand in the clause, over the same words."""
    for mark in mine.marks:
        if mark.name not in ADDED or not part[0] <= mark.start < part[1]:
            continue
        names = LEANS.get(mark.name, frozenset({mark.name}))
        fits = [m for m in theirs.marks if m.name in names]
        if mark.name == "noneed" and "免" in theirs.text:  # 不必缴纳 where the clause has 免交
            continue
        if _to_the_letter(mark, mine, theirs) or (mark.name == "may" and _granted(mark, mine, theirs)):
            continue
        if not fits:
            yield Fault(_rule(mark), f"条款此处没有“{mark.text}”")
            continue
        spots = [(word, places(word, theirs.text)) for word in mark.near]
        present = [(word, at) for word, at in spots if at]
        if present and not any(_covers(m, at) for _, at in present for m in fits):
            yield Fault(_rule(mark), f"条款的“{mark.text}”管的不是“{present[0][0]}”")


_RECEIVES = lazy_re("(?:获|享|领|得|申|按)")
_GIVES = lazy_re("给予|予以|发放|补贴|补助|奖励|返还|支持|安排|赋予|享受|减免|免征|提供")


def _granted(mark: Mark, mine: Sentence, theirs: Sentence) -> bool:
    """企业可获补助 where the clause gives it: 对企业给予补助. What is given may be had."""
    return bool(_RECEIVES.match(mine.text, mark.start + len(mark.text)) and _GIVES.search(theirs.text))


def _to_the_letter(mark: Mark, mine: Sentence, theirs: Sentence) -> bool:
    """不设 with its verb stands in the clause, whatever follows: 不设比例上限 for 比例不设上限."""
    behind = mine.text[mark.start : mark.start + len(mark.text) + 1]
    return mark.name in DENIALS and len(behind) > len(mark.text) and behind in theirs.text


def _denied(mine: Sentence, part: Span, theirs: Sentence) -> Iterator[Fault]:
    """合格 and 不合格, 公立 and 非公立: the character in front of a word."""
    for word in mine.within(part):
        at = places(word.text, theirs.text)
        if not at or word.text[0] in _DENIAL:
            continue
        there = {_denial(theirs.text, p) for p in at}
        if any(theirs.text[:p].endswith(_DENIED) for p in at):  # 并不排除 where the clause has 不能排除
            there.add("不")
        here = _denial(mine.text, word.start)
        if here not in there and (here or len(there) == 1):
            shown = next(iter(there)) + word.text
            yield Fault("negation", f"条款写的是“{shown}”，不是“{here + word.text}”")


def _denial(text: str, at: int) -> str:
    """What denies the word at ``at``, if anything does; how (不, 未, 没有) is all one."""
    if text[:at].endswith(("没有", "没", "未能")):
        return "不"
    if not at or text[at - 1] not in _DENIAL or text[at - 1 : at + 1] in _WHOLE:
        return ""
    return "非" if text[at - 1] == "非" else "不"


def _always(word: str, name: str, sentence: Sentence) -> bool:
    """Whether each place of ``word`` lies under a duty word of this class."""
    return all(_under(p, name, sentence) for p in places(word, sentence.text))


def _under(at: int, name: str, sentence: Sentence) -> bool:
    return any(m.name == name and m.tight[0] <= at < m.tight[1] for m in sentence.marks)


def _said(mark: Mark, part: Span, mine: Sentence, theirs: Sentence) -> Iterable[str]:
    """The classes that may stand for a mark of the clause: any denial for another, unless one is gone."""
    if mark.name == "may":  # 才能投入使用 for 方可投入使用
        return ("may", "can")
    if mark.name not in DENIALS:
        return (mark.name,)
    span = theirs.segments[theirs.segment(mark.start)]
    mine_, theirs_ = (
        sum(m.name in DENIALS and s[0] <= m.start < s[1] for m in sentence.marks)
        for sentence, s in ((mine, part), (theirs, span))
    )
    return (mark.name,) if mine_ < theirs_ else DENIALS


def _fronted(at: int, name: str, sentence: Sentence) -> bool:
    """What is governed may stand in front: 「X鼓励发展」, 「X，探索开展」, 「X，鼓励其Y」."""
    here = sentence.segment(at)
    if name == "forbid":  # 农用地禁止转为建设用地: the ban right behind what it is about
        marks = [m for m in sentence.marks if m.name == name and at < m.start]
        near = [m for m in marks if sentence.segment(m.start) == here]
        return any(len(sentence.within((at, m.start))) == 1 for m in near)
    if name in DENIALS:
        return False
    for mark in sentence.marks:
        if mark.name != name or mark.start < at:
            continue
        there = sentence.segment(mark.start)
        end = sentence.segments[there][1]
        words = [w for w in sentence.within((mark.start, end)) if w.text not in LIGHT]
        behind = sentence.text[mark.start + len(mark.text) :]
        own = any(sentence.segment(m.start) == here for m in sentence.marks)
        if here == there or not words or (behind.startswith(_THEM) and not own):
            return True
    return False


def _carried(mark: Mark, part: Span, mine: Sentence, theirs: Sentence) -> bool:
    """Whether the statement parts by a comma what the clause says in one breath under its hedge.

    鼓励发展互联网医院等新业态 said as 鼓励发展新业态，如互联网医院: the hedge stands in one part, and
    nearly all words of both parts are what the hedge governs in the clause.
    """
    span = (mark.start, theirs.segments[theirs.segment(mark.start)][1])
    ruled = theirs.text[span[0] : span[1]]
    if _number(mark.name, mine) < _number(mark.name, theirs):
        return False  # of two hedges one is gone
    for other in mine.marks:
        home = mine.segments[mine.segment(other.start)]
        if other.name != mark.name or home == part:
            continue
        words = [*mine.within(home), *mine.within(part)]
        said = [w for w in mine.within(part) if w.text in ruled]
        held = sum(w.text in theirs.text[mark.start :] for w in words)
        if said and held >= _CARRIED * len(words):
            return True
    return False


def _number(name: str, sentence: Sentence) -> int:
    return sum(mark.name == name for mark in sentence.marks)


def _covers(mark: Mark, spots: list[int]) -> bool:
    return any(mark.wide[0] <= p < mark.wide[1] for p in spots)


def _rule(mark: Mark) -> Rule:
    return "negation" if mark.name in DENIALS else "duty"
