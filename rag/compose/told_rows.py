"""Which rows of a table, and which of their cells, a question asks for, and how they are told.

Rows and columns are named by the words that a question shares with cells and heads. Nothing is computed:
of the highest, or of a sum, every row is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.compose.draft import LONG_ROW, Material, quotes_in, row_draft, words_of
from rag.compose.selection import Scored
from rag.composition import Draft
from rag.language.tabled import UNIT_COLUMN, Cell, Row, Table, row_of
from rag.language.text import fold
from rag.language.units import Unit
from rag.lazy_re import lazy_re
from rag.types import Document
from rag.understand.query import Query
from rag.understand.subject import Concept, share

#: Rows told at most of those that a question names alike.
ROWS = 12
_COMPUTES = lazy_re(r"最[高低多少大小长短贵]|一共|总共|总和|合计|平均|总数")
_SEVERAL = lazy_re(r"哪[些几]|有什么|列出|名单|清单")
#: What a column is called that holds what is asked for by a word of its own.
_SORTS = (
    (lazy_re("多少钱|几块|贵|[花收交付]多少"), lazy_re("元|[费价]")),
    (lazy_re("谁|哪位|何人"), lazy_re("人|领导|姓名|[师员者长]$|负责")),
    (lazy_re("什么时[候间]|几点|哪[一]?天|何时|几月"), lazy_re("日期|时间|期限")),
    (lazy_re("哪里|在哪|哪儿|什么地方"), lazy_re("地[点址]|场[地所]|位置")),
    (lazy_re("(?:多少|几)分(?!钟)"), lazy_re("分[值数]|得分")),
    (lazy_re("电话|联系方式|手机"), lazy_re("电话|手机|联系方式")),
)
_REMARK = lazy_re("备\\s*注|说明|条件")
_BRACKET = lazy_re("[（(][^（）()]*[）)]")
_HAN = lazy_re("[\u4e00-\u9fff]")
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
    several = bool(_SEVERAL.search(query.text))
    above = f"{document.title} {table.over}"
    rows = _named(words - words_of(above), table, row, query.text) or _unnamed(query, table, row, above)
    dated = any(word[0].isdecimal() for one in rows for word in words & _row_words(one))
    if len(rows) < len(table.rows) and not dated and _of_another(query, rows, above):
        return ()
    asked = _asked(query.text, words - words_of(above), row)
    if len(rows) > 1 and several and asked in ((), (row.telling[0].column,)):
        return _names(material, document, rows)
    drafts = (
        row_draft(material, document, (table, one), _columns(one, asked, best.unit), words) for one in rows
    )
    return tuple(draft for draft in drafts if draft)


def tells_person(draft: Draft) -> bool:
    """Whether a row tells a person or a body under a head that asks for one."""
    return bool(_PERSON.search(draft.meant))


def _of_another(query: Query, rows: Sequence[Row], above: str) -> bool:
    """Whether a question names things, none of which any of these rows holds; what stands above them tells none apart."""
    heads = fold(f"{above} {' '.join(cell.head for row in rows for cell in row.cells)}")
    own = [concept for concept in query.concepts if concept.word not in heads]
    cells = fold(" ".join(cell.text for row in rows for cell in row.telling))
    things = any(concept.noun for concept in own)
    return things and not any(_held(concept, cells, words_of(heads)) for concept in own)


def _held(concept: Concept, cells: str, above: frozenset[str]) -> bool:
    """Whether cells hold a thing by one of its names, or half of its words: 小厅 of a 告别厅 is a 告别厅（小厅）."""
    own = words_of(concept.word) - above
    return share([concept], cells) > 0.0 or (bool(own) and 2 * len(own & words_of(cells)) >= len(own))


def _row_words(row: Row) -> frozenset[str]:
    return frozenset().union(*(words_of(cell.text) for cell in row.telling))


def _named(words: frozenset[str], table: Table, best: Row, question: str) -> list[Row]:
    """The rows that share the most words with the question that not all share; empty where none does."""
    named = words - words_of(" ".join(cell.head for cell in best.cells))
    shared = {row: named & _row_words(row) for row in table.rows}
    common = frozenset.intersection(*shared.values())
    most = max(len(found - common) for found in shared.values())
    rows = [row for row, found in shared.items() if most and len(found - common) == most]
    if len(rows) > 1 and not _SEVERAL.search(question):  # 大告别厅 is the 告别厅（大厅）
        told = {
            row: set(_HAN.findall(question)) & set("".join(c.text for c in row.telling if not _qualifies(c)))
            for row in rows
        }
        closest = max(map(len, told.values()))
        rows = [row for row in rows if len(told[row]) == closest]
    return rows if len(rows) <= ROWS else [best]


def _unnamed(query: Query, table: Table, best: Row, above: str) -> list[Row]:
    """The rows that are told where the question shares no words with any: the one that it names otherwise, or all.

    Of another day than those of the rows none is.
    """
    heads = f"{above} {' '.join(cell.head for cell in best.cells)}"
    every = frozenset().union(words_of(heads), *map(_row_words, table.rows))
    if any(word[0].isdecimal() for word in words_of(query.text) - every):
        return []
    nouns = [concept for concept in query.concepts if concept.noun and concept.word not in fold(heads)]
    alike = _SEVERAL.search(query.text) or _computes(query.text, best) or not nouns
    return list(table.rows) if alike and len(table.rows) <= ROWS else [best]


def _computes(question: str, row: Row) -> bool:
    """Whether a question asks for the most, or for a sum, and that is not what a column is called."""
    found = _COMPUTES.search(question)
    return found is not None and not any(found[0] in cell.head for cell in row.cells)


def _asked(question: str, words: frozenset[str], row: Row) -> tuple[int, ...]:
    """The columns that the question names, beside the first, which names the rows; empty where it names none.

    Those whose name it has whole, else those that share words with it that stand nowhere else: not in the
    row, nor above the table (``words``); else those with the unit, or of the sort, that it asks for.
    """
    every = words_of(question)
    cells = [cell for cell in row.telling if not (words_of(cell.text) and words_of(cell.text) <= every)]
    cores = {cell: _BRACKET.sub("", cell.head) for cell in cells}
    whole = [cell for cell, core in cores.items() if len(core) > 1 and core in question]
    whole = [c for c in whole if not any(cores[c] in cores[d] and cores[c] != cores[d] for d in whole)]
    left = words - _row_words(row) - words_of(" ".join(cores[cell] for cell in whole))
    beside = [cell for cell in cells if cell is not row.telling[0] and words_of(cell.text) & words]
    found = (
        [*whole, *_sharing(left, [cell for cell in cells if cell not in (row.telling[0], *whole)])]
        or _with([cell for cell in cells if cell.unit and f"多少{cell.unit}" in question], beside)
        or _with(
            [c for c in cells if any(a.search(question) and h.search(c.head) for a, h in _SORTS)], beside
        )
    )
    return tuple(cell.column for cell in found)


def _with(found: Sequence[Cell], beside: Sequence[Cell]) -> list[Cell]:
    """The cells found by their sort, with what the question speaks of beside them: 少开一次扣几分 is no 分值."""
    return [*found, *beside] if found else []


def _sharing(words: frozenset[str], cells: Sequence[Cell]) -> list[Cell]:
    """The cells whose heads share the most words, and each further one that shares others."""
    shared = {cell: words & words_of(cell.head) for cell in cells}
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
        return tuple(cell for cell in row.telling if cell in found or (counts and _qualifies(cell)))
    if len(row.meant) <= LONG_ROW:
        return row.telling
    return tuple(c for c in row.telling if any(a < c.end and c.begin < b for a, b in best.places))


def _qualifies(cell: Cell) -> bool:
    """Whether a cell says for what, or when, the numbers of its row hold."""
    return not cell.head or bool(UNIT_COLUMN.fullmatch(cell.head) or _REMARK.search(cell.head))


def _names(material: Material, document: Document, rows: Sequence[Row]) -> tuple[Draft, ...]:
    """The rows by what stands in the first column that tells them apart: 项目：甲、乙、丙."""
    columns = [{cell.column: cell for cell in row.telling} for row in rows]
    telling = (cell.column for cell in rows[0].telling)
    column = next((c for c in telling if len({row[c].text for row in columns if c in row}) > 1), None)
    cells = [row[column] for row in columns if column is not None and column in row]
    if not cells:
        return ()
    names = list(dict.fromkeys(cell.text for cell in cells))
    head = cells[0].head
    text = f"{head}：{'、'.join(names)}" if head else "、".join(names)
    quotes = tuple(quote for cell in cells for quote in quotes_in(material, document, cell.begin, cell.end))
    return (Draft(text, quotes),) if quotes else ()
