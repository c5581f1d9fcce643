"""Portals of other origins, as the widget and the frame meet them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

SAMPLE = Path(__file__).resolve().parents[2] / "docs" / "portal-sample.html"
#: As strict as a portal may be: no inline script, no style at all but a constructed sheet.
POLICY = "default-src 'none'; style-src 'none'; script-src {app}; connect-src {app}; frame-src {app}; img-src data:"


@dataclass
class Places:
    """Addresses of the application and of two portals, one of them allowed; ``data``: what is kept."""

    app: str = ""
    portal: str = ""
    stranger: str = ""
    data: Path = Path()


def portal_app(places: Places) -> FastAPI:
    """A portal with the sample page, a strict page and one that frames."""
    app = FastAPI()

    @app.get("/")
    def sample() -> HTMLResponse:
        text = SAMPLE.read_text("utf-8")
        assert "http://127.0.0.1:7860" in text
        return HTMLResponse(text.replace("http://127.0.0.1:7860", places.app))

    @app.get("/strict")
    def strict() -> HTMLResponse:
        tag = f'<script src="{places.app}/embed.js" defer data-mode="bubble"></script>'
        page = f'<!doctype html><title>p</title><link rel="icon" href="data:,"><p>portal</p>{tag}'
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY.format(app=places.app)})

    @app.get("/frame")
    def frame(path: str) -> HTMLResponse:
        return HTMLResponse(
            f'<!doctype html><title>p</title><link rel="icon" href="data:,">'
            f'<iframe src="{places.app}{path}" width=700 height=600></iframe>'
        )

    return app
