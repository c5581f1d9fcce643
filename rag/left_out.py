"""What the last build read nothing from, and why: kept beside the index, so that it outlives the process."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rag.index.versions import writing
from rag.load import Skipped

FILE = "left-out.json"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Reasons by source, of the build that began at ``begun``; None where nobody knows of one."""

    begun: datetime | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


def write(folder: Path, version: str, begun: datetime, skipped: Sequence[Skipped]) -> None:
    """Keeps what a build left out; ``version``: what it made, or left in use where nothing had changed.

    Raises:
        IndexStateError: the index folder cannot be written.
    """
    told = {
        "version": version,
        "begun": begun.isoformat(),
        "reasons": [[item.source, item.reason] for item in skipped],
    }
    part = folder / f".{FILE}.part"
    with writing(folder):
        part.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
        part.replace(folder / FILE)


def read(folder: Path, version: str) -> LeftOut:
    """What the build of this version left out; nothing where the file is of another one, or lacks."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads((folder / FILE).read_text("utf-8"))
        if told["version"] == version:
            reasons = {str(source): str(reason) for source, reason in told["reasons"]}
            return LeftOut(datetime.fromisoformat(told["begun"]).astimezone(UTC), reasons)
    return LeftOut()
