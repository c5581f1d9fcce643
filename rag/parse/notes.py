"""Notes: the footnotes of a page, the notes below a table, and those at the end of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rag.language.labels import Label, label_at
from rag.language.text import NOTE_MARK, squeeze
from rag.lazy_re import lazy_re
from rag.parse.lines import Paragraph

#: What stands under a table and speaks of all of it.
REMARK = lazy_re(r"(?P<name>备\s*注|注|(?:填\s*[报表写]\s*)?说\s*明)\s*[：:]\s*")
#: 注： above notes with the marks that stand in the text.
_NOTES = lazy_re(r"(?:附\s*)?注\s*释?\s*[：:]?")
_NOTE = lazy_re(NOTE_MARK)
_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
#: ① behind a word, at a stop: the mark of a footnote, not the label of an item.
_MARK = lazy_re(rf"(?<=[\w”》）%％])[{_MARKS}](?=[，。；、：”》）]|$)")
#: How far above a footnote its mark may stand, in paragraphs.
_ABOVE = 30


def remarks(
    paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]
) -> Iterator[tuple[int, str, int]]:
    """Notes below a table that count from one, 说明：1.…2.…, each with its name and the length of its label.

    They are none of its rows, nor sections of the text.
    """
    for i, paragraph in enumerate(paragraphs):
        match = REMARK.match(paragraph.text)
        if match is None or not i or paragraphs[i - 1].first.column < 0 or not paragraph.first.opens_line:
            continue
        rest = paragraph.text[match.end() :]
        listed = label_at(rest) if rest else labels[i + 1] if i + 1 < len(paragraphs) else None
        if listed is not None and not listed.weak and listed.number == 1 and listed.style != "—":
            yield i, squeeze(match["name"]), match.end()


def endnotes(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> Iterator[tuple[int, int]]:
    """The notes below the last section, 注：[1]…[2]…, with nothing behind them but where the data are from.

    The place of 注： with its length, where there are any.
    """
    for i, paragraph in enumerate(paragraphs[:-1]):
        if paragraph.first.cell or not _NOTES.fullmatch(paragraph.text):
            continue
        behind = paragraphs[i + 1 :]
        listed = [p for p in behind if _NOTE.match(p.text)]
        told = all(la is None or la.weak or la.style == "①" for la in labels[i + 1 :])
        if told and len(listed) > 1 and listed[0] is behind[0]:
            yield i, len(paragraph.text)
            return


def footnotes(paragraphs: Sequence[Paragraph], labels: Sequence[Label | None]) -> Mapping[int, int]:
    """The paragraphs that are footnotes, each with the paragraph that its mark stands in.

    A page's footnote begins with a mark that stands behind a word above it: …的2%①。
    """
    marked: dict[str, int] = {}
    found: dict[int, int] = {}
    for i, paragraph in enumerate(paragraphs):
        label = labels[i]
        above = marked.get(label.name) if label is not None and label.style == "①" else None
        if above is not None and i - above <= _ABOVE and label is not None:
            found[i] = above
            del marked[label.name]
        marked |= {match[0]: i for match in _MARK.finditer(paragraph.text)}
    return found
