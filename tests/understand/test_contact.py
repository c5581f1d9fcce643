"""Contacts asked for in everyday words."""

from __future__ import annotations

import pytest

from rag.understand.contact import as_contact


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("渔船年审的通知，想问事找谁？", "渔船年审的通知，联系人是谁？"),
        ("渔船年审该打哪个号？", "渔船年审联系电话是多少？"),
        ("渔船年审有疑问联系谁", "渔船年审联系人是谁"),
        ("渔船年审找谁办", "渔船年审找谁办"),
        ("出事了打什么电话报警", "出事了打什么电话报警"),
    ],
)
def test_a_contact_is_asked_for_as_documents_sign(asked: str, plain: str) -> None:
    assert as_contact(asked) == plain
