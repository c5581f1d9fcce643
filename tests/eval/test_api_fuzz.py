"""The API under requests made from its own schema; ``python -m eval.api_fuzz`` sends as many as wanted."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from eval import api_fuzz
from rag.pipeline import Assistant
from rag.web.app import create_app
from rag.web_settings import WebSettings


def test_no_request_makes_the_api_fail_or_break_its_word(small: Assistant, tmp_path: Path) -> None:
    app = create_app(small, WebSettings(data=tmp_path, index=tmp_path))  # type: ignore[call-arg]
    found = api_fuzz.fuzz(app, 200, number=7)
    assert found.failures == {}
    assert found.cases >= 150 and len(found.operations) >= 12
    assert {200, 400, 422} <= set(found.statuses)
    assert not any(status >= 500 for status in found.statuses)


def planted() -> FastAPI:
    """An application that breaks its word in every way that is looked for."""
    app = FastAPI()

    @app.get("/crash")
    def crash(q: str) -> dict[str, str]:
        raise RuntimeError(q)

    @app.get("/status", responses={200: {"model": dict[str, str]}})
    def status() -> JSONResponse:
        return JSONResponse({}, 404)

    @app.get("/form", response_model=None, responses={200: {"model": dict[str, str]}})
    def form() -> JSONResponse:
        return JSONResponse(["a list"])

    @app.get("/failure")
    def failure() -> JSONResponse:
        return JSONResponse({}, 503)

    return app


def test_planted_faults_are_found() -> None:
    found = api_fuzz.fuzz(planted(), 40)
    kinds = " ".join(found.failures)
    for path in ("/crash", "/status", "/form", "/failure"):
        assert f"GET {path} " in kinds
    assert found.failed >= 4 and found.statuses[503] >= 1
    assert "responses 5xx: 0" not in "\n".join(found.lines())


@pytest.mark.parametrize(
    ("body", "place", "salted"),
    [
        ({"q": "a", "h": [{"c": "b"}]}, 0, {"q": "!", "h": [{"c": "b"}]}),
        ({"q": "a", "h": [{"c": "b"}]}, 1, {"q": "a", "h": [{"c": "!"}]}),
        ({"q": "a", "h": [{"c": "b"}]}, 2, {"q": "!", "h": [{"c": "b"}]}),
        ({"q": 1}, 0, {"q": 1}),
        (["a"], 0, ["!"]),
        (None, 0, None),
    ],
)
def test_a_word_takes_the_place_of_one_text(body: Any, place: int, salted: Any) -> None:
    request = SimpleNamespace(path_parameters=None, query={}, body=body)
    api_fuzz.salt(request, "!", place)
    assert request.body == salted


def test_nothing_to_do_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert api_fuzz.main(["--cases", "0"]) == 2
    assert "give 1 or more" in capsys.readouterr().err


def test_logs_are_silenced_for_the_run_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(api_fuzz, "application", lambda folder: None)
    monkeypatch.setattr(api_fuzz, "fuzz", lambda *args: seen.append(_logging()) or api_fuzz.Found())
    before = _logging()
    api_fuzz.main(["--cases", "1"])
    assert (before, seen, _logging()) == (True, [False], True)


def _logging() -> bool:
    return logging.getLogger("rag").isEnabledFor(logging.CRITICAL)
