"""What only a server is set by, the chat pages and the tools: ``RAG_DATA``, ``RAG_FRAME_ANCESTORS`` and more below."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from rag.lazy_re import lazy_re
from rag.settings import RecordSettings, read_settings

#: One source of a Content-Security-Policy list: a keyword or an origin. Nothing that could end
#: the directive (``;``) or the header (line breaks) passes.
_SOURCE = lazy_re(r"'self'|'none'|\*|https?://[A-Za-z0-9*.\-]+(:(\d{1,5}|\*))?")
#: A portal as a browser names it in ``Origin``: no path; ``*.`` stands for any sub-domain.
_ORIGIN = lazy_re(r"https?://(\*\.)?[A-Za-z0-9.\-]+(:\d{1,5})?")

#: A header's name (RFC 9110, 5.1), as far as proxies use it.
_HEADER = r"^[A-Za-z][A-Za-z0-9\-]{1,63}$"


class WebSettings(RecordSettings):
    """The settings of the process, of its records and of the web surfaces."""

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
    access: Literal["off", "accounts", "proxy"] = Field(
        "off", description="who may come in: off (this machine only), accounts, or a proxy's users"
    )
    public_without_access: bool = Field(
        False, description="yes: serve other machines with no access control at all"
    )
    session_hours: float = Field(12.0, gt=0, le=720, description="hours until one signs in again")
    trusted_proxies: str = Field(
        "", description="addresses or networks of reverse proxies whose headers count, space between"
    )
    proxy_user_header: str = Field(
        "X-Remote-User", pattern=_HEADER, description="header in which the proxy names the user"
    )
    proxy_groups_header: str = Field(
        "X-Remote-Groups", pattern=_HEADER, description="header with the user's groups, comma between"
    )
    proxy_curators: str = Field("", description="groups whose members curate, space between")
    proxy_administrators: str = Field("", description="groups whose members administer, space between")
    ungrouped: Literal["everyone", "administrators"] = Field(
        "everyone", description="who reads documents that corpus/groups.json does not name"
    )
    portal_secret: SecretStr | None = Field(
        None, min_length=32, description="signs the tokens in which a portal names its user"
    )
    rate_user: float = Field(
        120.0,
        ge=0,
        description="requests a minute for each user, a quarter of them at once; with access control; 0: no limit",
    )
    rate_address: float = Field(
        600.0,
        ge=0,
        description="requests a minute for each address, a quarter of them at once; with access control; 0: no limit",
    )
    answers_at_once: int | None = Field(
        None,
        ge=1,
        description="answers made at once, more wait; unset: 2, and 8 where a language model writes them",
    )
    answers_waiting: int = Field(64, ge=0, description="questions that wait; more are refused with 429")

    @property
    def places(self) -> int:
        """Answers made at once.

        Making one is Python, of which one thread runs at a time: measured on two cores, eight at once
        gave no more answers than two, and the slowest came half as late again. Those that a language
        model writes wait for it, and hardly compute.
        """
        return self.answers_at_once or (8 if self.llm_model else 2)

    @field_validator("trusted_proxies")
    @classmethod
    def _only_networks(cls, value: str) -> str:
        return " ".join(str(ip_network(part, strict=False)) for part in value.split())

    log: Literal["text", "json"] = Field(
        "text", description="form of the log on standard error; json also tells of every request"
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
    return read_settings(WebSettings)
