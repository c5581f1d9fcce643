"""Answers as a Markdown or Word file, each with its references and links that open the clauses."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Any

from rag.lazy_re import lazy_re
from rag.web.answer import lead_in, marked, paragraphs, state_text
from rag.web.exchanges import Exchange, Source
from rag.web.words import Language, words

MARKDOWN, DOCX = "md", "docx"
_KINDS = {
    MARKDOWN: "text/markdown",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_SPECIAL = lazy_re(r"([\\`*_{}\[\]<>#|~])")
#: What XML 1.0 cannot hold.
_CONTROL = lazy_re("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: What file systems do not take in a name.
_UNFIT = lazy_re(r"[\x00-\x1f\x7f\\/:*?\"<>|\ud800-\udfff]+")
MAX_NAME = 40


def saved(exchanges: Sequence[Exchange], kind: str, language: Language, base: str) -> dict[str, str] | None:
    """The file for a browser to save, named after the first question; None where there is nothing.

    Args:
        exchanges: what to save.
        kind: ``md`` or ``docx``.
        language: of headings and verdicts.
        base: address of this server, for the links to the clauses.
    """
    if not exchanges or kind not in _KINDS:
        return None
    data = (
        to_docx(exchanges, language, base)
        if kind == DOCX
        else to_markdown(exchanges, language, base).encode()
    )
    name = " ".join(_UNFIT.sub(" ", exchanges[0].question).split())[:MAX_NAME].strip(" .")
    file = f"{name or words(language)['site']}.{kind}"
    return {"name": file, "type": _KINDS[kind], "data": base64.b64encode(data).decode()}


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _link(name: str, address: str, base: str) -> str:
    """A link in Markdown, text alone without an address; safe links hold no angle brackets."""
    return f"[{_plain(name)}](<{base}{address}>)" if base and address.startswith("/") else _plain(name)


def to_markdown(exchanges: Sequence[Exchange], language: Language, base: str = "") -> str:
    """Markdown with footnotes; marks of one answer never meet those of another."""
    w = words(language)
    out, notes = [f"# {w['site']}", ""], []
    for number, exchange in enumerate(exchanges, start=1):
        out += [f"## {_plain(exchange.question)}", ""]
        for line in lead_in(exchange, language):
            out += [f"*{_plain(line)}*", ""]
        for parts in paragraphs(exchange, language):
            out += ["".join(_plain(p) if isinstance(p, str) else f"[^{number}-{p.mark}]" for p in parts), ""]
        out += [f"- {w['nearest']}{w['colon']}{_link(name, to, base)}" for name, to in exchange.nearest]
        out += [""] if exchange.nearest else []
        for line in filter(None, (*exchange.notes, state_text(exchange, w))):
            out += [f"*{_plain(line)}*", ""]
        notes += [
            f"[^{number}-{s.mark}]: {_link(s.label, s.url, base)}：“{_plain(s.quote)}”"
            for s in exchange.sources
        ]
    return "\n".join(out + notes).rstrip() + "\n"


def to_docx(exchanges: Sequence[Exchange], language: Language, base: str = "") -> bytes:
    """A Word file: a heading for each question, the answer, its sources."""
    from docx import Document
    from docx.oxml.ns import qn

    book = Document()
    style = book.styles["Normal"]
    style.font.name = "Calibri"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    book.add_heading(words(language)["site"], level=0)
    for exchange in exchanges:
        _add_exchange(book, exchange, language, base)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_exchange(book: Any, exchange: Exchange, language: Language, base: str) -> None:
    w = words(language)
    book.add_heading(_clean(exchange.question), level=1)
    for line in lead_in(exchange, language):
        _quiet(book, line)
    for parts in paragraphs(exchange, language):
        for line in "".join(marked(p) for p in parts).splitlines():
            book.add_paragraph(_CONTROL.sub("", line))
    if exchange.nearest:
        book.add_heading(w["nearest"], level=2)
        for name, address in exchange.nearest:
            _add_link(book.add_paragraph(style="List Bullet"), name, address, base)
    if exchange.sources:
        book.add_heading(w["sources"], level=2)
        for source in exchange.sources:
            _add_source(book, source, base)
    state = state_text(exchange, w)
    for line in (*exchange.notes, *([f"（{state}）"] if state else [])):
        _quiet(book, line)


def _add_source(book: Any, source: Source, base: str) -> None:
    line = book.add_paragraph(f"[{source.mark}] ")
    _add_link(line, source.label, source.url, base)
    line.add_run(f"：“{_clean(source.quote)}”")


def _quiet(book: Any, text: str) -> None:
    book.add_paragraph().add_run(_clean(text)).italic = True


def _clean(text: str) -> str:
    return _CONTROL.sub("", " ".join(text.split()))


def _add_link(line: Any, text: str, address: str, base: str) -> None:
    """Text that opens the clause; python-docx has no call for a link in a paragraph."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    run = line.add_run(_clean(text))
    if not base or not address.startswith("/"):
        return
    run.font.color.rgb, run.font.underline = RGBColor(0x1A, 0x5A, 0xA3), True
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), line.part.relate_to(base + address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)  # moves the run into the link
    line._p.append(link)
