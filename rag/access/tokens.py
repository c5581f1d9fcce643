"""Portal tokens: the portal's user, signed by the portal. JWT (RFC 7519) with HS256 and nothing else.

The algorithm is fixed here and never taken from the token (RFC 8725, 3.1), so that ``none`` and
keys of another kind have no way in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from rag.access.roles import Visitor
from rag.errors import InputError
from rag.lazy_re import lazy_re

AUDIENCE = "policy-rag"
#: Bytes of a token; seconds that clocks may differ; the longest time that a token may still hold.
MAX_TOKEN, LEEWAY, LONGEST = 4096, 30, 24 * 3600
GROUP = lazy_re(r"[\w.@+-]{1,64}")
_PART = lazy_re(r"[A-Za-z0-9_-]+")


def visitor_from(token: str, secret: str, now: float | None = None) -> Visitor:
    """Who a token names: ``sub`` as the name, ``groups``; always in the role ask.

    Args:
        token: three parts of base64url with dots between.
        secret: shared with the portal.
        now: seconds since 1970; by default the clock's.

    Raises:
        InputError: not signed with this secret, expired, for somebody else, or of another form.
    """
    parts = token.split(".")
    if len(token) > MAX_TOKEN or len(parts) != 3 or not all(map(_PART.fullmatch, parts)):
        raise InputError("门户令牌的形式不对 / the portal token has not the form of a signed token")
    signed = ".".join(parts[:2]).encode("ascii")
    if not hmac.compare_digest(_decoded(parts[2]), hmac.digest(secret.encode(), signed, hashlib.sha256)):
        raise InputError(
            "门户令牌不是用本服务的密钥签的 / the portal token is not signed with the secret of this server"
        )
    header, claims = _json(parts[0]), _json(parts[1])
    if header.get("alg") != "HS256" or "crit" in header:
        raise InputError("门户令牌须用 HS256 签名 / the portal token must be signed with HS256")
    _check_times(claims, time.time() if now is None else now)
    audience = claims.get("aud")
    if AUDIENCE not in (audience if isinstance(audience, list) else [audience]):
        raise InputError(
            f"门户令牌不是给本服务的，aud 须为 {AUDIENCE!r} / "
            f"the portal token is not for this service; aud must be {AUDIENCE!r}"
        )
    return _visitor(claims)


def _check_times(claims: dict[str, Any], now: float) -> None:
    expires, begins = _time(claims.get("exp")), _time(claims.get("nbf", 0))
    if not now - LEEWAY < expires <= now + LONGEST + LEEWAY or begins > now + LEEWAY:
        raise InputError(
            "门户令牌已过期、尚未生效或有效期超过一天 / the portal token has expired, is not valid yet, or holds for over a day"
        )


def _time(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise InputError(
            "门户令牌须写明失效时间 exp（1970 年起的秒数） / the portal token must say when it expires: exp, in seconds since 1970"
        )
    return value


def _visitor(claims: dict[str, Any]) -> Visitor:
    name, groups = claims.get("sub"), claims.get("groups", [])
    if not isinstance(name, str) or not 0 < len(name) <= 200 or not name.isprintable():
        raise InputError(
            "门户令牌须写明用户 sub，1 至 200 个字符 / the portal token must name the user: sub, 1 to 200 characters"
        )
    if not isinstance(groups, list) or not all(isinstance(g, str) and GROUP.fullmatch(g) for g in groups):
        raise InputError(
            "门户令牌的 groups 须是名称的列表 / groups of the portal token must be a list of names"
        )
    return Visitor(name, "ask", frozenset(groups), "portal")


def _json(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_decoded(part))
    except (ValueError, RecursionError) as error:
        raise InputError("门户令牌的内容不是 JSON / the portal token holds no JSON") from error
    if not isinstance(value, dict):
        raise InputError("门户令牌的内容不是 JSON 对象 / the portal token holds no JSON object")
    return value


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError as error:
        raise InputError("门户令牌不是 base64url 编码 / the portal token is not base64url") from error
