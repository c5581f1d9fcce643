"""What the browser keeps of the chat page's conversations, without a browser."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from rag.web.exchanges import Conversation, Kept, kept_from, to_plain


def browser(change: Any, stored: Any = None) -> dict[str, Any]:
    """What ``static/store.js`` would give after a change; its own tests drive a real browser."""
    change = json.loads(json.dumps(change))
    owner = change.get("owner", (stored or {}).get("owner", ""))
    kept = kept_from(stored)
    if "drop" in change:
        kept = kept.drop(change["drop"])
    for part in [*change.get("adopt", ()), *([change] if "exchanges" in change else ())]:
        had = kept.get(part["talk"]) or Conversation(part["talk"])
        plain = to_plain(Kept(None, (had,)))
        plain["conversations"][0]["exchanges"] += part["exchanges"]
        kept = kept.put(kept_from(plain).conversations[0])
    return to_plain(replace(kept, open=change["open"])) | {"owner": owner}
