"""Parts with a numbering of their own: boxes, questions, a glossary, a regulation printed again.

Found before the paragraphs are dealt out, each by what stands around it: a line that only looks like
the head of such a part stays text. Beside them, what carries labels and opens nothing: the list of the
sections in a preamble, and articles that are quoted; and the numerals on lines of their own that do open sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.language.departments import NUMBER_COLUMN
from rag.language.dialogue import ANSWER, QUESTION
from rag.language.labels import ANNEX, LAW, Label, label_at
from rag.language.numerals import chinese_number
from rag.language.text import fold, squeeze
from rag.lazy_re import lazy_re
from rag.parse import front
from rag.parse.lines import Paragraph
from rag.parse.notes import endnotes, remarks

#: Styles of parts that hold a numbering of their own; ``rag.parse.numbering`` does not look beyond them.
OWN = frozenset(("附", "专栏", "问"))
#: Paragraphs between the head of a box and its first entry, or a question and its answer, at most.
_NEAR = 3

#: 专栏2 养老工程: the head of a box of a plan.
_BOX = lazy_re(
    r"专\s*栏\s*(?P<number>\d{1,2}(?:[-－]\d{1,2})?|[一二三四五六七八九十]{1,3})"
    r"(?![所中的和、至及与]|\d)\s*[：:．.]?\s*[^。；]{0,50}"
)
#: The caption of a table: one phrase on a line.
_CAPTION = lazy_re(r"(?!附\s*[件表录]|单\s*位)[^。；，,;|]{2,30}")
#: 某报记者：…？ of a press conference; who answers is named alone: 甲：.
_REPORTER = lazy_re(r"(?P<number>)[^\s。；，,：:？?]{0,16}记者(?:提?问)?\s*[：:](?=.*[？?])")
_SPEAKER = lazy_re(r"(?!.{0,12}记者)[\u4e00-\u9fff·]{2,12}\s*[：:]")
_GLOSSARY = lazy_re(r"(?:有关|相关|部分)?(?:名词|术语|名词术语|专业术语)(?:解释|注释|说明)|注\s*释")
#: What an amending decision says of the text it changes.
_AMENDS = lazy_re(r"重新公布|作(?:如下|出如下|相应)(?:的)?修改|修改为")
_CITED = lazy_re(r"《([^《》]{4,80})》")
#: Where an entry of a list inside a paragraph begins: 分三个部分：一、回顾；二、安排.
_ENTRY = lazy_re(r"(?:^|(?<=[：:；;。，,]))\s*(?=[一二三四五六七八九十]{1,3}、)")


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its path element, its style (专栏, 问, or 附 for one that ends with the document), its label's length."""

    name: str
    style: str
    length: int


def parts(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> Mapping[int, Part]:
    """The parts by the paragraph that opens each.

    Args:
        paragraphs: of the whole document.
        labels: theirs, as ``rag.parse.numbering`` has them.
    """
    found = dict(_boxes(paragraphs, labels))
    found |= {i: Part(name, "专栏", length) for i, name, length in remarks(paragraphs, labels)}
    found |= {i: Part("注", "附", length) for i, length in endnotes(paragraphs, labels)}
    found |= dict(_captions(paragraphs, labels)) | dict(_questions(paragraphs))
    for place, part in (_glossary(paragraphs, labels), _reprint(paragraphs, labels)):
        if part is not None:
            found[place] = part
    return found


def _boxes(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> Iterator[tuple[int, Part]]:
    """Boxes over a table or a list; where one of plain text ends nobody can tell, so it opens nothing."""
    for i, paragraph in enumerate(paragraphs[:-1]):
        if not paragraph.first.opens_line or (match := _BOX.fullmatch(paragraph.text)) is None:
            continue
        following = paragraphs[i + 1].first
        table = following.column >= 0 and following.opens_line
        if table or _lists(paragraphs, labels, i):
            number = match["number"].replace("－", "-")
            yield i, Part(f"专栏{number}", "专栏", match.end("number"))


def _captions(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> Iterator[tuple[int, Part]]:
    """Captions of tables whose rows are numbered, where each of several tables counts from one.

    Where nothing but tables carries numbers, as in a workbook, each table has the lines above it for a caption.
    """
    heads = [i for i, p in enumerate(paragraphs) if p.first.column >= 0 and NUMBER_COLUMN.fullmatch(p.text)]
    sheets = all(p.first.cell or not la or la.weak for p, la in zip(paragraphs, labels, strict=True))
    if sheets:
        heads = [i for i, p in enumerate(paragraphs) if p.first.column >= 0 and _opens_table(paragraphs, i)]
    if len(heads) < 2:
        return
    begun = next(i for i, p in enumerate(paragraphs) if "。" in p.text or p.first.column >= 0)
    for head in heads:
        while head and not paragraphs[head].first.opens_line:
            head -= 1
        i = head - 1
        while sheets and i > begun and not paragraphs[i].first.gap and _is_caption(paragraphs[i - 1]):
            i -= 1
        if i >= begun and labels[i] is None and _is_caption(paragraphs[i]):
            yield i, Part(squeeze(paragraphs[i].text).rstrip("：:").replace("/", "／"), "专栏", 0)


def _is_caption(paragraph: Paragraph) -> bool:
    first = paragraph.first
    return first.opens_line and not first.cell and _CAPTION.fullmatch(paragraph.text) is not None


def _opens_table(paragraphs: Sequence[Paragraph], i: int) -> bool:
    return paragraphs[i].first.opens_line and (i == 0 or not paragraphs[i - 1].first.cell)


def _lists(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None], i: int) -> bool:
    """Whether a list begins behind ``i``, with nothing but its announcement in between."""
    for j in range(i + 1, min(i + 1 + _NEAR, len(paragraphs))):
        if (label := labels[j]) is not None:
            return not label.weak and label.style != "—" and label.number == 1
        if "。" in paragraphs[j].text:
            return False
    return False


def _questions(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, Part]]:
    """Questions with their answers, named by their printed numbers, else in their order."""
    asked = [
        (i, match)
        for i, paragraph in enumerate(paragraphs)
        if paragraph.first.opens_line
        and not paragraph.first.cell
        and (match := _asked(paragraphs, i, QUESTION, ANSWER) or _asked(paragraphs, i, _REPORTER, _SPEAKER))
    ]
    printed = all(match["number"] for _, match in asked)
    for count, (i, match) in enumerate(asked, start=1):
        yield i, Part(f"问{match['number'] if printed else count}", "问", match.end())


def _asked(
    paragraphs: Sequence[Paragraph], i: int, question: re.Pattern[str], answer: re.Pattern[str]
) -> re.Match[str] | None:
    """The mark of a question that has its answer, in the paragraph itself or close behind it."""
    match = question.match(paragraphs[i].text)
    if match is None or re.search(r"[？?]\s*答\s*[：:]", paragraphs[i].text):
        return match
    for paragraph in paragraphs[i + 1 : i + 1 + _NEAR]:
        if answer.match(paragraph.text):
            return match
        if question.match(paragraph.text):
            return None
    return None


def _glossary(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> tuple[int, Part | None]:
    """名词解释 behind the text: nothing behind it goes on with the numbering of the text."""
    strong = [i for i, label in enumerate(labels) if label and not label.weak and label.style != "—"]
    outer = labels[strong[0]] if strong else None
    last = max(
        (i for i in strong if outer and (label := labels[i]) and label.style == outer.style), default=-1
    )
    for i, paragraph in enumerate(paragraphs[:-1]):
        label = labels[i + 1]
        if outer is None or strong[0] > i or label is None or label.weak or label.number != 1:
            continue
        if not _GLOSSARY.fullmatch(paragraph.text.rstrip("：:")) or ANNEX.match(paragraphs[i - 1].text):
            continue
        if paragraph.first.opens_line and (label.style == outer.style or last < i):
            return i, Part(squeeze(paragraph.text).rstrip("：:"), "附", 0)
    return -1, None


def _reprint(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> tuple[int, Part | None]:
    """The regulation that an amending decision prints again: a title cited above, and 第一条 behind it."""
    cited: set[str] = set()
    amends = False
    for i, paragraph in enumerate(paragraphs):
        if amends and _opens_articles(labels, i) and (title := _title(paragraphs, i)) in cited:
            return i, Part(f"《{title.replace('/', '／')}》", "附", 0)
        amends = amends or _AMENDS.search(paragraph.text) is not None
        if "《" in paragraph.text:
            cited.update(_CITED.findall(squeeze(paragraph.text)))
    return -1, None


def _opens_articles(labels: Sequence[Label | None], i: int) -> bool:
    """Whether the first label behind line ``i``, and close to it, is that of a first chapter or article."""
    near = labels[i : i + 6]
    if near[0] is not None:
        return False
    label = next((label for label in near if label), None)
    return label is not None and label.number == 1 and label.style in ("编", "章", "条")


def _title(paragraphs: Sequence[Paragraph], i: int) -> str:
    """The title of a carried document that starts at ``i``, over several lines or one; empty for none."""
    if not front.carried_title(paragraphs[i].text, paragraphs[i + 1 : i + 5]):
        return ""
    lines = [squeeze(paragraph.text) for paragraph in paragraphs[i : i + 5]]
    ends = next((n for n in range(1, 6) if front.is_carried("".join(lines[:n]))), 1)
    return "".join(lines[:ends])


def contents(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> frozenset[int]:
    """The paragraphs of a preamble that list the sections: 报告分三个部分：一、…；二、…；三、….

    What makes a list one of contents is that its entries come again as the headings of sections.
    """
    heads = _headings(paragraphs, labels)
    first = next((i for i, label in enumerate(labels) if label and not label.weak), len(paragraphs))
    found = {i for i in range(first) if _announced(_entries(paragraphs[i].text), heads, i)}
    run = (
        _run(paragraphs, labels, first) if first and paragraphs[first - 1].text.endswith(("：", ":")) else []
    )
    entries = [(label.name, paragraphs[i].text[label.length :]) for i in run if (label := labels[i])]
    return frozenset(found | set(run) if _announced(entries, heads, max(run, default=0)) else found)


def _headings(
    paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]
) -> Mapping[str, list[tuple[int, str]]]:
    """(place, text behind the label) of the paragraphs with a label, by the label's name."""
    found: dict[str, list[tuple[int, str]]] = {}
    for i, label in enumerate(labels):
        if label is not None and not label.weak:
            found.setdefault(label.name, []).append((i, _plain(paragraphs[i].text[label.length :][:80])))
    return found


def _entries(text: str) -> list[tuple[str, str]]:
    """(label, title) of the entries 一、…；二、… that a paragraph lists from 一 on."""
    places = [match.end() for match in _ENTRY.finditer(text)] if "一、" in text else []
    found: list[tuple[str, str]] = []
    for start, end in zip(places, [*places[1:], len(text)], strict=False):
        label = label_at(text[start : start + 8])
        if label is not None and label.number == len(found) + 1:
            found.append((label.name, re.split("[。；;]", text[start + label.length : end])[0]))
    return found


def _run(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None], first: int) -> list[int]:
    """The lines of a list from ``first`` on that count up from one and hold no sentence."""
    run: list[int] = []
    for i in range(first, len(paragraphs)):
        label = labels[i]
        if label is None or label.number != len(run) + 1 or label.style != (labels[first] or label).style:
            break
        if len(paragraphs[i].text) > 60 or paragraphs[i].first.cell:
            break
        run.append(i)
    return run


def _announced(
    entries: Sequence[tuple[str, str]], heads: Mapping[str, list[tuple[int, str]]], behind: int
) -> bool:
    """Whether at least two entries are listed and each comes again as a heading behind a place."""
    return len(entries) > 1 and all(
        any(i > behind and head.startswith(_plain(title)) for i, head in heads.get(name, ()))
        for name, title in entries
        if _plain(title)
    )


def _plain(text: str) -> str:
    return re.sub(r"\W", "", fold(text))


#: Where the articles of another document begin that a paragraph quotes: 规定：“第九条 ….
_QUOTE = lazy_re(r"(?:^|[：:])\s*“\s*第[\d一二三四五六七八九十百零〇]{1,6}条")
#: Paragraphs of one quotation, at most.
_QUOTED = 20


def quoted_articles(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> frozenset[int]:
    """The paragraphs with the label of an article that stands in a quotation, not in the document.

    A quotation begins with an article and ends in the first paragraph that closes more than it opens; each
    paragraph of it may open anew.
    """
    found: set[int] = set()
    for i, paragraph in enumerate(paragraphs):
        if "“" not in paragraph.text or not _QUOTE.search(paragraph.text):
            continue
        depth = 0
        for j in range(i, min(i + _QUOTED, len(paragraphs))):
            text = paragraphs[j].text
            depth = max(depth, 0) if j == i or not text.startswith("“") else 0
            depth += text.count("“") - text.count("”")
            if depth <= 0:
                found.update(k for k in range(i + 1, j + 1) if (la := labels[k]) and la.style in LAW)
                break
    return frozenset(found)


def with_numerals_alone(labels: list[Label | None], paragraphs: Sequence[Paragraph]) -> list[Label | None]:
    """The labels, where 一, 二, 三 on lines of their own are sections: a report counts up in them throughout."""
    found = [
        (i, number)
        for i, paragraph in enumerate(paragraphs)
        if len(paragraph.text) <= 3
        and not paragraph.first.cell
        and (number := chinese_number(paragraph.text))
        and _text_behind(paragraphs, i)
    ]
    if len(found) > 1 and [number for _, number in found] == list(range(1, len(found) + 1)):
        for i, number in found:
            labels[i] = Label("一", number, paragraphs[i].text, len(paragraphs[i].text))
    return labels


def _text_behind(paragraphs: Sequence[Paragraph], i: int) -> bool:
    """Whether running text follows, with a heading above it at most: cells of a table are none."""
    return any("。" in p.text and len(p.text) >= 20 for p in paragraphs[i + 1 : i + 3])
