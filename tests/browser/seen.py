"""What pages do that they must not: requests to other hosts, errors, dialogs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Seen:
    """What went wrong or went out while pages were open."""

    base: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Any) -> None:
        """Listen to a page's requests, console and uncaught errors."""
        page.on("request", lambda request: self._request(request.url))
        page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append("dialog"), dialog.dismiss()))

    def _request(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:", "about:")):
            self.foreign.append(url)
