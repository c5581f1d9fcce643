"""Server-rendered pages: the templates, the language of a request, one layout for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rag.language.apart import titles
from rag.types import Document
from rag.web.visitors import visitor_of
from rag.web.words import Language, preferred, words

FOLDER = Path(__file__).resolve().parent
STATIC = FOLDER / "static"

#: key of the word, address; the order of the navigation bar
SECTIONS = (
    ("chat", "/"),
    ("documents", "/documents"),
    ("duties", "/duties"),
    ("targets", "/targets"),
    ("compare", "/compare"),
)


def places(signed_in: bool) -> tuple[tuple[str, str], ...]:
    """The entries of the navigation bar; one's account where one signs in."""
    return (*SECTIONS, ("account", "/account")) if signed_in else SECTIONS


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; everything put into them is escaped unless marked safe."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["options"] = _options
    return made


def _options(values: Iterable[str | Document]) -> list[tuple[str, str]]:
    """(value, text) of the entries of a drop-down list; equal titles are told apart."""
    entries = list(values)
    called = titles(v for v in entries if not isinstance(v, str))
    return [(v, v) if isinstance(v, str) else (v.id, called[v.id]) for v in entries]


#: The cookie in which the switch of the pages keeps the language chosen.
CHOSEN_LANGUAGE = "rag_lang"


def language_of(request: Request) -> Language:
    """``?lang=`` where it names a language, else the one that was chosen before, else the browser's."""
    query, kept = request.query_params.get("lang", ""), request.cookies.get(CHOSEN_LANGUAGE, "")
    for chosen in (query.lower()[:2], kept):
        if chosen in ("zh", "en"):
            return "zh" if chosen == "zh" else "en"
    return preferred(request.headers.get("accept-language"))


def linker(request: Request) -> Callable[..., str]:
    """A function that writes an address with its query, keeping a language chosen by ``?lang=``.

    A list becomes a parameter for each of its values.
    """
    kept = request.query_params.get("lang")

    def href(path: str, /, **query: object) -> str:
        pairs = [
            (key, str(value))
            for key, given in query.items()
            for value in (given if isinstance(given, list) else [given])
            if value not in (None, "")
        ]
        if kept:
            pairs.append(("lang", kept))
        return quote(path, safe="/%") + (f"?{urlencode(pairs)}" if pairs else "")

    return href


def switch_address(request: Request, language: Language) -> str:
    """The same page in the other language."""
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    pairs.append(("lang", "en" if language == "zh" else "zh"))
    return f"{quote(request.url.path)}?{urlencode(pairs)}"


def page(request: Request, template: str, section: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """One page in the shared layout; ``section`` is the lit entry of the navigation bar."""
    language = language_of(request)
    values: Mapping[str, Any] = {
        "w": words(language),
        "language": language,
        "href": linker(request),
        "switch": switch_address(request, language),
        "places": places(visitor_of(request) is not None),
        "section": section,
        "request_lang": request.query_params.get("lang"),
        "embedded": request.query_params.get("embed") == "1",
        "asset": asset,
        **context,
    }
    html = environment().get_template(template).render(values)
    return HTMLResponse(html, status_code=status, headers={"Vary": "Accept-Language, Cookie"})


@lru_cache(maxsize=32)
def asset(name: str) -> str:
    """Address of a static file; the time of its last change defeats a stale cache."""
    return f"/page/{name}?v={int((STATIC / name).stat().st_mtime)}"
