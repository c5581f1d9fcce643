"""Plain text: which encoding the bytes are in, and whether they are text at all."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from itertools import groupby

from rag.errors import DocumentError
from rag.language.labels import label_at
from rag.lazy_re import lazy_re
from rag.load.grid import MAX_COLUMNS, Cell, grid, lines
from rag.load.loaded import Content

#: The most frequent characters of modern Chinese and of official documents, simplified and
#: traditional. In a text read in its own encoding about half of all characters are among them;
#: read in another encoding, next to none are.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
    "而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把"
    "性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质"
    "气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活"
    "设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则"
    "任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美"
    "再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元"
    "况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委"
    "素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江"
    "型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随病苏失尔死讲"
    "医疗卫健康镇乡村街负责单位牵督财险费补贴印附施监督推促服扶贫企"
    "這為個國時來們對會發動過說產種後學經進著電裡現實兩體機當點從業應開還與關條沒結問義樣間線內數質氣變"
    "無系軍題黨員總設長資邊級圖統接較將組見計別運農幾區強決戰則據處隊門規熱領東導壓爭濟術極聯認權證"
    "轉單風帶場車務萬達積議聲報類離華確張馬話節況傳許廣記斷難礦劃標寫選專狀廠識適屬圓滿縣參細聽該鐵價嚴"
    "醫療衛鎮鄉負責監財險費補貼辦構劳執協規劃預據衆臺灣灣內點樓號經發實環環處員創聯導醫護療"
)
_CONTROL = lazy_re(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark starts with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSED = ("gb18030", "big5hkscs", "utf-8", "utf-16-le", "utf-16-be")
_SAMPLE = 200_000
#: Share of damaged characters that is still a text with a few bad bytes.
_DAMAGED = 0.02


def decode(data: bytes, declared: str | None = None) -> str:
    """The text that ``data`` holds.

    A byte order mark decides; then strict UTF-8, which no other encoding passes by chance; then
    ``declared`` (an HTML page's own word) where it decodes; then GB18030, Big5, damaged UTF-8 and
    UTF-16 compete by the share of frequent characters they give.

    Raises:
        DocumentError: the bytes are not text in any of these encodings.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, "replace"))
    try:
        text = data.decode("utf-8")
        if "\x00" not in text:
            return _checked(text)
    except UnicodeDecodeError:
        pass
    if declared is not None:
        text = data.decode(declared, "replace")
        if _badness(text) <= _DAMAGED and _score(text) > 0:
            return text
    return _best_guess(data)


def _best_guess(data: bytes) -> str:
    sample = data[:_SAMPLE]
    scores = {name: _score(sample.decode(name, "replace")) for name in _GUESSED}
    best = max(_GUESSED, key=lambda name: scores[name])
    if scores[best] <= 0.1:
        raise DocumentError(
            "不是 UTF-8、UTF-16、GB18030 或 Big5 文本，请另存为 UTF-8 / "
            "is not text in UTF-8, UTF-16, GB18030 or Big5; save it as UTF-8"
        )
    return _checked(data.decode(best, "replace"))


def _score(text: str) -> float:
    """How much ``text`` looks like Chinese or ASCII prose: 1 at best, negative for junk."""
    text = text[:_SAMPLE]
    wide = [char for char in text if char > "\x7f"]
    if not wide:
        return 1.0 if text and not _CONTROL.search(text) else -1.0
    good = sum(char in _FREQUENT or char in "，。、；：“”（）《》　！？【】〔〕—…" for char in wide)
    return good / len(wide) - 10 * _badness(text)


def _badness(text: str) -> float:
    text = text[:_SAMPLE]
    return len(_CONTROL.findall(text)) / max(1, len(text))


def _checked(text: str) -> str:
    if _badness(text) > _DAMAGED:
        raise DocumentError(
            "是二进制数据，不是文本，请确认文件名 / holds binary data, not text; check that its name is right"
        )
    return text


#: What parts the columns of a table that a plain text sets out.
_GAP = lazy_re(r"[ \u3000]{2,}")
#: Rows, and columns, of such a table at least.
_ROWS = 3


def read_plain(data: bytes) -> Content:
    """A text file as it is, but for tables copied out of Word or Excel, whose cells tabs part, or wide gaps.

    They become rows ``| a | b |``; form feeds and line ends are for the normalisation.
    """
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text:
        text = _with_tables(text, lambda line: line.split("\t"), _is_table)
    return Content(_with_tables(text, lambda line: _GAP.split(line.strip()), _tells_figures))


def _with_tables(
    text: str,
    cells: Callable[[str], Sequence[str]],
    is_table: Callable[[Sequence[Sequence[str]]], bool],
) -> str:
    """The text, lines one below the other of as many cells as rows of a table where they are one."""
    out: list[str] = []
    for _, group in groupby(text.split("\n"), key=lambda line: len(cells(line))):
        block = list(group)
        rows = [[cell.strip() for cell in cells(line)] for line in block]
        if is_table(rows):
            block = lines(grid([[Cell(cell) for cell in row[:MAX_COLUMNS]] for row in rows]))
        out.extend(block)
    return "\n".join(out)


def _tells_figures(rows: Sequence[Sequence[str]]) -> bool:
    """Whether lines set out with wide gaps are a table: a head without figures, and a figure in each cell below it.

    The first column names the rows. Without such a sign lines may be signatures, or words spaced out.
    """
    if len(rows) < _ROWS or len(rows[0]) < _ROWS or any("|" in cell for row in rows for cell in row):
        return False
    figures = [[any(map(str.isdecimal, cell)) for cell in row] for row in rows]
    return not any(figures[0]) and all(all(row[1:]) for row in figures[1:])


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether lines with as many tabs each are a table.

    Not where tabs only indent, part a label from its text, or lead to the page in a table of contents.
    """
    wide = len(rows[0])
    if wide < 2 or len(rows) < (2 if wide > 2 else 3):
        return False
    told = [sum(map(bool, row)) for row in rows]
    pages = all(row[-1].isdecimal() for row in rows)
    labels = wide == 2 and any(_is_label(row[0]) for row in rows)
    return told[0] > 1 and 2 * sum(count > 1 for count in told) > len(rows) and not pages and not labels


def _is_label(cell: str) -> bool:
    label = label_at(f"{cell} 文")
    return label is not None and label.length >= len(cell) > 0
