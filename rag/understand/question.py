"""What may be asked: checks on questions and histories before anything reads them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from rag.errors import InputError
from rag.language.text import normalise
from rag.types import Message


def check_question(question: object, limit: int) -> str:
    """The question, normalised and trimmed.

    Raises:
        InputError: empty, too long, or not text.
    """
    if not isinstance(question, str):
        raise InputError("问题必须是文本 / the question must be text")
    if any(0xD800 <= ord(c) <= 0xDFFF for c in question):
        raise InputError("问题含有无法识别的字符，请重新输入 / the question holds lone surrogates")
    text = normalise(question).strip()
    if len(text) > limit:
        raise InputError(
            f"问题太长：{len(text)} 字，上限 {limit} 字，请缩短 / "
            f"the question is too long: {len(text)} characters, at most {limit}; shorten it"
        )
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        raise InputError("问题为空，请输入一个问题 / the question is empty")
    return text


#: A turn is read up to here; what was asked before, in all its turns, as far back as a question may be long.
_TURN, _ASKED_BEFORE = 4000, 2000


def check_history(history: Sequence[Message], limit: int) -> tuple[Message, ...]:
    """The last ``limit`` turns of the history, or fewer where they are long, normalised.

    Raises:
        InputError: a turn has no valid role or content.
    """
    turns = []
    for message in list(history)[-limit:] if limit else []:
        known = isinstance(message, Message) and message.role in ("user", "assistant")
        if not known or not isinstance(message.content, str):
            raise InputError(
                "history: 每轮须有 role（user 或 assistant）和文本 content / "
                "each turn needs a role (user, assistant) and text content"
            )
        clean = message.content.encode("utf-8", "replace").decode("utf-8")
        most = _ASKED_BEFORE if message.role == "user" else _TURN
        turns.append(Message(message.role, normalise(clean)[:most]))
    room = _ASKED_BEFORE
    for at in range(len(turns) - 1, -1, -1):
        room -= len(turns[at].content) if turns[at].role == "user" else 0
        if room < 0:
            return tuple(turns[at + 1 :])
    return tuple(turns)
