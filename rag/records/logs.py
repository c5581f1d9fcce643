"""Logs on standard error, as text or as JSON lines: no question, no key, no password in them.

Questions stand in the record store, which has its own rules; a line here has the id that leads
there. Addresses are not logged, since questions stand in them too: routes are.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal

from rag.errors import RagError
from rag.lazy_re import lazy_re

Style = Literal["text", "json"]

#: Attributes that every record has; what a caller adds stands beside them.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
#: Never logged, whoever adds it.
_PRIVATE = frozenset({"question", "history", "text", "answer", "comment", "body"})
_HIDDEN = "[hidden]"
_CONTROL = lazy_re(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: What looks like a secret, wherever it comes from: the value behind its name, and what follows a scheme.
_SECRET = lazy_re(
    r"(?i)(?P<name>\b(?:authorization|proxy-authorization|cookie|set-cookie)\b[\"']?\s*[:=]\s*)[^\r\n]+"
    r"|(?P<named>(?<![\w-])[\w-]*(?:api[_-]?key|llm_key|token|secret|passw(?:or)?d|session)[\"']?\s*[:=]\s*)"
    r"(?:\"[^\"]*\"|'[^']*'|[^\s,;&\"']+)"
    r"|(?P<scheme>\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{6,}"
)


def configure(style: Style, secrets: Iterable[str] = (), level: int | None = None) -> logging.Handler:
    """Sends every log of this process to standard error in one form; returns the handler.

    Args:
        style: ``json`` also tells of each request and answer, ``text`` of warnings and errors only.
        secrets: values that are hidden wherever they turn up.
        level: the lowest that is shown; by default as ``style`` says.
    """
    handler = logging.StreamHandler(sys.stderr)
    known = tuple(sorted((s for s in secrets if len(s) >= 4 and s != "EMPTY"), key=len, reverse=True))
    handler.setFormatter(Json(known) if style == "json" else Text(known))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    shown = level if level is not None else logging.INFO if style == "json" else logging.WARNING
    root.setLevel(logging.WARNING)
    logging.getLogger("rag").setLevel(shown)
    # A package that sets up its own logging may have switched off all loggers that it does not know.
    for name, logger in logging.root.manager.loggerDict.items():
        if name.partition(".")[0] == "rag" and isinstance(logger, logging.Logger):
            logger.disabled = False
    return handler


def secrets_of(settings: object) -> list[str]:
    """The values of all settings that hide themselves: keys, tokens, passwords."""
    held = (getattr(value, "get_secret_value", None) for value in vars(settings).values())
    return [str(reveal()) for reveal in held if reveal is not None]


class Text(logging.Formatter):
    """Lines for a person; secrets hidden, an error with its place and not its words."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self.secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return hidden(super().format(record), self.secrets)

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The message on one line: a line end in a name or an address would forge the next line."""
        return _CONTROL.sub(lambda m: repr(m[0])[1:-1], super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        """The kind and place of an error; its message may hold what somebody typed."""
        return "\n".join([error_name(ei[1]), *(f"  {place}" for place in places(ei[1]))])


class Json(logging.Formatter):
    """One JSON object a line: ``at``, ``level``, ``logger``, ``message`` and what was added."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "at": moment,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": hidden(record.getMessage(), self.secrets),
        }
        for name, value in vars(record).items():
            if name not in _OWN and name not in _PRIVATE and not name.startswith("_"):
                plain = value is None or isinstance(value, int | float)
                line[name] = value if plain else hidden(str(value), self.secrets)
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = hidden(error_name(record.exc_info[1]), self.secrets)
            line["where"] = places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def hidden(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without secrets: those known, and what looks like one."""
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    return _SECRET.sub(lambda m: next(filter(None, (m["name"], m["named"], m["scheme"])), "") + _HIDDEN, text)


def error_name(error: BaseException) -> str:
    """The kind of an error; the words too where they are ours and made to be shown."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{kind}: {error}" if isinstance(error, RagError) else kind


def places(error: BaseException) -> list[str]:
    """File, line and function of every step to the error, the last one being where it happened."""
    return [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
