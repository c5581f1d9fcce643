"""How many processor cores there are for work that can be shared out."""

from __future__ import annotations

import os


def cores() -> int:
    """The cores that this process may use: a container or ``taskset`` may leave it fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
