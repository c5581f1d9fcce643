"""Passwords: only the right one matches, nothing of it is stored, weak ones are refused."""

from __future__ import annotations

import hashlib

import pytest

from rag.access.passwords import check_password, hashed, matches
from rag.errors import InputError


def test_only_the_right_password_matches(cheap: None) -> None:
    stored = hashed("正确的密码 and more")
    assert matches("正确的密码 and more", stored)
    for wrong in ("", "正确的密码 and mor", "正确的密码 and more ", "正确的密码 AND more"):
        assert not matches(wrong, stored)


def test_the_same_password_is_stored_differently_each_time_and_never_itself(cheap: None) -> None:
    first, second = hashed("correct horse battery"), hashed("correct horse battery")
    assert first != second and "horse" not in first


def test_the_stored_value_is_plain_scrypt() -> None:
    name, log_n, r, p, salt, made = hashed("correct horse battery").split("$")
    assert (name, int(log_n), int(r), int(p)) == ("scrypt", 15, 8, 3)
    again = hashlib.scrypt(
        b"correct horse battery", salt=bytes.fromhex(salt), n=2**15, r=8, p=3, maxmem=2**26, dklen=32
    )
    assert again.hex() == made


@pytest.mark.parametrize("stored", ["", "x", "scrypt$15$8$3$zz$00", "md5$1$1$1$00$00", "scrypt$99$8$3$00$00"])
def test_what_is_no_stored_password_matches_nothing(stored: str) -> None:
    assert not matches("correct horse battery", stored)


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaaaaaa", "abababababababab", "x" * 300])
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(InputError):
        check_password(weak)
