"""The figures that a document sets, what one figure is of, and what is said of a year."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from rag.compose.draft import STATED, called, shown, some_of
from rag.compose.overview import MOST
from rag.composition import Composition, Draft, Quote
from rag.language.numerals import Quantity, quantities
from rag.language.text import fold, sentences
from rag.language.units import Unit, units_of
from rag.lazy_re import lazy_re
from rag.types import Clause, Document

#: Characters at most of a sentence that is told whole for the figure in it.
WHOLE = 48
#: Characters that words around a figure have at least.
SHORT = 10
#: The year, or time, that figures further on in the sentence hold for.
_WHEN = lazy_re(r"^[\s（(]*(?:到|至)?(?:19|20)\d\d年")
#: Units of figures that say how long or how far something is and set no aim.
_OF_TIME = lazy_re("分钟|小时|日|天|周|个?月$|公里")


def goals(
    documents: Sequence[Document], years: Sequence[str] = (), asked: Sequence[Quantity] = ()
) -> Composition:
    """The words around each figure of some documents, or the sentences that hold one of some years.

    Args:
        documents: that are asked about.
        years: four digits each; none, or the one that a document is for: every figure is told.
        asked: only figures that are the same as one of these, each behind what its document is called
            where several are asked about; none: every figure that sets an aim.
    """
    told: dict[str, Draft] = {}
    for document in documents:
        of_years = years and not asked and not any(_is_for(document, year) for year in years)
        kinds = ("preamble", "clause") if of_years else ("clause",)
        clauses = [clause for clause in document.walk() if clause.kind in kinds]
        who = f"{called(document, documents)}：" if asked and len(documents) > 1 else ""
        for units in _of_years(clauses, years) if of_years else _of_figures(clauses, asked):
            text = "".join(unit.text for unit in units)
            quotes = (Quote(unit.clause, document, *span) for unit in units for span in unit.places)
            if asked or len(text) >= SHORT:
                told.setdefault(who + fold(text), Draft(who + shown(text), tuple(quotes)))
    drafts = tuple(told.values())
    return Composition(
        drafts[:MOST],
        () if drafts else (_lacking(years, asked),),
        fit=STATED if drafts else 0.0,
        lead=some_of(len(drafts), MOST, "条"),
    )


def _is_for(document: Document, year: str) -> bool:
    """Whether a document is for one year by its title; one for 2023-2035 is for neither of the two."""
    return bool(re.search(rf"(?<![—–~～至到-]){year}(?!年?[—–~～至到-])", document.title))


def _lacking(years: Sequence[str], asked: Sequence[Quantity]) -> str:
    if asked:
        return "、".join(f"{quantity.value}{quantity.unit}" for quantity in asked) + "这个数字"
    return f"{'、'.join(years)}年的目标" if years else "量化指标"


def _of_years(clauses: Sequence[Clause], years: Sequence[str]) -> Iterator[tuple[Unit, ...]]:
    """The sentences that hold one of the years, one that is part of a document's number aside."""
    for clause in clauses:
        for unit in units_of(clause, fine=False):
            text = _NAMES.sub("", unit.text)
            if any(f"{year}年" in text for year in years):
                yield (unit,)


#: Titles and numbers of documents: their years are no times.
_NAMES = lazy_re(r"《[^《》]*》|[〔\[（(](?:19|20)\d\d[〕\]）)]")


def _of_figures(clauses: Sequence[Clause], asked: Sequence[Quantity]) -> Iterator[tuple[Unit, ...]]:
    """The part of a sentence around each figure, with the year that it holds for."""
    keys = {quantity.key for quantity in asked}
    for clause in clauses:
        figures = _same(clause, keys) if keys else _aims(clause)
        for unit in units_of(clause, fine=False):
            held = [place for place in figures if _inside(place, unit)]
            if held and (len(unit.text) <= WHOLE or _BINDS.search(unit.text)):
                yield (unit,)
            elif held:
                yield from _parts(unit, held)


def _aims(clause: Clause) -> list[tuple[int, int]]:
    """Where the figures of a clause stand that set an aim."""
    return [(f.start, f.end) for f in clause.figures if not _OF_TIME.search(f.unit)]


def _same(clause: Clause, keys: Collection[tuple[str, str, str]]) -> list[tuple[int, int]]:
    """Where a clause states one of some figures, in Chinese numerals too."""
    found = (q for q in quantities(clause.text) if q.key in keys)
    return [place for q in found for place in clause.places(q.start, q.end)[:1]]


#: What binds all of its sentence, however far from the figure: exceptions, conditions, for whom, what is not allowed.
_BINDS = lazy_re(
    "除|符合|条件|[不无未非勿]|禁止|严禁|严控|原则上|可以|鼓励|探索|经[^，,]{0,16}(?:批准|同意|审核)|确需|须|(?:^|[，,；;])(?:对|凡|如|若|由)|[者的][，,]"
)


def _parts(unit: Unit, figures: Sequence[tuple[int, int]]) -> Iterator[tuple[Unit, ...]]:
    """Runs of comma-separated parts that hold a figure, each behind the last part that names its year."""
    cuts = sentences(unit.text, "，,；;")
    parts = [Unit(unit.clause, unit.begin + a, unit.begin + b) for a, b in cuts]
    when: Unit | None = None
    for holds, run in groupby(parts, lambda part: any(_inside(place, part) for place in figures)):
        some = list(run)
        if holds:
            whole = Unit(unit.clause, some[0].begin, some[-1].stop)
            yield (when, whole) if when and not _WHEN.search(whole.text) else (whole,)
        when = next((part for part in reversed(some) if _WHEN.search(part.text)), when)


def _inside(place: tuple[int, int], unit: Unit) -> bool:
    return any(a <= place[0] and place[1] <= b for a, b in unit.places)
