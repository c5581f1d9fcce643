"""DOCX: paragraphs and tables in body order, with the labels of automatic numbering.

Left out: tracked deletions, text struck through, hidden text (by hand or by a style), footers,
comments, and headers but for the document's number. Text boxes, footnotes and endnotes follow the paragraph they are anchored in.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from lxml import etree

from rag.errors import DocumentError
from rag.language.masthead import NUMBER
from rag.language.text import raised
from rag.load.grid import Cell, note_line, table_lines, with_number
from rag.load.headed import bare, headed
from rag.load.loaded import Content
from rag.load.numbering import Numbering, W, number_of
from rag.load.package import damaged, guard

_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: Elements whose content is not part of the printed text as it stands.
_UNSEEN = frozenset(
    [f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "tblPr", "tcPr", "trPr", "sectPr",
                               "instrText", "delText", "commentReference", "sdtPr", "tblGrid")]
    + [f"{_COMPATIBLE}Fallback"]
)  # fmt: skip
_NOTES = {f"{W}footnoteReference": RT.FOOTNOTES, f"{W}endnoteReference": RT.ENDNOTES}
_SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_PROGRAMS = "Word or WPS"
#: The levels of headings; the next one is that of running text.
_HEADINGS = 9
#: Tables in tables in tables: deeper than any document, shallow enough for recursion.
_MAX_DEPTH = 30


def read_docx(data: bytes) -> Content:
    """The printed text of a DOCX file, a paragraph or table row a line.

    Raises:
        DocumentError: no DOCX, encrypted, or unpacking to an absurd size.
    """
    guard(data, "DOCX", _PROGRAMS)
    try:
        document = docx.Document(io.BytesIO(data))
        title = document.core_properties.title.strip()
    except (KeyError, ValueError, AttributeError, TypeError, OSError, NotImplementedError,
            zipfile.BadZipFile, zlib.error, etree.LxmlError) as error:  # fmt: skip
        raise damaged("DOCX", _PROGRAMS) from error
    styles = _Styles(_related(document, RT.STYLES))
    writer = _Writer(
        Numbering(_related(document, RT.NUMBERING), styles.linked), styles, _notes(document, styles)
    )
    body = list(writer.blocks(document.element.body, 0))
    number = next((line for line in _headers(document, styles) if NUMBER.fullmatch(line)), None)
    head = [number] if number and not any(number in line for line in body) else []
    return Content("\n".join([*head, *body]), title or None)


def _related(document: Document, relation: str) -> etree._Element | None:
    """The root element of a part of the document, None where it has none."""
    try:
        part = document.part.part_related_by(relation)
    except KeyError:
        return None
    element: etree._Element | None = getattr(part, "element", None)
    return parse_xml(part.blob) if element is None and part.partname.endswith(".xml") else element


def _headers(document: Document, styles: _Styles) -> Iterator[str]:
    """The lines of the page headers: a document's number may stand nowhere else."""
    for relation in document.part.rels.values():
        if relation.reltype == RT.HEADER and not relation.is_external:
            for paragraph in relation.target_part.element.iter(f"{W}p"):
                yield _inline(paragraph, styles)[0].strip()


def _notes(document: Document, styles: _Styles) -> dict[tuple[str, str], str]:
    """What the footnotes and endnotes say, by the tag and the number of their marks."""
    found: dict[tuple[str, str], str] = {}
    for tag, relation in _NOTES.items():
        root = _related(document, relation)
        for note in root if root is not None else ():
            text = " ".join(_inline(paragraph, styles)[0].strip() for paragraph in note.iter(f"{W}p"))
            if text.strip() and note.get(f"{W}type") in (None, "normal"):
                found[tag, note.get(f"{W}id") or ""] = text.strip()
    return found


class _Styles:
    """What a style says of its text: the list it numbers paragraphs with, struck through, hidden, raised."""

    def __init__(self, styles: etree._Element | None) -> None:
        self._lists: dict[str, tuple[str | None, str | None, str | None]] = {}
        self._fonts: dict[str, etree._Element] = {}
        self._levels: dict[str, int | None] = {}
        self.linked: dict[str, str] = {}
        self._default = ""
        for style in styles.iterchildren(f"{W}style") if styles is not None else ():
            name = style.get(f"{W}styleId") or ""
            num_id, level = _list_of(style.find(f"{W}pPr"))
            if style.get(f"{W}type") == "numbering":
                self.linked[name] = num_id or ""
            elif style.get(f"{W}default") in ("1", "true") and style.get(f"{W}type") == "paragraph":
                self._default = name
            if (font := style.find(f"{W}rPr")) is not None:
                self._fonts[name] = font
            based = style.find(f"{W}basedOn")
            self._lists[name] = num_id, level, based.get(f"{W}val") if based is not None else None
            self._levels[name] = _outline(style.find(f"{W}pPr"))

    def list_of(self, name: str | None) -> tuple[str, str | None, str | None]:
        """(style that says so, numId, level) from the style or those it is based on."""
        for at in self._line(name or self._default):
            num_id, level, _ = self._lists[at]
            if num_id is not None:
                return at, num_id, level
        return "", None, None

    def level_of(self, properties: etree._Element | None) -> int:
        """The level of a heading with these properties, by themselves or by its style; 0 for running text."""
        own = _outline(properties)
        style = properties.find(f"{W}pStyle") if properties is not None else None
        name = style.get(f"{W}val") or "" if style is not None else self._default
        stated = (self._levels[at] for at in self._line(name))
        level = own if own is not None else next((found for found in stated if found is not None), None)
        return 0 if level is None or level > _HEADINGS else level

    def stated(self, name: str, wanted: str) -> etree._Element | None:
        """What a style, or the nearest of those that it is based on, states of its characters."""
        fonts = (self._fonts[at].find(f"{W}{wanted}") for at in self._line(name) if at in self._fonts)
        return next((found for found in fonts if found is not None), None)

    def of_run(self, run: etree._Element) -> tuple[str, str]:
        """The names of the character style and of the paragraph style that a run is set in."""
        own = run.find(f"{W}rPr/{W}rStyle")
        paragraph = next(run.iterancestors(f"{W}p"), None)
        around = paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None
        of_paragraph = around.get(f"{W}val") if around is not None else None
        return (own.get(f"{W}val") or "" if own is not None else "", of_paragraph or self._default)

    def _line(self, name: str) -> Iterator[str]:
        """A style and those it is based on, the nearest first."""
        at: str | None = name
        for _ in range(20):  # a style based on itself must not loop for ever
            if at is None or at not in self._lists:
                return
            yield at
            at = self._lists[at][2]


def _list_of(properties: etree._Element | None) -> tuple[str | None, str | None]:
    """(numId, level) as a ``w:pPr`` states them."""
    found = properties.find(f"{W}numPr") if properties is not None else None
    if found is None:
        return None, None
    num_id, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
    return (
        num_id.get(f"{W}val") if num_id is not None else None,
        level.get(f"{W}val") if level is not None else None,
    )


def _outline(properties: etree._Element | None) -> int | None:
    """The outline level, from 1 on, that a ``w:pPr`` states."""
    found = properties.find(f"{W}outlineLvl") if properties is not None else None
    return number_of(found.get(f"{W}val")) + 1 if found is not None else None


def _on(node: etree._Element | None) -> bool:
    return node is not None and node.get(f"{W}val") not in ("0", "false", "off")


class _Writer:
    """Writes the blocks of a body in order; holds the counters and a text whose end was deleted.

    ``_bare``: the number of the last paragraph that prints nothing else, as in a column of numbers.
    """

    def __init__(self, numbering: Numbering, styles: _Styles, notes: Mapping[tuple[str, str], str]) -> None:
        self._numbering = numbering
        self._styles = styles
        self._notes = notes
        self._carried = ""
        self._bare = ""

    def blocks(self, parent: etree._Element, depth: int) -> Iterator[str]:
        """The lines under ``parent``: paragraphs, table rows, and what other elements enclose."""
        if depth > _MAX_DEPTH:
            raise DocumentError(
                "表格嵌套超过 30 层，请用 Word 打开后另存 / "
                "nests tables over 30 deep; open it in Word and save it again"
            )
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child, depth)
            elif child.tag == f"{W}tbl":
                yield from table_lines(list(self._rows(child, depth)))
            elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
                yield from self.blocks(child, depth + 1)

    def _paragraph(self, node: etree._Element, depth: int) -> Iterator[str]:
        text, boxes, marks = _inline(node, self._styles)
        if node.find(f"{W}pPr/{W}rPr/{W}del") is not None:  # its end is deleted: the next joins it
            self._carried += text
            return
        text = (self._carried + text).strip()
        self._carried = ""
        label = self._label(node)
        if text:
            printed = with_number(label, text).split("\n")
            level = self._styles.level_of(node.find(f"{W}pPr"))
            yield from (headed(part.strip(), level) for part in printed if part.strip())
        else:
            self._bare = label.strip()
        yield from (note_line(self._notes[mark]) for mark in marks if mark in self._notes)
        for box in boxes:
            yield from self.blocks(box, depth + 1)

    def _label(self, node: etree._Element) -> str:
        properties = node.find(f"{W}pPr")
        style = properties.find(f"{W}pStyle") if properties is not None else None
        own_id, own_level = _list_of(properties)
        name = style.get(f"{W}val") if style is not None else None
        from_style, style_id, style_level = self._styles.list_of(name)
        num_id = own_id if own_id is not None else style_id
        if num_id in (None, "0"):
            return ""
        linked = self._numbering.level_of(num_id or "", from_style) if own_id is None else None
        level = own_level if own_level is not None else style_level
        return self._numbering.label(num_id or "", number_of(level) if linked is None else linked)

    def _rows(self, table: etree._Element, depth: int) -> Iterator[list[Cell]]:
        for child in table:
            if child.tag == f"{W}tr":
                if child.find(f"{W}trPr/{W}del") is None:
                    before = child.find(f"{W}trPr/{W}gridBefore")
                    skipped = number_of(before.get(f"{W}val")) if before is not None else 0
                    yield [*[Cell("")] * min(skipped, 100), *self._cells(child, depth)]
            elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
                yield from self._rows(child, depth)

    def _cells(self, row: etree._Element, depth: int) -> Iterator[Cell]:
        for child in row:
            if child.tag == f"{W}tc":
                properties = child.find(f"{W}tcPr")
                span = properties.find(f"{W}gridSpan") if properties is not None else None
                wide = number_of(span.get(f"{W}val"), 1) if span is not None else 1
                self._bare = ""
                text = bare("\n".join(self.blocks(child, depth + 1))) or self._bare
                nested = child.find(f".//{W}tbl") is not None
                above = _continues(properties, "vMerge")
                yield Cell("" if above or _continues(properties, "hMerge") else text, wide, 1, nested, above)
            elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
                yield from self._cells(child, depth)


def _continues(properties: etree._Element | None, name: str) -> bool:
    """Whether a cell only continues the one above (vMerge) or before it (hMerge)."""
    merge = properties.find(f"{W}{name}") if properties is not None else None
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _unprinted(run: etree._Element, styles: _Styles) -> bool:
    """Whether a run is hidden, or struck through: struck out by hand, it holds no longer."""
    return any(_switched_on(run, name, styles) for name in ("vanish", "strike", "dstrike"))


def _switched_on(run: etree._Element, name: str, styles: _Styles) -> bool:
    """Whether the run's own formatting switches a property on, or its styles where it says nothing.

    On in both styles is off: in hidden text a style that hides shows (ECMA-376, part 1, 17.7.3).
    """
    own = run.find(f"{W}rPr/{W}{name}")
    if own is not None:
        return _on(own)
    character, paragraph = (_on(styles.stated(style, name)) for style in styles.of_run(run))
    return character or paragraph if name == "dstrike" else character != paragraph


def _is_raised(text: etree._Element, styles: _Styles) -> bool:
    run = text.getparent()
    if run is None:
        return False
    by_style = (styles.stated(style, "vertAlign") for style in styles.of_run(run))
    stated = (align for align in (run.find(f"{W}rPr/{W}vertAlign"), *by_style) if align is not None)
    align = next(stated, None)
    return align is not None and align.get(f"{W}val") == "superscript"


def _inline(
    paragraph: etree._Element, styles: _Styles
) -> tuple[str, list[etree._Element], list[tuple[str, str]]]:
    """A paragraph's printed characters, the text boxes anchored in it, and the marks of its notes."""
    parts: list[str] = []
    boxes: list[etree._Element] = []
    marks: list[tuple[str, str]] = []
    walk = etree.iterwalk(paragraph, events=("start",))
    for _, node in walk:
        if node.tag == f"{W}txbxContent":
            boxes.append(node)
            walk.skip_subtree()
        elif node.tag in _UNSEEN or (node.tag == f"{W}r" and _unprinted(node, styles)):
            walk.skip_subtree()
        elif node.tag == f"{W}t":
            parts.append(raised(node.text or "") if _is_raised(node, styles) else node.text or "")
        elif node.tag in _SIGNS:
            parts.append(_SIGNS[node.tag])
        elif node.tag in _NOTES:
            marks.append((node.tag, node.get(f"{W}id") or ""))
    return "".join(parts), boxes, marks
