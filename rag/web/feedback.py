"""What users say of an answer: a row in the record store, appended, never rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rag.records.entry import NOBODY
from rag.records.store import Opinion, Records
from rag.web.exchanges import Exchange, plain_exchange

MAX_COMMENT = 2000


def record_feedback(
    records: Records,
    exchange: Exchange,
    vote: str,
    comment: str = "",
    index: str = "",
    user: str = NOBODY,
    groups: Sequence[str] | None = None,
) -> None:
    """Records what a user says of an answer; a later row on the same exchange supersedes.

    Feedback is given on purpose, so it is kept with its question whatever RAG_AUDIT says.

    Raises:
        SettingsError: the store cannot be written.
    """
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    cut = comment.strip()[:MAX_COMMENT]
    # Curators read feedback only where they could have seen the answer itself.
    told = plain_exchange(exchange) | {"groups": None if groups is None else list(groups)}
    records.said(Opinion(at, exchange.id, user, vote, cut, index, told))
