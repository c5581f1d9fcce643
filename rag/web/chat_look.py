"""What stands around the talk on the chat page: words in both languages, theme, style, navigation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gradio as gr
from markupsafe import Markup

from rag.web.page import STATIC, asset, environment, places
from rag.web.words import words


def translations() -> gr.I18n:
    """The interface words for Gradio, which picks by the browser's language."""
    return gr.I18n(**{"zh-CN": dict(words("zh")), "zh": dict(words("zh")), "en": dict(words("en"))})


def mount_options() -> dict[str, Any]:
    """How Gradio serves the page: own style and script, no footer links, no public end points."""
    head = (
        f'<link rel="icon" href="{asset("icon.svg")}" type="image/svg+xml">'
        f'<script src="{asset("chat.js")}"></script>'
    )
    return {
        "i18n": translations(),
        "css_paths": [STATIC / "state.css", STATIC / "chat.css"],
        "head": head,
        "footer_links": [],
        "run_history": False,  # a second copy of every answer in the browser
        "show_error": False,
        "theme": gr.themes.Default(
            font=["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"],
            font_mono=["ui-monospace", "monospace"],
            primary_hue="blue",
        ).set(  # white on the default blue of light pages is 3.7 to 1
            button_primary_background_fill="*primary_700",
            button_primary_background_fill_hover="*primary_800",
        ),
    }


def both(key: str) -> str:
    """A word in both languages; the style sheet shows the one the browser asked for."""
    return "".join(
        f'<span class="t" lang="{w["lang"]}">{Markup.escape(w[key])}</span>'
        for w in (words("zh"), words("en"))
    )


def navigation(signed_in: bool) -> str:
    """The bar at the top with the switch to the other language, in both."""
    bar, switch = (environment().get_template(name) for name in ("nav.html", "switch.html"))
    listed = places(signed_in)
    return _twice(
        lambda w: bar.render(w=w, places=listed, section="chat", href=str) + switch.render(w=w, switch="/")
    )


def other_places() -> str:
    """Links to the pages that the bar does not name, in both languages."""
    template = environment().get_template("places.html")
    return _twice(lambda w: template.render(w=w, href=str))


def _twice(shown: Callable[[Mapping[str, str]], str]) -> str:
    return "".join(f'<div class="t" lang="{w["lang"]}">{shown(w)}</div>' for w in (words("zh"), words("en")))
