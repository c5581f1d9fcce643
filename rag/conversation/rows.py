"""What a turn asks of the row of a table that was asked about: another column of it, or the same of another row.

值班科长呢, after 6月20日值班员是谁, is asked of that day; 杭州呢, after 去北京…, of what was asked of 北京; 他手机呢,
of the person whom the question or its answer names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.language.keyed import Name, core, folded, keyed, names_in
from rag.language.tabled import PERSON_COLUMN, REST, Table
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.understand.asking import asks
from rag.understand.subject import subject_of

#: Characters at most of a turn that names no more than a row, or a column and what is asked of it.
SHORT = 14
_OPENS = lazy_re("^(?:那么?|还有|换成|再问|以及|[,，])+")
_ENDS = lazy_re("[呢啊呀][？?。]*$|[？?。]+$")
#: Points at who was talked of.
_PERSON = lazy_re("(?:[他她](?!们)|[这那](?:个?人|位))的?")
#: What asks of what somebody is or does, and not of something that he has.
_DOES = lazy_re("[是在叫有管归由谁哪什怎何几多]")
#: Characters at most of a person's name.
_NAME = 4


def of_its_row(
    before: str, answer: str, turn: str, own: Sequence[Table], every: Sequence[Table]
) -> str | None:
    """The question that a turn asks of a table; None where it asks of none.

    Args:
        before: the question before, as it was understood.
        answer: what it was answered.
        turn: what is asked next.
        own: the tables that answer the question before by the names that it gives.
        every: those of all documents that are near.
    """
    said = _ENDS.sub("", _OPENS.sub("", turn.strip()))
    if not said or len(said) > SHORT:
        return None
    pointer = _PERSON.match(said)
    rest = said[pointer.end() :] if pointer else said
    if not pointer:
        for table in own:
            if other := _of_another_row(table, before, said):
                return other
    named = [_whole(table, before) for table in own]
    told = list(_persons(own, before, answer))
    subjects = [*told[:1], *named] if pointer else [*named, *told[:1]]
    for subject in filter(None, subjects):
        if any(_asks_of(table, subject, rest, bool(pointer)) for table in (*own, *every)):
            return f"{subject}{'' if _DOES.match(rest) else '的'}{rest}"
    if not pointer and named and any(_has_rest(table) for table in own) and not asks(said):
        return f"{named[0]}的{said}"
    return None


def _of_another_row(table: Table, before: str, said: str) -> str | None:
    """The question before with the names of a turn in the place of their like; None where it names anything else."""
    theirs, mine = names_in(table, before, partly=True), names_in(table, said)
    text = folded(said)
    left = subject_of("，".join(_between(text, mine)), ()) if mine else ()
    if not mine or left:
        return None
    out, words = before, folded(before)
    kept = set(range(len(theirs)))
    for name in mine:
        at = next((i for i in sorted(kept) if name.places.keys() & theirs[i].places.keys()), None)
        if at is None:
            return None
        old = words[theirs[at].begin : theirs[at].end]
        if old not in out:
            return None
        out = out.replace(old, text[name.begin : name.end], 1)
        kept.discard(at)
    found = keyed(table, out, partly=True)
    if found and not found.rows:  # 规划财务科 has no 支队长
        for at in kept:
            out = out.replace(words[theirs[at].begin : theirs[at].end], "", 1)
        found = keyed(table, out, partly=True)
    return out if found and found.rows else None


def _has_rest(table: Table) -> bool:
    """Whether a column of a table is for all others: 科员 has none of his own beside 局级, 处级, 其他人员."""
    return any(REST.match(head) for head in table.heads.values())


def _between(text: str, names: Sequence[Name]) -> Iterator[str]:
    """What stands between names, before and behind them."""
    at = 0
    for name in names:
        yield text[at : name.begin]
        at = name.end
    yield text[at:]


def _whole(table: Table, before: str) -> str:
    """The names of a row in a question, one behind the other."""
    words = folded(before)
    return "".join(words[name.begin : name.end] for name in names_in(table, before, partly=True))


def _persons(tables: Sequence[Table], before: str, answer: str) -> Iterator[str]:
    """Who stands in the row that a question names, and is told by its answer alone; nobody where several are."""
    question, told = fold(before), fold(answer)
    for table in tables:
        row = keyed(table, before, partly=True)
        if row is None or len(row.rows) != 1:
            continue
        cells = [cell for cell in row.rows[0].telling if PERSON_COLUMN.search(cell.head)]
        names = [fold(cell.text) for cell in cells if len(cell.text) <= _NAME]
        names = [name for name in names if name in told and name not in question]
        if len(names) == 1:
            yield names[0]


def _asks_of(table: Table, subject: str, rest: str, pointed: bool) -> bool:
    """Whether the rest of a turn asks of a row that has a name: by a column, or anything where the turn points at it."""
    row = keyed(table, subject, partly=True)
    if row is None or not 0 < len(row.rows) < len(table.rows):
        return False
    return pointed or _names_columns(table, rest)


def _names_columns(table: Table, rest: str) -> bool:
    """Whether all that a turn names is columns of a table."""
    heads = [core(head) for head in table.heads.values()]
    words = subject_of(rest, ())
    return bool(words) and all(
        any(word in head or (len(head) > 1 and head in word) for head in heads) for word in words
    )
