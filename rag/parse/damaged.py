"""Labels that a scan or a copy damaged: misread, short of their stop, or torn into the line before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rag.language.labels import RANK, Label, any_label_at
from rag.language.numerals import to_chinese
from rag.lazy_re import lazy_re
from rag.parse.lines import Paragraph


def mended(paragraphs: Sequence[Paragraph]) -> list[Label | None]:
    """The labels that the paragraphs start with, each with the style and the number that its place asks for."""
    return _reread(_with_stops(_before_figures(paragraphs)))


#: 2.20家单位, 3.5万人: the label of an item and a figure, or a decimal.
_BEFORE_FIGURE = lazy_re(r"(?P<number>\d{1,2})[.．、](?=\d)")


def _before_figures(paragraphs: Sequence[Paragraph]) -> list[Label | None]:
    """The labels, where 2.20家单位 between 1. and 3. is 2. before a figure, no decimal; 3.5万人 behind it is 3."""
    labels = [any_label_at(p.text) for p in paragraphs]
    maybe = {
        i: match
        for i, p in enumerate(paragraphs)
        if (label := labels[i]) is None or label.style == "d2"
        if not p.first.cell and (match := _BEFORE_FIGURE.match(p.text))
    }
    waiting: list[int] = []
    above = 0
    for i, label in enumerate(labels[:]):
        if i in maybe:
            waiting.append(i)
        elif label and label.style == "1.":
            numbers = [int(maybe[j]["number"]) for j in waiting]
            if above and numbers == list(range(above + 1, label.number)):
                for j, number in zip(waiting, numbers, strict=True):
                    labels[j] = Label("1.", number, str(number), maybe[j].end())
            waiting, above = [], label.number
    return labels


def _with_stops(labels: list[Label | None]) -> list[Label | None]:
    """The labels, where 2加强 between 1. and 3. is a 2. that lost its stop."""
    arabic = [(i, label) for i, label in enumerate(labels) if label and label.style in ("1", "1.")]
    for (_, before), (i, label), (_, behind) in zip(arabic, arabic[1:], arabic[2:], strict=False):
        printed = [before.number, before.style, behind.number, behind.style]
        if label.style == "1" and printed == [label.number - 1, "1.", label.number + 1, "1."]:
            labels[i] = replace(label, style="1.")
    return labels


def _reread(labels: list[Label | None]) -> list[Label | None]:
    """The labels, where (a) between (c) and (e) is a (d) that a scanner misread: the number that its place has."""
    run: list[tuple[int, Label]] = []
    for i, label in enumerate(labels):
        if label is None or RANK[label.style] > RANK["（a）"]:
            continue
        run = [*run[-2:], (i, label)] if label.style == "（a）" else []
        number = run[0][1].number + 1 if len(run) == 3 else 0
        if number and label.number == number + 1 and run[1][1].number != number:
            at, read = run[1]
            labels[at] = replace(read, number=number, name=f"（{chr(96 + number)}）")
    return labels


#: Styles whose labels are looked for inside a line where the numbering lacks one.
_TEARABLE = ("（一）", "（1）", "条", "一、", "1.", "（a）")


def torn_off(labels: Sequence[Label | None], paragraphs: Sequence[Paragraph]) -> dict[int, int]:
    """Where a label that the numbering lacks stands inside a paragraph: paragraph → offset.

    Where （七） is followed by （九） and （八） is printed just once in between, in the middle of a
    line and without a stop before it, a line end was lost. So it was where a list starts with 2.,
    and where the last entry of a list hangs at the end of the one before it.
    """
    found: dict[int, int] = {}
    last: dict[str, tuple[int, int]] = {}
    above = {style: 0 for style in _TEARABLE}
    for i, label in enumerate(labels):
        if label is None:
            continue
        for style in _TEARABLE:
            if RANK[label.style] < RANK[style]:
                above[style] = i
        if label.style not in _TEARABLE:
            continue
        number, since = last.get(label.style, (0, i))
        restarts = label.number == 2 and number != 1
        if restarts or label.number == number + 2:
            since = max(above[label.style], since if number else 0) if restarts else since
            missing = _missing(label.style, label.number - 1)
            hits = [(j, m.start()) for j in range(since, i) for m in missing.finditer(paragraphs[j].text, 1)]
            if len(hits) == 1:
                found.setdefault(*hits[0])
        last[label.style] = (label.number, i)
    for i, at in _hanging(labels, paragraphs):
        found.setdefault(i, at)
    return found


def _hanging(labels: Sequence[Label | None], paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, int]]:
    """Last entries of a list that hang at the end of the one before: （四）…5个工作日（五）公示后…."""
    following: dict[str, int] = {}
    articles = {label.number for label in labels if label and label.style == "条"}
    for i in range(len(labels) - 1, -1, -1):
        label = labels[i]
        if label is None:
            continue
        last = following.get(label.style, 1) == 1
        if last and (label.style == "1." or (label.style == "（一）" and label.number > 1)):
            pattern = _missing(label.style, label.number + 1)
        elif label.style == "条" and label.number + 1 not in articles:
            pattern = _last_article(label.number + 1)
        else:
            pattern = None
        hits = list(pattern.finditer(paragraphs[i].text, label.length)) if pattern else []
        if len(hits) == 1:
            yield i, hits[0].start()
        if not label.weak:
            following[label.style] = label.number


@lru_cache(maxsize=512)
def _missing(style: str, number: int) -> re.Pattern[str]:
    """A label as it stands inside a line where it is no reference (第八项, 按照（八）)."""
    if style == "条":
        return re.compile(rf"(?<=[。；：])第{to_chinese(number)}条(?![第规的、和款项])")
    if style == "一、":
        return re.compile(
            rf"(?<![第照据见至、和及{_NUMERALS}]){to_chinese(number)}、(?=[\u4e00-\u9fff])(?![{_NUMERALS}]{{1,2}}、)"
        )
    if style == "1.":
        return re.compile(rf"(?<=[\u4e00-\u9fff”》])(?<![第图表件栏录]){number}[.．、](?=[\u4e00-\u9fff“])")
    if style == "（a）":
        behind = "(?<=[。；;：:])" if number == 1 else "(?<![第照据见项款及和至或、])"
        return re.compile(
            rf"{behind}[（(]{chr(96 + number)}[）)](?=\s*[“《\u4e00-\u9fff])(?![项款条至和、的中])"
        )
    printed = to_chinese(number) if style == "（一）" else str(number)
    return re.compile(rf"(?<![第照据见项款及和至、])[（(]{printed}[）)](?![项款条至和、的中])")


_NUMERALS = "一二三四五六七八九十百"


@lru_cache(maxsize=64)
def _last_article(number: int) -> re.Pattern[str]:
    """The label of a closing article that lost its line: …负责解释第二十三条本办法自…施行."""
    return re.compile(
        rf"(?<![第照据按见反合和及与或、至到的在由《])第{to_chinese(number)}条\s*本[\u4e00-\u9fff]{{1,6}}?(?:自|由|从|未尽|所称)"
    )
