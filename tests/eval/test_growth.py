"""Reading a file takes work in proportion to its size, however odd its text is.

Work is counted, not timed: lines of Python that run, characters that are copied, cells that are read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from rag.compose.asserted import _parallel
from rag.index.passages import passages
from rag.language.numerals import LONGEST, chinese_number, quantities
from rag.language.text import sentences
from rag.load import grid
from rag.load.markdown import read_markdown
from rag.parse.cut import LOST_END
from rag.parse.parser import parse
from rag.verify import Evidence, verify

#: Four times the text may take this many times the work.
GROWTH = 6


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python ``work`` runs."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    ("head", "repeated"),
    [
        ("", "一、\n"),
        ("", "一、加强\n"),
        ("", "第一条 甲。\n"),
        ("", "附件\n"),
        ("一、甲\n", "——甲。\n（一）乙。\n"),
        ("| 任务 | 责任单位 |\n", "| 做好事 | 市财政局 |\n"),
        ("", "| 任务 | 责任单位 |\n"),
        ("", "| 任务 | 责任单位 |\n| 做 | 一、甲局 |\n"),
        ("", "| 序号 | 任务 | 责任单位 |\n| | 1.做。2.好。 | 甲局 |\n"),
        ("一、甲\n", "专栏1 甲\n1.乙。\n2.丙。\n"),
        ("一、甲\n", "问：甲？\n答：乙。\n"),
        ("一、甲\n", "名词解释\n1.甲。\n"),
        ("甲作如下修改：\n", "甲乙丙办法\n第一条 甲。\n"),
        ("文。\n", "甲①。\n①乙。\n"),
        ("文", "甲\n— 1 —\n"),
        ("文。\n附件：1.甲表\n", "乙丙丁表\n"),
        ("文。\n", "工作回顾总结\n甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛。\n一、甲\n"),
        ("一、", "（责任单位：甲）、\n"),
        ("", "近日如下：\n"),
        ("文", "\n"),
    ],
)
def test_the_steps_of_parsing_grow_with_the_text(head: str, repeated: str) -> None:
    def work(times: int) -> int:
        text = head + repeated * times
        return steps(lambda: passages(parse(text, document_id="d", title="甲")))

    work(10)  # what is made once
    assert work(800) <= GROWTH * work(200)


@pytest.mark.parametrize("repeated", ["一", "1,", "市财政局", "第"])
def test_the_steps_of_checking_a_statement_grow_with_it(repeated: str) -> None:
    document = parse("一、甲\n市财政局负责10个项目。\n", document_id="d", title="甲")
    clause = document.clauses[-1]

    def work(times: int) -> int:
        return steps(lambda: verify(repeated * times, [Evidence(clause, document, clause.text)]))

    work(10)
    assert work(800) <= GROWTH * work(200)


@pytest.mark.parametrize("said", ["率{}.{}%、", "率{}.{}%，", "率为{}.{}%。", "不得办理{}.{}，"])
def test_the_steps_of_checking_many_figures_against_as_many_are_bounded(said: str) -> None:
    def work(times: int) -> int:
        shares = [
            f"甲{times}{said.format(*divmod(number, 10))}" for number in range(times)
        ]  # none read before
        document = parse(f"一、题目\n{''.join(shares)}\n", document_id="d", title="办法")
        clause = document.clauses[-1]
        told = "".join(reversed(shares))
        return steps(lambda: verify(told, [Evidence(clause, document, clause.text)]))

    work(10)
    assert work(1000) <= GROWTH * work(250)


class Copied(str):
    """A text that counts the characters of the slices taken of it."""

    characters = 0

    def __getitem__(self, key: Any) -> str:
        part = super().__getitem__(key)
        self.characters += len(part)
        return part


@pytest.mark.parametrize("repeated", ["\n", " \n", "甲\n\n", "。", "（\n"])
def test_blank_lines_are_copied_a_bounded_number_of_times(repeated: str) -> None:
    text = Copied(repeated * 1000)
    list(sentences(text))
    assert text.characters <= 6 * len(text)


def test_a_run_of_spaces_is_tried_from_its_start_alone() -> None:
    text = "a" + " " * 9 + "甲"
    assert LOST_END.match(text, 1) is not None
    assert not any(LOST_END.match(text, at) for at in range(2, 10))


def test_cells_beyond_the_widest_table_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(grid, "squeeze", lambda text: read.append(text) or text.strip())
    text = read_markdown(("| 甲 " * 5000).encode()).text
    assert len(read) <= grid.MAX_COLUMNS and text.count("甲") == grid.MAX_COLUMNS
    assert read_markdown(("文\n" + "|" * 5000).encode()).text == "文"
    assert len(read) <= grid.MAX_COLUMNS


def test_a_run_of_numerals_longer_than_any_number_is_none() -> None:
    assert chinese_number("九千九百九十九亿九千九百九十九万九千九百九十九") == 999_999_999_999
    for run in ("一", "一万", "亿", "二〇"):
        assert chinese_number(run * 2000) is None
        assert all(q.end - q.start <= LONGEST + 4 for q in quantities(run * 1000 + "个"))
    assert quantities("第" + "7" * 5000)[0].kind == "ordinal"


@pytest.mark.parametrize("repeated", ["和", "甲和", "甲、", "和，", "分别、"])
def test_things_with_a_figure_each_are_found_without_trying_each_way_to_part_them(repeated: str) -> None:
    def work(times: int) -> int:
        return steps(lambda: _parallel(repeated * times + "。分别"))

    work(10)
    assert work(800) <= GROWTH * work(200)
    assert _parallel("2021年银牌、金牌示范区覆盖率分别达90%、50%") == (4, 16, 18)
