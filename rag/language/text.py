"""Text as it is stored: one explicit normalisation at load, and the cuts into sentences.

Never NFKC: it turns ① into 1, and full-width brackets, which are printed labels, into half-width
ones. The table below only repairs what is invisible or was never meant: line ends, odd spaces,
zero-width and control characters, and the radical code points that PDF producers write in the
place of characters (⼈ for 人, ⺠ for 民).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

#: CJK Radicals Supplement (U+2E80–2EFF) has no NFKC mapping for most simplified forms; these are
#: the ones whose glyph is a character in common use (Unicode code chart U2E80).
_SUPPLEMENT = dict(
    zip(
        "⺀⺁⺄⺆⺈⺊⺋⺌⺍⺎⺓⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺹⺺⺻⺼⺽⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "丶厂乙冂刀卜㔾小小尢幺心扌攵旡日月歺母民水氺灬爪爫丬王疋目示礻竹糸纟罓罒网罒网羊羊羊耂聿聿月臼艹虎衤覀西见角角讠贝足车辶辶辶阝钅长镸长门阜阝雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龟亀龟",
        strict=False,
    )
)


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {ord(k): v for k, v in _SUPPLEMENT.items()}
    for code in range(0x2F00, 0x2FD6):  # Kangxi radicals: NFKC maps each to its character
        table[code] = unicodedata.normalize("NFKC", chr(code))
    for code in [*range(0x20), *range(0x7F, 0xA0)]:
        table[code] = None
    table[0x0A] = "\n"
    for code in (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F):
        table[code] = " "
    for code in (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)):
        table[code] = None
    # Marks that hide or turn round what stands beside them.
    for code in (0x061C, 0x180E, *range(0x2066, 0x2070), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)):
        table[code] = None
    table[0xFEFF] = table[0xFFFE] = table[0xFFFF] = None
    for code in (0x2028, 0x2029, 0x85, 0x0B, 0x0C):
        table[code] = "\n"
    for code in range(0xD800, 0xE000):  # lone surrogates cannot be stored as UTF-8
        table[code] = "\ufffd"
    return table


_TABLE = _table()


#: A figure whose digits stand apart: 达到7 4 7 7 2 亿元, 1 0 ．3 ％. No gap is wider than one space, and what
#: stands before it touches it: the columns of a table are parted on both sides. A line of text may begin with one.
_SPACED = re.compile(r"(?:(?<=[^\s\d|｜])|(?m:^)(?=[^\n]*[，。；]))\d(?: \d){1,14}(?! ?\d)")
_SPACED_POINT = re.compile(r"(?<=\d) ?[．.] ?(?=\d)")
#: The gap that such a text leaves behind a figure: 1999 年, 11 ％.
_SPACED_UNIT = re.compile(
    r"((?:(?<=[^\s\d.|｜])|(?m:^)(?=[^\n]*[，。；]))\d[\d.]{0,20}) (?=[\u4e00-\u9fff%％‰])"
)
#: So many figures stand apart where a text is set so, and one with its digits together for each of so many.
_SET_APART, _TOGETHER = 8, 10


def normalise(text: str) -> str:
    """The text as stored: every later offset refers to what this returns (idempotent)."""
    return _together(text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE))


def _together(text: str) -> str:
    """The digits of each figure joined, in a text that sets nearly all of them apart: 1 9 9 9 年 is 1999 年."""
    apart = len(_SPACED.findall(text))
    if apart < _SET_APART or len(re.findall(r"\d{2,}", text)) * _TOGETHER > apart:
        return text
    text = _SPACED_POINT.sub(".", _SPACED.sub(lambda match: match[0].replace(" ", ""), text))
    return _SPACED_UNIT.sub(r"\1", text)


#: For comparing, never for storing: width of digits, letters and the punctuation of labels.
_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_WIDTH |= {0x3000: " ", 0x3014: "[", 0x3015: "]", 0x3010: "[", 0x3011: "]", 0x3002: "."}
_WIDTH |= {ord(a): b for a, b in zip("“”‘’、—–－", "\"\"'',---", strict=True)}


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """The text for comparison: half width, lower case, without white space (offsets are lost)."""
    return re.sub(r"\s+", "", text.translate(_WIDTH)).lower()


_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


_RAISED = str.maketrans("0123456789０１２３４５６７８９+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def raised(text: str) -> str:
    r"""Superscript digits and signs: the 9 of 10⁹, or a mark of a note, is no digit of the number before it.

    ``\d`` and ``isdecimal`` do not take them for digits; ``isdigit`` does, and ``int`` then fails.
    """
    return text.translate(_RAISED) if re.search(r"\d", text) else text


#: The mark of a note behind a word or a title: [1], ［²］, ¹, ①, *.
NOTE_MARK = r"(?:[\[［〔]\s*[\d⁰¹²³⁴-⁹]{1,2}\s*[\]］〕]|[⁰¹²³⁴-⁹]{1,2}|[①-⑳]|[*＊]{1,3})"
_MARKED = re.compile(rf"\s*{NOTE_MARK}\Z")


def unmarked(line: str) -> str:
    """A line without the mark of a note at its end.

    >>> unmarked("2024年统计公报[¹]"), unmarked("某办法[2024]")
    ('2024年统计公报', '某办法[2024]')
    """
    return _MARKED.sub("", line) or line


def half_width(text: str) -> str:
    """The text with half-width digits; every character keeps its place."""
    return text.translate(_DIGITS)


#: Ends of a sentence, or of what announces a list.
STOPS = ("。", "；", "：", ";", ":", "！", "？", "!", "?", "。”", "。）", "。)")


def squeeze(text: str) -> str:
    """The text on one line, as shown: no space between Chinese characters, else one space."""
    words = text.split()
    if len(words) < 2:
        return words[0] if words else ""
    text = " ".join(words)
    return re.sub(r"(?<=[^\x00-\x7f]) (?=\S)|(?<=\S) (?=[^\x00-\x7f])", "", text)


_OPEN, _CLOSE = "（(〔[【《“‘「『{", "）)〕]】》”’」』}"


def sentences(text: str, stops: str = "。！？!?；;\n") -> Iterator[tuple[int, int]]:
    """Spans of the sentences of ``text``, in order and without gaps.

    A stop inside brackets or quotation marks does not end a sentence; a bracket that is never closed
    counts for at most 120 characters, so that damaged text is still cut. A line end does: those that the
    width of a page broke off are none any more in a parsed document (``rag.parse.lines``).
    """
    start, depth, opened = 0, 0, 0
    blank = 0  # text[start:blank] is white space
    for match in _marks(stops).finditer(text):
        i = match.start()
        char = text[i]
        if char in _OPEN:
            if depth == 0:
                opened = i
            depth += 1
        elif char in _CLOSE:
            if depth:
                depth -= 1
        elif depth == 0 or char == "\n" or i - opened > 120:
            if not text[blank : i + 1].isspace():
                yield start, i + 1
                start = i + 1
            blank, depth = i + 1, 0
    if text[start:].strip():
        yield start, len(text)


@lru_cache(maxsize=8)
def _marks(stops: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(stops + _OPEN + _CLOSE)}]")
