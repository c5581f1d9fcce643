"""A document's text into its clause tree, with every character accounted for.

The page is cut into units and what is not the document is discarded with a reason
(``rag.parse.clean``, ``rag.parse.running``); wrapped lines become paragraphs (``rag.parse.lines``), their line ends spaces; paragraphs are dealt out to
clauses by their printed labels (``rag.parse.tree``); articles get their 款 and clauses their departments
and figures (``rag.parse.finish``); ``rag.parse.ledger`` draws up the account.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rag.parse.clean import clean
from rag.parse.cut import cut
from rag.parse.finish import finish, freeze
from rag.parse.ledger import ledger
from rag.parse.lines import flowing, paragraphs
from rag.parse.metadata import metadata
from rag.parse.running import without_running_heads
from rag.parse.tree import build
from rag.types import Document


def parse(
    text: str,
    *,
    document_id: str,
    source: str = "",
    sha256: str = "",
    title: str | None = None,
    headings: Mapping[int, int] = MappingProxyType({}),
) -> Document:
    """The document in ``text`` (normalised): its metadata, clause tree and ledger.

    Args:
        text: the page as ``rag.load`` gives it.
        document_id: what clause ids start with; stable across rebuilds.
        source: where the text came from, as shown to people.
        sha256: of the file's bytes.
        title: what the container says, used only where the text names none.
        headings: where the lines begin that the container marks as headings, with their levels.
    """
    units = without_running_heads(clean(cut(text, headings)))
    found = paragraphs(units)
    flown = flowing(text, found)
    clauses = freeze(finish(build(found)), document_id, flown)
    return Document(
        id=document_id,
        source=source,
        sha256=sha256,
        text=flown,
        clauses=clauses,
        discarded=ledger(flown, units, clauses),
        **metadata(text, clauses, units, title),
    )
