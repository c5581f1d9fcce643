"""A served application and a real Chromium; skipped with the reason where there is none."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from seen import Seen

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for fakes

#: A closed network: nothing is fetched in the background, no sandbox inside a container.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium; Playwright's own download is not needed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium here; install the Debian package chromium")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def feedback_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the served application stores feedback."""
    return tmp_path_factory.mktemp("feedback")


@pytest.fixture(scope="session")
def address(feedback_folder: Path) -> Iterator[str]:
    """The application over the scripted assistant, on a free port."""
    import uvicorn
    from fakes import FakeAssistant

    from rag.web.app import create_app
    from rag.web_settings import WebSettings

    settings = WebSettings(data=feedback_folder)  # type: ignore[call-arg]
    app = create_app(FakeAssistant(), settings)  # type: ignore[arg-type]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(600):
        if server.started:
            break
        time.sleep(0.05)
    else:
        pytest.fail("the server did not start")
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[Any]:
    """Opens an address in a fresh profile; on leaving, nothing may have gone wrong."""
    seen = Seen(address)
    contexts = []

    def open_page(path: str, width: int = 1440, **options: Any) -> Any:
        height = 900 if width > 600 else 740
        options = {"locale": "zh-CN", "viewport": {"width": width, "height": height}} | options
        context = browser.new_context(**options)
        context.set_default_timeout(20000)
        contexts.append(context)
        context.on("page", seen.watch)
        page = context.new_page()
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert seen.foreign == []
    assert seen.errors == []
