"""What the end of a page or a link tears: sentences that break off, headings hung on the line before.

Pages that were read one after the other lose the line end between them, so that the heading at the
top of a page stands behind the last sentence of the one before; pages of a wiki put a line end
around each link. Neither shows in the width of the lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.language.labels import ANNEX, any_label_at, label_at
from rag.language.masthead import DATE_LINE
from rag.language.organs import is_organ
from rag.language.text import STOPS
from rag.lazy_re import either, lazy_re
from rag.parse.cut import Unit
from rag.parse.narrow import width_of

#: What ends a line as well as a stop does: nothing goes on behind a bracket, a dash or dots.
_ENDS = (*STOPS, "”", "）", ")", "》", "】", "]", "—", "…", "←")
_DASHES = lazy_re(r"[—–―─━－]{1,2}")
#: The lines that are looked through for the start of a sentence.
_LINES = 12
#: How a line starts that goes on with nothing: a bullet, a bracket, a note.
_ANEW = lazy_re(r"[★☆☞●■◆◇▲△▶►•·※○□【\[（(]|(?:备\s*注|注)\s*[：:]|联\s*系")
#: How a caption or an entry of a figure starts: 图2, 专栏3, 02 车间, AB安全.
_CAPTION = lazy_re(
    r"(?:图|表|专\s*栏|案\s*例)\s*[\d一二三四五六七八九十]|\d{1,2}[ \u3000]|[A-Z]{1,3}[\u4e00-\u9fff]"
)
#: A heading at the end of a line, behind a finished sentence.
_HUNG = lazy_re(
    either(
        r"(?<=[。；！？])\s*"
        r"(?P<heading>(?:【\s*第|第\s*[\d一二三四五六七八九十]{1,3}\s*[编篇章节部]|[一二三四五六七八九十]{1,3}、|"
        r"[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}(?:\.\d{1,2}){1,3})[^。；：！？，]{0,32})$",
    )
)
#: No sentence that goes on in the next line begins so.
_SURE = lazy_re(r"【|第.{1,3}[编篇章节]|\d{1,2}(?:\.\d{1,2}){2}")
#: Of the width of a page: a line of two pages differs by more.
_EVEN = 1.6


def breaks_off(group: Sequence[Unit], unit: Unit) -> bool:
    """Whether a paragraph of running text ends in the middle of a sentence, and ``unit`` may go on with it."""
    last = group[-1].text
    if last.endswith(_ENDS) and not (len(group) == 1 and _DASHES.fullmatch(last)):
        return False
    begun = _sentence(group)
    if not begun or any_label_at(begun) or _CAPTION.match(begun):
        return False
    text = unit.text
    anew = label_at(text) or ANNEX.match(text) or DATE_LINE.fullmatch(text) or is_organ(text)
    return not (anew or _ANEW.match(text) or _CAPTION.match(text))


def _sentence(group: Sequence[Unit]) -> str:
    """What stands behind the last full stop of a paragraph, or behind the dash alone on its first line."""
    tail = ""
    for unit in reversed(group[-_LINES:]):
        _, stop, behind = unit.text.rpartition("。")
        tail = behind + tail
        if stop:
            return tail.lstrip()
    return tail.lstrip(group[0].text) or tail if _DASHES.fullmatch(group[0].text) else ""


def unhung(units: Sequence[Unit], width: float) -> list[Unit]:
    """The units, where a heading at the end of a line is a line of its own.

    In a wrapped text a line as wide as the page may break a sentence that begins with a label.
    """
    out: list[Unit] = []
    for i, unit in enumerate(units):
        whole = i + 1 == len(units) or units[i + 1].opens_line
        match = _HUNG.search(unit.text) if whole and not unit.cell and "。" in unit.text else None
        if match is None or any_label_at(match["heading"]) is None:
            out.append(unit)
            continue
        if abs(width_of(unit.text) - width) <= _EVEN and not _SURE.match(match["heading"]):
            out.append(unit)
            continue
        begin, cut = match.start("heading"), match.start()
        out.append(replace(unit, end=unit.start + cut, text=unit.text[:cut]))
        out.append(
            replace(
                unit,
                start=unit.start + begin,
                text=unit.text[begin:],
                opens_line=True,
                gap=False,
                indent=False,
            )
        )
    return out
