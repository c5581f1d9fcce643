"""Answers inside other people's pages: a frame, a static card, the widget's script, its set-up page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse
from markupsafe import Markup, escape

from rag.access.tokens import AUDIENCE
from rag.errors import InputError
from rag.lookup import scope
from rag.web.answer import answer_html
from rag.web.answering import Asker, asked, asker
from rag.web.exchanges import Exchange, exchange_from, failed
from rag.web.page import STATIC, language_of, page
from rag.web_settings import WebSettings

if TYPE_CHECKING:
    from rag.pipeline import Assistant

MODES = ("bubble", "inline", "frame", "card")
THEMES = ("auto", "light", "dark")
#: Stands where the portal's server puts the signed token of its user.
TOKEN = "SIGNED_TOKEN"
#: Characters of an answer that a link preview shows.
PREVIEW = 200


def embed_routes(assistant: Assistant, settings: WebSettings) -> APIRouter:
    """``/embed``, ``/embed/answer``, ``/embed/setup`` and ``/embed.js``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/embed.js")
    def script() -> FileResponse:
        # Portals may isolate themselves (COEP); the script says that it may be loaded there.
        headers = {
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "public, max-age=300",
        }
        return FileResponse(STATIC / "embed.js", media_type="text/javascript", headers=headers)

    @router.get("/embed", response_class=HTMLResponse)
    def frame(request: Request) -> HTMLResponse:
        query = request.query_params
        return page(
            request,
            "embed.html",
            "",
            documents=",".join(query.getlist("documents")),
            heading=query.get("heading", "")[:60],
            theme=_theme(query.get("theme", "")),
            token=_token(request, settings),
        )

    @router.get("/embed/answer", response_class=HTMLResponse)
    def card(request: Request) -> HTMLResponse:
        return _card(request, assistant, settings)

    @router.get("/embed/setup", response_class=HTMLResponse)
    def setup(request: Request) -> HTMLResponse:
        wish = wish_from(request)
        return page(
            request,
            "setup.html",
            "",
            wish=wish,
            modes=MODES,
            themes=THEMES,
            snippet=snippet(str(request.base_url).rstrip("/"), wish, settings.portal_secret is not None),
            signed=settings.portal_secret is not None,
            audience=AUDIENCE,
            preview=_query("/embed", wish) if wish.mode != "card" else _card_address("", wish),
            origins=settings.portal_origins.split(),
            known=assistant.index.headers(),
        )

    return router


def _theme(value: str) -> str:
    return value if value in THEMES else "auto"


def _token(request: Request, settings: WebSettings) -> str:
    """The portal's token in the address; it has been checked, or nobody asked for one."""
    return request.query_params.get("token", "") if settings.portal_secret else ""


# the card


def _card(request: Request, assistant: Assistant, settings: WebSettings) -> HTMLResponse:
    """The answer to ``?question=`` as a page that needs no script; a form where none is asked."""
    question = request.query_params.get("question", "").strip()
    chosen = request.query_params.getlist("documents")
    by = asker(request, settings)
    exchange, status = (None, 200) if not question else _exchange(assistant, question, chosen, by)
    language, token = language_of(request), _token(request, settings)
    if exchange and token:
        exchange = _with_token(exchange, token)
    response = page(
        request,
        "card.html",
        "",
        status=status,
        question=question,
        chosen=chosen,
        exchange=exchange,
        html=Markup(answer_html(exchange, language)) if exchange else "",
        summary=summary(exchange) if exchange else "",
        address=str(request.url.remove_query_params("token")),
        theme=_theme(request.query_params.get("theme", "")),
        token=token,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _exchange(assistant: Assistant, question: str, documents: list[str], by: Asker) -> tuple[Exchange, int]:
    try:
        within = scope(assistant.index, documents or None)
        answer = asked(assistant, "card", question, documents=within, by=by)
    except InputError as error:
        return failed(question, str(error)), 400
    return exchange_from(answer, assistant.index), 400 if answer.status == "error" else 200


def _with_token(exchange: Exchange, token: str) -> Exchange:
    """The exchange with links that open for the portal's user."""

    def opened(address: str) -> str:
        return re.sub(
            r"[?#]|$",
            lambda m: f"?{urlencode({'token': token})}{'&' if m[0] == '?' else m[0]}",
            address,
            count=1,
        )

    return replace(
        exchange,
        sources=tuple(replace(source, url=opened(source.url)) for source in exchange.sources),
        nearest=tuple((name, opened(address)) for name, address in exchange.nearest),
        rest=opened(exchange.rest) if exchange.rest else "",
    )


def summary(exchange: Exchange) -> str:
    """What a link preview shows of an answer."""
    text = " ".join((exchange.missing or exchange.text).split())
    return text if len(text) <= PREVIEW else text[: PREVIEW - 1] + "…"


# the set-up page


@dataclass(frozen=True, slots=True)
class Wish:
    """What the set-up page was told."""

    mode: str = "bubble"
    theme: str = "auto"
    lang: str = ""
    heading: str = ""
    documents: tuple[str, ...] = ()
    question: str = ""


def wish_from(request: Request) -> Wish:
    """The choices in the address; what is none counts as not chosen."""
    query = request.query_params
    mode, lang = query.get("mode", ""), query.get("widget_lang", "")
    return Wish(
        mode if mode in MODES else "bubble",
        _theme(query.get("theme", "")),
        lang if lang in ("zh", "en") else "",
        query.get("heading", "").strip()[:60],
        tuple(d for d in query.getlist("documents") if d)[:50],
        query.get("question", "").strip()[:200],
    )


def snippet(base: str, wish: Wish, signed: bool = False) -> str:
    """The HTML that a portal puts into its page; ``signed``: with a place for its user's token."""
    if wish.mode in ("card", "frame"):
        address = _card_address(base, wish) if wish.mode == "card" else _query(f"{base}/embed", wish)
        if signed:
            address += ("&" if "?" in address else "?") + f"token={TOKEN}"
        return f'<iframe src="{escape(address)}" title="{_title(wish)}" {_SIZE}></iframe>'
    options = {
        "mode": wish.mode,
        "theme": wish.theme if wish.theme != "auto" else "",
        "lang": wish.lang,
        "heading": wish.heading,
        "documents": ",".join(wish.documents),
        "target": "#policy-chat" if wish.mode == "inline" else "",
        "token": TOKEN if signed else "",
    }
    told = "".join(f' data-{name}="{escape(value)}"' for name, value in options.items() if value)
    place = '<div id="policy-chat"></div>\n' if wish.mode == "inline" else ""
    return f'{place}<script src="{escape(base)}/embed.js" defer{told}></script>'


_SIZE = 'style="width:100%;height:600px;border:0" loading="lazy"'


def _title(wish: Wish) -> str:
    return escape(wish.heading or "政策文件问答")


def _pairs(wish: Wish) -> list[tuple[str, str]]:
    pairs = [("lang", wish.lang), ("theme", wish.theme if wish.theme != "auto" else "")]
    return [(k, v) for k, v in pairs if v] + [("documents", d) for d in wish.documents]


def _query(address: str, wish: Wish) -> str:
    pairs = _pairs(wish) + ([("heading", wish.heading)] if wish.heading else [])
    return f"{address}?{urlencode(pairs)}" if pairs else address


def _card_address(base: str, wish: Wish) -> str:
    return f"{base}/embed/answer?{urlencode([('question', wish.question), *_pairs(wish)])}"
