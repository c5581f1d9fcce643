"""The assistant in use: one over a new index takes its place while requests go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.pipeline import Assistant


class Current:
    """Stands for the assistant in use.

    An answer that has begun ends with the assistant it began with: its methods are bound to that
    one, and its index stays open as long as somebody holds it.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def replace(self, assistant: Assistant) -> None:
        """From now on, this one answers."""
        self._assistant = assistant

    def __getattr__(self, name: str) -> Any:
        """Whatever is asked of the assistant in use."""
        return getattr(self._assistant, name)
