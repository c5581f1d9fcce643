"""Which columns of a table a question asks for: those that it names, or those of the sort of thing that it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.compose.cases import states_case
from rag.compose.chosen_rows import row_words
from rag.compose.draft import words_of
from rag.language.keyed import core, keyed
from rag.language.tabled import PERSON_COLUMN, Cell, Row, Table
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.types import Document
from rag.understand.claims import YES_OR_NO

_WHO = lazy_re("谁|哪位|何人|(?:哪些|哪几个|几个)人|叫什么|叫啥")
#: What a column is called that holds what is asked for by a word of its own.
_SORTS = (
    (lazy_re("多少钱|几块|贵|[花收交付]多少|能?报销?(?:多少|几)"), lazy_re("元|[费价]")),
    (_WHO, PERSON_COLUMN),
    (lazy_re("什么时[候间]|几点|哪[一几]?天|何时|几月"), lazy_re("日期|时间|[时期]限")),
    (lazy_re("哪里|在哪|哪儿|什么地方"), lazy_re("地[点址]|场[地所]|位置|教室|办公室|房[间号]")),
    (lazy_re("(?:多少|几)分(?!钟)"), lazy_re("分[值数]|得分")),
    (lazy_re("(?:电话|联系方式|手机)(?:号码?)?|号码"), lazy_re("电话|手机|联系方式")),
    (lazy_re("[涨跌增降升]|下滑|减少|变化"), lazy_re("[涨跌增减降升]|同比|环比")),
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


def columns_asked(text: str, document: Document, table: Table, row: Row) -> tuple[int, ...]:
    """The columns of a table that a question asks for; ``row``: one that it names."""
    by_key = keyed(table, text)
    if by_key and not by_key.rows and YES_OR_NO.search(text):  # what is claimed tells no column
        by_key = None
    said = by_key.rest if by_key else text
    given = " ".join(core(table.heads.get(column, "")) for column in by_key.given) if by_key else ""
    words = words_of(said) - words_of(f"{document.title} {table.over} {given}")
    empty = (Cell(at, head, "", -1, -1) for at, head in table.heads.items() if head)
    cells = {cell.column: cell for cell in (*empty, *row.cells)}
    every = Row(row.begin, row.end, tuple(cells[column] for column in sorted(cells)))
    asked = _asked(text, said, words, every)
    return tuple(column for column in asked if not (by_key and column in by_key.given))


def without_sorts(text: str, table: Table) -> str | None:
    """A text without the words that ask for a sort of thing; None where it asks for one that no column of a table is of."""
    cells = {cell.column: cell for row in table.rows for cell in row.telling}.values()
    for asks, heads in _SORTS:
        if asks.search(text) and not any(heads.search(f"{cell.head}{cell.unit}") for cell in cells):
            return None
        text = asks.sub(",", text)
    return text


def asks_more(question: str) -> bool:
    """Whether a question asks for something else of a row besides who it is: a time, a place, a phone, a sum."""
    return any(asks.search(question) for asks, _ in _SORTS if asks is not _WHO)


def _asked(question: str, said: str, words: frozenset[str], row: Row) -> tuple[int, ...]:
    """The columns that the question names, beside the first, which names the rows; empty where it names none.

    Those whose name it has whole, else those that share words with it that stand nowhere else: not in the
    row, nor above the table (``words``) unless one column alone is called so; else those with the unit, or of
    the sort, that it asks for. ``said``: the question without what names the row.
    """
    every = words_of(question)
    words |= words_of(" ".join(_DOES.findall(said)))
    cells = [cell for cell in row.telling if not (words_of(cell.text) and words_of(cell.text) <= every)]
    cells = [cell for cell in cells if not states_case(question, cell)]  # 树龄 of 树龄150年 is given
    cores = {cell: core(cell.head) for cell in cells}
    whole = [cell for cell, name in cores.items() if len(name) > 1 and name in fold(said)]
    whole = [c for c in whole if not any(cores[c] in cores[d] and cores[c] != cores[d] for d in whole)]
    whole += _of_the_same(cores, whole)
    left = words | (words_of(said) & _of_one_column(row))
    left = left - row_words(row, question) - words_of(" ".join(cores[cell] for cell in whole))
    beside = [cell for cell in cells if cell is not row.telling[0] and words_of(cell.text) & words]
    found = [*whole, *_sharing(left, [cell for cell in cells if cell not in (row.telling[0], *whole)])]
    found = _of_the_sort(said, words | left, found, whole)
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


def _of_one_column(row: Row) -> frozenset[str]:
    """The words that the heads of a row have, each in one of them alone."""
    heads = [words_of(cell.called) for cell in row.telling[1:]]
    return frozenset(word for held in heads for word in held if sum(word in other for other in heads) == 1)


def _of_the_kind(said: str, cells: Sequence[Cell]) -> list[Cell]:
    """The cells whose column is called by the kind of thing that is asked for: 科室 of 哪个科."""
    kinds = [found["kind"] for found in _WHICH.finditer(said)]
    return [c for c in cells if any(c.head.startswith(kind) or c.head.endswith(kind) for kind in kinds)]


def _of_the_same(cores: Mapping[Cell, str], named: Sequence[Cell]) -> list[Cell]:
    """The further cells of a member that is named (旺季 处级 of 处级), and what is said of these (旺季期间)."""
    filled = {c: name for c, name in cores.items() if c.text and c not in named}
    own = [
        (c, name.removesuffix(cores[d]))
        for c, name in filled.items()
        for d in named
        if name.endswith(cores[d]) and len(name) > len(cores[d]) + 1  # 非汛期 is none of 汛期
    ]
    further, of_them = {c for c, _ in own}, words_of(" ".join(rest for _, rest in own))
    beside = {
        c
        for c, name in filled.items()
        if words_of(name) & of_them and not any(name.endswith(o) for o in cores.values() if o != name)
    }
    return [c for c in filled if c in further | beside]


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
    shared = {cell: words & words_of(cell.called) for cell in cells}
    found: list[Cell] = []
    told: frozenset[str] = frozenset()
    for cell, held in sorted(shared.items(), key=lambda entry: -len(entry[1])):
        if held - told or (held and held == shared[found[0]]):
            found.append(cell)
            told |= held
    return found
