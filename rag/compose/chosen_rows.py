"""Which rows of a table a question asks for: those that it names, whose case its figure is, or of a rank.

A row is named by the words that the question shares with its cells and not with all. Nothing is computed
but the comparison of figures: of a sum, every row is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.compose.cases import of_the_case, without_figures, words_beside
from rag.compose.draft import words_of
from rag.compose.ranked import asks_rank, of_the_rank
from rag.language.bands import told_in
from rag.language.keyed import Keyed, keyed
from rag.language.places import known_place, place_words
from rag.language.tabled import REMARK_COLUMN, REST, UNIT_COLUMN, Cell, Row, Table
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.understand.claims import YES_OR_NO
from rag.understand.query import Query
from rag.understand.subject import Concept, share

#: Rows told at most of those that a question names alike.
ROWS = 12
#: Share of the content words that a table speaks of, at least, where one of its rows is asked for by rank.
OF_IT = 0.5
_COMPUTES = lazy_re(r"最[高低多少大小长短贵]|一共|总共|总和|合计|平均|总数")
SEVERAL = lazy_re(r"哪[些几]|有什么|列出|名单|清单")
_PERSONS = lazy_re("姓\\s*名|名字")
_HAN = lazy_re("[\u4e00-\u9fff]")


def chosen_rows(query: Query, table: Table, best: Row, above: str) -> tuple[list[Row], int | None]:
    """The rows that a question asks for, and the column by which they are the first or last; empty for none.

    Args:
        query: the question taken apart.
        table: whose rows are meant.
        best: that which fits best.
        above: title and line above the table.
    """
    question, words = query.text, words_of(without_figures(query.text, table.rows))
    heads = f"{above} {' '.join(cell.head for row in table.rows for cell in row.cells)}"
    by_key, settled = _by_name(query, table, heads)
    if settled is not None:
        return settled, None
    if by_key:
        table = replace(table, rows=by_key.rows)
        best = best if best in table.rows else table.rows[0]
    named = _named(words - words_of(above), table, best, question)
    among = named if 1 < len(named) < len(table.rows) else table.rows
    ranked, column = of_the_rank(question, table, among)
    if ranked:
        cells = " ".join(cell.text for row in table.rows for cell in row.telling)
        of_it = not query.concepts or share(query.concepts, fold(f"{heads} {cells}")) >= OF_IT
        return (ranked, column) if of_it else ([], None)
    rules = {row.telling[0].text for row in named}
    of_rule = [row for row in table.rows if row.telling[0].text in rules]
    figures = told_in(question)
    rows = of_the_case(named or table.rows, figures) or of_the_case(of_rule, figures) or []
    if rows and not (named or by_key):
        told = any(concept.word in fold(heads) for concept in query.concepts)
        return (rows if told else []), None
    rows = rows or named or (list(table.rows) if by_key else _unnamed(query, table, best, above))
    rows = rows if len(rows) <= ROWS or SEVERAL.search(question) else [best]
    dated = any(word[0].isdecimal() for one in rows for word in words & row_words(one, question))
    if len(rows) < len(table.rows) and not dated and _of_another(query, rows, above):
        return [], None
    return rows, None


def _by_name(query: Query, table: Table, heads: str) -> tuple[Keyed | None, list[Row] | None]:
    """What a question names of a table by its cells, and the rows where that settles which they are.

    Where the names meet in no row, or somebody else or another day is named beside them, none is meant.
    """
    by_key = keyed(table, query.text)
    if by_key is None:
        others = _of_all_others(query.text, table)
        return None, [others] if others else None
    if _of_another_person(query, table, by_key.rest) or _of_another_day(query.text, by_key.rows, heads):
        return None, []
    # A rank, or what is claimed, may be of another row than the one of which the question says it.
    said = asks_rank(query.text) or (YES_OR_NO.search(query.text) and not by_key.rows)
    if len(by_key.rows) < 2:
        return None, None if said else list(by_key.rows)
    return by_key, None


def rows_named(query: Query, table: Table, best: Row) -> list[Row]:
    """The rows that a question names by words of their cells."""
    return _named(words_of(query.text) - words_of(table.over), table, best, query.text)


def called(question: str, rows: Sequence[Row]) -> list[Row]:
    """The rows whose first cell stands whole in a question, the longest: 甲站 of 甲站警戒水位, though 甲 is its town."""
    names = {row: row.telling[0].text for row in rows}
    longest = max((len(name) for name in names.values() if name in question), default=0)
    return [row for row, name in names.items() if len(name) == longest > 1 and name in question]


def qualifies(cell: Cell) -> bool:
    """Whether a cell says for what, or when, the numbers of its row hold."""
    return not cell.head or bool(UNIT_COLUMN.fullmatch(cell.head) or REMARK_COLUMN.search(cell.head))


def _of_another_person(query: Query, table: Table, rest: str) -> bool:
    """Whether a question names, beside what the rows of a list of persons are called, what no document knows.

    It is somebody's name: 办公室主任钱大有 is not the 主任 that the list has.
    """
    lists_persons = any(_PERSONS.search(head) for head in table.heads.values())
    return lists_persons and any(not concept.known and concept.word in rest for concept in query.concepts)


_DAY = lazy_re(r"\d{1,2}月\d{1,2}(?=[日号])")


def _of_another_day(question: str, rows: Sequence[Row], heads: str) -> bool:
    """Whether a question names a day that neither these rows nor what stands above them does."""
    told = " ".join([heads, *(cell.text for row in rows for cell in row.cells)])
    return bool(rows) and any(day not in told for day in _DAY.findall(question))


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


def row_words(row: Row, question: str) -> frozenset[str]:
    """The words of a row's cells, but for bands that a figure of the question may fall in."""
    return frozenset().union(*(words_of(words_beside(question, cell)) for cell in row.telling))


def _named(words: frozenset[str], table: Table, best: Row, question: str) -> list[Row]:
    """The rows that share the most words with the question that not all share; empty where none does."""
    named = words - words_of(" ".join(cell.head for cell in best.cells))
    shared = {row: named & row_words(row, question) for row in table.rows}
    common = frozenset.intersection(*shared.values())
    most = max(len(found - common) for found in shared.values())
    rows = [row for row, found in shared.items() if most and len(found - common) == most]
    by_name = [row for row in rows if shared[row] & words_of(row.telling[0].text) - common]
    rows = by_name or rows
    if len(rows) > 1 and not SEVERAL.search(question):  # 大告别厅 is the 告别厅（大厅）
        told = {
            row: set(_HAN.findall(question))
            & set("".join(words_beside(question, c) for c in row.telling if not qualifies(c)))
            for row in rows
        }
        closest = max(map(len, told.values()))
        rows = [row for row in rows if len(told[row]) == closest]
    return rows


def _unnamed(query: Query, table: Table, best: Row, above: str) -> list[Row]:
    """The rows that are told where the question shares no words with any: the one that it names otherwise, or all.

    Of another day than those of the rows none is.
    """
    heads = f"{above} {' '.join(cell.head for cell in best.cells)}"
    every = words_of(heads).union(*(row_words(row, query.text) for row in table.rows))
    if any(word[0].isdecimal() for word in words_of(query.text) - every):
        return []
    nouns = [concept for concept in query.concepts if concept.noun and concept.word not in fold(heads)]
    alike = SEVERAL.search(query.text) or _computes(query.text, best) or not nouns
    if len(table.rows) <= ROWS:
        return list(table.rows) if alike else [best]
    return [best] if nouns else []  # a column is of every row


def _of_all_others(question: str, table: Table) -> Row | None:
    """The row for all other places (其他城市) where a question names one that a table of places does not hold."""
    asked = place_words(question)
    for column in table.heads if asked else ():
        cells = [(row, cell.text) for row in table.rows for cell in row.telling if cell.column == column]
        rest = [row for row, text in cells if REST.match(text)]
        places = [text for _, text in cells if known_place(text)]
        if (
            len(rest) == 1
            and len(places) > 1
            and not any(place in text for place in asked for text in places)
        ):
            return rest[0]
    return None


def _computes(question: str, row: Row) -> bool:
    """Whether a question asks for the most, or for a sum, and that is not what a column is called."""
    found = _COMPUTES.search(question)
    return found is not None and not any(found[0] in cell.head for cell in row.cells)
