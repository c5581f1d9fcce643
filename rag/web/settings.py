"""What only the web surfaces are set by: ``RAG_DATA``, ``RAG_FRAME_ANCESTORS`` and more below."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator

from rag.errors import SettingsError
from rag.settings import ROOT, Settings, settings

#: One source of a Content-Security-Policy list: a keyword or an origin. Nothing that could end
#: the directive (``;``) or the header (line breaks) passes.
_SOURCE = re.compile(r"'self'|'none'|\*|https?://[A-Za-z0-9*.\-]+(:(\d{1,5}|\*))?")
#: A portal as a browser names it in ``Origin``: no path; ``*.`` stands for any sub-domain.
_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9.\-]+(:\d{1,5})?")


class WebSettings(Settings):
    """The settings of the process and those of the web surfaces."""

    data: Path = Field(ROOT / "data", description="folder of what users leave: feedback")
    frame_ancestors: str = Field(
        "'self'", description="who may frame the pages: 'self', 'none' or origins, space between"
    )

    portal_origins: str = Field(
        "",
        description="portals whose pages may hold the widget and the frame: origins, space between",
    )
    admin_token: SecretStr | None = Field(
        None, min_length=12, description="opens /manage; unset: only from this machine"
    )

    @field_validator("portal_origins")
    @classmethod
    def _only_origins(cls, value: str) -> str:
        if not all(_ORIGIN.fullmatch(origin) for origin in value.split()):
            raise ValueError("give origins such as https://portal.example, without a path")
        return " ".join(value.lower().split())

    @property
    def embed_ancestors(self) -> str:
        """Who may frame the pages under ``/embed``: whoever may frame all, and the portals."""
        own = [source for source in self.frame_ancestors.split() if source != "'none'"]
        return " ".join(dict.fromkeys([*own, *self.portal_origins.split()])) or "'none'"

    @field_validator("frame_ancestors")
    @classmethod
    def _only_sources(cls, value: str) -> str:
        sources = value.split()
        if not sources or not all(_SOURCE.fullmatch(source) for source in sources):
            raise ValueError("give 'self', 'none' or origins such as https://portal.example")
        return " ".join(sources)


def web_settings() -> WebSettings:
    """The settings of this process.

    Raises:
        SettingsError: a variable has no valid value.
    """
    settings()  # names a bad value of the common settings in its own words
    try:
        return WebSettings()  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        name = "RAG_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"setting {name}: {first['msg']}; correct it or unset it") from error
