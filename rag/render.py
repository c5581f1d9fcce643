"""An answer for each channel: JSON in the published form, terminal, Markdown, plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from rag.language.labels import LAW, element_place
from rag.types import Answer, Citation, Clause, Document, Hit

#: Shown with every citation of a digest.
DIGEST_NOTE = "摘编，以正式文本为准"

_VERDICTS = {
    "verified": "已核对",
    "quote_not_found": "引文不符",
    "figure_mismatch": "数字不符",
    "label_mismatch": "条号不符",
    "superseded": "已失效",
    "weak_support": "依据不足",
}


def label(document: Document, clause: Clause) -> str:
    """The official reference of a clause: 《标题》（发文字号）五（二）1, 《…法》第五十七条第一款第（一）项."""
    return f"{name_of(document)}{cited_path(document, clause.path)}"


def name_of(document: Document) -> str:
    """A document as it is cited: 《标题》（发文字号）."""
    number = f"（{document.number}）" if document.number else ""
    return f"《{document.title}》{number}"


def join_path(path: tuple[str, ...]) -> str:
    """Path elements as one reads them: 五（二）1, 附件一3; a space parts two that would run into one number (§2 1)."""
    return re.sub(r"(?<=\d)\x00(?=\d)", " ", "\x00".join(path)).replace("\x00", "")


#: What holds articles, and is no part of a reference to one that is numbered through the whole text.
_DIVISIONS = LAW - {"条"}
#: What the lists of an article are called, by their depth; deeper ones are cited as printed.
_LISTS = ("项", "目")
_LISTED = ("（一）", "（1）", "1.")


def cited_path(document: Document, path: tuple[str, ...]) -> str:
    """A path as lawyers cite it, 第五十七条第一款第（一）项, where each number of an article is there once; else as one reads it.

    An annex counts its own articles; a contract may count those of each chapter, which then must be named. A
    number that repeats those above it is cited alone: 4.2.2 for 4 4.2 4.2.2.
    """
    path = tuple(e for e, below in zip(path, (*path[1:], ""), strict=True) if not below.startswith(f"{e}."))
    annex = 1 if path[0].startswith("附") else 0
    styles = [_style(element) for element in path]
    at = styles.index("条") if "条" in styles else 0
    if (
        "条" not in styles
        or not _DIVISIONS.issuperset(styles[annex:at])
        or not _counted_through(_Tree(document.clauses), path[:annex])
    ):
        return join_path(path)
    below, nouns = [], iter(_LISTS)
    for element, style in zip(path[at + 1 :], styles[at + 1 :], strict=True):
        noun = next(nouns, "") if style in _LISTED else ""
        below.append(f"第{element}{noun}" if noun else element)
    return join_path((*path[:annex], path[at], *below))


@lru_cache(maxsize=4096)
def _style(element: str) -> str:
    place = element_place(element)
    return place[0] if place else ""


@dataclass(frozen=True, slots=True, eq=False)
class _Tree:
    """The clauses of a document, as a key that costs no look at them: the same only as themselves."""

    clauses: tuple[Clause, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Tree) and self.clauses is other.clauses

    def __hash__(self) -> int:
        return id(self.clauses)


@lru_cache(maxsize=64)  # each citation of a law asks it of all the law
def _counted_through(tree: _Tree, annex: tuple[str, ...]) -> bool:
    """Whether the articles of a document, or of an annex, have each a number of their own."""
    if annex:
        roots = [child for clause in tree.clauses if clause.path == annex for child in clause.children]
    else:
        roots = [clause for clause in tree.clauses if not clause.path[0].startswith("附")]
    numbers = list(_articles(roots))
    return len(numbers) == len(set(numbers)) > 0


def _articles(clauses: Iterable[Clause]) -> Iterator[str]:
    for clause in clauses:
        style = _style(clause.path[-1])
        if style == "条":
            yield clause.path[-1]
        elif style in _DIVISIONS:
            yield from _articles(clause.children)


def url(document: Document, clause: Clause, start: int, end: int) -> str:
    """Deep link that opens the document at the clause with ``text[start:end]`` marked."""
    return f"/documents/{quote(document.id, safe='')}?mark={start}-{end}#{quote('/'.join(clause.path), safe='/')}"


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer in the published JSON form (answer.schema.json)."""
    return {
        "id": answer.id,
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": answer.status,
        "answer": answer.text,
        "statements": [
            {"text": s.text, "citations": list(s.citations), "verdict": s.verdict} for s in answer.statements
        ],
        "citations": [_citation(c) for c in answer.citations],
        "retrieved": [_hit(h) for h in answer.retrieved],
        "refusal": None
        if answer.refusal is None
        else {
            "reason": answer.refusal.reason,
            "missing": answer.refusal.missing,
            "nearest": list(answer.refusal.nearest),
        },
        "confidence": round(answer.confidence, 4),
        "mode": answer.mode,
        "model": answer.model,
        "timings_ms": {name: round(ms, 3) for name, ms in answer.timings_ms.items()},
        "index": answer.index,
        "notes": list(answer.notes),
        "table": [list(row) for row in answer.table],
    }


def document_json(document: Document) -> dict[str, Any]:
    """What a document says of itself."""
    return {
        "id": document.id,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "issued_on": document.issued_on,
        "region": document.region,
        "effective_on": document.effective_on,
        "expires_on": document.expires_on,
        "status": document.status,
        "addressees": list(document.addressees),
        "implements": list(document.implements),
        "replaces": list(document.replaces),
        "digest": document.digest,
        "source": document.source,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "mark": citation.mark,
        "clause_id": citation.clause.id,
        "document": document_json(citation.document),
        "path": list(citation.clause.path),
        "label": citation.label,
        "heading": citation.clause.heading,
        "quote": citation.quote,
        "text": citation.clause.text,
        "start": citation.start,
        "end": citation.end,
        "verdict": citation.verdict,
        "url": citation.url,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "clause_id": hit.clause.id,
        "document_id": hit.clause.document_id,
        "path": list(hit.clause.path),
        "score": round(hit.score, 6),
        "text": hit.clause.text,
        "signals": {name: seen for name, value in hit.signals.items() if (seen := round(value, 4))},
    }


def references(answer: Answer) -> list[str]:
    """One line a citation: [1] 《…》（…）五（二）1 标题 ✓已核对."""
    lines = []
    for c in answer.citations:
        sign = "✓" if c.verdict == "verified" else "✗"
        note = f"（{DIGEST_NOTE}）" if c.document.digest else ""
        heading = f" {c.clause.heading}" if c.clause.heading else ""
        lines.append(f"[{c.mark}] {c.label}{heading} {sign}{_VERDICTS[c.verdict]}{note}")
    return lines


def to_text(answer: Answer) -> str:
    """The answer as a person reads it in a terminal: text, then the references."""
    parts = []
    if answer.standalone_question:
        parts.append(f"（理解为：{answer.standalone_question}）")
    parts.append(answer.text)
    if answer.citations:
        parts.append("依据：\n" + "\n".join(references(answer)))
    parts.extend(answer.notes)
    return "\n\n".join(parts)


def to_markdown(answer: Answer) -> str:
    """The answer with a table where it compares, and the references as a list."""
    body = _table(answer.table) if answer.table else _escape(answer.text)
    parts = [f"**{_escape(' '.join(answer.question.split()))}**", body]
    if answer.citations:
        parts.append("\n".join(f"- {_escape(line)}" for line in references(answer)))
    parts.extend(_escape(note) for note in answer.notes)
    return "\n\n".join(parts) + "\n"


def _escape(text: str) -> str:
    """Text in which Markdown sees no tag, link, image, entity or definition of a link."""
    return re.sub(r"([\\`*_{}\[\]<>#|&!~])", r"\\\1", text)


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    lines = ["| " + " | ".join(_escape(cell).replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
