"""Rows that are the cases of one rule, each for a band of values, and the one that a figure falls in.

取水量不满100立方米, 100立方米以上不满500立方米, 500立方米以上: of 320立方米 the second alone holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from rag.language.bands import Band, bands, told_in, without_bands
from rag.language.tabled import Cell, Row
from rag.lazy_re import lazy_re

#: What a sentence begins with that holds in one case alone: 满4个月流产的，.
IN_A_CASE = lazy_re("[^，,。；;：:]{2,40}的[，,]")
_SCALES = frozenset("万亿")
#: What a rule gives or takes is no case of it: 并处五万元以上十万元以下罚款, 补助不超过20万元.
_GIVES = lazy_re("[处罚奖补给]|予以|支付|资助|收取|优惠|发放")
_LIMITS = lazy_re("最[高低多少长]|上限|至[多少]|不得?(?:超过|低于|少于)")
_GIVEN = lazy_re("的?(?:罚|奖|补|资助)")
#: 每满一年支付一个月工资 is told of every year.
_EACH = lazy_re("每(?:增|超|多|少|满)?[加过]?$")
_PART = lazy_re("[，,。；;：:\n]")
#: Whose age it is sets a case, whatever is said of them.
AGE = "岁"


def of_the_case(rows: Sequence[Row], figures: Sequence[Band]) -> list[Row] | None:
    """The rows whose case one of some figures falls in, empty where it is none; None where the rows are no cases."""
    held: list[Row] | None = None
    for column in sorted({cell.column for row in rows for cell in row.telling}):
        told = [next((c.valued for c in row.telling if c.column == column), "") for row in rows]
        for figure in figures:
            found = [[band for band in bands(text) if same_sort(band, figure)][:1] for text in told]
            if not are_cases([some for some in found if some]):
                continue
            held = [row for row, some in zip(rows, found, strict=True) if any(b.covers(figure) for b in some)]
            if held:
                return held
    return held


def tells_between(text: str, figures: Sequence[Band]) -> bool:
    """Whether a text states one of some figures, or two ends that one lies between; 满80岁 is an end of any case."""
    return any(
        band.covers(figure)
        for band in told_in(text)
        if band.low is not None and band.high is not None and (band.low == band.high or sets_case(text, band))
        for figure in figures
    )


def asked_of(question: str) -> tuple[Band, ...]:
    """The figures and bands of a question that may be of a case: those with a unit, or that are scaled (300万)."""
    return tuple(f for f in told_in(question) if f.unit or question[f.end - 1 : f.end] in _SCALES)


def of_sort(text: str, figures: Sequence[Band]) -> bool:
    """Whether a text states a figure of the sort of one of these."""
    return any(same_sort(band, figure) for band in told_in(text) for figure in figures)


def states_band(text: str, figures: Sequence[Band]) -> bool:
    """Whether a text states a band that one of these figures might fall in."""
    return any(same_sort(band, figure) for band in bands(text) for figure in figures)


def tells_a_case(question: str, text: str, clause: str) -> bool:
    """Whether a text tells one of the cases that its clause sets (90分以上的…；80分以上不足90分的…), of which one is asked.

    The rule is told whole, so that it need not be the very case of the figure.
    """
    for figure in told_in(question):
        cases = [band for band in bands(clause) if same_sort(band, figure)]
        if _are_conditions(cases) and are_cases([[band] for band in cases]):
            return any(band.covers(figure) for band in cases) and any(
                same_sort(band, figure) for band in bands(text)
            )
    return False


def states_case(question: str, cell: Cell) -> bool:
    """Whether a cell states a band that a figure of a question falls in."""
    figures = told_in(question)
    return any(band.covers(figure) for band in bands(cell.valued) for figure in figures)


def without_figures(question: str, rows: Sequence[Row]) -> str:
    """A question without its figures that may fall in a band of these rows: 3 of 3吨 is none of 3万元."""
    columns: dict[int, list[tuple[Band, ...]]] = {}
    for cell in (cell for row in rows for cell in row.telling):
        columns.setdefault(cell.column, []).append(bands(cell.valued))
    out, at = "", 0
    for figure in sorted(told_in(question), key=lambda figure: figure.start):
        # A lone band sets no cases: 402.0米, 403.5米, 超过保证水位0.5米以上.
        if any(
            sum(any(same_sort(b, figure) for b in some) for some in told) > 1 for told in columns.values()
        ):
            out += question[at : figure.start]
            at = max(at, figure.end)
    return out + question[at:]


def words_beside(question: str, cell: Cell) -> str:
    """A cell without its bands, where a figure of a question may fall in one: they do not name the row."""
    figures = told_in(question)
    sort = any(same_sort(band, figure) for band in bands(cell.valued) for figure in figures)
    return without_bands(cell.text) if sort else cell.text


def sets_case(text: str, band: Band) -> bool:
    """Whether a band of a text says when something holds, not what is given or taken then, nor a goal."""
    if _EACH.search(text, 0, band.start) or (band.kind == "percent" and not band.condition):
        return False
    if band.unit == AGE:
        return True
    opens = max((m.end() for m in _PART.finditer(text, 0, band.start)), default=0)
    if _GIVES.search(text, opens, band.start) or _GIVEN.match(text, band.end):
        return False
    return text[band.end - 1] == "的" or not _LIMITS.search(text, opens, band.end)


def same_sort(band: Band, figure: Band) -> bool:
    """Whether a figure may lie in a band; one without a unit may in any."""
    return band.kind == figure.kind and figure.unit in ("", band.unit)


def _are_conditions(told: Sequence[Band]) -> bool:
    """Whether some of the bands set cases: one is a condition, or two meet at one value (1天以内, 1天以上)."""
    ends, begins = {band.high for band in told if band.low is None}, {b.low for b in told if b.high is None}
    return any(band.condition for band in told) or bool((ends & begins) - {None})


def are_cases(rows: Sequence[Sequence[Band]]) -> bool:
    """Whether bands of several rows, all of one sort, shut one another out, as those of targets do not."""
    if len(rows) < 2 or len({(band.kind, band.unit) for row in rows for band in row}) > 1:
        return False
    return not any(a.overlaps(b) for one, other in combinations(rows, 2) for a in one for b in other)
