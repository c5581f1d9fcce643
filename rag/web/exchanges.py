"""Exchanges of a conversation as the chat page keeps them: in the browser, so checked on return."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AliasChoices, Field, TypeAdapter, ValidationError

from rag.errors import RagError
from rag.lazy_re import lazy_re
from rag.render import label, url
from rag.types import Answer, AnswerStatus, CitationVerdict, Message, StatementVerdict
from rag.web.rest import rest_of

if TYPE_CHECKING:
    from rag.index import Index

State = Literal["verified", "partly_verified", "unsupported", "refused", "error"]

MAX_CONVERSATIONS = 30
MAX_STORED = 600_000  # characters of JSON; a browser grants about 5 million to a site
#: Browsers hold conversations that releases up to 0.1 put there under the other name.
_EXCHANGES = AliasChoices("exchanges", "turns")
_LINK = lazy_re(r"/(?:documents/|duties\?)[^\s\"'<>\\]+")


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered citation: official label, words quoted, deep link, what the check said."""

    mark: int
    label: str
    quote: str
    url: str
    verdict: CitationVerdict
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement, the numbers of its sources, and its verdict."""

    text: str
    marks: tuple[int, ...]
    verdict: StatementVerdict


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what was answered, as far as the page and its exports need it.

    ``scope``: names of the documents and regions that alone were searched; empty for all.
    ``rest``: address of the whole list, where the answer gives a part of one.
    """

    id: str
    question: str
    status: AnswerStatus
    text: str
    understood: str | None = None
    sentences: tuple[Sentence, ...] = ()
    sources: tuple[Source, ...] = ()
    reason: str | None = None
    missing: str = ""
    nearest: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    scope: tuple[str, ...] = ()
    rest: str = ""

    @property
    def state(self) -> State:
        """What was verified, in one word."""
        if self.status in ("refused", "error"):
            return "refused" if self.status == "refused" else "error"
        verdicts = {sentence.verdict for sentence in self.sentences}
        if verdicts == {"verified"}:
            return "verified"
        return "partly_verified" if verdicts & {"verified", "partly_verified"} else "unsupported"


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges in order, under an id that the browser keeps."""

    id: str = field(default_factory=lambda: secrets.token_hex(6))
    exchanges: Annotated[tuple[Exchange, ...], Field(validation_alias=_EXCHANGES)] = ()

    @property
    def title(self) -> str:
        """The first question, shortened."""
        first = " ".join(self.exchanges[0].question.split()) if self.exchanges else ""
        return first if len(first) <= 28 else first[:27] + "…"

    def joined(self, other: Conversation | None) -> Conversation:
        """With the turns of another copy of it that this one lacks; the copy's order is the later one."""
        if other is None:
            return self
        known = {exchange.id for exchange in other.exchanges}
        own = (exchange for exchange in self.exchanges if exchange.id not in known)
        return replace(self, exchanges=(*other.exchanges, *own))

    def history(self) -> list[Message]:
        """The exchanges as the assistant reads them; what failed is left out."""
        return [
            message
            for exchange in self.exchanges
            if exchange.status != "error"
            for message in (Message("user", exchange.question), Message("assistant", exchange.text))
        ]


@dataclass(frozen=True, slots=True)
class Kept:
    """All that a browser keeps: conversations, newest first, and the one that is open."""

    open: str | None = None
    conversations: tuple[Conversation, ...] = ()

    def get(self, identity: str | None) -> Conversation | None:
        """A conversation by id, or None."""
        return next((c for c in self.conversations if c.id == identity), None)

    def put(self, conversation: Conversation) -> Kept:
        """With this conversation first and open; the oldest are dropped beyond the limits."""
        rest = [c for c in self.conversations if c.id != conversation.id]
        kept = [conversation, *rest][:MAX_CONVERSATIONS]
        while len(kept) > 1 and len(_KEPT.dump_json(Kept(None, tuple(kept)))) > MAX_STORED:
            kept.pop()
        return Kept(conversation.id, tuple(kept))

    def drop(self, identity: str) -> Kept:
        """Without this conversation, and none open."""
        return Kept(None, tuple(c for c in self.conversations if c.id != identity))


_KEPT = TypeAdapter(Kept)
_CONVERSATION = TypeAdapter(Conversation)


def kept_from(stored: Any) -> Kept:
    """What the browser stored; a conversation that is damaged or of another version counts as nothing."""
    whole = stored if isinstance(stored, dict) else {}
    there, open_ = whole.get("conversations"), whole.get("open")
    found = [_checked(one) for one in (there if isinstance(there, list | tuple) else ())]
    return Kept(
        open_ if isinstance(open_, str) else None,
        tuple(_cleaned(conversation) for conversation in found if conversation is not None),
    )


def _checked(stored: Any) -> Conversation | None:
    try:
        return _CONVERSATION.validate_python(stored)
    except ValidationError:
        return None


def _cleaned(conversation: Conversation) -> Conversation:
    return replace(
        conversation,
        exchanges=tuple(
            replace(
                exchange,
                sources=tuple(replace(s, url=safe_link(s.url)) for s in exchange.sources),
                nearest=tuple((name, safe_link(link)) for name, link in exchange.nearest),
                rest=safe_link(exchange.rest) if exchange.rest else "",
            )
            for exchange in conversation.exchanges
        ),
    )


def to_plain(kept: Kept) -> dict[str, Any]:
    """Plain JSON values for the browser to store."""
    plain: dict[str, Any] = _KEPT.dump_python(kept, mode="json")
    return plain


def safe_link(link: str) -> str:
    """The link where it leads to a document or a list here, else ``#``."""
    return link if _LINK.fullmatch(link) else "#"


def exchange_from(answer: Answer, index: Index) -> Exchange:
    """What the page keeps of an answer; the index names the nearest clauses of a refusal."""
    refusal = answer.refusal
    return Exchange(
        id=answer.id,
        question=answer.question,
        status=answer.status,
        text=answer.text,
        understood=answer.standalone_question,
        sentences=tuple(Sentence(s.text, s.citations, s.verdict) for s in answer.statements),
        sources=tuple(
            Source(c.mark, c.label, c.quote, safe_link(c.url), c.verdict, c.document.digest)
            for c in answer.citations
        ),
        reason=refusal.reason if refusal else None,
        missing=refusal.missing if refusal else "",
        nearest=_nearest(refusal.nearest, index) if refusal else (),
        notes=answer.notes,
        table=answer.table,
        rest=rest_of(answer) or "",
    )


def _nearest(identities: Sequence[str], index: Index) -> tuple[tuple[str, str], ...]:
    links = []
    for identity in identities[:5]:
        try:
            clause = index.clause(identity)
            document = index.document(clause.document_id)
        except (RagError, KeyError):  # removed between the answer and now
            continue
        name = f"{label(document, clause)} {clause.heading}".strip()
        links.append((name, url(document, clause, clause.start, clause.end)))
    return tuple(links)


def failed(question: str, text: str) -> Exchange:
    """An exchange for a question that could not be taken or failed."""
    return Exchange(id=secrets.token_hex(6), question=question, status="error", text=text)


def plain_exchange(exchange: Exchange) -> dict[str, Any]:
    """Plain JSON values of one exchange."""
    return asdict(exchange)
