"""Headings that carry no number: “十四五”时期工作回顾, on a line of its own above its text; the steps of a plan.

Reports head their parts so. Nothing in the words tells such a line from a title or a caption; its
place does: it stands alone, between a finished sentence and a whole paragraph, where no numbered
clause is open or where the outermost numbering starts anew behind it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from rag.language.labels import ANNEX, Label
from rag.language.masthead import is_masthead
from rag.language.numerals import chinese_number
from rag.lazy_re import lazy_re
from rag.parse import front
from rag.parse.clean import TITLE
from rag.parse.lines import Paragraph
from rag.parse.metadata import DATE_LINE, is_organ

#: A heading is one phrase: no stop, no comma, no space, and no caption (图1, 表2, 专栏3, 注).
_PHRASE = lazy_re(
    r"(?!附|图|表|专栏|注|其中|第[一二三四五六七八九十]{1,3}、)[^\s。；：！？，．,;:!?|/（）()]{5,36}"
)
#: The heading of a chapter: a few characters, and those that nearly every law has.
#: In a text without any number it may be a question, have two halves, or stand under a word or two.
_HEADLINE = lazy_re(
    r"(?!附|图|表|专栏|注|其中|第[一二三四五六七八九十]{1,3}、)(?=.*[\u4e00-\u9fff]{3})[^。；|]{5,32}(?<![，、：:,])"
)
_KICKER = lazy_re(r"[^。；，,|/\d]{2,12}[：:]?")
_NAME = lazy_re(r"[\u4e00-\u9fff][\u4e00-\u9fff、\s]{0,18}[\u4e00-\u9fff]")
_CHAPTER = lazy_re(r"[总附罚分通]\s*则|法\s*律\s*责\s*任")
_FINISHED = ("。", "！", "；", "”", "：", "？", "）")
#: 第一，加快建设 on a line of its own: the heading of one of the matters that a section takes up.
_ORDINAL = lazy_re(
    r"(?P<name>第(?P<number>[一二三四五六七八九十]{1,2}))\s*(?P<stop>[，、,：:])\s*[^。；！？!?]{2,60}(?<![，、：:,])"
)
#: What is reached with each step of a plan, above the dash paragraphs that say so one by one.
_STEP = lazy_re(r"第[一二三四五六七八九]个?(?:步|阶段)[，,：:（(]|到\s*20\d\d\s*年")


def unnumbered(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> frozenset[int]:
    """Which paragraphs are headings without a number; none where only one line looks like it.

    Args:
        paragraphs: of the whole document.
        labels: theirs, as ``rag.parse.numbering`` has them.
    """
    strong = [i for i, la in enumerate(labels) if la and not la.weak and la.style != "—"]
    if any((la := labels[i]) and la.style == "条" for i in strong):
        return _among_articles(paragraphs, labels)
    end = next((i for i, p in enumerate(paragraphs) if i and ANNEX.match(p.text)), len(paragraphs))
    begun = next((i for i, p in enumerate(paragraphs) if "。" in p.text), end)
    signed = next((i for i in range(begun, end) if DATE_LINE.fullmatch(paragraphs[i].text)), end)
    if not strong:
        return _headlines(paragraphs, begun + 1, min(end, signed))
    outer = labels[strong[0]]
    found = [
        i
        for i in range(begun + 1, min(end, signed))
        if labels[i] is None and _stands_alone(paragraphs, labels, i) and _free(labels, strong, outer, i)
    ]
    behind = (i for i in range(1, end - 1) if _behind_table(paragraphs, labels, i))
    captions = frozenset(i for i in behind if _free(labels, strong, outer, i))
    return captions | frozenset(found) if len(found) > 1 else captions


#: Characters of a heading, at most: a longer line that a file marks as one is set in the wrong style.
_LONGEST = 45


def marked(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> frozenset[int]:
    """The headings without a label that the file itself marks; a single one is none, nor is the document's title.

    The title is the first of them where it alone has its level, and what is named like a document above the rest.
    """
    heads = [i for i, p in enumerate(paragraphs) if p.first.level and not p.first.cell]
    if heads and sum(paragraphs[i].first.level == paragraphs[heads[0]].first.level for i in heads) == 1:
        del heads[0]
    found: list[int] = []
    for i in heads:
        text = paragraphs[i].text
        front_line = DATE_LINE.fullmatch(text) or is_organ(text) or is_masthead(text)
        heads_text = labels[i] is None and len(text) <= _LONGEST and "。" not in text and not front_line
        if heads_text and (found or not TITLE.match(text)):
            found.append(i)
    return frozenset(found) if len(found) > 1 else frozenset()


def _behind_table(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None], i: int) -> bool:
    """Whether a line is a name between a table and a list that counts from one: 填报说明 on a sheet of its own."""
    paragraph, label = paragraphs[i], labels[i + 1]
    line = paragraph.first.opens_line and not paragraph.first.cell and labels[i] is None
    lists = (
        label is not None and label.number == 1 and label.style != "—" and not paragraphs[i + 1].first.cell
    )
    named = line and lists and _NAME.fullmatch(paragraph.text) and not is_organ(paragraph.text)
    return bool(named) and paragraphs[i - 1].first.column >= 0


def _headlines(paragraphs: Sequence[Paragraph], start: int, end: int) -> frozenset[int]:
    """The headings of a text without any number, as news and releases have them: a line or two above a paragraph."""
    found: set[int] = set()
    for i in range(start, min(end, len(paragraphs) - 1)):
        if not paragraphs[i - 1].text.endswith(_FINISHED) or i - 1 in found:
            continue
        one = _is_line(paragraphs[i], _HEADLINE) and _is_text(paragraphs, i + 1)
        above = _is_line(paragraphs[i], _KICKER) or _is_line(paragraphs[i], _HEADLINE)
        if one or (above and _is_line(paragraphs[i + 1], _HEADLINE) and _is_text(paragraphs, i + 2)):
            found.add(i)
    return frozenset(found) if len(found) > 1 else frozenset()


def _is_line(paragraph: Paragraph, form: re.Pattern[str]) -> bool:
    first = paragraph.first
    return (
        first.opens_line
        and not first.cell
        and form.fullmatch(paragraph.text) is not None
        and not is_organ(paragraph.text)
    )


def _is_text(paragraphs: Sequence[Paragraph], i: int) -> bool:
    """Whether a whole paragraph of running text stands at ``i``."""
    if i >= len(paragraphs):
        return False
    text = paragraphs[i].text
    return "。" in text and len(text) >= 25 and paragraphs[i].first.opens_line


def _among_articles(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> frozenset[int]:
    """The headings of chapters that have no number: 附则 between two articles; other words only where there are several."""
    found = [
        i
        for i in range(1, len(paragraphs) - 1)
        if (label := labels[i + 1]) is not None
        and label.style == "条"
        and labels[i] is None
        and _NAME.fullmatch(paragraphs[i].text)
        and paragraphs[i].first.opens_line
        and not paragraphs[i].first.cell
        and (label.number == 1 or paragraphs[i - 1].text.endswith(_FINISHED))
    ]
    named = [i for i in found if _CHAPTER.fullmatch(paragraphs[i].text)]
    behind = [i for i in found if (label := labels[i + 1]) and label.number > 1]
    return frozenset(found if len(behind) > 1 and named else named)


def _stands_alone(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None], i: int) -> bool:
    """Whether a line is a phrase between a finished sentence and a paragraph, or the first label."""
    paragraph, before = paragraphs[i], paragraphs[i - 1]
    if i + 1 == len(paragraphs) or not paragraph.first.opens_line or paragraph.first.cell:
        return False
    if not _PHRASE.fullmatch(paragraph.text) or not before.text.endswith(_FINISHED):
        return False
    if is_organ(paragraph.text) or front.carried_title(paragraph.text, paragraphs[i + 1 : i + 13]):
        return False
    label = labels[i + 1]
    return (label is not None and label.number == 1 and label.style != "—") or _is_text(paragraphs, i + 1)


def _free(labels: Sequence[Label | None], strong: Sequence[int], outer: Label | None, i: int) -> bool:
    """Whether no numbered clause is open at ``i``, or the outermost numbering starts anew behind it."""
    if i < strong[0]:
        return True
    behind = bisect_right(strong, i)
    ahead = labels[strong[behind]] if behind < len(strong) else None
    return ahead is not None and outer is not None and (ahead.style, ahead.number) == (outer.style, 1)


def steps(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> frozenset[int]:
    """Which paragraphs are steps of a plan, each above the dash paragraphs of its own: 第二步，到2025年….

    A single one is none, and so are those that a numbered clause stands between.
    """
    found: set[int] = set()
    last = None
    for i, paragraph in enumerate(paragraphs[:-1]):
        label, below = labels[i], labels[i + 1]
        if label is not None and label.style != "—":
            last = None
        elif label is None and below and below.style == "—" and _is_step(paragraph):
            found |= set() if last is None else {last, i}
            last = i
    return frozenset(found)


def ordinals(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> Mapping[int, Label]:
    """The headings of a section's matters, with their labels: 第一，…, 第二，…, each on a line above its text.

    They count up from 第一; one that runs into its text, or stands alone, is none.
    """
    found: dict[int, Label] = {}
    last: tuple[int, Label] | None = None
    for i, paragraph in enumerate(paragraphs[:-1]):
        match = _ORDINAL.fullmatch(paragraph.text) if labels[i] is None else None
        if match is None or paragraph.first.cell or not _heads(paragraphs, labels, i):
            continue
        label = Label("第", chinese_number(match["number"]) or 0, match["name"], match.end("stop"))
        if last is not None and label.number == last[1].number + 1:
            found |= {last[0]: last[1], i: label}
        last = (i, label) if label.number == 1 or i in found else None
    return found


def _heads(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None], i: int) -> bool:
    """Whether a sentence or a list that counts from one stands below a line."""
    below = labels[i + 1]
    return "。" in paragraphs[i + 1].text if below is None else below.number == 1 and below.style != "—"


def _is_step(paragraph: Paragraph) -> bool:
    return paragraph.first.opens_line and not paragraph.first.cell and bool(_STEP.match(paragraph.text))
