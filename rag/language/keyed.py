"""The rows of a table that a text names by their cells: 6月10日, 工程建设科 … 科长, 执法支队牵头.

A name that stands in several columns of one kind (牵头科室, 配合科室) is meant as that which the text says
beside it; names of different columns meet in the rows that hold them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rag.language.tabled import REMARK_COLUMN, Row, Table
from rag.language.text import fold
from rag.language.tokens import tagged
from rag.lazy_re import lazy_re

#: Characters at most of a cell, or of one of several names in it, that a text may name.
_LONGEST = 16
#: Characters of a part of a cell, at least, that names its row.
_PART = 4
_HAN = lazy_re("[\u4e00-\u9fff]+")
_PARTED = lazy_re(r"[、，,；;/\s()\[\]]+")
#: A bare figure names no row, a day or a number of many digits (a phone, a code) does.
_FIGURE = lazy_re(r"(?!\d{5,}$)(?!.*[月日号])[\d.,:%％~～—–\-]+\D{0,3}")
_DAY = lazy_re(r"(?<=\d)号")
_BRACKET = lazy_re(r"\([^()]*\)")
#: What, before a name, makes it another one: 副 of 副科长.
_OF_ANOTHER = ("副", "原", "前任", "代理", "非")
#: What stands between two things that are named side by side.
_AND = lazy_re("[,和与跟及、]")
#: What is measured of a thing is another one.
_MEASURES = tuple("率量额费度数值比")
#: What somebody does who is asked for: that of another name.
_WHO_DOES = lazy_re(
    "(?:谁|哪[个些位家]?(?:人|领导|科室|部门|单位))[来去在是]?[\u4e00-\u9fff]{2}"
    "|[\u4e00-\u9fff]{2}的?(?:人|科室|部门|单位|领导)?[是有](?:谁|哪)"
)
#: Where what is said of a name ends.
_STOP = lazy_re("[的,。;?!]|谁|哪|什么|啥|几|多少")

Places = Mapping[int, frozenset[int]]
"""The rows that hold a name, by the column in which they do."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """What a text names of a table: ``rows`` hold all the names, which stand at ``spans`` of the folded text.

    ``given``: the columns that it names only to say what a name is there; ``unsaid``: how many of them stand
    in one of several columns of a kind, and it does not say in which.
    """

    text: str
    rows: tuple[Row, ...]
    given: frozenset[int]
    spans: tuple[tuple[int, int], ...]
    unsaid: int

    @property
    def rest(self) -> str:
        """The folded text without the names."""
        return _blanked(self.text, self.spans)


@dataclass(frozen=True, slots=True)
class Name:
    """A name at its place in a folded text, with the rows that hold it, by column."""

    begin: int
    end: int
    places: Places


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text with a comma in the place of some stretches, which are in order."""
    out, at = "", 0
    for begin, end in spans:
        out += f"{text[at:begin]},"
        at = end
    return out + text[at:]


def keyed(table: Table, text: str, partly: bool = False) -> Keyed | None:
    """The rows of a table that hold all the names in a text which its cells are; None where it names none.

    ``partly``: a part of a cell, long and of one row alone, is a name too: 清河行动.
    """
    text, found = folded(text), names_in(table, text, partly)
    if not found:
        return None
    # 办公室 is a column, and one of those that stand in another: where it tells no row, the column is meant.
    cores = {core(head) for head in table.heads.values()}
    sure = [name for name in found if text[name.begin : name.end] not in cores]
    meant, given = _meeting(table, text, found)
    if sure and len(sure) < len(found):
        alone, of_alone = _meeting(table, text, sure)
        if not meant or meant == alone:
            found, meant, given = sure, alone, of_alone
    rows = tuple(table.rows[number] for number in sorted(meant))
    of_kind = _of_one_kind(table)
    unsaid = sum(
        not given & of_kind[column] and len(of_kind[column]) > 1
        for name in found
        for column in list(name.places)[:1]
    )
    return Keyed(text, rows, given, tuple((name.begin, name.end) for name in found), unsaid)


def folded(text: str) -> str:
    """A text as names are looked for in it."""
    return _DAY.sub("日", fold(text))


def core(head: str) -> str:
    """What a column is called without what stands in brackets, folded."""
    return _BRACKET.sub("", fold(head))


def _meeting(table: Table, text: str, names: Sequence[Name]) -> tuple[frozenset[int], frozenset[int]]:
    """The rows in which names meet, and the columns that the text gives them; of names of the same columns, each has its own."""
    by_columns: dict[frozenset[int], frozenset[int]] = {}
    given: frozenset[int] = frozenset()
    at = 0
    for name in names:
        columns, said = _columns(table, text, name, names)
        rows = frozenset().union(*(name.places[column] for column in columns))
        before = by_columns.get(columns)
        if before is not None:
            # 西侧排练厅 is the 排练厅（西侧）; 甲和乙 are two.
            rows = (not _AND.fullmatch(text, at, name.begin) and before & rows) or before | rows
        by_columns[columns] = rows
        given |= said
        at = name.end
    return frozenset.intersection(*by_columns.values()), given


def _columns(
    table: Table, text: str, name: Name, names: Sequence[Name]
) -> tuple[frozenset[int], frozenset[int]]:
    """The columns in which a name is meant, and those of them that the text says; none of the first where it is not there."""
    of_kind = _of_one_kind(table)
    like = frozenset().union(*(of_kind[column] for column in name.places))
    behind = min((other.begin for other in names if other.begin >= name.end), default=len(text))
    before = max((other.end for other in names if other.end <= name.begin), default=0)
    stop = _STOP.search(text, name.end, behind)
    stops = [match.end() for match in _STOP.finditer(text, before, name.begin)]
    around = (
        text[name.end : stop.start() if stop else behind],
        text[stops[-1] if stops else before : name.begin],
        _WHO_DOES.sub(",", _blanked(text, [(other.begin, other.end) for other in names])),
    )
    said = next((found for words in around if (found := _said(table, like, words))), frozenset())
    return frozenset(name.places) & said if said else frozenset(name.places), said


def _said(table: Table, columns: frozenset[int], words: str) -> frozenset[int]:
    """The columns of one kind that words name by what tells them apart: 牵头 of 牵头科室 and 配合科室."""
    cores = {column: _pairs(core(table.heads.get(column, ""))) for column in columns}
    here = _pairs(words)
    return frozenset(
        column
        for column, own in cores.items()
        if here & own.difference(*(other for at, other in cores.items() if at != column))
    )


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def names_in(table: Table, text: str, partly: bool = False) -> list[Name]:
    """The longest names in a text that cells of a table are, none that stands in every row; see ``keyed``."""
    text, keys, at = folded(text), _keys(table), 0
    found = []
    while at < len(text):
        ends = range(min(len(text), at + _LONGEST), at + 1, -1)
        end = next((end for end in ends if text[at:end] in keys and _stands_alone(text, at, end)), 0)
        places = keys[text[at:end]] if end else {}
        if partly and not end:
            end, places = _part_of_one(table, text, at)
        if end and not any(len(rows) == len(table.rows) for rows in places.values()):
            found.append(Name(at, end, places))
        at = end or at + 1
    return found


def _part_of_one(table: Table, text: str, at: int) -> tuple[int, Places]:
    """Where the longest part of cells ends that begins at a place of a text, and stands in one row alone; 0 for none."""
    parts, end = _parts(table), at + _PART
    places = parts.get(text[at:end])
    while places and end < len(text) and (longer := parts.get(text[end - _PART + 1 : end + 1])):
        both = {column: rows & longer[column] for column, rows in places.items() if column in longer}
        both = {column: rows for column, rows in both.items() if rows}
        if not both:
            break
        end, places = end + 1, both
    if not places or len(frozenset().union(*places.values())) > 1 or not _is_whole(text, at, end):
        return 0, {}
    return end, places


def _is_whole(text: str, begin: int, end: int) -> bool:
    """Whether a stretch of a text cuts no word, and no measure stands behind it: 药品使用 of 药品使用率."""
    ends = {0, *accumulate(len(word) for word, _ in tagged(text))}
    return begin in ends and end in ends and text[end : end + 1] not in _MEASURES


def _stands_alone(text: str, begin: int, end: int) -> bool:
    """Whether a name is no part of a longer number, and not of another who is called so."""
    cut = (text[begin - 1 : begin].isdigit() and text[begin].isdigit()) or (
        text[end - 1].isdigit() and text[end : end + 1].isdigit()
    )
    return not cut and not text[:begin].endswith(_OF_ANOTHER)


@lru_cache(maxsize=256)
def _keys(table: Table) -> dict[str, Places]:
    """The cells of a table, and the names in them, each with where it stands; those that number rows and bare figures left out."""
    found: dict[str, dict[int, set[int]]] = {}
    for number, row in enumerate(table.rows):
        for cell in row.telling:
            if REMARK_COLUMN.search(cell.head):
                continue
            text = fold(cell.text)
            names = {text, core(text), *_PARTED.split(text)}
            for name in names:
                if 1 < len(name) <= _LONGEST and not _FIGURE.fullmatch(name):
                    found.setdefault(name, {}).setdefault(cell.column, set()).add(number)
    return {
        name: {column: frozenset(rows) for column, rows in places.items()} for name, places in found.items()
    }


@lru_cache(maxsize=256)
def _parts(table: Table) -> dict[str, Places]:
    """What stands side by side in the cells of a table, ``_PART`` characters at a time, with the rows and columns of each."""
    found: dict[str, dict[int, set[int]]] = {}
    for number, row in enumerate(table.rows):
        for cell in row.telling:
            text = fold(cell.text)
            for at in range(len(text) - _PART + 1):
                found.setdefault(text[at : at + _PART], {}).setdefault(cell.column, set()).add(number)
    return {
        part: {column: frozenset(rows) for column, rows in places.items()}
        for part, places in found.items()
        if _HAN.fullmatch(part)
    }


@lru_cache(maxsize=256)
def _of_one_kind(table: Table) -> dict[int, frozenset[int]]:
    """For each column those in which names of it stand too, itself among them."""
    like: dict[int, set[int]] = {
        column: {column} for row in table.rows for column in (c.column for c in row.cells)
    }
    for places in _keys(table).values():
        for column in places:
            like[column].update(places)
    return {column: frozenset(others) for column, others in like.items()}
