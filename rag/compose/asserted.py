"""The figures that a question asserts, each held against the figures that are told of the same thing.

A figure is wrong only where another one is told and it stands nowhere near: a true figure of the next
sentence, of another clause that was found, or a sum of those told, is none. Of several figures that are
all told, one is wrong where it is told of another thing or year: 中心80%、站75% for 中心75%、站80%.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, pairwise

from rag.compose.cases import IN_A_CASE
from rag.compose.directions import TURNED, turn_of
from rag.evidence.counts import TIME_UNITS, counted, same_sort
from rag.evidence.demand import how_often, of_whom
from rag.evidence.years import years_told
from rag.language.bands import Band, bands, of_one_value
from rag.language.numerals import Quantity, quantities
from rag.language.pairs import pairs_of
from rag.language.text import fold
from rag.language.units import Unit, spans
from rag.lazy_re import lazy_re
from rag.types import Clause
from rag.understand.query import Query
from rag.understand.subject import Concept

#: Asks whether something is enough or allowed: what lies within a bound is (25天付清可以吗, 12%达标吗).
_COMPLIES = lazy_re(
    "达标|符合|合规|合格(?!的)|违[反规]|超标|可以|允许|行不行|行[吗么]|够不够|够[吗么了]|算不算|满足|来得及"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A figure with the words that stand with it, and the year that it is of; empty where none is named.

    ``own``: of these words those of its own part. ``turn``: the verb before it, 提高到 or 下降到, where there is
    one. ``case``: it only says in which case.
    """

    figure: Quantity
    words: str
    own: str
    year: str = ""
    turn: str = ""
    case: bool = False


def figure_wrong(query: Query, unit: Unit, clauses: Sequence[Clause]) -> bool:
    """Whether a figure of a question is told otherwise by the unit that answers it, and so by no other.

    Args:
        query: the question taken apart.
        unit: the words of the answer.
        clauses: those found, that of the unit first.
    """
    asks, text, here = bool(_COMPLIES.search(query.text)), unit.text, _told(unit)
    for one in _asserted(query):
        complies = asks or one.case
        if any(_in_case(one.figure, band, text) for band in bands(text)):
            continue
        same = [told for told in _meant(one, here, text) if _same(one.figure, told.figure)]
        ranges = pairwise(told.figure for told in same)
        if complies and any(_inside(one.figure, a, b, text) for a, b in ranges):
            continue
        others = [told for told in same if not _agrees(one, told, complies)]
        if not others or _is_sum(one.figure, query.text, unit, clauses):
            continue
        everywhere = list(_everywhere(one, clauses))
        agreeing = [told for told in same if told not in others]
        agreeing += [told for told in everywhere if told.figure.value == one.figure.value]
        words = _pairs_beside(one, query.concepts)
        of_another = all(_told_of_another(words, told, others) for told in agreeing)
        if of_another and not _told_nearer(one, text, others, everywhere):
            return True
    return False


def _in_case(figure: Quantity, band: Band, text: str) -> bool:
    """Whether a figure falls in a band that says when something holds: 5吨以上不足20吨, 超过一百人的."""
    sets_case = band.condition or text[band.end - 1] == "的"
    return sets_case and band.covers(of_one_value(figure))


def _asserted(query: Query) -> list[_Said]:
    """The figures of a question; a year that is named before one is that of it alone where there are several."""
    question = query.text
    for place in query.places:  # a place tells no figure from another, 市 of 丽水市 no level
        question = question.replace(place, "")
    no_claims = (_is_grade, how_often, of_whom)
    figures = [q for q in counted(question) if not any(sort(question, q) for sort in no_claims)]
    found = _with_words(question, [_as_told(question, q) for q in figures])
    named = [(q.start, q.year) for q in quantities(question) if q.year]
    several = len({year for _, year in named}) > 1

    def year_of(figure: Quantity) -> str:
        before = (year for at, year in reversed(named) if at < figure.start or not several)
        return next(before, "")

    # Between several figures of one sort in one part it is not told which words are of which.
    alone = [
        sum(said.words == other.words and _same(said.figure, other.figure) for other in found) == 1
        for said in found
    ]
    return [
        replace(
            said,
            words=said.words if one else "",
            year=year_of(said.figure),
            case=bool(_THEN.match(question, said.figure.end)),
        )
        for said, one in zip(found, alone, strict=True)
    ]


#: Behind a figure: what must or may be done in that case (占道4米要罚吗), which claims no figure.
_THEN = lazy_re("[^，,。？?]{0,10}(?:要(?!求)|能|会|需)[^，,。？?]{1,10}[吗么不][？?]?$")


def _is_grade(text: str, quantity: Quantity) -> bool:
    """一、二年级 is no length of time."""
    return quantity.unit == "年" and text.startswith("级", quantity.end)


def _told(unit: Unit) -> list[_Said]:
    """The figures of a unit, each with its year; the months and days of its dates as well."""
    text, of_year = unit.text, dict(years_told(unit))
    calendar = [part for q in quantities(text) for part in _month_and_day(q)]
    of_year = {_as_told(text, figure): year for figure, year in of_year.items()}
    found = _with_words(text, sorted([*of_year, *calendar], key=lambda figure: figure.start))
    return [replace(said, year=of_year.get(said.figure, "")) for said in found]


def _as_told(text: str, quantity: Quantity) -> Quantity:
    """A length of time in the unit in which others are told (一年 in months, 三日 in days); a day of the calendar as one."""
    if quantity.kind == "number" and quantity.unit == "年":
        return replace(quantity, value=str(Decimal(quantity.value) * 12), unit="个月")
    if quantity.kind == "number" and quantity.unit == "日":
        return replace(quantity, unit=_DAY if text[: quantity.start].endswith("月") else "天")
    return quantity


#: The unit of a day of the calendar, which is no length of time.
_DAY = "号"


def _month_and_day(date: Quantity) -> Iterator[Quantity]:
    """The month and the day of a date as they are named without the year."""
    if date.kind in ("month", "date"):
        for value, unit in zip(date.value.split("-")[1:], ("月", _DAY), strict=False):
            yield Quantity("number", str(int(value)), unit, "=", date.start, date.end)


#: What parts the words of one figure from those of the next, but not 3月份、4月份 of what stands behind both.
_STOP, _LISTED = lazy_re("[，,。；;、！？!?|\n]"), lazy_re("份?(?:以[上下内]|左右)?、")


#: What ends the part of a sentence that only says in which case it holds.
_OF_A_CASE = lazy_re(r"的[，,；;。]?\s*$")


def _with_words(text: str, figures: Sequence[Quantity]) -> list[_Said]:
    """Figures with the words between the stops around each, and those before the first, which are of all.

    So are those of the case that a sentence begins with: 满4个月流产的，假期42天.
    """
    listed = {b.start for a, b in pairwise(figures) if _LISTED.fullmatch(text, a.end, b.start)}
    stops = [match.start() for match in _STOP.finditer(text) if match.end() not in listed]
    opens = [max((at + 1 for at in stops if at < figure.start), default=0) for figure in figures]
    ends = [min((at for at in stops if at >= figure.end), default=len(text)) for figure in figures]
    case = IN_A_CASE.match(text)
    case_end = case.end() if case else 0

    def of_all(opens_at: int) -> str:
        return text[: max(opens[0], case_end if opens_at >= case_end else 0)]

    return [
        _Said(
            figure,
            f"{of_all(a)} {text[a:b]}",
            text[a:b],
            turn=turn_of(text[max(a, figure.start - TURNED) : figure.start]),
        )
        for figure, a, b in zip(figures, opens, ends, strict=True)
    ]


def _opposite(one: _Said, other: _Said) -> bool:
    """Whether one figure is said to have gone up to it, or by it, and the other down."""
    return {one.turn, other.turn} in ({"+", "-"}, {"+到", "-到"})


def _everywhere(one: _Said, clauses: Sequence[Clause]) -> Iterator[_Said]:
    """The figures of the clauses found that may be those of one, sentence by sentence; none of another year.

    None that only says in which case something holds: 请假20天以上的.
    """
    found = {clause.id: clause for clause in clauses}
    for sentence in (Unit(clause, *span) for clause in found.values() for span in spans(clause)):
        for told in _meant(one, _told(sentence), sentence.text):
            other_year = one.year and told.year not in ("", one.year)
            of_a_case = _OF_A_CASE.search(told.own)
            if _same(one.figure, told.figure) and not (other_year or of_a_case or _opposite(one, told)):
                yield told


def _told_nearer(one: _Said, text: str, here: Sequence[_Said], everywhere: Sequence[_Said]) -> bool:
    """Whether another figure than those told here stands elsewhere with all that a text has of the words around one, and with more of them.

    That one is meant: of 社区站, what is told of 社区卫生服务站, and not what is told of 社区卫生中心.
    """
    around, values = set(_without_figures(one.own)), {told.figure.value for told in here}
    held = around & set(text)
    others = (told for told in everywhere if told.figure.value not in values)
    return any(held < around & set(_without_figures(told.own)) for told in others)


def _without_figures(text: str) -> str:
    """A text without its figures and years."""
    for quantity in reversed(quantities(text)):
        text = text[: quantity.start] + text[quantity.end :]
    return text


def _told_of_another(words: frozenset[str], agreeing: _Said, others: Sequence[_Said]) -> bool:
    """Whether with another figure all the words stand that stand with the agreeing one, and more of them.

    What their sentence says before the figures is of both: there, the words of their own parts may tell.
    """

    def held(around: str) -> frozenset[str]:
        return words & set(pairs_of(fold(around)))

    here, own = held(agreeing.words), held(agreeing.own)
    return any(here < held(told.words) or (own and own < held(told.own)) for told in others)


def _pairs_beside(one: _Said, concepts: Sequence[Concept]) -> frozenset[str]:
    """The pairs of characters of the content words that stand with a figure of the question."""
    around = fold(_without_figures(one.words))
    return frozenset(pair for c in concepts if c.word in around for pair in pairs_of(c.word))


def _meant(one: _Said, told: Sequence[_Said], text: str) -> Sequence[_Said]:
    """The figures of a text that are of the year and, where each of several things has its own, of the thing."""
    of_it = [said for said in told if said.year == one.year] if one.year else []
    return _paired(one.words, text, of_it or told)


def _is_sum(figure: Quantity, question: str, unit: Unit, clauses: Sequence[Clause]) -> bool:
    """Whether a count is that of several things told side by side; of a whole clause where a sum is asked about."""
    if figure.kind != "number" or figure.unit in ("月", _DAY):
        return False
    runs: list[Sequence[Quantity]] = []
    for told in _side_by_side(figure, unit.text):
        runs += [told[i:j] for i in range(len(told)) for j in range(i + 2, len(told) + 1)]
    if _TOTAL.search(question) and clauses:
        every = [q for q in counted(clauses[0].text) if _same(figure, q)][:_ADDENDS]
        runs += [some for n in (2, 3) for some in combinations(every, n)]
    return any(sum(Decimal(q.value) for q in run) == Decimal(figure.value) for run in runs)


def _side_by_side(figure: Quantity, text: str) -> list[list[Quantity]]:
    """The runs of figures of the same sort in a text that a stop parts; those of a range stand in none."""
    runs: list[list[Quantity]] = [[]]
    for told in counted(text):
        if _same(figure, told):
            if runs[-1] and not _STOP.search(text, runs[-1][-1].end, told.start):
                runs.append([])
            runs[-1].append(told)
    return runs


#: Says that several figures are counted together, and how many of a clause are at most tried.
_TOTAL, _ADDENDS = lazy_re("共|合计|总计|加起来|总数"), 12
#: From which a number without a unit is a sum of money where one is told: 补30万.
_SUM = 10_000


def _same(asserted: Quantity, told: Quantity) -> bool:
    """Whether two figures are of one sort."""
    sum_of_money = told.unit == "元" and asserted.kind == "number" and not asserted.unit
    if (
        asserted.unit in TIME_UNITS or told.unit in TIME_UNITS
    ):  # 6个月 and 84天 are not held against one another
        return asserted.kind == told.kind and _length(asserted) == _length(told)
    return same_sort(asserted, told) or (sum_of_money and Decimal(asserted.value) >= _SUM)


def _length(quantity: Quantity) -> str:
    """The unit of a length of time; 2月 is a month of the calendar."""
    return quantity.unit if quantity.unit in ("个月", "月") else quantity.unit.lstrip("个")


def _agrees(said: _Said, other: _Said, complies: bool) -> bool:
    """Whether a figure is the one told; within its bound where it is asked whether it complies."""
    asserted, told = said.figure, other.figure
    one, limit = Decimal(asserted.value), Decimal(told.value)
    if one == limit:
        return not _opposite(said, other)
    below, above = asserted.bound in ("<=", "<"), asserted.bound in (">=", ">")
    if below and told.bound in ("<=", "<"):
        return complies and one < limit  # 60天内 is another term than 30天内
    if above and told.bound in (">=", ">"):
        return complies and one > limit
    if (above and limit > one) or (below and limit < one):
        return True  # 不少于5张对吗: 5.8张 are
    at_least = told.bound in (">=", ">") or (told.bound == "=" and told.kind == "percent")  # 达到45%
    return complies and ((at_least and one > limit) or (told.bound in ("<=", "<") and one < limit))


def _inside(asserted: Quantity, low: Quantity, high: Quantity, text: str) -> bool:
    """Whether a figure lies in a range that two figures of a text open and close: 3-6个月."""
    range_of = re.fullmatch(r"\s*[-—–~～至到]{1,2}\s*", text[low.end : high.start])
    return bool(range_of) and Decimal(low.value) <= Decimal(asserted.value) <= Decimal(high.value)


#: What may name several things, and that it does.
_THINGS, _SEVERAL = lazy_re("[\u4e00-\u9fff]+(?:、[\u4e00-\u9fff]+)*"), lazy_re(".[、和与及].")
#: From the things on to the word that gives each its figure.
_EACH, _THEN_EACH = "分别", lazy_re("[^。；;、]*?分别")
#: Characters by which one thing is told from those beside it, at most.
_TELLS = 4


def _paired(words: str, text: str, told: Sequence[_Said]) -> Sequence[_Said]:
    """The figure of the one thing that is named where each of several has its own; else all."""
    named_at = _parallel(text) if _EACH in text else None
    if named_at is None:
        return told
    start, stop, end = named_at
    things = re.split("[、和与及]", text[start:stop])
    behind = [said for said in told if said.figure.start >= end][: len(things)]
    if len(behind) != len(things):
        return told
    named = [_named(words, thing, last=thing is things[-1]) for thing in things]
    most = max(named)
    return [behind[named.index(most)]] if named.count(most) == 1 else told


def _parallel(text: str) -> tuple[int, int, int] | None:
    """Where a text names several things, and where 分别 behind them ends: 银牌、金牌示范区覆盖率分别达90%、50%.

    By hand, for 和 may be a part of a name and stand between two: a pattern tries each way to part them.
    """
    for run in _THINGS.finditer(text):
        start, stop = run.span()
        then = _THEN_EACH.match(text, stop)
        while then is None and stop > start:
            stop = text.rfind(_EACH, start, stop)
            then = _THEN_EACH.match(text, stop) if stop > start and text[stop - 1] != "、" else None
        if then and _SEVERAL.search(text, start, stop):
            return start, stop, then.end()
    return None


def _named(words: str, thing: str, last: bool) -> int:
    """How many characters of a thing's own name some words hold: its end, of the last of several the beginning."""
    ends = (thing[:n] if last else thing[-n:] for n in range(min(_TELLS, len(thing)), 0, -1))
    return next((len(end) for end in ends if end in words), 0)
