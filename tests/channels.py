"""The real assistant over the documents of the repository, built once for a run of the tests."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.builder import build_index
from rag.pipeline import Assistant
from rag.web.app import create_app
from rag.web.settings import WebSettings

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
_KEPT: list[Any] = []  # deleted when the interpreter ends


@lru_cache(maxsize=1)
def index_folder() -> Path:
    """An index over ``corpus/``."""
    folder = tempfile.TemporaryDirectory(prefix="rag-channels-")
    _KEPT.append(folder)
    build_index([CORPUS], Path(folder.name))
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
