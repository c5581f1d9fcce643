"""What the browser keeps of the conversations, and how it is told what to change in it.

The other half is ``static/store.js``. The server never hands back the whole: what it was sent may be
older than what a second tab of the same browser has added meanwhile.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from rag.web.exchanges import (
    MAX_CONVERSATIONS,
    MAX_STORED,
    Conversation,
    Exchange,
    Kept,
    kept_from,
    plain_exchange,
)

#: Where releases up to 0.1 kept everything; not a secret, it was only kept from being read by accident.
BEFORE = "policy-rag-conversations"
#: Makes a change in the browser.
KEEP = "(change) => window.policyStore.keep(change)"
#: Gradio calls nothing that a page's script could; an element that waits for the script's event does.
FOLLOW = "document.addEventListener('kept-elsewhere', () => trigger('submit'));"

Change = dict[str, Any]


def fresh(place: int, count: int) -> str:
    """The script that puts what the browser keeps now into the input at ``place`` of ``count``.

    Where there is one input, Gradio takes the value itself.
    """
    if count == 1:
        return "() => window.policyStore.read()"
    return f"(...given) => window.policyStore.into(given, {place}, {count})"


def own(stored: Any, owner: str) -> Kept:
    """What the browser kept for this visitor; what another one left in it counts as nothing."""
    left = stored.get("owner", "") if isinstance(stored, dict) else ""
    return kept_from(stored) if left == owner else Kept()


def added(talk: str, exchange: Exchange, owner: str) -> Change:
    """A turn more, in the conversation that is open from now on."""
    return _change(**_turns(talk, [exchange], owner), open=talk)


def removed(talk: str) -> Change:
    """A conversation less, and none open."""
    return _change(drop=talk, open=None)


def opened(talk: str | None) -> Change:
    """Another conversation open in this tab, or none."""
    return _change(open=talk)


def adopted(stored: Any, owner: str) -> Change | None:
    """What an older release kept for this visitor becomes entries as they are now; None where it kept nothing."""
    kept = own(stored, owner)
    if not kept.conversations:
        return None
    older = [_turns(c.id, c.exchanges, owner) for c in reversed(kept.conversations) if c.exchanges]
    return _change(adopt=older, open=kept.open)


def _turns(talk: str, exchanges: Sequence[Exchange], owner: str) -> Change:
    plain = [plain_exchange(exchange) for exchange in exchanges]
    return {
        "talk": talk,
        "exchanges": plain,
        "owner": owner,
        "most": MAX_CONVERSATIONS,
        "largest": MAX_STORED,
    }


def _change(**values: Any) -> Change:
    """The number tells a change from the one before, which a step that was stopped leaves in place."""
    return {"number": secrets.token_hex(6), **values}


def continued(talk: Conversation, kept: Kept) -> Conversation:
    """The conversation that a question goes on with, with the turns that other tabs have added.

    After a restart of the server the tab knows its conversation only from the browser. An empty one gets
    an id of its own here: Gradio begins every tab with a copy of one and the same.
    """
    if not talk.exchanges:
        return kept.get(kept.open) or Conversation()
    return talk.joined(kept.get(talk.id))
