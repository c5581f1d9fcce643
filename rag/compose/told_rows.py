"""Which cells of the rows that a question asks for are told, and how.

Columns are named by the words that a question shares with their heads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.compose.cases import states_case
from rag.compose.chosen_rows import SEVERAL, chosen_rows, qualifies, row_words, rows_named
from rag.compose.draft import LONG_ROW, Material, quotes_in, row_draft, words_of
from rag.compose.ranked import asks_rank
from rag.compose.selection import Scored
from rag.composition import Draft
from rag.language.keyed import keyed
from rag.language.tabled import PERSON_COLUMN, RANK_COLUMN, Cell, Row, Table, row_of
from rag.language.units import Unit
from rag.lazy_re import lazy_re
from rag.types import Document
from rag.understand.query import Query

#: What the row of the rank that is asked for may fit less well than the best unit, in log odds.
RANKED = 6.0
#: Asks how many persons there are, and is told who they are.
COUNTS_PERSONS = lazy_re("(?:几个|多少个?)人")
_WHO = lazy_re("谁|哪位|何人|(?:哪些|哪几个|几个)人|叫什么|叫啥")
#: What a column is called that holds what is asked for by a word of its own.
_SORTS = (
    (lazy_re("多少钱|几块|贵|[花收交付]多少|能?报销?(?:多少|几)"), lazy_re("元|[费价]")),
    (_WHO, PERSON_COLUMN),
    (lazy_re("什么时[候间]|几点|哪[一]?天|何时|几月"), lazy_re("日期|时间|[时期]限")),
    (lazy_re("哪里|在哪|哪儿|什么地方"), lazy_re("地[点址]|场[地所]|位置|教室|办公室|房[间号]")),
    (lazy_re("(?:多少|几)分(?!钟)"), lazy_re("分[值数]|得分")),
    (lazy_re("(?:电话|联系方式|手机)(?:号码?)?|号码"), lazy_re("电话|手机|联系方式")),
    (lazy_re("[干做]什么的|什么(?:职务|岗位|工作)的?"), lazy_re("职[务责位]|岗位|工作")),
)
#: What kind of thing a question asks which: 科 of 哪个科.
_WHICH = lazy_re(
    "哪(?:一?[个位名门间种类些]|几[个位名门间种类])?(?P<kind>[\u4e00-\u9fff]{1,4}?)(?=[的,，？?。有在是里]|$)"
)
#: What a column of bodies is called: 由谁监理 is told by 监理单位.
_BODY = lazy_re("单位|部门|机构|公司|[科处股]室")
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
    rows, ranking = chosen_rows(query, table, row, f"{document.title} {table.over}")
    if not rows:
        return ()
    asked = columns_asked(query.text, document, table, row if row in rows else rows[0])
    return tell_rows(query, material, (document, table), rows, asked, ranking, best.unit)


def tell_rows(
    query: Query,
    material: Material,
    place: tuple[Document, Table],
    rows: Sequence[Row],
    asked: Sequence[int],
    ranking: int | None = None,
    best: Unit | None = None,
) -> tuple[Draft, ...]:
    """Rows of a table as statements: the columns that are asked for, or what the rows are called where that is.

    Empty where none of them has anything there.
    """
    document, table = place
    if asked:
        rows = [row for row in rows if any(cell.column in asked for cell in row.telling)]
    if not rows:
        return ()
    if ranking is None and SEVERAL.search(query.text):
        column = _listing(query, table, rows, asked)
        if column is not None:
            return _names(material, document, rows, column)
    drafts = (
        row_draft(
            material,
            document,
            (table, one),
            _columns(one, _with_reasons(query, one, asked, ranking), best),
            words_of(query.text),
        )
        for one in rows
    )
    return tuple(draft for draft in drafts if draft)


def columns_asked(text: str, document: Document, table: Table, row: Row) -> tuple[int, ...]:
    """The columns of a table that a question asks for; ``row``: one that it names."""
    by_key = keyed(table, text)
    said = by_key.rest if by_key else text
    words = words_of(said) - words_of(f"{document.title} {table.over}")
    empty = (Cell(at, head, "", -1, -1) for at, head in table.heads.items() if head)
    cells = {cell.column: cell for cell in (*empty, *row.cells)}
    every = Row(row.begin, row.end, tuple(cells[column] for column in sorted(cells)))
    asked = _asked(text, said, words, every)
    return tuple(column for column in asked if not (by_key and column in by_key.given))


def _listing(query: Query, table: Table, rows: Sequence[Row], asked: Sequence[int]) -> int | None:
    """The column by which several rows are listed where nothing else is asked of them; None where something is.

    It is the first that tells each from all others, or else some from others; that which is asked for, where
    the rows are named by other cells and it tells them apart.
    """
    apart = {
        column: {cell.text for row in rows for cell in row.telling if cell.column == column}
        for column, head in table.heads.items()
        if not RANK_COLUMN.search(head)
    }
    by_key = keyed(table, query.text)
    if len(rows) < 2:
        first = rows[0].telling[0]
        named = by_key and words_of(by_key.rest) & words_of(first.head)
        return first.column if named and asked in ((), (first.column,)) else None
    if asked in ((), (rows[0].telling[0].column,)):
        order = sorted(apart)
        every = next((column for column in order if len(apart[column]) == len(rows)), None)
        return every if every is not None else next((c for c in order if len(apart[c]) > 1), None)
    counts = any(cell.unit for row in rows for cell in row.telling if cell.column in asked)
    if len(asked) == 1 and by_key and not counts and len(apart.get(asked[0], ())) == len(rows):
        return asked[0]
    return None


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


def without_sorts(text: str, table: Table) -> str | None:
    """A text without the words that ask for a sort of thing; None where it asks for one that no column of a table is of."""
    cells = {cell.column: cell for row in table.rows for cell in row.telling}.values()
    for asks, heads in _SORTS:
        if asks.search(text) and not any(heads.search(cell.head) or cell.unit == "元" for cell in cells):
            return None
        text = asks.sub(",", text)
    return text


def asks_more(question: str) -> bool:
    """Whether a question asks for something else of a row besides who it is: a time, a place, a phone, a sum."""
    return any(asks.search(question) for asks, _ in _SORTS if asks is not _WHO)


def tells_person(draft: Draft) -> bool:
    """Whether a row tells a person or a body under a head that asks for one."""
    return bool(_PERSON.search(draft.meant))


def _asked(question: str, said: str, words: frozenset[str], row: Row) -> tuple[int, ...]:
    """The columns that the question names, beside the first, which names the rows; empty where it names none.

    Those whose name it has whole, else those that share words with it that stand nowhere else: not in the
    row, nor above the table (``words``); else those with the unit, or of the sort, that it asks for. ``said``:
    the question without what names the row.
    """
    every = words_of(question)
    words |= words_of(" ".join(_DOES.findall(said)))
    cells = [cell for cell in row.telling if not (words_of(cell.text) and words_of(cell.text) <= every)]
    cells = [cell for cell in cells if not states_case(question, cell)]  # 树龄 of 树龄150年 is given
    cores = {cell: _BRACKET.sub("", cell.head) for cell in cells}
    whole = [cell for cell, core in cores.items() if len(core) > 1 and core in said]
    whole = [c for c in whole if not any(cores[c] in cores[d] and cores[c] != cores[d] for d in whole)]
    of_others = _of_other_members(cores, whole)
    whole += _of_the_same(cores, whole)
    cells = [cell for cell in cells if cell not in of_others]
    left = words - row_words(row, question) - words_of(" ".join(cores[cell] for cell in whole))
    beside = [cell for cell in cells if cell is not row.telling[0] and words_of(cell.text) & words]
    found = [*whole, *_sharing(left, [cell for cell in cells if cell not in (row.telling[0], *whole)])]
    found = _of_the_sort(said, words, found, whole)
    if found:
        found += _of_other_sorts(said, words, cells, found)
    else:
        ways = (
            [cell for cell in cells if cell.unit and f"多少{cell.unit}" in said],
            [c for c in cells if any(a.search(said) and h.search(c.head) for a, h in _SORTS)],
            _of_the_kind(said, cells),
        )
        sort = next((way for way in ways if way), [])
        found = _with([cell for cell in sort if cell.text] or sort, beside)
    return tuple(cell.column for cell in found)


def _of_the_kind(said: str, cells: Sequence[Cell]) -> list[Cell]:
    """The cells whose column is called by the kind of thing that is asked for: 科室 of 哪个科."""
    kinds = [found["kind"] for found in _WHICH.finditer(said)]
    return [c for c in cells if any(c.head.startswith(kind) or c.head.endswith(kind) for kind in kinds)]


def _of_the_same(cores: Mapping[Cell, str], named: Sequence[Cell]) -> list[Cell]:
    """The further cells of a member that is named (旺季 处级 of 处级), and what is said of these (旺季期间)."""
    filled = {c: core for c, core in cores.items() if c.text and c not in named}
    own = [
        (c, core.removesuffix(cores[d]))
        for c, core in filled.items()
        for d in named
        if core.endswith(cores[d])
    ]
    further, of_them = {c for c, _ in own}, words_of(" ".join(rest for _, rest in own))
    beside = {
        c
        for c, core in filled.items()
        if words_of(core) & of_them and not any(core.endswith(o) for o in cores.values() if o != core)
    }
    return [c for c in filled if c in further | beside]


def _of_other_members(cores: Mapping[Cell, str], named: Sequence[Cell]) -> list[Cell]:
    """The cells of other members than those named, where the columns of each have its name: 旺季 处级, 旺季 其他人员."""
    others = [core for cell, core in cores.items() if cell not in named and len(core) > 1]
    own = [cores[cell] for cell in named]
    if not any(core.endswith(name) and core != name for name in own for core in others):
        return []
    ends = [o for o in others if any(core.endswith(o) and core != o for core in others)]
    return [c for c, core in cores.items() if core.endswith(tuple(ends))] if ends else []


def _of_the_sort(
    said: str, words: frozenset[str], found: Sequence[Cell], whole: Sequence[Cell]
) -> list[Cell]:
    """The cells found without those that share no word but with one of the sort asked for: 在哪办公 asks for no 办公电话."""
    of_sort = [c for c in found if any(a.search(said) and h.search(c.head) for a, h in _SORTS)]
    theirs = words & words_of(" ".join(cell.head for cell in of_sort))
    return [c for c in found if c in whole or c in of_sort or not (words & words_of(c.head)) <= theirs]


def _of_other_sorts(
    question: str, words: frozenset[str], cells: Sequence[Cell], found: Sequence[Cell]
) -> list[Cell]:
    """The cells of what a question asks for besides those found: the person of 谁带班，带班电话多少."""
    others: list[Cell] = []
    for asks, heads in _SORTS:
        told = _BODY if asks is _WHO else heads
        if asks.search(question) and not any(told.search(c.head) or heads.search(c.head) for c in found):
            sort = [cell for cell in cells if heads.search(cell.head)]
            named = [cell for cell in sort if words_of(cell.head) & words]
            others += named or sort
    return others


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


def _columns(row: Row, asked: Sequence[int], best: Unit | None) -> tuple[Cell, ...]:
    """The cells that are told of a row beside those that name it: what is asked for with its unit and remarks, or all."""
    found = [cell for cell in row.telling if cell.column in asked]
    if found and all(any(map(str.isalnum, cell.text)) for cell in found):
        counts = any(cell.text[:1].isdecimal() for cell in found)
        return tuple(cell for cell in row.telling if cell in found or (counts and qualifies(cell)))
    if best is None or len(row.meant) <= LONG_ROW:
        return row.telling
    return tuple(c for c in row.telling if any(a < c.end and c.begin < b for a, b in best.places))


def _names(material: Material, document: Document, rows: Sequence[Row], column: int) -> tuple[Draft, ...]:
    """The cells of some rows in a column: 项目：甲、乙、丙."""
    cells = [cell for row in rows for cell in row.telling if cell.column == column]
    names = list(dict.fromkeys(cell.text for cell in cells))
    head = cells[0].head if cells else ""
    text = f"{head}：{'、'.join(names)}" if head else "、".join(names)
    quotes = tuple(quote for cell in cells for quote in quotes_in(material, document, cell.begin, cell.end))
    return (Draft(text, quotes),) if quotes else ()
