"""Reverse proxies: whose word on the client's address, the scheme and the user counts."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from starlette.types import Scope


class Proxies:
    """The proxies that are trusted, as addresses and networks with space between."""

    def __init__(self, trusted: str) -> None:
        self._networks = [ip_network(part) for part in trusted.split()]

    def trusts(self, address: str) -> bool:
        """Whether a proxy that is trusted has this address."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)

    def applied(self, scope: Scope) -> bool:
        """Puts the client's own address and scheme into the scope; whether a trusted proxy sent it.

        Of ``X-Forwarded-For`` the last address that is no trusted proxy's counts: what stands
        before it, anybody may have written.
        """
        peer = scope["client"][0] if scope.get("client") else ""
        if not self.trusts(peer):
            return False
        hops = [_bare(hop) for hop in ",".join(values(scope, "x-forwarded-for")).split(",")]
        client = next((hop for hop in reversed(hops) if not self.trusts(hop)), "")
        if client:
            scope["client"] = (client, 0)
        scheme = values(scope, "x-forwarded-proto")
        if scheme and scheme[-1] in ("http", "https"):
            scope["scheme"] = scheme[-1]
        return True


def _bare(hop: str) -> str:
    """The address without the port that some proxies write behind it, which changes each time."""
    hop = hop.strip()
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def values(scope: Scope, name: str) -> Sequence[str]:
    """All values of a header; bytes that are no UTF-8 become U+FFFD."""
    wanted = name.lower().encode()
    return [value.decode("utf-8", "replace").strip() for key, value in scope["headers"] if key == wanted]
