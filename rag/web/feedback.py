"""What users say of an answer: one JSON object a line, appended, never rewritten."""

from __future__ import annotations

import fcntl
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from rag.errors import SettingsError
from rag.web.turns import Turn, plain_turn

MAX_COMMENT = 2000


def record_feedback(folder: Path, turn: Turn, vote: str, comment: str = "", index: str = "") -> None:
    """Append one line to ``folder/feedback.jsonl``; a later line on the same turn supersedes.

    Raises:
        SettingsError: the file cannot be written.
    """
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "vote": vote,
        "comment": comment.strip()[:MAX_COMMENT],
        "index": index,
        "turn": plain_turn(turn),
    }
    line = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    path = folder / "feedback.jsonl"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # several workers may share the folder
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise SettingsError(
            f"feedback cannot be written to {path}: {error.strerror}; "
            "free space, or point RAG_DATA to a folder that can be written"
        ) from error
