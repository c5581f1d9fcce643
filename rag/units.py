"""Sense units: the stretches of a clause that can stand in an answer, and how well each fits.

A unit is always a slice of the document's text, cut at sentence ends, or at commas where a single
figure or date is asked for; never inside a figure, a bracket or a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.departments import CELL, ROLE
from rag.labels import label_at
from rag.numerals import Quantity, quantities
from rag.subject import Concept, share
from rag.text import fold, sentences, squeeze
from rag.tokens import tokens
from rag.types import Clause, Document
from rag.understand import Query


@dataclass(frozen=True, slots=True)
class Unit:
    """A slice ``document.text[start:end]`` of a clause and how well it fits a query (0 … about 2)."""

    clause: Clause
    start: int
    end: int
    text: str
    score: float = 0.0


_TRAILER = re.compile(r"\s*[（(](?:牵头|责任|配合|参与|主办|协办)[\u4e00-\u9fff]{0,2}\s*[：:]?[^。]*$")


def spans(clause: Clause) -> tuple[tuple[int, int], ...]:
    """Spans of the clause's sentences in the document's text: label and role brackets left out."""
    return _spans(clause.text, clause.segments)


@lru_cache(maxsize=4096)
def _spans(own: str, segments: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    at = 0
    for index, (start, end) in enumerate(segments):
        text = own[at : at + end - start]
        at += end - start
        begin = 0
        if index == 0 and (label := label_at(text)):
            begin = label.length
        stop = _body_end(text)
        for a, b in sentences(text[begin:stop]):
            a, b = _trim(text, begin + a, begin + b)
            if a < b and not (out and CELL.fullmatch(text[a:b])):
                out.append((start + a, start + b))
    return tuple(out)


def _body_end(text: str) -> int:
    """Where a trailing bracket with departments begins."""
    match = re.search(r"[（(]\s*(?:牵头|责任|配合)(?:部门|单位)?[：:]?", text)
    if (
        match
        and ROLE.match(text, match.start() + 1)
        and text.rstrip().endswith(("）", ")", "府", "局", "委"))
    ):
        rest = text[match.start() :]
        if "。" not in rest[:-3] or "不再列出" in rest or "负责" in rest[-12:]:
            return match.start()
    return len(text)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "、，,；;"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def rank(query: Query, clause: Clause, document: Document, idf: Mapping[str, float]) -> list[Unit]:
    """The units of a clause, best first."""
    fine = query.kind in ("figure", "date")
    heading = _terms(clause.heading)
    units: list[Unit] = []
    whole = spans(clause)
    for start, end in whole:
        text = document.text[start:end]
        if len(whole) > 1 and is_heading(Unit(clause, start, end, text)):
            continue
        if fine and len(text) > 48:
            units.extend(_windows(query, clause, document.text, start, end, heading, idf))
        else:
            units.append(Unit(clause, start, end, text, fit(query, text, heading, idf)))
    units.sort(key=lambda u: (-u.score, u.start))
    return units


def is_heading(unit: Unit) -> bool:
    """Whether a unit is no more than the clause's heading; one with a date or figure says more."""
    text = squeeze(unit.text).rstrip("。：:；;！")
    return text == unit.clause.heading and not any(c.isdigit() for c in text)


@lru_cache(maxsize=20_000)
def _terms(text: str) -> frozenset[str]:
    return frozenset(tokens(text))


def _windows(
    query: Query,
    clause: Clause,
    text: str,
    start: int,
    end: int,
    heading: frozenset[str],
    idf: Mapping[str, float],
) -> Iterator[Unit]:
    """Runs of comma-separated parts of one sentence that state a figure or date."""
    parts = [(start + a, start + b) for a, b in sentences(text[start:end], "，,；;。")]
    for i in range(len(parts)):
        for j in range(i, min(len(parts), i + 5)):
            a, b = _trim(text, parts[i][0], parts[j][1])
            window = text[a:b]
            if not window or not (i == j or len(window) <= 110):
                continue
            score = fit(query, window, heading, idf) - 0.0022 * len(window)
            yield Unit(clause, a, b, window, score)


#: What the terms of a question and its content words count for.
TERMS, SUBJECT = 0.7, 1.0


def fit(query: Query, text: str, heading: frozenset[str], idf: Mapping[str, float]) -> float:
    """How well a stretch of text answers: share of the question's terms, and the kind of thing."""
    held = _terms(text)
    total = got = 0.0
    for term, weight in query.terms.items():
        worth = weight * idf.get(term, 0.0)
        if weight >= 1.0:
            total += worth
        if term in held:
            got += worth
        elif term in heading:
            got += 0.35 * worth
    score = TERMS * min(1.2, got / total) if total else 0.0
    folded = fold(text)
    score += SUBJECT * share(query.concepts, folded)
    if score:  # a figure or date that shares no word with the question answers nothing
        score += _kind_bonus(query, text)
    if query.years:
        held_years = {q.value[:4] for q in quantities(text) if q.kind in ("year", "month", "date")}
        score += 0.3 * sum(y in held_years for y in query.years) / len(query.years)
    if len(text) < 8:
        score -= 0.3
    return score


def _kind_bonus(query: Query, text: str) -> float:
    if query.kind == "figure" and counted(text):
        return 0.4 if answers_figure(query.text, text) else 0.1
    if query.kind == "date" and dated(text):
        return 0.4 if answers_date(query.text, text) else 0.1
    if query.kind in ("list", "definition") and text.count("、") >= 1:
        return 0.1
    return 0.0


def counted(text: str) -> tuple[Quantity, ...]:
    """The percentages and counts of a text."""
    return tuple(
        q
        for q in quantities(text)
        if q.kind == "percent" or (q.kind == "number" and (q.unit or text[q.start].isdigit()))
    )


_PERIOD = re.compile(r"每(?:年|月|季度?|周|半年|届)|年底|年内|月底|季度|逐年|年度|年通报|有效期|工作日")


_PERCENT_ASKED = re.compile(r"百分|比例|占比|率|几成|比重|覆盖面")
_UNIT_ASKED = re.compile(
    r"(?:多少|几)\s*(?P<unit>个百分点|个工作日|人次|万人|张|家|所|名|人|项|种|类|支|间|台|床|天|年|月|次|元|万元|岁|平方米)"
)


#: Units that nothing else is counted in; 个, 家, 所, 名 … stand for one another.
_OWN_UNITS = frozenset({"张", "台", "床", "岁", "平方米", "个百分点"})


def answers_figure(question: str, text: str) -> bool:
    """Whether a text states a figure of the sort asked for: a share for a rate, else any count."""
    found = counted(text)
    if not found:
        return False
    if _PERCENT_ASKED.search(question) and not _UNIT_ASKED.search(question):
        return any(q.kind == "percent" for q in found) or bool(re.search(r"全覆盖|全部|\d+倍", text))
    asked = _UNIT_ASKED.search(question)
    if not asked:
        return True
    if asked["unit"] in ("元", "万元"):
        return any(q.unit == "元" for q in found)
    if asked["unit"] in _OWN_UNITS:
        return any(q.unit == asked["unit"] for q in found)
    return any(q.kind == "number" for q in found)


_YEAR_ASKED = re.compile(r"哪一?年|几几年|何年|到哪年|年份|起止|什么年")
_SPAN_ASKED = re.compile(r"多久|多长|几天|多少天|几个月|期限|几年")


def answers_date(question: str, text: str) -> bool:
    """Whether a text states the sort of time asked for: a year, a length of time, or any date."""
    found = quantities(text)
    points = any(q.kind in ("year", "month", "date") for q in found)
    if _YEAR_ASKED.search(question):
        return points
    if _SPAN_ASKED.search(question):
        return any(q.unit in _TIME_UNITS for q in found) or bool(_PERIOD.search(text)) or points
    return dated(text)


_EXPANDS = re.compile(
    r"(?:指的?是?|分别是?|代表|允许|包含|是)\s*(?:哪|什么|啥)|什么意思|啥意思|什么含义|原文|各(?:是|指)"
)
#: 三高, 两个允许, 1+4: a term that counts its parts can be spelt out; another is a plain name.
_COUNTED = re.compile(r"[一二两三四五六七八九十百\d]")
_NAMED = re.compile(r"[“\"「]([^”\"」]{2,24})[”\"」]")


def answers_list(question: str, text: str) -> bool:
    """Whether a text spells out what a quoted term that counts its parts stands for (两个允许).

    Spelt out: items before the term (高血压、高血糖、高血脂“三高”) or an opening behind it (：, 即, （).
    True where the question does not ask what a quoted term stands for.
    """
    terms = [term for term in _NAMED.findall(question) if _COUNTED.search(term)]
    if not terms or not _EXPANDS.search(question):
        return True
    for term in terms:
        # Not folded: folding makes a comma of 、, and items could not be told from clauses.
        for match in re.finditer(re.escape(term), text):
            before = re.split(r"[，,。.；;：:]", text[max(0, match.start() - 40) : match.start()])[-1]
            behind = text[match.end() : match.end() + 4]
            if "、" in before or re.match(r"[\"”」]?(?:[：:(（“]|即|是?指|包括|分别|—|--)", behind):
                return True
    return False


def indicator_share(concepts: Sequence[Concept], text: str) -> float:
    """The largest share of the content words that stand beside one figure of a text.

    Beside: from the second last stop before the figure to the next stop behind it.
    """
    if not concepts:
        return 0.5
    best = 0.0
    for quantity in counted(text):
        left = _stop_before(text, _stop_before(text, quantity.start))
        right = re.search(r"[，,。；;]", text[quantity.end :])
        around = fold(text[left : quantity.end + (right.start() if right else len(text))])
        held = sum(c.word in around or any(o in around for o in c.others) for c in concepts)
        best = max(best, held / len(concepts))
    return best


def _stop_before(text: str, at: int) -> int:
    return max(text.rfind(stop, 0, max(0, at - 1)) for stop in "，,。；;") + 1


def dated(text: str) -> bool:
    """Whether a text states a date, a period or a deadline."""
    if any(q.kind in ("year", "month", "date") or q.unit in _TIME_UNITS for q in quantities(text)):
        return True
    return bool(_PERIOD.search(text))


_TIME_UNITS = frozenset(
    {"天", "日", "个工作日", "工作日", "个月", "月", "年", "周", "小时", "个小时", "分钟", "个自然日", "期"}
)
