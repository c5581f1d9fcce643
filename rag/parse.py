"""A document's text into its clause tree, with every character accounted for.

The page is cut into units and what is not the document is discarded with a reason
(``rag.clean``); wrapped lines become paragraphs (``rag.lines``); paragraphs are dealt out to
clauses by their printed labels (``rag.tree``); articles get their 款 and clauses their departments
and figures (``rag.finish``); ``rag.ledger`` draws up the account.
"""

from __future__ import annotations

from rag.clean import clean, cut
from rag.finish import finish, freeze
from rag.ledger import ledger
from rag.lines import paragraphs
from rag.metadata import metadata
from rag.tree import build
from rag.types import Document


def parse(
    text: str, *, document_id: str, source: str = "", sha256: str = "", title: str | None = None
) -> Document:
    """The document in ``text`` (normalised): its metadata, clause tree and ledger.

    Args:
        text: the page as ``rag.load`` gives it.
        document_id: what clause ids start with; stable across rebuilds.
        source: where the text came from, as shown to people.
        sha256: of the file's bytes.
        title: what the container says, used only where the text names none.
    """
    units = clean(cut(text))
    roots = finish(build(paragraphs(units)))
    clauses = freeze(roots, document_id, text)
    return Document(
        id=document_id,
        source=source,
        sha256=sha256,
        text=text,
        clauses=clauses,
        discarded=ledger(text, units, clauses),
        **metadata(text, clauses, units, title),
    )
