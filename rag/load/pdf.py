"""PDF files with a text layer: glyphs and ruled lines of every page, through PDFium.

PDFium, because it gives the characters meant where other readers give the radicals that
producers write in their place, and because its parser is fuzzed for a living.
"""

from __future__ import annotations

import ctypes
import math
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice, pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from rag.errors import DocumentError
from rag.load import ocr
from rag.load.layout import flow, without_furniture
from rag.load.loaded import Content
from rag.load.paragraphs import paragraphs
from rag.load.ruling import NEAR, Rule, tables
from rag.load.sheet import Glyph, Page, Table, runs, with_superscripts

MAX_PAGES = 3000
_MAX_GLYPHS, _MAX_OBJECTS, _MAX_POINTS = 60_000, 20_000, 60_000
#: Fewer characters than this a page on average: a scan with a stamp or page numbers on it.
_SCANNED = 8
#: PDFium must not be entered by two threads at once.
_LOCK = threading.Lock()


def read_pdf(data: bytes) -> Content:
    """The text of a PDF, a paragraph or table row a line, without page headers and footers.

    A scanned page among others is read by OCR where the extra is installed; else it is named in
    ``Content.missing``, never left out in silence.

    Raises:
        DocumentError: damaged, encrypted, or scanned while the extra ``[ocr]`` is not installed.
    """
    with _LOCK:
        document = _open(data)
        try:
            pages = [_page(document, number) for number in range(len(document))]
            missing = ""
            if _scanned(pages):
                pages = [ocr.read_page(picture) for picture in _pictures(document, range(len(document)))]
            elif scans := [i for i, page in enumerate(pages) if _is_scan(page, document, i)]:
                missing = _read_scans(document, pages, scans)
            title = document.get_metadata_dict().get("Title", "").strip()
        finally:
            document.close()
    return Content("\n".join(paragraphs(flow(without_furniture(pages)))), title or None, missing=missing)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise DocumentError(
                "有密码，请去掉密码后另存 / is encrypted; save it without password"
            ) from error
        raise DocumentError(
            "PDF 已损坏，请用阅读器打开后重新打印为 PDF / "
            "is a damaged PDF; open it in a viewer and print it anew"
        ) from error
    if not 0 < count <= MAX_PAGES:
        raise DocumentError(
            f"有 {count:,} 页，可读 1 至 {MAX_PAGES:,} 页，请拆分 / "
            f"has {count:,} pages; 1 to {MAX_PAGES:,} are read; split it"
        )
    return document


def _scanned(pages: list[Page]) -> bool:
    letters = sum(len(run.text) for page in pages for run in page.runs)
    return letters < _SCANNED * len(pages) and not any(page.tables for page in pages)


#: A page of which a picture covers this much is a scan, if it holds next to no letters.
_COVERED = 0.5


def _is_scan(page: Page, document: pdfium.PdfDocument, number: int) -> bool:
    if sum(len(run.text) for run in page.runs) >= _SCANNED or page.tables:
        return False
    sheet = document[number]
    left, bottom, right, top = sheet.get_bbox()
    whole = max(1.0, (right - left) * (top - bottom))
    for item in islice(sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), _MAX_OBJECTS):
        xa, ya, xb, yb = item.get_bounds()
        if (xb - xa) * (yb - ya) >= _COVERED * whole:
            return True
    return False


def _read_scans(document: pdfium.PdfDocument, pages: list[Page], scans: list[int]) -> str:
    """Puts what OCR reads in the place of scanned pages; which could not be read, and why."""
    try:
        pictures = list(_pictures(document, scans))
    except DocumentError as error:
        numbers = ", ".join(str(i + 1) for i in scans[:20]) + (" …" if len(scans) > 20 else "")
        chinese, _, english = str(error).partition(" / ")
        return (
            f"扫描页未读入：{len(pages)} 页中的第 {numbers} 页，{chinese} / "
            f"scanned pages are missing from its text: {numbers} of {len(pages)}; such a page {english}"
        )
    for i, picture in zip(scans, pictures, strict=True):
        pages[i] = ocr.read_page(picture)
    return ""


def _pictures(document: pdfium.PdfDocument, numbers: Iterable[int]) -> Iterator[object]:
    """Pages as arrays of grey pixels (height × width), about 200 dots an inch."""
    ocr.require()
    for number in numbers:
        page = document[number]
        scale = min(2.8, 4000 / max(1.0, *page.get_size()))
        yield page.render(scale=scale, grayscale=True).to_numpy()


def _page(document: pdfium.PdfDocument, number: int) -> Page:
    try:
        page = document[number]
        text = page.get_textpage()
        turned, glyphs = _upright(list(_glyphs(text)))
        found, rest = tables(_rules(page, turned), glyphs)
        left, bottom, right, top = page.get_bbox()
    except pdfium.PdfiumError as error:
        raise DocumentError(
            f"第 {number + 1} 页已损坏，请重新打印为 PDF / "
            f"is damaged on page {number + 1}; print it anew to PDF"
        ) from error
    text.close()
    page.close()
    corners = [_turn(x, y, turned) for x, y in ((left, bottom), (right, top))]
    return _from_corner(rest, found, corners)


def _from_corner(glyphs: list[Glyph], found: list[Table], corners: list[tuple[float, float]]) -> Page:
    """The page with all coordinates counted from its upper left corner."""
    (xa, ya), (xb, yb) = corners
    x, y = min(xa, xb), min(ya, yb)
    moved = [replace(g, x0=g.x0 - x, x1=g.x1 - x, base=g.base - y) for g in glyphs]
    tables_ = [replace(t, x0=t.x0 - x, x1=t.x1 - x, top=t.top - y, bottom=t.bottom - y) for t in found]
    return Page(abs(xb - xa), abs(yb - ya), tuple(runs(moved)), tuple(tables_))


#: (character, quarter turns of its writing, em, box left, bottom, right, top, origin x, y)
_Raw = tuple[str, int, float, float, float, float, float, float, float]


def _glyphs(text: pdfium.PdfTextPage) -> Iterator[_Raw]:
    """The characters of a page as drawn, less the line ends that PDFium supposes.

    Of the spaces it supposes only those between Latin letters are kept: its boxes of such
    letters overlap, so that the gap does not show, while Chinese text set wide has no spaces.
    """
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    supposed, before = False, ""
    if text.count_chars() > _MAX_GLYPHS:
        raise DocumentError(
            f"一页超过 {_MAX_GLYPHS:,} 字，请重新打印为 PDF / "
            f"has over {_MAX_GLYPHS:,} characters on one page; print it anew to PDF"
        )
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        if raw.FPDFText_IsGenerated(text, i) == 1:
            supposed = code == 32
            continue
        if code in (0, 10, 13, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            continue
        quarters = raw.FPDFText_GetCharAngle(text, i) / (math.pi / 2)
        if abs(quarters - round(quarters)) > 0.1:
            continue  # aslant: a watermark
        raw.FPDFText_GetLooseCharBox(text, i, box)
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        em = _em(text, i, max(box.right - box.left, box.top - box.bottom))
        turned, origin = -round(quarters) % 4, (x.value, y.value)  # PDFium counts clockwise
        if supposed and before.isalnum() and before.isascii() and 48 <= code < 123:
            yield " ", turned, em, box.left, box.bottom, box.left, box.top, *origin
        yield chr(code), turned, em, box.left, box.bottom, box.right, box.top, *origin
        supposed, before = False, chr(code)


def _em(text: pdfium.PdfTextPage, i: int, extent: float) -> float:
    """The em of a character: font size times its scale, or its extent where that is absurd."""
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(text, i, matrix):
        em = raw.FPDFText_GetFontSize(text, i) * math.hypot(matrix.c, matrix.d)
        if 0.4 * extent < em < 4 * extent:
            return float(em)
    return float(max(extent, 0.5))


def _upright(found: list[_Raw]) -> tuple[int, list[Glyph]]:
    """The glyphs of the direction that most of the page is written in, turned upright."""
    if not found:
        return 0, []
    turned = Counter(item[1] for item in found).most_common(1)[0][0]
    glyphs = []
    for char, quarters, em, left, bottom, right, top, x, y in found:
        if quarters == turned:
            (xa, _), (xb, _) = _turn(left, bottom, turned), _turn(right, top, turned)
            glyphs.append(Glyph(char, min(xa, xb), max(xa, xb), _turn(x, y, turned)[1], em))
    return turned, with_superscripts(glyphs)


def _turn(x: float, y: float, quarters: int) -> tuple[float, float]:
    """A point of the page after ``quarters`` clockwise quarter turns, y downwards."""
    return ((x, -y), (y, x), (-x, y), (-y, -x))[quarters]


def _rules(page: pdfium.PdfPage, turned: int) -> Iterator[Rule]:
    """The straight lines drawn on a page: strokes, and rectangles as thin as a stroke."""
    found = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)
    points = 0
    for item in islice(found, _MAX_OBJECTS):
        points += max(0, raw.FPDFPath_CountSegments(item))
        if points > _MAX_POINTS:
            return
        for path in _subpaths(item):
            yield from _straight([_turn(x, y, turned) for x, y in path], stroked=_stroked(item))


def _stroked(item: pdfium.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(item, fill, stroke)) and bool(stroke.value)


def _subpaths(item: pdfium.PdfObject) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path, on the page; paths with curves draw no table."""
    matrix = item.get_matrix()
    above = item.container
    while above is not None:
        matrix, above = matrix.multiply(above.get_matrix()), above.container
    path: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO and path:
            yield path
            path = []
        if kind == raw.FPDF_SEGMENT_BEZIERTO or not raw.FPDFPathSegment_GetPoint(segment, x, y):
            return
        path.append(matrix.on_point(x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            path.append(path[0])
    if path:
        yield path


def _straight(path: list[tuple[float, float]], *, stroked: bool) -> Iterator[Rule]:
    xs, ys = [x for x, _ in path], [y for _, y in path]
    if not all(map(math.isfinite, xs + ys)):
        return
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    if wide <= NEAR < high:
        yield Rule(True, (max(xs) + min(xs)) / 2, min(ys), max(ys))
    elif high <= NEAR < wide:
        yield Rule(False, (max(ys) + min(ys)) / 2, min(xs), max(xs))
    elif stroked:
        for (xa, ya), (xb, yb) in pairwise(path):
            if abs(xa - xb) < 1 and abs(ya - yb) > NEAR:
                yield Rule(True, (xa + xb) / 2, min(ya, yb), max(ya, yb))
            elif abs(ya - yb) < 1 and abs(xa - xb) > NEAR:
                yield Rule(False, (ya + yb) / 2, min(xa, xb), max(xa, xb))
