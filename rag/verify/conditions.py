"""Conditions and exceptions: what a clause makes depend on something, a statement may not free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Span, Word, places

_ACTS = "批准|同意|审批|审核|许可|核准|备案|授权|评估|认定|鉴定|协商|论证|公示|评审|备案|批复|考核合格|要求|申请|请求|检验|检测|验收|确认|审定|审查"
_KINDS = [
    ("except", lazy_re(r"（[^（）]{1,40}(?:除外|不在此限|不受此限)）")),
    ("except", lazy_re(r"除(?!了|此|法)[^，]{1,60}?(?:以外|之外|外)(?![部地来出商语汇省资界])|除法[^，]{2,40}?外")),
    ("except", lazy_re(r"除了[^，]{1,60}(?=，[^，]{0,30}(?:一律|均|都|不得|禁止|严禁|不准|不许|不能))")),
    ("except", lazy_re(r"[^，]{2,60}(?:除外|例外|不在此限|不受此限|不在其中|不在此列|不[包算计]括?在内)")),
    ("if", lazy_re(r"(?:如果|如(?!何|下|期|实|上|此|今|有)|若(?!干)|凡是?|只有|只要|一旦)[^，]{2,40}(?=，)")),
    ("meets", lazy_re(r"(?:符合|满足|具备|达到)(?:[^，]{0,30}?(?:条件|要求|标准|规定|资格)[^，]{0,6}?的|条件的?)")),
    ("meets", lazy_re(r"(?<!没)有条件的?(?!下)")),
    ("approved", lazy_re(rf"未经[^，]{{0,25}}?(?:{_ACTS})(?:的)?")),
    ("approved", lazy_re(rf"(?<![已曾神])经(?!济|营|验|费|历|办|常|过去)(?:过)?[^，]{{0,25}}(?:{_ACTS})(?:后|的|通过)?(?!，现|，特)")),
    ("premise", lazy_re(r"(?:在|以)[^，]{2,40}?(?:前提下|为前提|条件下|情况下|情形下)")),
    ("case", lazy_re(r"(?<![^，])[^，]{2,60}(?<!目)(?:的|时)(?=，)")),
    ("limited", lazy_re(r"(?:仅限|限于|仅适用于|只适用于|适用于)[^，]{2,30}")),
]  # fmt: skip
#: What frees of a condition by name: 不论是否符合条件.
_FREED = lazy_re("不论|无论|不管|不问|不拘|不分(?!别)")
_PROVISO = lazy_re(r"(?<=，)(?:但是?|但)[^；]*$")
#: For whom a sentence holds, told at its front: 对60周岁以上老年人，….
_WHOM = lazy_re(r"(?:对于?|针对|凡是?)(?!此|策|口|接|标|照|外)[^，]{2,60}")
#: What may stand before a condition at the front of a sentence that it binds: 对符合条件的老年人，….
_LED_IN = lazy_re(r"(?:对于?|针对|凡是?|给予?|向|为|由|将|让|使|在)?")
_SHORT = lazy_re("(?:符合|满足|具备|达到|有)(?:相关|有关|规定|上述)?条件的?")
#: Share of a condition's own words that show it is there (as two of them do, which stand nowhere else in
#: the clause's sentence), and of the ruled words that restate it.
_SHOWN, _ENOUGH, _RESTATED = 0.5, 2, 0.7


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, its words that stand nowhere else, the words of what depends on it, and all of its words."""

    kind: str
    text: str
    span: Span
    words: tuple[Word, ...]
    ruled: tuple[Word, ...]
    every: tuple[Word, ...] = ()


@lru_cache(maxsize=4096)
def conditions(sentence: Sentence) -> tuple[Condition, ...]:
    """The conditions and exceptions of a sentence, not overlapping."""
    found: list[Condition] = []
    taken: list[Span] = []
    for kind, pattern in _KINDS:
        for match in pattern.finditer(sentence.text):
            span = match.span()
            if any(span[0] < e and s < span[1] for s, e in taken):
                continue
            if kind != "if":  # one may hold another: 如经批准…的，
                taken.append(span)
            found.append(_condition(sentence, kind, span))
    proviso = _PROVISO.search(sentence.text)
    if proviso and re.search(r"除外|不在此限|另有规定|不得|不超过|可以|应当|不应|须", proviso[0]):
        ruled = tuple(sentence.within((0, proviso.start())))[-6:]
        words = tuple(sentence.within(proviso.span()))
        found.append(Condition("proviso", proviso[0], proviso.span(), words, ruled))
    return tuple(found)


def _condition(sentence: Sentence, kind: str, span: Span) -> Condition:
    around = sentence.text[: span[0]] + "\n" + sentence.text[span[1] :]
    own = tuple(sentence.within(span))
    words = tuple(w for w in own if w.text not in around) or own
    here = sentence.segment(span[1] - 1)
    end = sentence.segments[here][1]
    ruled = sentence.within((span[1], end))
    if not ruled and kind == "approved" and span[1] < end:
        ruled = sentence.within((0, span[0]))[-4:]
    if not ruled and here + 1 < len(sentence.segments):
        ruled = sentence.within(sentence.segments[here + 1])
    if kind in ("except", "approved") and not ruled:
        ruled = sentence.within((0, span[0]))[-6:]
    if kind == "limited":
        ruled = sentence.within((0, span[0]))[-6:]
    return Condition(kind, sentence.text[span[0] : span[1]], span, words, tuple(ruled[:6]), own)


def check_conditions(
    mine: Sentence, whole: Sequence[Sentence], theirs: Sequence[Sentence], every: Iterable[Sentence]
) -> Iterator[Fault]:
    """The faults of one sentence of the statement ``whole`` against its clause sentences.

    Args:
        mine: the sentence.
        whole: all of the statement.
        theirs: the sentences that it restates.
        every: all of the cited clauses.
    """
    if not theirs:
        return
    every = list(every)
    freed = _FREED.search(mine.text)
    if freed and not any(_FREED.search(s.text) for s in every):
        yield Fault("condition", f"条款没有说“{freed[0]}…”")
        return
    left = [c for s in whole for c in conditions(s)]
    said = "\n".join(s.text for s in whole)
    bound = [_binding(mine, s, said) for s in every if mine.text in s.text]
    if bound and all(bound):
        yield Fault("condition", f"条款此句以“{bound[0]}”为条件，陈述中没有")
        return
    for condition in (c for s in theirs for c in conditions(s)):
        if not _restates(mine, condition):
            continue
        match = next((c for c in left if _alike(condition, c)), None)
        if match:
            left.remove(match)
        elif not _spelled_out(condition, said):
            yield Fault("condition", f"条款以“{condition.text}”为条件，陈述中没有")
    stated = [c for s in theirs for c in conditions(s)]
    stated += [c for s in every for c in conditions(s) if c.kind == "except"]
    text = "\n".join(s.text for s in theirs)
    for condition in conditions(mine):
        known = condition.text.removeprefix("在") in text or any(_alike(condition, c) for c in stated)
        known = known or (condition.kind == "approved" and _reported(condition, text))
        if condition.kind not in ("case", "if", "limited") and not known:
            yield Fault("condition", f"条款此处没有“{condition.text}”这一条件")


def _binding(mine: Sentence, theirs: Sentence, said: str) -> str:
    """What binds words that stand in a clause's sentence to the letter, and was cut off with the rest of it.

    A condition, an exception, or for whom it holds, at the front binds all that follows, however many
    commas lie between. Empty where nothing does.
    """
    fronts = [
        theirs.text[start:end] for start, end in theirs.segments if _WHOM.fullmatch(theirs.text, start, end)
    ]
    fronts += [c.text for c in conditions(theirs) if c.kind != "proviso" and _at_front(c, theirs)]
    for at in places(mine.text, theirs.text):
        lost = [text for text in fronts if text in theirs.text[:at] and text not in said]
        if not lost:
            return ""
    return lost[0]


def _at_front(condition: Condition, theirs: Sentence) -> bool:
    """Whether a condition is, or is said of, what a part of its sentence opens with."""
    start, end = theirs.segments[theirs.segment(condition.span[1] - 1)]
    opens = _LED_IN.fullmatch(theirs.text, min(start, condition.span[0]), condition.span[0])
    return bool(opens) or condition.span[1] == end


def _restates(mine: Sentence, condition: Condition) -> bool:
    ruled = [w for w in condition.ruled if w not in condition.words]
    if not ruled:
        return False
    got = sum(w.text in mine.text for w in ruled)
    return got >= min(2, len(ruled)) and got >= _RESTATED * len(ruled)


def _alike(condition: Condition, other: Condition) -> bool:
    """Whether two conditions of one kind name the same thing."""
    if condition.kind != other.kind or ("未经" in condition.text) != ("未经" in other.text):
        return False
    if condition.kind == "except":
        bare = re.sub(r"[除以之外（）、和及的]|在此限|[例了]", "", condition.text)
        if len(bare) < 4:  # 粮、油: no words of two characters
            return all(c in other.text for c in bare)
    if condition.kind == "meets" and any(_SHORT.fullmatch(c.text) for c in (condition, other)):
        return "条件" in condition.text and "条件" in other.text  # 符合条件的 for 符合贷款申请条件的
    whole = sum(w.text in other.text for w in condition.every)
    return _shown(condition, other.text) or (whole >= _ENOUGH and whole >= _SHOWN * len(condition.every))


_REPORTED = lazy_re(rf"(?:报|提请|报请)[^，]{{0,25}}?(?:{_ACTS})")


def _reported(condition: Condition, text: str) -> bool:
    """经市政府批准后 where the clause has it 报市政府批准."""
    return "未经" not in condition.text and any(_shown(condition, m[0]) for m in _REPORTED.finditer(text))


def _shown(condition: Condition, text: str) -> bool:
    got = sum(w.text in text for w in condition.words)
    return got >= min(_ENOUGH, _SHOWN * len(condition.words))


def _spelled_out(condition: Condition, said: str) -> bool:
    """Whether a condition without a sign of its own (…的，) stands in other words."""
    if condition.text in said and condition.kind != "meets":
        return True
    if condition.kind not in ("case", "if", "limited", "proviso"):
        return False
    signs = ("但", "除", "不过") if condition.kind == "proviso" else ("",)
    return any(s in said for s in signs) and _shown(condition, said)
