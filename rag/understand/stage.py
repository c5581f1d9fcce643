"""Which of the stages that a document names one by one a question is of: 第二阶段, 最后一步, 试点阶段的下一个阶段."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.language.numerals import chinese_number, to_chinese
from rag.language.text import fold
from rag.lazy_re import lazy_re

_NAME = "(?:阶段|步(?!骤?伐|骤))"
#: 第二阶段, 倒数第二步.
_NUMBERED = lazy_re(rf"(?P<back>倒数)?第(?P<number>[一二三四五六七八九1-9])个?{_NAME}")
_LAST = lazy_re(rf"最(?:后|末)(?:一|那|的)?个?{_NAME}")
#: 下一个阶段, 上一阶段: beside the one that is named.
_BESIDE = lazy_re(rf"(?:的?(?P<on>[下后])|的?[上前])(?:一|那)个?{_NAME}")
#: What parts the name of a stage from what is said of it: 试点阶段（2020年5月）.
_BEHIND_NAME = lazy_re("(?:阶段|[（(：:]).*$")
#: Characters of a stage's name.
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage asked for: by its number, from the end where it is negative, or so many behind the one that is named."""

    number: int = 0
    behind: int = 0


def stage_asked(text: str) -> Stage | None:
    """The stage that a question is of, the last one where it names several by their numbers; None where none.

    >>> stage_asked("第二个阶段做什么"), stage_asked("最后一步是什么"), stage_asked("试点阶段的下一个阶段做什么")
    (Stage(number=2, behind=0), Stage(number=-1, behind=0), Stage(number=0, behind=1))
    """
    if numbered := list(_NUMBERED.finditer(text)):
        last = numbered[-1]
        number = int(last["number"]) if last["number"].isdigit() else chinese_number(last["number"]) or 0
        return Stage(-number if last["back"] else number)
    if _LAST.search(text):
        return Stage(-1)
    steps = sum(1 if found["on"] else -1 for found in _BESIDE.finditer(text))
    return Stage(behind=steps) if steps else None


def which_stage(asked: Stage, headings: Sequence[str], text: str) -> int | None:
    """The index of the stage that a question is of; -1 where there are not so many, None where it cannot be told.

    Args:
        asked: as ``stage_asked`` has it.
        headings: those of the stages.
        text: the question, which names one where another beside it is meant.
    """
    at = asked.number - 1 if asked.number > 0 else len(headings) + asked.number
    if asked.behind:
        said = fold(text)
        named = [i for i, heading in enumerate(headings) if (core := _core(heading)) and core in said]
        if len(named) != 1:
            return None
        at = named[0] + asked.behind
    return at if 0 <= at < len(headings) else -1


def _core(heading: str) -> str:
    name = _BEHIND_NAME.sub("", fold(heading))
    return name if len(name) >= _SHORTEST else ""


def stage_beside(text: str, step: int) -> tuple[str, str] | None:
    """A question up to its stage, which becomes the next (1) or the one before (-1), and what stands behind.

    None where it is of no stage, or there is none before.

    >>> stage_beside("第一阶段什么时候", 1), stage_beside("试点阶段谁负责", 1)
    (('第二阶段', '什么时候'), ('试点阶段的下一个阶段', '谁负责'))
    """
    if numbered := list(_NUMBERED.finditer(text)):
        last = numbered[-1]
        number = int(last["number"]) if last["number"].isdigit() else chinese_number(last["number"]) or 0
        begin, end = last.span("number")
        other = number + (-step if last["back"] else step)
        return (
            (f"{text[:begin]}{to_chinese(other)}{text[end : last.end()]}", text[last.end() :])
            if other
            else None
        )
    ends = [found.end() for found in re.finditer(_NAME, text)]
    if not ends:
        return None
    return f"{text[: ends[-1]]}的{'下' if step > 0 else '上'}一个阶段", text[ends[-1] :]
