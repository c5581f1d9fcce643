"""A served application and a real Chromium; skipped with the reason where there is none."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

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
    from rag.web.settings import WebSettings

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
