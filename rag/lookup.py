"""What surfaces offer beside answers: search, one clause, a check of a statement, as plain JSON values.

The HTTP API and the MCP server give the same; what they take has been checked by nobody yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rag import outline
from rag.errors import InputError
from rag.render import document_json, label, url
from rag.understand.question import check_question
from rag.verify import Evidence, verify

if TYPE_CHECKING:
    from rag.index import Index
    from rag.pipeline import Assistant
    from rag.types import Clause, Document

#: Clauses that one search gives at most.
MAX_FOUND = 50
#: Longest statement that is checked, in characters, and the most clauses it may cite.
MAX_STATEMENT, MAX_CITED = 4000, 20


def scope(index: Index, documents: Iterable[str] | None) -> frozenset[str] | None:
    """The documents to search; None for all.

    Raises:
        InputError: none is named, or one that the index does not hold.
    """
    if documents is None:
        return None
    named = frozenset(documents)
    unknown = sorted(named - {header.id for header in index.headers()})
    if unknown or not named:
        zh, en = (
            (f"索引中没有 {unknown[0]!r}", f"{unknown[0]!r} is not in this index")
            if unknown
            else ("没有列出文件", "the list is empty")
        )
        raise InputError(
            f"documents: {zh}，不填则查全部，或填列表中的编号 / "
            f"{en}; leave it out to search all, or give ids of the list"
        )
    return named


def search(
    assistant: Assistant, query: str, k: int, documents: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """The ``k`` clauses nearest to a query, best first.

    Raises:
        InputError: the query cannot be taken, or a document is unknown.
    """
    text = check_question(query, assistant.settings.max_question)
    within = scope(assistant.index, documents)
    hits = assistant.retriever.search(assistant.understood(text), k, documents=within)
    return [
        {**reference(assistant.index, hit.clause), "text": hit.clause.text, "score": round(hit.score, 6)}
        for hit in hits
    ]


def reference(index: Index, clause: Clause) -> dict[str, Any]:
    """How a clause is referred to: ids, path, official label, heading, deep link."""
    document = index.document(clause.document_id)
    return {
        "clause_id": clause.id,
        "document_id": document.id,
        "path": list(clause.path),
        "label": label(document, clause),
        "heading": clause.heading,
        "url": url(document, clause, clause.start, clause.end),
    }


def references(index: Index, identities: Iterable[str]) -> list[dict[str, Any]]:
    """How clauses are referred to; one that is no longer there is left out."""
    found = []
    for identity in identities:
        try:
            found.append(reference(index, index.clause(identity)))
        except InputError:  # removed since
            continue
    return found


def clause_json(index: Index, identity: str) -> dict[str, Any]:
    """One clause with all below it, its document and its official label.

    Raises:
        InputError: the index does not hold it.
    """
    clause = index.clause(identity)
    document = index.document(clause.document_id)
    tree = outline.to_json(replace(document, clauses=(clause,)))["clauses"][0]
    return {**tree, **reference(index, clause), "document": document_json(document)}


def validate(
    index: Index,
    statement: str,
    clause_ids: Sequence[str],
    quotes: Sequence[str] = (),
    question: str = "",
) -> dict[str, Any]:
    """Whether a statement stands in the clauses it cites, and why not.

    Args:
        index: where the clauses stand.
        statement: one or more sentences.
        clause_ids: the clauses cited.
        quotes: the words leaned on, one for each clause; by default the whole clause.
        question: words of it need no support.

    Raises:
        InputError: a clause is unknown, or there are too many, or as many quotes as clauses are not given.
    """
    if not statement.strip():
        raise InputError("statement: 内容为空，请给一句话 / it is empty; give a sentence")
    if len(statement) > MAX_STATEMENT:
        raise InputError(
            f"statement: 有 {len(statement)} 字，限 1 至 {MAX_STATEMENT} 字 / "
            f"give 1 to {MAX_STATEMENT} characters, not {len(statement)}"
        )
    if not 0 < len(clause_ids) <= MAX_CITED:
        raise InputError(f"clause_ids: 请给 1 至 {MAX_CITED} 个条款编号 / give 1 to {MAX_CITED} clause ids")
    if quotes and len(quotes) != len(clause_ids):
        raise InputError("quotes: 每个条款编号给一段，或都不给 / give one for each clause id, or none")
    cited = [_cited(index, identity) for identity in clause_ids]
    evidence = [
        Evidence(
            clause, document, quotes[i] if quotes else document.text[clause.start : clause.segments[0][1]]
        )
        for i, (document, clause) in enumerate(cited)
    ]
    verdict = verify(_text(statement), evidence, question=_text(question))
    return {
        "verdict": verdict.verdict,
        "reasons": list(verdict.reasons),
        "citations": [
            {**reference(index, clause), "verdict": said}
            for (_, clause), said in zip(cited, verdict.citation_verdicts, strict=True)
        ],
    }


def _cited(index: Index, identity: str) -> tuple[Document, Clause]:
    clause = index.clause(identity)
    return index.document(clause.document_id), clause


def _text(value: str) -> str:
    """The text as UTF-8 can hold it."""
    return value.encode("utf-8", "replace").decode("utf-8")
