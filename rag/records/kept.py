"""The store of records that the settings name, and what they say is to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.settings import RecordSettings, record_settings

if TYPE_CHECKING:
    from rag.records.store import Keeping, Records
    from rag.types import Answer, Message


def records_of(settings: RecordSettings) -> Records:
    """The record store of the data folder: one for each in this process."""
    return _records(settings.data, keeping(settings))


def keeping(settings: RecordSettings) -> Keeping:
    """What the settings say is to be kept."""
    from rag.records.store import Keeping

    return Keeping(settings.audit, settings.audit_days, settings.audit_questions)


@lru_cache(maxsize=16)
def _records(folder: Path, kept: Keeping) -> Records:
    from rag.records.store import Records

    return Records(folder, kept)


def record_of_a_tool(
    channel: str,
    question: str,
    answer: Answer,
    history: Sequence[Message] = (),
    documents: frozenset[str] | None = None,
    visible: frozenset[str] | None = None,
) -> None:
    """Records an answer of a channel that by itself keeps nothing (``cli``, ``mcp``), where RAG_AUDIT is set.

    ``documents`` and ``visible`` as in :class:`rag.records.entry.Asked`.

    Raises:
        SettingsError: RAG_AUDIT=required, and the record cannot be written.
    """
    chosen = record_settings()
    if "audit" in chosen.model_fields_set:
        from rag.records.entry import Asked  # not before it is needed: one question starts the program

        asked = Asked(channel, question, tuple(history), documents, visible=visible)
        records_of(chosen).answered(asked, answer)
