"""Which cells of the rows that a question asks for are told, and how.

Columns are named by the words that a question shares with their heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.compose.cases import states_case
from rag.compose.chosen_rows import SEVERAL, called, chosen_rows, qualifies, row_words, rows_named
from rag.compose.claimed import without_claim
from rag.compose.draft import LONG_ROW, Material, quotes_in, row_draft, words_of
from rag.compose.ranked import asks_rank
from rag.compose.selection import Scored
from rag.composition import Draft
from rag.language.tabled import RANK_COLUMN, Cell, Row, row_of
from rag.language.units import Unit
from rag.lazy_re import lazy_re
from rag.types import Document
from rag.understand.query import Query

#: What the row of the rank that is asked for may fit less well than the best unit, in log odds.
RANKED = 6.0
#: The same for a row that is called by name.
CALLED = 3.0
_WHO = lazy_re("谁|哪位|何人")
#: What a column is called that holds what is asked for by a word of its own.
_SORTS = (
    (lazy_re("多少钱|几块|贵|[花收交付]多少"), lazy_re("元|[费价]")),
    (_WHO, lazy_re("人|领导|姓名|[师员者长]$|负责")),
    (lazy_re("什么时[候间]|几点|哪[一]?天|何时|几月"), lazy_re("日期|时间|[时期]限")),
    (lazy_re("哪里|在哪|哪儿|什么地方"), lazy_re("地[点址]|场[地所]|位置")),
    (lazy_re("(?:多少|几)分(?!钟)"), lazy_re("分[值数]|得分")),
    (lazy_re("电话|联系方式|手机"), lazy_re("电话|手机|联系方式")),
    (lazy_re("[涨跌增降升]|下滑|减少|变化"), lazy_re("[涨跌增减降升]|同比|环比")),
)
#: What a person does who is asked for: 谁值班，谁备勤.
_DOES = lazy_re("(?:谁|哪位|何人)(?:来|去|在|是)?([\u4e00-\u9fff]{2})")
_BRACKET = lazy_re("[（(][^（）()]*[）)]")
_PERSON = lazy_re(r"[：，][^，：]{0,8}(?:人|领导|姓名|[师员者长]|负责|单位|部门) [\u4e00-\u9fff]")


def rows_told(query: Query, material: Material, best: Scored) -> tuple[Draft, ...] | None:
    """The rows that answer where the best unit is one, each a statement; None where it is none.

    Empty where it is a row, but not of what is asked about.
    """
    document = material.documents[best.unit.clause.document_id]
    found = row_of(document, best.unit)
    if found is None:
        return None
    table, row = found
    words = words_of(query.text)
    above = f"{document.title} {table.over}"
    named = replace(query, text=without_claim(query.text))
    rows, ranking = chosen_rows(named, table, row, above)
    if not rows:
        return ()
    asked = _asked(query.text, words - words_of(above), row if row in rows else rows[0])
    if (
        len(rows) > 1
        and ranking is None
        and SEVERAL.search(query.text)
        and asked in ((), (row.telling[0].column,))
    ):
        return _names(material, document, rows)
    if asked:  # a row that leaves the column empty tells nothing of it
        rows = [one for one in rows if any(cell.column in asked for cell in one.telling)] or rows
    drafts = (
        row_draft(
            material,
            document,
            (table, one),
            _columns(one, _with_reasons(query, one, asked, ranking), best.unit),
            words,
        )
        for one in rows
    )
    return tuple(draft for draft in drafts if draft)


def _with_reasons(query: Query, row: Row, asked: Sequence[int], ranking: int | None) -> tuple[int, ...]:
    """The columns asked for, with those that tell why the row is told: what ranks it, and the case of a figure."""
    reasons = (c.column for c in row.telling if c.column == ranking or states_case(query.text, c))
    return (*asked, *reasons) if asked else ()


def row_by_rank(query: Query, material: Material, scored: Sequence[Scored]) -> Scored | None:
    """The first row near the best unit of a table that tells the rank which is asked for; None where none is."""
    if not asks_rank(query.text):
        return None
    least = scored[0].unit.score - RANKED
    near = (entry for entry in scored if entry.row and entry.unit.score >= least)
    return next((entry for entry in near if _chosen(query, material, entry)[1] is not None), None)


def row_called(query: Query, material: Material, scored: Sequence[Scored]) -> Scored | None:
    """The first row near the best unit that a question calls by its name, and a column of it by its own; None for none."""
    least = scored[0].unit.score - CALLED
    for entry in (entry for entry in scored if entry.row and entry.unit.score >= least):
        found = row_of(material.documents[entry.unit.clause.document_id], entry.unit)
        if found and found[1] in called(query.text, found[0].rows):
            heads = [_BRACKET.sub("", cell.head) for cell in found[1].telling[1:]]
            if any(len(head) > 1 and head in query.text for head in heads):
                return entry
    return None


def rank_wrong(query: Query, material: Material, ranked: Scored) -> bool:
    """Whether a question says of another row than the one of that rank that it is that."""
    found = row_of(material.documents[ranked.unit.clause.document_id], ranked.unit)
    said = rows_named(query, *found) if found else []
    return len(said) == 1 and said[0] not in _chosen(query, material, ranked)[0]


def _chosen(query: Query, material: Material, best: Scored) -> tuple[list[Row], int | None]:
    """The rows of the table that the best unit is a row of, as ``chosen_rows`` gives them."""
    document = material.documents[best.unit.clause.document_id]
    found = row_of(document, best.unit)
    return chosen_rows(query, *found, f"{document.title} {found[0].over}") if found else ([], None)


def asks_more(question: str) -> bool:
    """Whether a question asks for something else of a row besides who it is: a time, a place, a phone, a sum."""
    return any(asks.search(question) for asks, _ in _SORTS if asks is not _WHO)


def tells_person(draft: Draft) -> bool:
    """Whether a row tells a person or a body under a head that asks for one."""
    return bool(_PERSON.search(draft.meant))


def _asked(question: str, words: frozenset[str], row: Row) -> tuple[int, ...]:
    """The columns that the question names, beside the first, which names the rows; empty where it names none.

    Those whose name it has whole, else those that share words with it that stand nowhere else: not in the
    row, nor above the table (``words``) unless one column alone is called so; else those with the unit, or of
    the sort, that it asks for.
    """
    every = words_of(question)
    words |= words_of(" ".join(_DOES.findall(question)))
    cells = [cell for cell in row.telling if not (words_of(cell.text) and words_of(cell.text) <= every)]
    cells = [cell for cell in cells if not states_case(question, cell)]  # 树龄 of 树龄150年 is given
    cores = {cell: _BRACKET.sub("", cell.head) for cell in cells}
    whole = [cell for cell, core in cores.items() if len(core) > 1 and core in question]
    whole = [c for c in whole if not any(cores[c] in cores[d] and cores[c] != cores[d] for d in whole)]
    left = words | (every & _of_one_column(row))
    left = left - row_words(row, question) - words_of(" ".join(cores[cell] for cell in whole))
    beside = [cell for cell in cells if cell is not row.telling[0] and words_of(cell.text) & words]
    found = [*whole, *_sharing(left, [cell for cell in cells if cell not in (row.telling[0], *whole)])]
    if found:
        found += _of_other_sorts(question, words, cells, found)
    else:
        found = _with(
            [cell for cell in cells if cell.unit and f"多少{cell.unit}" in question], beside
        ) or _with(
            [c for c in cells if any(a.search(question) and h.search(c.head) for a, h in _SORTS)], beside
        )
    return tuple(cell.column for cell in found)


def _of_one_column(row: Row) -> frozenset[str]:
    """The words that the heads of a row have, each in one of them alone."""
    heads = [words_of(cell.called) for cell in row.telling[1:]]
    return frozenset(word for held in heads for word in held if sum(word in other for other in heads) == 1)


def _of_other_sorts(
    question: str, words: frozenset[str], cells: Sequence[Cell], found: Sequence[Cell]
) -> list[Cell]:
    """The cells of what a question asks for besides those found: the person of 谁带班，带班电话多少."""
    others: list[Cell] = []
    for asks, heads in _SORTS:
        if asks.search(question) and not any(heads.search(cell.head) for cell in found):
            sort = [cell for cell in cells if heads.search(cell.head)]
            named = [cell for cell in sort if words_of(cell.head) & words]
            others += named or sort
    return others


def _with(found: Sequence[Cell], beside: Sequence[Cell]) -> list[Cell]:
    """The cells found by their sort, with what the question speaks of beside them: 少开一次扣几分 is no 分值."""
    return [*found, *beside] if found else []


def _sharing(words: frozenset[str], cells: Sequence[Cell]) -> list[Cell]:
    """The cells whose heads share the most words, and each further one that shares others."""
    shared = {cell: words & words_of(cell.called) for cell in cells}
    found: list[Cell] = []
    told: frozenset[str] = frozenset()
    for cell, held in sorted(shared.items(), key=lambda entry: -len(entry[1])):
        if held - told or (held and held == shared[found[0]]):
            found.append(cell)
            told |= held
    return found


def _columns(row: Row, asked: Sequence[int], best: Unit) -> tuple[Cell, ...]:
    """The cells that are told of a row beside those that name it: what is asked for with its unit and remarks, or all."""
    found = [cell for cell in row.telling if cell.column in asked]
    if found and all(any(map(str.isalnum, cell.text)) for cell in found):
        counts = any(cell.text[:1].isdecimal() for cell in found)
        return tuple(cell for cell in row.telling if cell in found or (counts and qualifies(cell)))
    if len(row.meant) <= LONG_ROW:
        return row.telling
    return tuple(c for c in row.telling if any(a < c.end and c.begin < b for a, b in best.places))


def _names(material: Material, document: Document, rows: Sequence[Row]) -> tuple[Draft, ...]:
    """The rows by the first column that tells each from all others, or else some from others: 项目：甲、乙、丙."""
    columns = [{cell.column: cell for cell in row.telling} for row in rows]
    apart = {
        cell.column: len({row[cell.column].text for row in columns if cell.column in row})
        for cell in rows[0].telling
        if not RANK_COLUMN.search(cell.head)
    }
    column = next((c for c, n in apart.items() if n == len(rows)), None)
    if column is None:
        column = next((c for c, n in apart.items() if n > 1), None)
    cells = [row[column] for row in columns if column is not None and column in row]
    if not cells:
        return ()
    names = list(dict.fromkeys(cell.text for cell in cells))
    head = cells[0].head
    text = f"{head}：{'、'.join(names)}" if head else "、".join(names)
    quotes = tuple(quote for cell in cells for quote in quotes_in(material, document, cell.begin, cell.end))
    return (Draft(text, quotes),) if quotes else ()
