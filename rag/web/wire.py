"""JSON as it goes over a wire: text that UTF-8 cannot hold is replaced, never a crash."""

from __future__ import annotations

import json
from typing import Any


def dumps(value: Any) -> str:
    """One line of JSON; a lone surrogate becomes ``?``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8")
