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


def normalise(text: str) -> str:
    """The text as stored: every later offset refers to what this returns (idempotent)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)


#: For comparing, never for storing: width of digits, letters and the punctuation of labels.
_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_WIDTH |= {0x3000: " ", 0x3014: "[", 0x3015: "]", 0x3010: "[", 0x3011: "]", 0x3002: "."}
_WIDTH |= {ord(a): b for a, b in zip("“”‘’、—–－", "\"\"'',---", strict=True)}


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """The text for comparison: half width, lower case, without white space (offsets are lost)."""
    return re.sub(r"\s+", "", text.translate(_WIDTH)).lower()


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

    A stop inside brackets or quotation marks does not end a sentence, nor does the end of a line that
    the width of a page broke off; a bracket that is never closed counts for at most 120 characters, so
    that damaged text is still cut.
    """
    start, depth, opened = 0, 0, 0
    blank = 0  # text[start:blank] is white space
    broken = _broken_off(text) if "\n" in text else frozenset()
    for match in _marks(stops).finditer(text):
        i = match.start()
        char = text[i]
        if i in broken:
            continue
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


#: Widths, in characters, of lines that a page may have broken off, and how full they are.
_WIDTHS, _FULL = range(18, 63), 0.7
_GOES_ON = re.compile(r"[\u4e00-\u9fffA-Za-z\d，、,”》）]$")
_OPENS_LINE = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零\d]+[编章节条]|[一二三四五六七八九十]+[、．.]|[（(][一二三四五六七八九十\da-zA-Z]{1,3}[）)]|\d{1,2}[、．.]|[①-⑳]|[^，。；：\n]{1,8}[：:])"
)


def _broken_off(text: str) -> frozenset[int]:
    """Places of the line ends inside running sentences, of text copied out of pages of a fixed width.

    Most lines of such a text are about as wide as the widest, and the next line opens with no label. Of
    two lines only, the first must be running text and the second must end it.
    """
    lines = text.split("\n")
    widths = [len(line.strip()) for line in lines]
    widest = max(widths)
    if widest not in _WIDTHS:
        return frozenset()
    full = [width >= _FULL * widest for width in widths[:-1]]
    if len(lines) == 2 and not (re.search("[，。；]", lines[0]) and lines[1].rstrip().endswith(("。", "；"))):
        return frozenset()
    if sum(full) < 0.6 * len(full):
        return frozenset()
    broken, at = [], 0
    for here, (line, wide) in enumerate(zip(lines[:-1], full, strict=True)):
        at += len(line)
        if wide and _GOES_ON.search(line.rstrip()) and not _OPENS_LINE.match(lines[here + 1]):
            broken.append(at)
        at += 1
    return frozenset(broken)


def unbroken(text: str) -> str:
    """The text with the lines joined again that the width of a page broke off."""
    broken = _broken_off(text) if "\n" in text else frozenset()
    return "".join(char for at, char in enumerate(text) if at not in broken) if broken else text


@lru_cache(maxsize=8)
def _marks(stops: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(stops + _OPEN + _CLOSE)}]")
