"""HTML pages: the visible text, a block a line, tables as rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from rag.errors import DocumentError
from rag.language.labels import label_at
from rag.language.text import raised
from rag.lazy_re import lazy_re
from rag.load.grid import Cell, table_lines, with_number
from rag.load.headed import headed
from rag.load.loaded import Content
from rag.load.plain import decode

_UNSEEN = frozenset([
    "script", "style", "noscript", "template", "head", "title", "select", "datalist",
    "textarea", "iframe", "object", "embed", "svg", "math", "canvas", "audio", "video", "map",
    "rp", "rt", "del", "s", "strike",
])  # fmt: skip
_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li",
    "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
])  # fmt: skip
#: Those below the title.
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_ZERO = r"\s{0,9}:\s{0,9}0{1,3}(?:\.0{1,6})?(?:px|pt|em|rem|%)?\s{0,9}(?![\d.])"
#: A style of its own by which text is not seen: not shown, of no size or colour, far outside of the page, or
#: struck through, which is deleted text.
_HIDDEN = lazy_re(
    r"(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|"
    rf"(?<![-\w])(?:font-size|opacity|max-height|max-width){_ZERO}|"
    r"(?<![-\w])(?:text-indent\s{0,9}:\s{0,9}-\d{3}|(?:left|top|right|bottom)\s{0,9}:\s{0,9}-\d{4})\d{0,3}(?:px|pt|em|rem|%)|"
    r"(?<![-\w])color\s{0,9}:\s{0,9}(?:transparent|rgba\([^()]{0,40},\s{0,9}0(?:\.0{1,6})?\s{0,9}\))|"
    r"transform\s{0,9}:\s{0,9}scale[XY]?\(\s{0,9}0\s{0,9}\)|"
    r"clip-path\s{0,9}:\s{0,9}(?:inset\(\s{0,9}(?:50|100)%|circle\(\s{0,9}0)|clip\s{0,9}:\s{0,9}rect\(\s{0,9}[01](?:px)?[\s,]|"
    r"text-decoration(?:-line)?\s{0,9}:[^;]{0,40}line-through)",
    re.I,
)
_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_.:-]{2,40})", re.I)
_XML_ENCODING = re.compile(rb"^\s{0,99}<\?xml[^>]{0,200}encoding=[\"']([\w.:-]{2,40})", re.I)
#: What pages say and what they mean: gb2312 is written on pages that use all of GB18030.
_DECLARED = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5", "cp950"), "big5hkscs"),
    "utf-16": "utf-16",
}
_SPACE = lazy_re(r"[ \t\r\n\f]+")
#: What parts two links of a menu.
_GAP = "\u3000\u3000"
_MAX_DEPTH = 50  # tables in tables: pages laid out with tables reach a dozen
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_WRAP = lazy_re(rf"(?<={_WIDE})[ \t\r\f]*\n[ \t\r\n\f]*(?={_WIDE})")
_DATES = frozenset(("pubdate", "publishdate", "article:published_time", "dc.date"))


@dataclass(slots=True)
class _Frame:
    """A table cell, or the page itself, being written: lines, and the tables open in it."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    links: list[int] = field(default_factory=list)  # where in ``line`` a link begins
    linked: bool = True  # all words of the line are those of links
    inner: bool = False  # a table stands in it: its own table is there for the page's layout
    number: str = ""  # of the list item that starts here; a label that the text brings wins
    level: int = 0  # of the heading that is open

    def end_line(self) -> None:
        if self.linked and len(self.links) > 1:  # a menu: its style alone keeps 首页 and 机构概况 apart
            for at in reversed(self.links[1:]):
                self.line.insert(at, _GAP)
        text = _collapse("".join(self.line))
        self.line.clear()
        self.links.clear()
        self.linked = True
        parts = [part for part in map(str.strip, text.split("\v")) if part]
        if parts and self.number:
            own = label_at(parts[0][:20]) is not None
            parts[0] = parts[0] if own else with_number(self.number, parts[0])
            self.number = ""
        self.lines.extend(headed(part, self.level) for part in parts)


@dataclass(slots=True)
class _Table:
    rows: list[list[tuple[_Frame, int, int]]] = field(default_factory=list)

    def lines(self) -> list[str]:
        return table_lines(
            [
                [Cell("\n".join(cell.lines), wide, high, cell.inner) for cell, wide, high in row]
                for row in self.rows
            ]
        )


def _collapse(text: str) -> str:
    """White space as a browser shows it; a source line end between Chinese characters is none."""
    return _SPACE.sub(" ", _WRAP.sub("", text))


def read_page(data: bytes) -> Content:
    """The visible text of an HTML page, and what its head says of title and date.

    Raises:
        DocumentError: no text, or no page.
    """
    text = decode(data, _declared(data)).replace("\x00", "")
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(
            "不是 HTML 网页，请用浏览器打开后另存 / is no HTML page; open it in a browser and save it again"
        ) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise DocumentError(
            "网页嵌套过深，请在浏览器中复制其文字 / "
            "nests elements over 2,000 deep; copy its text from a browser"
        )
    if root is None:
        raise DocumentError(
            "网页没有内容，请用浏览器重新保存 / is an empty HTML page; save it again from the browser"
        )
    title, published = _head(root)
    return Content("\n".join(_Writer().write(root)), title, published)


def _declared(data: bytes) -> str | None:
    head = data[:4096]
    match = _XML_ENCODING.search(head) or _CHARSET.search(head)
    return _DECLARED.get(match[1].decode("ascii").lower()) if match else None


def _head(root: etree._Element) -> tuple[str | None, str | None]:
    title = published = None
    for node in root.iter("title", "meta"):
        if node.tag == "title":
            title = title or _collapse(node.text or "").strip() or None
            continue
        name = (node.get("name") or node.get("property") or "").lower()
        content = (node.get("content") or "").strip()
        if name == "articletitle":
            title = content or title
        elif name in _DATES:
            published = published or content or None
    return title, published


def _hidden(node: etree._Element) -> bool:
    if node.tag in _UNSEEN or node.get("hidden") is not None:
        return True
    return bool(_HIDDEN.search(node.get("style") or ""))


def _span(node: etree._Element, name: str) -> int:
    value = (node.get(name) or "1").strip()[:6]
    return max(1, int(value)) if value.isascii() and value.isdigit() else 1


class _Writer:
    """Walks a page once, without recursion: a page may be nested 50,000 deep."""

    def __init__(self) -> None:
        self._frames = [_Frame()]
        self._tables: list[_Table] = []
        self._numbers: list[int | None] = []  # next number of each open list; None: unnumbered
        self._kept = 0  # open <pre> elements
        self._raised = 0  # open <sup> elements
        self._links = 0  # open <a> elements

    def write(self, root: etree._Element) -> list[str]:
        """The lines of the page under ``root``."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            if not isinstance(node.tag, str):
                continue
            hidden = _hidden(node)
            if event == "end":
                if not hidden:
                    self._end(node)
                self._text(node.tail)
            elif hidden:
                walk.skip_subtree()
            else:
                self._start(node)
                self._text(node.text)
        self._frames[0].end_line()
        return self._frames[0].lines

    def _text(self, text: str | None) -> None:
        if text:
            text = raised(text) if self._raised else text
            frame = self._frames[-1]
            frame.linked = frame.linked and (self._links > 0 or not text.strip())
            frame.line.append(text.replace("\n", "\v") if self._kept else text)

    def _start(self, node: etree._Element) -> None:
        tag = node.tag
        if tag == "br":
            self._frames[-1].line.append("\v")
        elif tag in _BLOCKS:
            self._frames[-1].end_line()
        if tag in _HEADINGS and len(self._frames) == 1:
            self._frames[0].level = int(tag[1])
        if tag == "table":
            if len(self._tables) >= _MAX_DEPTH:
                raise DocumentError(
                    "表格嵌套过深，请在浏览器中复制其文字 / "
                    "nests tables over 50 deep; copy its text from a browser"
                )
            self._tables.append(_Table())
            self._frames[-1].inner = len(self._frames) > 1
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in ("td", "th") and self._tables and self._tables[-1].rows:
            frame = _Frame()
            cell = (frame, _span(node, "colspan"), _span(node, "rowspan"))
            self._tables[-1].rows[-1].append(cell)
            self._frames.append(frame)
        elif tag in ("ol", "ul", "menu"):
            self._numbers.append(_span(node, "start") if _numbered(node) else None)
        elif tag == "li":
            self._item(node)
        elif tag == "pre":
            self._kept += 1
        elif tag == "sup":
            self._raised += 1
        elif tag == "a":
            self._links += 1
            self._frames[-1].links.append(len(self._frames[-1].line))

    def _item(self, node: etree._Element) -> None:
        """Notes a list item's number, to be printed in front of its first line."""
        number = self._numbers[-1] if self._numbers else None
        if number is not None:
            number = _span(node, "value") if node.get("value") else number
            self._numbers[-1] = number + 1
        self._frames[-1].number = "" if number is None else f"{number}."

    def _end(self, node: etree._Element) -> None:
        tag = node.tag
        if tag in _BLOCKS:
            self._frames[-1].end_line()
        if tag in _HEADINGS:
            self._frames[-1].level = 0
        if tag == "table" and self._tables:
            self._frames[-1].lines.extend(self._tables.pop().lines())
        elif tag in ("td", "th") and len(self._frames) > 1:
            self._frames.pop()
        elif tag in ("ol", "ul", "menu") and self._numbers:
            self._numbers.pop()
        elif tag == "pre":
            self._kept -= 1
        elif tag == "sup":
            self._raised -= 1
        elif tag == "a":
            self._links -= 1


def _numbered(node: etree._Element) -> bool:
    if node.tag != "ol" or "breadcrumb" in (node.get("class") or "").lower():
        return False
    return "none" not in (node.get("style") or "") and node.get("type", "1") == "1"
