"""A conversation as a Markdown or Word file, every answer with its references."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from rag.web.answer import around, plain_text, sentence_parts
from rag.web.turns import Turn
from rag.web.words import Language, words

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
#: What XML 1.0 cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def to_markdown(turns: Sequence[Turn], language: Language) -> str:
    """Markdown with footnotes; marks of one answer never meet those of another."""
    w = words(language)
    out = [f"# {w['site']}", ""]
    notes: list[str] = []
    for number, turn in enumerate(turns, start=1):
        out += [f"## {_plain(turn.question)}", ""]
        lead, tail = around(turn)
        out += [_plain(lead), ""] if lead else []
        for sentence in turn.sentences:
            parts = sentence_parts(sentence, turn.sources)
            out.append("".join(_plain(p) if isinstance(p, str) else f"[^{number}-{p.mark}]" for p in parts))
            if sentence.verdict != "verified":
                out[-1] += f"（{w[sentence.verdict]}）"
            out.append("")
        out += [_plain(tail), ""] if tail else []
        if not turn.sentences:
            out += [_plain(turn.text), ""]
            out += [f"{w['missing']}：{_plain(turn.missing)}", ""] if turn.missing else []
            out += [f"- {w['nearest']}：{_plain(name)}" for name, _ in turn.nearest] + [""]
        out += [f"*{w[turn.state]}*", ""]
        notes += [f"[^{number}-{s.mark}]: {_plain(s.label)}：“{_plain(s.quote)}”" for s in turn.sources]
    return "\n".join(out + notes).rstrip() + "\n"


def to_docx(turns: Sequence[Turn], language: Language) -> bytes:
    """A Word file: a heading for each question, the answer, its sources."""
    from docx import Document
    from docx.oxml.ns import qn

    w = words(language)
    book = Document()
    style = book.styles["Normal"]
    style.font.name = "Calibri"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    book.add_heading(w["site"], level=0)
    for turn in turns:
        question, _, rest = plain_text(turn, language).partition("\n\n")
        book.add_heading(_CONTROL.sub("", " ".join(question.split())), level=1)
        for line in rest.split("\n"):
            if line.strip():
                book.add_paragraph(_CONTROL.sub("", line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
