"""Portal tokens: what is signed, in time and for us is taken, whatever else is refused."""

from __future__ import annotations

import hashlib
import json
import time

import pytest
from guarded import SECRET, part, signed
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.access.tokens import visitor_from
from rag.errors import InputError


def test_a_token_names_its_user_and_groups_and_no_role() -> None:
    found = visitor_from(signed({"groups": ["city"], "role": "administer"}), SECRET)
    assert (found.name, found.role, found.groups, found.by) == ("王芳", "ask", {"city"}, "portal")
    assert not found.reads_all


def test_the_example_of_the_standard_is_read_as_a_signature_of_its_key() -> None:
    """RFC 7515, appendix A.1: the signature holds; what is missing is told only then."""
    token = (
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    )
    key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
    import base64

    raw = base64.urlsafe_b64decode(key + "==")
    with pytest.raises(InputError, match="not signed"):
        visitor_from(token, SECRET)

    class Raw(str):
        def encode(self, *_: object) -> bytes:  # type: ignore[override]
            return raw

    with pytest.raises(InputError, match="expired"):
        visitor_from(token, Raw("x"))


def test_times() -> None:
    now = time.time()
    for exp in (now + 600, now - 10, now + 24 * 3600):  # clocks may differ by half a minute
        assert visitor_from(signed({"exp": exp}), SECRET, now)
    for claims in (
        {"exp": now - 60},
        {"exp": now + 25 * 3600},
        {"exp": now + 600, "nbf": now + 60},
        {"exp": float("inf")},
        {"exp": None},
        {"exp": True},
        {"exp": "9999999999"},
        {"exp": now + 600, "nbf": "0"},
    ):
        with pytest.raises(InputError):
            visitor_from(signed(claims), SECRET, now)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another service"},
        {"aud": None},
        {"aud": ["a", "b"]},
        {"sub": ""},
        {"sub": 7},
        {"sub": "a\nb"},
        {"sub": "x" * 201},
        {"groups": "city"},
        {"groups": ["*"]},
        {"groups": [7]},
    ],
)
def test_claims_that_will_not_do(claims: dict[str, object]) -> None:
    with pytest.raises(InputError):
        visitor_from(signed(claims), SECRET)


@pytest.mark.parametrize(
    "head",
    [
        {"alg": "none"},
        {"alg": "HS512"},
        {"alg": "RS256"},
        {"alg": "hs256"},
        {},
        {"alg": "HS256", "crit": ["b64"]},
    ],
)
def test_the_algorithm_is_ours_to_choose(head: dict[str, object]) -> None:
    with pytest.raises(InputError, match="HS256"):
        visitor_from(signed(head=head), SECRET)


def test_another_key_another_hash_or_no_signature() -> None:
    first, second, _ = signed().split(".")
    unsigned = part(b'{"alg":"none"}')
    for token in (
        signed(secret=SECRET + "x"),
        signed(digest=hashlib.sha512),
        f"{first}.{second}.",
        f"{unsigned}.{second}.",
        f"{first}.{second}",
        "",
        "..",
        "a.b.c.d",
        signed() + "=",
        "é.é.é",
        "a" * 5000,
    ):
        with pytest.raises(InputError):
            visitor_from(token, SECRET)


@given(st.integers(0, 10_000), st.sampled_from("AQgw_-019z."))
def test_no_token_with_one_letter_changed_is_taken_for_another(place: int, letter: str) -> None:
    token = signed({"exp": int(time.time()) + 600})
    at = place % len(token)
    changed = token[:at] + letter + token[at + 1 :]
    if changed == token:
        return
    try:
        found = visitor_from(changed, SECRET)
    except InputError:
        return
    # The last letter of base64url holds bits that count for nothing: the signature is the same.
    assert at == len(token) - 1 and found == visitor_from(token, SECRET)


@given(st.text(max_size=200))
def test_any_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError):
        visitor_from(text, SECRET)


@settings(max_examples=50)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_signed_json_is_read_or_refused_in_words(value: object) -> None:
    import hmac

    body = f"{part(json.dumps({'alg': 'HS256'}).encode())}.{part(json.dumps(value).encode())}"
    token = f"{body}.{part(hmac.digest(SECRET.encode(), body.encode(), hashlib.sha256))}"
    with pytest.raises(InputError):
        visitor_from(token, SECRET)
