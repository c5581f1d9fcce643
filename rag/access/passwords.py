"""Passwords: scrypt with a salt of its own for each, compared in constant time.

Parameters as the OWASP Password Storage Cheat Sheet gives them (N=2^15, r=8, p=3: 32 MiB, about
0.2 s); they stand in each stored value, so that they can be raised later.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from rag.errors import InputError

#: Shortest and longest password, in characters.
SHORTEST, LONGEST = 12, 256
_LOG_N, _R, _P = 15, 8, 3


def check_password(password: str) -> str:
    """The password, where it will do.

    Raises:
        InputError: too short, too long, or of very few different characters.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(f"a password has {SHORTEST} to {LONGEST} characters; choose another")
    if len(set(password)) < 5:
        raise InputError("the password repeats a few characters only; choose another")
    return password


def hashed(password: str) -> str:
    """``scrypt$log2 N$r$p$salt$hash``, salt and hash in hexadecimal."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_LOG_N}${_R}${_P}${salt.hex()}${_derived(password, salt, _LOG_N, _R, _P).hex()}"


def matches(password: str, stored: str) -> bool:
    """Whether a stored value was made from this password."""
    try:
        name, log_n, r, p, salt, wanted = stored.split("$")
        numbers = int(log_n), int(r), int(p)
        made = _derived(password, bytes.fromhex(salt), *numbers)
    except (ValueError, OverflowError, MemoryError):
        return False
    return name == "scrypt" and hmac.compare_digest(made, bytes.fromhex(wanted))


def _derived(password: str, salt: bytes, log_n: int, r: int, p: int) -> bytes:
    typed = password.encode("utf-8", "replace")
    room = 128 * r * (1 << log_n) + (1 << 20)  # what scrypt needs, and a little
    return hashlib.scrypt(typed, salt=salt, n=1 << log_n, r=r, p=p, maxmem=room, dklen=32)
